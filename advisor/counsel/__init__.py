"""Counsel: reading a plan. One interface, offline by cues, or with a language model behind it."""

from __future__ import annotations

from typing import Protocol

from advisor.counsel.offline import OfflineCounsel
from advisor.counsel.payloads import Json
from advisor.counsel.plan import InferredFact, Origin, PlanReading, Polarity


class Counsel(Protocol):
    """Whoever can read a plan."""

    def characterise(self, action: str, payload: Json = None) -> PlanReading:
        """Return the facts that the words and the payload of a plan state."""
        ...


__all__ = [
    "Counsel",
    "InferredFact",
    "Json",
    "OfflineCounsel",
    "Origin",
    "PlanReading",
    "Polarity",
]
