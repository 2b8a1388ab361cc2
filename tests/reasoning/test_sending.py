"""A plan goes to a model's provider only where the transfer norms would let it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from advisor.reasoning.plan import Plan
from advisor.reasoning.rulebook import Rulebook
from advisor.reasoning.sending import Objection, objection

TODAY = date(2026, 11, 20)
CLAUSES = {"transfer.mechanism": "scc", "transfer.impact_assessed": True}


def _objection(
    book: Rulebook,
    country: str,
    facts: Mapping[str, Any] | None = None,
    instrument: Mapping[str, Any] | None = None,
) -> Objection | None:
    read = book.vocabulary.read
    stated = {name: read(name, value) for name, value in (facts or {}).items()}
    tool = {name: read(name, value) for name, value in (instrument or {}).items()}
    return objection(book, Plan(stated=stated), country, tool, TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("country", ["FR", "NO", "CH", "GB", "AR"])
def test_home_and_adequate_countries_are_free(book: Rulebook, country: str) -> None:
    """Inside the EEA there is no transfer, and an adequacy decision carries one."""
    assert _objection(book, country, {"subjects.located_in": ["DE"]}) is None


@pytest.mark.parametrize("country", ["US", "IN", "CN", "BR"])
def test_without_an_instrument_nothing_leaves(book: Rulebook, country: str) -> None:
    """An unknown instrument is no instrument: nobody is there to be asked."""
    found = _objection(book, country, {"subjects.located_in": ["FR"]})

    assert found is not None
    assert "gdpr:44" in [str(id) for id in found.citations]


def test_clauses_need_their_assessment(book: Rulebook) -> None:
    """Standard clauses carry a transfer with an assessment that was passed, not without."""
    people = {"subjects.located_in": ["FR"]}

    assert _objection(book, "US", people, CLAUSES) is None
    assert _objection(book, "US", people, {**CLAUSES, "transfer.impact_assessed": False})
    assert _objection(book, "US", people, {"transfer.mechanism": "none"})


def test_a_certified_recipient_in_the_united_states_is_free(book: Rulebook) -> None:
    """The decision on the Data Privacy Framework holds, fragile as it is."""
    people = {"subjects.located_in": ["FR"]}

    assert _objection(book, "US", people, {"transfer.mechanism": "dpf_certified"}) is None
    assert _objection(book, "IN", people, {"transfer.mechanism": "dpf_certified"}) is not None


def test_where_nobody_said_the_people_are_in_the_union(book: Rulebook) -> None:
    """Silence about the place gives no leave."""
    assert _objection(book, "US") is not None
    assert _objection(book, "FR") is None


def test_indian_law_restricts_no_country(book: Rulebook) -> None:
    """Section 16 is a negative list, and no country is on it."""
    plan = {"subjects.located_in": ["IN"], "actor.established_in": ["IN"]}

    assert _objection(book, "US", plan) is None


def test_a_plan_cannot_talk_its_own_way_out(book: Rulebook) -> None:
    """The plan's own transfer is not the transfer to the provider."""
    plan = {"subjects.located_in": ["FR"], **CLAUSES, "data.personal": False}

    assert _objection(book, "US", plan) is not None
