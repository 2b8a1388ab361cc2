"""The records: API keys, sessions and opinions, in one database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

from advisor.records.database import Database, sqlite_address
from advisor.records.keys import KeyEntry, Keys, Principal, Role
from advisor.records.opinions import Filter, Opinions
from advisor.records.sessions import Sessions

__all__ = [
    "Filter",
    "KeyEntry",
    "Keys",
    "Opinions",
    "Principal",
    "Records",
    "Role",
    "Sessions",
    "sqlite_address",
]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Records:
    """Everything that is kept, each kind under its name."""

    def __init__(self, database: Database, now: Callable[[], datetime] = _utc_now) -> None:
        self._database = database
        self.keys = Keys(database, now)
        self.sessions = Sessions(database, now)
        self.opinions = Opinions(database, now)

    @classmethod
    def open(cls, address: str, now: Callable[[], datetime] = _utc_now) -> Records:
        """Open the records at an SQLAlchemy `address`, bringing the tables up to date.

        Raises:
            UnavailableError: the database does not answer.
        """
        return cls(Database.open(address), now)

    def sign_in_address(self, base_url: str) -> str:
        """Return an address that signs an administrator in, once, within the hour."""
        query = urlencode({"token": self.sessions.token()})
        return f"{base_url.rstrip('/')}/sign-in?{query}"

    def ready(self) -> bool:
        """Whether the records can be read now."""
        return self._database.answers()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()
