"""What a vector store does for us: rank chunks against a query, within limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from advisor.retrieval.embedding import Matrix
from advisor.retrieval.passages import Passage
from advisor.retrieval.words import Words

DENSE, SPARSE = "meaning", "words"
"""Names of the two vectors of a chunk, the same in every store."""


@dataclass(frozen=True, slots=True)
class Within:
    """Where to look: everything, unless said otherwise."""

    instruments: frozenset[str] | None = None
    as_of: date | None = None
    """Only wordings that apply on this day; None: of any day."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage that was found, by its position among the indexed passages."""

    passage: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Two rankings of passages, each best first and each passage once."""

    by_meaning: list[Ranked]
    """Scored by cosine."""
    by_words: list[Ranked]
    """Scored by BM25; empty where the query has no words to look for."""


class PassageStore(Protocol):
    """An index that is open for search."""

    def nearest(self, meaning: Matrix, words: Words, depth: int, within: Within) -> Found:
        """Rank chunks by meaning and by words, and return the passages that they belong to.

        Args:
            meaning: embedding of the query, shape `(DIMENSION,)`.
            words: the query's words; may be empty.
            depth: how many passages each ranking may hold, at least 1.
            within: where to look.

        Raises:
            IndexUnavailableError: the store did not answer.
        """

    def close(self) -> None:
        """Give back what the store holds open."""


def texts_of_one(passages: Iterable[Passage]) -> int:
    """How many texts a passage has at most: so many times as many chunks are asked for."""
    return max((len(passage.texts) for passage in passages), default=1)


def once(chunks: Iterable[Ranked], depth: int) -> list[Ranked]:
    """Keep the best chunk of each passage, best first, and of those at most `depth`.

    Engines break ties by chance; here the passage that comes first in the corpus wins.
    """
    scores: dict[int, float] = {}
    for chunk in chunks:
        score = round(chunk.score, 6)
        scores[chunk.passage] = max(score, scores.get(chunk.passage, score))
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Ranked(passage, score) for passage, score in ranked[:depth]]
