"""Whatever goes wrong with a model, an answer comes in time, from the offline steps."""

import pytest

from advisor import wire
from tests.counsel.model.faults import FAULTS, suffer
from tests.counsel.model.good_model import PLAN, sensible
from tests.counsel.model.scripted_server import broken, serving, stalling

OFFLINE_AND_CHANCE = 3.0
"""Seconds that a busy machine may take beside the model's own time."""


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "-"))
def test_each_fault_ends_in_an_answer_in_time(fault, server, advisor_with):
    """The verdict is the offline one; what could not be used is replaced, and that is said."""
    advisor = advisor_with(model_call_seconds=1.5, model_answer_seconds=4.0)
    offline = advisor.advise(wire.AdviseRequest(action=PLAN, reasoner="offline"))

    came = suffer(advisor, server, fault)

    assert came.seconds < 4.0 + OFFLINE_AND_CHANCE
    assert came.answer.verdict is offline.verdict
    assert (came.read, came.drafted) == (fault.read, fault.drafted)
    if not fault.read:
        assert came.answer.meta.reasoner == "offline"
        assert came.answer.summary == offline.summary
        assert came.answer.limits[0].topic == "reasoner"


def test_a_fault_is_never_remembered(server, advisor_with):
    """After an outage the next caller gets the model's reading, not what stood in for it."""
    advisor = advisor_with()
    outage = advisor_answer(advisor, server, lambda heard: broken(401))
    better = advisor_answer(advisor, server, sensible)
    again = advisor_answer(advisor, server, lambda heard: broken(500))

    assert [outage.meta.reasoner, better.meta.reasoner] == ["offline", "model"]
    assert again.summary == better.summary
    assert not server.heard


def test_a_second_model_stands_in_for_the_first(server, advisor_with):
    """Its name is in the answer, and the trace says why the first did not answer."""
    with serving() as second:
        second.answer = sensible
        advisor = advisor_with(model_fallback="openai/second", model_fallback_api_base=second.base)
        answer = advisor_answer(advisor, server, lambda heard: broken(503))

    assert answer.meta.model == "openai/second"
    assert any("openai/scripted: the server failed" in entry.text for entry in answer.trace)


def test_a_model_that_keeps_failing_is_left_alone(server, advisor_with):
    """After five failures in a row it is not even asked, and nobody waits for it."""
    advisor = advisor_with()
    for number in range(5):
        advisor_answer(advisor, server, lambda heard: broken(500), f"{PLAN}, part {number}")
    answer = advisor_answer(advisor, server, sensible)

    assert not server.heard
    assert any("left alone" in entry.text for entry in answer.trace)


def test_the_gate_never_waits_for_a_model(server, advisor_with):
    """`depth: gate` asks none, whatever `reasoner` says."""
    server.answer = lambda heard: stalling("{}")

    answer = advisor_with().advise(wire.AdviseRequest(action=PLAN, depth="gate", reasoner="model"))

    assert not server.heard
    assert answer.meta.reasoner == "offline"


def test_a_bound_on_tokens_ends_the_work(server, advisor_with):
    """What would go beyond is not asked; the spend is in the trace."""
    server.answer = sensible
    answer = advisor_with(model_tokens=1_000).advise(wire.AdviseRequest(action=PLAN))

    assert len(server.heard) == 1
    assert any("tokens are used up" in entry.text for entry in answer.trace)
    spend = next(entry.text for entry in answer.trace if entry.step == "spend")
    assert "1,200 tokens read and 80 written" in spend


def test_what_a_model_elsewhere_may_not_see_it_does_not_get(server, advisor_with):
    """Without a rule that lets a plan out, only addresses at home are asked."""
    answer = advisor_with(model="openai/hosted", model_api_base=None).advise(
        wire.AdviseRequest(action=PLAN, reasoner="model")
    )

    assert answer.meta.reasoner == "offline"
    assert any("served elsewhere" in entry.text for entry in answer.trace)


def test_a_key_is_sent_to_the_server_and_shown_nowhere(server, advisor_with):
    """It reaches the provider, and neither answer nor settings print it."""
    server.answer = sensible
    advisor = advisor_with(model_api_key="sk-very-secret")
    answer = advisor.advise(wire.AdviseRequest(action=PLAN))

    assert server.heard[0].key == "Bearer sk-very-secret"
    assert "very-secret" not in answer.model_dump_json()
    assert "very-secret" not in f"{advisor.settings!r} {advisor.assistant!r}"


def advisor_answer(advisor, server, answer, words=PLAN):
    server.answer = answer
    server.heard.clear()
    return advisor.advise(wire.AdviseRequest(action=words))
