"""Figures as pictures: columns by day, bars, and intervals."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from advisor.records import Tally
from advisor.wire import Verdict

HEIGHT = 160
"""Height of the tallest column, in pixels."""
BOTTOM_UP = (Verdict.PROCEED, Verdict.MODIFY, Verdict.ESCALATE, Verdict.REFUSE)
MOST_NORMS = 10
EVALS_FILE = "evals.json"
"""In the data folder; written by the evaluation."""
SHOWN_SHARES = {
    "accuracy": "Acceptable verdicts",
    "unsafe": "Permitted wrongly",
    "over_blocking": "Blocked needlessly",
    "over_asking": "Asked needlessly",
    "recall": "Expected provisions cited",
    "precision": "Cited provisions that were expected",
    "questions": "Expected questions asked",
    "horizon": "Expected dates seen coming",
    "read": "Facts read from the words",
    "misread": "Facts misread",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a column that stands for one verdict; places in percent and pixels."""

    verdict: Verdict
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """One day."""

    label: str
    x: float
    pieces: tuple[Piece, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Verdicts over time."""

    columns: tuple[Column, ...]
    width: float
    """Of one column, in percent of the whole."""
    top: int
    """What the tallest column could count."""


@dataclass(frozen=True, slots=True)
class Quantile:
    """How long the share of answers took that took longest."""

    name: str
    milliseconds: float

    @property
    def time(self) -> str:
        """Written with two figures that tell."""
        if self.milliseconds >= 1_000:
            return f"{self.milliseconds / 1_000:.1f} s"
        return f"{self.milliseconds:.{0 if self.milliseconds >= 10 else 1}f} ms"


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with the interval in which the true one lies, all in percent."""

    name: str
    hits: int
    total: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class EvalRun:
    """What the evaluation found in one way of asking."""

    mode: str
    shares: tuple[Interval, ...]


def column_chart(tally: Tally) -> ColumnChart:
    """Draw the days of a tally as columns, the mildest verdict at the bottom."""
    top = _round_top(max((day.total for day in tally.days), default=0))
    step = 100 / max(len(tally.days), 1)
    columns = []
    for place, day in enumerate(tally.days):
        y = float(HEIGHT)
        pieces = []
        for verdict in BOTTOM_UP:
            height = HEIGHT * day.counts.get(verdict, 0) / top
            if height:
                y -= height
                pieces.append(Piece(verdict, round(y, 2), round(height, 2)))
        label = f"{day.day.day} {day.day:%B}"
        columns.append(Column(label, round(place * step, 3), tuple(pieces), day.total))
    return ColumnChart(tuple(columns), round(step * 0.72, 3), top)


def quantiles(elapsed_ms: Sequence[float]) -> tuple[Quantile, ...]:
    """Return median, 95th and 99th percentile by nearest rank; nothing of nothing.

    Args:
        elapsed_ms: shortest first.
    """
    if not elapsed_ms:
        return ()
    ranks = ((50, "Half within"), (95, "95 in 100 within"), (99, "99 in 100 within"))
    count = len(elapsed_ms)
    return tuple(
        Quantile(name, elapsed_ms[math.ceil(count * rank / 100) - 1]) for rank, name in ranks
    )


def eval_runs(home: Path) -> tuple[EvalRun, ...]:
    """Return the figures of the evaluation last written to the data folder, if any can be read."""
    try:
        found = json.loads((home / EVALS_FILE).read_text(encoding="utf-8"))
        metrics = found["metrics"]
        return tuple(EvalRun(str(mode), _shares(shares)) for mode, shares in metrics.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()


def _shares(metrics: dict[str, object]) -> tuple[Interval, ...]:
    shares = []
    for name, share in metrics.items():
        if name not in SHOWN_SHARES or not isinstance(share, dict) or not share.get("total"):
            continue
        low, high = share["interval"]
        shares.append(
            Interval(
                name=SHOWN_SHARES[name],
                hits=int(share["hits"]),
                total=int(share["total"]),
                value=round(100 * float(share["value"]), 1),
                low=round(100 * float(low), 1),
                high=round(100 * float(high), 1),
            )
        )
    return tuple(shares)


def _round_top(most: int) -> int:
    """The next round number above `most`: 1, 2, 5, 10, 20, 50 …"""
    size = 1
    while True:
        for step in (1, 2, 5):
            if step * size >= most:
                return step * size
        size *= 10
