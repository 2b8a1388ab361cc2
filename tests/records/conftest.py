"""Records on both databases, with a clock that tests move."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from advisor.records import Records, sqlite_address
from tests.postgres import new_database, server


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database of each kind in turn."""
    if request.param == "sqlite":
        return sqlite_address(tmp_path / "inner" / "records.db")
    return new_database(request.getfixturevalue("postgres"))


@pytest.fixture
def records(address: str, clock: Clock, tmp_path: Path) -> Iterator[Records]:
    opened = Records.open(address, clock, signing_folder=tmp_path / "signing")
    yield opened
    opened.close()


@pytest.fixture
def in_a_file(tmp_path: Path, clock: Clock) -> Iterator[Records]:
    """Records in SQLite, where a test looks at the file itself."""
    opened = Records.open(sqlite_address(tmp_path / "inner" / "records.db"), clock)
    yield opened
    opened.close()
