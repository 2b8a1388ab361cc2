"""Repair, questions and the horizon: what would make a plan lawful, and what is still to come."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from advisor.reasoning.decision import Verdict, standing
from advisor.reasoning.horizon import coming_dates, horizon
from advisor.reasoning.repair import repairs
from advisor.reasoning.rulebook import Rulebook
from advisor.reasoning.values import exactly
from tests.builders import ask, case_of, tiny_book

NORMS = """
- {id: leave, title: There is leave, source: ["gdpr:1(2)"], kind: requirement, applies: act,
   satisfied: leave, because: leave is what counts, cured_by: [dear, cheap, stop]}
"""
LEVERS = """
- {id: dear, title: Buy leave, kind: do, changes: {leave: true}, cost: 5, citations: ["gdpr:1"]}
- {id: cheap, title: Ask for leave, kind: do, changes: {leave: true}, cost: 1,
   citations: ["gdpr:1"], assurance: Make sure that there is leave}
- {id: stop, title: Do not do it, kind: narrow, changes: {act: false}, cost: 2,
   citations: ["gdpr:1"]}
"""
FREE = """
- {id: free, title: The law leaves it free, source: ["gdpr:3"], kind: outside, frees: true,
   applies: not act}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    folder: Path = tmp_path_factory.mktemp("repair")
    return tiny_book(folder, norms=NORMS + FREE, levers=LEVERS)


def test_the_cheapest_cure_comes_first(small: Rulebook) -> None:
    """Ways to proceed are offered by cost, and no dearer way to the same end is offered."""
    found = ask(small, act=True, leave=False).opinion

    assert found.verdict is Verdict.MODIFY
    assert [way.levers for way in found.alternatives] == [("cheap",), ("stop",)]
    assert [way.cost for way in found.alternatives] == [1, 2]
    assert found.alternatives[0].changes == {"leave": exactly(True)}
    assert "Ask for leave" in {step.text for step in found.conditions if step.blocking}


def test_what_no_lever_cures_is_refused(tmp_path: Path) -> None:
    """Without a way to make it lawful the answer is no."""
    book = tiny_book(tmp_path, norms=NORMS.replace(", cured_by: [dear, cheap, stop]", ""))

    found = ask(book, act=True, leave=False).opinion
    assert found.verdict is Verdict.REFUSE
    assert not found.alternatives


def test_a_cure_that_breaches_something_else_is_none(tmp_path: Path) -> None:
    """Every repaired plan is judged afresh, under all norms."""
    other = """
- {id: no-leave, title: No leave, source: ["gdpr:1(1)"], kind: prohibition,
   applies: act and leave}
"""
    book = tiny_book(tmp_path, norms=NORMS + FREE + other, levers=LEVERS)

    found = ask(book, act=True, leave=False).opinion
    assert [way.levers for way in found.alternatives] == [("stop",)]


def test_a_lever_that_is_not_available_is_not_offered(tmp_path: Path) -> None:
    """Nobody is told to do what he certainly cannot do."""
    levers = LEVERS.replace("{id: cheap,", "{id: cheap, available: not doubt,")
    book = tiny_book(tmp_path, norms=NORMS + FREE, levers=levers)

    assert ask(book, act=True, leave=False, doubt=True).opinion.alternatives[0].levers == ("stop",)
    assert ask(book, act=True, leave=False).opinion.alternatives[0].levers == ("cheap",)


def test_what_is_open_is_asked_and_can_be_made_sure_of(small: Rulebook) -> None:
    """An open fact leads to a question, and to an alternative that settles it."""
    found = ask(small, act=True).opinion

    assert found.verdict is Verdict.ESCALATE
    [question] = found.questions
    assert question.fact == "leave"
    assert question.matters_because == "leave is what counts"
    assert {fork.answer: fork.verdict for fork in question.forks} == {
        "true": Verdict.PROCEED,
        "false": Verdict.MODIFY,
    }
    assert found.alternatives[0].settles == {"leave": exactly(True)}
    assert not any(step.blocking for step in found.conditions)


def test_a_permitting_fact_is_never_merely_assumed(tmp_path: Path) -> None:
    """Without a lever no alternative says: assume that there is leave."""
    book = tiny_book(tmp_path, norms=NORMS.replace("cured_by: [dear, cheap, stop]", "cured_by: []"))

    found = ask(book, act=True).opinion
    assert found.verdict is Verdict.ESCALATE
    assert not found.alternatives


def test_consent_is_never_just_ticked(book: Rulebook) -> None:
    """An alternative obtains consent as a step of its own; it never declares it given."""
    for lever in book.levers.values():
        given = any(
            change.fact == "consent.status" and change.value == exactly("given")
            for change in lever.changes
        )
        if given:
            assert any(word in lever.title.lower() for word in ("consent", "agreed")), lever.id


@pytest.mark.parametrize(
    "fact", ["marketing.unsubscribed", "rights.objection", "purpose", "data.retention_expired"]
)
def test_no_lever_rewrites_history(book: Rulebook, fact: str) -> None:
    """An objection is not undone and a purpose not renamed: people are left out instead."""
    for lever in book.levers.values():
        if lever.kind == "do":
            assert fact not in {change.fact for change in lever.changes}, lever.id


def test_an_objection_of_all_ends_the_matter(book: Rulebook) -> None:
    """Those who unsubscribed are not written to once more."""
    found = ask(
        book,
        purpose="direct_marketing",
        operations=["send_message"],
        channel="email",
        subjects__located_in=["ES"],
        marketing__unsubscribed=True,
    ).opinion

    assert found.verdict is Verdict.REFUSE
    assert not found.alternatives


def test_those_who_objected_can_be_left_out_where_they_are_some(book: Rulebook) -> None:
    """A newsletter of which some wanted no more goes to the others."""
    case = case_of(
        book,
        purpose="direct_marketing",
        operations=["send_message"],
        channel="email",
        subjects__located_in=["ES"],
        marketing__unsubscribed=True,
        subjects__affected="some",
    )

    ways = repairs(case)
    assert ways
    assert all(standing(way.case).clear for way in ways)


def test_a_repair_that_needs_too_much_is_not_looked_for(small: Rulebook) -> None:
    """The search is bounded; out of reach means: no alternative, never a wrong one."""
    assert repairs(case_of(small, act=True, leave=False), cases=0) == []


# The horizon ------------------------------------------------------------------------------

COMING = """
- {id: free, title: It is free, source: ["gdpr:3"], kind: outside, frees: true, applies: act}
- {id: later, title: NO act from June, source: ["gdpr:1(1)"], kind: prohibition, applies: act,
   from: 2027-06-01, until: 2028-01-01}
"""


def test_the_horizon_shows_what_the_answer_will_be(tmp_path: Path) -> None:
    """Facts held constant, each coming date is judged as that day's law will stand."""
    opinion = ask(tiny_book(tmp_path, norms=COMING), act=True).opinion

    assert opinion.verdict is Verdict.PROCEED
    assert [(change.date, change.verdict_then) for change in opinion.horizon] == [
        (date(2027, 6, 1), Verdict.REFUSE),
        (date(2028, 1, 1), Verdict.PROCEED),
    ]
    assert "From 1 June 2027 the answer would be: refuse." in opinion.summary
    assert opinion.horizon[0].change == "Starts to apply: NO act from June"
    assert opinion.horizon[1].change.startswith("Ceases to apply")


def test_the_horizon_ends_where_it_is_told_to(tmp_path: Path) -> None:
    """Whoever plans six months ahead is not told of the seventh."""
    case = case_of(tiny_book(tmp_path, norms=COMING), act=True)

    assert horizon(case, months=6) == ()
    assert coming_dates(case, 6) == []
    assert coming_dates(case, 7) == [date(2027, 6, 1)]


def test_what_does_not_concern_the_plan_is_not_on_its_horizon(tmp_path: Path) -> None:
    """A norm that will never apply to this plan is no news to it."""
    assert ask(tiny_book(tmp_path, norms=COMING), act=False).opinion.horizon == ()


def test_an_ending_adequacy_is_on_the_horizon(book: Rulebook) -> None:
    """Data that go to the United Kingdom lose their ground on 27 December 2031."""
    case = case_of(
        book,
        date(2031, 6, 1),
        purpose="analytics",
        operations=["transfer"],
        subjects__located_in=["FR"],
        transfer__destinations=["GB"],
        transfer__mechanism="none",
    )

    assert date(2031, 12, 27) in {change.date for change in horizon(case, months=12)}
