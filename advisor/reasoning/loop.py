"""The loop: from a plan's facts to a verified opinion, each step leaving its trace.

characterise → scope → spot → interpret → weigh → decide → repair → write → verify. Reading words
and searching texts happen outside and arrive as values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from advisor.law.identifiers import ProvisionId
from advisor.reasoning import writing
from advisor.reasoning.case import Case
from advisor.reasoning.decision import (
    Standing,
    Verdict,
    regimes_of,
    standing,
    strictest,
    verdict_of,
)
from advisor.reasoning.horizon import horizon, verdict_on
from advisor.reasoning.issues import issues
from advisor.reasoning.opinion import Alternative, Coming, Conflict, Issue, Opinion, Question
from advisor.reasoning.placing import Placing, placed, where
from advisor.reasoning.plan import Inferred, Plan
from advisor.reasoning.questions import questions
from advisor.reasoning.repair import Repair, curable, repairs
from advisor.reasoning.rulebook import Contradiction, Rulebook
from advisor.reasoning.steps import step
from advisor.reasoning.tracing import characterised, traced
from advisor.reasoning.truth import TRUE
from advisor.reasoning.values import Possible
from advisor.reasoning.verification import verify

_BEST = 0.97
"""Confidence where facts are stated and no reading is contested: the corpus may still err."""


@dataclass(frozen=True, slots=True)
class Depth:
    """How much to answer."""

    gate: bool = False
    """Verdict, blocking norms, conditions, citations, questions and the cheapest repair only."""
    horizon_months: int = 24


@dataclass(frozen=True)
class Advice:
    """An opinion with the case that it rests on."""

    opinion: Opinion
    case: Case
    plan: Plan
    cited: tuple[ProvisionId, ...]
    """What the opinion cited before its citations were checked."""


def advise(book: Rulebook, plan: Plan, as_of: date, depth: Depth | None = None) -> Advice:
    """Judge a plan on a date and write the opinion.

    The same book, plan, date and depth give the same opinion.
    """
    depth = depth or Depth()
    conflicts: list[Conflict] = []
    with step("scope"):
        placing, found = _placing(book, plan, as_of, conflicts)
        case = placing.case
    opinion = _opinion(placing, depth)
    opinion = _with_clashes(opinion, plan, case, conflicts)
    opinion = replace(
        opinion,
        conflicts=(*conflicts, *(_contradiction(plan, case, entry) for entry in found)),
        confidence=_confidence(opinion, case, plan),
        trace=(characterised(plan, case), *opinion.trace),
    )
    with step("verify"):
        verified = verify(opinion, book.library, as_of)
    return Advice(verified, case, plan, opinion.citations())


def placing_of(book: Rulebook, plan: Plan, as_of: date) -> Placing:
    """The case, or cases, that a plan comes to before anything is decided."""
    return _placing(book, plan, as_of, [])[0]


def leads_to(book: Rulebook, plan: Plan, as_of: date) -> Verdict:
    """The verdict on a plan, without its reasons."""
    placing = placing_of(book, plan, as_of)
    return verdict_on(placing.case) if placing.question is None else Verdict.ESCALATE


def _placing(
    book: Rulebook, plan: Plan, as_of: date, conflicts: list[Conflict]
) -> tuple[Placing, tuple[Contradiction, ...]]:
    unsure = _milder_than_profile(book, plan, as_of, conflicts) | plan.disputed
    conflicts += [_disputed(entry) for entry in plan.doubted if entry.fact in plan.disputed]
    case = Case(book, plan.given(without=unsure), as_of, plan.unstated | unsure)
    found = tuple(_contradictions(case))
    return placed(_protected(case, found)), found


def _disputed(entry: Inferred) -> Conflict:
    text = "Two readings of the words disagree, so this counts as unknown."
    return Conflict(entry.fact, text, None, entry.value, entry.evidence)


# Facts that disagree ---------------------------------------------------------------------


def _milder_than_profile(
    book: Rulebook, plan: Plan, as_of: date, conflicts: list[Conflict]
) -> frozenset[str]:
    """Facts whose words are milder than the operator's profile: they count as unknown."""
    unsure: set[str] = set()
    for entry in plan.profile_clashes():
        others = {k: v for k, v in plan.given().items() if k != entry.fact}
        by_words = _quick(book, {**others, entry.fact: entry.value}, as_of, plan.unstated)
        theirs = {**others, entry.fact: plan.profile[entry.fact]}
        by_profile = _quick(book, theirs, as_of, plan.unstated)
        if strictest([by_words, by_profile]) is not by_words:
            unsure.add(entry.fact)
            text = "The words are milder than the operator's profile, so this counts as unknown."
            conflicts.append(_conflict(entry, plan.profile[entry.fact], text))
    return frozenset(unsure)


def _with_clashes(opinion: Opinion, plan: Plan, case: Case, conflicts: list[Conflict]) -> Opinion:
    """Report words against stated facts; where they change the verdict, ask a human."""
    clashes = plan.clashes()
    if not clashes:
        return opinion
    by_words = _quick(case.book, plan.with_words_for(clashes), case.as_of, case.unstated)
    changes = by_words is not opinion.verdict
    for entry in clashes:
        text = "The words say otherwise than the stated fact"
        text += ", and the verdict hangs on it." if changes else "; the verdict is the same."
        conflicts.append(_conflict(entry, plan.stated[entry.fact], text))
    if changes and strictest([opinion.verdict, Verdict.ESCALATE]) is Verdict.ESCALATE:
        named = ", ".join(case.book.vocabulary[entry.fact].meaning for entry in clashes)
        text = f"The words contradict a stated fact on which the verdict hangs ({named})."
        return replace(opinion, verdict=Verdict.ESCALATE, summary=f"{text} A human must decide.")
    return opinion


def _conflict(entry: Inferred, stated: Possible, text: str) -> Conflict:
    return Conflict(entry.fact, text, stated, entry.value, entry.evidence)


def _contradictions(case: Case) -> Iterator[Contradiction]:
    """Stated conclusions against what they should follow from."""
    for entry in case.book.contradictions:
        if entry.fact in case.given and entry.when.holds(case.world) == TRUE:
            yield entry


def _protected(case: Case, found: tuple[Contradiction, ...]) -> Case:
    """The case with the protective value where a label contradicts what it follows from."""
    instead = {entry.fact: entry.instead for entry in found if entry.instead is not None}
    return (
        Case(case.book, {**case.given, **instead}, case.as_of, case.unstated) if instead else case
    )


def _contradiction(plan: Plan, case: Case, entry: Contradiction) -> Conflict:
    """What was stated against what it should follow from, with the provision that says so."""
    return Conflict(
        entry.fact,
        entry.text,
        plan.stated.get(entry.fact),
        case.facts.get(entry.fact),
        citations=entry.source,
    )


def _quick(
    book: Rulebook, given: dict[str, Possible], as_of: date, unstated: frozenset[str]
) -> Verdict:
    """The verdict that other facts would lead to, protections and unknown place included."""
    case = Case(book, given, as_of, unstated)
    placing = placed(_protected(case, tuple(_contradictions(case))))
    return verdict_on(placing.case) if placing.question is None else Verdict.ESCALATE


# The opinion -----------------------------------------------------------------------------


def _opinion(placing: Placing, depth: Depth) -> Opinion:
    case, elsewhere, place = placing.case, placing.elsewhere, placing.question
    with step("spot"):
        found = standing(case)
    most = 1 if depth.gate else 4
    with step("repair"):
        ways = [] if found.clear else repairs(case, most=most, elsewhere=elsewhere)
    if found.breached and elsewhere and not ways and place is None and curable(case):
        # Each law can be satisfied, but nothing in reach satisfies all that may apply.
        place = where(case, {"EU": Verdict.MODIFY, "IN": verdict_on(elsewhere[0])})
    with step("decide"):
        verdict = verdict_of(found, bool(ways), bool(found.asking) and curable(case))
        if place is not None:
            verdict = Verdict.ESCALATE
        asked = questions(case, found) if verdict is Verdict.ESCALATE else ()
        asked = (place, *asked) if place is not None else asked
    with step("weigh"):
        raised = () if depth.gate else issues(case, verdict)
    with step("horizon"):
        coming = () if depth.gate else horizon(case, *placing.later, months=depth.horizon_months)
    with step("write"):
        return _written(case, placing, depth, found, ways, verdict, asked, raised, coming)


def _written(
    case: Case,
    placing: Placing,
    depth: Depth,
    found: Standing,
    ways: list[Repair],
    verdict: Verdict,
    asked: tuple[Question, ...],
    raised: tuple[Issue, ...],
    coming: tuple[Coming, ...],
) -> Opinion:
    """Put what was found into words."""
    offered = writing.alternatives(case, ways)
    return Opinion(
        verdict=verdict,
        confidence=_BEST,
        summary=writing.summary(case, verdict, found, offered, asked, raised, coming),
        blocking=writing.blocking(case, found.breached),
        conditions=()
        if verdict is Verdict.REFUSE
        else writing.conditions(case, _to_follow(verdict, offered)),
        alternatives=offered,
        issues=raised,
        regimes=_regimes(case, verdict),
        questions=asked,
        horizon=coming,
        notice="" if depth.gate else _notice(case, verdict, ways),
        limits=(*placing.limits(), *writing.unexamined(case)),
        conflicts=(),
        basis=writing.basis(case, verdict),
        trace=() if depth.gate else tuple(traced(case, found, ways, verdict)),
    )


def _notice(case: Case, verdict: Verdict, ways: list[Repair]) -> str:
    """What to tell the person of a plan that may be carried out, changed where it must be."""
    match verdict:
        case Verdict.PROCEED:
            return writing.notice(case)
        case Verdict.MODIFY:
            return writing.notice(ways[0].case)
        case _:
            return ""


def _to_follow(verdict: Verdict, offered: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
    """Only a plan to be modified has conditions that block."""
    return offered if verdict is Verdict.MODIFY else ()


def _regimes(case: Case, overall: Verdict) -> tuple[tuple[str, Verdict], ...]:
    """What each law alone says; a law alone is asked for its own repair."""
    answers: list[tuple[str, Verdict]] = []
    for regime in regimes_of(case):
        found = standing(case, regime)
        curable = bool(found.breached) and (
            overall is Verdict.MODIFY or bool(repairs(case, most=1, cases=120, regime=regime))
        )
        answers.append((regime, verdict_of(found, curable)))
    return tuple(answers)


def _confidence(opinion: Opinion, case: Case, plan: Plan) -> float:
    """How likely the verdict is right: the readings that carry it, the facts read from words.

    The product of both only ranks answers; the calibration learnt from labelled plans makes it
    a probability.
    """
    confidence = _BEST
    for issue in opinion.issues:
        if issue.decisive:
            carrying = sum(r.weight for r in issue.readings if r.verdict is opinion.verdict)
            confidence *= max(carrying, 0.5)
    used = {fact for fact in plan.read if fact not in plan.stated}
    doubts = [entry.confidence for entry in plan.inferred if entry.fact in used]
    confidence *= min(doubts, default=1.0)
    return round(case.book.calibration.of(confidence), 3)
