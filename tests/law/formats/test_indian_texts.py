"""The Act and the Rules of India, out of the Gazette and India Code."""

import pytest

from advisor.errors import OfficialTextError
from advisor.law.formats.document import UnitList
from advisor.law.formats.gazette import mended, read_act
from advisor.law.formats.indiacode import read_sections
from advisor.law.formats.rules import read_corrigendum, read_rules


def sections(text: str) -> dict[str, str]:
    """The units of a Markdown text."""
    units = UnitList("dpdp")
    read_sections(text, units)
    return {name.locator: unit.text for name, unit in units.found.items()}


def gazette(first: str, notes: str = "Note 1.") -> str:
    """An act of 44 sections in the Gazette; the first section as given."""
    others = "".join(f"{n}. Words of section {n} about ponds and ducks.\n" for n in range(2, 45))
    more = "".join(f"Note {n}.\n" for n in range(2, 45))
    rows = "".join(f"Breach number {n} of the duties.\n" for n in range(1, 8))
    fines = "".join(f"Fine {n}.\n" for n in range(1, 8))
    return (
        f"CHAPTER I\nPRELIMINARY\n{first}\n{notes}\n\n2 THE GAZETTE OF INDIA EXTRAORDINARY [P\n"
        f"{others}{more}\nSEC. 1] THE GAZETTE OF INDIA EXTRAORDINARY 21\n"
        f"Breach of provisions of this Act\n(2)\n{rows}Sl. No.\n(1)\nPenalty\n(3)\n{fines}"
        "THE SCHEDULE\n"
    )


def act(first: str, notes: str = "Note 1.") -> dict[str, str]:
    """The units of such an act that stand in its first section."""
    units = UnitList("dpdp")
    read_act(gazette(first, notes), units)
    found = {name.locator: unit.text for name, unit in units.found.items()}
    return {at: text for at, text in found.items() if at == "1" or at.startswith(("1(", "1-"))}


def test_lists_within_lists():
    """`(i)` after `(h)` is a letter, after words that open a list it is a number."""
    letters = "".join(f"({letter}) {letter} words;\n\n" for letter in "abcdefgh")
    last = "(i) as follows:---\n\n(i) one;\n\n(ii) two."
    text = f"## Section 1 - Ponds.\n\nDucks have---\n\n{letters}{last}"

    found = sections(text)

    assert found["1(h)"] == "h words;"
    assert found["1(i)"] == "as follows:—"
    assert found["1(i)(ii)"] == "two."


def test_words_after_a_list_belong_to_what_it_stands_in():
    """They bind all points."""
    text = (
        "## Section 1 - Ponds.\n\n(1) Where ducks---\n\n(a) swim; or\n\n(b) fly,\n\nthey are fed."
    )

    assert sections(text) == {
        "1(1)": "Where ducks—\nthey are fed.",
        "1(1)(a)": "swim; or",
        "1(1)(b)": "fly,",
    }


def test_an_illustration_after_the_last_point_illustrates_the_list():
    """One in the middle belongs to its point."""
    text = (
        "## Section 1 - Ponds.\n\n(1) Ducks---\n\n(a) swim.\n\nIllustration.\n\nD swims.\n\n"
        "(b) fly.\n\nIllustrations.\n\n(I) E flies.\n\n(II) F flies.\n\n(2) Geese wait."
    )

    found = sections(text)

    assert found["1(1)(a)-illustration"] == "D swims."
    assert found["1(1)-illustration-1"] == "(I) E flies."
    assert found["1(1)-illustration-2"] == "(II) F flies."


def test_an_explanation_says_what_it_explains():
    """`This sub-section` is not the clause before it."""
    text = (
        "## Section 1 - Ponds.\n\n(1) Ducks---\n\n(a) swim.\n\n"
        "Explanation.---For the purposes of this sub-section, to swim is to float."
    )

    assert "1(1)-explanation" in sections(text)


def test_footnotes_of_the_publisher_are_no_law():
    """Nor are the marks that lead to them."""
    text = "## Section 1 - Ponds.\n\nOn such date^1\nas fixed.\n\n### Footnotes\n\n*1. A date."

    assert sections(text) == {"1": "On such date as fixed."}


def test_a_missing_section_is_noticed():
    """Sections stand in a row."""
    with pytest.raises(OfficialTextError, match="where 1 should stand"):
        sections("## Section 2 - Ponds.\n\nWords.")


def test_marginal_notes_are_headings_and_no_text():
    """They stand at the end of each page, in a narrow column."""
    units = UnitList("dpdp")
    read_act(gazette("1. Ducks are fed at the pond by all who\npass.", "Feeding of\nducks."), units)
    first = next(iter(units.found.values()))

    assert (first.heading, first.text) == (
        "Feeding of ducks",
        "Ducks are fed at the pond by all who pass.",
    )


def test_a_line_that_begins_like_a_label_is_none():
    """`(1) of section 2` goes on with the sentence."""
    found = act("1. (1) Ducks are fed under sub-section\n(2) of section 3.\n(2) Geese wait.")

    assert found == {
        "1(1)": "Ducks are fed under sub-section (2) of section 3.",
        "1(2)": "Geese wait.",
    }


def test_the_end_of_a_list_is_seen_from_the_width_of_its_lines():
    """The line above had room for more."""
    after = "the person who feeds them shall make sure that all of the bread is fresh and dry."
    found = act(f"1. (1) Where ducks are—\n(a) hungry; or\n(b) awake,\n{after}")

    assert found["1(1)"].endswith(after)
    assert found["1(1)(b)"] == "awake,"


def test_quoted_amendments_stay_whole():
    """Their labels are those of another act."""
    found = act("1. (1) These are put in:—\n“(i) ducks;\n(ii) geese.”.\n(2) That is all.")

    assert found["1(1)"] == "These are put in:—\n“(i) ducks;\n(ii) geese.”."


def test_the_columns_of_the_schedule_are_put_together():
    """Each row names a breach and its penalty."""
    units = UnitList("dpdp")
    read_act(gazette("1. Words about ponds and all their ducks."), units)

    found = {name.locator: unit.text for name, unit in units.found.items()}
    assert found["schedule-1(3)"] == "Breach number 3 of the duties. — Fine 3."


@pytest.mark.parametrize(
    ("old", "new"),
    [("CHAPTER I\n", "CHAPTER\n"), ("44. ", "45. "), ("Note 9.\n", ""), ("Fine 7.\n", "")],
)
def test_a_damaged_act_is_refused(old, new):
    """Sections, headings and rows are counted."""
    with pytest.raises(OfficialTextError):
        read_act(gazette("1. Words about ponds and ducks.").replace(old, new), UnitList("dpdp"))


def test_blanks_that_the_pdf_left_are_mended():
    """Inside brackets, before marks, before hyphens."""
    assert mended("sub -section ( 1) of Y , and e -book .") == "sub-section (1) of Y, and e-book."


RULES = "".join(f"{n}. Title {n}. — Words of rule {n}.\n" for n in range(2, 24))
SCHEDULES = """FIRST SCHEDULE
PART A
1. One.
PART B
1. Two.
SECOND SCHEDULE
Implementation of care: —
(a) first;
THIRD SCHEDULE
S.
1. Small pond.
All uses.
One year.
2. Large pond.
All uses which
36 THE GAZETTE OF INDIA : EXTRAORDINARY [PART
go on here.
One year.
FOURTH SCHEDULE
PART A
1. Duck.
Fed.
PART B
1. Goose.
Waits.
Note: In this Schedule, —
38 THE GAZETTE OF INDIA : EXTRAORDINARY [PART
(a) “duck” means a
duck.
(a) “goose” means a goose;
(b) “pond” means water.
FIFTH SCHEDULE
1. Pay. — (1) None.
(2) Bread.
SIXTH SCHEDULE
1. Leave . — At night.
SEVENTH SCHEDULE
1. Use of ponds.
Any person.
[F. No. 1]
"""


def rules(first: str = "1. Short title. — (1) Of ponds.\n") -> UnitList:
    """Rules with all schedules; the first rule as given."""
    units = UnitList("dpdp-rules")
    read_rules(first + RULES + SCHEDULES, units)
    return units


def locators(units: UnitList) -> dict[str, str]:
    """Words by locator."""
    return {name.locator: unit.text for name, unit in units.found.items()}


def test_rules_and_schedules():
    """Schedules have parts, items, notes and tables."""
    found = locators(rules())

    assert found["1(1)"] == "Of ponds."
    assert found["23"] == "Words of rule 23."
    assert found["schedule-1-B(1)"] == "Two."
    assert found["schedule-2(a)"] == "first;"
    assert found["schedule-4-B(1)"] == "Goose. — Waits."
    assert found["schedule-5(1)(2)"] == "Bread."
    assert found["schedule-6(1)"] == "At night."
    assert found["schedule-7(1)"] == "Use of ponds. — Any person."


def test_a_row_goes_on_over_the_page():
    """The page break is no cell."""
    assert (
        locators(rules())["schedule-3(2)"] == "Large pond. — All uses which go on here. — One year."
    )


def test_a_letter_printed_twice_is_counted_on():
    """The corrigendum makes (a), (a), (b) into (a) to (c)."""
    found = locators(rules())

    assert [at for at in found if at.startswith("schedule-4-note")] == [
        "schedule-4-note",
        "schedule-4-note(a)",
        "schedule-4-note(b)",
        "schedule-4-note(c)",
    ]


def test_illustrations_of_a_rule_have_cases():
    """They stand at the sub-rule."""
    first = (
        "1. Short title. — (1) Of ponds.\nIllustration.\nD is a duck.\nCase 1: D swims.\n"
        "Case 2: D flies.\n"
    )

    found = locators(rules(first))

    assert found["1(1)-illustration"] == "D is a duck."
    assert found["1(1)-illustration-2"] == "Case 2: D flies."


def test_a_corrigendum_is_placed_by_its_words():
    """By page and line only where the words are a mark."""
    units = rules()
    text = SCHEDULES
    corrigendum = (
        "CORRIGENDA G.S.R. 846 (i) in page 24, line 2, for “Of ponds”, read “Of lakes”; "
        "(ii) in page 38, (a) line 2, for “.”, read “;” and "
        "(b) lines 1 to 3, for “(a) to (b)”, read “(a) to (c)”."
    )

    correction = read_corrigendum(corrigendum, text, units.found)
    after = {name.locator: unit.text for name, unit in correction.apply(units.found).items()}

    assert len(correction.changes) == 2
    assert after["1(1)"] == "Of lakes."
    assert after["schedule-4-note(a)"] == "“duck” means a duck;"


def test_a_corrigendum_to_other_words_is_refused():
    """It corrects another text."""
    with pytest.raises(OfficialTextError, match="not in the rules"):
        read_corrigendum("for “swans”, read “geese”", SCHEDULES, rules().found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SIXTH SCHEDULE\n", ""),
        ("22. Title", "24. Title"),
        ("All uses.\n", ""),
        ("[F. No. 1]", ""),
        ("Implementation of", "Application of"),
    ],
)
def test_damaged_rules_are_refused(old, new):
    """Rules, schedules and cells are counted."""
    text = "1. Short title. — (1) Of ponds.\n" + RULES + SCHEDULES
    with pytest.raises(OfficialTextError):
        read_rules(text.replace(old, new), UnitList("dpdp-rules"))
