"""Whom the laws reach: homes, the dead, people whom nobody addresses, and a team abroad."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from advisor.reasoning.decision import Verdict
from advisor.reasoning.judging import Status
from advisor.reasoning.rulebook import Rulebook
from advisor.reasoning.truth import FALSE, TRUE, UNKNOWN
from tests.builders import ask, case_of, tiny_book

INDIA = date(2027, 6, 1)
PRIVATE = {"operations": ["read"], "data__categories": ["contact"], "purpose": "analytics"}


def test_the_household_is_outside_each_law_where_it_is(book: Rulebook) -> None:
    """Art. 2(2)(c) speaks in the Union, s. 3(c)(i) in India, neither for the other."""
    here = case_of(book, **PRIVATE, actor__household=True, subjects__located_in=["FR"])
    there = case_of(
        book,
        INDIA,
        **PRIVATE,
        actor__household=True,
        subjects__located_in=["IN"],
        actor__established_in=["IN"],
    )

    europe, india = (
        book.norm_by_id["gdpr-outside-household"],
        book.norm_by_id["dpdp-outside-household"],
    )
    assert (here.status(europe), here.status(india)) == (Status.OUTSIDE, Status.NOT_APPLICABLE)
    assert (there.status(europe), there.status(india)) == (Status.NOT_APPLICABLE, Status.OUTSIDE)


def test_a_trade_is_no_household(book: Rulebook) -> None:
    """The label is contradicted by customers and by publication, and the law applies."""
    plan = {**PRIVATE, "operations": ["publish"]}
    found = ask(book, **plan, actor__household=True, subjects__located_in=["FR"]).opinion

    assert found.verdict is not Verdict.PROCEED
    assert [conflict.fact for conflict in found.conflicts] == ["actor.household"]


@pytest.mark.parametrize(
    ("reach", "gdpr", "dpdp"),
    [
        ("offer", TRUE, TRUE),
        ("monitoring", TRUE, FALSE),
        ("neither", FALSE, FALSE),
        (None, UNKNOWN, UNKNOWN),
    ],
)
def test_operators_from_elsewhere_are_reached_by_what_they_do(
    book: Rulebook, reach: str | None, gdpr: int, dpdp: int
) -> None:
    """Art. 3(2) knows offers and observation, s. 3(b) offers alone; silence means an offer."""
    plan = {**PRIVATE, "actor__established_in": ["BR"], "subjects__located_in": ["DE", "IN"]}
    case = case_of(book, INDIA, **plan, actor__reach=reach)

    assert case.world.truth("scope.gdpr") == gdpr
    assert case.world.truth("scope.dpdp") == dpdp
    assert case_of(book, INDIA, **plan).world.truth("scope.dpdp") == TRUE


@pytest.mark.parametrize(
    ("recipients", "needed"),
    [
        (["own_staff"], FALSE),
        (["own_staff", "processor"], TRUE),
        (["controller"], TRUE),
        ([], TRUE),
    ],
)
def test_a_scoped_decision_covers_the_own_team(
    book: Rulebook, recipients: list[str], needed: int
) -> None:
    """The Brazilian act holds for the operator's own team there; others have to be placed."""
    plan = {**PRIVATE, "subjects__located_in": ["PT"], "transfer__destinations": ["BR"]}
    case = case_of(book, **plan, recipients=recipients)

    assert case.world.truth("transfer.needs_safeguard") == needed


def test_a_scoped_decision_covers_nobody_before_its_date(book: Rulebook) -> None:
    """The decision on Brazil dates from 26 January 2026."""
    plan = {**PRIVATE, "subjects__located_in": ["PT"], "transfer__destinations": ["BR"]}
    case = case_of(book, date(2026, 1, 1), **plan, recipients=["own_staff"])

    assert case.world.truth("transfer.needs_safeguard") == TRUE


def test_a_question_cites_what_would_take_the_plan_out(tmp_path: Path) -> None:
    """Where it is open whether a special norm applies, its provision stands with the question."""
    norms = """
    - {id: rule, title: There is leave, source: ["gdpr:1(1)"], kind: requirement, applies: act,
       satisfied: leave, yields_to: [free]}
    - {id: free, title: It is free, source: ["gdpr:2"], kind: permission, applies: doubt}
    """
    found = ask(tiny_book(tmp_path, norms=norms), act=True).opinion

    cited = {str(source) for question in found.questions for source in question.citations}
    assert cited == {"gdpr:1(1)", "gdpr:2"}


def test_what_is_met_either_way_covers_the_plan(tmp_path: Path) -> None:
    """A norm that is met carries the plan, whether or not a special norm takes its place."""
    norms = """
    - {id: rule, title: There is leave, source: ["gdpr:1(1)"], kind: requirement, applies: act,
       satisfied: leave, yields_to: [free]}
    - {id: free, title: It is free, source: ["gdpr:2"], kind: permission, applies: doubt}
    """
    found = ask(tiny_book(tmp_path, norms=norms), act=True, leave=True).opinion

    assert found.verdict is Verdict.PROCEED
    assert "gdpr:1(1)" in {str(source) for source in found.basis}
