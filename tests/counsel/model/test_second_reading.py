"""What a model reads may forbid and ask. It lends no leave."""

import json

import pytest

from advisor import wire
from tests.counsel.model.good_model import PLAN, read, sensible


def reading(*facts, language="en"):
    """A model that reads just these facts, and drafts nothing that stands."""

    def answer(heard):
        if heard.name != "characterisation":
            return "{}"
        listed = [{"fact": fact, "value": value, "quote": quote} for fact, value, quote in facts]
        return json.dumps({"language": language, "facts": listed})

    return answer


def ask(advisor, words, **more):
    return advisor.advise(wire.AdviseRequest(action=words, **more))


def test_agreement_makes_an_answer_surer(server, advisor_with):
    """What both readings state is more certain, and the verdict stands."""
    server.answer = sensible
    advisor = advisor_with()
    offline, answer = ask(advisor, PLAN, reasoner="offline"), ask(advisor, PLAN)

    assert answer.verdict is offline.verdict is wire.Verdict.PROCEED
    sure = [
        next(one.confidence for one in said.facts.inferred if one.fact == "consent.status")
        for said in (offline, answer)
    ]
    assert sure[1] > sure[0]
    assert (answer.meta.reasoner, answer.meta.model) == ("model", "openai/scripted")


def test_a_stricter_fact_counts(server, advisor_with):
    """That the people are children, said in words that no cue knows, is taken from a model."""
    words = f"{PLAN}. Most of them still sit in year five."
    server.answer = reading(("subjects.includes_children", True, "still sit in year five"))

    answer = ask(advisor_with(), words)

    found = {one.fact: one.evidence for one in answer.facts.inferred}
    assert found["subjects.includes_children"] == "still sit in year five"
    assert answer.verdict is not wire.Verdict.PROCEED


def test_disagreement_on_what_permits_makes_it_unknown(server, advisor_with):
    """Offline reads a consent, the model reads none: nobody knows, and it is asked."""
    server.answer = reading(("consent.status", "refused", "they agreed to it"))
    answer = ask(advisor_with(), PLAN)

    assert answer.verdict is not wire.Verdict.PROCEED
    assert [one.fact for one in answer.facts.conflicts] == ["consent.status"]
    assert "Two readings" in answer.facts.conflicts[0].text


def test_a_consent_that_only_a_model_reads_is_a_question(server, advisor_with):
    """The verdict stays, and the reading is put to a human with where it would lead."""
    words = "E-mail our French customers a newsletter; every one of them is fine with that"
    server.answer = reading(("consent.status", "given", "every one of them is fine with that"))
    advisor = advisor_with()
    offline, answer = ask(advisor, words, reasoner="offline"), ask(advisor, words)

    assert offline.verdict is answer.verdict is wire.Verdict.ESCALATE
    asked = {one.fact: one for one in answer.facts.questions}
    assert "is fine with that" in asked["consent.status"].matters_because
    assert "consent.status" not in {one.fact for one in answer.facts.inferred}


GERMAN = (
    "Wir senden unseren Kunden in Deutschland, die eingewilligt haben, einen Newsletter per Mail"
)
GERMAN_FACTS = (
    ("purpose", "direct_marketing", "Newsletter"),
    ("operations", ["send_message"], "senden"),
    ("channel", "email", "per Mail"),
    ("subjects.located_in", ["DE"], "in Deutschland"),
    ("consent.status", "given", "eingewilligt haben"),
)


def test_another_language_is_read_twice_and_gives_no_leave(server, advisor_with):
    """Two prompts have to agree; what permits is asked, and the verdict is at most to ask."""
    server.answer = reading(*GERMAN_FACTS, language="de")
    answer = ask(advisor_with(), GERMAN)

    assert answer.verdict is wire.Verdict.ESCALATE
    assert sum(heard.name == "characterisation" for heard in server.heard) == 2
    assert "not see" not in server.heard[0].system
    assert server.heard[0].system != server.heard[1].system
    asked = {one.fact: one for one in answer.facts.questions}
    assert "eingewilligt haben" in asked["consent.status"].matters_because
    assert "consent.status" not in {one.fact for one in answer.facts.inferred}
    assert {"purpose", "channel"} <= {one.fact for one in answer.facts.inferred}


def test_what_one_of_two_readings_states_is_dropped(server, advisor_with):
    """A fact on which two readings of a foreign text differ is no fact."""
    said = iter([GERMAN_FACTS, GERMAN_FACTS[:2]])

    def answer(heard):
        if heard.name != "characterisation":
            return "{}"
        return reading(*next(said), language="de")(heard)

    server.answer = answer
    found = ask(advisor_with(), GERMAN)

    assert {one.fact for one in found.facts.inferred} <= {"purpose", "operations"}


def test_a_prohibition_in_another_language_is_found(server, advisor_with):
    """What a model reads may forbid: refused consent blocks in German as in English."""
    words = "Wir senden unseren Kunden in Deutschland, die widersprochen haben, Werbung per Mail"
    server.answer = reading(
        ("purpose", "direct_marketing", "Werbung"),
        ("operations", ["send_message"], "senden"),
        ("channel", "email", "per Mail"),
        ("subjects.located_in", ["DE"], "in Deutschland"),
        ("marketing.unsubscribed", True, "widersprochen haben"),
        language="de",
    )
    answer = ask(advisor_with(), words)

    assert answer.verdict in (wire.Verdict.MODIFY, wire.Verdict.REFUSE)
    assert any("gdpr:21(3)" in one.citations for one in answer.blocking)


def test_identifiers_do_not_leave_and_come_back_in_the_answer(server, advisor_with):
    """The model sees placeholders; the caller reads the plan's own words."""
    words = f"{PLAN}. Write to anna.kovacs@example.org first, she is nine years old."

    def answer(heard):
        if heard.name != "characterisation":
            return "{}"
        block = heard.block("PLAN")
        quote = block[block.index("Write to") : block.index(" first")]
        return json.dumps(
            read("en", {"fact": "subjects.includes_children", "value": True, "quote": quote})
        )

    server.answer = answer
    found = ask(advisor_with(), words)

    assert all("anna.kovacs" not in heard.data for heard in server.heard)
    evidence = [f.evidence for f in found.facts.inferred if f.fact == "subjects.includes_children"]
    assert evidence == ["Write to anna.kovacs@example.org"]
    assert "anna.kovacs" not in json.dumps([entry.model_dump() for entry in found.trace])


def test_the_reasoner_that_was_asked_for_answers(server, advisor_with):
    """`offline` asks no model, and `auto` asks the one that is there."""
    server.answer = sensible
    advisor = advisor_with()

    assert ask(advisor, PLAN, reasoner="offline").meta.reasoner == "offline"
    assert server.heard == []
    assert ask(advisor, PLAN, reasoner="auto").meta.reasoner == "model"


@pytest.mark.parametrize("quote", ["", "a", "not in the plan", "greed"])
def test_a_quotation_has_to_be_words_of_the_plan(server, advisor_with, quote):
    """Neither nothing, nor a letter, nor a part of a word."""
    server.answer = reading(("subjects.includes_children", True, quote))
    answer = ask(advisor_with(), PLAN)

    assert answer.verdict is wire.Verdict.PROCEED
    assert "subjects.includes_children" not in {one.fact for one in answer.facts.inferred}
