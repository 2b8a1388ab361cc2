"""The rulebook: norms, concepts, derived facts, levers, limits and presumptions, compiled.

Everything here is immutable and comes from corpus files through `loading.py`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TypeVar

from advisor.law.identifiers import ProvisionId
from advisor.law.library import Library
from advisor.reasoning.calibration import AS_IT_IS, Calibration
from advisor.reasoning.conditions import Condition, Evaluate, Mask
from advisor.reasoning.expressions import All, Node, Ref
from advisor.reasoning.reach import SCOPE
from advisor.reasoning.triggers import Branch as TriggerBranch
from advisor.reasoning.triggers import Trigger, triggers
from advisor.reasoning.values import Possible
from advisor.reasoning.vocabulary import Vocabulary

Key = TypeVar("Key", int, str)

NEGLECTED = "duties.neglected"
"""The fact that names duties which have no test of their own and are known not to be kept."""


_STANDING = "a standing duty: what the plan does not say of it goes with the answer as a condition"


class CircleError(ValueError):
    """Derived facts or concepts rest on themselves."""

    def __init__(self, path: tuple[str, ...]) -> None:
        self.path = path
        super().__init__(" → ".join(path) + " goes in a circle")


class NormKind(StrEnum):
    """What a norm does. See docs/glossary.md."""

    PROHIBITION = "prohibition"
    REQUIREMENT = "requirement"
    DUTY = "duty"
    PERMISSION = "permission"
    OUTSIDE = "outside"


class IfUnknown(StrEnum):
    """What an unknown fact means for a norm: a question now, or a condition that travels."""

    ASK = "ask"
    NOTE = "note"


class When(StrEnum):
    """When a condition is to be fulfilled, seen from the action."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Branch:
    """One way in which a norm is excused (a legal exception) or met, with its own source."""

    when: Condition
    source: tuple[ProvisionId, ...]
    text: str = ""


@dataclass(frozen=True)
class Norm:
    """One thing that the law asks, forbids, permits or leaves free."""

    id: str
    index: int
    title: str
    source: tuple[ProvisionId, ...]
    kind: NormKind
    regime: str
    applies: Condition
    satisfied: Condition | None
    unless: tuple[Branch, ...]
    met_by: tuple[Branch, ...]
    """Ways to meet the norm, each with the provision that carries it; for citation only."""
    if_unknown: IfUnknown
    because: str
    yields_to: tuple[str, ...]
    cured_by: tuple[str, ...]
    guidance: bool
    """Guidance shapes duties and readings; breached, it is advice and does not block."""
    frees: bool
    """For an outside norm: it leaves the plan free, rather than to some other law."""
    since: date
    until: date | None
    why: str
    condition_text: str
    condition_when: When
    frameworks: Mapping[str, tuple[str, ...]]
    masked: Mask
    place: str
    """`corpus/norms/…yaml:line`, for messages and pages."""

    def in_force(self, as_of: date) -> bool:
        """Say whether the norm applies on `as_of`."""
        return self.since <= as_of and (self.until is None or as_of < self.until)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What its judgement asks of the facts: when it applies, what meets it, what excuses."""
        satisfied = () if self.satisfied is None else (self.satisfied,)
        return (self.applies, *satisfied, *(exception.when for exception in self.unless))

    @property
    def untested(self) -> bool:
        """A duty that no condition tests: it is kept until it is named as neglected."""
        return self.kind is NormKind.DUTY and self.satisfied is None

    @property
    def on_silence(self) -> str:
        """Why an unknown asks or is only noted; a standing duty has one reason for all."""
        if self.because or self.kind in (NormKind.PERMISSION, NormKind.OUTSIDE):
            return self.because
        return _STANDING

    @cached_property
    def reads(self) -> frozenset[str]:
        """Facts, derived facts and concepts that its own conditions name."""
        named = frozenset({NEGLECTED}) if self.untested else frozenset()
        return named.union(*(condition.reads for condition in self.conditions))

    @cached_property
    def guard(self) -> str | None:
        """The scope without which it cannot apply; None where it may apply to any plan."""
        scopes = (part.name for part in _conjuncts(self.applies.node) if isinstance(part, Ref))
        return next((name for name in scopes if name.startswith(SCOPE)), None)


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason for a reading, with what it cites."""

    canon: str
    weight: str
    """For authority: `binding`, `guidance` or `persuasive`; empty for other canons."""
    text: str
    cite: tuple[ProvisionId, ...]
    decides: bool | None = None
    """For a binding authority: the answer that it gave, where `where` holds."""
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand an open concept. It cannot be had without grounds."""

    id: str
    text: str
    when: Condition
    grounds: tuple[Ground, ...]
    weight: float
    """Share of the concept's total, from the table of canons; the readings sum to 1."""


@dataclass(frozen=True, slots=True)
class Concept:
    """An open-textured term with its competing readings."""

    id: str
    question: str
    source: tuple[ProvisionId, ...]
    movement: str
    settles: str
    readings: tuple[Reading, ...]
    place: str

    @property
    def floors(self) -> tuple[Ground, ...]:
        """Binding authorities with the cases in which they decide."""
        return tuple(g for r in self.readings for g in r.grounds if g.decides is not None)


@dataclass(frozen=True, slots=True)
class Derived:
    """A yes/no fact that follows from others, and so beats a label put on it."""

    name: str
    meaning: str
    source: tuple[ProvisionId, ...]
    holds: Evaluate
    reads: frozenset[str]
    condition: Condition | None
    """None where a named function derives it."""
    asked: tuple[str, ...]
    """The facts in the order in which to ask for them."""


@dataclass(frozen=True, slots=True)
class Presumption:
    """What silence about a fact means."""

    fact: str
    value: Possible | None
    """None: whatever was not mentioned is absent; or the value of `same_as`."""
    same_as: str
    when: Condition | None
    unless: Condition | None
    because: str
    source: tuple[ProvisionId, ...]

    @property
    def reads(self) -> frozenset[str]:
        """Facts, derived facts and concepts on which it rests."""
        names = frozenset({self.same_as} if self.same_as else ())
        for condition in (self.when, self.unless):
            names |= condition.reads if condition else frozenset()
        return names


@dataclass(frozen=True, slots=True)
class Change:
    """What a lever does to one fact."""

    fact: str
    value: Possible | None = None
    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()
    eea_only: bool = False


@dataclass(frozen=True, slots=True)
class Lever:
    """Something that an operator can change about a plan."""

    id: str
    title: str
    kind: str
    """`do` (a safeguard) or `narrow` (leave out people, data or a country)."""
    changes: tuple[Change, ...]
    available: Condition | None
    needs_certain: bool
    cost: float
    citations: tuple[ProvisionId, ...]
    text: str
    when: When
    assurance: str

    @property
    def narrows(self) -> bool:
        """Leaves somebody or something out of the plan."""
        return self.kind == "narrow"

    @property
    def keeps_duties(self) -> bool:
        """Keeps what was to be neglected; which duties these are, the plan says."""
        return any(change.fact == NEGLECTED for change in self.changes)


@dataclass(frozen=True, slots=True)
class Limit:
    """Where law outside the corpus may decide."""

    id: str
    topic: str
    when: Condition
    unless: Condition | None
    """Where this is certain the limit does not matter."""
    text: str
    asks: bool
    citations: tuple[ProvisionId, ...]
    since: date
    until: date | None

    def in_force(self, as_of: date) -> bool:
        """Say whether the gap exists on `as_of`."""
        return self.since <= as_of and (self.until is None or as_of < self.until)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A stated conclusion against what it should follow from; the protective value decides."""

    id: str
    fact: str
    when: Condition
    text: str
    instead: Possible | None
    """What counts then; None where a derived fact overrides the label anyway."""
    source: tuple[ProvisionId, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A text that the law wants told to the person affected."""

    id: str
    when: Condition
    unless: Condition | None
    """Where this is certain nothing has to be told."""
    text: str
    citations: tuple[ProvisionId, ...]
    since: date


@dataclass(frozen=True, slots=True)
class Framework:
    """A voluntary framework, with the places in it to which norms point."""

    id: str
    title: str
    publisher: str
    places: Mapping[str, str]
    """What each place is about, in own words."""


@dataclass(frozen=True)
class Thresholds:
    """From which weight a reading counts. Permitting wrongly costs far more than asking."""

    to_doubt: float = 0.10
    """A stricter reading from this weight on stands in the way of `proceed`."""
    to_save: float = 0.25
    """A milder reading below this weight does not save a plan from a breach."""


@dataclass(frozen=True, eq=False)
class Rulebook:
    """The whole corpus, compiled and linked.

    Two rulebooks are never compared word for word: each is itself, which keeps caches fast.
    """

    library: Library
    vocabulary: Vocabulary
    derived: Mapping[str, Derived]
    concepts: Mapping[str, Concept]
    norms: tuple[Norm, ...]
    presumptions: tuple[Presumption, ...]
    """In an order in which each reads only facts that come before it."""
    levers: Mapping[str, Lever]
    limits: tuple[Limit, ...]
    notices: tuple[Notice, ...]
    contradictions: tuple[Contradiction, ...]
    version: str
    """Hash of every corpus file."""
    norms_version: str
    thresholds: Thresholds = field(default_factory=Thresholds)
    frameworks: Mapping[str, Framework] = field(default_factory=dict)
    calibration: Calibration = AS_IT_IS
    """How confidence becomes a probability."""

    @cached_property
    def norm_by_id(self) -> Mapping[str, Norm]:
        """Norms by identifier."""
        return {norm.id: norm for norm in self.norms}

    @cached_property
    def scopes(self) -> tuple[str, ...]:
        """The derived facts that say which law reaches a plan."""
        return tuple(name for name in self.derived if name.startswith(SCOPE))

    @cached_property
    def closure(self) -> Mapping[str, frozenset[str]]:
        """For each derived fact and concept the stated facts on which it rests."""
        return _closures(self)

    def base_facts(self, names: frozenset[str]) -> frozenset[str]:
        """The stated facts on which some names rest."""
        return frozenset().union(*(self.closure.get(name, {name}) for name in names), frozenset())

    @cached_property
    def reads_of_norm(self) -> tuple[frozenset[str], ...]:
        """For each norm the stated facts on which its judgement rests."""
        return tuple(_norm_reads(self, norm) for norm in self.norms)

    @cached_property
    def norms_reading(self) -> Mapping[str, frozenset[int]]:
        """For each fact the norms whose judgement rests on it."""
        return _inverted({norm.index: self.reads_of_norm[norm.index] for norm in self.norms})

    @cached_property
    def memos_reading(self) -> Mapping[str, frozenset[str]]:
        """For each fact the derived facts, concepts and special norms that rest on it."""
        special = {
            f"applies:{name}": _norm_reads(self, self.norm_by_id[name])
            for norm in self.norms
            for name in norm.yields_to
        }
        return _inverted({**self.closure, **special})

    @cached_property
    def presumptions_reading(self) -> Mapping[str, frozenset[int]]:
        """For each fact the presumptions that rest on it, its own included."""
        return _inverted(
            {
                number: self.base_facts(presumption.reads) | {presumption.fact}
                for number, presumption in enumerate(self.presumptions)
            }
        )

    @cached_property
    def presumptions_of(self) -> Mapping[str, tuple[tuple[int, Presumption], ...]]:
        """For each fact its presumptions with their places, in order."""
        found: dict[str, list[tuple[int, Presumption]]] = {}
        for place, presumption in enumerate(self.presumptions):
            found.setdefault(presumption.fact, []).append((place, presumption))
        return {fact: tuple(entries) for fact, entries in found.items()}

    @cached_property
    def norms_on(self) -> Mapping[str, tuple[Norm, ...]]:
        """For each name the norms whose own conditions mention it, in corpus order."""
        found: dict[str, list[Norm]] = {}
        for norm in self.norms:
            for name in norm.reads:
                found.setdefault(name, []).append(norm)
        return {name: tuple(norms) for name, norms in found.items()}

    @cached_property
    def limits_triggered(self) -> TriggerBranch:
        """The limits by what must hold before they can."""
        return triggers(Trigger(n, limit.when.node) for n, limit in enumerate(self.limits))

    @cached_property
    def norms_naming(self) -> Mapping[str, frozenset[int]]:
        """For each fact, derived fact, concept and special norm the norms that name it."""
        return _inverted(
            {n.index: n.reads | {f"applies:{name}" for name in n.yields_to} for n in self.norms}
        )

    def triggered(self, as_of: date) -> TriggerBranch:
        """The norms in force on a date by what must hold before they apply."""
        return _triggered(self, self._epoch(as_of))

    def _epoch(self, as_of: date) -> int:
        """Number of the span of days, counted from the first, on which the same norms apply."""
        return bisect_right(self._norm_dates, as_of)

    @cached_property
    def _norm_dates(self) -> tuple[date, ...]:
        return tuple(
            sorted({n.since for n in self.norms} | {n.until for n in self.norms if n.until})
        )

    @cached_property
    def presumed_later(self) -> tuple[frozenset[str], ...]:
        """For each presumption the facts that it reads and that are presumed only after it."""
        facts = [presumption.fact for presumption in self.presumptions]
        return tuple(
            self.base_facts(presumption.reads) & frozenset(facts[number:])
            for number, presumption in enumerate(self.presumptions)
        )

    def with_concepts(self, concepts: Mapping[str, Concept]) -> Rulebook:
        """The rulebook with some concepts weighed otherwise; what conditions read stays."""
        book = replace(self, concepts={**self.concepts, **concepts})
        for name in _UNMOVED:
            book.__dict__[name] = getattr(self, name)
        return book

    def in_force(self, as_of: date) -> tuple[Norm, ...]:
        """The norms that apply on a date."""
        return _in_force(self, as_of)

    def dates(self) -> tuple[date, ...]:
        """Every date on which an answer could change, in order."""
        found = {norm.since for norm in self.norms} | {n.until for n in self.norms if n.until}
        found |= {limit.since for limit in self.limits}
        found |= {limit.until for limit in self.limits if limit.until}
        found |= self.vocabulary.places.dates()
        return tuple(sorted(day for day in found if day not in (date.min, date.max)))


_UNMOVED = (
    "norm_by_id",
    "closure",
    "reads_of_norm",
    "norms_reading",
    "memos_reading",
    "presumptions_reading",
    "presumed_later",
)
"""What hangs on conditions alone, and so stays when readings are weighed otherwise."""


def _conjuncts(node: Node) -> Iterator[Node]:
    """The parts of a condition that must all hold."""
    if isinstance(node, All):
        for part in node.parts:
            yield from _conjuncts(part)
    else:
        yield node


@lru_cache(maxsize=256)
def _in_force(book: Rulebook, as_of: date) -> tuple[Norm, ...]:
    return tuple(norm for norm in book.norms if norm.in_force(as_of))


@lru_cache(maxsize=256)
def _triggered(book: Rulebook, epoch: int) -> TriggerBranch:
    day = book._norm_dates[epoch - 1] if epoch else date.min
    return triggers(
        Trigger(norm.index, norm.applies.node, norm.masked)
        for norm in book.norms
        if norm.in_force(day)
    )


def _norm_reads(book: Rulebook, norm: Norm) -> frozenset[str]:
    reads = book.base_facts(norm.reads)
    for special in norm.yields_to:
        reads |= _norm_reads(book, book.norm_by_id[special])
    return reads


def _closures(book: Rulebook) -> dict[str, frozenset[str]]:
    direct: dict[str, frozenset[str]] = {n: d.reads for n, d in book.derived.items()}
    for concept in book.concepts.values():
        names: set[str] = set()
        for reading in concept.readings:
            names |= reading.when.reads
            for ground in reading.grounds:
                names |= ground.where.reads if ground.where else frozenset()
        direct[f"concept.{concept.id}"] = frozenset(names)
    done: dict[str, frozenset[str]] = {}

    def close(name: str, path: tuple[str, ...]) -> frozenset[str]:
        if name in done:
            return done[name]
        if name in path:
            raise CircleError((*path[path.index(name) :], name))
        if name not in direct:
            return frozenset({name})
        inner = (close(read, (*path, name)) for read in direct[name])
        done[name] = frozenset().union(*inner)
        return done[name]

    for name in direct:
        close(name, ())
    return done


def _inverted(table: Mapping[Key, frozenset[str]]) -> dict[str, frozenset[Key]]:
    found: dict[str, set[Key]] = {}
    for key, facts in table.items():
        for fact in facts:
            found.setdefault(fact, set()).add(key)
    return {fact: frozenset(keys) for fact, keys in found.items()}
