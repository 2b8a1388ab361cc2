"""Sign-ins that began at an identity provider: each comes back once, to the same browser."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from advisor.records import tables
from advisor.records.database import Database

FLOW_LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Flow:
    """What must be the same when a sign-in comes back."""

    state: str
    browser: str
    """A secret that only the browser has in which it began."""
    nonce: str
    verifier: str
    """For PKCE; RFC 7636."""
    onward: str
    """The page that was wanted."""


class Flows:
    """The sign-ins that are under way."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def begin(self, onward: str) -> Flow:
        """Begin a sign-in and return it; it may come back within ten minutes."""
        state, browser, nonce = (secrets.token_urlsafe(32) for _ in range(3))
        flow = Flow(state, browser, nonce, secrets.token_urlsafe(48), onward)
        now = self._now()
        with self._database.writing() as session:
            session.execute(delete(tables.Flow).where(tables.Flow.expires < now))
            session.add(
                tables.Flow(
                    state=_hash(flow.state),
                    browser=_hash(flow.browser),
                    nonce=flow.nonce,
                    verifier=flow.verifier,
                    onward=flow.onward,
                    expires=now + FLOW_LIFE,
                )
            )
        return flow

    def end(self, state: str, browser: str) -> Flow | None:
        """Use up the sign-in with `state`; nothing where it is stale or another browser's."""
        now = self._now()
        with self._database.writing() as session:
            row = session.execute(
                delete(tables.Flow)
                .where(tables.Flow.state == _hash(state), tables.Flow.expires > now)
                .returning(
                    tables.Flow.browser,
                    tables.Flow.nonce,
                    tables.Flow.verifier,
                    tables.Flow.onward,
                )
            ).one_or_none()
        if row is None or not hmac.compare_digest(row.browser, _hash(browser)):
            return None
        return Flow(state, browser, row.nonce, row.verifier, row.onward)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
