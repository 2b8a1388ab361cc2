"""Loading: whatever is wrong in a corpus is found at once, with file, line and a hint."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from advisor.errors import CorpusError
from advisor.law.files import Located, read_yaml
from advisor.reasoning.loading import corpus_version, load_rulebook
from tests.builders import TODAY, provision, tiny_book, tiny_corpus, write

PLACE = re.compile(r"^\S+\.yaml:\d+: ")

NORM = """
- id: {id}
  title: Nobody does it
  source: [{source}]
  kind: {kind}
  applies: {applies}
"""


def norm(
    applies: str = "act",
    *,
    id: str = "no-act",
    source: str = '"gdpr:1(1)"',
    kind: str = "prohibition",
    more: str = "",
) -> str:
    return NORM.format(id=id, source=source, kind=kind, applies=applies) + more


def problems(folder: Path, **files: str) -> str:
    with pytest.raises(CorpusError) as found:
        load_rulebook(tiny_corpus(folder, **files))
    for problem in found.value.problems:
        assert PLACE.match(problem), f"says not where: {problem}"
    return str(found.value)


def test_the_smallest_corpus_loads(tmp_path: Path) -> None:
    """A law of three articles with one norm is enough."""
    book = tiny_book(tmp_path, norms=norm())

    assert [found.id for found in book.norms] == ["no-act"]
    assert book.norms[0].regime == "gdpr"
    assert book.norms[0].since == date(2018, 5, 25)
    assert book.norms[0].place == "norms/norms.yaml:2"


def test_norway_is_a_country(tmp_path: Path) -> None:
    """A bare `NO` is Norway, not `false`; only `true` and `false` are truth values."""
    path = write(tmp_path, "x.yaml", "a: NO\nb: [NO, no, on, off, yes, y]\nc: true\nd: False\n")

    assert read_yaml(path, tmp_path) == {
        "a": "NO",
        "b": ["NO", "no", "on", "off", "yes", "y"],
        "c": True,
        "d": False,
    }


def test_entries_know_their_lines(tmp_path: Path) -> None:
    """Every entry remembers where it stands, so that its editor finds it."""
    found = read_yaml(write(tmp_path, "x.yaml", "a: 1\nb:\n  c: 2\n"), tmp_path)

    assert isinstance(found, Located)
    assert found.key_lines == {"a": 1, "b": 2}
    assert found["b"].line == 3


def test_a_key_stands_only_once(tmp_path: Path) -> None:
    """Of two entries under one name neither is silently taken."""
    message = problems(tmp_path, norms=norm() + "  kind: duty\n")

    assert "norms/norms.yaml:7: `kind` stands here twice" in message


def test_broken_yaml_names_its_line(tmp_path: Path) -> None:
    """A file that is not YAML is named with the line where reading stopped."""
    assert "norms/norms.yaml:3" in problems(tmp_path, norms="- id: x\n  title: [a\n")


def test_an_unknown_fact_comes_with_a_hint(tmp_path: Path) -> None:
    """A misspelt fact is an error that offers the right spelling."""
    message = problems(tmp_path, norms=norm("colur == red"))

    assert "norms/norms.yaml:2: unknown fact `colur`, did you mean `colour`?" in message


def test_an_unknown_value_comes_with_a_hint(tmp_path: Path) -> None:
    """A misspelt value is an error that offers the right spelling."""
    message = problems(tmp_path, norms=norm("colour == gren"))

    assert "`gren` is no value of `colour`, did you mean `green`?" in message


def test_an_unknown_concept_is_an_error(tmp_path: Path) -> None:
    """A norm cannot rest on a concept that has no readings."""
    assert "unknown concept `concept.harm`" in problems(tmp_path, norms=norm("concept.harm"))


def test_an_unknown_provision_is_an_error(tmp_path: Path) -> None:
    """A norm without a source in the corpus is no law."""
    message = problems(tmp_path, norms=norm(source='"gdpr:99"'))

    assert "norms/norms.yaml:2: `gdpr:99` is not in the corpus" in message


def test_a_norm_without_any_source_is_an_error(tmp_path: Path) -> None:
    """Every norm stands on a provision."""
    assert "`source`" in problems(tmp_path, norms=norm(source=""))


def test_a_requirement_says_when_it_is_satisfied(tmp_path: Path) -> None:
    """A requirement that nothing could satisfy would be a prohibition in disguise."""
    assert "needs `satisfied`" in problems(tmp_path, norms=norm(kind="requirement"))


def test_all_problems_are_reported_together(tmp_path: Path) -> None:
    """An editor sees everything that is wrong, not only the first of it."""
    both = norm("colur == red") + norm("tols == saw", id="other")
    with pytest.raises(CorpusError) as found:
        tiny_book(tmp_path, norms=both)

    assert len(found.value.problems) == 2


def test_one_name_for_one_norm(tmp_path: Path) -> None:
    """Two norms of one name could not be told apart in an opinion."""
    assert "norm `no-act` stands twice" in problems(tmp_path, norms=norm() + norm())


def test_a_norm_yields_only_to_a_norm_that_exists(tmp_path: Path) -> None:
    """A special norm that is not there cannot take precedence."""
    message = problems(tmp_path, norms=norm(more="  yields_to: [special]\n"))

    assert "yields to unknown norm `special`" in message


def test_two_norms_do_not_yield_to_each_other(tmp_path: Path) -> None:
    """Of two norms each special to the other none would ever apply."""
    one = norm(id="one", more="  yields_to: [two]\n")
    two = norm(id="two", more="  yields_to: [one]\n")

    assert "in a circle" in problems(tmp_path, norms=one + two)


def test_an_unknown_lever_is_an_error(tmp_path: Path) -> None:
    """A cure that does not exist cures nothing."""
    message = problems(tmp_path, norms=norm(more="  cured_by: [magic]\n"))

    assert "cured by unknown lever `magic`" in message


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ("{leve: true}", "unknown fact `leve`"),
        ("{colour: purple}", "'purple' is not possible"),
        ("{tools: {remove: [hammer]}}", "hammer"),
        ("{colour: {add: [red]}}", "takes a value"),
        ("{tools: {eea_only: true}}", "eea_only"),
    ],
)
def test_a_lever_changes_only_what_exists(tmp_path: Path, changes: str, complaint: str) -> None:
    """A lever that would change nothing real is an error, not a repair."""
    lever = f"""
    - id: ask
      title: Ask
      kind: do
      changes: {changes}
      cost: 1
      citations: ["gdpr:2"]
    """

    assert complaint in problems(tmp_path, levers=lever)


CONCEPT = """
- id: harm
  question: Is it harmful?
  source: ["gdpr:1"]
  readings:
    - id: wide
      text: any harm
      when: act
      grounds: {grounds}
"""


def test_a_reading_has_grounds(tmp_path: Path) -> None:
    """A reading cannot be had without a reason for it."""
    message = problems(tmp_path, concepts=CONCEPT.format(grounds="[]"))

    assert "readings.0.grounds" in message


def test_a_ground_cites_something(tmp_path: Path) -> None:
    """A reason that rests on nothing is an opinion."""
    grounds = "[{canon: text, text: because, cite: []}]"

    assert "cite" in problems(tmp_path, concepts=CONCEPT.format(grounds=grounds))


def test_a_canon_stands_in_the_table(tmp_path: Path) -> None:
    """A canon that the method does not know earns no points."""
    grounds = '[{canon: astrology, text: because, cite: ["gdpr:1"]}]'

    assert "no canon `astrology`" in problems(tmp_path, concepts=CONCEPT.format(grounds=grounds))


def test_only_a_binding_authority_decides(tmp_path: Path) -> None:
    """Guidance persuades; it sets no floor."""
    grounds = (
        '[{canon: authority, weight: guidance, text: because, cite: ["cjeu:C-1/20"], decides: met}]'
    )

    assert "binding" in problems(tmp_path, concepts=CONCEPT.format(grounds=grounds))


def test_derived_facts_do_not_rest_on_themselves(tmp_path: Path) -> None:
    """What follows from itself follows from nothing."""
    derived = "one: {meaning: a, when: two}\ntwo: {meaning: b, when: one}\n"

    assert "one → two → one goes in a circle" in problems(tmp_path, derived=derived)


def test_a_derived_fact_says_how_it_is_derived(tmp_path: Path) -> None:
    """A derived fact needs a condition or a function."""
    assert "needs `when`, or `function` and `reads`" in problems(
        tmp_path, derived="one: {meaning: a}\n"
    )


@pytest.mark.parametrize(
    ("silence", "complaint"),
    [
        ("{presume: purple, because: x}", "'purple' is not possible"),
        ("{presume: {not: [purple]}, because: x}", "purple"),
        ("{presume: {same_as: colur}, because: x}", "colur"),
        ("{presume: red, when: actt, because: x}", "unknown fact `actt`"),
        ("{presume: red}", "because"),
        ('{presume: red, because: x, source: ["gdpr:99"]}', "`gdpr:99` is not in the corpus"),
    ],
)
def test_silence_means_only_what_exists(tmp_path: Path, silence: str, complaint: str) -> None:
    """A misspelt presumption would presume too much or nothing at all."""
    facts = f"""
    paint:
      type: enum
      values: [red, green]
      meaning: paint
      question: Paint?
      group: Tests
      unmentioned: {silence}
    """

    assert complaint in problems(tmp_path, facts=facts)


@pytest.mark.parametrize(
    ("extra", "complaint"),
    [
        ("permits: [gren]", "gren"),
        ("unknown_in: {dpdp: [gren]}", "gren"),
        ("labels: {gren: green}", "gren"),
        ("colour_of: x", "colour_of"),
    ],
)
def test_a_fact_speaks_only_of_its_own_values(tmp_path: Path, extra: str, complaint: str) -> None:
    """A misspelt permitting value would be assumed freely, so it is an error."""
    facts = f"""
    paint:
      type: enum
      values: [red, green]
      meaning: paint
      question: Paint?
      group: Tests
      {extra}
    """

    assert complaint in problems(tmp_path, facts=facts)


def test_values_come_from_a_fact_that_exists(tmp_path: Path) -> None:
    """`values_of` names a fact of the vocabulary."""
    facts = """
    paint: {type: enum, values_of: colur, meaning: paint, question: Paint?, group: Tests}
    """

    assert "colur" in problems(tmp_path, facts=facts)


def test_a_contradiction_is_about_a_fact(tmp_path: Path) -> None:
    """A contradiction names the fact whose label is not believed."""
    entry = """
    - {id: x, fact: colur, when: act, text: no, source: ["gdpr:1"]}
    """

    assert "colur" in problems(tmp_path, contradictions=entry)


def test_a_unit_belongs_to_its_own_instrument(tmp_path: Path) -> None:
    """A provision of one law does not stand in the file of another."""
    folder = tiny_corpus(tmp_path)
    text = "division: x\nprovisions:\n  - {id: gdpr:9, heading: x, units: [{at: '', text: y}]}\n"
    write(folder, "instruments/dpdp/restatement/wrong.yaml", text)

    with pytest.raises(CorpusError, match=r"wrong\.yaml:3: `gdpr:9` is not of `dpdp`"):
        load_rulebook(folder)


def test_two_wordings_of_one_day_are_an_error(tmp_path: Path) -> None:
    """A provision says one thing on one day."""
    folder = tiny_corpus(tmp_path)
    text = "division: x\nprovisions:\n  - {id: gdpr:2, heading: x, units: [{at: '', text: y}]}\n"
    write(folder, "instruments/gdpr/restatement/twice.yaml", text)

    with pytest.raises(CorpusError, match=r"twice\.yaml:3: `gdpr:2` has two wordings for one day"):
        load_rulebook(folder)


def test_a_unit_without_commencement_is_an_error(tmp_path: Path) -> None:
    """What nobody knows to apply cannot be relied on."""
    folder = tiny_corpus(tmp_path)
    head = folder / "instruments/dpdp/instrument.yaml"
    head.write_text(head.read_text().replace('["dpdp"]', '["dpdp:1"]'))

    with pytest.raises(CorpusError, match="no commencement covers `dpdp:2`"):
        load_rulebook(folder)


def test_a_version_changes_with_any_word(tmp_path: Path) -> None:
    """Two corpora of one version are the same, word for word."""
    folder = tiny_corpus(tmp_path, norms=norm())
    before = corpus_version(folder), corpus_version(folder, "norms")
    write(folder, "limits.yaml", "# a remark\n[]\n")

    assert corpus_version(folder) != before[0]
    assert corpus_version(folder, "norms") == before[1]


def test_guidance_applies_without_a_date_and_a_treaty_never_does(tmp_path: Path) -> None:
    """A norm takes its dates from its first source."""
    book = tiny_book(
        tmp_path,
        norms=norm(source='"dpdp:1(1)"') + norm(id="now", more="  from: 2020-01-01\n"),
    )
    later, now = book.norms

    assert not later.in_force(TODAY)
    assert later.in_force(date(2027, 5, 13))
    assert now.in_force(TODAY)
    assert now.source == (provision("gdpr:1(1)"),)


def test_two_copies_of_a_corpus_do_not_slow_each_other_down(tmp_path: Path) -> None:
    """A corpus that was loaded again stands beside the old one; they are not compared."""
    one, other = (load_rulebook(tiny_corpus(tmp_path, norms=norm())) for _ in range(2))

    assert one.version == other.version
    assert one != other
    assert one.in_force(TODAY)[0] is one.norms[0]
    assert other.in_force(TODAY)[0] is other.norms[0]
