"""A plan with several purposes: each is judged apart, and the strictest decides.

Art. 5(1)(b) GDPR and section 6 of the DPDP Act tie what is lawful to a purpose, so a basis that
carries one purpose says nothing of the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from advisor import wire
from advisor.counsel import PlanReading
from advisor.reasoning.decision import Verdict, strictest
from advisor.reasoning.plan import Inferred, Plan
from advisor.reasoning.values import Choice, Members, Possible, exactly

PURPOSE, PURPOSES = "purpose", "purposes"


def purposes_of(
    stated: Mapping[str, Possible], reading: PlanReading | None
) -> tuple[tuple[str, Inferred | None], ...]:
    """The purposes to judge apart, with the words behind each; none where there is only one.

    Stated purposes outrank the words; a single stated purpose leaves no room for others.
    """
    several = stated.get(PURPOSES)
    if isinstance(several, Members):
        names = {*several.sure, *_named(stated)}
        return tuple((name, None) for name in sorted(names)) if len(names) > 1 else ()
    if reading is None or PURPOSE in stated:
        return ()
    found = {str(fact.value): fact for fact in reading.purposes}
    if len(found) < 2:
        return ()
    return tuple(
        (name, Inferred(PURPOSE, exactly(name), fact.confidence, fact.evidence))
        for name, fact in sorted(found.items())
    )


def _named(stated: Mapping[str, Possible]) -> frozenset[str]:
    one = stated.get(PURPOSE)
    if isinstance(one, Choice) and one.settled:
        return frozenset(map(str, one.options))
    return frozenset()


def for_purpose(plan: Plan, purpose: str, read: Inferred | None) -> Plan:
    """The same plan for one of its purposes only."""
    if read is None:
        return replace(plan, stated={**plan.stated, PURPOSE: exactly(purpose)})
    others = tuple(entry for entry in plan.inferred if entry.fact != PURPOSE)
    return replace(plan, inferred=(*others, read))


def together(
    answers: Sequence[tuple[str, wire.Answer]], label: Callable[[str], str]
) -> wire.Answer:
    """One answer out of those for each purpose: that of the strictest, with what the rest asks."""
    verdict = strictest(Verdict(answer.verdict.value) for _, answer in answers)
    purpose, deciding = next(pair for pair in answers if pair[1].verdict.value == verdict.value)
    conditions = {c.id: c for _, answer in answers for c in answer.conditions if not c.blocking}
    conditions |= {condition.id: condition for condition in deciding.conditions}
    citations = {c.id: c for _, answer in answers for c in answer.citations}
    named = f"Of its {len(answers)} purposes, {label(purpose)} decides."
    if all(answer.verdict is deciding.verdict for _, answer in answers):
        named = f"Each of its {len(answers)} purposes comes to this."
    return deciding.model_copy(
        update={
            "summary": f"{named} {deciding.summary}",
            "conditions": tuple(conditions.values()),
            "citations": tuple(citations.values()),
            "confidence": min(answer.confidence for _, answer in answers),
            "purposes": tuple(_part(name, answer) for name, answer in answers),
        }
    )


def _part(purpose: str, answer: wire.Answer) -> wire.PurposeAnswer:
    return wire.PurposeAnswer(
        purpose=purpose,
        verdict=answer.verdict,
        summary=answer.summary,
        blocking=answer.blocking,
        alternatives=answer.alternatives,
        questions=answer.facts.questions,
    )
