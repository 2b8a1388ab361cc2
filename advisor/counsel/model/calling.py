"""One call to a language model: what goes out, what comes back, and the library between.

litellm is loaded only where a model is set, beside everything else: it takes seconds and 170 MB.
"""

from __future__ import annotations

import asyncio
import os
import threading
import warnings
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any, Protocol

from pydantic import JsonValue

from advisor.errors import ModelUnavailableError

_ENOUGH_CHARACTERS = 6
"""Characters an answer may have for each token allowed: beyond it, the server ignores bounds."""
_CHARACTERS_A_TOKEN = 4
_GRACE = 0.5


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model and where it is served."""

    model: str
    """A name as litellm knows it, such as `ollama_chat/qwen3` or `mistral/mistral-large-latest`."""
    api_base: str | None = None
    api_key: str | None = field(default=None, repr=False)
    country: str | None = None
    """ISO 3166-1 alpha-2 code of the country in which it processes."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent to a model, and the bounds of its answer."""

    messages: tuple[Message, ...]
    name: str
    """What the answer is called, such as `characterise`."""
    schema: dict[str, JsonValue]
    """JSON schema that the answer has to fit."""
    tokens: int
    """Most tokens of the answer."""
    seconds: float
    """How long the whole call may take."""
    by_schema: bool = True
    """Ask the server to hold the answer to the schema; not every server can."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model wrote, and what that took."""

    text: str
    tokens_in: int
    tokens_out: int
    cost: float | None = None
    """In US dollars, by litellm's price list; None where it does not know the model."""
    estimated: bool = False
    """Whether tokens were counted by length, since the server did not say."""


class SchemaRefusedError(ModelUnavailableError):
    """The server does not take the request as it is; without the schema it may."""


class Transport(Protocol):
    """Whatever carries a call to a model. Safe to share between threads."""

    def send(self, endpoint: Endpoint, call: Call) -> Reply:
        """Return the answer, within the call's seconds.

        Raises:
            ModelUnavailableError: there is none.
        """
        ...


class LiteLLM:
    """Carries calls over the network through litellm.

    Each answer is streamed, so that it can be stopped where it grows beyond bounds; and each is
    awaited as a whole, so that a server which sends a little now and then gains no time.
    """

    def __init__(self) -> None:
        """Begin to load the library beside everything else."""
        self._loading = threading.Thread(target=_library, name="litellm", daemon=True)
        self._loading.start()

    def send(self, endpoint: Endpoint, call: Call) -> Reply:
        """Return the answer, within the call's seconds.

        Raises:
            ModelUnavailableError: there is none.
        """
        self._loading.join(call.seconds)
        if self._loading.is_alive():
            raise ModelUnavailableError("litellm is still being loaded")
        library = _library()
        future = asyncio.run_coroutine_threadsafe(
            asyncio.wait_for(_stream(library, endpoint, call), call.seconds), _loop()
        )
        try:
            return future.result(call.seconds + _GRACE)
        except TimeoutError:
            future.cancel()
            raise ModelUnavailableError(f"no answer within {call.seconds:.1f} s") from None
        except ModelUnavailableError:
            raise
        except Exception as exc:
            raise _told(exc) from exc


async def _stream(library: ModuleType, endpoint: Endpoint, call: Call) -> Reply:
    asked: dict[str, Any] = {
        "model": endpoint.model,
        "messages": [{"role": one.role, "content": one.text} for one in call.messages],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0,
        "max_tokens": call.tokens,
        "timeout": call.seconds,
        # The SDK below would retry on its own, in time that is not its to spend.
        "max_retries": 0,
        "num_retries": 0,
        "drop_params": True,
    }
    if endpoint.api_base:
        asked["api_base"] = endpoint.api_base
    # A self-hosted server wants no key, and the SDK wants one nevertheless.
    key = endpoint.api_key or ("none" if endpoint.api_base else None)
    if key:
        asked["api_key"] = key
    if call.by_schema:
        asked["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": call.name, "schema": call.schema},
        }
    stream = await library.acompletion(**asked)
    parts: list[str] = []
    size, usage = 0, None
    async for chunk in stream:
        usage = getattr(chunk, "usage", None) or usage
        said = chunk.choices[0].delta.content if chunk.choices else None
        if not said:
            continue
        parts.append(said)
        size += len(said)
        if size > call.tokens * _ENOUGH_CHARACTERS:
            raise ModelUnavailableError(f"the answer grew beyond {call.tokens:,} tokens")
    return _reply(library, endpoint, call, "".join(parts), usage)


def _reply(library: ModuleType, endpoint: Endpoint, call: Call, text: str, usage: Any) -> Reply:
    said_in = getattr(usage, "prompt_tokens", 0) or 0
    said_out = getattr(usage, "completion_tokens", 0) or 0
    estimated = said_out == 0
    if estimated:
        sent = sum(len(one.text) for one in call.messages)
        said_in, said_out = sent // _CHARACTERS_A_TOKEN, len(text) // _CHARACTERS_A_TOKEN + 1
    return Reply(
        text, said_in, said_out, _cost(library, endpoint.model, said_in, said_out), estimated
    )


def _cost(library: ModuleType, model: str, tokens_in: int, tokens_out: int) -> float | None:
    """The price by litellm's list; an unknown model, for which it says 0.0, has none."""
    name = model if model in library.model_cost else model.partition("/")[2]
    price = library.model_cost.get(name)
    if not price or "input_cost_per_token" not in price:
        return None
    per_in = float(price["input_cost_per_token"] or 0)
    per_out = float(price.get("output_cost_per_token") or 0)
    return tokens_in * per_in + tokens_out * per_out


def _told(exc: Exception) -> ModelUnavailableError:
    """A provider's error as ours: what happened, and whether to ask again."""
    status = getattr(exc, "status_code", None)
    status = status if isinstance(status, int) else None
    name = type(exc).__name__
    if status == 429:
        return ModelUnavailableError(
            "the server asks to wait (429)", again=True, after=_retry_after(exc)
        )
    if status in (400, 404, 422):
        # What it says may repeat the plan, and ends up in traces: only the number is told.
        return SchemaRefusedError(f"the server refuses the request ({status})")
    if status in (401, 403):
        return ModelUnavailableError(f"the server does not let us in ({status})")
    if "Timeout" in name:
        return ModelUnavailableError("no answer in time")
    code = f", {status}" if status else ""
    return ModelUnavailableError(f"the server failed ({name}{code})", again=True)


def _retry_after(exc: Exception) -> float | None:
    """Seconds from a `Retry-After`; a date in it counts as nothing said."""
    for headers in (
        getattr(exc, "litellm_response_headers", None),
        getattr(getattr(exc, "response", None), "headers", None),
    ):
        said = dict(headers or {}).get("retry-after")
        if said is not None:
            try:
                return max(0.0, float(said))
            except ValueError:
                return None
    return None


@cache
def _library() -> ModuleType:
    # Else it would ask the network for prices, and read `.env` into the environment.
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ["LITELLM_MODE"] = "PRODUCTION"
    with warnings.catch_warnings():
        # Notes to its own authors, printed at every start.
        warnings.simplefilter("ignore")
        import litellm

        litellm.suppress_debug_info = True
        litellm.telemetry = False
        # The first call loads as much again; this one goes nowhere.
        asyncio.run(_rehearse(litellm))
    return litellm  # type: ignore[no-any-return]


async def _rehearse(library: ModuleType) -> None:
    said = [{"role": "user", "content": "?"}]
    asked = {"model": "openai/none", "messages": said, "api_key": "none", "mock_response": "!"}
    async for _ in await library.acompletion(**asked, stream=True):
        pass


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One event loop beside all threads: a call that is given up is really ended there."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="model-calls", daemon=True).start()
    return loop
