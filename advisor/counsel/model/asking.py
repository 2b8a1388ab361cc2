"""Asking a model one thing: within bounds, with retries, a second model, and one repair.

Whatever goes wrong ends in one of two errors, so that the caller can go on offline: nobody
answered (`ModelUnavailableError`), or the answer cannot be used (`CounselError`).
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypeVar

import pybreaker
import rfc8785
from pydantic import BaseModel, JsonValue, ValidationError

from advisor.counsel.model.calling import (
    Call,
    Endpoint,
    Message,
    Reply,
    SchemaRefusedError,
    Transport,
)
from advisor.counsel.model.privacy import Border
from advisor.counsel.model.prompts import Prompts, Rendered
from advisor.counsel.model.spending import Spend
from advisor.errors import CounselError, ModelUnavailableError

Output = TypeVar("Output", bound=BaseModel)

_TRIES = 2
_PAUSE = 0.2
_LONGEST_PAUSE = 10.0
_FAILURES, _REST = 5, 30.0
"""So many failures in a row, and a model is left alone for so many seconds."""
_MOST_CHARACTERS = 60_000
_MOST_SHOWN = 8_000
_FENCED = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)


class Memory(Protocol):
    """Remembers what models answered. Only answers that could be used are ever kept."""

    def get(self, key: str) -> str | None:
        """The answer under `key`, or None."""
        ...

    def put(self, key: str, text: str) -> None:
        """Keep an answer."""
        ...


class Circuit:
    """Leaves a model alone for a while after it failed several times in a row."""

    def __init__(self, failures: int = _FAILURES, rest: float = _REST) -> None:
        self._storage = pybreaker.CircuitMemoryStorage(pybreaker.STATE_CLOSED)
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=failures, reset_timeout=rest, state_storage=self._storage
        )
        self._rest = rest

    def check(self) -> None:
        """Let a call pass, or not.

        Raises:
            ModelUnavailableError: the model is being left alone.
        """
        opened = self._storage.opened_at
        if self._breaker.current_state != pybreaker.STATE_OPEN or opened is None:
            return
        opened = opened if opened.tzinfo else opened.replace(tzinfo=UTC)
        waited = (datetime.now(UTC) - opened).total_seconds()
        if waited < self._rest:
            raise ModelUnavailableError(
                f"it failed too often and is left alone for {self._rest - waited:.0f} s more"
            )

    def note(self, failed: bool) -> None:
        """Count how a call ended.

        The breaker holds its lock during a call, so that only the outcome passes through it.
        """

        def end() -> None:
            if failed:
                raise ModelUnavailableError("failed")

        try:
            self._breaker.call(end)
        except (ModelUnavailableError, pybreaker.CircuitBreakerError):
            return


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one thing that was asked."""

    step: str
    prompt: str
    """Prompt, version and hash."""
    model: str
    """The model that answered; empty where none did."""
    text: str
    """What happened, in a sentence. Nothing of the plan stands in it."""
    failed: bool = False
    seconds: float = 0.0


@dataclass
class Asker:
    """Asks models. Safe to share between threads."""

    endpoints: tuple[Endpoint, ...]
    """The model, then those that stand in for it."""
    transport: Transport
    prompts: Prompts
    border: Border
    memory: Memory | None = None
    sleep: Callable[[float], None] = time.sleep
    circuits: dict[str, Circuit] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(
        self,
        step: str,
        rendered: Rendered,
        shape: type[Output],
        spend: Spend,
        trail: list[Step],
        *,
        tokens: int = 4_000,
        schema: dict[str, object] | None = None,
    ) -> Output:
        """Return the answer of the first model that gives one; note in `trail` how it went.

        Args:
            schema: where the JSON schema is narrower than that of `shape`.

        Raises:
            ModelUnavailableError: no model answered within the bounds.
            CounselError: the answer had the wrong shape, and again after one repair.
        """
        begun = spend.elapsed
        problems: list[str] = []
        error: CounselError | ModelUnavailableError | None = None
        for endpoint in self.endpoints:
            try:
                answer, how = self._of(endpoint, rendered, shape, spend, tokens, schema)
            except (CounselError, ModelUnavailableError) as exc:
                error = exc
                problems.append(f"{endpoint.model}: {exc}")
                continue
            text = "; ".join([*problems, how])
            seconds = spend.elapsed - begun
            trail.append(Step(step, rendered.name, endpoint.model, text, seconds=seconds))
            return answer
        text = "; ".join(problems) or "no model is connected"
        trail.append(Step(step, rendered.name, "", text, True, spend.elapsed - begun))
        if isinstance(error, CounselError):
            raise CounselError(text)
        raise ModelUnavailableError(text)

    def _of(
        self,
        endpoint: Endpoint,
        rendered: Rendered,
        shape: type[Output],
        spend: Spend,
        tokens: int,
        schema: dict[str, object] | None,
    ) -> tuple[Output, str]:
        reason = self.border(endpoint)
        if reason is not None:
            raise ModelUnavailableError(reason)
        wanted = json.loads(json.dumps(schema or shape.model_json_schema()))
        key = key_of(endpoint, rendered, wanted)
        kept = self.memory.get(key) if self.memory is not None else None
        if kept is not None:
            spend.recalled += 1
            return parsed(kept, shape), "answered, remembered"
        call = Call(rendered.messages, rendered.output, wanted, tokens, 0.0)
        text = self._send(endpoint, call, spend).text
        how = "answered"
        try:
            answer = parsed(text, shape)
        except CounselError as exc:
            text = self._send(endpoint, self._again(call, text, exc), spend).text
            answer = parsed(text, shape)
            how = "answered after its form was repaired"
        if self.memory is not None:
            self.memory.put(key, answer.model_dump_json())
        return answer, how

    def _again(self, call: Call, text: str, error: CounselError) -> Call:
        """The call with the unusable answer and what is wrong with it. Both are data."""
        repair = self.prompts["repair"].render(
            {}, {"answer": text[:_MOST_SHOWN], "problem": str(error)}
        )
        said = "\n\n".join(message.text for message in repair.messages)
        return Call(
            (*call.messages, Message("user", said)),
            call.name,
            call.schema,
            call.tokens,
            0.0,
            call.by_schema,
        )

    def _send(self, endpoint: Endpoint, call: Call, spend: Spend) -> Reply:
        """One exchange, tried again where that may help and time is left."""
        circuit = self._circuit(endpoint)
        by_schema = call.by_schema
        tries = 0
        while True:
            circuit.check()
            bounded = Call(
                call.messages,
                call.name,
                call.schema,
                spend.tokens_left(call.tokens),
                spend.seconds(),
                by_schema,
            )
            try:
                reply = self.transport.send(endpoint, bounded)
            except SchemaRefusedError:
                if not by_schema:
                    raise
                # Not every server can hold an answer to a schema; the prompt names it too.
                by_schema = False
                continue
            except ModelUnavailableError as exc:
                circuit.note(failed=True)
                tries += 1
                pause = _PAUSE * tries if exc.after is None else exc.after
                if not exc.again or tries >= _TRIES:
                    raise
                if pause > min(_LONGEST_PAUSE, spend.left / 2):
                    raise ModelUnavailableError(f"{exc}, for longer than there is time") from exc
                self.sleep(pause)
                continue
            circuit.note(failed=False)
            spend.add(reply)
            return reply

    def _circuit(self, endpoint: Endpoint) -> Circuit:
        with self._lock:
            name = f"{endpoint.model} {endpoint.api_base}"
            return self.circuits.setdefault(name, Circuit())


def key_of(endpoint: Endpoint, rendered: Rendered, schema: dict[str, JsonValue]) -> str:
    """SHA-256 over everything on which an answer hangs: model, prompt, data, schema."""
    canonical = rfc8785.dumps(
        {
            "model": endpoint.model,
            "api_base": endpoint.api_base,
            "prompt": [rendered.prompt, rendered.version, rendered.sha256],
            "messages": [[one.role, one.text] for one in rendered.messages],
            "schema": schema,
        }
    )
    return hashlib.sha256(canonical).hexdigest()


def parsed(text: str, shape: type[Output]) -> Output:
    """Read a model's answer: JSON alone, in a code block, or with words around it.

    Raises:
        CounselError: it is no JSON of this shape; the message says what is wrong.
    """
    if len(text) > _MOST_CHARACTERS:
        raise CounselError(f"the answer has {len(text):,} characters")
    block = _FENCED.search(text)
    inner = block[1] if block else text
    start, end = inner.find("{"), inner.rfind("}")
    if start < 0 or end <= start:
        raise CounselError(
            "the answer is no JSON object" if text.strip() else "the answer is empty"
        )
    try:
        return shape.model_validate_json(inner[start : end + 1])
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CounselError(
            f"the answer has another form: {where or 'JSON'}: {first['msg']}"
        ) from exc
    except RecursionError as exc:
        raise CounselError("the answer is nested too deeply") from exc
