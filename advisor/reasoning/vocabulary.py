"""The fact vocabulary: what can be said of a plan, and how a stated value is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum

from advisor.errors import RequestError
from advisor.law.calendar import in_words
from advisor.reasoning.places import Places
from advisor.reasoning.values import (
    Between,
    Choice,
    Members,
    Plain,
    Possible,
    Scalar,
    at_least,
    exactly,
    the_list,
)

_LISTED = 4
"""Values that are still possible are named up to here, beyond it those that are not."""

GENTLE_PURPOSES = frozenset(
    {"service_delivery", "customer_support", "legal_compliance", "rights_request"}
)
"""Purposes that carry a basis of their own, and so can permit. Beside another they do not count."""


class Kind(StrEnum):
    """The types of facts."""

    BOOL = "bool"
    ENUM = "enum"
    LIST = "list"
    COUNTRIES = "countries"
    INT = "int"
    DATE = "date"


@dataclass(frozen=True)
class FactType:
    """One fact of the vocabulary."""

    name: str
    kind: Kind
    meaning: str
    question: str
    group: str
    dpv: str | None
    values: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    permits: frozenset[Scalar] = frozenset()
    """Values that can permit something and so are never assumed, only established."""
    unknown_in: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Values that a regime does not know: there the fact counts as unknown."""
    answers: tuple[Plain, ...] = ()
    """Candidate answers for a question whose answers cannot be listed in full."""
    silence: str = ""
    """What silence means, in plain words, for readers."""
    lower_bound: bool = False
    """A stated list names what is certain and says nothing of the rest."""
    asked: bool = True
    """False for what a caller may say and nobody asks for."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """What is no value here but is said by other facts: which ones, for the error message."""

    @property
    def is_list(self) -> bool:
        """True for lists and countries."""
        return self.kind in (Kind.LIST, Kind.COUNTRIES)

    def domain(self) -> tuple[Scalar, ...]:
        """All values of a yes/no or a choice; nothing for other kinds."""
        if self.kind is Kind.BOOL:
            return (True, False)
        return self.values if self.kind is Kind.ENUM else ()

    def label(self, value: Plain | None, places: Places | None = None) -> str:
        """A value in plain words."""
        if value is None:
            return "unknown"
        if isinstance(value, list):
            if self.kind is Kind.COUNTRIES and places is not None:
                return places.describe(value) or "none"
            return ", ".join(self.label_one(one) for one in value) or "none"
        return self.label_one(value)

    def label_one(self, value: Scalar) -> str:
        """One value in plain words."""
        if isinstance(value, bool):
            return self.labels.get("true" if value else "false", "yes" if value else "no")
        if isinstance(value, date):
            return in_words(value)
        return self.labels.get(str(value), str(value).replace("_", " "))

    def allowed(self) -> str:
        """What may be stated, for an error message."""
        match self.kind:
            case Kind.BOOL:
                return "true, false or null"
            case Kind.ENUM:
                return ", ".join(self.values)
            case Kind.LIST:
                return "a list of: " + ", ".join(self.values)
            case Kind.COUNTRIES:
                return "a list of ISO 3166-1 alpha-2 codes, EU or EEA"
            case Kind.INT:
                upper = "" if self.most is None else f" up to {self.most}"
                return f"a whole number from {self.least or 0}{upper}"
            case Kind.DATE:
                return "an ISO 8601 date such as 2026-11-20"


@dataclass(frozen=True)
class Vocabulary:
    """All facts by name."""

    facts: Mapping[str, FactType]
    places: Places

    def __getitem__(self, name: str) -> FactType:
        return self.facts[name]

    def __contains__(self, name: object) -> bool:
        return name in self.facts

    def label(self, name: str, value: Possible | None) -> str:
        """A possible value of a fact in plain words; partial knowledge says so."""
        kind = self.facts[name]
        plain = value.plain() if value is not None else None
        if plain is None and isinstance(value, Members) and value.sure:
            plain = sorted(value.sure)
        if plain is None and isinstance(value, Choice) and len(value.options) > _LISTED:
            left = [kind.label_one(v) for v in kind.domain() if v not in value.options]
            return f"anything but {', '.join(left)}"
        if plain is None and isinstance(value, Choice):
            return " or ".join(sorted(kind.label_one(option) for option in value.options))
        return kind.label(plain, self.places)

    def closest(self, name: str) -> str:
        """A hint for a misspelt name, or an empty string."""
        near = get_close_matches(name, self.facts, n=1, cutoff=0.6)
        return f"did you mean `{near[0]}`?" if near else ""

    def read(self, name: str, value: object) -> Possible | None:
        """Read a stated value; None for a null, which says that it is not known.

        Raises:
            RequestError: the name is unknown, or the value is outside its type.
        """
        fact = self.facts.get(name)
        if fact is None:
            raise RequestError(f"facts.{name}", "unknown fact", self.closest(name))
        return None if value is None else self._typed(fact, value)

    def _typed(self, fact: FactType, value: object) -> Possible:
        if fact.kind is Kind.BOOL and isinstance(value, bool):
            return exactly(value)
        if fact.kind is Kind.ENUM and isinstance(value, str) and value in fact.values:
            return exactly(value)
        if fact.is_list and isinstance(value, list | tuple):
            members = self._members(fact, value)
            return at_least(members) if fact.lower_bound and members else the_list(members)
        if fact.kind is Kind.INT and _within(value, fact.least or 0, fact.most):
            assert isinstance(value, int)
            return Between(value, value)
        if fact.kind is Kind.DATE:
            day = _day(value)
            if day is not None:
                return Between(day, day)
        raise RequestError(f"facts.{fact.name}", f"{value!r} is not possible", fact.allowed())

    def _members(self, fact: FactType, values: list[object] | tuple[object, ...]) -> set[str]:
        found: set[str] = set()
        for value in values:
            if fact.kind is Kind.COUNTRIES and isinstance(value, str):
                codes = self.places.expand(value)
                if codes:
                    found |= codes
                    continue
            elif isinstance(value, str) and value in fact.values:
                found.add(value)
                continue
            instead = fact.elsewhere.get(value) if isinstance(value, str) else None
            allowed = instead or fact.allowed()
            raise RequestError(f"facts.{fact.name}", f"{value!r} is not possible", allowed)
        return found


def _within(value: object, least: int, most: int | None) -> bool:
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return least <= value and (most is None or value <= most)


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def shown(value: Possible | None) -> Plain | dict[str, object] | None:
    """A possible value as answers show it; partial knowledge as an object."""
    if value is None:
        return None
    plain = value.plain()
    if plain is not None:
        return plain.isoformat() if isinstance(plain, date) else plain
    match value:
        case Choice(options):
            return {"one_of": sorted(str(option) for option in options)}
        case Members(sure, _):
            return {"at_least": sorted(sure)}
        case Between(least, most):
            return {"from": _iso(least), "to": _iso(most)}


def _iso(bound: int | date | None) -> int | str | None:
    return bound.isoformat() if isinstance(bound, date) else bound
