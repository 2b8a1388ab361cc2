"""Build the search index ahead of time: `python -m advisor.retrieval.build`.

Does nothing where the index of this corpus is there already.
"""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from advisor.errors import AdvisorError
from advisor.law.official import officially
from advisor.reasoning.loading import load_rulebook
from advisor.retrieval.embedding import OnnxEmbedder, exported_model
from advisor.retrieval.export import ensure_exported
from advisor.retrieval.index import ensure_index
from advisor.retrieval.passages import passages_of
from advisor.retrieval.signposts import signposts_of
from advisor.retrieval.vectors import ensure_vectors
from advisor.settings import Settings


def main() -> int:
    """Export the model and embed the corpus where that is still to be done."""
    settings = Settings()
    folder = settings.retrieval_folder
    console = Console(stderr=True)
    try:
        book = load_rulebook(settings.corpus)
        library = officially(book.library, settings.corpus, settings.official_folder)
        passages = list(passages_of(library))
        if not exported_model(folder).is_file():
            console.print("Exporting the embedding model to ONNX (some seconds, once)")
        embedder = OnnxEmbedder(ensure_exported(folder))
        with Progress(
            TextColumn("Embedding the corpus"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
        ) as bar:
            task = bar.add_task("", total=None, visible=False)

            def told(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total, visible=True)

            ensure_index(passages, embedder, folder, told)
            texts = [signpost.text for signpost in signposts_of(book, settings.corpus)]
            ensure_vectors("signposts", texts, embedder, folder, told)
    except AdvisorError as exc:
        console.print(f"index: {exc}", markup=False)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
