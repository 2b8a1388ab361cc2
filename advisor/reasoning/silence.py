"""What silence means: presumptions, what defeats them, and the order in which they are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from advisor.law.identifiers import ProvisionId
from advisor.reasoning.conditions import World
from advisor.reasoning.rulebook import Presumption, Rulebook
from advisor.reasoning.truth import TRUE, UNKNOWN
from advisor.reasoning.values import Members, Possible


class RuledWorld(World, Protocol):
    """A world that knows the rulebook it is judged by."""

    book: Rulebook


@dataclass(frozen=True, slots=True)
class Assumption:
    """What silence about a fact was taken to mean."""

    fact: str
    value: Possible
    because: str
    source: tuple[ProvisionId, ...]


def presume(
    presumption: Presumption,
    world: RuledWorld,
    given: Mapping[str, Possible],
    unstated: frozenset[str],
    assumed: dict[str, Assumption],
    facts: dict[str, Possible],
) -> bool:
    """Fill one fact from silence, unless it is known, said to be unknown, or hinted at."""
    fact = presumption.fact
    known = given.get(fact)
    if fact in unstated or fact in assumed or (known is not None and known.settled):
        return False
    if presumption.when and presumption.when.holds(world) != TRUE:
        return False
    if presumption.unless and _hinted(presumption, world, unstated, known):
        return False
    value = _presumed_value(presumption, facts, known)
    if value is None or value == known:
        return False
    assumed[fact] = Assumption(fact, value, presumption.because, presumption.source)
    facts[fact] = value
    return True


def _hinted(
    presumption: Presumption,
    world: RuledWorld,
    unstated: frozenset[str],
    known: Possible | None,
) -> bool:
    """A hint defeats; so does a hint that is expressly unknown. A list that was begun is closed."""
    assert presumption.unless is not None
    if isinstance(known, Members) and known.sure:
        return False
    truth = presumption.unless.holds(world)
    if truth == UNKNOWN:
        return bool(unstated & world.book.base_facts(presumption.unless.reads))
    return truth == TRUE


def _presumed_value(
    presumption: Presumption, facts: Mapping[str, Possible], known: Possible | None
) -> Possible | None:
    if presumption.same_as:
        return facts.get(presumption.same_as) if known is None else None
    if isinstance(known, Members):
        return known.closed() if presumption.value is None else None
    if presumption.value is None:
        return Members(frozenset(), frozenset())
    return presumption.value if known is None else None


def in_reading_order(presumptions: list[Presumption], closure: Any) -> tuple[Presumption, ...]:
    """Order presumptions so that each comes after those on the facts that it reads.

    Hints may read one another in a circle. It is cut at a hint, never at what a presumption
    needs; what comes later is not seen.
    """
    by_fact: dict[str, list[Presumption]] = {}
    for presumption in presumptions:
        by_fact.setdefault(presumption.fact, []).append(presumption)

    def presumed(names: Iterable[str]) -> list[str]:
        bases = {base for name in names for base in closure.get(name, {name})}
        return sorted(bases & by_fact.keys())

    needs = {fact: presumed(_needed(entries)) for fact, entries in by_fact.items()}
    reads = {
        fact: presumed(n for e in entries for n in e.reads) for fact, entries in by_fact.items()
    }
    ordered: list[Presumption] = []
    seen: set[str] = set()

    def visit(fact: str) -> None:
        if fact in seen:
            return
        seen.add(fact)
        for other in reads[fact]:
            if other in needs[fact] or fact not in _behind(other, needs):
                visit(other)
        ordered.extend(by_fact[fact])

    for fact in by_fact:
        visit(fact)
    return tuple(ordered)


def _needed(presumptions: list[Presumption]) -> Iterator[str]:
    """What has to be known before a fact can be presumed, hints aside."""
    for presumption in presumptions:
        yield from presumption.when.reads if presumption.when else ()
        yield from [presumption.same_as] if presumption.same_as else ()


def _behind(fact: str, needs: dict[str, list[str]]) -> set[str]:
    """Everything that must be presumed before a fact, step by step."""
    found: set[str] = set()
    waiting = [fact]
    while waiting:
        for other in needs[waiting.pop()]:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
