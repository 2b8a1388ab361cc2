"""Asking twice under one Idempotency-Key gives one record."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from advisor.records.contents import request_text
from advisor.records.database import Database
from advisor.records.tables import IdempotencyKey
from advisor.wire import AdviseRequest

KEPT = timedelta(hours=24)


class KeyTakenError(Exception):
    """Another process stored a record under the key in the meantime."""


@dataclass(frozen=True, slots=True)
class Known:
    """What stands under a key."""

    opinion: str
    same_request: bool


@dataclass(slots=True)
class _Turn:
    lock: threading.Lock = field(default_factory=threading.Lock)
    wanted: int = 0


class Idempotency:
    """The keys of the last day.

    A key is stored together with the opinion that it stands for, in one transaction: a crash
    leaves either both or neither, and nothing that would have to be waited for.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._turns: dict[tuple[str, str], _Turn] = {}
        self._guard = threading.Lock()

    def find(self, tenant: str, key: str, request: AdviseRequest) -> Known | None:
        """Return what stands under a key, and whether it was the same request."""
        with self._database.reading() as session:
            row = session.get(IdempotencyKey, (tenant, key))
            if row is None or row.created <= self._now() - KEPT:
                return None
            return Known(row.opinion_id, row.digest == _digest(request))

    @contextmanager
    def turn(self, tenant: str, key: str, wait: timedelta) -> Iterator[bool]:
        """Let one caller at a time work under a key; gives False where the wait was too long."""
        with self._guard:
            turn = self._turns.setdefault((tenant, key), _Turn())
            turn.wanted += 1
        held = turn.lock.acquire(timeout=wait.total_seconds())
        try:
            yield held
        finally:
            if held:
                turn.lock.release()
            with self._guard:
                turn.wanted -= 1
                if not turn.wanted:
                    del self._turns[(tenant, key)]


def take(
    session: Session, tenant: str, key: str, request: AdviseRequest, opinion: str, now: datetime
) -> None:
    """Put an opinion under a key, within the transaction that stores it.

    Raises:
        KeyTakenError: something stands under it.
    """
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created <= now - KEPT))
    if session.get(IdempotencyKey, (tenant, key)) is not None:
        raise KeyTakenError(key)
    session.add(
        IdempotencyKey(
            tenant=tenant, key=key, digest=_digest(request), created=now, opinion_id=opinion
        )
    )


def _digest(request: AdviseRequest) -> str:
    return hashlib.sha256(request_text(request).encode()).hexdigest()
