"""Is `confidence` the probability that a verdict is right? Figures, and the curve that makes it so.

Only the scenarios to tune on teach the curve; those held out measure it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, stdev

import numpy as np
from sklearn.linear_model import LogisticRegression

from advisor.reasoning.calibration import Calibration, log_odds
from evals.scoring import Score, Share

EDGES = (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0)
"""Bounds of the bins of the reliability table: narrow where answers lie."""
_RIDGE = 1.0
_FOLDS = 5
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its 95 % interval by the normal approximation."""

    value: float
    half: float
    count: int

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound at 95 %, never below zero."""
        return max(0.0, self.value - self.half), self.value + self.half


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence: what was claimed, and how many were right."""

    low: float
    high: float
    claimed: float
    """Mean confidence."""
    right: Share


Claim = tuple[float, bool]
"""A confidence, and whether the verdict was acceptable."""


def claims(scores: Iterable[Score]) -> list[Claim]:
    """Confidence and correctness of every answer; a refused request claims nothing."""
    return [
        (one.outcome.confidence, one.right) for one in scores if one.outcome.confidence is not None
    ]


def brier(found: Sequence[Claim]) -> Mean | None:
    """Mean squared distance between confidence and what came true; 0 is best, 1 worst."""
    if not found:
        return None
    losses = [(claimed - right) ** 2 for claimed, right in found]
    half = 1.96 * stdev(losses) / math.sqrt(len(losses)) if len(losses) > 1 else 0.0
    return Mean(fmean(losses), half, len(losses))


def reliability(found: Sequence[Claim]) -> tuple[Bin, ...]:
    """Answers in bins of confidence, empty bins left out."""
    bins: list[Bin] = []
    for low, high in pairwise(EDGES):
        inside = [c for c in found if low <= c[0] < high or (c[0] == high == 1.0)]
        if inside:
            hits = sum(right for _, right in inside)
            claimed = fmean(value for value, _ in inside)
            bins.append(Bin(low, high, claimed, Share(hits, len(inside))))
    return tuple(bins)


def expected_error(found: Sequence[Claim]) -> float | None:
    """Mean distance between claim and share over the bins, each by its size."""
    if not found:
        return None
    bins = reliability(found)
    gaps = (b.right.total * abs(b.claimed - b.right.hits / b.right.total) for b in bins)
    return sum(gaps) / len(found)


def learn(raw: Sequence[Claim]) -> Calibration:
    """Fit the curve to raw confidences: logistic regression on their log odds.

    Adds one imagined hit and one imagined miss, so that a set without misses claims no
    certainty. The same claims give the same two numbers.

    Raises:
        ValueError: there is nothing to learn from, or surer answers are not right more often.
    """
    if not raw:
        raise ValueError("no answers to learn from")
    middle = float(np.mean([log_odds(value) for value, _ in raw]))
    odds = [log_odds(value) for value, _ in raw] + [middle, middle]
    right = [int(hit) for _, hit in raw] + [1, 0]
    model = LogisticRegression(C=1 / _RIDGE, solver="lbfgs", tol=1e-8, max_iter=1000)
    model.fit(np.array(odds).reshape(-1, 1), np.array(right))
    slope = round(float(model.coef_[0][0]), _DIGITS)
    if slope <= 0:
        raise ValueError("surer answers are not right more often: mend the ranking first")
    return Calibration(slope, round(float(model.intercept_[0]), _DIGITS))


def cross_validated(raw: Sequence[Claim], teach: Callable[..., Calibration] = learn) -> list[Claim]:
    """Each claim under a curve that was learnt without it: every fifth answer is left out."""
    found: list[Claim] = []
    for fold in range(_FOLDS):
        curve = teach([claim for n, claim in enumerate(raw) if n % _FOLDS != fold])
        found += [(curve.of(value), hit) for value, hit in raw[fold::_FOLDS]]
    return found
