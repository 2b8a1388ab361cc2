"""The outermost edge: bounded bodies, strict headers, and no fault that escapes."""

from __future__ import annotations

import logging

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.service.faults import Faults
from advisor.service.metrics import Metrics
from advisor.service.problems import TooLargeError

log = logging.getLogger("advisor.service")

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
        begun = False

        async def seen_out(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._metrics.request(_method(scope["method"]), message["status"])
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                headers.add_vary_header("Accept")
            await send(message)

        try:
            await self._app(scope, receive, seen_out)
        except Exception as exc:
            # Nothing is further out.
            log.error("%s %s failed", scope["method"], scope["path"], exc_info=exc)
            if not begun:
                await self._faults.answer(Request(scope), exc)(scope, receive, seen_out)


class BodyLimit:
    """Reads a request's body up to a bound, before anything else looks at it."""

    def __init__(self, app: ASGIApp, *, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request whose body is within bounds, or answer 413."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        bound = BATCH_BYTES if scope["path"] == "/advise/batch" else BODY_BYTES
        body = await _read(scope, receive, bound)
        if body is None:
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


def _method(method: str) -> str:
    """Return a method name from a closed list: labels of a metric come from no stranger."""
    return method if method in ("GET", "HEAD", "POST", "OPTIONS") else "other"
