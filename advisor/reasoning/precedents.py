"""Precedents: when a reviewer's overruling of one plan binds another.

It binds where the facts on which the overruled opinion rested are the same, under the same law.
It never makes milder what the law forbids without exception, nor what brings a breach or a doubt
that the reviewer did not have before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from advisor.reasoning.case import Case
from advisor.reasoning.decision import Verdict, asking_limits, regimes_of, strictest
from advisor.reasoning.judging import Status
from advisor.reasoning.loop import Advice
from advisor.reasoning.placing import PLACE
from advisor.reasoning.plan import Plan
from advisor.reasoning.rulebook import Norm, NormKind, Rulebook
from advisor.reasoning.vocabulary import shown

CARRYING = frozenset(
    {
        Status.MET,
        Status.EXCUSED,
        Status.OPEN,
        Status.BREACHED,
        Status.PERMITS,
        Status.OUTSIDE,
    }
)
"""Statuses of the norms that a verdict rests on; a duty that travels carries none."""

Shown = object
"""A fact's value as answers show it; None where nothing is known."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """A norm on which an opinion rested."""

    norm: str
    status: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Footing:
    """What an opinion on one plan rested on."""

    facts: Mapping[str, Shown]
    regimes: tuple[str, ...]
    carriers: tuple[Carrier, ...]
    asking: frozenset[str]
    """Limits that asked for a human."""
    place_open: bool
    verdict: Verdict
    """By the rules alone."""

    @property
    def covered(self) -> bool:
        """Some norm says what is right, rather than only that another law does."""
        return any(carrier.status != Status.OUTSIDE.name.lower() for carrier in self.carriers)

    def with_status(self, status: Status) -> frozenset[str]:
        """The norms that stood in one way."""
        return frozenset(c.norm for c in self.carriers if c.status == status.name.lower())


def footing(advice: Advice, also: Iterable[str] = ()) -> Footing:
    """Say what an opinion rests on.

    Args:
        also: facts that count as material besides those that the carrying norms read.
    """
    case = advice.case
    carrying = [norm for norm in case.with_status(*CARRYING) if not norm.guidance]
    names = frozenset(also)
    for norm in carrying:
        names |= case.book.reads_of_norm[norm.index]
    asking = asking_limits(case)
    if asking:
        # Law outside the corpus decides there, and may look at anything that was said.
        names |= case.given.keys()
    for limit in asking:
        names |= case.book.base_facts(limit.when.reads)
    return Footing(
        facts={name: shown(case.facts.get(name)) for name in sorted(names)},
        regimes=regimes_of(case),
        carriers=tuple(_carrier(case, norm) for norm in carrying),
        asking=frozenset(limit.id for limit in asking),
        place_open=any(question.fact == PLACE for question in advice.opinion.questions),
        verdict=advice.opinion.verdict,
    )


def may_match(reviewed: Footing, plan: Plan, book: Rulebook) -> bool:
    """Rule out cheaply what cannot match: a given fact with another value.

    Facts that judging may replace, or complete where they are known in part, are left to
    `matches`.
    """
    replaced = {entry.fact for entry in book.contradictions if entry.instead is not None}
    replaced |= {PLACE, *plan.profile}
    return all(
        reviewed.facts[name] == shown(value)
        for name, value in plan.given().items()
        if name in reviewed.facts and name not in replaced and value.settled
    )


def matches(reviewed: Footing, advice: Advice) -> bool:
    """Whether a plan has the material facts of a reviewed one, under the same law."""
    case = advice.case
    if not reviewed.covered or regimes_of(case) != reviewed.regimes:
        return False
    if any(shown(case.facts.get(name)) != value for name, value in reviewed.facts.items()):
        return False
    norms = case.book.norm_by_id
    return all(
        carrier.norm in norms and _carrier(case, norms[carrier.norm]) == carrier
        for carrier in reviewed.carriers
    )


def may_be_milder(reviewed: Footing, advice: Advice) -> bool:
    """Whether a match may make the verdict milder than the rules have it."""
    now = footing(advice)
    forbidden = any(
        norm.kind is NormKind.PROHIBITION and not norm.unless
        for norm in advice.case.with_status(Status.BREACHED)
    )
    return (
        not forbidden
        and now.verdict is not Verdict.REFUSE
        and strictest([now.verdict, reviewed.verdict]) is reviewed.verdict
        and not advice.opinion.conflicts
        and now.with_status(Status.BREACHED) <= reviewed.with_status(Status.BREACHED)
        and now.with_status(Status.OPEN) <= reviewed.with_status(Status.OPEN)
        and now.asking <= reviewed.asking
        and (not reviewed.asking or advice.case.given.keys() <= reviewed.facts.keys())
        and now.place_open == reviewed.place_open
    )


def changed_norms(reviewed: Footing, book: Rulebook) -> tuple[str, ...]:
    """The norms that a reviewed opinion rested on and that are no longer the same."""
    return tuple(
        carrier.norm
        for carrier in reviewed.carriers
        if carrier.norm not in book.norm_by_id
        or fingerprint(book, carrier.norm) != carrier.fingerprint
    )


@lru_cache(maxsize=4_096)
def fingerprint(book: Rulebook, norm: str) -> str:
    """Return a hash of all that a norm's judgement rests on.

    Titles and explanations are left out: they change nothing in law.
    """
    return sha256("\n".join(_definition(book, book.norm_by_id[norm])).encode()).hexdigest()[:32]


def _carrier(case: Case, norm: Norm) -> Carrier:
    return Carrier(norm.id, case.status(norm).name.lower(), fingerprint(case.book, norm.id))


def _definition(book: Rulebook, norm: Norm) -> Iterator[str]:
    yield f"{norm.id} {norm.kind} {norm.regime} {norm.since} {norm.until} {norm.if_unknown}"
    yield f"{norm.guidance} {norm.frees} {norm.untested} {sorted(map(str, norm.source))}"
    yield f"applies {norm.applies.source}"
    yield f"satisfied {norm.satisfied.source if norm.satisfied else ''}"
    for exception in norm.unless:
        yield f"unless {exception.when.source} {sorted(map(str, exception.source))}"
    yield f"masked {[(fact, sorted(values)) for fact, values in norm.masked]}"
    seen: set[str] = set()
    for name in sorted(norm.reads):
        yield from _behind(book, name, seen)
    for special in norm.yields_to:
        yield f"yields to {special}"
        yield from _definition(book, book.norm_by_id[special])


def _behind(book: Rulebook, name: str, seen: set[str]) -> Iterator[str]:
    """What lies behind a name in a condition: a derived fact's rule, a concept's readings."""
    if name in seen:
        return
    seen.add(name)
    reads: frozenset[str] = frozenset()
    if name in book.derived:
        derived = book.derived[name]
        yield f"{name} := {derived.condition.source if derived.condition else 'a function'}"
        reads = derived.reads
    elif name.startswith("concept."):
        concept = book.concepts[name.removeprefix("concept.")]
        for reading in concept.readings:
            yield f"{name} {reading.id} {reading.weight:.6f} := {reading.when.source}"
            reads |= reading.when.reads
        for floor in concept.floors:
            where = floor.where.source if floor.where else ""
            yield f"{name} decided {floor.decides} where {where}"
            reads |= floor.where.reads if floor.where else frozenset()
    for inner in sorted(reads):
        yield from _behind(book, inner, seen)
