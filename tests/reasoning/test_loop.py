"""The loop: facts that disagree, places nobody named, and the trace of every step."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from advisor.reasoning.case import Case
from advisor.reasoning.decision import Verdict
from advisor.reasoning.loop import Depth, advise
from advisor.reasoning.opinion import Opinion
from advisor.reasoning.plan import Plan
from advisor.reasoning.rulebook import Rulebook
from advisor.reasoning.values import at_least, exactly, the_list
from tests.builders import TODAY, ask, plan_of, possible, said, tiny_book

NORMS = """
- {id: leave, title: There is leave, source: ["gdpr:1(2)"], kind: requirement,
   applies: act, satisfied: leave, why: "Nobody gave leave: {leave}."}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    folder: Path = tmp_path_factory.mktemp("loop")
    return tiny_book(folder, norms=NORMS)


def opinion(book: Rulebook, plan: Plan, day: date = TODAY) -> Opinion:
    return advise(book, plan, day).opinion


# Who is believed --------------------------------------------------------------------------


def test_the_request_outranks_words_and_words_outrank_the_profile(small: Rulebook) -> None:
    """What is stated for this plan goes before what is read, and that before what is usual."""
    plan = plan_of(small, {"act": True}, said(small, "act", False), act=False, leave=True)

    assert plan.given() == {"act": exactly(True), "leave": exactly(True)}


def test_a_profile_speaks_where_the_plan_is_silent(small: Rulebook) -> None:
    """What is always true of an operator need not be said each time."""
    assert opinion(small, plan_of(small, {"act": True}, leave=True)).verdict is Verdict.PROCEED


def test_words_may_make_an_answer_stricter_than_the_profile(small: Rulebook) -> None:
    """Who says that there is no leave this time is believed."""
    plan = plan_of(small, {"act": True}, said(small, "leave", False), leave=True)

    assert opinion(small, plan).verdict is Verdict.REFUSE


def test_words_milder_than_the_profile_become_a_question(small: Rulebook) -> None:
    """A reading of words does not undo what the operator said of itself."""
    found = opinion(small, plan_of(small, {"act": True}, said(small, "leave", True), leave=False))

    assert found.verdict is Verdict.ESCALATE
    assert [question.fact for question in found.questions] == ["leave"]
    assert [conflict.fact for conflict in found.conflicts] == ["leave"]


def test_words_against_a_stated_fact_go_to_a_human_where_they_matter(small: Rulebook) -> None:
    """If the words are right the plan fails, so the stated fact alone does not carry it."""
    found = opinion(
        small, plan_of(small, {"act": True, "leave": True}, said(small, "leave", False))
    )

    assert found.verdict is Verdict.ESCALATE
    assert "contradict" in found.summary
    assert [conflict.evidence for conflict in found.conflicts] == ["these words"]


def test_words_against_a_stated_fact_are_only_reported_where_they_do_not_matter(
    small: Rulebook,
) -> None:
    """A contradiction on which nothing hangs is shown and leaves the verdict alone."""
    found = opinion(
        small,
        plan_of(
            small, {"act": True, "leave": True, "colour": "red"}, said(small, "colour", "blue")
        ),
    )

    assert found.verdict is Verdict.PROCEED
    assert "the verdict is the same" in found.conflicts[0].text


def test_an_idle_contradiction_does_not_matter_where_nobody_named_a_place(
    book: Rulebook,
) -> None:
    """Words against an unimportant stated fact change nothing, place known or not."""
    facts = {"purpose": "service_delivery", "operations": ["send_message"], "channel": "email"}
    alone = opinion(book, plan_of(book, facts))
    clashing = opinion(
        book, plan_of(book, {**facts, "subjects.count": 1}, said(book, "subjects.count", 2))
    )

    assert clashing.verdict is alone.verdict
    assert "the verdict is the same" in clashing.conflicts[0].text


def test_lists_clash_only_where_both_cannot_be_true(small: Rulebook) -> None:
    """Words that name fewer tools than the request do not contradict it."""
    plan = Plan(stated={"tools": the_list(["axe", "saw"])})
    fewer = Plan(plan.stated, inferred=(said(small, "tools", ["axe"]),))
    assert fewer.clashes()  # a complete list that differs

    read = said(small, "tools", ["axe"])
    bound = Plan(plan.stated, inferred=(type(read)("tools", at_least(["axe"]), 0.9, ""),))
    assert not bound.clashes()


def test_a_null_counts_against_words_and_profile(small: Rulebook) -> None:
    """Who states that a fact is unknown is not answered from elsewhere."""
    plan = plan_of(small, {"act": True, "leave": None}, said(small, "leave", True), leave=True)

    assert "leave" not in plan.given()
    assert opinion(small, plan).verdict is Verdict.ESCALATE


# Unknown place ----------------------------------------------------------------------------

TWO_LAWS = """
- {id: eu, title: Leave in Europe, source: ["gdpr:1(2)"], kind: requirement,
   applies: scope.gdpr and act, satisfied: leave, cured_by: [get-leave]}
- {id: india, title: Leave in India, source: ["dpdp:1(2)"], kind: requirement,
   applies: scope.dpdp and act, satisfied: {india}, cured_by: [{cure}]}
"""
LEVERS = """
- {id: get-leave, title: Get leave, kind: do, changes: {leave: true}, cost: 1,
   citations: ["gdpr:1(2)"]}
- {id: use-saw, title: Use a saw, kind: do, changes: {tools: [saw]}, cost: 1,
   citations: ["dpdp:1(2)"]}
"""
LATER = date(2027, 6, 1)


def two_laws(folder: Path, india: str, cure: str = "get-leave") -> Rulebook:
    norms = TWO_LAWS.replace("{india}", india).replace("{cure}", cure)
    return tiny_book(folder, norms=norms, levers=LEVERS)


def test_where_the_laws_agree_the_place_is_not_asked(tmp_path: Path) -> None:
    """If every law that may apply says the same, it does not matter where people are."""
    found = ask(two_laws(tmp_path, "leave"), LATER, act=True, leave=False).opinion

    assert found.verdict is Verdict.MODIFY
    assert [way.levers for way in found.alternatives] == [("get-leave",)]
    assert not found.questions


def test_where_the_laws_differ_the_place_is_asked(tmp_path: Path) -> None:
    """If one law allows what another forbids, the first question is where people are."""
    found = ask(two_laws(tmp_path, "not leave"), LATER, act=True, leave=False).opinion

    assert found.verdict is Verdict.ESCALATE
    assert found.questions[0].fact == "subjects.located_in"
    assert {fork.answer: fork.verdict for fork in found.questions[0].forks} == {
        "EU": Verdict.MODIFY,
        "IN": Verdict.PROCEED,
    }


def test_a_cure_under_one_law_only_is_not_offered_where_the_place_is_unknown(
    tmp_path: Path,
) -> None:
    """An alternative that one possible law would still forbid is none."""
    book = two_laws(tmp_path, "saw in tools", "use-saw")
    found = ask(book, LATER, act=True, leave=False, tools=["axe"]).opinion

    assert not found.alternatives
    assert found.verdict is Verdict.ESCALATE
    assert found.questions[0].fact == "subjects.located_in"


def test_a_law_that_is_not_in_force_is_not_counted(tmp_path: Path) -> None:
    """Before May 2027 the Indian act cannot differ from the European one."""
    found = ask(two_laws(tmp_path, "not leave"), TODAY, act=True, leave=True).opinion

    assert found.verdict is Verdict.PROCEED


# The whole --------------------------------------------------------------------------------


def test_every_step_leaves_its_trace(small: Rulebook) -> None:
    """A reader can see what was found at each step, in order."""
    steps = [entry.step for entry in ask(small, act=True, leave=False).opinion.trace]

    assert steps == [
        *("characterise", "scope", "spot", "judge", "weigh", "decide", "repair", "verify")
    ]


def test_the_trace_takes_a_breach_apart(small: Rulebook) -> None:
    """A lawyer sees of each condition of the breached norm whether it holds."""
    opinion = ask(small, act=True, leave=False).opinion
    judged = next(entry for entry in opinion.trace if entry.step == "judge")

    assert {line.partition(":")[0] for line in judged.details} == {b.norm for b in opinion.blocking}
    assert any(line.endswith("is true") for line in judged.details)
    assert any(line.endswith("is false") for line in judged.details)


def test_a_gate_gives_the_same_verdict_with_less_around_it(book: Rulebook) -> None:
    """A quick answer is the same answer."""
    facts = {
        "purpose": "direct_marketing",
        "operations": ["send_message"],
        "channel": "email",
        "subjects.located_in": ["ES"],
        "marketing.unsubscribed": True,
    }
    plan = plan_of(book, facts)
    full = advise(book, plan, TODAY).opinion
    gate = advise(book, plan, TODAY, Depth(gate=True)).opinion

    assert gate.verdict is full.verdict
    assert gate.blocking == full.blocking
    assert not gate.horizon
    assert not gate.issues


def test_a_reason_names_the_fact_that_it_turns_on(small: Rulebook) -> None:
    """The sentence says what is wrong in plain words, and the facts are listed."""
    [found] = ask(small, act=True, leave=False).opinion.blocking

    assert found.why == "Nobody gave leave: there is no leave."
    assert found.facts[:1] == ("leave",)
    assert [str(source) for source in found.citations] == ["gdpr:1(2)"]


def test_each_law_answers_for_itself(book: Rulebook) -> None:
    """Where two laws reach a plan, the verdict of each is shown, and the strictest decides."""
    found = ask(
        book,
        date(2027, 6, 1),
        purpose="direct_marketing",
        operations=["profile"],
        subjects__located_in=["IN", "FR"],
        subjects__includes_children=True,
    ).opinion

    assert {"gdpr", "dpdp"} <= dict(found.regimes).keys()
    order = [Verdict.PROCEED, Verdict.ESCALATE, Verdict.MODIFY, Verdict.REFUSE]
    assert order.index(found.verdict) >= max(order.index(v) for _, v in found.regimes)


def test_a_changed_case_leaves_the_old_one_alone(small: Rulebook) -> None:
    """Trying out a change changes nothing in the plan as it was."""
    case = Case(small, possible(small, act=True, leave=False), TODAY)
    before = dict(case.statuses)
    changed = case.changed({"leave": exactly(True)})

    assert case.statuses == before
    assert changed.statuses != before
    assert case.facts["leave"] == exactly(False)
