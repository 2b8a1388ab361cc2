"""One computation for many equal questions that come in at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Flights(Generic[Result]):
    """The computations that are under way, by what they compute; safe between threads."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, Future[Result | None]] = {}
        self._lock = threading.Lock()

    def join(self, key: Hashable, work: Callable[[], Result]) -> tuple[Result, bool]:
        """Return what `work` gives, and whether it was waited for rather than worked out.

        Where the first to ask meets an error, it passes through to that caller alone; those
        who waited work it out themselves, so that one caller's fault is nobody else's.
        """
        with self._lock:
            found = self._under_way.get(key)
            mine: Future[Result | None] | None = None
            if found is None:
                mine = self._under_way[key] = Future()
        if found is not None:
            shared = found.result()
            return (shared, True) if shared is not None else (work(), False)
        assert mine is not None
        result: Result | None = None
        try:
            result = work()
            return result, False
        finally:
            with self._lock:
                del self._under_way[key]
            mine.set_result(result)
