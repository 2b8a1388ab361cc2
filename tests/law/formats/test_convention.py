"""The convention's PDF."""

from contextlib import suppress

import pytest

from advisor.errors import OfficialTextError
from advisor.law.formats.recognition import Aside, recognise
from tests.law.formats.tiny import convention_lines, pdf, read_document, texts_of

FOOT = ["CETS 225 – Ponds, 1.1.2020", "______________", "2"]


def test_articles_paragraphs_and_points():
    """Labels have no brackets in the treaty, and page furniture is no text."""
    lines = convention_lines(
        {
            2: [
                "1 Ducks are fed as",
                "follows:",
                "a at noon;",
                "b at night, under paragraph",
                "1 too.",
            ]
        }
    )

    found = texts_of(read_document(pdf([*lines[:20], *FOOT], lines[20:])))

    assert found["2(1)"] == "Ducks are fed as follows:"
    assert found["2(1)(a)"] == "at noon;"
    assert found["2(1)(b)"] == "at night, under paragraph 1 too."
    assert found["36"] == "Words of article 36."


def test_the_preamble_is_parted_at_its_semicolons():
    """A hyphen at the end of a line stays."""
    found = texts_of(read_document(pdf(convention_lines())))

    assert [found[f"preamble-{n}"] for n in range(1, 5)] == [
        "The friends of ponds,",
        "Fond of ducks;",
        "Fonder of well-fed geese,",
        "Have agreed as follows:",
    ]


def test_a_convention_that_breaks_off_is_refused():
    """Without its end it may lack more."""
    with pytest.raises(OfficialTextError, match="cut short"):
        recognise(pdf(convention_lines()[:-1]))


def test_a_missing_article_is_noticed():
    """Articles are counted in a row."""
    lines = [line for line in convention_lines() if not line.startswith("Article 9 ")]

    with pytest.raises(OfficialTextError, match="instead of 36"):
        recognise(pdf(lines))


def test_other_papers_are_left_aside():
    """The Omnibus as put for signature is known, and is not the published text."""
    found = recognise(pdf(["PE-CONS 30/26", "Brussels"]))

    assert isinstance(found, Aside)
    assert "not as published" in found.reason


def test_the_position_of_parliament_is_refused():
    """It goes round under the number of the act, and is not the act."""
    with pytest.raises(OfficialTextError, match="before the act was adopted"):
        recognise(pdf(["P9_TA(2024)0138", "Artificial Intelligence Act"]))


def test_a_damaged_pdf_is_refused_or_left_aside():
    """It never crashes."""
    for data in (b"%PDF-1.7\n", b"%PDF-1.4\n%%EOF", pdf(convention_lines())[:400]):
        with suppress(OfficialTextError):
            assert isinstance(recognise(data), Aside)
