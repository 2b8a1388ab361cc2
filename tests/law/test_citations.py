"""Citations as lawyers write them."""

from __future__ import annotations

from datetime import date

import pytest

from advisor.law.citations import cite
from advisor.law.library import Library
from tests.builders import instrument, provision


@pytest.mark.parametrize(
    ("text", "unit", "short", "expected"),
    [
        ("gdpr:22(3)", "article", "GDPR", "Art. 22(3) GDPR"),
        ("gdpr:rec71", "article", "GDPR", "Recital 71 GDPR"),
        ("dpdp:9(3)", "section", "DPDP Act", "s. 9(3) DPDP Act"),
        ("dpdp:6(1)-illustration", "section", "DPDP Act", "s. 6(1), illustration DPDP Act"),
        ("dpdp-rules:schedule-2", "rule", "DPDP Rules", "Second Schedule DPDP Rules"),
        ("dpdp-rules:10(1)", "rule", "DPDP Rules", "r. 10(1) DPDP Rules"),
        ("ai-act:annex-III(5)(b)", "article", "AI Act", "Annex III(5)(b) AI Act"),
        ("ai-act:annex-VIII-A(1)", "article", "AI Act", "Annex VIII, Section A(1) AI Act"),
        ("coe-ai:preamble-3", "article", "CETS 225", "Preamble, para. 3 CETS 225"),
        ("cnil-ai:sheet-8bis", "sheet", "CNIL AI sheets", "CNIL AI sheets, sheet 8bis"),
        ("cnil-crm:prospecting", "topic", "CNIL CRM", "CNIL CRM: prospecting"),
    ],
)
def test_each_law_is_cited_in_the_way_of_its_place(
    text: str, unit: str, short: str, expected: str
) -> None:
    """Articles of the Union, sections and rules of India, annexes and sheets by their names."""
    assert cite(provision(text), instrument(unit, short)) == expected


def test_a_ruling_is_cited_by_court_name_and_number(library: Library) -> None:
    """Whoever reads `SCHUFA` wants the number to look it up."""
    cited = library.cite(provision("cjeu:C-634/21"))

    assert "C-634/21" in cited
    assert "SCHUFA" in cited


def test_every_provision_can_be_cited(library: Library) -> None:
    """A citation names its instrument and never shows an internal identifier."""
    for wording in library:
        cited = library.cite(wording.id)
        assert library.instruments[wording.id.instrument].short in cited
        assert str(wording.id) not in cited


def test_what_no_instrument_knows_is_shown_as_it_is(library: Library) -> None:
    """An unknown name is not dressed up as a citation."""
    unknown = provision("nowhere:1")

    assert library.cite(unknown) == "nowhere:1"
    assert library.provision(unknown, date(2026, 11, 20)) is None
