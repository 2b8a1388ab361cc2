"""The reasoning cache: exact answers to exact questions, and what each rests on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from pydantic import JsonValue

from advisor.memory.flights import Flights


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that may be remembered."""

    value: JsonValue
    rests_on: frozenset[str]
    """Everything whose change may change the answer, each as `name@fingerprint`."""
    lasting: bool = True
    """False for a fallback, such as the offline step after a model failed: never kept."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """An answer, and whether it was remembered."""

    value: JsonValue
    hit: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """What the cache did in this process, and what it holds."""

    hits: int
    misses: int
    failures: int
    """Times that the cache itself did not answer; the answer was then worked out."""
    shared: int = 0
    """Questions that waited for an equal one which was being worked out."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is remembered."""

    entries: int
    bytes: int


Holds = Callable[[Answer], bool]
"""Whether all that a remembered answer rests on is still as it was."""


def always(_answer: Answer) -> bool:
    """Take every remembered answer: for what rests on nothing outside its key."""
    return True


class Cache(Protocol):
    """Remembers answers by key. Safe to share between threads."""

    def get(self, key: str, holds: Holds = always) -> Answer | None:
        """The answer under `key`; None where there is none, it holds no more, or the cache failed.

        Args:
            holds: asked of what is found. An answer that fails is a miss, so one that was
                written by a process with another corpus is never served.
        """

    def put(self, key: str, answer: Answer, generation: str) -> None:
        """Keep `answer`, unless it does not last or something was dropped since `generation`."""

    def drop(self, rests_on: Collection[str]) -> int:
        """Forget every answer that rests on one of these; return how many."""

    def generation(self) -> str:
        """A name that changes with every drop, by any process."""

    def noted(self) -> Mapping[str, str]:
        """The fingerprints that `note` kept last; none where nothing was noted."""

    def note(self, prints: Mapping[str, str]) -> None:
        """Keep the fingerprints of the corpus, to compare at the next start."""

    def clear(self) -> None:
        """Forget every answer, such as those to a plan whose words were erased.

        Raises:
            UnavailableError: the cache does not answer.
        """

    def counts(self) -> Counts:
        """Hits, misses and failures in this process."""

    def size(self) -> Size | None:
        """How much is remembered, by all processes; None where the cache does not answer."""

    def close(self) -> None:
        """Let go of files and connections."""


_flights = Flights[Recalled]()


def recall(
    cache: Cache, key: str, work_out: Callable[[], Answer], holds: Holds = always
) -> Recalled:
    """Return the answer under `key`, working it out where it is not remembered.

    An error in `work_out` passes through, and nothing is kept. Nor is an answer that was
    being worked out while something it may rest on was dropped. Equal questions that come in
    at the same time are worked out once; a question that waited for another's answer says
    that it was remembered.
    """
    remembered = cache.get(key, holds)
    if remembered is not None:
        return Recalled(remembered.value, hit=True)

    def work() -> Recalled:
        generation = cache.generation()
        answer = work_out()
        cache.put(key, answer, generation)
        return Recalled(answer.value, hit=False)

    answer, waited = _flights.join((id(cache), key), work)
    return Recalled(answer.value, hit=waited)


def drop_changed(cache: Cache, prints: Mapping[str, str]) -> int:
    """Forget the answers that rest on what changed since the last start; return how many.

    This frees space. Answers are checked when they are read, so a stale one that stays, or is
    written by an older process meanwhile, is not served.
    """
    before = cache.noted()
    changed = {f"{name}@{old}" for name, old in before.items() if prints.get(name, "") != old}
    # What was not there has the empty fingerprint; an answer may rest on that too.
    changed |= {f"{name}@" for name in prints.keys() - before.keys()} if before else set()
    if not changed and before:
        return 0
    dropped = cache.drop(changed) if changed else 0
    cache.note(prints)
    return dropped
