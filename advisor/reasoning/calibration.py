"""From a ranking to a probability: how often a verdict of this raw confidence has been right.

Two numbers, learnt from labelled plans and kept with the corpus. The curve only rises, so it
never reorders answers, and no verdict is decided by it. Source: Platt (1999), sigmoid scaling.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_NEVER_SURE = 0.001


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising curve from raw confidence to the probability that the verdict is right."""

    slope: float = 1.0
    shift: float = 0.0

    def of(self, raw: float) -> float:
        """The probability that a verdict of this raw confidence, from 0 to 1, is right."""
        return 1 / (1 + math.exp(-(self.slope * log_odds(raw) + self.shift)))


AS_IT_IS = Calibration()
"""Leaves raw confidence unchanged."""


def log_odds(share: float) -> float:
    """The logarithm of the odds; shares near 0 and 1 are kept finite."""
    kept = min(max(share, _NEVER_SURE), 1 - _NEVER_SURE)
    return math.log(kept / (1 - kept))
