"""What a fact may still be: one value, some values, bounds, or anything of its type.

A fact that nothing is known about is simply absent from a case; these types describe the
rest. Every one of them can only shrink as more is learnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

Scalar = bool | int | str | date
Plain = Scalar | list[str]
Bound = TypeVar("Bound", int, date)


@dataclass(frozen=True, slots=True)
class Choice:
    """A yes/no or a choice: the values that are still possible, at least one."""

    options: frozenset[Scalar]

    @property
    def settled(self) -> bool:
        """True once one value is left."""
        return len(self.options) == 1

    def plain(self) -> Plain | None:
        """The value once settled, else None."""
        return next(iter(self.options)) if self.settled else None


@dataclass(frozen=True, slots=True)
class Members:
    """A list: what is surely in it, and what may be (None: anything of its type)."""

    sure: frozenset[str]
    possible: frozenset[str] | None = None

    @property
    def settled(self) -> bool:
        """True once nothing else can be in it."""
        return self.possible is not None and self.possible == self.sure

    def closed(self) -> Members:
        """The same list with nothing more in it."""
        return Members(self.sure, self.sure)

    def plain(self) -> Plain | None:
        """The sorted list once settled, else None."""
        return sorted(self.sure) if self.settled else None


@dataclass(frozen=True, slots=True)
class Between(Generic[Bound]):
    """A number or date within bounds, both inclusive; None is unbounded."""

    least: Bound | None
    most: Bound | None

    @property
    def settled(self) -> bool:
        """True once the bounds meet."""
        return self.least is not None and self.least == self.most

    def plain(self) -> Plain | None:
        """The value once settled, else None."""
        return self.least if self.settled else None


Possible = Choice | Members | Between[int] | Between[date]


def exactly(value: Scalar) -> Choice:
    """A yes/no or choice that is known."""
    return Choice(frozenset({value}))


def the_list(values: frozenset[str] | set[str] | list[str]) -> Members:
    """A list that is known to be complete."""
    return Members(frozenset(values), frozenset(values))


def at_least(values: frozenset[str] | set[str] | list[str]) -> Members:
    """A list of which only a lower bound is known."""
    return Members(frozenset(values), None)
