"""A second reading of the same words: what it may add, and what it can only ask.

The first reading is the offline one, which is repeatable and tested. A second one may make a plan
look stricter. It never lends leave: a value that can permit is not taken from it at all, and any
other fact only where, beside everything taken before, no norm that was breached or open gets
better by it. The rest is left, to be put to a human as a question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from advisor.reasoning.decision import asking_limits, standing
from advisor.reasoning.loop import placing_of
from advisor.reasoning.plan import Inferred, Plan
from advisor.reasoning.rulebook import Rulebook
from advisor.reasoning.values import Members
from advisor.reasoning.vocabulary import GENTLE_PURPOSES, Vocabulary


@dataclass(frozen=True)
class Taken:
    """A plan with what could be added to it."""

    plan: Plan
    taken: tuple[Inferred, ...]
    doubted: tuple[Inferred, ...]
    """What permits by the first reading, and is otherwise by the second: unknown."""
    left: tuple[Inferred, ...]
    """What could only be asked."""


@dataclass(frozen=True, slots=True)
class _Stand:
    """What stands in the way of a plan, over all places in which it may be judged."""

    breached: frozenset[str]
    bites: frozenset[str]
    """Breached or open."""
    asking: frozenset[str]
    uncovered: bool
    placeless: bool

    def at_least(self, other: _Stand) -> bool:
        """Say whether nothing is milder here than in `other`."""
        return (
            self.breached >= other.breached
            and self.bites >= other.bites
            and self.asking >= other.asking
            and self.uncovered >= other.uncovered
            and self.placeless >= other.placeless
        )


def permits(vocabulary: Vocabulary, entry: Inferred) -> bool:
    """Say whether a fact, as read, can permit something."""
    value = entry.value.plain()
    if isinstance(entry.value, Members) or isinstance(value, list):
        return False
    if entry.fact == "purpose":
        return value in GENTLE_PURPOSES
    return value in vocabulary[entry.fact].permits


def with_second_reading(book: Rulebook, plan: Plan, read: Iterable[Inferred], as_of: date) -> Taken:
    """Add to `plan` what a second reading makes stricter; keep the rest for questions."""
    now = _stand(book, plan, as_of)
    taken: list[Inferred] = []
    doubted: list[Inferred] = []
    left: list[Inferred] = []
    for entry in read:
        before = {one.fact: one for one in plan.inferred}.get(entry.fact)
        if before is not None and before.value == entry.value:
            continue
        differs = before is not None and not isinstance(entry.value, Members)
        if differs:
            assert before is not None
            # The readings differ. What permits by the first becomes unknown; else the first stands.
            if not permits(book.vocabulary, before):
                left.append(entry)
                continue
            then = replace(plan, doubted=(*plan.doubted, entry))
        elif permits(book.vocabulary, entry):
            left.append(entry)
            continue
        else:
            then = replace(plan, inferred=(*_others(plan, entry), _joined(before, entry)))
            if then.inferred == plan.inferred:
                continue
        stand = _stand(book, then, as_of)
        if not stand.at_least(now):
            left.append(entry)
            continue
        plan, now = then, stand
        (doubted if differs else taken).append(entry)
    return Taken(plan, tuple(taken), tuple(doubted), tuple(left))


def as_only_reading(book: Rulebook, plan: Plan, read: Iterable[Inferred]) -> Taken:
    """A plan whose words only this reading understands: it says what may permit nothing."""
    taken: list[Inferred] = []
    left: list[Inferred] = []
    for entry in read:
        if permits(book.vocabulary, entry):
            left.append(entry)
            continue
        before = {one.fact: one for one in plan.inferred}.get(entry.fact)
        if before is not None and not isinstance(entry.value, Members):
            if before.value != entry.value:
                left.append(entry)
            continue
        plan = replace(plan, inferred=(*_others(plan, entry), _joined(before, entry)))
        taken.append(entry)
    return Taken(plan, tuple(taken), (), tuple(left))


def _others(plan: Plan, entry: Inferred) -> tuple[Inferred, ...]:
    return tuple(one for one in plan.inferred if one.fact != entry.fact)


def _joined(before: Inferred | None, entry: Inferred) -> Inferred:
    """One lower bound out of two for the same list."""
    if before is None:
        return entry
    assert isinstance(before.value, Members)
    assert isinstance(entry.value, Members)
    if entry.value.sure <= before.value.sure:
        return before
    return Inferred(
        entry.fact,
        Members(before.value.sure | entry.value.sure, None),
        min(before.confidence, entry.confidence),
        f"{before.evidence} … {entry.evidence}",
    )


def _stand(book: Rulebook, plan: Plan, as_of: date) -> _Stand:
    placing = placing_of(book, plan, as_of)
    breached: set[str] = set()
    bites: set[str] = set()
    asking: set[str] = set()
    uncovered = False
    for case in (placing.case, *placing.elsewhere):
        found = standing(case)
        breached |= {norm.id for norm in found.breached}
        bites |= {norm.id for norm in (*found.breached, *found.open)}
        asking |= {limit.id for limit in asking_limits(case)}
        uncovered = uncovered or not found.covered
    return _Stand(
        frozenset(breached),
        frozenset(bites),
        frozenset(asking),
        uncovered,
        placing.question is not None,
    )
