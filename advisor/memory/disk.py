"""The cache in a folder, shared by all processes of one machine (diskcache).

Values are JSON, never pickles: reading them runs no code (CVE-2025-69872).
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeVar
from uuid import uuid4

import diskcache
from pydantic import JsonValue

from advisor.memory.cache import Answer, Counts

_GENERATION = "generation"
_FIRST, _UNKNOWN = "first", "unknown"
_ANSWER = "answer:"
_SECONDS = 1.0
_FAILURES = (diskcache.Timeout, sqlite3.Error, OSError, zlib.error, ValueError)
"""A cache that is locked, full or damaged: the answer is worked out instead."""

Result = TypeVar("Result")


class DiskCache:
    """Answers in a folder that only its owner can read."""

    def __init__(self, folder: Path, size_limit: int = 512 * 2**20) -> None:
        """Open the cache in `folder`, making it where needed.

        Args:
            folder: where answers are kept; plans may hold personal data, so mode 0700.
            size_limit: bytes from which on the answers stored longest ago are forgotten.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        self._cache = diskcache.Cache(
            str(folder),
            disk=diskcache.JSONDisk,
            disk_compress_level=1,
            size_limit=size_limit,
            timeout=_SECONDS,
        )
        self._lock = Lock()
        self._hits = self._misses = self._failures = 0

    def get(self, key: str) -> Answer | None:
        """The answer under `key`, or None where there is none or the cache failed."""
        answer = self._or(None, lambda: self._read(_ANSWER + key))
        with self._lock:
            if answer is None:
                self._misses += 1
            else:
                self._hits += 1
        return answer

    def put(self, key: str, answer: Answer, generation: str) -> None:
        """Keep `answer`, unless it does not last or something was dropped since `generation`."""
        if answer.lasting:
            self._or(None, lambda: self._put(key, answer, generation))

    def _put(self, key: str, answer: Answer, generation: str) -> None:
        with self._cache.transact():
            if self._generation() == generation:
                stored = {"value": answer.value, "rests_on": sorted(answer.rests_on)}
                self._cache.set(_ANSWER + key, stored)

    def drop(self, rests_on: Collection[str]) -> int:
        """Forget every answer that rests on one of these; return how many.

        Raises:
            diskcache.Timeout: the cache is locked. An answer that should have been forgotten
                must not be served, so this failure is not passed over.
        """
        changed = frozenset(rests_on)
        dropped = 0
        with self._cache.transact(retry=True):
            # Not a counter: one that was evicted would start again, and repeat itself.
            self._cache.set(_GENERATION, uuid4().hex)
            for key in list(self._cache):
                if key == _GENERATION:
                    continue
                answer = self._or(None, partial(self._read, key))
                if answer is None or changed & answer.rests_on:
                    dropped += bool(self._cache.delete(key))
        return dropped

    def clear(self) -> None:
        """Forget everything.

        Raises:
            diskcache.Timeout: the cache is locked.
        """
        self._cache.clear(retry=True)
        self._cache.set(_GENERATION, uuid4().hex)

    def generation(self) -> str:
        """A name that changes with every drop, by any process."""
        return self._or(_UNKNOWN, self._generation)

    def _generation(self) -> str:
        return str(self._cache.get(_GENERATION, _FIRST))

    def _read(self, key: str) -> Answer | None:
        return _answer(self._cache.get(key))

    def counts(self) -> Counts:
        """Hits, misses and failures in this process."""
        with self._lock:
            return Counts(self._hits, self._misses, self._failures)

    def close(self) -> None:
        """Close the files."""
        self._cache.close()

    def _or(self, otherwise: Result, act: Callable[[], Result]) -> Result:
        try:
            return act()
        except _FAILURES:
            with self._lock:
                self._failures += 1
            return otherwise


def _answer(stored: JsonValue) -> Answer | None:
    """Read what was stored; anything else than an answer counts as nothing."""
    match stored:
        case {"value": value, "rests_on": [*names]}:
            return Answer(value, frozenset(str(name) for name in names))
        case _:
            return None
