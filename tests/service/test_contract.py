"""The OpenAPI document tells the truth: made-up requests get what it says, and never a crash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from advisor.records import Records, sqlite_address
from advisor.service.app import create_app
from advisor.settings import Settings
from tests.canned_advisor import CannedAdvisor

KEY = "fixed by the operator"
HEADERS = {"authorization": f"Bearer {KEY}"}
HOLD = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    home = tmp_path_factory.mktemp("home")
    records = Records.open(sqlite_address(home / "records.db"))
    app = create_app(CannedAdvisor(may_fail=False), records, Settings(home=home, admin_key=KEY))
    yield schemathesis.openapi.from_asgi("/openapi.json", app, headers=HEADERS)
    records.close()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_made_up_requests_get_what_the_document_says(made_up: Any, mode: GenerationMode) -> None:
    """Every operation, with data that fit its schema and with data that do not."""
    checks = CHECKS.get_by_names(HOLD)
    asked: Counter[str] = Counter()
    for found in made_up.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
        )
        def holds(case: Any) -> None:
            asked[case.operation.label] += 1
            case.call_and_validate(headers=HEADERS, checks=checks)

        with suppress(Unsatisfiable):
            # Where nothing can be sent that does not fit, there is nothing to try.
            holds()

    assert asked.total() > 100
    assert asked["POST /advise"] >= 10


def document(client: TestClient) -> dict[str, Any]:
    assert isinstance(client.app, FastAPI)
    return client.app.openapi()


def test_the_document_is_openapi_3_1_with_examples(service: TestClient) -> None:
    found = document(service)

    assert found["openapi"].startswith("3.1")
    asked = found["paths"]["/advise"]["post"]["requestBody"]["content"]["application/json"]
    assert set(asked["examples"]) == {"words", "facts", "steps"}


def test_every_example_is_taken(agent: TestClient) -> None:
    """What the document shows works as it stands, but for facts that the canned advisor lacks."""
    asked = document(agent)["paths"]["/advise"]["post"]["requestBody"]["content"]
    for example in asked["application/json"]["examples"].values():
        response = agent.post("/advise", json=example["value"])
        assert response.status_code == 200 or "facts." in response.json()["detail"]


def test_every_operation_names_its_errors(service: TestClient) -> None:
    """As problem documents; with when to try again where that makes sense."""
    for path, operations in document(service)["paths"].items():
        for method, operation in operations.items():
            responses = operation["responses"]
            assert {"500", "503"} <= responses.keys(), (method, path)
            assert responses["503"]["headers"]["Retry-After"]
            for code, response in responses.items():
                if code.isdigit() and int(code) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]
            if method == "post":
                assert {"400", "401", "403", "413", "422", "429"} <= responses.keys(), path
