"""Reviewing over HTTP: from an escalation to a precedent, and to a scenario."""

from __future__ import annotations

import threading
import time

import pytest
from fastapi.testclient import TestClient

from advisor.records import Records

REASON = {"reason": "No basis was shown."}


@pytest.fixture
def opinion(agent: TestClient) -> str:
    return str(agent.post("/advise", json={"action": "Ask something else"}).json()["id"])


@pytest.fixture
def reviewer(agent: TestClient, opinion: str, records: Records) -> TestClient:
    """The client, now with a reviewer's key."""
    agent.headers["authorization"] = f"Bearer {records.keys.create('reviewer', 'A. Lawyer')}"
    return agent


def test_an_overruling_binds_and_stands_in_the_opinion(reviewer, opinion):
    """Who reviews gets the act, the state and the precedent; the opinion shows all three."""
    body = {"act": "overrule", "verdict": "refuse", **REASON}

    answer = reviewer.post(f"/opinions/{opinion}/review", json=body)

    assert answer.status_code == 201
    outcome = answer.json()
    assert (outcome["state"], outcome["review"]["by"]) == ("overruled", "A. Lawyer")
    assert outcome["precedent"]["opinion"] == opinion
    stored = reviewer.get(f"/opinions/{opinion}").json()
    assert stored["state"] == "overruled"
    assert stored["reviews"][0]["reason"] == REASON["reason"]
    assert stored["precedent"]["standing"] == "binding"
    (listed,) = reviewer.get("/precedents").json()["precedents"]
    assert listed["precedent"]["id"] == outcome["review"]["id"]


def test_an_overruling_can_be_for_one_opinion_only(reviewer, opinion):
    """The scope is the reviewer's to narrow, and the answer says so."""
    body = {"act": "overrule", "verdict": "refuse", "scope": {"binds": False}, **REASON}

    outcome = reviewer.post(f"/opinions/{opinion}/review", json=body).json()

    assert outcome["precedent"] is None
    assert "this opinion only" in outcome["note"]


def test_an_agent_does_not_review(agent, opinion):
    """Who is advised does not overrule the advice."""
    answer = agent.post(f"/opinions/{opinion}/review", json={"act": "affirm", **REASON})

    assert answer.status_code == 403


def test_lists_can_be_narrowed(reviewer, opinion):
    """State, words and days; a state that does not exist is told."""
    reviewer.post(f"/opinions/{opinion}/review", json={"act": "affirm", **REASON})

    def listed(**params: str) -> list[str]:
        found = reviewer.get("/opinions", params=params).json()["opinions"]
        return [entry["id"] for entry in found]

    assert listed(state="affirmed", q="something ELSE") == [opinion]
    assert listed(state="unreviewed") == []
    assert listed(since="2100-01-01") == listed(until="1990-01-01") == []
    assert reviewer.get("/opinions", params={"state": "odd"}).status_code == 422


@pytest.mark.parametrize("name", ["01JD8Z0000000000000000000A", "nothing", "%00"])
def test_what_is_not_there_is_not_found(reviewer, name):
    """An unknown opinion has no review, no scenario and no page."""
    assert reviewer.get(f"/opinions/{name}").status_code == 404
    assert reviewer.get(f"/opinions/{name}/scenario").status_code == 404
    body = {"act": "affirm", **REASON}
    assert reviewer.post(f"/opinions/{name}/review", json=body).status_code == 404


def test_a_bad_review_names_what_is_wrong(reviewer, opinion):
    """Each member by its name."""
    answer = reviewer.post(f"/opinions/{opinion}/review", json={"act": "affirm"})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "reason"


def test_a_scenario_is_a_file(reviewer, opinion):
    """One click turns a reviewed opinion into something that is tested ever after."""
    answer = reviewer.get(f"/opinions/{opinion}/scenario")

    assert answer.headers["content-type"].startswith("application/yaml")
    assert opinion in answer.headers["content-disposition"]


def test_one_key_gives_one_record(agent, records):
    """Asked again, the same opinion; another request under the key is an error by its name."""
    body = {"action": "Score people"}
    first = agent.post("/advise", json=body, headers={"Idempotency-Key": "a-1"})
    again = agent.post("/advise", json=body, headers={"Idempotency-Key": "a-1"})
    other = agent.post("/advise", json={"action": "x"}, headers={"Idempotency-Key": "a-1"})
    bad = agent.post("/advise", json=body, headers={"Idempotency-Key": "a b"})

    assert first.json() == again.json()
    assert records.audit.verify().counts["opinion"] == 1
    for answer in (other, bad):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


def test_many_at_once_under_one_key_are_worked_out_once(agent, advisor, monkeypatch):
    """A client that retries impatiently costs one opinion."""
    unhurried = advisor.advise

    def slowly(request, *others):
        time.sleep(0.2)
        return unhurried(request, *others)

    monkeypatch.setattr(advisor, "advise", slowly)
    given: list[str] = []

    def ask() -> None:
        headers = {"Idempotency-Key": "a-3"}
        answer = agent.post("/advise", json={"action": "Score people"}, headers=headers)
        given.append(answer.json()["id"])

    callers = [threading.Thread(target=ask) for _ in range(5)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert len(given) == 5
    assert len(set(given)) == 1
    assert len(advisor.asked) == 1


def test_a_fault_leaves_the_key_free(agent, service):
    """What failed may be asked again under the same key."""
    quiet = TestClient(service.app, base_url="http://localhost", raise_server_exceptions=False)
    quiet.headers.update(agent.headers)
    for _ in range(2):
        answer = quiet.post(
            "/advise", json={"action": "a fault"}, headers={"Idempotency-Key": "a-2"}
        )
        assert answer.status_code == 500
