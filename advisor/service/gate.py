"""Who may come in: every address asks for a key or a session, but for a short list."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from fastapi import Request
from pydantic import SecretStr
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from advisor.errors import AdvisorError
from advisor.records import Principal, Records, Role
from advisor.service.faults import Faults
from advisor.service.negotiation import wants_page
from advisor.service.problems import ForbiddenError, UnauthorisedError
from advisor.settings import Settings

SESSION_COOKIE = "advisor_session"
UNASKED = frozenset({"/healthz", "/readyz"})
"""Answered without asking who is there: they must answer when the records do not."""
OPEN_ADDRESSES = frozenset({*UNASKED, "/sign-in", "/sign-in/oidc", "/sign-in/oidc/return"})
OPEN_FOLDERS = ("/static/", "/.well-known/")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, and by what proof."""

    principal: Principal
    session: str | None = None
    """The secret of the session where a browser is signed in; absent where a key was shown."""

    @property
    def form_token(self) -> str:
        """A token that a form must carry, so that no other site can post for this session."""
        return hashlib.sha256(f"form:{self.session}".encode()).hexdigest()


class Rates(Protocol):
    """Counts what callers ask for."""

    def take(self, caller: Caller, cost: int = 1) -> None:
        """Count a request.

        Raises:
            TooManyError: it is more than the caller may ask for now.
        """

    def wrong_key(self, address: str) -> None:
        """Count a wrong key from a network address.

        Raises:
            TooManyError: there were too many from there.
        """


class Doorkeeper:
    """Knows keys and sessions."""

    def __init__(self, records: Records, admin_key: SecretStr | None) -> None:
        self._records = records
        self._admin_key = admin_key

    def by_key(self, key: str) -> Principal | None:
        """Return who holds `key`."""
        fixed = self._admin_key.get_secret_value() if self._admin_key else ""
        if fixed and hmac.compare_digest(fixed.encode(), key.encode(errors="replace")):
            return Principal("administrator", Role.ADMIN, "default")
        return self._records.keys.principal(key)

    def caller(self, headers: Headers, cookies: dict[str, str]) -> Caller | None:
        """Return who is asking. A key that was shown must be right, even beside a session."""
        shown = headers.get("authorization")
        if shown is not None:
            scheme, _, key = shown.partition(" ")
            principal = self.by_key(key.strip()) if scheme.lower() == "bearer" else None
            return Caller(principal) if principal else None
        session = cookies.get(SESSION_COOKIE)
        principal = self._records.sessions.principal(session) if session else None
        return Caller(principal, session) if principal else None


class Gate:
    """Lets nobody unknown in. ASGI middleware."""

    def __init__(
        self, app: ASGIApp, *, doorkeeper: Doorkeeper, rates: Rates, faults: Faults
    ) -> None:
        self._app = app
        self._doorkeeper = doorkeeper
        self._rates = rates
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Find out who is asking and pass it on, or answer 401; 429 where it is too often."""
        if scope["type"] != "http" or scope["path"] in UNASKED:
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            caller = await run_in_threadpool(self._known, request)
        except AdvisorError as exc:
            # Nobody is let in while the records do not say who it is.
            await self._faults.answer(request, exc)(scope, receive, send)
            return
        if caller is None and not _open(request.url.path):
            await self._turned_away(request)(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = caller
        await self._app(scope, receive, send)

    def _known(self, request: Request) -> Caller | None:
        caller = self._doorkeeper.caller(request.headers, request.cookies)
        if caller is not None:
            self._rates.take(caller)
        elif "authorization" in request.headers:
            self._rates.wrong_key(request.client.host if request.client else "")
        return caller

    def _turned_away(self, request: Request) -> Response:
        accept = request.headers.get("accept", "")
        if request.method in ("GET", "HEAD") and wants_page(accept):
            here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/sign-in?{urlencode({'next': here})}", status_code=303)
        error = UnauthorisedError("send `Authorization: Bearer <key>` with a key that is not ended")
        response = self._faults.answer(request, error)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response


def _open(path: str) -> bool:
    return path in OPEN_ADDRESSES or path.startswith(OPEN_FOLDERS)


def caller_of(request: Request) -> Caller:
    """Return who is asking; the gate let nobody else through."""
    caller = getattr(request.state, "caller", None)
    if not isinstance(caller, Caller):
        raise UnauthorisedError("nobody is signed in")
    return caller


def key_holder(request: Request) -> Caller:
    """Return the caller of an address that changes something and takes JSON: keys only."""
    caller = caller_of(request)
    if caller.session is not None:
        raise ForbiddenError("this address takes an API key, not a signed-in browser")
    return caller


def as_reviewer(caller: Caller) -> Caller:
    """Return the caller of something that only reviewers and administrators may do."""
    if caller.principal.role not in (Role.REVIEWER, Role.ADMIN):
        raise ForbiddenError("only a reviewer or an administrator may do this")
    return caller


def as_admin(caller: Caller) -> Caller:
    """Return the caller of something that only administrators may do."""
    if caller.principal.role is not Role.ADMIN:
        raise ForbiddenError("only an administrator may do this")
    return caller


def check_form(request: Request, form_token: str) -> Caller:
    """Return the caller who posted a form of ours from a page of ours."""
    caller = caller_of(request)
    if caller.session is None or not hmac.compare_digest(
        caller.form_token.encode(), form_token.encode(errors="replace")
    ):
        raise ForbiddenError("the form is stale: go back, load the page again and send it again")
    return caller


def same_site(request: Request) -> bool:
    """Whether a form without a session was posted from our own pages."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        # Decides alone: under a strict Referrer-Policy browsers write the origin as `null`.
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or origin == f"{request.url.scheme}://{request.url.netloc}"


def encrypted(request: Request, settings: Settings) -> bool:
    """Whether browsers reach the service by https, so that cookies are for https alone."""
    return (settings.public_url or str(request.base_url)).startswith("https://")


def inner_address(address: str) -> str:
    """Return `address` if it leads to a page of this site, else the start page."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address.isprintable() else "/"
