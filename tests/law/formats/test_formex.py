"""Formex: what is read, where it belongs, and what is refused."""

import pytest

from advisor.errors import OfficialTextError
from advisor.law.formats.document import tidy
from advisor.law.formats.markup import parse_xml
from advisor.law.formats.recognition import Aside, recognise
from tests.law.formats.tiny import (
    article,
    formex_act,
    formex_annex,
    paragraph,
    points,
    read_document,
    small_act,
    texts_of,
)


def act(body: str) -> dict[str, str]:
    """The units of an act with one article."""
    return texts_of(read_document(formex_act(article(1, body))))


def test_a_unit_has_its_own_words_without_those_of_its_points():
    """Art. 2 says who, its points say what."""
    assert texts_of(read_document(small_act())) == {
        "rec1": "Ducks are many.",
        "1(1)": "Ducks are fed at noon.",
        "1(2)": "Geese wait.",
        "2": "Nobody feeds:",
        "2(a)": "stale bread;",
        "2(b)": "sweet things.",
        "3": "The pond is closed at night.",
    }


def test_subparagraphs_are_parted_by_line_breaks():
    """Words after a list are words of the paragraph."""
    body = f"<P>Fed are:</P>{points('ducks;')}</ALINEA><ALINEA>All others wait."

    assert act(paragraph(1, body)) == {"1(1)": "Fed are:\nAll others wait.", "1(1)(a)": "ducks;"}


def test_the_points_of_a_second_list_say_so():
    """Two points (a) in one paragraph have two names."""
    body = f"<P>Fed:</P>{points('ducks')}</ALINEA><ALINEA><P>Not:</P>{points('cats', 'dogs')}"

    found = act(paragraph(1, body))

    assert list(found) == ["1(1)", "1(1)(a)", "1(1)(2nd)(a)", "1(1)(2nd)(b)"]


def test_dashes_in_an_article_belong_to_their_paragraph():
    """Nobody cites a dash of an article."""
    dashes = '<LIST TYPE="DASH"><ITEM><P>bread;</P></ITEM><ITEM><P>corn.</P></ITEM></LIST>'

    assert act(paragraph(1, f"<P>Food is:</P>{dashes}")) == {"1(1)": "Food is:\nbread;\ncorn."}


def test_dashes_in_an_annex_are_units():
    """They are the only way to cite such a list."""
    dashes = '<LIST TYPE="DASH"><ITEM><P>bread,</P></ITEM><ITEM><P>corn.</P></ITEM></LIST>'

    found = texts_of(read_document(formex_annex("II", dashes)))

    assert found == {
        "annex-II": "ANNEX II — Of ponds",
        "annex-II-indent-1": "bread,",
        "annex-II-indent-2": "corn.",
    }


def test_sections_of_an_annex_are_part_of_the_name():
    """Section B of Annex I is `annex-I-B`; points 3.1 count through from the annex."""
    contents = (
        "<GR.SEQ><TITLE><TI><P>Section B. Lakes</P></TI></TITLE>"
        "<NP><NO.P>1.</NO.P><TXT>Lake one</TXT></NP></GR.SEQ>"
        "<GR.SEQ><TITLE><TI><NP><NO.P>3.</NO.P><TXT>Rivers</TXT></NP></TI></TITLE>"
        "<NP><NO.P>3.1.</NO.P><TXT>They flow.</TXT></NP></GR.SEQ>"
    )

    found = texts_of(read_document(formex_annex("I", contents)))

    assert found == {
        "annex-I": "ANNEX I — Of ponds",
        "annex-I-B(1)": "Lake one",
        "annex-I(3)": "Rivers",
        "annex-I(3.1)": "They flow.",
    }


def test_quotation_marks_numbers_and_notes():
    """Marks are elements, numbers are grouped as printed, footnotes are left out."""
    body = (
        '<QUOT.START CODE="2018"/>duck<QUOT.END CODE="2019"/> means one of '
        '<FT TYPE="NUMBER">20000000</FT> birds<NOTE><P>A note.</P></NOTE><?PAGE NO="2"?> here'
    )

    assert act(paragraph(1, body)) == {"1(1)": "‘duck’ means one of 20 000 000 birds here"}


def test_quoted_amendments_are_not_split_up():
    """The numbers in them are those of another act."""
    quoted = (
        "<P>This is added:</P><QUOT.S><PARAG><NO.PARAG><QUOT.START CODE='2018'/>5.</NO.PARAG>"
        "<ALINEA>Ducks rest.<QUOT.END CODE='2019'/></ALINEA></PARAG></QUOT.S>;"
    )

    assert act(f"<ALINEA>{quoted}</ALINEA>") == {"1": "This is added:\n‘5. Ducks rest.’;"}


def test_headings_and_divisions_are_kept():
    """A reader sees where a unit stands."""
    unit = next(iter(read_document(formex_act(article(1, paragraph(1, "Words.")))).units.values()))

    assert (unit.heading, unit.division) == ("Feeding", "CHAPTER I: Ducks")


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (small_act()[:-30], "malformed XML"),
        (small_act().replace(b"?>", b"?><!DOCTYPE ACT [<!ENTITY a 'b'>]>", 1), "entities"),
        (small_act().replace(b"<TI.ART>Article 2", b"<TI.ART>Chapter 2"), "titled"),
        (small_act().replace(b">Article 3<", b">Article 2<"), "stands twice"),
        (small_act().replace(b"ENACTING.TERMS", b"OTHER.TERMS"), "enacting terms"),
        (small_act().replace(b"<NO.P>(a)</NO.P>", b"<NO.P>(a b)</NO.P>"), "labelled"),
        (small_act().replace(b">EN<", b">FR<"), "another language"),
        (formex_act("<P>" * 300 + "</P>" * 300), "nested|depth"),
        (formex_annex("I", "<GR.SEQ><P>No title</P></GR.SEQ>"), "without a title"),
    ],
    ids=range(9),
)
def test_a_wrong_file_is_refused_with_its_reason(data, problem):
    """Nothing is guessed."""
    with pytest.raises(OfficialTextError, match=problem):
        recognise(data)


def test_an_entity_bomb_is_refused_before_it_is_read():
    """No entity is ever expanded."""
    lines = ["<!ENTITY a0 'duck'>"]
    lines += [f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)]
    bomb = f"<?xml version='1.0'?><!DOCTYPE ACT [{''.join(lines)}]><ACT>formex &a9;</ACT>"

    with pytest.raises(OfficialTextError, match="entities"):
        recognise(bomb.encode())


def test_a_document_type_in_another_encoding_is_seen_too():
    """It cannot be searched for in bytes."""
    words = "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE ACT [<!ENTITY a 'duck'>]><ACT/>"

    with pytest.raises(OfficialTextError, match="document type"):
        parse_xml(words.encode("utf-16"))


def test_another_act_is_left_aside():
    """An act that is not in the corpus is no error."""
    found = recognise(formex_act(article(1, paragraph(1, "Words.")), year=2020, number=1))

    assert isinstance(found, Aside)
    assert "2020/1" in found.reason


def test_the_amending_act_is_recognised():
    """Amended units keep their restatement."""
    found = recognise(formex_act(article(1, paragraph(1, "Words.")), year=2026, number=1744))

    assert isinstance(found, Aside)
    assert found.known


def test_white_space_is_single():
    """Line breaks part paragraphs, nothing else does."""
    assert tidy(" a\u00a0 b \n\n\t c\u2003d ") == "a b\nc d"
