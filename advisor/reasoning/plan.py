"""A plan's facts: stated, inferred from words, or always true of the operator; kept apart.

Stated outranks inferred, inferred outranks the profile; what silence means comes last and
belongs to the case. A list read from words is a lower bound, a stated list is complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor.reasoning.values import Choice, Members, Possible


@dataclass(frozen=True, slots=True)
class Inferred:
    """A fact read from words or payload, with the words that it rests on."""

    fact: str
    value: Possible
    confidence: float
    evidence: str


@dataclass(frozen=True)
class Plan:
    """What is known of a plan before silence is interpreted."""

    stated: Mapping[str, Possible] = field(default_factory=dict)
    unstated: frozenset[str] = frozenset()
    """Facts stated as null: known to be unknown."""
    inferred: tuple[Inferred, ...] = ()
    profile: Mapping[str, Possible] = field(default_factory=dict)
    doubted: tuple[Inferred, ...] = ()
    """What a second reading of the words says otherwise: these facts count as unknown."""

    @property
    def read(self) -> dict[str, Possible]:
        """What the words say, one value a fact."""
        return {entry.fact: entry.value for entry in self.inferred}

    def given(self, *, without: frozenset[str] = frozenset()) -> dict[str, Possible]:
        """All facts by rank; those in `without` only as far as the request states them."""
        read = {k: v for k, v in self.read.items() if k not in without}
        merged = {**self.profile, **read}
        merged = {k: v for k, v in merged.items() if k not in without}
        for fact in self.unstated:
            merged.pop(fact, None)
        return {**merged, **self.stated}

    @property
    def disputed(self) -> frozenset[str]:
        """Facts on which two readings of the words disagree, the request being silent."""
        return frozenset(entry.fact for entry in self.doubted if entry.fact not in self.stated)

    def clashes(self) -> list[Inferred]:
        """Facts in which the words contradict what the request states."""
        return [
            entry
            for entry in self.inferred
            if entry.fact in self.stated and _apart(self.stated[entry.fact], entry.value)
        ]

    def profile_clashes(self) -> list[Inferred]:
        """Facts in which the words differ from the profile, the request being silent."""
        return [
            entry
            for entry in self.inferred
            if entry.fact in self.profile
            and entry.fact not in self.stated
            and _apart(self.profile[entry.fact], entry.value)
        ]

    def with_words_for(self, clashes: list[Inferred]) -> dict[str, Possible]:
        """The facts as they would be if the words were right where they contradict."""
        return {**self.given(), **{entry.fact: entry.value for entry in clashes}}


def _apart(one: Possible, other: Possible) -> bool:
    """Say whether two accounts of a fact cannot both be true."""
    if isinstance(one, Choice) and isinstance(other, Choice):
        return one.options.isdisjoint(other.options)
    if isinstance(one, Members) and isinstance(other, Members):
        return not (_fits(one, other) and _fits(other, one))
    return one != other


def _fits(inner: Members, outer: Members) -> bool:
    return outer.possible is None or inner.sure <= outer.possible
