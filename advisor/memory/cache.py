"""The reasoning cache: exact answers to exact questions, and what each rests on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from pydantic import JsonValue


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that may be remembered."""

    value: JsonValue
    rests_on: frozenset[str]
    """Identifiers of every norm, concept and provision that was asked for it, those that
    turned out not to apply among them: a change of any may change the answer."""
    lasting: bool = True
    """False for a fallback, such as the offline step after a model failed: never kept."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """An answer, and whether it was remembered."""

    value: JsonValue
    hit: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """What the cache did in this process."""

    hits: int
    misses: int
    failures: int
    """Times that the cache itself did not answer; the answer was then worked out."""


class Cache(Protocol):
    """Remembers answers by key. Safe to share between threads."""

    def get(self, key: str) -> Answer | None:
        """The answer under `key`, or None where there is none or the cache failed."""

    def put(self, key: str, answer: Answer, generation: str) -> None:
        """Keep `answer`, unless it does not last or something was dropped since `generation`."""

    def drop(self, rests_on: Collection[str]) -> int:
        """Forget every answer that rests on one of these; return how many."""

    def generation(self) -> str:
        """A name that changes with every drop, by any process."""

    def counts(self) -> Counts:
        """Hits, misses and failures in this process."""


def recall(cache: Cache, key: str, work_out: Callable[[], Answer]) -> Recalled:
    """Return the answer under `key`, working it out where it is not remembered.

    An error in `work_out` passes through, and nothing is kept. Nor is an answer that was
    being worked out while something it may rest on was dropped.
    """
    remembered = cache.get(key)
    if remembered is not None:
        return Recalled(remembered.value, hit=True)
    generation = cache.generation()
    answer = work_out()
    cache.put(key, answer, generation)
    return Recalled(answer.value, hit=False)
