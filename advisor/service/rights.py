"""Who may do what: one table over all addresses. What is not in it is for administrators."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request

from advisor.records import Role
from advisor.service.gate import caller_of
from advisor.service.problems import ForbiddenError

ANYONE = None
"""Open without a key."""

_RANK = {Role.AGENT: 0, Role.REVIEWER: 1, Role.ADMIN: 2}
"""A reviewer may do what an agent may, an administrator all."""

RIGHTS: Mapping[tuple[str, str], Role | None] = {
    ("GET", "/healthz"): ANYONE,
    ("GET", "/readyz"): ANYONE,
    ("GET", "/.well-known/jwks.json"): ANYONE,
    ("GET", "/sign-in"): ANYONE,
    ("POST", "/sign-in"): ANYONE,
    ("GET", "/sign-in/oidc"): ANYONE,
    ("GET", "/sign-in/oidc/return"): ANYONE,
    ("POST", "/sign-out"): Role.AGENT,
    ("GET", "/metrics"): Role.AGENT,
    ("GET", "/openapi.json"): Role.AGENT,
    ("POST", "/advise"): Role.AGENT,
    ("POST", "/advise/batch"): Role.AGENT,
    ("GET", "/"): Role.AGENT,
    ("POST", "/ask"): Role.AGENT,
    ("POST", "/receipts/verify"): Role.AGENT,
    ("GET", "/review"): Role.REVIEWER,
    ("POST", "/review/{identifier}"): Role.REVIEWER,
    ("GET", "/figures"): Role.AGENT,
    ("GET", "/admin"): Role.ADMIN,
    ("POST", "/admin/keys"): Role.ADMIN,
    ("POST", "/admin/keys/{identifier}/end"): Role.ADMIN,
    ("POST", "/admin/audit"): Role.ADMIN,
    ("GET", "/opinions/{identifier}.pdf"): Role.AGENT,
    ("GET", "/opinions"): Role.AGENT,
    ("GET", "/opinions/{identifier}"): Role.AGENT,
    ("POST", "/opinions/{identifier}/review"): Role.REVIEWER,
    ("GET", "/opinions/{identifier}/scenario"): Role.REVIEWER,
    ("GET", "/precedents"): Role.AGENT,
    ("GET", "/search"): Role.AGENT,
    ("GET", "/provisions/{identifier:path}"): Role.AGENT,
    ("GET", "/instruments"): Role.AGENT,
    ("GET", "/instruments/{identifier}"): Role.AGENT,
    ("GET", "/coverage"): Role.AGENT,
    ("GET", "/norms"): Role.AGENT,
    ("GET", "/norms/{identifier}"): Role.AGENT,
    ("GET", "/facts"): Role.AGENT,
    ("GET", "/concepts"): Role.AGENT,
}
"""The lowest role that an address is for."""


def needed(method: str, template: str) -> Role | None:
    """Return the lowest role for an address, given as it is declared; `ANYONE` where it is open."""
    return RIGHTS.get(("GET" if method == "HEAD" else method, template), Role.ADMIN)


def check_right(request: Request) -> None:
    """Let nobody do what the table does not give to their role.

    Raises:
        ForbiddenError: the role is too low.
        UnauthorisedError: nobody is signed in.
    """
    template = getattr(request.scope.get("route"), "path", "")
    lowest = needed(request.method, template)
    if lowest is ANYONE:
        return
    role = caller_of(request).principal.role
    if _RANK[role] < _RANK[lowest]:
        raise ForbiddenError(f"this is for the role `{lowest}`, and the key has the role `{role}`")
