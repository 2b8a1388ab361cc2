"""The embedded store, on the Qdrant Edge engine: no server, a copy for each process.

The engine lets one process open a shard. So each process fills its own from the index
file, in a temporary folder, which takes about 0.1 s for 3,000 chunks; the command line
works beside a running service.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence

import qdrant_edge as qdrant

from advisor.retrieval.embedding import DIMENSION, Matrix
from advisor.retrieval.index import Index
from advisor.retrieval.passages import Passage
from advisor.retrieval.payload import INSTRUMENT, SINCE, UNTIL, payload
from advisor.retrieval.scratch import Scratch
from advisor.retrieval.store import DENSE, SPARSE, Found, Ranked, Within, once, texts_of_one
from advisor.retrieval.words import Words

_INDEXED = (
    (INSTRUMENT, qdrant.PayloadSchemaType.Keyword),
    (SINCE, qdrant.PayloadSchemaType.Integer),
    (UNTIL, qdrant.PayloadSchemaType.Integer),
)


_Condition = (
    qdrant.FieldCondition
    | qdrant.IsEmptyCondition
    | qdrant.IsNullCondition
    | qdrant.HasIdCondition
    | qdrant.HasVectorCondition
    | qdrant.NestedCondition
    | qdrant.Filter
)


class EdgeStore:
    """An index open in this process. Safe to share between threads."""

    def __init__(self, index: Index, passages: Sequence[Passage]) -> None:
        scratch = Scratch()
        self._shard = _filled(str(scratch.folder / "shard"), index, passages)
        self._owner = index.passages.tolist()
        self._texts = texts_of_one(passages)
        self._close = weakref.finalize(self, _give_back, self._shard, scratch)

    def nearest(self, meaning: Matrix, words: Words, depth: int, within: Within) -> Found:
        """Rank chunks by meaning and by words, and return the passages that they belong to."""
        condition = _filter(within)
        by_meaning = qdrant.Query.Nearest(meaning.tolist(), using=DENSE)
        by_words: list[Ranked] = []
        if words.indices:
            sparse = qdrant.SparseVector(list(words.indices), list(words.weights))
            by_words = self._ranked(qdrant.Query.Nearest(sparse, using=SPARSE), depth, condition)
        return Found(self._ranked(by_meaning, depth, condition), by_words)

    def _ranked(
        self, query: qdrant.Query, depth: int, condition: qdrant.Filter | None
    ) -> list[Ranked]:
        request = qdrant.QueryRequest(depth * self._texts, query=query, filter=condition)
        points = self._shard.query(request)
        return once((Ranked(self._owner[int(p.id)], p.score) for p in points), depth)

    def close(self) -> None:
        """Close the shard and remove its folder."""
        self._close()


def _filled(folder: str, index: Index, passages: Sequence[Passage]) -> qdrant.EdgeShard:
    shard = qdrant.EdgeShard.create(
        folder,
        qdrant.EdgeConfig(
            vectors={DENSE: qdrant.EdgeVectorParams(DIMENSION, qdrant.Distance.Dot)},
            sparse_vectors={SPARSE: qdrant.EdgeSparseVectorParams(modifier=qdrant.Modifier.Idf)},
            wal_enabled=False,
        ),
    )
    for key, kind in _INDEXED:
        shard.update(qdrant.UpdateOperation.create_field_index(key, kind))
    points = [
        qdrant.Point(
            number,
            {
                DENSE: meaning.tolist(),
                SPARSE: qdrant.SparseVector(list(words.indices), list(words.weights)),
            },
            payload(int(owner), passages[owner]),
        )
        for number, (owner, meaning, words) in enumerate(
            zip(index.passages, index.meanings, index.words, strict=True)
        )
    ]
    if points:
        shard.update(qdrant.UpdateOperation.upsert_points(points))
    return shard


def _filter(within: Within) -> qdrant.Filter | None:
    must: list[_Condition] = []
    if within.instruments is not None:
        must.append(
            qdrant.FieldCondition(INSTRUMENT, match=qdrant.MatchAny(sorted(within.instruments)))
        )
    if within.as_of is not None:
        day = float(within.as_of.toordinal())
        must.append(qdrant.FieldCondition(SINCE, range=qdrant.RangeFloat(lte=day)))
        must.append(qdrant.FieldCondition(UNTIL, range=qdrant.RangeFloat(gt=day)))
    return qdrant.Filter(must=must) if must else None


def _give_back(shard: qdrant.EdgeShard, scratch: Scratch) -> None:
    shard.close()
    scratch.remove()
