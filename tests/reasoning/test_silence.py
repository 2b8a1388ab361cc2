"""Silence: what is presumed where a plan says nothing, and what defeats it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from advisor.reasoning.case import Case
from advisor.reasoning.decision import Verdict
from advisor.reasoning.loading import load_rulebook
from advisor.reasoning.rulebook import Rulebook
from advisor.reasoning.values import Choice, Members, at_least, exactly, the_list
from advisor.reasoning.writing import fill
from tests.builders import ask, case_of, tiny_book

FACTS = """
paint:
  type: enum
  values: [oil, water, none]
  meaning: the paint
  question: Which paint?
  group: Tests
  unmentioned: {presume: {not: [oil]}, unless: doubt, because: nobody spoke of oil}
brush:
  type: bool
  meaning: there is a brush
  question: Is there a brush?
  group: Tests
  unmentioned: {presume: false, unless: saw in tools, because: nobody spoke of a brush}
frame:
  type: enum
  values_of: colour
  meaning: the frame
  question: Which frame?
  group: Tests
  unmentioned: {presume: {same_as: colour}, when: known(colour), because: frames match}
boxes:
  type: list
  values: [big, small]
  meaning: the boxes
  question: Which boxes?
  group: Tests
  unmentioned: {presume: [], because: the plan names its boxes}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    folder: Path = tmp_path_factory.mktemp("silence")
    return tiny_book(folder, facts=FACTS)


def test_what_nobody_mentions_is_presumed_absent(small: Rulebook) -> None:
    """The presumption is listed with its reason, so that the asker can object."""
    case = case_of(small)

    assert case.facts["brush"] == exactly(False)
    assert case.assumed["brush"].because == "nobody spoke of a brush"
    assert "brush" not in case.given


def test_a_presumption_may_leave_several_values(small: Rulebook) -> None:
    """Silence about consent rules out a refusal without supplying consent."""
    assert case_of(small).facts["paint"] == Choice(frozenset({"water", "none"}))


def test_a_hint_defeats_a_presumption(small: Rulebook) -> None:
    """Where the plan hints at the thing, silence about it is no denial."""
    assert "brush" not in case_of(small, tools=["saw"]).facts
    assert "brush" in case_of(small, tools=["axe"]).facts


def test_a_hint_that_is_expressly_unknown_defeats_as_well(small: Rulebook) -> None:
    """Who says that the hint itself is unknown cannot rely on silence."""
    assert "paint" in case_of(small).facts
    assert "paint" not in case_of(small, doubt=None).facts


def test_an_explicit_null_defeats_the_presumption(small: Rulebook) -> None:
    """Saying that one does not know is not silence."""
    case = case_of(small, brush=None)

    assert "brush" not in case.facts
    assert "brush" not in case.assumed


def test_what_is_said_needs_no_presumption(small: Rulebook) -> None:
    """A stated fact is never replaced by what silence would mean."""
    case = case_of(small, brush=True, paint="oil")

    assert case.facts["brush"] == exactly(True)
    assert case.facts["paint"] == exactly("oil")
    assert not {"brush", "paint"} & case.assumed.keys()


def test_silence_may_mean_the_same_as_another_fact(small: Rulebook) -> None:
    """Data are presumed collected for the purpose for which they are used."""
    assert case_of(small, colour="red").facts["frame"] == exactly("red")
    assert "frame" not in case_of(small).facts


def test_a_list_read_from_words_is_closed_by_silence(small: Rulebook) -> None:
    """A lower bound becomes a complete list where the plan is complete about such things."""
    assert case_of(small, boxes=at_least(["big"])).facts["boxes"] == the_list(["big"])
    assert case_of(small).facts["boxes"] == the_list([])
    assert isinstance(case_of(small, tools=at_least(["axe"])).facts["tools"], Members)
    assert not case_of(small, tools=at_least(["axe"])).facts["tools"].settled


NEVER_PRESUMED = [
    ("consent.status", "given"),
    ("consent.explicit", True),
    ("consent.parental_verified", True),
    ("transfer.mechanism", "scc"),
    ("transfer.impact_assessed", True),
    ("ai.disclosed", True),
    ("automation.human_review", "before_effect"),
    ("marketing.soft_opt_in", True),
]


@pytest.mark.parametrize(("fact", "value"), NEVER_PRESUMED)
def test_what_permits_or_protects_is_never_presumed(
    book: Rulebook, fact: str, value: object
) -> None:
    """No consent, mechanism, review or disclosure is ever read out of silence."""
    for presumption in book.presumptions:
        if presumption.fact == fact:
            assert presumption.value != exactly(value)  # type: ignore[arg-type]


def test_an_order_confirmation_rests_on_the_contract(book: Rulebook) -> None:
    """Delivering what was ordered rests on the contract unless something speaks against it."""
    delivery = {"purpose": "service_delivery", "subjects.located_in": ["FR"]}

    case = case_of(book, **delivery, operations=["send_message"])
    assert case.facts["legal_basis"] == exactly("contract")
    assert [str(source) for source in case.assumed["legal_basis"].source] == ["gdpr:6(1)(b)"]

    profiling = case_of(book, **delivery, operations=["profile"])
    assert "legal_basis" not in profiling.facts


def test_refused_consent_was_the_basis_relied_on(book: Rulebook) -> None:
    """Who asked for consent and was refused cannot switch to another basis by silence."""
    case = case_of(book, **{"consent.status": "refused"})

    assert case.facts["legal_basis"] == exactly("consent")


def test_an_empty_plan_is_escalated_with_questions(book: Rulebook) -> None:
    """Doing the usual thing is no plan: nothing is decided, and something is asked."""
    opinion = ask(book, date(2026, 11, 20)).opinion

    assert opinion.verdict is Verdict.ESCALATE
    assert opinion.questions


def test_a_bracket_about_which_nothing_is_known_is_left_out_of_a_text() -> None:
    """A notice never says that no data are used where the plan was only silent on them."""
    book = load_rulebook(Path(__file__).parents[2] / "corpus")
    text = "We use your data ({data.categories}) for {purpose}."
    silent = {"purpose": exactly("analytics")}
    told = {**silent, "data.categories": the_list({"health"})}

    assert (
        fill(text, Case(book, silent, date(2026, 11, 20)))
        == "We use your data for statistics and reporting."
    )
    assert "(health)" in fill(text, Case(book, told, date(2026, 11, 20)))
