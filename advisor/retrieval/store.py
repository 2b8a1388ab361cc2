"""What a vector store does for us: rank chunks against a query, within limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from advisor.retrieval.embedding import Matrix
from advisor.retrieval.words import Words

RRF_K = 20
"""Reciprocal rank fusion: the smaller, the more the first places of a ranking count."""
MEANING_WEIGHT, WORDS_WEIGHT = 1.0, 1.0
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
    """In (0, 1]; 1 when it comes first both by meaning and by words."""


class PassageStore(Protocol):
    """An index that is open for search."""

    def nearest(self, meaning: Matrix, words: Words, top: int, within: Within) -> list[Ranked]:
        """Return at most `top` passages, each once, best first.

        Args:
            meaning: embedding of the query, shape `(DIMENSION,)`.
            words: the query's words; may be empty.
            top: how many passages to return, at least 1.
            within: where to look.

        Raises:
            IndexUnavailableError: the store did not answer.
        """

    def close(self) -> None:
        """Give back what the store holds open."""


def best(chunks: list[Ranked], top: int) -> list[Ranked]:
    """Keep the best chunk of each passage, best first, with scores scaled to (0, 1].

    Fusion by rank makes ties, which the engines break by chance; here the passage that
    comes first in the corpus wins.
    """
    highest = (MEANING_WEIGHT + WORDS_WEIGHT) / RRF_K
    scores: dict[int, float] = {}
    for chunk in chunks:
        score = round(min(1.0, chunk.score / highest), 6)
        scores[chunk.passage] = max(score, scores.get(chunk.passage, 0.0))
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Ranked(passage, score) for passage, score in ranked[:top]]


def depth(top: int) -> int:
    """How many chunks each ranking contributes before they are fused."""
    return max(60, 4 * top)
