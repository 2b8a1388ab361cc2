"""API keys: shown once, stored as a hash, told apart by their identifier."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from ulid import ULID

from advisor.errors import RequestError
from advisor.records.database import Database
from advisor.records.tables import ApiKey
from advisor.records.tenants import tenant_name

PREFIX = "ta"
REMEMBERED = 1_024


class Role(StrEnum):
    """What the holder of a key is there for."""

    AGENT = "agent"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking."""

    name: str
    role: Role
    tenant: str
    key_id: str | None = None


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """What may be shown of a key."""

    id: str
    name: str
    role: Role
    tenant: str
    created: datetime
    revoked: datetime | None


class Keys:
    """The API keys in the records."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._hasher = PasswordHasher()
        self._verified: OrderedDict[bytes, str] = OrderedDict()
        self._lock, self._slow = threading.Lock(), threading.Lock()

    def create(self, role: str | Role, name: str, tenant: str = "default") -> str:
        """Make a key and return it; it cannot be shown again.

        Raises:
            RequestError: the role is not known, the name is empty or too long, or the tenant
                has no proper name.
        """
        tenant_name(tenant)
        kind = _role(role)
        if not 0 < len(name.strip()) <= 200:
            raise RequestError("name", "a key needs a name", "1 to 200 characters")
        identifier, secret = str(ULID()), secrets.token_urlsafe(32)
        with self._database.writing() as session:
            session.add(
                ApiKey(
                    id=identifier,
                    hash=self._hasher.hash(secret),
                    role=kind,
                    name=name.strip(),
                    tenant=tenant,
                    created=self._now(),
                )
            )
        return f"{PREFIX}_{identifier}_{secret}"

    def list(self, tenant: str | None = None) -> tuple[KeyEntry, ...]:
        """Return the keys of a tenant, oldest first, without their secrets.

        Args:
            tenant: whose; left out, those of all, which is for the operator's command line.
        """
        query = select(ApiKey).order_by(ApiKey.id)
        if tenant is not None:
            query = query.where(ApiKey.tenant == tenant)
        with self._database.reading() as session:
            rows = session.scalars(query).all()
            return tuple(
                KeyEntry(row.id, row.name, Role(row.role), row.tenant, row.created, row.revoked)
                for row in rows
            )

    def revoke(self, identifier: str, tenant: str | None = None) -> bool:
        """End a key for good; say whether there was one to end.

        Args:
            tenant: whose key it must be; left out, anybody's.
        """
        which = [ApiKey.id == identifier, ApiKey.revoked.is_(None)]
        if tenant is not None:
            which.append(ApiKey.tenant == tenant)
        with self._database.writing() as session:
            ended = session.scalars(
                update(ApiKey).where(*which).values(revoked=self._now()).returning(ApiKey.id)
            ).all()
        return bool(ended)

    def principal(self, key: str) -> Principal | None:
        """Return who holds `key`, or nothing for a wrong or revoked one."""
        prefix, _, rest = key.partition("_")
        identifier, _, secret = rest.partition("_")
        if prefix != PREFIX or not secret:
            return None
        with self._database.reading() as session:
            row = session.get(ApiKey, identifier)
            if row is None or row.revoked is not None or not self._matches(row, secret):
                return None
            return Principal(row.name, Role(row.role), row.tenant, row.id)

    def _matches(self, row: ApiKey, secret: str) -> bool:
        """Whether `secret` is that of `row`. A slow hash is computed once a process, not a call."""
        digest = hashlib.sha256(f"{row.hash}:{secret}".encode(errors="replace")).digest()
        if self._known(digest, row):
            return True
        # One at a time: who sends many wrong keys takes neither all processors nor the memory.
        with self._slow:
            if self._known(digest, row):
                return True
            try:
                self._hasher.verify(row.hash, secret)
            except (VerificationError, InvalidHashError):
                return False
        with self._lock:
            self._verified[digest] = row.id
            if len(self._verified) > REMEMBERED:
                self._verified.popitem(last=False)
        return True

    def _known(self, digest: bytes, row: ApiKey) -> bool:
        with self._lock:
            if self._verified.get(digest) != row.id:
                return False
            self._verified.move_to_end(digest)
            return True


def _role(role: str | Role) -> Role:
    try:
        return Role(role)
    except ValueError as exc:
        raise RequestError("role", f"there is no role `{role}`", ", ".join(Role)) from exc
