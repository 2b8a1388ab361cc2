"""The labelled questions are sound, and the figures of search are what they say."""

from collections import Counter
from pathlib import Path

import pytest

from advisor.errors import AdvisorError
from advisor.law.files import Problems
from advisor.law.identifiers import ProvisionId
from advisor.law.library import Library
from advisor.law.loading import load_library
from advisor.settings import ROOT
from evals.retrieval.figures import answered, lead, macro_recall, mrr, recall_at_5
from evals.retrieval.questions import Kind, Part, Question, load_questions, plans_as_questions


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(ROOT / "corpus", Problems())


@pytest.fixture(scope="module")
def questions(library: Library) -> list[Question]:
    return load_questions(library)


def asked(*answers: str) -> Question:
    """A question that these provisions answer."""
    parsed = tuple((ProvisionId.parse(answer),) for answer in answers)
    return Question("what?", Kind.MESSY, Part.TUNE, "some topic", parsed)


def instruments_of(questions: list[Question]) -> set[str]:
    """The instruments in which the answers stand."""
    return {id.instrument for q in questions for answer in q.answers for id in answer}


def found(*ids: str) -> list[ProvisionId]:
    return [ProvisionId.parse(id) for id in ids]


def test_there_are_enough_questions_of_each_kind_over_all_instruments(library, questions):
    """At least 250, two fifths of all only measured, and no instrument left out."""
    split = [question for question in questions if question.part is not Part.BLIND]
    kinds = Counter(question.kind for question in split)
    measured = sum(question.part is not Part.TUNE for question in questions)

    assert len(split) >= 250
    assert min(kinds[kind] for kind in (Kind.CITATION, Kind.QUESTION, Kind.MESSY)) >= 80
    assert measured / len(questions) >= 0.4
    assert instruments_of(split) == set(library.instruments)


def test_the_blind_questions_reach_all_instruments(library, questions):
    """Their figures are only worth telling if they are many and spread."""
    blind = [question for question in questions if question.part is Part.BLIND]
    kinds = Counter(question.kind for question in blind)

    assert min(kinds[kind] for kind in (Kind.QUESTION, Kind.MESSY)) >= 60
    assert instruments_of(blind) == set(library.instruments)


def test_no_topic_and_no_question_is_on_both_sides(questions):
    """No weight is learnt from what is measured, not even from other words of one topic."""
    sides: dict[str, set[Part]] = {}
    for question in questions:
        sides.setdefault(question.topic, set()).add(question.part)

    assert all(len(parts) == 1 for parts in sides.values())
    assert len({question.ask.casefold() for question in questions}) == len(questions)


def test_the_plans_of_the_scenarios_are_measured_only(library):
    """They were labelled by others; no weight is learnt from them."""
    plans = list(plans_as_questions(library))

    assert len(plans) >= 50
    assert {plan.part for plan in plans} == {Part.MEASURED}


def test_an_answer_that_is_not_in_the_corpus_is_told_with_its_place(library, tmp_path: Path):
    """A renamed provision shows as an error, not as worse search."""
    (tmp_path / "wrong.yaml").write_text(
        "- topic: t\n  part: tune\n  messy: [{ask: what, finds: ['gdpr:500']}]\n", encoding="utf-8"
    )

    with pytest.raises(AdvisorError, match=r"wrong\.yaml:1.*gdpr:500"):
        load_questions(library, tmp_path)


def test_a_hit_counts_if_it_covers_the_answer_or_stands_inside_it():
    """Who is sent to Art. 33(1) was well served where Art. 33 is labelled, and vice versa."""
    assert answered(asked("gdpr:33"), found("gdpr:34", "gdpr:33(1)")).ranks == (2,)
    assert answered(asked("gdpr:6(1)(f)"), found("gdpr:6(1)")).ranks == (1,)
    assert answered(asked("gdpr:6(1)(f)"), found("gdpr:6(1)(e)")).ranks == (None,)


def test_recall_counts_every_answer_and_rank_only_the_first():
    one = answered(asked("gdpr:33", "gdpr:34"), found("gdpr:5", "gdpr:34(1)"))

    assert recall_at_5([one]) == 0.5
    assert mrr([one]) == 0.5


def test_always_finding_what_is_asked_most_earns_little_by_article():
    """Nine questions on Art. 5 and one on Art. 9: knowing Art. 5 alone is half the work."""
    results = [answered(asked("gdpr:5"), found("gdpr:5"))] * 9
    results.append(answered(asked("gdpr:9"), found("gdpr:5")))

    assert recall_at_5(results) == 0.9
    assert macro_recall(results) == 0.5


def test_a_lead_is_measured_on_the_same_questions():
    """With nothing between two systems the interval of the lead is empty."""
    results = [answered(asked("gdpr:5"), found("gdpr:5")), answered(asked("gdpr:9"), [])]

    none = lead(recall_at_5, results, results)

    assert (none.value, none.low, none.high) == (0.0, 0.0, 0.0)
