"""An answer as events: steps as they are done, the answer or a problem last."""

import json

from advisor.errors import RequestError
from advisor.wire import TraceEntry

EVENTS = {"Accept": "text/event-stream"}


def events(text):
    """Names and data of all events, comments left out."""
    blocks = text.replace("\r\n", "\n").split("\n\n")
    found = [dict(line.split(": ", 1) for line in block.split("\n") if line) for block in blocks]
    return [(one["event"], one["data"]) for one in found if "event" in one]


def telling(advisor, monkeypatch):
    """Have the canned advisor tell of two steps."""
    canned = advisor.advise

    def advise(request, tell=None, *_):
        tell(TraceEntry(step="scope", text="two laws reach this plan"))
        tell(TraceEntry(step="characterise (model)", text="answered"))
        return canned(request)

    monkeypatch.setattr(advisor, "advise", advise, raising=False)


def test_steps_come_first_and_the_stored_answer_last(agent, advisor, monkeypatch):
    """The last event is the same answer that plain JSON would be, and it is stored."""
    telling(advisor, monkeypatch)
    response = agent.post("/advise", json={"action": "Send a newsletter"}, headers=EVENTS)

    said = events(response.text)
    assert response.headers["content-type"].startswith("text/event-stream")
    assert [name for name, _ in said] == ["step", "step", "answer"]
    assert json.loads(said[0][1])["text"] == "two laws reach this plan"
    answer = json.loads(said[-1][1])
    assert agent.get(f"/opinions/{answer['id']}", headers={"Accept": "application/json"}).is_success


def test_a_bad_request_ends_in_a_problem(agent, advisor, monkeypatch):
    """What is wrong with it comes as the last event; a malformed body is refused at once."""

    def refuse(request, tell=None, *_):
        raise RequestError("facts.colour", "unknown fact")

    monkeypatch.setattr(advisor, "advise", refuse, raising=False)
    name, data = events(agent.post("/advise", json={"action": "x"}, headers=EVENTS).text)[-1]

    assert name == "problem"
    assert json.loads(data)["errors"][0]["field"] == "facts.colour"
    assert agent.post("/advise", json={}, headers=EVENTS).status_code == 422


def test_a_fault_ends_in_a_problem_that_says_nothing_of_the_inside(agent, advisor, monkeypatch):
    """No leave, no stack trace."""

    def fail(request, tell=None, *_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(advisor, "advise", fail, raising=False)
    response = agent.post("/advise", json={"action": "x"}, headers=EVENTS)

    assert [name for name, _ in events(response.text)] == ["problem"]
    assert "secret detail" not in response.text
