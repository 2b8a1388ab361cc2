"""Tenants: whoever shares a service without seeing each other, and what is always true of each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import select

from advisor.errors import RequestError
from advisor.records.database import Database
from advisor.records.tables import Tenant

DEFAULT = "default"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


@dataclass(frozen=True, slots=True)
class TenantEntry:
    """A tenant and the facts that always hold for it."""

    name: str
    profile: Mapping[str, JsonValue]
    changed: datetime


class Tenants:
    """What is known of each tenant. One that was never named has no profile."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def profile(self, name: str) -> dict[str, JsonValue]:
        """Return the facts that always hold for a tenant; none where nothing was said."""
        with self._database.reading() as session:
            row = session.get(Tenant, name)
            found: dict[str, JsonValue] = json.loads(row.profile) if row else {}
            return found

    def set_profile(self, name: str, profile: Mapping[str, JsonValue]) -> None:
        """Keep the facts that always hold for a tenant, instead of those before.

        Raises:
            RequestError: this is no name of a tenant.
        """
        written = json.dumps(dict(profile), ensure_ascii=False, sort_keys=True)
        with self._database.writing() as session:
            session.merge(Tenant(name=tenant_name(name), profile=written, changed=self._now()))

    def list(self) -> tuple[TenantEntry, ...]:
        """Return all tenants that have a profile, by name."""
        with self._database.reading() as session:
            rows = session.scalars(select(Tenant).order_by(Tenant.name)).all()
            return tuple(TenantEntry(r.name, json.loads(r.profile), r.changed) for r in rows)


def tenant_name(name: str) -> str:
    """Return a tenant's name, checked.

    Raises:
        RequestError: it has signs that a name may not have.
    """
    if not _NAME.fullmatch(name):
        raise RequestError(
            "tenant",
            "this is no name of a tenant",
            "small letters, digits, `.`, `_`, `-`, up to 63",
        )
    return name
