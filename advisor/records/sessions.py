"""Signing in to the pages: one-time tokens, and the sessions they open."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from advisor.records.database import Database
from advisor.records.keys import Principal, Role
from advisor.records.tables import ApiKey, Session, SignIn

TOKEN_LIFE = timedelta(hours=1)
SESSION_LIFE = timedelta(hours=12)


class Sessions:
    """Who is signed in. Tokens are stored as hashes; they are random enough for a fast one."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def token(
        self, role: Role = Role.ADMIN, name: str = "operator", tenant: str = "default"
    ) -> str:
        """Return a token that signs in once, within the hour."""
        token, now = secrets.token_urlsafe(32), self._now()
        with self._database.writing() as session:
            session.execute(delete(SignIn).where(SignIn.expires < now))
            session.add(
                SignIn(
                    hash=_hash(token),
                    role=role,
                    name=name,
                    tenant=tenant,
                    expires=now + TOKEN_LIFE,
                )
            )
        return token

    def redeem(self, token: str) -> str | None:
        """Use up `token` and return the secret of a new session, or nothing for a stale one."""
        now = self._now()
        with self._database.writing() as session:
            row = session.execute(
                update(SignIn)
                .where(SignIn.hash == _hash(token), SignIn.used.is_(None), SignIn.expires > now)
                .values(used=now)
                .returning(SignIn.name, SignIn.role, SignIn.tenant)
            ).one_or_none()
        if row is None:
            return None
        return self.open(Principal(row.name, Role(row.role), row.tenant))

    def open(self, principal: Principal) -> str:
        """Open a session for `principal` and return its secret."""
        secret, now = secrets.token_urlsafe(32), self._now()
        with self._database.writing() as session:
            session.execute(delete(Session).where(Session.expires < now))
            session.add(
                Session(
                    hash=_hash(secret),
                    key_id=principal.key_id,
                    role=principal.role,
                    name=principal.name,
                    tenant=principal.tenant,
                    created=now,
                    expires=now + SESSION_LIFE,
                )
            )
        return secret

    def principal(self, secret: str) -> Principal | None:
        """Return who is signed in with `secret`; nothing once it lapsed or its key was revoked."""
        with self._database.reading() as session:
            row = session.get(Session, _hash(secret))
            if row is None or row.expires <= self._now():
                return None
            if row.key_id is not None:
                key = session.get(ApiKey, row.key_id)
                if key is None or key.revoked is not None:
                    return None
            return Principal(row.name, Role(row.role), row.tenant, row.key_id)

    def close(self, secret: str) -> None:
        """End the session with `secret`."""
        with self._database.writing() as session:
            session.execute(delete(Session).where(Session.hash == _hash(secret)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
