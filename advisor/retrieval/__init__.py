"""Finding provisions: chunks, embeddings, the vector index and hybrid search."""

from advisor.retrieval.highlight import matched
from advisor.retrieval.opening import open_retriever
from advisor.retrieval.passages import Passage, passages_of
from advisor.retrieval.search import Hit, Retriever

__all__ = ["Hit", "Passage", "Retriever", "matched", "open_retriever", "passages_of"]
