"""Issues: the open concepts that a plan raises, with the readings weighed."""

from __future__ import annotations

from advisor.reasoning.case import Case, CaseWorld
from advisor.reasoning.decision import Verdict, standing
from advisor.reasoning.judging import Status, judge
from advisor.reasoning.opinion import Issue, WeighedGround, WeighedReading
from advisor.reasoning.rulebook import Concept, Norm, Reading
from advisor.reasoning.truth import FALSE, TRUE, UNKNOWN

MOST_ISSUES = 6
_OUTCOME = {TRUE: "met", FALSE: "not_met", UNKNOWN: "unknown"}


def issues(case: Case, verdict: Verdict) -> tuple[Issue, ...]:
    """The concepts on which norms in play rest, decisive ones first."""
    found: list[Issue] = []
    for concept in case.book.concepts.values():
        norms = _norms_on(case, concept)
        if not norms:
            continue
        issue = _issue(case, concept, norms, verdict)
        if issue.decisive or _carries(case, concept, norms):
            found.append(issue)
    ranked = sorted(found, key=lambda issue: (not issue.decisive, bool(issue.settled_by)))
    return tuple(ranked[:MOST_ISSUES])


def _norms_on(case: Case, concept: Concept) -> list[Norm]:
    """The norms in force that turn on a concept, those of laws out of reach left aside."""
    name = f"concept.{concept.id}"
    return [
        norm
        for norm in case.book.norms_on.get(name, ())
        if norm.in_force(case.as_of)
        and (norm.guard is None or case.world.truth(norm.guard) != FALSE)
    ]


def _carries(case: Case, concept: Concept, norms: list[Norm]) -> bool:
    """A concept carries something if a norm that is breached or open by law turns on it."""
    bites = (Status.BREACHED, Status.OPEN)
    if not any(case.status(norm) in bites and not norm.guidance for norm in norms):
        return False
    truths = {reading.when.holds(case.world) for reading in concept.readings}
    return TRUE in truths


def _issue(case: Case, concept: Concept, norms: list[Norm], verdict: Verdict) -> Issue:
    readings = tuple(_weighed(case, concept, r, norms, verdict) for r in concept.readings)
    weighty = [r for r in readings if r.weight >= case.book.thresholds.to_doubt]
    return Issue(
        concept=concept.id,
        question=concept.question,
        decisive=len({r.verdict for r in weighty}) > 1,
        readings=readings,
        settled_by=_settled_by(case, concept),
        movement=concept.movement,
        would_settle=concept.settles,
    )


def _settled_by(case: Case, concept: Concept) -> str:
    for floor in concept.floors:
        assert floor.where is not None
        if floor.where.holds(case.world) == TRUE:
            return str(floor.cite[0])
    if case.world.truth(f"concept.{concept.id}") == UNKNOWN:
        return ""
    return max(concept.readings, key=lambda reading: reading.weight).id


def _weighed(
    case: Case, concept: Concept, reading: Reading, norms: list[Norm], verdict: Verdict
) -> WeighedReading:
    return WeighedReading(
        id=reading.id,
        text=reading.text,
        weight=round(reading.weight, 3),
        outcome=_OUTCOME[reading.when.holds(case.world)],
        verdict=_verdict_under(case, concept, reading, norms, verdict),
        grounds=tuple(
            WeighedGround(ground.canon, ground.weight, ground.text, ground.cite)
            for ground in reading.grounds
        ),
    )


def _verdict_under(
    case: Case, concept: Concept, reading: Reading, norms: list[Norm], verdict: Verdict
) -> Verdict:
    """The verdict if this reading were the law, binding floors left in place."""
    world = CaseWorld(case.book, case.facts, case.as_of, chosen={concept.id: reading.id})
    world.look_at_scopes()
    then = {norm.index: judge(norm, world) for norm in norms}
    if all(case.status(norm) == then[norm.index] for norm in norms):
        return verdict
    now = standing(case)
    touched = {norm.id for norm in norms}
    laws = [norm for norm in norms if not norm.guidance]
    breached = [n for n in now.breached if n.id not in touched]
    breached += [n for n in laws if then[n.index] is Status.BREACHED]
    open_ = [n for n in now.open if n.id not in touched]
    open_ += [n for n in laws if then[n.index] is Status.OPEN]
    if breached:
        return verdict if verdict in (Verdict.MODIFY, Verdict.REFUSE) else Verdict.MODIFY
    return Verdict.ESCALATE if open_ or now.asking or not now.covered else Verdict.PROCEED
