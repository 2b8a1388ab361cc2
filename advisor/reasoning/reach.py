"""What a judgement looked at: watched while it is made, so that memory knows what to doubt.

An answer examines many worlds: the plan, the plan as each lever would change it, each answer to
each question, each coming date. A norm whose `applies` was false in all of them had no part in
the answer, whatever else it says. A law whose scope was false in all of them could not have had
one, and nor could a norm that is added to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

SCOPE = "scope."


@dataclass(slots=True)
class Reach:
    """What came into play in any world that was examined."""

    norms: set[str] = field(default_factory=set)
    """Norms that applied, or may have."""
    concepts: set[str] = field(default_factory=set)
    """Concepts that were asked for, whatever the answer."""
    scopes: set[str] = field(default_factory=set)
    """Derived facts `scope.…` that were true, or may have been."""


_watching: ContextVar[Reach | None] = ContextVar("watching", default=None)


@contextmanager
def watched() -> Iterator[Reach]:
    """Note what is looked at inside the block."""
    reach = Reach()
    token = _watching.set(reach)
    try:
        yield reach
    finally:
        _watching.reset(token)


def norm_in_play(identifier: str) -> None:
    """Note that a norm applies in some world, or may."""
    reach = _watching.get()
    if reach is not None:
        reach.norms.add(identifier)


def concept_asked(identifier: str) -> None:
    """Note that a concept was asked for."""
    reach = _watching.get()
    if reach is not None:
        reach.concepts.add(identifier)


def scope_open(name: str) -> None:
    """Note that a law reaches some world, or may."""
    reach = _watching.get()
    if reach is not None:
        reach.scopes.add(name)
