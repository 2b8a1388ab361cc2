"""Search: by citation where the query is one, else by meaning and words together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from advisor.retrieval.citation_query import CitationIndex
from advisor.retrieval.embedding import Embedder, Matrix
from advisor.retrieval.passages import Passage
from advisor.retrieval.store import PassageStore, Within
from advisor.retrieval.words import words_of_query

_LONGEST_QUERY = 2_000
"""Characters of a query that are read; the model's window ends well before."""
_REMEMBERED = 512
_EXPLANATION = 0.8
"""What the score of a recital or illustration counts: it explains a rule, it is none."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found."""

    passage: Passage
    score: float
    """In (0, 1], comparable within one answer only."""

    @property
    def id(self) -> str:
        """Identifier of the provision."""
        return self.passage.id


class Retriever:
    """Finds provisions. Safe to share between threads."""

    def __init__(
        self, passages: Sequence[Passage], store: PassageStore, embedder: Embedder, version: str
    ) -> None:
        self.version = version
        """Name of the index, for records and cache keys."""
        self._passages = tuple(passages)
        self._store = store
        self._citations = CitationIndex(self._passages)
        self._embed = lru_cache(maxsize=_REMEMBERED)(
            lambda query: embedder.embed([query])[0]  # a query is often asked again
        )

    def search(
        self,
        query: str,
        top: int = 10,
        instruments: Collection[str] | None = None,
        as_of: date | None = None,
    ) -> list[Hit]:
        """Return at most `top` provisions for `query`, best first, each once.

        Args:
            query: words, or a citation such as `Art 22(3) GDPR`.
            top: how many to return, at least 1.
            instruments: look in these only; None: in all.
            as_of: only wordings that apply on this day; None: of any day.

        Raises:
            IndexUnavailableError: the store did not answer.
        """
        if top < 1:
            raise ValueError("top must be at least 1")
        query = " ".join(query[:_LONGEST_QUERY].split())
        if not query:
            return []
        within = Within(frozenset(instruments) if instruments is not None else None, as_of)
        cited = [Hit(p, 1.0) for p in self._cited(query) if _inside(p, within)]
        return _once(cited, top) or self._similar(query, top, within)

    def meaning(self, text: str) -> Matrix:
        """The embedding of one text, shape `(DIMENSION,)`; not to be changed."""
        vector: Matrix = self._embed(text)
        return vector

    def close(self) -> None:
        """Give back what the store holds open."""
        self._store.close()

    def _cited(self, query: str) -> list[Passage]:
        return [self._passages[position] for position in self._citations.find(query)]

    def _similar(self, query: str, top: int, within: Within) -> list[Hit]:
        # Two wordings of one provision may both be found: ask for more, keep the better one.
        ranked = self._store.nearest(self.meaning(query), words_of_query(query), 2 * top, within)
        found = [(self._passages[r.passage], r.score) for r in ranked]
        hits = [Hit(p, score * _EXPLANATION if p.explains else score) for p, score in found]
        return _once(sorted(hits, key=lambda hit: -hit.score), top)


def _once(hits: list[Hit], top: int) -> list[Hit]:
    found: dict[str, Hit] = {}
    for hit in hits:
        found.setdefault(hit.id, hit)
    return list(found.values())[:top]


def _inside(passage: Passage, within: Within) -> bool:
    if within.instruments is not None and passage.instrument not in within.instruments:
        return False
    if within.as_of is None:
        return True
    started = passage.applies_from is None or passage.applies_from <= within.as_of
    ended = passage.applies_until is not None and passage.applies_until <= within.as_of
    return started and not ended
