"""Asking for advice over HTTP."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from advisor.errors import UnavailableError
from advisor.records import Records
from tests.canned_advisor import CannedAdvisor

PLAN = "Score our prospects with a model hosted abroad"


def test_the_answer_has_the_members_of_the_contract(agent: TestClient) -> None:
    """What the contract names stands in the answer, under the names it gives."""
    answer = agent.post("/advise", json={"action": PLAN}).json()

    assert answer["verdict"] == "modify"
    assert answer["blocking"][0]["citations"] == ["gdpr:44", "gdpr:46(1)"]
    assert answer["facts"]["questions"][0]["if"] == {"true": "modify", "false": "modify"}
    assert answer["receipt"]["valid_until"] == "2026-11-21T10:00:00Z"
    assert answer["meta"]["as_of"] == "2026-11-20"


def test_an_opinion_is_stored_before_it_is_returned(agent: TestClient, records: Records) -> None:
    """Whatever an agent was told can be read again, with what it had asked."""
    answer = agent.post("/advise", json={"action": PLAN, "facts": {"purpose": None}}).json()

    stored = records.opinions.get("default", answer["id"])

    assert stored is not None
    assert stored.verdict == "modify"
    assert stored.request.facts == {"purpose": None}


def test_no_verdict_is_returned_that_could_not_be_stored(
    agent: TestClient, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Advice that leaves no record is no advice."""

    def full(*_: object, **__: object) -> None:
        raise UnavailableError("the records could not be written")

    monkeypatch.setattr(records.opinions, "add", full)

    response = agent.post("/advise", json={"action": "Answer a question about a late parcel"})

    assert response.status_code == 503
    assert "verdict" not in response.json()


def test_a_fault_in_the_advisor_never_becomes_a_verdict(agent: TestClient) -> None:
    """A bug is told as a fault on our side, as a problem document without inner detail."""
    response = agent.post("/advise", json={"action": "a plan that meets a fault"})

    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert "verdict" not in response.json()
    assert "a bug" not in response.text


@pytest.mark.parametrize(
    ("request_body", "field"),
    [
        ({}, "action"),
        ({"action": "   "}, "action"),
        ({"action": "x" * 8_001}, "action"),
        ({"action": PLAN, "as_of": "20 November"}, "as_of"),
        ({"action": PLAN, "as_of": 1}, "as_of"),
        ({"action": PLAN, "depth": "deep"}, "depth"),
        ({"action": PLAN, "reasoner": "oracle"}, "reasoner"),
        ({"action": PLAN, "fact": {}}, "fact"),
        ({"action": PLAN, "facts": {"colour": "red"}}, "facts.colour"),
        ({"action": PLAN, "facts": {"purpose": {"a": [{}]}}}, "facts.purpose.a"),
        ({"action": PLAN, "payload": "x" * 65_536}, "payload"),
        ({"action": PLAN, "steps": [{"action": "one"}] * 21}, "steps"),
        ({"action": PLAN, "steps": [{}]}, "steps.0"),
        ({"payload": {"tool": "send"}}, "action"),
    ],
)
def test_a_bad_member_is_named_with_what_is_allowed(
    agent: TestClient, advisor: CannedAdvisor, request_body: dict[str, object], field: str
) -> None:
    """Nothing is guessed: the field, the problem and what is allowed are told."""
    response = agent.post("/advise", json=request_body)

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert response.json()["errors"][0]["allowed"]
    assert advisor.asked == []


def test_a_step_may_be_the_call_alone(agent: TestClient, advisor: CannedAdvisor) -> None:
    """An agent that is about to make a call need not put it in words."""
    call = {"tool": "send_campaign", "arguments": {"segment": "top"}}

    response = agent.post("/advise", json={"steps": [{"payload": call}]})

    assert response.status_code == 200
    assert advisor.asked[0].steps[0].payload == call


def test_nested_and_dotted_facts_mean_the_same(agent: TestClient, advisor: CannedAdvisor) -> None:
    """`{"transfer": {"mechanism": "scc"}}` is `{"transfer.mechanism": "scc"}`."""
    for facts in ({"transfer": {"mechanism": "scc"}}, {"transfer.mechanism": "scc"}):
        agent.post("/advise", json={"facts": facts})

    assert advisor.asked[0] == advisor.asked[1]
    assert advisor.asked[0].facts == {"transfer.mechanism": "scc"}


@pytest.mark.parametrize("body", [b"{", b'{"action": "\\ud800"}', b"\xff", b"[" * 100_000])
def test_an_unreadable_body_is_a_clear_error(agent: TestClient, body: bytes) -> None:
    """Bytes that are no JSON, or no text, are the caller's to mend."""
    response = agent.post("/advise", content=body, headers={"content-type": "application/json"})

    assert response.status_code in (400, 422)
    assert response.json()["title"]


def test_a_body_beyond_the_bound_is_not_read(agent: TestClient) -> None:
    """Nobody can fill the memory of the service."""
    response = agent.post("/advise", content=b" " * (2 * 1024 * 1024 + 1))

    assert response.status_code == 413


def test_a_batch_keeps_its_order_and_a_bad_item_stands_alone(agent: TestClient) -> None:
    """One bad plan does not cost the others their answers."""
    plans = [
        {"action": PLAN},
        {"action": ""},
        "no object",
        {"action": "a plan that meets a fault"},
        {"action": "Answer a question about a late parcel"},
    ]

    answers = agent.post("/advise/batch", json={"requests": plans}).json()["answers"]

    assert [answer.get("verdict") or answer["status"] for answer in answers] == [
        "modify",
        422,
        422,
        500,
        "proceed",
    ]
    assert answers[1]["errors"][0]["field"] == "action"
    assert len(agent.get("/opinions").json()["opinions"]) == 2


def test_a_bare_array_is_answered_by_a_bare_array(agent: TestClient) -> None:
    """Lines of a file can be sent as they are."""
    answers = agent.post("/advise/batch", json=[{"action": PLAN}]).json()

    assert answers[0]["verdict"] == "modify"


def test_a_batch_has_a_bound(agent: TestClient) -> None:
    """A thousand plans in one call, and no more."""
    response = agent.post("/advise/batch", json=[{"action": "x"}] * 1_001)

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "requests"
