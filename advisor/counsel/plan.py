"""What was read out of a plan: facts with the words that each rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from advisor.reasoning.values import Plain


class Polarity(StrEnum):
    """How the words speak of a fact."""

    ASSERTED = "asserted"
    NEGATED = "negated"


class Origin(StrEnum):
    """Where the words stand."""

    WORDS = "words"
    PAYLOAD = "payload"


@dataclass(frozen=True, slots=True)
class InferredFact:
    """One fact read from words. A list is a lower bound: it may hold more."""

    fact: str
    value: Plain
    confidence: float
    """In (0, 1]; a value that can permit something has at least 0.9."""
    start: int
    end: int
    """Span of the evidence in the text of `origin`, in characters."""
    evidence: str
    """The words themselves, as they were written."""
    polarity: Polarity = Polarity.ASSERTED
    origin: Origin = Origin.WORDS


@dataclass(frozen=True, slots=True)
class PlanReading:
    """All that was read from one plan."""

    facts: tuple[InferredFact, ...]
    as_of: date | None
    """The one date that the words state for the action."""
    language: str
    """ISO 639-1 code; `und` where the text is too short or unreadable to tell."""
    addressed_advisor: bool
    """The text speaks to the advisor, or claims an approval. It was read as data all the same."""
    notes: tuple[str, ...]
    """What was seen and not taken as a fact, in plain words."""
    purposes: tuple[InferredFact, ...] = ()
    """All purposes that the words state, where they are several; the fact `purpose` is one."""
    unread: tuple[str, ...] = ()
    """Parts that were not understood, each with why. They permit nothing."""
