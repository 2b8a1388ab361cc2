"""An OpenAI-compatible server on loopback that does what a test tells it to, good or bad."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

FIRST_PORT, LAST_PORT = 22000, 22999


@dataclass(frozen=True)
class Heard:
    """A request as the server got it."""

    model: str
    name: str
    """The name of the schema that the answer has to fit."""
    system: str
    data: str
    body: dict[str, Any]
    key: str

    def block(self, label: str) -> str:
        """What stands between the fences of one piece of data."""
        start = self.data.index(f"<<<{label} ")
        fence = self.data[start:].split("\n", 1)[0].split(" ")[1]
        return self.data[start:].split("\n", 1)[1].split(f"\n{fence} {label}>>>")[0]


Answer = Callable[[Heard], "str | Response"]


@dataclass
class ScriptedServer:
    """A server with one way to answer, which can be changed between calls."""

    port: int
    answer: Answer = lambda heard: "{}"
    heard: list[Heard] = field(default_factory=list)

    @property
    def base(self) -> str:
        """Its address as `ADVISOR_MODEL_API_BASE` takes it."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def complete(self, request: Request) -> Response:
        """Answer one request as the script says."""
        body = json.loads(await request.body())
        messages = body["messages"]
        heard = Heard(
            model=body["model"],
            name=body.get("response_format", {}).get("json_schema", {}).get("name", ""),
            system="\n".join(m["content"] for m in messages if m["role"] == "system"),
            data="\n".join(m["content"] for m in messages if m["role"] == "user"),
            body=body,
            key=request.headers.get("authorization", ""),
        )
        self.heard.append(heard)
        said = await asyncio.to_thread(self.answer, heard)
        return said if isinstance(said, Response) else streamed(said)


def chunk(text: str | None, **more: Any) -> str:
    """One event of a streamed answer."""
    delta = {} if text is None else {"role": "assistant", "content": text}
    choice = {"index": 0, "delta": delta, "finish_reason": None if text else "stop"}
    event = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    return f"data: {json.dumps({**event, 'choices': [choice], **more})}\n\n"


_USAGE = {"prompt_tokens": 1200, "completion_tokens": 80, "total_tokens": 1280}


def streamed(text: str) -> Response:
    """A good answer, in two pieces and with its usage."""

    async def events() -> AsyncIterator[str]:
        half = len(text) // 2
        for part in (text[:half], text[half:]):
            if part:
                yield chunk(part)
        yield chunk(None)
        yield chunk(None, usage=_USAGE).replace(
            '"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]', '"choices": []'
        )
        yield "data: [DONE]\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")


# Faults --------------------------------------------------------------------------------------


def slow(text: str, seconds: float) -> Response:
    """A good answer that takes its time."""
    time.sleep(seconds)
    return streamed(text)


def stalling(text: str, seconds: float = 30.0) -> Response:
    """Half an answer, then silence."""

    async def events() -> AsyncIterator[str]:
        yield chunk(text[: len(text) // 2])
        await asyncio.sleep(seconds)

    return StreamingResponse(events(), media_type="text/event-stream")


def dripping(seconds: float = 30.0) -> Response:
    """A letter now and then, so that no read ever times out."""

    async def events() -> AsyncIterator[str]:
        for _ in range(int(seconds / 0.1)):
            yield chunk(" ")
            await asyncio.sleep(0.1)

    return StreamingResponse(events(), media_type="text/event-stream")


def cut(text: str) -> Response:
    """Half an answer, then the connection breaks."""

    async def events() -> AsyncIterator[str]:
        yield chunk(text[: len(text) // 2])
        raise ConnectionResetError

    return StreamingResponse(events(), media_type="text/event-stream")


def too_many(retry_after: str | None = "1") -> Response:
    """429, with or without a word on when to come again."""
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return JSONResponse({"error": {"message": "slow down"}}, 429, headers=headers)


def broken(status: int = 500) -> Response:
    """An error of the server's own."""
    return JSONResponse({"error": {"message": "internal"}}, status)


def page() -> Response:
    """A page, as a proxy in the way would send it."""
    return HTMLResponse("<html><title>Sign in</title><p>Please sign in.</p></html>")


def giant(pieces: int = 20_000) -> Response:
    """An answer that does not end."""

    async def events() -> AsyncIterator[str]:
        for _ in range(pieces):
            yield chunk("word " * 50)
            await asyncio.sleep(0)

    return StreamingResponse(events(), media_type="text/event-stream")


# Running -------------------------------------------------------------------------------------


def free_port() -> int:
    """A port of the range that these tests use."""
    for port in range(FIRST_PORT, LAST_PORT):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise OSError("no port is free")


@contextmanager
def serving() -> Iterator[ScriptedServer]:
    """A scripted server while the block runs."""
    scripted = ScriptedServer(free_port())
    app = Starlette(routes=[Route("/v1/chat/completions", scripted.complete, methods=["POST"])])
    config = uvicorn.Config(
        app, port=scripted.port, log_level="critical", timeout_graceful_shutdown=0
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield scripted
    finally:
        server.should_exit = True
        thread.join(5)
