"""Levers, alone and together, are honest: nothing is ticked, undone or reviewed too late."""

from __future__ import annotations

from itertools import combinations

import pytest

from advisor.reasoning.case import Case
from advisor.reasoning.repair import available, effect, repairs
from advisor.reasoning.rulebook import Lever, Rulebook
from advisor.reasoning.values import Choice, Members, exactly
from tests.builders import case_of

MARKETING = {
    "purpose": "direct_marketing",
    "operations": ["send_message"],
    "channel": "email",
    "data__categories": ["contact"],
    "subjects__affected": "all",
}
DECISION = {
    "purpose": "credit_assessment",
    "operations": ["decide"],
    "data__categories": ["financial"],
    "subjects__located_in": ["DE"],
    "subjects__relationship": "customer",
    "automation__human_review": "none",
    "automation__solely_automated": True,
    "automation__effect": "legal",
}
HISTORY = {
    "marketing.unsubscribed",
    "rights.objection",
    "rights.request",
    "rights.restriction",
    "purpose",
    "purpose_original",
    "data.source",
    "data.retention_expired",
    "breach.occurred",
    "subjects.includes_children",
    "subjects.relationship",
    "automation.effect",
    "transfer.third_country_order",
}
"""What has happened or is so: people and data can be left out, nothing else can change it."""


def together(case: Case, levers: tuple[Lever, ...]) -> dict[str, object]:
    """What some levers do, each applied to what the one before has left, where it is available."""
    changed: dict[str, object] = {}
    for lever in levers:
        if available(lever, case):
            step = effect(lever, case)
            changed |= step
            case = case.changed(step)
    return changed


@pytest.mark.parametrize("place", ["ES", "IN"])
@pytest.mark.parametrize("status", ["refused", "withdrawn"])
def test_no_levers_tick_the_consent_of_those_who_said_no(
    book: Rulebook, place: str, status: str
) -> None:
    """Where all refused, no pair of levers makes a consent, and no way leads to `proceed`."""
    case = case_of(book, **MARKETING, subjects__located_in=[place], consent__status=status)

    for pair in combinations(book.levers.values(), 2):
        assert together(case, pair).get("consent.status") != exactly("given"), pair
    assert all(way.changes.get("consent.status") is None for way in repairs(case))


@pytest.mark.parametrize("place", ["ES", "IN"])
@pytest.mark.parametrize("fact", ["marketing__unsubscribed", "rights__objection"])
def test_no_levers_undo_an_objection(book: Rulebook, place: str, fact: str) -> None:
    """Where all objected, nobody is left whom to write to."""
    case = case_of(book, **MARKETING, subjects__located_in=[place], **{fact: True})

    for pair in combinations(book.levers.values(), 2):
        assert together(case, pair).get(fact.replace("__", ".")) != exactly(False), pair
    assert repairs(case) == []


def test_a_review_comes_before_the_effect_or_with_an_exception(book: Rulebook) -> None:
    """A human afterwards saves a decision only under an exception of Art. 22(2) with safeguards."""
    for lever in book.levers.values():
        changes = {change.fact: change.value for change in lever.changes}
        review = changes.get("automation.human_review")
        if review is None or review == exactly("before_effect"):
            continue
        assert review == exactly("on_request"), lever.id
        assert changes["automation.contestable"] == exactly(True)
        basis = changes["legal_basis"]
        assert basis == exactly("contract") or changes["consent.explicit"] == exactly(True)


def test_no_levers_add_a_review_after_the_effect(book: Rulebook) -> None:
    """Every way out of a machine's decision has a human before the effect, or an exception."""
    ways = repairs(case_of(book, **DECISION))

    for way in ways:
        after = way.case.facts
        if after["automation.human_review"] != exactly("before_effect"):
            assert after["automation.contestable"] == exactly(True)
            assert after["legal_basis"] in (exactly("consent"), exactly("contract"))


@pytest.mark.parametrize("fact", sorted(HISTORY))
def test_what_happened_is_changed_only_by_leaving_out(book: Rulebook, fact: str) -> None:
    """History is not rewritten: only a lever that narrows may touch it."""
    for lever in book.levers.values():
        if fact in {change.fact for change in lever.changes}:
            assert lever.narrows, lever.id


def test_no_lever_adds_data_people_or_countries(book: Rulebook) -> None:
    """A repair never reaches further than the plan did."""
    for lever in book.levers.values():
        for change in lever.changes:
            assert not change.add, (lever.id, change.fact)
            if change.fact == "subjects.located_in":
                assert change.remove


def test_every_kind_of_lever_of_the_operator_exists(book: Rulebook) -> None:
    """Audience, data, basis, transfer, review, contest, assessment, contract, record, duty."""
    touched = {change.fact for lever in book.levers.values() for change in lever.changes}

    assert {
        "marketing.unsubscribed",
        "subjects.includes_children",
        "subjects.located_in",
        "data.form",
        "data.categories",
        "data.minimised",
        "legal_basis",
        "consent.status",
        "transfer.mechanism",
        "transfer.destinations",
        "automation.human_review",
        "automation.explained",
        "automation.contestable",
        "ai.disclosed",
        "safeguards.impact_assessed",
        "safeguards.processor_contract",
        "safeguards.recorded",
        "safeguards.authority_consulted",
        "breach.authority_notified",
        "duties.neglected",
    } <= touched


def test_people_in_india_can_be_left_out_by_an_operator_elsewhere(book: Rulebook) -> None:
    """A country can be left out where the plan has others, and the rest goes on."""
    plan = {**MARKETING, "subjects__located_in": ["ES", "IN"], "subjects__affected": "some"}
    case = case_of(book, **plan, actor__established_in=["ES"])
    lever = book.levers["leave-out-people-in-india"]

    assert available(lever, case)
    left = effect(lever, case)["subjects.located_in"]
    assert isinstance(left, Members)
    assert left.sure == {"ES"}
    assert not available(lever, case_of(book, **{**plan, "subjects__located_in": ["IN"]}))


def test_of_equal_ways_the_one_that_leaves_less_out_comes_first(book: Rulebook) -> None:
    """A way that does the whole plan comes before one of the same cost that narrows it."""
    ways = repairs(case_of(book, **DECISION))
    keys = [(way.cost, sum(lever.narrows for lever in way.levers)) for way in ways]

    assert keys == sorted(keys)
    assert all(
        isinstance(value, Choice | Members) for way in ways for value in way.changes.values()
    )
