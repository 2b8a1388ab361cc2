"""The shared store, on a Qdrant server or cluster: `ADVISOR_QDRANT_URL`.

One collection an index version, so that services of two versions run side by side while
a new corpus is rolled out. Filling goes through llama-index; a query is one request.
"""

from __future__ import annotations

from collections.abc import Sequence

from qdrant_client import QdrantClient, models
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException

from advisor.errors import IndexUnavailableError
from advisor.retrieval.embedding import DIMENSION, Matrix
from advisor.retrieval.index import Index
from advisor.retrieval.passages import Passage
from advisor.retrieval.payload import INSTRUMENT, PASSAGE, SINCE, UNTIL
from advisor.retrieval.store import DENSE, SPARSE, Found, Ranked, Within, once, texts_of_one
from advisor.retrieval.words import Words, words_of_text

_SECONDS = 5
_INDEXED = (
    {"field_name": INSTRUMENT, "field_schema": models.PayloadSchemaType.KEYWORD},
    {"field_name": SINCE, "field_schema": models.PayloadSchemaType.INTEGER},
    {"field_name": UNTIL, "field_schema": models.PayloadSchemaType.INTEGER},
)


def connect(url: str, api_key: str | None) -> QdrantClient:
    """Return a client of the server at `url`; nothing is sent yet."""
    return QdrantClient(url=url, api_key=api_key, timeout=_SECONDS, check_compatibility=False)


class ServerStore:
    """An index that lives on a server. Safe to share between threads."""

    def __init__(self, client: QdrantClient, index: Index, passages: Sequence[Passage]) -> None:
        """Open the collection of `index`, filling it where it is missing or incomplete.

        Raises:
            IndexUnavailableError: the server did not answer.
        """
        self._client = client
        self._texts = texts_of_one(passages)
        self._collection = f"advisor-{index.version}"
        try:
            if self._stored() != len(index):
                _fill(client, self._collection, index, passages)
        except (QdrantException, ApiException) as exc:
            raise IndexUnavailableError(f"the Qdrant server did not take the index: {exc}") from exc

    def _stored(self) -> int:
        if not self._client.collection_exists(self._collection):
            return 0
        return self._client.count(self._collection, exact=True).count

    def nearest(self, meaning: Matrix, words: Words, depth: int, within: Within) -> Found:
        """Rank chunks by meaning and by words, and return the passages that they belong to.

        Raises:
            IndexUnavailableError: the server did not answer.
        """
        condition = _filter(within)

        def asked(query: list[float] | models.SparseVector, using: str) -> models.QueryRequest:
            return models.QueryRequest(
                query=query,
                using=using,
                limit=depth * self._texts,
                filter=condition,
                with_payload=[PASSAGE],
            )

        requests = [asked(meaning.tolist(), DENSE)]
        if words.indices:
            sparse = models.SparseVector(indices=list(words.indices), values=list(words.weights))
            requests.append(asked(sparse, SPARSE))
        try:
            answers = self._client.query_batch_points(self._collection, requests)
        except (QdrantException, ApiException) as exc:
            raise IndexUnavailableError(f"the Qdrant server did not answer: {exc}") from exc
        rankings = [
            once((Ranked(int((p.payload or {})[PASSAGE]), p.score) for p in answer.points), depth)
            for answer in answers
        ]
        return Found(rankings[0], rankings[1] if len(rankings) > 1 else [])

    def close(self) -> None:
        """Close the connection; the collection stays."""
        self._client.close()


def _fill(client: QdrantClient, collection: str, index: Index, passages: Sequence[Passage]) -> None:
    from llama_index.vector_stores.qdrant import QdrantVectorStore

    from advisor.retrieval.chunks import chunks_of

    store = QdrantVectorStore(
        collection_name=collection,
        client=client,
        enable_hybrid=True,
        dense_vector_name=DENSE,
        sparse_vector_name=SPARSE,
        dense_config=models.VectorParams(size=DIMENSION, distance=models.Distance.DOT),
        sparse_config=models.SparseVectorParams(modifier=models.Modifier.IDF),
        sparse_doc_fn=_sparse,
        sparse_query_fn=_sparse,
        payload_indexes=list(_INDEXED),
        index_doc_id=False,
    )
    nodes = chunks_of(passages)
    for node, meaning in zip(nodes, index.meanings, strict=True):
        node.embedding = meaning.tolist()
    store.add(nodes)


def _sparse(texts: list[str]) -> tuple[list[list[int]], list[list[float]]]:
    found = [words_of_text(text) for text in texts]
    return [list(w.indices) for w in found], [list(w.weights) for w in found]


def _filter(within: Within) -> models.Filter | None:
    must: list[models.Condition] = []
    if within.instruments is not None:
        chosen = models.MatchAny(any=sorted(within.instruments))
        must.append(models.FieldCondition(key=INSTRUMENT, match=chosen))
    if within.as_of is not None:
        day = within.as_of.toordinal()
        must.append(models.FieldCondition(key=SINCE, range=models.Range(lte=day)))
        must.append(models.FieldCondition(key=UNTIL, range=models.Range(gt=day)))
    return models.Filter(must=must) if must else None
