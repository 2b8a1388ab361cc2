"""The cache on a Redis or Valkey server, shared by all machines of one operator.

Entries are compressed JSON, never pickles. Whoever may write to the server may spoil answers:
it belongs in the operator's own network, behind a password.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from threading import Lock
from typing import TypeVar
from uuid import uuid4

import redis
from pydantic import JsonValue

from advisor.errors import UnavailableError
from advisor.memory.cache import Answer, Counts, Holds, Size, always
from advisor.memory.entries import read, written

_PREFIX = "{treaty-advisor}:"
"""In braces, so that a cluster keeps all keys on one node and the script below may name two."""
_GENERATION = _PREFIX + "generation"
_NOTED = _PREFIX + "noted"
_ANSWER = _PREFIX + "answer:"
_FIRST, _UNKNOWN = "first", "unknown"
_SECONDS = 0.5
_PAUSE_S = 2.0
"""For so long a server that failed is not asked again: each answer would wait for it."""
_KEPT_S = 90 * 24 * 3600
_PUT = """
if (redis.call('GET', KEYS[1]) or ARGV[1]) == ARGV[2] then
    redis.call('SET', KEYS[2], ARGV[3], 'EX', ARGV[4])
end
"""

Result = TypeVar("Result")


class SharedCache:
    """Answers on a server that several machines share."""

    def __init__(self, url: str) -> None:
        """Connect to the server at `url` when it is first needed.

        Args:
            url: such as `redis://:password@cache.internal:6379/0` or `rediss://…` with TLS.

        Raises:
            UnavailableError: this is no address of a Redis server.
        """
        try:
            self._redis = redis.Redis.from_url(
                url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS, retry=None
            )
        except ValueError as exc:
            raise UnavailableError(
                "ADVISOR_CACHE_URL is no address of a Redis server, such as redis://localhost:6379"
            ) from exc
        self._put_script = self._redis.register_script(_PUT)
        self._lock = Lock()
        self._hits = self._misses = self._failures = 0
        self._resting_until = 0.0

    def get(self, key: str, holds: Holds = always) -> Answer | None:
        """The answer under `key`; None where there is none, it holds no more, or it failed."""
        answer = self._or(None, lambda: _read(self._redis.get(_ANSWER + key)))
        if answer is not None and not holds(answer):
            answer = None
        with self._lock:
            if answer is None:
                self._misses += 1
            else:
                self._hits += 1
        return answer

    def put(self, key: str, answer: Answer, generation: str) -> None:
        """Keep `answer`, unless it does not last or something was dropped since `generation`."""
        if answer.lasting and generation != _UNKNOWN:
            stored = _packed(written(answer))
            keys = [_GENERATION, _ANSWER + key]
            arguments: list[str | bytes | int] = [_FIRST, generation, stored, _KEPT_S]
            self._or(None, lambda: self._put_script(keys=keys, args=arguments))

    def drop(self, rests_on: Collection[str]) -> int:
        """Forget every answer that rests on one of these; return how many.

        Raises:
            UnavailableError: the server does not answer.
        """
        changed = frozenset(rests_on)
        dropped = 0
        try:
            self._redis.set(_GENERATION, uuid4().hex)
            for name in self._names():
                answer = _read(self._redis.get(name))
                if answer is None or changed & answer.rests_on:
                    dropped += int(self._redis.delete(name))
        except redis.RedisError as exc:
            raise UnavailableError("the shared cache does not answer") from exc
        return dropped

    def clear(self) -> None:
        """Forget every answer.

        Raises:
            UnavailableError: the server does not answer.
        """
        try:
            self._redis.set(_GENERATION, uuid4().hex)
            for name in self._names():
                self._redis.delete(name)
        except redis.RedisError as exc:
            raise UnavailableError("the shared cache does not answer") from exc

    def generation(self) -> str:
        """A name that changes with every drop, by any process."""
        return self._or(_UNKNOWN, lambda: _text(self._redis.get(_GENERATION)) or _FIRST)

    def noted(self) -> Mapping[str, str]:
        """The fingerprints that `note` kept last; none where nothing was noted."""
        return self._or({}, lambda: _prints(self._redis.get(_NOTED)))

    def note(self, prints: Mapping[str, str]) -> None:
        """Keep the fingerprints of the corpus, to compare at the next start."""
        self._or(None, lambda: self._redis.set(_NOTED, _packed(dict(prints))))

    def counts(self) -> Counts:
        """Hits, misses and failures in this process."""
        with self._lock:
            return Counts(self._hits, self._misses, self._failures)

    def size(self) -> Size | None:
        """How much the server remembers; None where it does not answer."""
        return self._or(None, self._size)

    def _size(self) -> Size:
        memory = self._redis.info("memory")
        # Other users of one database are counted too; one of its own is advised.
        return Size(int(self._redis.dbsize()), int(memory["used_memory"]))

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    def _names(self) -> Iterator[bytes]:
        yield from self._redis.scan_iter(match=_ANSWER + "*", count=500)

    def _or(self, otherwise: Result, act: Callable[[], Result]) -> Result:
        """What `act` gives, or `otherwise` where the server failed now or a moment ago."""
        if time.monotonic() < self._resting_until:
            return otherwise
        try:
            return act()
        except (redis.RedisError, OSError):
            self._resting_until = time.monotonic() + _PAUSE_S
        except (zlib.error, ValueError):
            # One damaged entry says nothing against the server.
            pass
        with self._lock:
            self._failures += 1
        return otherwise


def _packed(value: JsonValue | Mapping[str, str]) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode(), 1)


def _unpacked(stored: object) -> JsonValue:
    if not isinstance(stored, bytes):
        return None
    value: JsonValue = json.loads(zlib.decompress(stored))
    return value


def _read(stored: object) -> Answer | None:
    return read(_unpacked(stored))


def _prints(stored: object) -> dict[str, str]:
    value = _unpacked(stored)
    return {name: str(v) for name, v in value.items()} if isinstance(value, dict) else {}


def _text(stored: object) -> str:
    return stored.decode() if isinstance(stored, bytes) else ""
