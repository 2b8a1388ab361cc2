"""Commencement: which wording applies on which day."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.law.instruments import NEVER, Binding, Commencement
from advisor.law.library import Library
from tests.builders import instrument, provision

TODAY = date(2026, 11, 20)


def in_force(library: Library, name: str, day: date) -> bool:
    found = library.provision(provision(name), day)
    assert found is not None
    return found.in_force(day)


def test_the_most_specific_entry_decides() -> None:
    """A date for one point beats the date for its article, and that beats the general date."""
    rows = (
        Commencement((), date(2026, 8, 2), None),
        Commencement((provision("gdpr:5"),), date(2025, 2, 2), None),
        Commencement((provision("gdpr:5(1)(ba)"),), date(2026, 12, 2), None),
    )
    law = instrument()
    law = type(law)(**{f: getattr(law, f) for f in law.__slots__} | {"commencement": rows})

    def since(name: str) -> date:
        found = law.commencement_of(provision(name))
        assert found is not None
        return found.since

    assert since("gdpr:50") == date(2026, 8, 2)
    assert since("gdpr:5(1)(a)") == date(2025, 2, 2)
    assert since("gdpr:5(1)(ba)") == date(2026, 12, 2)
    assert law.dates() == {date(2026, 8, 2), date(2025, 2, 2), date(2026, 12, 2)}


@pytest.mark.parametrize(
    ("name", "first_day"),
    [
        ("gdpr:22(1)", date(2018, 5, 25)),
        ("ai-act:5(1)(f)", date(2025, 2, 2)),
        ("ai-act:50(1)", date(2026, 8, 2)),
        ("ai-act:5(1)(ba)", date(2026, 12, 2)),
        ("ai-act:26(1)", date(2027, 12, 2)),
        ("dpdp:9(3)", date(2027, 5, 13)),
    ],
)
def test_a_provision_starts_on_its_own_day(library: Library, name: str, first_day: date) -> None:
    """The day before, it may not be relied on; on the day, it may."""
    assert library.since(provision(name)) == first_day
    assert not in_force(library, name, first_day.replace(year=first_day.year - 1))
    assert in_force(library, name, first_day)


def test_amended_wording_replaces_the_old_on_27_july_2026(library: Library) -> None:
    """Until 26 July 2026 the AI Act is read as first published, from the 27th as amended."""
    amended = {
        name: wordings
        for name, wordings in library.wordings.items()
        if name.instrument == "ai-act" and len(wordings) > 1
    }
    assert amended, "the amendment of July 2026 changed the wording of some provisions"
    changed_that_day = 0
    for name in amended:
        before = library.provision(name, date(2026, 7, 26))
        after = library.provision(name, date(2026, 7, 27))
        assert before is not None
        assert after is not None
        changed_that_day += before.text != after.text
    assert changed_that_day > 0


def test_no_provision_has_two_wordings_on_one_day(library: Library) -> None:
    """On every day at most one wording of a provision applies."""
    days = [date(2024, 8, 1), date(2026, 7, 26), date(2026, 7, 27), TODAY, date(2028, 8, 2)]
    for name, wordings in library.wordings.items():
        for day in days:
            assert sum(wording.in_force(day) for wording in wordings) <= 1, (name, day)


def test_the_convention_is_never_in_force_here(library: Library) -> None:
    """The Framework Convention has too few ratifications; it supports readings and no more."""
    assert library.instruments["coe-ai"].binding is Binding.STATES
    provisions = [p for p in library if p.id.instrument == "coe-ai"]
    assert provisions
    for found in provisions:
        assert found.since == NEVER
        assert not found.has_date
        assert not found.in_force(date(2035, 1, 1))


def test_every_provision_has_a_day_or_is_said_to_have_none(library: Library) -> None:
    """Only the Convention lacks a date; everything else says from when it applies."""
    undated = {p.id.instrument for p in library if not p.has_date}

    assert undated == {"coe-ai"}


def test_a_day_outside_every_wording_gives_the_next_one(library: Library) -> None:
    """Asked too early, the library shows what is coming; whether it is in force is said apart."""
    early = library.provision(provision("dpdp:9(3)"), TODAY)

    assert early is not None
    assert not early.in_force(TODAY)
    assert early.since == date(2027, 5, 13)
