"""Kleene's three truth values, ordered so that `and` is the minimum and `or` the maximum."""

from __future__ import annotations

from enum import IntEnum


class Truth(IntEnum):
    """What can be said of a condition. Source: Kleene, strong three-valued logic."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    @property
    def word(self) -> str:
        """`true`, `false` or `unknown`, as traces show it."""
        return self.name.lower()


FALSE, UNKNOWN, TRUE = 0, 1, 2
"""The same values as plain integers, for compiled conditions: comparing enums costs more."""


def negation(truth: int) -> int:
    """Kleene's `not`."""
    return TRUE - truth
