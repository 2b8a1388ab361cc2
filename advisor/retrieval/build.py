"""Build the search index ahead of time: `python -m advisor.retrieval.build`.

Does nothing where the index of this corpus is there already.
"""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from advisor.errors import AdvisorError
from advisor.law.files import Problems
from advisor.law.loading import load_library
from advisor.law.official import officially
from advisor.retrieval.embedding import OnnxEmbedder, exported_model
from advisor.retrieval.export import ensure_exported
from advisor.retrieval.index import ensure_index
from advisor.retrieval.passages import Passage, passages_of
from advisor.settings import Settings


def main() -> int:
    """Export the model and embed the corpus where that is still to be done."""
    settings = Settings()
    folder = settings.retrieval_folder
    console = Console(stderr=True)
    try:
        passages = _passages(settings)
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
            ensure_index(
                passages,
                embedder,
                folder,
                lambda done, total: bar.update(task, completed=done, total=total, visible=True),
            )
    except AdvisorError as exc:
        console.print(f"index: {exc}", markup=False)
        return 1
    return 0


def _passages(settings: Settings) -> list[Passage]:
    problems = Problems()
    library = load_library(settings.corpus, problems)
    problems.raise_if_any()
    return list(passages_of(officially(library, settings.corpus, settings.official_folder)))


if __name__ == "__main__":
    sys.exit(main())
