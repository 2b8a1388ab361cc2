"""The tables of the records, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Index, Integer, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones, so they are put back when reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """Write the moment in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """Read the moment as UTC."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables."""


class ApiKey(Base):
    """A key of an agent or a person. Only a hash of its secret is kept."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    hash: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    tenant: Mapped[str] = mapped_column(String(100))
    created: Mapped[datetime] = mapped_column(Instant)
    revoked: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (Index("api_keys_by_tenant", "tenant", "id"),)


class Tenant(Base):
    """A tenant, with the facts that always hold for it as JSON."""

    __tablename__ = "tenants"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    profile: Mapped[str] = mapped_column(Text)
    changed: Mapped[datetime] = mapped_column(Instant)


class SignIn(Base):
    """A one-time token that opens a session."""

    __tablename__ = "sign_ins"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    tenant: Mapped[str] = mapped_column(String(100))
    expires: Mapped[datetime] = mapped_column(Instant)
    used: Mapped[datetime | None] = mapped_column(Instant)


class Flow(Base):
    """A sign-in that began at an identity provider and has not come back yet."""

    __tablename__ = "flows"

    state: Mapped[str] = mapped_column(String(64), primary_key=True)
    browser: Mapped[str] = mapped_column(String(64))
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    onward: Mapped[str] = mapped_column(Text)
    expires: Mapped[datetime] = mapped_column(Instant)


class Session(Base):
    """A signed-in browser. It ends with the key that opened it, if a key did."""

    __tablename__ = "sessions"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_id: Mapped[str | None] = mapped_column(ForeignKey("api_keys.id"))
    role: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(200))
    tenant: Mapped[str] = mapped_column(String(100))
    created: Mapped[datetime] = mapped_column(Instant)
    expires: Mapped[datetime] = mapped_column(Instant)


class Opinion(Base):
    """What was asked and what was answered, as JSON, word for word."""

    __tablename__ = "opinions"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    created: Mapped[datetime] = mapped_column(Instant)
    tenant: Mapped[str] = mapped_column(String(100))
    request: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(String(16))
    as_of: Mapped[date] = mapped_column(Date)
    action: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    salt: Mapped[str | None] = mapped_column(String(64))
    """Goes into the hash of request and answer; erased with the words."""
    erased: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (Index("opinions_by_tenant", "tenant", "id"),)


class OpinionInstrument(Base):
    """An instrument that an opinion dealt with."""

    __tablename__ = "opinion_instruments"

    opinion_id: Mapped[str] = mapped_column(ForeignKey("opinions.id"), primary_key=True)
    instrument: Mapped[str] = mapped_column(String(64), primary_key=True)


class OpinionState(Base):
    """Where a reviewed or assigned opinion stands; without an entry it is unreviewed."""

    __tablename__ = "opinion_states"

    opinion_id: Mapped[str] = mapped_column(ForeignKey("opinions.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    owner: Mapped[str | None] = mapped_column(String(200))
    due: Mapped[datetime | None] = mapped_column(Instant)


class ReviewAct(Base):
    """An act of a reviewer; `body` is the review as it was recorded."""

    __tablename__ = "reviews"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    opinion_id: Mapped[str] = mapped_column(ForeignKey("opinions.id"), index=True)
    act: Mapped[str] = mapped_column(String(16))
    body: Mapped[str] = mapped_column(Text)
    withdrawn_by: Mapped[str | None] = mapped_column(String(26))


class PrecedentRow(Base):
    """An overruling that binds later plans; `body` is the precedent as it was recorded."""

    __tablename__ = "precedents"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(100), index=True)
    opinion_id: Mapped[str] = mapped_column(ForeignKey("opinions.id"), index=True)
    expires: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn: Mapped[datetime | None] = mapped_column(Instant)
    suspended: Mapped[datetime | None] = mapped_column(Instant)
    why: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text)


class ChainRecord(Base):
    """One link of the audit chain. Rows are added, never changed."""

    __tablename__ = "chain"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    tenant: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(64))
    """Identifier of what the record is about."""
    created: Mapped[datetime] = mapped_column(Instant)
    body: Mapped[str] = mapped_column(Text)
    """Canonical JSON."""
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index("chain_by_subject", "kind", "subject"),)


class PublicKey(Base):
    """The public half of a signing key; the private half is a file."""

    __tablename__ = "signing_keys"

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    public: Mapped[str] = mapped_column(String(64))
    created: Mapped[datetime] = mapped_column(Instant)
    retired: Mapped[datetime | None] = mapped_column(Instant)


class IdempotencyKey(Base):
    """A key under which a caller asked once, and the opinion that was stored for it."""

    __tablename__ = "idempotency_keys"

    tenant: Mapped[str] = mapped_column(String(100), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    created: Mapped[datetime] = mapped_column(Instant)
    opinion_id: Mapped[str] = mapped_column(ForeignKey("opinions.id"))
