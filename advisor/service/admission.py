"""How much advice is worked out at once: what is beyond is turned away early, with a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.service.faults import Faults
from advisor.service.metrics import Metrics
from advisor.service.problems import OverloadedError
from advisor.settings import Settings

ADVICE = frozenset({"/advise", "/advise/batch", "/ask"})
BATCH_FACTOR = 10
"""A batch may take so many times as long as one plan."""


class Admission:
    """Lets in as much advice as can be worked out, and a short queue. ASGI middleware.

    Whatever else is asked, `/healthz` above all, goes by the queue.
    """

    def __init__(
        self, app: ASGIApp, *, settings: Settings, faults: Faults, metrics: Metrics
    ) -> None:
        self._app = app
        self._settings = settings
        self._faults = faults
        self._metrics = metrics
        self._free = asyncio.Semaphore(settings.advice_at_once)
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on when it is its turn, or answer 503 with Retry-After."""
        if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] not in ADVICE:
            await self._app(scope, receive, send)
            return
        if not await self._turn():
            self._metrics.turned_away("overload")
            error = OverloadedError("more is asked than can be worked out now", 1)
            await self._faults.answer(Request(scope), error)(scope, receive, send)
            return
        seconds = self._settings.advice_timeout.total_seconds()
        if scope["path"] == "/advise/batch":
            seconds *= BATCH_FACTOR
        await self._worked_out(scope, receive, send, seconds)

    async def _turn(self) -> bool:
        """Wait for a free place, but neither behind too many nor for long."""
        if not self._free.locked():
            await self._free.acquire()
        elif self._waiting >= self._settings.advice_queue or not await self._queued():
            return False
        self._metrics.under_way.inc()
        return True

    async def _queued(self) -> bool:
        self._waiting += 1
        self._metrics.waiting.set(self._waiting)
        try:
            wait = self._settings.advice_wait.total_seconds()
            await asyncio.wait_for(self._free.acquire(), timeout=wait)
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
            self._metrics.waiting.set(self._waiting)
        return True

    async def _worked_out(self, scope: Scope, receive: Receive, send: Send, seconds: float) -> None:
        """Pass the request on; where no answer has begun in time, say so and listen no more.

        A computation in a thread cannot be stopped: it keeps its place until it is done.
        """
        relay = _Relay(send)
        task = asyncio.ensure_future(_run(self._app(scope, receive, relay.send)))
        task.add_done_callback(self._gone)
        try:
            done, _ = await asyncio.wait({task}, timeout=seconds)
            if not done and not relay.begun:
                relay.mute()
                self._metrics.turned_away("timeout")
                error = OverloadedError("no answer was found in time", 5)
                await self._faults.answer(Request(scope), error)(scope, receive, send)
                return
            await task
        except asyncio.CancelledError:
            task.cancel()
            raise

    def _gone(self, task: asyncio.Future[None]) -> None:
        self._free.release()
        self._metrics.under_way.dec()
        if not task.cancelled():
            task.exception()


class _Relay:
    """Passes an answer on until it is muted."""

    def __init__(self, send: Send) -> None:
        self._send: Callable[[Message], Awaitable[None]] | None = send
        self.begun = False

    async def send(self, message: Message) -> None:
        if self._send is not None:
            self.begun = True
            await self._send(message)

    def mute(self) -> None:
        self._send = None


async def _run(work: Awaitable[None]) -> None:
    await work
