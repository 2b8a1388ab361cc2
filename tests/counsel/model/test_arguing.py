"""Open terms: both sides are heard apart, and only grounds that stand count."""

import json
from dataclasses import replace

import pytest

from advisor import wire
from tests.counsel.model.adversary import block
from tests.counsel.model.good_model import sensible

# A game looks at what its teenage players buy: is that profiling of children (s. 9(3) DPDP Act)?
FACTS = {
    "subjects.located_in": ["IN"],
    "actor.established_in": ["DE"],
    "subjects.relationship": "customer",
    "subjects.includes_children": True,
    "subjects.youngest_age": 16,
    "subjects.affected": "all",
    "purpose": "product_improvement",
    "purpose_original": "product_improvement",
    "operations": ["profile"],
    "data.categories": ["transaction"],
    "data.source": "data_subject",
    "data.minimised": True,
    "data.reveals_special": False,
    "legal_basis": "consent",
    "marketing.promotional": False,
    "transfer.destinations": [],
    "consent.status": "given",
    "consent.parental_verified": True,
    "consent.recorded": True,
    "consent.informed": True,
    "consent.free": True,
    "consent.specific": True,
    "consent.explicit": True,
    "safeguards.security": True,
    "safeguards.notice": True,
    "safeguards.recorded": True,
    "safeguards.impact_assessed": True,
}
REQUEST = wire.AdviseRequest(facts=FACTS, as_of="2027-06-01")
TERM = "tracking_or_targeting_child"


@pytest.fixture
def offline(advisor_with):
    answer = advisor_with().advise(REQUEST.model_copy(update={"reasoner": "offline"}))
    assert [one.concept for one in answer.issues if one.decisive] == [TERM]
    return answer


def found(answer):
    """The grounds that a model found."""
    issue = next(one for one in answer.issues if one.concept == TERM)
    return [g for r in issue.readings for g in r.grounds if (g.weight or "").startswith("model")]


def test_each_side_is_heard_apart_and_then_a_judge(server, advisor_with, offline):
    """For and against each reading, in calls that do not show each other; then the grounds."""
    server.answer = sensible
    answer = advisor_with(model_answer_seconds=20).advise(REQUEST)

    sides = [heard for heard in server.heard if heard.name == "brief"]
    readings = next(one for one in offline.issues if one.concept == TERM).readings
    assert len(sides) == 2 * len(readings)
    assert all("<<<GROUNDS" not in heard.data for heard in sides)
    assert sum(heard.name == "weighing" for heard in server.heard) == 1
    assert found(answer)
    assert answer.verdict is offline.verdict


def test_a_ground_on_what_was_not_given_is_struck(server, advisor_with, offline):
    """An invented provision takes its ground with it."""

    def inventing(heard):
        if heard.name != "brief":
            return sensible(heard)
        ground = {"canon": "text", "text": "It says so plainly.", "citations": ["dpdp:99(9)"]}
        return json.dumps({"grounds": [ground], "search": ""})

    server.answer = inventing
    answer = advisor_with(model_answer_seconds=20).advise(REQUEST)

    assert found(answer) == []
    notes = [note for entry in answer.trace if entry.step == "spend" for note in entry.details]
    assert any("cites what it was not given" in note for note in notes)


def test_counsel_may_search_so_often_and_no_more(server, advisor_with, offline, monkeypatch):
    """Whoever keeps asking for more provisions is stopped after two searches."""

    def searching(heard):
        if heard.name != "brief":
            return sensible(heard)
        given = list(json.loads(block(heard.data, "PROVISIONS")))
        return json.dumps({"grounds": [], "search": f"children {len(given)}"})

    server.answer = searching
    advisor = advisor_with(model_answer_seconds=20)
    ids = [str(p) for p in ("gdpr:8(1)", "gdpr:22(1)", "gdpr:21(3)")]
    asked = []

    def find(words, top, as_of):
        asked.append(words)
        return [ids[len(asked) % 3]]

    advisor.assistant = replace(advisor.assistant, find=find)
    advisor.advise(REQUEST)

    sides = 2 * len(next(one for one in offline.issues if one.concept == TERM).readings)
    assert 0 < len(asked) <= 2 * sides
    assert sum(heard.name == "brief" for heard in server.heard) <= 3 * sides


def test_no_argument_makes_the_answer_milder(server, advisor_with, offline):
    """However strong the judge finds the milder side."""

    def one_sided(heard):
        if heard.name == "weighing":
            grounds = block(heard.data, "GROUNDS").split("\n")
            mild = [n for n, text in enumerate(grounds, 1) if "Against" in text]
            return json.dumps({"strengths": [{"ground": n, "strength": 1} for n in mild]})
        return sensible(heard)

    server.answer = one_sided
    answer = advisor_with(model_answer_seconds=20).advise(REQUEST)

    order = ["proceed", "escalate", "modify", "refuse"]
    assert order.index(answer.verdict.value) >= order.index(offline.verdict.value)
