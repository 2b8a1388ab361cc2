"""A service over the canned advisor, with records of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from advisor.records import Records, sqlite_address
from advisor.service.app import create_app
from advisor.settings import Settings
from tests.canned_advisor import CannedAdvisor
from tests.service.headers import BROWSER


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = Records.open(sqlite_address(tmp_path / "records.db"))
    yield opened
    opened.close()


@pytest.fixture
def advisor() -> CannedAdvisor:
    return CannedAdvisor()


@pytest.fixture
def service(advisor: CannedAdvisor, records: Records, tmp_path: Path) -> TestClient:
    """A client without a key."""
    app = create_app(advisor, records, Settings(home=tmp_path, admin_key="fixed by the operator"))
    return TestClient(app, base_url="http://localhost")


@pytest.fixture
def agent(service: TestClient, records: Records) -> TestClient:
    """A client with an agent's key."""
    service.headers["authorization"] = f"Bearer {records.keys.create('agent', 'campaigns')}"
    return service


@pytest.fixture
def browser(service: TestClient, records: Records) -> TestClient:
    """A signed-in browser."""
    service.headers.update(BROWSER)
    address = records.sign_in_address("http://localhost")
    assert service.get(address, follow_redirects=False).status_code == 303
    return service
