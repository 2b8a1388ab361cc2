"""Receipts over HTTP, and without asking anybody."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from advisor.records import Records, digest_of
from advisor.wire import AdviseRequest, Answer, Receipt
from tests.canned_advisor import CannedAdvisor, short_answer

REQUEST = {
    "action": "Pay back",
    "facts": {"purpose": "analytics"},
    "payload": {"tool": "refund", "arguments": {"amount": 10, "audience": ["a"], "to": "FR"}},
    "steps": [{"action": "first"}],
}


class Binding(CannedAdvisor):
    """Gives every answer a receipt for its request."""

    valid_for = timedelta(hours=1)

    def advise(self, request: AdviseRequest, *_: Any) -> Answer:
        from datetime import UTC, datetime

        from advisor.wire import Verdict

        answer = short_answer(Verdict.PROCEED)
        receipt = Receipt(
            digest=digest_of(request, answer.meta.as_of),
            valid_until=datetime.now(UTC) + self.valid_for,
        )
        return answer.model_copy(update={"receipt": receipt})


@pytest.fixture
def advisor() -> CannedAdvisor:
    return Binding()


@pytest.fixture
def receipt(agent: TestClient) -> dict[str, Any]:
    return dict(agent.post("/advise", json=REQUEST).json()["receipt"])


def verdict_on(client: TestClient, receipt: dict[str, Any], request: object) -> dict[str, Any]:
    answer = client.post("/receipts/verify", json={"receipt": receipt, "request": request})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_receipt_holds_for_its_request(agent, receipt):
    """Genuine, current, and for this: all three, and the verdict with it."""
    found = verdict_on(agent, receipt, REQUEST)

    assert found == {
        "valid": True,
        "genuine": True,
        "current": True,
        "for_this_request": True,
        "verdict": "proceed",
        "failures": [],
    }


@pytest.mark.parametrize(
    "change",
    [
        {"action": "Pay back twice"},
        {"facts": {}},
        {"payload": {"tool": "refund", "arguments": {"amount": 11, "audience": ["a"], "to": "FR"}}},
        {"payload": {"tool": "refund", "arguments": {"amount": 10, "audience": [], "to": "FR"}}},
        {"payload": {"tool": "refund", "arguments": {"amount": 10, "audience": ["a"], "to": "US"}}},
        {"payload": None},
        {"steps": [{"action": "second"}]},
        {"as_of": "2026-12-24"},
    ],
)
def test_another_amount_audience_or_destination_is_another_request(agent, receipt, change):
    """An agent cannot be advised on one call and make another."""
    found = verdict_on(agent, receipt, {**REQUEST, **change})

    assert (found["genuine"], found["current"], found["for_this_request"]) == (True, True, False)
    assert not found["valid"]
    assert found["failures"][0].startswith("for_this_request")


def test_the_same_request_written_otherwise_is_the_same(agent, receipt):
    """Order of members, nested facts and the date spelled out make no difference."""
    same = {
        "steps": REQUEST["steps"],
        "payload": {"arguments": {"to": "FR", "audience": ["a"], "amount": 10}, "tool": "refund"},
        "facts": {"purpose": "analytics"},
        "action": " Pay back ",
        "as_of": receipt["as_of"],
    }

    assert verdict_on(agent, receipt, same)["valid"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("verdict", "modify"),
        ("valid_until", "2099-01-01T00:00:00Z"),
        ("digest", "sha256:00"),
        ("id", "01JD8Z0000000000000000000A"),
        ("as_of", "2020-01-01"),
        ("key", "another"),
        ("signature", "ed25519:AAAA"),
        ("signature", None),
        ("signature", "none:"),
        ("valid_until", "2099-01-01T00:00:00"),
        ("id", "\x00"),
        ("id", None),
    ],
)
def test_a_changed_receipt_is_not_genuine(agent, receipt, member, value):
    """Every member is signed."""
    found = verdict_on(agent, {**receipt, member: value}, REQUEST)

    assert not found["genuine"]
    assert found["verdict"] is None


def test_a_lapsed_receipt_is_not_current(agent, advisor):
    """Leave has an end."""
    advisor.valid_for = timedelta(seconds=-1)
    receipt = agent.post("/advise", json=REQUEST).json()["receipt"]

    found = verdict_on(agent, receipt, REQUEST)

    assert (found["genuine"], found["current"]) == (True, False)
    assert found["failures"][0].startswith("current")


def test_an_overruled_opinion_gives_no_leave(agent, receipt, records):
    """What a reviewer took back holds no more, though it was signed."""
    key = records.keys.create("reviewer", "A. Lawyer")
    agent.headers["authorization"] = f"Bearer {key}"
    body = {"act": "overrule", "verdict": "refuse", "reason": "No."}
    agent.post(f"/opinions/{receipt['id']}/review", json=body)

    assert not verdict_on(agent, receipt, REQUEST)["current"]


def test_another_tenant_cannot_use_it(agent, receipt, records):
    """A receipt is for who asked."""
    agent.headers["authorization"] = f"Bearer {records.keys.create('agent', 'x', 'other')}"

    assert not verdict_on(agent, receipt, REQUEST)["genuine"]


def test_old_receipts_hold_after_a_rotation(agent, receipt, records: Records):
    """The old key still verifies what it signed, and new receipts name the new key."""
    new = records.signing.rotate()

    assert verdict_on(agent, receipt, REQUEST)["valid"]
    later = agent.post("/advise", json=REQUEST).json()["receipt"]
    assert later["key"] == new != receipt["key"]
    assert verdict_on(agent, later, REQUEST)["valid"]
    kids = [key["kid"] for key in agent.get("/.well-known/jwks.json").json()["keys"]]
    assert kids == [receipt["key"], new]


def test_the_private_key_is_for_its_owner_only(records: Records, receipt, tmp_path):
    """It is a file that nobody else can read, and not in the database."""
    (file,) = (tmp_path / "signing").glob("*.pem")

    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_the_documented_lines_verify_a_receipt(service, receipt):
    """docs/receipts.md shows how to do it without asking; what it shows works."""
    page = (Path(__file__).parents[2] / "docs" / "receipts.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert code is not None
    shown: dict[str, Any] = {}
    exec(code[1], shown)
    service.headers.pop("authorization", None)
    jwks = service.get("/.well-known/jwks.json").json()

    assert shown["holds"](receipt, REQUEST, jwks)
    assert not shown["holds"]({**receipt, "verdict": "modify"}, REQUEST, jwks)
    assert not shown["holds"](receipt, {**REQUEST, "action": "x"}, jwks)
    assert not shown["holds"](receipt, REQUEST, {"keys": []})


def test_large_integers_are_told_apart():
    """Beyond 2^53 canonical JSON would not see the last digits; the digest does."""
    day = date(2026, 11, 20)
    base = AdviseRequest(action="x", payload={"account": 9_007_199_254_740_993})
    near = AdviseRequest(action="x", payload={"account": 9_007_199_254_740_992})
    spelt = AdviseRequest(action="x", payload={"account": {"$integer": "9007199254740993"}})

    assert len({digest_of(request, day) for request in (base, near, spelt)}) == 3
