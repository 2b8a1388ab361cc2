"""The ways to search that are compared. All search the same chunks with the same vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qdrant_client import QdrantClient

from advisor.law.identifiers import ProvisionId
from advisor.law.official import officially
from advisor.reasoning.loading import load_rulebook
from advisor.reasoning.rulebook import Rulebook
from advisor.retrieval.edge import EdgeStore
from advisor.retrieval.embedding import DIMENSION, Matrix, OnnxEmbedder
from advisor.retrieval.export import ensure_exported
from advisor.retrieval.guide import DEPTH, Guide, ensure_guide
from advisor.retrieval.index import Index, ensure_index
from advisor.retrieval.passages import Passage, passages_of
from advisor.retrieval.search import Retriever
from advisor.retrieval.signposts import load_hints, signposts_of
from advisor.retrieval.store import PassageStore, Ranked, Within
from advisor.retrieval.words import words_of_query, words_of_text
from advisor.settings import Settings

System = Callable[[str], list[ProvisionId]]
"""Returns the provisions found for a query, best first, each once."""
TOP = 10
OURS = "ours"
RIVALS = ("BM25", "dense", "llama-index")
"""What ours has to lead; `ranks fused` is ours without its guide, shown for comparison."""


@dataclass(frozen=True)
class Bench:
    """The corpus, opened once for all systems."""

    book: Rulebook
    passages: tuple[Passage, ...]
    index: Index
    store: PassageStore
    embedder: OnnxEmbedder
    guide: Guide
    retriever: Retriever

    @classmethod
    def open(cls, settings: Settings) -> Bench:
        """Open the search index over the corpus, building what is missing."""
        book = load_rulebook(settings.corpus)
        library = officially(book.library, settings.corpus, settings.official_folder)
        passages = tuple(passages_of(library))
        folder = settings.retrieval_folder
        embedder = OnnxEmbedder(ensure_exported(folder))
        index = ensure_index(passages, embedder, folder)
        store = EdgeStore(index, passages)
        signposts, hints = signposts_of(book, settings.corpus), load_hints(settings.corpus)
        guide = ensure_guide(passages, signposts, hints, embedder, folder)
        retriever = Retriever(passages, store, embedder, index.version, guide)
        return cls(book, passages, index, store, embedder, guide, retriever)

    def systems(self) -> dict[str, System]:
        """Every system, ours last."""
        plain = Retriever(self.passages, self.store, self.embedder, self.index.version)
        return {
            "BM25": self._by_words,
            "dense": self._by_meaning,
            "llama-index": self._llama_index(),
            "ranks fused": _found_by(plain),
            OURS: _found_by(self.retriever),
        }

    def meaning(self, query: str) -> Matrix:
        """The embedding of a query."""
        return self.retriever.meaning(query)

    def _by_words(self, query: str) -> list[ProvisionId]:
        found = self.store.nearest(self.meaning(query), words_of_query(query), DEPTH, Within())
        return self._named(found.by_words)

    def _by_meaning(self, query: str) -> list[ProvisionId]:
        found = self.store.nearest(self.meaning(query), words_of_query(query), DEPTH, Within())
        return self._named(found.by_meaning)

    def _named(self, ranked: Iterable[Ranked]) -> list[ProvisionId]:
        return _first(self.passages[one.passage].id for one in ranked)

    def _llama_index(self) -> System:
        """llama-index's own hybrid: `QdrantVectorStore(enable_hybrid=True)` in memory.

        Its fusion (relative scores, alpha 0.5) is left as it comes; the BM25 vectors are
        ours, since its default ones need a model from a hub.
        """
        from llama_index.core.vector_stores.types import VectorStoreQuery, VectorStoreQueryMode
        from llama_index.vector_stores.qdrant import QdrantVectorStore
        from qdrant_client import models

        from advisor.retrieval.chunks import chunks_of
        from advisor.retrieval.payload import PASSAGE

        store = QdrantVectorStore(
            collection_name="stock",
            client=QdrantClient(":memory:"),
            enable_hybrid=True,
            dense_config=models.VectorParams(size=DIMENSION, distance=models.Distance.DOT),
            sparse_config=models.SparseVectorParams(modifier=models.Modifier.IDF),
            sparse_doc_fn=_sparse_texts,
            sparse_query_fn=_sparse_queries,
        )
        nodes = chunks_of(self.passages)
        for node, meaning in zip(nodes, self.index.meanings, strict=True):
            node.embedding = meaning.tolist()
        store.add(nodes)
        depth = 6 * TOP

        def search(query: str) -> list[ProvisionId]:
            asked = VectorStoreQuery(
                query_embedding=self.meaning(query).tolist(),
                query_str=query,
                similarity_top_k=depth,
                sparse_top_k=depth,
                hybrid_top_k=depth,
                mode=VectorStoreQueryMode.HYBRID,
            )
            found = store.query(asked).nodes or []
            return _first(self.passages[int(node.metadata[PASSAGE])].id for node in found)

        return search


def _found_by(retriever: Retriever) -> System:
    return lambda query: [ProvisionId.parse(hit.id) for hit in retriever.search(query, TOP)]


def _first(ids: Iterable[str]) -> list[ProvisionId]:
    return [ProvisionId.parse(id) for id in list(dict.fromkeys(ids))[:TOP]]


def _sparse_texts(texts: Sequence[str]) -> tuple[list[list[int]], list[list[float]]]:
    found = [words_of_text(text) for text in texts]
    return [list(w.indices) for w in found], [list(w.weights) for w in found]


def _sparse_queries(texts: Sequence[str]) -> tuple[list[list[int]], list[list[float]]]:
    found = [words_of_query(text) for text in texts]
    return [list(w.indices) for w in found], [list(w.weights) for w in found]
