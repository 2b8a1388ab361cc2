"""Figures of a run: recall, reciprocal rank, their intervals and paired differences.

A hit counts for an answer if it covers it or stands inside it: `gdpr:33(1)` answers where
`gdpr:33` is labelled, and the other way round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.law.identifiers import ProvisionId
from evals.retrieval.questions import Question

_SAMPLES = 2_000
_SEED = 20261120

Figure = Callable[[Sequence["Answered"]], float]


@dataclass(frozen=True, slots=True)
class Answered:
    """What a system found for a question: for each answer the rank of its first hit, from 1."""

    question: Question
    ranks: tuple[int | None, ...]

    def recall(self, top: int) -> float:
        """Share of the answers that are among the first `top`."""
        return sum(rank is not None and rank <= top for rank in self.ranks) / len(self.ranks)

    @property
    def reciprocal(self) -> float:
        """1 over the rank of the first hit that answers anything; 0 without one."""
        ranks = [rank for rank in self.ranks if rank is not None]
        return 1 / min(ranks) if ranks else 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval, by bootstrap over questions."""

    value: float
    low: float
    high: float


def answered(question: Question, found: Sequence[ProvisionId]) -> Answered:
    """Grade what was found for a question."""

    def rank(answer: Sequence[ProvisionId]) -> int | None:
        hits = (
            n
            for n, hit in enumerate(found, 1)
            if any(hit.covers(one) or one.covers(hit) for one in answer)
        )
        return next(hits, None)

    return Answered(question, tuple(rank(answer) for answer in question.answers))


def recall_at_5(results: Sequence[Answered]) -> float:
    """Mean share of the answers among the first five."""
    return float(np.mean([one.recall(5) for one in results]))


def recall_at_10(results: Sequence[Answered]) -> float:
    """Mean share of the answers among the first ten."""
    return float(np.mean([one.recall(10) for one in results]))


def mrr(results: Sequence[Answered]) -> float:
    """Mean reciprocal rank within the first ten."""
    return float(np.mean([one.reciprocal for one in results]))


def macro_recall(results: Sequence[Answered]) -> float:
    """Recall within the first ten for each article, averaged over articles.

    Always answering with the articles that are asked about most earns little.
    """
    found: dict[str, list[bool]] = defaultdict(list)
    for one in results:
        for answer, rank in zip(one.question.answers, one.ranks, strict=True):
            found[f"{answer[0].instrument}:{answer[0].parts[0]}"].append(rank is not None)
    return float(np.mean([np.mean(hits) for hits in found.values()]))


FIGURES: dict[str, Figure] = {
    "recall@5": recall_at_5,
    "recall@10": recall_at_10,
    "MRR": mrr,
    "recall@10 by article": macro_recall,
}


def estimate(figure: Figure, results: Sequence[Answered]) -> Estimate:
    """Return the figure with its interval."""
    drawn = [figure([results[n] for n in sample]) for sample in _samples(len(results))]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(figure(results), float(low), float(high))


def lead(figure: Figure, ours: Sequence[Answered], other: Sequence[Answered]) -> Estimate:
    """Return by how much `ours` is ahead of `other` on the same questions, with its interval."""
    drawn = [
        figure([ours[n] for n in sample]) - figure([other[n] for n in sample])
        for sample in _samples(len(ours))
    ]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(figure(ours) - figure(other), float(low), float(high))


def _samples(size: int) -> NDArray[np.int64]:
    return np.random.default_rng(_SEED).integers(0, size, (_SAMPLES, size))
