"""The steps of the loop by name, for whoever watches them; nobody by default.

The reasoning knows neither clock nor network: a watcher, if there is one, brings its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar

Watch = Callable[[str], AbstractContextManager[object]]
"""Is told the name of a step, and gives what is entered before it and left after it."""

_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watching(watch: Watch | None) -> Iterator[None]:
    """Have the steps inside the block watched."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


def step(name: str) -> AbstractContextManager[object]:
    """Enter a step of the loop."""
    watch = _watch.get()
    return nullcontext() if watch is None else watch(name)
