"""EUR-Lex HTML gives the same units as Formex."""

import pytest

from advisor.errors import OfficialTextError
from advisor.law.formats.recognition import Aside, LaterVersionError, recognise
from tests.law.formats.tiny import read_document, texts_of, web_page


def row(label: str, body: str) -> str:
    """A point, which is a table of two cells."""
    return (
        f"<table><tbody><tr><td><p class='oj-normal'>{label}</p></td><td>{body}</td></tr>"
        "</tbody></table>"
    )


def p(text: str, kind: str = "oj-normal") -> str:
    """A paragraph with a class."""
    return f"<p class='{kind}'>{text}</p>"


ARTICLE = (
    "<div id='art_5'>" + p("Article 5", "oj-ti-art") + "<div class='eli-title'>"
    + p("Feeding", "oj-sti-art") + "</div><div id='005.001'>" + p("1.   Nobody feeds:")
    + row("(a)", p("bread:") + row("(i)", p("stale;"))) + p("Geese wait.") + "</div></div>"
)  # fmt: skip


def test_paragraphs_points_and_subpoints():
    """A table of two cells is a point with its label."""
    assert texts_of(read_document(web_page(ARTICLE))) == {
        "5(1)": "Nobody feeds:\nGeese wait.",
        "5(1)(a)": "bread:",
        "5(1)(a)(i)": "stale;",
    }


def test_recitals_leave_out_the_marks_of_footnotes():
    """The blank before such a mark goes with it."""
    note = "<a href='#ntr1'>(<span class='oj-note-tag'>1</span>)</a>"
    body = f"<div id='rct_1'>{row('(1)', p(f'Ducks of the Pond {note}, old ones.'))}</div>"

    assert texts_of(read_document(web_page(body))) == {"rec1": "Ducks of the Pond, old ones."}


def test_annexes_with_sections_and_counted_points():
    """Three ways of setting a point are one."""
    counted = "<div class='oj-enumeration-spacing'><p>1.   </p><p><span>Lake one</span></p></div>"
    cells = "<td/><td><p>2.1.</p></td><td><span>Deep.</span></td>"
    indented = f"<table><tbody><tr>{cells}</tr></tbody></table>"
    body = (
        "<div id='anx_I'>" + p("ANNEX I", "oj-doc-ti") + p("Of ponds", "oj-doc-ti")
        + p("Section A — Lakes", "oj-ti-grseq-1") + counted + p("Mere words.")
        + p("2.   Rivers", "oj-ti-grseq-1") + indented + "</div>"
    )  # fmt: skip

    assert texts_of(read_document(web_page(body))) == {
        "annex-I": "ANNEX I — Of ponds",
        "annex-I-A(1)": "Lake one\nMere words.",
        "annex-I(2)": "Rivers",
        "annex-I(2.1)": "Deep.",
    }


def test_a_consolidated_version_is_recognised_and_refused():
    """A later version is another text."""
    with pytest.raises(LaterVersionError, match="02024R1689-20260727"):
        recognise(web_page(ARTICLE, celex="02024R1689-20260727"))


def test_the_position_of_parliament_is_not_the_act():
    """It was adopted before the text was finished."""
    page = "<html><body>P9_TA(2024)0138 Artificial Intelligence Act</body></html>"

    with pytest.raises(OfficialTextError, match="Parliament"):
        recognise(page.encode())


def test_a_page_without_its_text_is_cut_short():
    """The head of the page alone is no text."""
    with pytest.raises(OfficialTextError, match="cut short"):
        recognise(web_page("<p>Loading</p>"))


@pytest.mark.parametrize("body", ["<div id='art_5'><p>5</p></div>", "<div id='anx_I'></div>"])
def test_a_page_of_another_shape_is_refused(body):
    """An anchor without its title is a damaged page."""
    with pytest.raises(OfficialTextError, match="without its"):
        recognise(web_page(body))


def test_any_other_page_is_left_aside():
    """Folders hold all sorts of things."""
    assert isinstance(recognise(b"<html><body>Ducks</body></html>"), Aside)
