"""The text to the person arises where the law asks for one, from its date, and invents nothing."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.reasoning.rulebook import Rulebook
from advisor.reasoning.writing import notice
from tests.builders import case_of

NOW = date(2026, 11, 20)
LATER = date(2028, 2, 1)
CREDIT = {
    "subjects__located_in": ["DE"],
    "subjects__relationship": "customer",
    "purpose": "credit_assessment",
    "operations": ["score", "decide"],
    "ai__used": True,
    "ai__use_case": "credit_scoring",
    "automation__effect": "legal",
    "automation__human_review": "before_effect",
}


def text(book: Rulebook, day: date = NOW, /, **facts: object) -> str:
    return notice(case_of(book, day, **facts))


def test_data_from_elsewhere_get_the_notice_of_article_14(book: Rulebook) -> None:
    """Whoever did not give the data is told so, and not that she gave them."""
    plan = {"subjects__located_in": ["FR"], "purpose": "lead_scoring", "operations": ["collect"]}
    bought = text(book, **plan, data__source="purchased_list")
    given = text(book, **plan, data__source="data_subject")

    assert "did not get your data from you" in bought
    assert "did not get your data from you" not in given
    assert "We use your data" in given


def test_an_answer_to_access_says_what_comes_with_the_copy(book: Rulebook) -> None:
    """Article 15 speaks where access is answered, and nowhere else."""
    plan = {"subjects__located_in": ["FR"], "purpose": "rights_request", "operations": ["read"]}

    assert "Here is a copy" in text(book, **plan, rights__request="access")
    assert "Here is a copy" not in text(book, **plan, rights__request="rectification")
    ignored = text(book, **plan, rights__request="access", rights__request_honoured=False)
    assert "Here is a copy" not in ignored


def test_the_explanation_of_the_ai_act_comes_with_its_date(book: Rulebook) -> None:
    """Article 86 has no object before December 2027, and none for systems of before."""
    right = "An AI system had a part in the decision"

    assert right not in text(book, NOW, **CREDIT)
    assert right in text(book, LATER, **CREDIT)
    assert right in text(book, LATER, **CREDIT, ai__on_market_since="2028-01-10")
    assert right not in text(book, LATER, **CREDIT, ai__on_market_since="2026-01-10")


def test_whoever_is_decided_on_by_a_machine_can_reach_a_human(book: Rulebook) -> None:
    """Article 22(3) is told where a machine alone decides, not where a person does."""
    alone = {**CREDIT, "automation__human_review": "none", "automation__solely_automated": True}

    assert "A computer decides about you" in text(book, **alone)
    assert "A computer decides about you" not in text(book, **CREDIT)


def test_a_bot_says_that_it_is_one(book: Rulebook) -> None:
    """Article 50(1), for every bot that people talk to."""
    plan = {"subjects__located_in": ["FR"], "purpose": "customer_support", "operations": ["read"]}

    assert "talking to an AI system" in text(book, **plan, ai__used=True, ai__use_case="chatbot")
    assert "talking to an AI system" not in text(book, **plan, ai__used=False)


def test_the_indian_notice_goes_with_consent(book: Rulebook) -> None:
    """Section 5 accompanies a request for consent, from May 2027 on."""
    plan = {
        "subjects__located_in": ["IN"],
        "actor__established_in": ["IN"],
        "purpose": "analytics",
        "operations": ["collect"],
    }

    assert "Data Protection Board" in text(book, LATER, **plan, consent__status="given")
    assert "Data Protection Board" not in text(book, LATER, **plan, consent__status="absent")
    assert "Data Protection Board" not in text(book, NOW, **plan, consent__status="given")


@pytest.mark.parametrize("source", ["data_subject", "purchased_list"])
def test_what_is_not_known_is_left_out(book: Rulebook, source: str) -> None:
    """No notice tells a person that something is unknown."""
    said = text(
        book,
        subjects__located_in=["FR"],
        purpose="customer_support",
        operations=["collect", "transfer"],
        transfer__destinations=["GB"],
        data__source=source,
    )

    assert said
    assert "unknown" not in said
    assert "{" not in said
