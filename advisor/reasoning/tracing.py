"""The trace: what each step of the loop did, so that a lawyer can follow a verdict line by line."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.reasoning.case import Case
from advisor.reasoning.conditions import Step, explain
from advisor.reasoning.decision import Standing, Verdict
from advisor.reasoning.judging import Status
from advisor.reasoning.opinion import TraceEntry
from advisor.reasoning.plan import Plan
from advisor.reasoning.repair import Repair
from advisor.reasoning.rulebook import Norm
from advisor.reasoning.truth import TRUE, UNKNOWN


def characterised(plan: Plan, case: Case) -> TraceEntry:
    """Whence the facts came, and what silence was taken to mean."""
    return TraceEntry(
        "characterise",
        f"{len(plan.stated)} facts stated, {len(plan.inferred)} read from words, "
        f"{len(plan.profile)} from the profile, {len(case.assumed)} presumed from silence",
        tuple(f"{name} presumed: {a.because}" for name, a in sorted(case.assumed.items())),
    )


def traced(
    case: Case, found: Standing, ways: list[Repair], verdict: Verdict
) -> Iterator[TraceEntry]:
    """What the loop did with the facts, in the order of its steps."""
    book = case.book
    scopes = sorted(name for name in book.derived if name.startswith("scope."))
    words = {TRUE: "reaches this plan", UNKNOWN: "may reach this plan"}
    yield TraceEntry(
        "scope",
        "which laws reach the plan on the date",
        tuple(f"{s}: {words.get(case.world.truth(s), 'does not reach it')}" for s in scopes),
    )
    in_play = {s: case.with_status(s) for s in Status if s is not Status.NOT_APPLICABLE}
    yield TraceEntry(
        "spot",
        f"{sum(map(len, in_play.values()))} norms in force are in play",
        tuple(f"{s.name.lower()}: {norm.id}" for s, norms in in_play.items() for norm in norms),
    )
    yield TraceEntry(
        "judge",
        "each condition of what is breached or open, part by part",
        tuple(line for norm in (*found.breached, *found.open) for line in _judged(norm, case)),
    )
    yield TraceEntry(
        "weigh",
        f"{len(case.contested)} concepts contested on these facts",
        tuple(sorted(case.contested)),
    )
    yield TraceEntry(
        "decide",
        f"{len(found.breached)} breached, {len(found.open)} open, "
        f"{'covered' if found.covered else 'nothing covers the plan'}: {verdict.value}",
    )
    yield TraceEntry(
        "repair",
        f"{len(ways)} ways to proceed found, each judged afresh",
        tuple(" + ".join(x.id for x in (*way.levers, *way.assured)) for way in ways),
    )


def _judged(norm: Norm, case: Case) -> Iterator[str]:
    for condition in norm.conditions:
        yield f"{norm.id}: {_written(explain(condition.node, case.world, norm.masked))}"


def _written(step: Step) -> str:
    """A condition with its truth, and behind it that of its parts."""
    parts = "; ".join(_written(part) for part in step.parts)
    return f"{step.text} is {step.truth.word}" + (f" [{parts}]" if parts else "")
