"""Conditions at work: compiled to closures for speed, explained node by node for readers."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any as Any_
from typing import Protocol

from advisor.reasoning.expressions import (
    All,
    Any,
    AnyOf,
    Compare,
    Constant,
    Empty,
    Known,
    Node,
    Not,
    OneOf,
    Ref,
    Same,
)
from advisor.reasoning.truth import FALSE, TRUE, UNKNOWN, Truth, negation
from advisor.reasoning.values import Between, Choice, Members, Possible, Scalar


class World(Protocol):
    """What a condition is evaluated in: the facts, and whatever follows from them."""

    facts: Mapping[str, Possible]

    def truth(self, name: str) -> int:
        """The truth of a derived fact or concept, computed once."""
        ...


Bound = Any_
"""A number or a date; the loader has checked that both sides are of one kind."""
Evaluate = Callable[[World], int]
Mask = tuple[tuple[str, frozenset[str]], ...]
"""Per fact the values that a regime does not know; there the fact counts as unknown."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as written, as a tree, and compiled."""

    source: str
    node: Node
    holds: Evaluate
    reads: frozenset[str]
    """Facts, derived facts and concepts named directly."""


@cache
def compile_node(node: Node, masked: Mask = ()) -> Evaluate:
    """Turn a tree into a closure over a world; equal trees share one.

    Args:
        masked: the values that the norm's regime does not know.
    """
    match node:
        case All(parts):
            return _all([compile_node(part, masked) for part in parts])
        case Any(parts):
            return _any([compile_node(part, masked) for part in parts])
        case Not(part):
            inner = compile_node(part, masked)
            return lambda world: negation(inner(world))
        case Constant(value):
            constant = TRUE if value else FALSE
            return lambda _world: constant
        case Ref(name):
            return lambda world: world.truth(name)
        case OneOf(fact, values):
            return _one_of(fact, values, _foreign(masked, fact))
        case Same(one, other):
            foreign = _foreign(masked, one), _foreign(masked, other)
            return lambda world: _same(
                _known_here(world.facts.get(one), foreign[0]),
                _known_here(world.facts.get(other), foreign[1]),
            )
        case AnyOf(fact, members):
            return _any_of(fact, members)
        case Empty(fact):
            return lambda world: _empty(world.facts.get(fact))
        case Known(fact):
            unknown_here = _foreign(masked, fact)
            return lambda world: _known(_known_here(world.facts.get(fact), unknown_here))
        case Compare(fact, symbol, bound):
            return _compare(fact, symbol, bound)


def _foreign(masked: Mask, fact: str) -> frozenset[str]:
    return dict(masked).get(fact, frozenset())


def _known_here(possible: Possible | None, foreign: frozenset[str]) -> Possible | None:
    """What a regime knows of a fact: nothing where a value is possible that it does not know."""
    if foreign and isinstance(possible, Choice) and possible.options & foreign:
        return None
    return possible


def _all(parts: list[Evaluate]) -> Evaluate:
    def holds(world: World) -> int:
        least = TRUE
        for part in parts:
            truth = part(world)
            if truth < least:
                if truth == FALSE:
                    return FALSE
                least = truth
        return least

    return holds


def _any(parts: list[Evaluate]) -> Evaluate:
    def holds(world: World) -> int:
        most = FALSE
        for part in parts:
            truth = part(world)
            if truth > most:
                if truth == TRUE:
                    return TRUE
                most = truth
        return most

    return holds


def _one_of(fact: str, values: frozenset[Scalar], unknown_here: frozenset[str]) -> Evaluate:
    def holds(world: World) -> int:
        possible = world.facts.get(fact)
        if not isinstance(possible, Choice):
            return UNKNOWN
        options = possible.options
        if unknown_here and options & unknown_here:
            return UNKNOWN
        if options <= values:
            return TRUE
        return FALSE if options.isdisjoint(values) else UNKNOWN

    return holds


def _same(one: Possible | None, other: Possible | None) -> int:
    if not isinstance(one, Choice) or not isinstance(other, Choice):
        return UNKNOWN
    if one.options.isdisjoint(other.options):
        return FALSE
    return TRUE if one.settled and other.settled else UNKNOWN


def _any_of(fact: str, members: frozenset[str]) -> Evaluate:
    def holds(world: World) -> int:
        listed = world.facts.get(fact)
        if not isinstance(listed, Members):
            return UNKNOWN
        if not listed.sure.isdisjoint(members):
            return TRUE
        if listed.possible is None or not listed.possible.isdisjoint(members):
            return UNKNOWN
        return FALSE

    return holds


def _empty(listed: Possible | None) -> int:
    if not isinstance(listed, Members):
        return UNKNOWN
    if listed.sure:
        return FALSE
    return TRUE if listed.possible is not None and not listed.possible else UNKNOWN


def _known(possible: Possible | None) -> int:
    return TRUE if possible is not None and possible.settled else UNKNOWN


_ORDER: dict[str, Callable[[Bound, Bound], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compare(fact: str, symbol: str, bound: Bound) -> Evaluate:
    """True when every value within the bounds satisfies the relation, false when none does."""

    def holds(world: World) -> int:
        span = world.facts.get(fact)
        if not isinstance(span, Between):
            return UNKNOWN
        if symbol == "==":
            return _equals(span, bound)
        test = _ORDER[symbol]
        easiest = span.least if symbol in ("<", "<=") else span.most
        hardest = span.most if symbol in ("<", "<=") else span.least
        if hardest is not None and test(hardest, bound):
            return TRUE
        if easiest is not None and not test(easiest, bound):
            return FALSE
        return UNKNOWN

    return holds


def _equals(span: Between[int] | Between[date], bound: Bound) -> int:
    least, most = span.least, span.most
    if least is not None and least == most:
        return TRUE if least == bound else FALSE
    outside = (least is not None and bound < least) or (most is not None and bound > most)
    return FALSE if outside else UNKNOWN


@dataclass(frozen=True, slots=True)
class Step:
    """One node of an explained condition."""

    text: str
    truth: Truth
    parts: tuple[Step, ...] = ()


def explain(node: Node, world: World, masked: Mask = ()) -> Step:
    """Evaluate a condition node by node, for a trace that a lawyer can follow."""
    truth = Truth(compile_node(node, masked)(world))
    match node:
        case All(parts) | Any(parts):
            inner = tuple(explain(part, world, masked) for part in parts)
            return Step("all of" if isinstance(node, All) else "any of", truth, inner)
        case Not(part):
            return Step("not", truth, (explain(part, world, masked),))
        case _:
            return Step(text_of(node), truth)


def text_of(node: Node) -> str:
    """A node in the language of conditions."""
    match node:
        case All(parts):
            return "(" + " and ".join(text_of(part) for part in parts) + ")"
        case Any(parts):
            return "(" + " or ".join(text_of(part) for part in parts) + ")"
        case Not(part):
            return f"not {text_of(part)}"
        case Constant(value):
            return "true" if value else "false"
        case OneOf(fact, values) if values == {True}:
            return fact
        case OneOf(fact, values) if len(values) == 1:
            return f"{fact} == {next(iter(values))}"
        case OneOf(fact, values):
            return f"{fact} in ({', '.join(sorted(map(str, values)))})"
        case Same(one, other):
            return f"{one} == {other}"
        case AnyOf(fact, members) if len(members) == 1:
            return f"{next(iter(members))} in {fact}"
        case AnyOf(fact, members):
            return f"any_of({fact}, {', '.join(sorted(members))})"
        case Empty(fact):
            return f"empty({fact})"
        case Known(fact):
            return f"known({fact})"
        case Compare(fact, symbol, bound):
            return f"{fact} {symbol} {bound}"
        case Ref(name):
            return name


def open_leaves(node: Node, world: World, masked: Mask = ()) -> Iterator[str]:
    """The names on which an unknown condition hangs; nothing where it is decided."""
    if compile_node(node, masked)(world) != UNKNOWN:
        return
    match node:
        case All(parts) | Any(parts):
            for part in parts:
                yield from open_leaves(part, world, masked)
        case Not(part):
            yield from open_leaves(part, world, masked)
        case Same(one, other):
            for name in (one, other):
                possible = _known_here(world.facts.get(name), _foreign(masked, name))
                if possible is None or not possible.settled:
                    yield name
        case Ref(name):
            yield name
        case Constant():
            return
        case _:
            yield node.fact
