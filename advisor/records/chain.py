"""The audit chain: every act is a record that carries the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

import rfc8785
from pydantic import JsonValue
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from advisor.records.tables import ChainRecord

FIRST = "0" * 64
"""What the first record names as the hash before it."""
EVERY = 500
"""A signed checkpoint is put into the chain at least this often."""
APPENDING = 7_204_117
"""The number of the lock that one PostgreSQL transaction holds while it appends."""
SYSTEM = "-"
"""Stands for the tenant where a record concerns all of them."""


class Kind(StrEnum):
    """What a record is about."""

    OPINION = "opinion"
    REVIEW = "review"
    WITHDRAWAL = "withdrawal"
    PRECEDENT = "precedent"
    SUSPENSION = "suspension"
    ERASURE = "erasure"
    KEY = "key"
    RETIREMENT = "retirement"
    CHECKPOINT = "checkpoint"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is to be recorded."""

    kind: Kind
    tenant: str
    subject: str
    body: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature and the key that made it."""

    kid: str
    value: str
    """Base64url without padding."""


class Signer(Protocol):
    """Signs with the key in use."""

    def sign(self, message: bytes) -> Signature | None:
        """Return a signature; nothing while no key was made yet."""


class Chain:
    """Appends records. The database lets one transaction append at a time."""

    def __init__(self, signer: Signer, now: Callable[[], datetime]) -> None:
        self._signer = signer
        self._now = now

    def append(self, session: Session, entries: Iterable[Entry]) -> None:
        """Add records within the caller's transaction, which must be a writing one."""
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": APPENDING})
        seq, previous = head(session)
        for entry in entries:
            seq, previous = self._add(session, entry, seq + 1, previous)
            if seq % EVERY == 0:
                seq, previous = self._check(session, seq, previous)

    def checkpoint(self, session: Session) -> ChainRecord | None:
        """Sign where the chain stands; nothing where it is empty or ends with a checkpoint."""
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": APPENDING})
        last = session.scalars(_LAST).first()
        if last is None or last.kind == Kind.CHECKPOINT:
            return last
        self._check(session, last.seq, last.hash)
        return session.scalars(_LAST).first()

    def _add(self, session: Session, entry: Entry, seq: int, previous: str) -> tuple[int, str]:
        record = ChainRecord(
            seq=seq,
            kind=entry.kind,
            tenant=entry.tenant,
            subject=entry.subject,
            created=self._now(),
            body=rfc8785.dumps(entry.body).decode(),
            previous=previous,
        )
        record.hash = hash_of(record)
        session.add(record)
        session.flush()
        return seq, record.hash

    def _check(self, session: Session, seq: int, head_hash: str) -> tuple[int, str]:
        message = checkpoint_message(seq, head_hash)
        signature = self._signer.sign(message)
        if signature is None:
            return seq, head_hash
        body: dict[str, JsonValue] = {
            "seq": seq,
            "hash": head_hash,
            "key": signature.kid,
            "signature": signature.value,
        }
        entry = Entry(Kind.CHECKPOINT, SYSTEM, f"{seq}", body)
        return self._add(session, entry, seq + 1, head_hash)


_LAST = select(ChainRecord).order_by(ChainRecord.seq.desc()).limit(1)


def head(session: Session) -> tuple[int, str]:
    """Return number and hash of the last record."""
    query = select(ChainRecord.seq, ChainRecord.hash).order_by(ChainRecord.seq.desc()).limit(1)
    row = session.execute(query).first()
    return (row.seq, row.hash) if row else (0, FIRST)


def hash_of(record: ChainRecord) -> str:
    """Return the hash that a record should carry: of all its members in canonical JSON."""
    return hashlib.sha256(rfc8785.dumps(plain(record))).hexdigest()


def plain(record: ChainRecord) -> dict[str, JsonValue]:
    """Return what a record's hash is over; also a line of the export, but for the hash."""
    return {
        "seq": record.seq,
        "kind": str(record.kind),
        "tenant": record.tenant,
        "subject": record.subject,
        "created": instant(record.created),
        "body": json.loads(record.body),
        "previous": record.previous,
    }


def instant(moment: datetime) -> str:
    """Return a moment as the chain writes it: UTC, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def checkpoint_message(seq: int, head_hash: str) -> bytes:
    """Return what a checkpoint's signature is over."""
    return rfc8785.dumps({"checkpoint": "treaty-advisor", "seq": seq, "hash": head_hash})
