"""What is logged: each request with its name, and no word of a plan, no key."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from advisor.service.logs import configure

SECRET_WORDS = "Zwetschgenröster prospects"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Leave logging as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure("debug")
    yield
    root.handlers = handlers
    root.setLevel(level)


def test_every_line_is_json_with_the_name_of_its_request(
    agent: TestClient, capfd: pytest.CaptureFixture[str]
) -> None:
    configure("info")

    response = agent.get("/norms", headers={"x-request-id": "crm-42"})

    entry = json.loads(capfd.readouterr().err.strip().splitlines()[-1])
    assert response.headers["x-request-id"] == "crm-42"
    assert entry["request_id"] == "crm-42"
    assert entry["route"] == "/norms"
    assert entry["status"] == 200
    assert entry["tenant"] == "default"


@pytest.mark.parametrize("odd", ["a b", "x" * 65, "", 'x"}', "é"])
def test_an_odd_name_is_replaced(agent: TestClient, odd: str) -> None:
    """Nobody writes lines into the log by a header."""
    named = agent.get("/norms", headers={"x-request-id": odd.encode()}).headers["x-request-id"]

    assert named != odd
    assert len(named) == 32


def test_neither_words_of_a_plan_nor_keys_are_logged(
    agent: TestClient, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not for an answer, a bad request, a fault, a search or an odd address."""
    configure("debug")
    agent.post("/advise", json={"action": SECRET_WORDS})
    agent.post("/advise", json={"action": SECRET_WORDS, "facts": {SECRET_WORDS: 1}})
    agent.post("/advise", json={"action": f"a plan that meets a fault {SECRET_WORDS}"})
    agent.get("/search", params={"q": SECRET_WORDS})
    agent.get(f"/norms/{SECRET_WORDS}")
    agent.get(f"/{SECRET_WORDS}")
    agent.get("/", params={"action": SECRET_WORDS})

    logged = capfd.readouterr().err

    assert '"frames": [' in logged
    assert "Zwetschgen" not in logged
    assert agent.headers["authorization"].split("_")[-1] not in logged
