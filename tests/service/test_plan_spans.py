"""What was read from a plan is shown in its words."""

from __future__ import annotations

from advisor.service.plan_spans import ReadPlan, read_plan
from advisor.wire import InferredFact

PLAN = "Score German  and\nFrench prospects, then e-mail the best."


def read(*inferred: InferredFact) -> ReadPlan:
    return read_plan(
        PLAN,
        inferred,
        group_of=lambda fact: fact.split(".")[0],
        meaning_of=str.upper,
        value_of=lambda entry: str(entry.value),
    )


def fact(name: str, evidence: str, confidence: float = 0.9) -> InferredFact:
    return InferredFact(fact=name, value="x", confidence=confidence, evidence=evidence)


def marked(plan: ReadPlan) -> list[tuple[str, list[str]]]:
    return [(part.text, [one.fact for one in part.facts]) for part in plan.segments if part.facts]


def test_nothing_of_the_plan_is_lost() -> None:
    """The marked parts put together are the plan, letter by letter."""
    plan = read(fact("a", "Score"), fact("b", "e-mail … best"), fact("c", "Score German"))

    assert "".join(part.text for part in plan.segments) == PLAN


def test_evidence_in_parts_is_marked_in_parts() -> None:
    """Words that stand apart carry one fact together; white space and case do not matter."""
    plan = read(fact("place", "german … FRENCH"), fact("who", "and French prospects"))

    assert marked(plan)[0] == ("German", ["place"])
    assert ("French", ["place", "who"]) in marked(plan)


def test_the_narrower_span_gives_the_tint() -> None:
    """Of two facts on the same words the one that says more about them comes first."""
    plan = read(fact("wide.a", "Score German and French prospects"), fact("narrow.b", "German"))

    (german,) = (part for part in plan.segments if part.text == "German")
    assert [one.fact for one in german.facts] == ["narrow.b", "wide.a"]
    assert german.facts[0].tint != german.facts[1].tint


def test_evidence_from_elsewhere_marks_nothing() -> None:
    """What was read from the payload is not pinned to words that do not say it."""
    plan = read(fact("a", "payload.customers"), fact("b", ""), fact("c", "…"))

    assert plan.facts == ()
    assert [part.text for part in plan.segments] == [PLAN]


def test_an_empty_plan_has_nothing_to_mark() -> None:
    """A plan in facts alone is no fault."""
    assert read_plan("", (), group_of=str, meaning_of=str, value_of=str).segments == ()
