"""The outermost edge: bounded bodies, strict headers, and no fault that escapes."""

from __future__ import annotations

import asyncio
import logging
import time
from http import HTTPStatus

import structlog
from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.errors import AdvisorError
from advisor.service.faults import Faults
from advisor.service.logs import REQUEST_ID, logger, request_id
from advisor.service.metrics import Metrics
from advisor.service.problems import SlowError, TooLargeError

log = logging.getLogger("advisor.service")
access = logger("advisor.access")

BODY_BYTES = 2 * 1024 * 1024
BATCH_BYTES = 16 * 1024 * 1024

SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "connect-src 'self'",
            "img-src 'self' data:",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Edge:
    """Sets headers, counts answers, and turns every stray fault into a 500. ASGI middleware."""

    def __init__(self, app: ASGIApp, *, faults: Faults, metrics: Metrics) -> None:
        self._app = app
        self._faults = faults
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and see its answer out."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, started = False, time.perf_counter()
        method = scope["method"]
        named = request_id(Headers(scope=scope).get(REQUEST_ID))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=named)
        if method == "HEAD":
            # The framework answers HEAD only where it is spelled out; it is GET without a body.
            scope = {**scope, "method": "GET"}

        async def seen_out(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.body" and method == "HEAD":
                message = {**message, "body": b""}
            if message["type"] == "http.response.start":
                begun = True
                self._metrics.request(_method(method), message["status"])
                if message["status"] == HTTPStatus.TOO_MANY_REQUESTS:
                    self._metrics.turned_away("rate")
                _tell(scope, method, message["status"], time.perf_counter() - started)
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = named
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                headers.add_vary_header("Accept")
            await send(message)

        try:
            await self._app(scope, receive, seen_out)
        except Exception as exc:
            # Nothing is further out.
            log.error("a request failed", exc_info=exc)
            if not begun:
                await self._faults.answer(Request(scope), exc)(scope, receive, seen_out)


class BodyLimit:
    """Reads a request's body up to a bound, before anything else looks at it."""

    def __init__(self, app: ASGIApp, *, faults: Faults, metrics: Metrics, seconds: float) -> None:
        self._app = app
        self._faults = faults
        self._metrics = metrics
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request whose body is within bounds, or answer 413; 408 where it dawdles."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        bound = BATCH_BYTES if scope["path"] == "/advise/batch" else BODY_BYTES
        try:
            body = await asyncio.wait_for(_read(scope, receive, bound), self._seconds)
        except TimeoutError:
            error: AdvisorError = SlowError(f"it took more than {self._seconds:g} seconds")
            await self._faults.answer(Request(scope), error)(scope, receive, send)
            return
        if body is None:
            self._metrics.turned_away("size")
            error = TooLargeError(f"the body may have up to {bound:,} bytes")
            await self._faults.answer(Request(scope), error)(scope, receive, send)
            return
        given = False

        async def read_body() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, read_body, send)


async def _read(scope: Scope, receive: Receive, bound: int) -> bytes | None:
    """Return the body, or nothing where it is longer than `bound`."""
    announced = dict(scope["headers"]).get(b"content-length", b"")
    if announced.isdigit() and int(announced) > bound:
        return None
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b"".join(parts)
        part = message.get("body", b"")
        size += len(part)
        if size > bound:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _tell(scope: Scope, method: str, status: int, seconds: float) -> None:
    """Log an answer: by what the address is declared as, since queries hold words of plans."""
    caller = scope.get("state", {}).get("caller")
    principal = getattr(caller, "principal", None)
    access.info(
        "answered",
        method=_method(method),
        route=getattr(scope.get("route"), "path", "none"),
        status=status,
        ms=round(seconds * 1000, 1),
        tenant=getattr(principal, "tenant", None),
        key=getattr(principal, "key_id", None),
    )


def _method(method: str) -> str:
    """Return a method name from a closed list: labels of a metric come from no stranger."""
    return method if method in ("GET", "HEAD", "POST", "OPTIONS") else "other"
