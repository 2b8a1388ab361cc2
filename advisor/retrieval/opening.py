"""Opening a retriever: the one place that chooses between the embedded store and a server."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.reasoning.rulebook import Rulebook
from advisor.retrieval.embedding import OnnxEmbedder, Progress
from advisor.retrieval.export import ensure_exported
from advisor.retrieval.guide import ensure_guide
from advisor.retrieval.index import ensure_index
from advisor.retrieval.passages import Passage
from advisor.retrieval.search import Retriever
from advisor.retrieval.signposts import load_hints, signposts_of
from advisor.retrieval.store import PassageStore
from advisor.settings import Settings


def open_retriever(
    passages: Sequence[Passage],
    settings: Settings,
    progress: Progress | None = None,
    book: Rulebook | None = None,
) -> Retriever:
    """Return a retriever over `passages`, guided by the rules of `book` where there is one.

    What is missing is made first: the exported model (seconds, loads torch) and the vectors
    of new or changed passages (about 20 ms each).

    Raises:
        IndexUnavailableError: the Qdrant server did not answer.
        WeightsError: the installed embedding model is not the expected one.
    """
    folder = settings.retrieval_folder
    embedder = OnnxEmbedder(ensure_exported(folder))
    index = ensure_index(passages, embedder, folder, progress)
    store: PassageStore
    if settings.qdrant_url is None:
        from advisor.retrieval.edge import EdgeStore

        store = EdgeStore(index, passages)
    else:
        from advisor.retrieval.server import ServerStore, connect

        key = settings.qdrant_api_key
        client = connect(settings.qdrant_url, key.get_secret_value() if key else None)
        store = ServerStore(client, index, passages)
    guide = None
    if book is not None:
        signposts, hints = signposts_of(book, settings.corpus), load_hints(settings.corpus)
        guide = ensure_guide(passages, signposts, hints, embedder, folder, progress)
    return Retriever(passages, store, embedder, index.version, guide)
