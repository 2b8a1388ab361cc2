"""Transfers, places and ages: what follows from facts, destination by destination."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.reasoning.case import CaseWorld
from advisor.reasoning.rulebook import Rulebook
from advisor.reasoning.truth import FALSE, TRUE, UNKNOWN
from advisor.reasoning.values import at_least
from tests.builders import TODAY, ask, case_of, possible


def truth(book: Rulebook, name: str, day: date = TODAY, /, **facts: object) -> int:
    return case_of(book, day, **facts).world.truth(name)


def safeguarded(book: Rulebook, to: list[str], day: date = TODAY, /, **facts: object) -> int:
    given: dict[str, object] = {f"transfer__{name}": value for name, value in facts.items()}
    return truth(book, "transfer.safeguarded", day, transfer__destinations=to, **given)


@pytest.mark.parametrize(
    ("countries", "day", "needs"),
    [
        (["FR", "NO"], TODAY, FALSE),
        (["CH"], TODAY, FALSE),
        (["US"], TODAY, TRUE),
        (["IN"], TODAY, TRUE),
        (["CA"], TODAY, TRUE),
        (["FR", "IN"], TODAY, TRUE),
        (["GB"], date(2031, 12, 26), FALSE),
        (["GB"], date(2031, 12, 27), TRUE),
        (["GB"], date(2021, 6, 27), TRUE),
        (["BR"], date(2026, 1, 1), TRUE),
        ([], TODAY, FALSE),
    ],
)
def test_a_country_without_general_adequacy_needs_a_safeguard(
    book: Rulebook, countries: list[str], day: date, needs: int
) -> None:
    """Adequacy is a decision with dates: that for the United Kingdom ends on 27 December 2031."""
    assert truth(book, "transfer.needs_safeguard", day, transfer__destinations=countries) == needs


@pytest.mark.parametrize(
    ("to", "facts", "expected"),
    [
        (["US"], {"mechanism": "none"}, FALSE),
        (["US"], {}, UNKNOWN),
        (["US"], {"mechanism": "scc"}, UNKNOWN),
        (["US"], {"mechanism": "scc", "impact_assessed": True}, TRUE),
        (["US"], {"mechanism": "scc", "impact_assessed": False}, FALSE),
        (["US"], {"mechanism": "dpf_certified"}, TRUE),
        (["IN"], {"mechanism": "dpf_certified"}, FALSE),
        (["US", "IN"], {"mechanism": "dpf_certified"}, FALSE),
        (["US", "CH"], {"mechanism": "dpf_certified"}, TRUE),
        (["IN"], {"mechanism": "adequacy"}, FALSE),
        (["US"], {"mechanism": "adequacy"}, FALSE),
        (["JP"], {"mechanism": "adequacy"}, TRUE),
        (["JP", "IN"], {"mechanism": "adequacy"}, FALSE),
        (["JP"], {"mechanism": "none"}, FALSE),
        (["US"], {"mechanism": "contract_necessity", "repeated": True}, FALSE),
        (["US"], {"mechanism": "contract_necessity", "repeated": False}, TRUE),
        (["CH"], {"mechanism": "none"}, TRUE),
        (["FR"], {}, TRUE),
    ],
)
def test_every_destination_needs_its_own_ground(
    book: Rulebook, to: list[str], facts: dict[str, object], expected: int
) -> None:
    """A mechanism that carries the data to one country says nothing about the next."""
    assert safeguarded(book, to, **facts) == expected


def test_the_framework_covers_nobody_before_its_day(book: Rulebook) -> None:
    """Certification counts from the decision of 10 July 2023."""
    before = safeguarded(book, ["US"], date(2023, 7, 9), mechanism="dpf_certified")

    assert before == FALSE
    assert safeguarded(book, ["US"], date(2023, 7, 10), mechanism="dpf_certified") == TRUE


def test_explicit_consent_carries_only_the_single_transfer(book: Rulebook) -> None:
    """A derogation is read narrowly: consent carries an occasional transfer if it is explicit."""
    facts: dict[str, object] = {
        "transfer__destinations": ["US"],
        "transfer__mechanism": "explicit_consent",
    }
    for explicit, repeated, expected in (
        (True, False, TRUE),
        (True, True, FALSE),
        (False, False, FALSE),
        (None, False, UNKNOWN),
    ):
        found = truth(
            book,
            "transfer.safeguarded",
            **facts,
            consent__explicit=explicit,
            transfer__repeated=repeated,
        )
        assert found == expected


def test_more_destinations_may_come_to_light(book: Rulebook) -> None:
    """A lower bound of destinations can show a need for a ground, but never that none is left."""
    facts = possible(book, transfer__mechanism="dpf_certified")
    world = CaseWorld(book, {**facts, "transfer.destinations": at_least(["US"])}, TODAY)
    assert world.truth("transfer.needs_safeguard") == TRUE
    assert world.truth("transfer.safeguarded") == UNKNOWN

    near = CaseWorld(book, {"transfer.destinations": at_least(["FR"])}, TODAY)
    assert near.truth("transfer.outside_eea") == UNKNOWN


def test_a_label_of_adequacy_is_no_mechanism(book: Rulebook) -> None:
    """Calling a country adequate without a decision is reported, and the transfer is stopped."""
    opinion = ask(
        book,
        purpose="analytics",
        operations=["transfer"],
        subjects__located_in=["FR"],
        transfer__destinations=["IN"],
        transfer__mechanism="adequacy",
    ).opinion

    assert "gdpr-transfer-needs-ground" in {found.norm for found in opinion.blocking}
    assert "transfer.mechanism" in {found.fact for found in opinion.conflicts}


@pytest.mark.parametrize(
    ("code", "count"), [("EU", 27), ("EEA", 30), ("eu", 27), ("NO", 1), ("no", 1), ("XX", 0)]
)
def test_codes_stand_for_countries(book: Rulebook, code: str, count: int) -> None:
    """`EU` and `EEA` stand for their members; what is no country stands for nothing."""
    assert len(book.vocabulary.places.expand(code)) == count


@pytest.mark.parametrize(
    ("age", "label", "child"),
    [
        (17, None, TRUE),
        (18, None, FALSE),
        (17, False, TRUE),
        (25, True, TRUE),
        (None, True, TRUE),
        (None, False, FALSE),
    ],
)
def test_a_child_by_age_is_a_child_whatever_the_label(
    book: Rulebook, age: int | None, label: bool | None, child: int
) -> None:
    """Age beats a label that denies it; a stated child is believed in any case."""
    facts: dict[str, object] = {}
    if age is not None:
        facts["subjects__youngest_age"] = age
    if label is not None:
        facts["subjects__includes_children"] = label

    assert truth(book, "people.child", **facts) == child


@pytest.mark.parametrize(
    ("age", "expected"), [(12, TRUE), (13, UNKNOWN), (15, UNKNOWN), (16, FALSE)]
)
def test_the_age_of_online_consent_differs_by_country(
    book: Rulebook, age: int, expected: int
) -> None:
    """Below 13 nowhere, from 16 everywhere; in between it is for national law."""
    assert truth(book, "people.digital_child", subjects__youngest_age=age) == expected


@pytest.mark.parametrize(
    ("form", "small", "personal"),
    [
        ("identified", False, TRUE),
        ("pseudonymised", False, TRUE),
        ("anonymised", False, FALSE),
        ("aggregated", False, FALSE),
        ("aggregated", True, TRUE),
    ],
)
def test_a_pseudonym_is_personal_and_a_small_total_too(
    book: Rulebook, form: str, small: bool, personal: int
) -> None:
    """What can be led back to a person is personal data under any name."""
    facts = {"data__form": form, "data__small_groups": small, "data__personal": True}

    assert truth(book, "data.is_personal", **facts) == personal


def test_a_rubber_stamp_is_no_human_review(book: Rulebook) -> None:
    """A decision that nobody looks at is solely automated, whatever it is called."""
    advice = ask(
        book,
        purpose="credit_assessment",
        operations=["decide"],
        subjects__located_in=["DE"],
        automation__human_review="rubber_stamp",
        automation__solely_automated=False,
        automation__effect="legal",
    )

    assert advice.case.world.truth("concept.solely_automated") == TRUE
    assert "automation.solely_automated" in {found.fact for found in advice.opinion.conflicts}
