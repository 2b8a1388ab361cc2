"""The cache in a folder, shared by all processes of one machine (diskcache).

Values are JSON, never pickles: reading them runs no code (CVE-2025-69872).
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeVar
from uuid import uuid4

import diskcache

from advisor.errors import UnavailableError
from advisor.memory.cache import Answer, Counts, Holds, Size, always
from advisor.memory.entries import read, written

_GENERATION = "generation"
_NOTED = "noted"
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

    def get(self, key: str, holds: Holds = always) -> Answer | None:
        """The answer under `key`; None where there is none, it holds no more, or it failed."""
        answer = self._or(None, lambda: self._read(_ANSWER + key))
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
        if answer.lasting:
            self._or(None, lambda: self._put(key, answer, generation))

    def _put(self, key: str, answer: Answer, generation: str) -> None:
        with self._cache.transact():
            if self._generation() == generation:
                self._cache.set(_ANSWER + key, written(answer))

    def drop(self, rests_on: Collection[str]) -> int:
        """Forget every answer that rests on one of these; return how many.

        Raises:
            UnavailableError: the files are locked or damaged.
        """
        try:
            return self._drop(frozenset(rests_on))
        except _FAILURES as exc:
            raise UnavailableError("the cache in the data folder does not answer") from exc

    def _drop(self, changed: frozenset[str]) -> int:
        dropped = 0
        with self._cache.transact(retry=True):
            # Not a counter: one that was evicted would start again, and repeat itself.
            self._cache.set(_GENERATION, uuid4().hex)
            for key in list(self._cache):
                if key in (_GENERATION, _NOTED):
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
        return read(self._cache.get(key))

    def noted(self) -> Mapping[str, str]:
        """The fingerprints that `note` kept last; none where nothing was noted."""
        return self._or({}, lambda: dict(self._cache.get(_NOTED) or {}))

    def note(self, prints: Mapping[str, str]) -> None:
        """Keep the fingerprints of the corpus, to compare at the next start."""
        self._or(None, lambda: self._cache.set(_NOTED, dict(prints)))

    def size(self) -> Size | None:
        """How much is remembered, by all processes; None where the files do not answer."""
        return self._or(None, lambda: Size(len(self._cache), self._cache.volume()))

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
