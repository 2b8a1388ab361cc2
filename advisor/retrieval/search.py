"""Search: by citation where the query is one, else by meaning and words together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from advisor.law.identifiers import ProvisionId
from advisor.retrieval.citation_query import CitationIndex
from advisor.retrieval.embedding import Embedder, Matrix
from advisor.retrieval.guide import DEPTH, Guide
from advisor.retrieval.passages import Passage
from advisor.retrieval.store import Found, PassageStore, Ranked, Within
from advisor.retrieval.words import words_of_query

_LONGEST_QUERY = 2_000
"""Characters of a query that are read; the model's window ends well before."""
_REMEMBERED = 512
_EXPLANATION = 0.8
"""Without a guide, what a recital or illustration counts: it explains a rule, it is none."""
_RRF = 20
"""Reciprocal rank fusion: the smaller, the more the first places of a ranking count."""
_OF_ONE_ARTICLE = 3
"""Units of one article in an answer, as long as others are left."""


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
        self,
        passages: Sequence[Passage],
        store: PassageStore,
        embedder: Embedder,
        version: str,
        guide: Guide | None = None,
    ) -> None:
        """Search `passages` in `store`.

        Args:
            guide: ranks what was found; None: by meaning and words alone, equally weighted.
        """
        self.version = version
        """Name of the index, for records and cache keys."""
        self._passages = tuple(passages)
        self._store = store
        self._guide = guide
        self._articles = [_article(passage.id) for passage in self._passages]
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
        meaning = self.meaning(query)
        depth = max(DEPTH, 4 * top)
        found = self._store.nearest(meaning, words_of_query(query), depth, within)
        if self._guide is None:
            ranked = _fused(found, self._passages)
        else:
            allowed = self._allowed(within)
            ranked = self._guide.ranked(query, meaning, found, allowed)
        return self._spread_out(ranked, top)

    def _allowed(self, within: Within) -> NDArray[np.bool_]:
        if within == Within():
            return np.ones(len(self._passages), dtype=bool)
        return np.array([_inside(passage, within) for passage in self._passages], dtype=bool)

    def _spread_out(self, ranked: Iterable[Ranked], top: int) -> list[Hit]:
        """Keep the best `top`, each provision once; what one article has too many of goes last."""
        kept: dict[str, Ranked] = {}
        later: dict[str, Ranked] = {}
        of_article: Counter[str] = Counter()
        for one in ranked:
            id, article = self._passages[one.passage].id, self._articles[one.passage]
            if id in kept or id in later:
                continue
            if of_article[article] < _OF_ONE_ARTICLE:
                of_article[article] += 1
                kept[id] = one
            else:
                later[id] = one
            if len(kept) == top:
                break
        chosen = [*kept.values(), *later.values()][:top]
        chosen.sort(key=lambda one: -one.score)
        return [Hit(self._passages[one.passage], one.score) for one in chosen]


def _fused(found: Found, passages: Sequence[Passage]) -> list[Ranked]:
    """Fuse the two rankings by rank, equally weighted; 1 for what comes first in both."""
    scores: dict[int, float] = {}
    for ranking in (found.by_meaning, found.by_words):
        for rank, one in enumerate(ranking):
            scores[one.passage] = scores.get(one.passage, 0.0) + _RRF / (_RRF + rank) / 2
    explained = {n: s * _EXPLANATION if passages[n].explains else s for n, s in scores.items()}
    ranked = sorted(explained.items(), key=lambda item: (-item[1], item[0]))
    return [Ranked(passage, score) for passage, score in ranked]


def _article(id: str) -> str:
    return f"{(parsed := ProvisionId.parse(id)).instrument}:{parsed.parts[0]}"


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
