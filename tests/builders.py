"""Small laws for tests: a corpus of a few lines, and plans that say only what matters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent

from advisor.law.identifiers import ProvisionId
from advisor.law.instruments import Binding, Instrument
from advisor.reasoning.case import Case
from advisor.reasoning.loading import load_rulebook
from advisor.reasoning.loop import Advice, advise
from advisor.reasoning.plan import Inferred, Plan
from advisor.reasoning.rulebook import Rulebook, Thresholds
from advisor.reasoning.values import Members, Possible

TODAY = date(2026, 11, 20)

_INSTRUMENT = """
id: {id}
title: The {short} in small
short: {short}
kind: regulation
method: {method}
unit: {unit}
binding: operators
place: {place}
address: https://example.org/{id}
licence: own words
status: a law for tests
confidence: H
commencement:
  - {{provisions: ["{id}"], from: {since}}}
"""

_RESTATEMENT = """
division: All of it
provisions:
  - id: {id}:1
    heading: What must not be done
    units:
      - {{at: "(1)", text: "Nobody may do it."}}
      - {{at: "(2)", text: "Unless there is leave."}}
  - id: {id}:2
    heading: What must be done
    units:
      - {{at: "", text: "Everybody has to do that."}}
  - id: {id}:3
    heading: Reach
    units:
      - {{at: "", text: "This law reaches everybody."}}
"""

_FACTS = """
subjects.located_in:
  type: countries
  meaning: where people are
  question: Where are the people?
  group: People
actor.established_in:
  type: countries
  meaning: where the operator is
  question: Where are you?
  group: People
data.personal:
  type: bool
  meaning: about people
  question: Are the data about people?
  group: Data
  unmentioned: {presume: true, because: most data are}
colour:
  type: enum
  values: [red, green, blue]
  meaning: the colour
  question: Which colour?
  group: Tests
shade:
  type: enum
  values_of: colour
  meaning: the other colour
  question: Which shade?
  group: Tests
tools:
  type: list
  values: [axe, saw, plane]
  meaning: the tools
  question: Which tools?
  group: Tests
height:
  type: int
  min: 0
  meaning: the height
  question: How high?
  group: Tests
day:
  type: date
  meaning: the day
  question: When?
  group: Tests
act:
  type: bool
  meaning: it is done
  question: Is it done?
  group: Tests
leave:
  type: bool
  meaning: there is leave
  question: Is there leave?
  group: Tests
  permits: [true]
  labels: {true: there is leave, false: there is no leave}
doubt:
  type: bool
  meaning: there is a doubt
  question: Is there a doubt?
  group: Tests
"""

_DERIVED = """
people.in_eea: {meaning: in the EEA, function: people_in_eea, reads: [subjects.located_in]}
people.in_india: {meaning: in India, function: people_in_india, reads: [subjects.located_in]}
data.is_personal: {meaning: personal, when: data.personal}
scope.gdpr:
  meaning: reached
  when: data.is_personal and people.in_eea
  source: ["gdpr:3", "gdpr:3"]
scope.dpdp: {meaning: reached, when: data.is_personal and people.in_india, source: ["dpdp:3"]}
"""

_PLACES = """
eu: ["DE", "FR"]
eea_beyond_eu: ["NO"]
adequacy:
  - {country: "GB", from: 2021-06-28, until: 2031-12-27, source: ["gdpr:3"]}
"""

_CANONS = """
methods:
  eu: &points
    text: {points: 1.0}
    purpose: {points: 1.0}
    protective: {points: 0.5}
    authority-binding: {points: 3.0}
    authority-guidance: {points: 1.0}
  india: *points
"""

_AUTHORITIES = """
- id: cjeu:C-1/20
  title: First
  court: CJEU
  date: 2020-01-01
  weight: binding
  holding: a ruling made up for tests
"""


def write(folder: Path, name: str, text: str) -> Path:
    """Write one corpus file, its indentation removed."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


def tiny_corpus(folder: Path, **files: str) -> Path:
    """Write a corpus of two small laws, `gdpr` and `dpdp`, plus what a test is about.

    Args:
        files: YAML by part: `facts` and `derived` are added to those that are always there;
            `norms`, `concepts`, `levers`, `limits`, `contradictions`, `notices`,
            `authorities` stand alone.
    """
    for id_, short, method, unit, place, since in (
        ("gdpr", "GDPR", "eu", "article", "eu", "2018-05-25"),
        ("dpdp", "DPDP Act", "india", "section", "india", "2027-05-13"),
    ):
        head = _INSTRUMENT.format(
            id=id_, short=short, method=method, unit=unit, place=place, since=since
        )
        write(folder, f"instruments/{id_}/instrument.yaml", head)
        write(folder, f"instruments/{id_}/restatement/all.yaml", _RESTATEMENT.format(id=id_))
    write(folder, "facts/facts.yaml", _FACTS)
    write(folder, "facts/more.yaml", files.get("facts", "{}"))
    write(folder, "facts/derived.yaml", _DERIVED + dedent(files.get("derived", "")))
    write(folder, "facts/contradictions.yaml", files.get("contradictions", "[]"))
    write(folder, "places.yaml", _PLACES)
    write(folder, "canons.yaml", _CANONS)
    write(folder, "authorities.yaml", files.get("authorities", _AUTHORITIES))
    write(folder, "notices.yaml", files.get("notices", "[]"))
    write(folder, "limits.yaml", files.get("limits", "[]"))
    write(folder, "norms/norms.yaml", files.get("norms", "[]"))
    write(folder, "concepts/concepts.yaml", files.get("concepts", "[]"))
    write(folder, "levers/levers.yaml", files.get("levers", "[]"))
    return folder


def tiny_book(folder: Path, thresholds: Thresholds | None = None, **files: str) -> Rulebook:
    """Load the corpus that `tiny_corpus` writes."""
    return load_rulebook(tiny_corpus(folder, **files), thresholds)


def possible(book: Rulebook, **facts: object) -> dict[str, Possible]:
    """Stated facts, read as a request's are; `__` stands for the dot in a name."""
    found: dict[str, Possible] = {}
    for name, value in facts.items():
        fact = name.replace("__", ".")
        if isinstance(value, Members):
            found[fact] = value
            continue
        read = book.vocabulary.read(fact, value)
        assert read is not None
        found[fact] = read
    return found


def plan_of(
    book: Rulebook, facts: Mapping[str, object], *inferred: Inferred, **profile: object
) -> Plan:
    """A plan with stated facts (null: known to be unknown), words, and a profile."""
    read = {
        name: value if isinstance(value, Members) else book.vocabulary.read(name, value)
        for name, value in facts.items()
    }
    return Plan(
        stated={name: value for name, value in read.items() if value is not None},
        unstated=frozenset(name for name, value in read.items() if value is None),
        inferred=inferred,
        profile=possible(book, **profile),
    )


def said(book: Rulebook, fact: str, value: object, confidence: float = 0.9) -> Inferred:
    """A fact read from words."""
    read = book.vocabulary.read(fact, value)
    assert read is not None
    return Inferred(fact, read, confidence, "these words")


def ask(book: Rulebook, as_of: date = TODAY, /, **facts: object) -> Advice:
    """Advice on stated facts; `__` stands for the dot in a name."""
    return advise(book, plan_of(book, {k.replace("__", "."): v for k, v in facts.items()}), as_of)


def case_of(book: Rulebook, as_of: date = TODAY, /, **facts: object) -> Case:
    """The case of stated facts; None says that a fact is known to be unknown."""
    plan = plan_of(book, {k.replace("__", "."): v for k, v in facts.items()})
    return Case(book, plan.given(), as_of, plan.unstated)


def provision(text: str) -> ProvisionId:
    """An identifier."""
    return ProvisionId.parse(text)


def instrument(unit: str = "article", short: str = "GDPR") -> Instrument:
    """An instrument of which only the way of citing it matters."""
    return Instrument(
        id="gdpr",
        title="A law",
        short=short,
        kind="regulation",
        method="eu",
        unit=unit,
        binding=Binding.OPERATORS,
        place="eu",
        address="",
        licence="",
        status="",
        confidence="H",
        identifiers=(),
        commencement=(),
    )
