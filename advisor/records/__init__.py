"""The records: API keys, sessions, opinions, reviews and their audit chain, in one database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from advisor.errors import UnavailableError
from advisor.records.audit import Audit, Checkpoint, Fault, Report
from advisor.records.chain import Chain
from advisor.records.database import Database, sqlite_address
from advisor.records.flows import Flow, Flows
from advisor.records.idempotency import Idempotency, KeyTakenError, Known
from advisor.records.keys import KeyEntry, Keys, Principal, Role
from advisor.records.opinions import Filter, Opinions
from advisor.records.receipts import Receipts, digest_of
from advisor.records.reviews import Precedents, Reviews
from advisor.records.sessions import Sessions
from advisor.records.signing import Signing
from advisor.records.tallies import Tallies, Tally
from advisor.records.tenants import Tenants, tenant_name
from advisor.records.writer import Writer

__all__ = [
    "Audit",
    "Checkpoint",
    "Fault",
    "Filter",
    "Flow",
    "Flows",
    "KeyEntry",
    "KeyTakenError",
    "Keys",
    "Known",
    "Opinions",
    "Precedents",
    "Principal",
    "Receipts",
    "Records",
    "Report",
    "Reviews",
    "Role",
    "Sessions",
    "Tallies",
    "Tally",
    "Tenants",
    "digest_of",
    "sqlite_address",
    "tenant_name",
]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Records:
    """Everything that is kept, each kind under its name."""

    def __init__(
        self, database: Database, signing_folder: Path, now: Callable[[], datetime] = _utc_now
    ) -> None:
        self._database = database
        writer = Writer(database)
        self.keys = Keys(database, now)
        self.sessions = Sessions(database, now)
        self.flows = Flows(database, now)
        self.tenants = Tenants(database, now)
        self.signing = Signing(database, signing_folder, now)
        chain = Chain(self.signing, now)
        self.opinions = Opinions(database, writer, chain, self.signing, now)
        self.reviews = Reviews(database, writer, chain, now)
        self.precedents = Precedents(database, writer, chain, now)
        self.idempotency = Idempotency(database, now)
        self.receipts = Receipts(database, self.signing, now)
        self.tallies = Tallies(database, now)
        self.audit = Audit(database, writer, chain, self.signing, now)

    @classmethod
    def open(
        cls,
        address: str,
        now: Callable[[], datetime] = _utc_now,
        *,
        signing_folder: Path | None = None,
    ) -> Records:
        """Open the records at an SQLAlchemy `address`, bringing the tables up to date.

        Args:
            signing_folder: where private signing keys are; left out, beside an SQLite file.

        Raises:
            UnavailableError: the database does not answer.
        """
        database = Database.open(address)
        folder = signing_folder or beside(database)
        return cls(database, folder, now)

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


def beside(database: Database) -> Path:
    """Return the folder for signing keys that goes with an SQLite file."""
    file = database.engine.url.database
    if database.engine.dialect.name != "sqlite" or not file or file == ":memory:":
        raise UnavailableError("say in which folder the signing keys are")
    return Path(file).parent / "signing"
