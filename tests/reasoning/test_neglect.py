"""Duties that no fact tests: kept until a caller says which ones will not be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from advisor.errors import CorpusError, RequestError
from advisor.reasoning.decision import Verdict, standing
from advisor.reasoning.judging import Status
from advisor.reasoning.repair import repairs
from advisor.reasoning.rulebook import NEGLECTED, Norm, NormKind, Rulebook
from tests.builders import ask, case_of, tiny_book, tiny_corpus

NORMS = """
- {id: allowed, title: It is allowed, source: ["gdpr:3"], kind: permission, applies: act}
- {id: file, title: It is filed, source: ["gdpr:2"], kind: duty, applies: act,
   condition: {text: File it., when: after}}
- {id: tell, title: It is told, source: ["gdpr:1(1)"], kind: duty, applies: act and leave,
   condition: {text: Tell it., when: before}}
- {id: polite, title: Be polite, source: ["gdpr:1(2)"], kind: duty, applies: act,
   binding: guidance, condition: {text: Be polite., when: during}}
- {id: tested, title: There is leave, source: ["gdpr:1(2)"], kind: duty, applies: act,
   satisfied: leave, condition: {text: Get leave., when: before}}
- {id: excused, title: It is sealed, source: ["gdpr:2"], kind: duty, applies: act,
   unless: [{when: doubt, source: ["gdpr:1(2)"]}], condition: {text: Seal it., when: after}}
"""
FACTS = """
duties.neglected:
  type: list
  values_from: duties
  meaning: duties that will not be kept
  question: Which duties will you not keep?
  group: Tests
"""
LEVERS = """
- {id: keep, title: Keep the duties, kind: do, changes: {duties.neglected: []}, cost: 1}
"""
CALM = {"act": True, "leave": True, "doubt": False}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    folder: Path = tmp_path_factory.mktemp("neglect")
    return tiny_book(folder, norms=NORMS, facts=FACTS, levers=LEVERS)


def status(book: Rulebook, norm: str, **facts: object) -> Status:
    case = case_of(book, **{**CALM, **facts})
    return case.status(book.norm_by_id[norm])


def test_the_values_are_the_duties_without_a_test(small: Rulebook) -> None:
    """The list follows from the norms, nobody keeps it by hand."""
    fact = small.vocabulary[NEGLECTED]

    assert fact.values == ("file", "tell", "polite", "excused")
    assert fact.labels["file"] == "It is filed"
    assert not fact.asked


def test_a_named_duty_is_breached_and_the_others_travel(small: Rulebook) -> None:
    """A stated list is a lower bound: it says nothing of duties that it does not name."""
    neglected = {"duties__neglected": ["file"]}

    assert status(small, "file", **neglected) is Status.BREACHED
    assert status(small, "tell", **neglected) is Status.TRAVELS
    assert status(small, "file", duties__neglected=[]) is Status.TRAVELS
    assert status(small, "file") is Status.TRAVELS


def test_an_exception_and_an_open_scope_still_count(small: Rulebook) -> None:
    """Neglect of a duty that does not bind is none; where that is unknown, it is asked."""
    neglected = {"duties__neglected": ["excused", "tell"]}

    assert status(small, "excused", doubt=True, **neglected) is Status.EXCUSED
    assert status(small, "excused", doubt=None, **neglected) is Status.OPEN
    assert status(small, "tell", leave=False, **neglected) is Status.NOT_APPLICABLE
    assert status(small, "tell", leave=None, **neglected) is Status.OPEN


def test_the_way_out_is_to_keep_the_duties(small: Rulebook) -> None:
    """The alternative names the duties, cites them, and its steps bear their names."""
    found = ask(small, **CALM, duties__neglected=["file", "tell"]).opinion

    assert found.verdict is Verdict.MODIFY
    assert {entry.norm for entry in found.blocking} == {"file", "tell"}
    assert all(NEGLECTED in entry.facts for entry in found.blocking)
    way = found.alternatives[0]
    assert way.title == "Keep the duties: it is filed; it is told"
    assert set(map(str, way.citations)) == {"gdpr:2", "gdpr:1(1)"}
    assert {fact: value.plain() for fact, value in way.changes.items()} == {NEGLECTED: []}
    steps = {step.id for step in found.conditions if step.blocking}
    assert steps == {"file", "tell"}


def test_an_alternative_that_is_sent_back_proceeds(small: Rulebook) -> None:
    """Its changes are facts that the vocabulary takes."""
    again = ask(small, **CALM, duties__neglected=[]).opinion

    assert again.verdict is Verdict.PROCEED
    assert {"file", "tell", "excused"} <= {step.id for step in again.conditions}


def test_neglected_guidance_is_advice(small: Rulebook) -> None:
    """Guidance does not bind, so it never blocks."""
    found = ask(small, **CALM, duties__neglected=["polite"]).opinion

    assert found.verdict is Verdict.PROCEED
    step = next(step for step in found.conditions if step.id == "polite")
    assert step.advice
    assert not step.blocking


def test_nobody_is_asked_which_duties_will_be_neglected(small: Rulebook) -> None:
    """The fact may be said, and no question asks for it."""
    found = ask(small, act=True, leave=None, duties__neglected=["tell"]).opinion

    assert found.verdict is Verdict.ESCALATE
    assert [question.fact for question in found.questions] == ["leave"]


@pytest.mark.parametrize(
    ("named", "allowed"),
    [("filing", "a list of: file, tell, polite, excused"), ("tested", "leave")],
)
def test_what_is_no_such_duty_is_refused(small: Rulebook, named: str, allowed: str) -> None:
    """The error names the field and what is allowed, or the facts that test the norm."""
    with pytest.raises(RequestError) as caught:
        small.vocabulary.read(NEGLECTED, [named])

    assert caught.value.field == "facts.duties.neglected"
    assert allowed in caught.value.allowed


def test_only_a_lever_that_keeps_duties_goes_without_citations(tmp_path: Path) -> None:
    """Every other lever says which provision carries it."""
    folder = tiny_corpus(tmp_path, levers=LEVERS.replace("duties.neglected: []", "leave: true"))

    with pytest.raises(CorpusError, match="`keep` needs `citations`"):
        tiny_book(folder, levers=LEVERS.replace("duties.neglected: []", "leave: true"))


# The corpus itself --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def untested(book: Rulebook) -> tuple[Norm, ...]:
    return tuple(norm for norm in book.norms if norm.untested)


def test_every_duty_without_a_test_can_be_named(book: Rulebook, untested: tuple[Norm, ...]) -> None:
    """All of them, guidance included, in the order of the corpus."""
    assert book.vocabulary[NEGLECTED].values == tuple(norm.id for norm in untested)
    assert all(norm.kind is NormKind.DUTY and norm.condition_text for norm in untested)
    assert all("keep-the-duties" in norm.cured_by for norm in untested)


def test_no_condition_or_presumption_asks_for_neglect(book: Rulebook) -> None:
    """It is never asked, presumed or tested by a condition."""
    named = {name for norm in book.norms for part in norm.conditions for name in part.reads}
    named |= {entry.fact for entry in book.presumptions}
    named |= {name for entry in book.derived.values() for name in entry.reads}

    assert NEGLECTED not in named


def test_a_carried_over_case_sees_neglect(book: Rulebook, untested: tuple[Norm, ...]) -> None:
    """Judging only what moved gives what judging everything gives."""
    facts = {
        "subjects__located_in": ["FR"],
        "operations": ["store"],
        "purpose": "service_delivery",
        "breach__occurred": True,
    }
    every = [norm.id for norm in untested]
    plain = case_of(book, date(2026, 11, 20), **facts)
    neglected = book.vocabulary.read(NEGLECTED, every)
    assert neglected is not None
    moved = plain.changed({NEGLECTED: neglected})
    afresh = case_of(book, date(2026, 11, 20), **facts, duties__neglected=every)

    assert moved.statuses == afresh.statuses
    assert plain.statuses != afresh.statuses
    assert standing(afresh).breached
    kept = [way for way in repairs(afresh, most=4) if "keep-the-duties" in _names(way.levers)]
    assert kept or any(not norm.cured_by for norm in standing(afresh).breached)


def _names(levers: tuple[object, ...]) -> set[str]:
    return {str(getattr(lever, "id", "")) for lever in levers}
