"""The verdict: the order in which breaches, doubts and gaps decide, per regime and together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from advisor.reasoning.case import Case
from advisor.reasoning.conditions import open_leaves
from advisor.reasoning.judging import APPLIES, Status
from advisor.reasoning.rulebook import Limit, Norm
from advisor.reasoning.truth import TRUE, UNKNOWN


class Verdict(StrEnum):
    """What the agent is told to do."""

    PROCEED = "proceed"
    MODIFY = "modify"
    REFUSE = "refuse"
    ESCALATE = "escalate"


_STRICTNESS = {Verdict.PROCEED: 0, Verdict.ESCALATE: 1, Verdict.MODIFY: 2, Verdict.REFUSE: 3}


def strictest(verdicts: Iterable[Verdict]) -> Verdict:
    """Refuse, modify, escalate, proceed: the first of these that occurs.

    No verdict at all is an escalation: nothing was decided.
    """
    return max(verdicts, key=_STRICTNESS.__getitem__, default=Verdict.ESCALATE)


@dataclass(frozen=True)
class Standing:
    """How a plan stands before any repair: what is breached, open, or not covered at all."""

    breached: tuple[Norm, ...]
    open: tuple[Norm, ...]
    covered: bool
    """Some norm applies, or the law expressly leaves the plan free."""
    whole: Case | None = None
    """The case under all laws together; None under one alone."""

    @cached_property
    def asking(self) -> tuple[Limit, ...]:
        """Law outside the corpus that may decide and must be asked about; no part of one law."""
        return () if self.whole is None else asking_limits(self.whole)

    @property
    def clear(self) -> bool:
        """True if nothing stands in the way of `proceed`."""
        return self.covered and not (self.breached or self.open or self.asking)


def standing(case: Case, regime: str | None = None) -> Standing:
    """Say how a plan stands, under one regime or all together.

    Guidance never blocks: what it asks for travels as advice.
    """
    if regime is not None:
        return _standing(case, regime)
    found: Standing | None = case.__dict__.get("standing")
    if found is None:
        found = case.__dict__["standing"] = _standing(case, None)
    return found


def _standing(case: Case, regime: str | None) -> Standing:
    breached: list[Norm] = []
    open_: list[Norm] = []
    covered = False
    norms = case.book.norms
    for index, status in case.statuses.items():
        norm = norms[index]
        if norm.guidance or (regime is not None and norm.regime != regime):
            continue
        covered = covered or _covers(norm, status)
        if status is Status.BREACHED:
            breached.append(norm)
        elif status is Status.OPEN:
            open_.append(norm)
    whole = case if regime is None else None
    return Standing(tuple(breached), tuple(open_), covered, whole)


def _covers(norm: Norm, status: Status) -> bool:
    """Whether the law has something to say here; "another law" alone is no such thing."""
    return status in APPLIES and (status is not Status.OUTSIDE or norm.frees)


def asking_limits(case: Case) -> tuple[Limit, ...]:
    """The limits that hold and ask for a human."""
    return tuple(limit for limit in limits_of(case) if limit.asks)


def limits_of(case: Case) -> tuple[Limit, ...]:
    """Where law outside the corpus may decide this plan on its date."""
    limits = case.book.limits
    numbers = sorted(case.book.limits_triggered.possible(case.world))
    return tuple(
        limit
        for limit in (limits[number] for number in numbers)
        if limit.in_force(case.as_of)
        and limit.when.holds(case.world) == TRUE
        and (limit.unless is None or limit.unless.holds(case.world) != TRUE)
    )


def verdict_of(found: Standing, repairable: bool, curable: bool = False) -> Verdict:
    """The order of architecture: certain breach, then doubt or gap, then leave.

    Args:
        repairable: some set of levers reaches `proceed`.
        curable: every breach can be cured, though law outside the corpus stays to be asked.
    """
    if found.breached:
        if repairable:
            return Verdict.MODIFY
        return Verdict.ESCALATE if found.asking and curable else Verdict.REFUSE
    return Verdict.PROCEED if found.clear else Verdict.ESCALATE


def regimes_of(case: Case) -> tuple[str, ...]:
    """The laws that reach a plan on its date, in corpus order."""
    found: dict[str, None] = {}
    for index, status in case.statuses.items():
        norm = case.book.norms[index]
        if _covers(norm, status) and not norm.guidance:
            found.setdefault(norm.regime)
    return tuple(found)


def open_facts(case: Case, norm: Norm) -> tuple[str, ...]:
    """The stated facts on which an open norm hangs, in the order of the condition."""
    names = (name for name in _open_names(case, norm) if name in case.book.vocabulary)
    return tuple(dict.fromkeys(names))


def _open_names(case: Case, norm: Norm) -> Iterable[str]:
    for condition in norm.conditions:
        yield from _expand(case, open_leaves(condition.node, case.world, norm.masked))
    for special in norm.yields_to:
        if case.world.truth(f"applies:{special}") == UNKNOWN:
            yield from _open_names(case, case.book.norm_by_id[special])


def _expand(case: Case, names: Iterable[str]) -> Iterable[str]:
    """Names with what lies behind them: derived facts and concepts lead to stated facts."""
    for name in names:
        yield name
        if name in case.book.derived:
            derived = case.book.derived[name]
            if derived.condition is not None:
                yield from _expand(case, open_leaves(derived.condition.node, case.world))
            else:
                yield from (fact for fact in derived.asked if _unsettled(case, fact))
        elif name.startswith("concept."):
            concept = case.book.concepts[name[8:]]
            for reading in concept.readings:
                yield from _expand(case, open_leaves(reading.when.node, case.world))
            for floor in concept.floors:
                if floor.where is not None:
                    yield from _expand(case, open_leaves(floor.where.node, case.world))


def _unsettled(case: Case, fact: str) -> bool:
    possible = case.facts.get(fact)
    return possible is None or not possible.settled
