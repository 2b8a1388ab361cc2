"""The horizon: the verdict at each coming commencement date, facts held constant."""

from __future__ import annotations

from datetime import date

from advisor.law.calendar import months_from
from advisor.law.identifiers import ProvisionId
from advisor.reasoning.case import Case
from advisor.reasoning.decision import Standing, Verdict, standing
from advisor.reasoning.judging import Status
from advisor.reasoning.opinion import Coming
from advisor.reasoning.phrasing import lowered
from advisor.reasoning.questions import outlook
from advisor.reasoning.rulebook import Norm

_BITES = (Status.BREACHED, Status.OPEN, Status.TRAVELS)


def horizon(*cases: Case, months: int) -> tuple[Coming, ...]:
    """What changes for a plan on each coming date, up to `months` ahead.

    Args:
        cases: the plan in each place where its people may be; one where the place is known.
    """
    found: list[Coming] = []
    before = cases
    for day in coming_dates(cases[0], months):
        then = tuple(Case(case.book, case.given, day, case.unstated) for case in cases)
        change = _changes(before, then, day)
        if change is not None:
            found.append(change)
        before = then
    return tuple(found)


def _changes(before: tuple[Case, ...], then: tuple[Case, ...], day: date) -> Coming | None:
    """What changes in any of the places; where they then differ, a human must ask where."""
    pairs = zip(before, then, strict=True)
    found = [c for one, other in pairs if (c := _change(one, other, day)) is not None]
    if not found:
        return None
    verdicts = {verdict_on(case) for case in then}
    return Coming(
        date=day,
        change=". ".join(dict.fromkeys(change.change for change in found)),
        verdict_then=verdicts.pop() if len(verdicts) == 1 else Verdict.ESCALATE,
        citations=tuple(dict.fromkeys(c for change in found for c in change.citations)),
    )


def coming_dates(case: Case, months: int) -> list[date]:
    """The dates after the case's own on which an answer could change."""
    last = months_from(case.as_of, months)
    return [day for day in case.book.dates() if case.as_of < day <= last]


def verdict_on(case: Case) -> Verdict:
    """The verdict on a case's own date, what is open left open."""
    found = standing(case)
    if found.breached:
        return outlook(case)[0]
    return Verdict.PROCEED if found.clear else Verdict.ESCALATE


def _change(before: Case, then: Case, day: date) -> Coming | None:
    starting = [n for n in then.with_status(*_BITES) if not n.guidance and n.since == day]
    ending = [n for n in before.with_status(*_BITES) if not n.guidance and n.until == day]
    moved = _blocked(standing(before)) != _blocked(standing(then))
    if not (starting or ending or moved or _freed(before, then)):
        return None
    heaviest = sorted(starting, key=lambda n: -then.status(n))
    return Coming(
        date=day,
        change=_sentence(heaviest, ending),
        verdict_then=verdict_on(then),
        citations=_citations(heaviest or ending),
    )


def _freed(before: Case, then: Case) -> bool:
    """Whether leave begins or ends although nothing blocks: a law comes to cover the plan."""
    verdicts = {verdict_on(before), verdict_on(then)}
    return len(verdicts) == 2 and Verdict.PROCEED in verdicts


def _blocked(found: Standing) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(n.id for n in found.breached), frozenset(n.id for n in found.open)


def _sentence(starting: list[Norm], ending: list[Norm]) -> str:
    parts: list[str] = []
    if starting:
        parts.append("Starts to apply: " + _titles(starting))
    if ending:
        parts.append("Ceases to apply: " + _titles(ending))
    return ". ".join(parts) or "A decision or date on which this plan relies changes"


def _titles(norms: list[Norm]) -> str:
    named = "; ".join(lowered(norm.title) for norm in norms[:3])
    more = len(norms) - 3
    return f"{named}; and {more} more" if more > 0 else named


def _citations(norms: list[Norm]) -> tuple[ProvisionId, ...]:
    found = dict.fromkeys(source for norm in norms[:4] for source in norm.source[:2])
    return tuple(found)
