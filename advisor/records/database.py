"""Opening the database: SQLite with a write-ahead log by default, PostgreSQL by its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from advisor.errors import UnavailableError

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATING = 7_204_116
"""The number of the lock that one PostgreSQL process holds while it migrates."""


_SECONDS = 5
"""How long the database may take: whoever asks for advice is then told to come back."""
_IMPATIENT = {
    "connect_timeout": _SECONDS,
    # Milliseconds: a server whose machine is gone, and one that is there and does not answer.
    "tcp_user_timeout": _SECONDS * 1000,
    "options": f"-c statement_timeout={_SECONDS * 1000} -c lock_timeout={_SECONDS * 1000}",
}


class Database:
    """One database with its tables up to date; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, address: str) -> Database:
        """Open the database at `address` and bring its tables up to date.

        Args:
            address: an SQLAlchemy URL, such as `sqlite:////var/lib/advisor/records.db`.

        Raises:
            UnavailableError: the database does not answer.
        """
        database = cls(_engine(_with_driver(make_url(address))))
        with _translated("the records could not be opened"):
            database._migrate()
        return database

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the records."""
        with _translated("the records could not be read"), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are kept together, or not at all."""
        engine = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        with (
            _translated("the records could not be written"),
            Session(engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def answers(self) -> bool:
        """Whether the database can be read now."""
        try:
            with self.reading() as session:
                return bool(session.execute(text("SELECT 1")).scalar_one())
        except UnavailableError:
            return False

    def settle(self) -> None:
        """Empty SQLite's write-ahead log, so that nothing erased is left in it.

        A reader that is under way holds it up; then the next checkpoint of SQLite's does it.
        """
        if self.engine.dialect.name != "sqlite":
            return
        with _translated("the write-ahead log could not be emptied"):
            raw = self.engine.raw_connection()
            try:
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                raw.close()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def _migrate(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        engine = self.engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # Another process may be migrating, and a great table takes its time.
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": MIGRATING})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def sqlite_address(file: Path) -> str:
    """Return the address of an SQLite database in `file`."""
    return URL.create("sqlite", database=str(file)).render_as_string(hide_password=False)


def _with_driver(url: URL) -> URL:
    """Name the driver that this project ships with, where the operator named none."""
    if url.drivername in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(
            url, pool_pre_ping=True, pool_timeout=_SECONDS, connect_args=_IMPATIENT
        )
    if url.database and url.database != ":memory:":
        file = Path(url.database)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": _SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would begin transactions by itself, too late and never around DDL.
    connection.isolation_level = None
    # What is erased is overwritten, not only marked as free.
    for pragma in (
        "journal_mode=WAL",
        "synchronous = FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(options.get("sqlite_begin", "BEGIN"))


@contextmanager
def _translated(problem: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as exc:
        raise UnavailableError(f"{problem}: {type(exc).__name__}") from exc
