"""What is proved of the law beyond its loading."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.law.files import Problems
from advisor.law.identifiers import ProvisionId
from advisor.law.loading import load_library
from advisor.law.proofs import Proof, names, prove
from tests.builders import tiny_corpus, write

CORPUS = Path(__file__).parents[2] / "corpus"

TERMS = """
addressees:
  controller: {operator: true, meaning: decides}
  court: {meaning: judges}
topics: [consent, transfers]
"""
COMPLETENESS = """
gdpr: [{name: articles, expect: [1-3]}]
dpdp: [{name: sections, expect: [1-3]}]
"""


def proved(
    folder: Path, units: str = "", terms: str = TERMS, completeness: str = COMPLETENESS
) -> tuple[Proof, list[str]]:
    """A tiny corpus with some more units of `gdpr`, and what is wrong with it."""
    corpus = tiny_corpus(folder)
    write(corpus, "terms.yaml", terms)
    write(corpus, "completeness.yaml", completeness)
    if units:
        head = "division: More\nprovisions:\n  - id: gdpr:3\n    heading: More\n    units:\n"
        write(corpus, "instruments/gdpr/restatement/more.yaml", head + units)
    problems = Problems()
    proof = prove(load_library(corpus, problems), corpus, problems)
    return proof, problems.found


def test_a_sound_corpus_has_no_problem(tmp_path: Path) -> None:
    """Every article there, every word known."""
    proof, problems = proved(tmp_path)

    assert problems == []
    assert [(c.instrument, c.present, c.needed) for c in proof.counts] == [
        ("dpdp", 3, 3),
        ("gdpr", 3, 3),
    ]


def test_a_missing_article_is_named_with_the_line_that_asks_for_it(tmp_path: Path) -> None:
    """Whoever lost Art. 4 reads so, and where it is asked for."""
    completeness = """
    gdpr:
      - {name: articles, expect: [1-4, 7a]}
      - {name: recitals, prefix: rec, at_least: 2, among: [1-9]}
    dpdp: [{name: sections, expect: [1-3]}]
    """

    _, problems = proved(tmp_path, completeness=completeness)

    assert problems == [
        "completeness.yaml:3: gdpr lacks articles: 4, 7a",
        "completeness.yaml:4: gdpr has 0 recitals, and 2 are needed",
    ]


def test_a_provision_that_no_list_names_is_a_problem(tmp_path: Path) -> None:
    """An Art. 3 that the law does not have cannot slip in."""
    _, problems = proved(tmp_path, completeness=COMPLETENESS.replace("1-3", "1-2", 1))

    assert len(problems) == 1
    assert problems[0].startswith("instruments/gdpr/restatement/all.yaml:")
    assert "`gdpr:3` is in no list" in problems[0]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ('{at: "(1)", text: It., refers_to: ["gdpr:9"]}', "refers to `gdpr:9`, which is not in"),
        ('{at: "(1)", text: It., refers_to: ["gdpr:3(1)"]}', "`gdpr:3(1)` refers to itself"),
        ('{at: "(1)", text: It., addressee: [controler]}', "did you mean `controller`?"),
        ('{at: "(1)", text: It., topics: [transfer]}', "did you mean `transfers`?"),
        ('{at: "(1)", text: "' + "word " * 161 + '"}', "has 161 words, and 160 are the most"),
        (
            '{at: "(1)", text: It., from: 2020-01-01, until: 2019-01-01}',
            "ends on 2019-01-01, before it starts on 2020-01-01",
        ),
        (
            '{at: "(1)", text: Old., until: 2019-01-01}\n'
            '      - {at: "(1)", text: New., from: 2020-01-01}',
            "between 2019-01-01 and 2020-01-01",
        ),
    ],
)
def test_faults_of_a_unit_are_told_with_file_and_line(
    tmp_path: Path, unit: str, expected: str
) -> None:
    """The editor is led to the line and told what is wrong."""
    _, problems = proved(tmp_path, f"      - {unit}")

    assert len(problems) == 1
    assert problems[0].startswith("instruments/gdpr/restatement/more.yaml:")
    assert expected in problems[0]


def test_a_gap_may_be_explained(tmp_path: Path) -> None:
    """A note says why nothing applied for a time."""
    units = """\
      - {at: "(1)", text: Old., until: 2019-01-01}
      - {at: "(1)", text: New., from: 2020-01-01, note: suspended for a year}
    """

    assert proved(tmp_path, units)[1] == []


def test_a_wording_may_be_replaced_before_its_day(tmp_path: Path) -> None:
    """Amended before it ever applied: no fault, but counted."""
    units = '      - {at: "(1)", text: Old., until: 2017-01-01}\n      - {at: "(1)", text: New.}\n'

    proof, problems = proved(tmp_path, units)

    assert problems == []
    assert proof.overtaken == (ProvisionId.parse("gdpr:3(1)"),)


def test_long_units_are_listed(tmp_path: Path) -> None:
    """From 121 words on somebody should look, from 161 on it fails."""
    proof, problems = proved(tmp_path, '      - {at: "(1)", text: "' + "word " * 121 + '"}')

    assert problems == []
    assert proof.long == ((ProvisionId.parse("gdpr:3(1)"), 121),)


def test_commencement_names_only_what_is_there(tmp_path: Path) -> None:
    """A date for an article that nobody restated is a date for nothing."""
    corpus = tiny_corpus(tmp_path)
    path = corpus / "instruments/gdpr/instrument.yaml"
    extra = '  - {provisions: ["gdpr:9"], from: 2020-01-01, until: 2019-01-01}\n'
    path.write_text(path.read_text() + extra)
    problems = Problems()

    prove(load_library(corpus, problems), corpus, problems)

    told = [p for p in problems.found if p.startswith("instruments/gdpr/instrument.yaml:")]
    assert len(told) == 2
    assert "`gdpr:9` is not in the corpus" in told[1]


def test_reviews_say_what_was_read_against_what(tmp_path: Path) -> None:
    """A review of an article counts all its units; one of nothing is a fault."""
    write(
        tmp_path,
        "instruments/gdpr/reviews.yaml",
        """
        - {provisions: ["gdpr:1"], against: the journal, by: second reader, on: 2026-11-20, corrections: 1}
        - {provisions: ["gdpr:9", "dpdp:1"], against: the journal, by: second reader, on: 2026-11-20, corrections: 0}
        - {provisions: ["gdpr:2"], against: the journal, by: second reader, on: some day, corrections: 0}
        """,  # noqa: E501
    )

    proof, problems = proved(tmp_path)

    assert proof.reviewed["gdpr"] == 2
    assert proof.reviews["gdpr"][0].corrections == 1
    assert [problem.split(": ", 1)[0] for problem in problems] == [
        f"instruments/gdpr/reviews.yaml:{line}" for line in (3, 3, 4)
    ]


def test_a_reading_without_the_text_is_no_comparison(tmp_path: Path) -> None:
    """Read over is counted apart, so that nobody takes it for checked."""
    write(
        tmp_path,
        "instruments/gdpr/reviews.yaml",
        """
        - provisions: ["gdpr:1", "gdpr:2"]
          against: none at hand
          by: second reader
          on: 2026-11-20
          corrections: 0
        """,
    )

    proof, problems = proved(tmp_path)

    assert problems == []
    assert (proof.reviewed["gdpr"], proof.read_over["gdpr"]) == (0, 3)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    """One run shows all of it: nobody mends a corpus one error at a time."""
    units = '      - {at: "(1)", text: It., refers_to: ["gdpr:9"], topics: [none], addressee: [me]}'

    _, problems = proved(tmp_path, units, completeness="gdpr: []\n")

    assert len(problems) == 7


def test_lists_are_written_short() -> None:
    """`1-3` is three articles, and 8bis is one."""
    assert names("", ["1-3", "8bis", 12]) == ["1", "2", "3", "8bis", "12"]
    assert names("rec", ["1-2"]) == ["rec1", "rec2"]


def test_the_corpus_is_complete() -> None:
    """All articles, sections, rules, sheets and topics that are promised."""
    problems = Problems()
    proof = prove(load_library(CORPUS, problems), CORPUS, problems)

    assert problems.found == []
    present = {(c.instrument, c.name): c.present for c in proof.counts}
    assert present["gdpr", "articles"] == 99
    # 113 as adopted, and six that Regulation (EU) 2026/1744 inserted.
    assert present["ai-act", "articles"] == 113 + 6
    assert present["coe-ai", "articles"] == 36
    assert present["dpdp", "sections"] == 44
    assert present["dpdp-rules", "rules"] == 23
    assert present["cnil-ai", "sheets"] == 14
    assert present["gdpr", "recitals"] >= 70
    assert present["ai-act", "recitals"] >= 60
