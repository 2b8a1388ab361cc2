"""A personal identifier found in a text, and which of several overlapping ones counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """Where an identifier stands and what it is."""

    start: int
    end: int
    kind: str
    """In capitals, as the placeholder shows it: `EMAIL`, `NAME`, `AADHAAR`."""

    @property
    def length(self) -> int:
        """Length in characters."""
        return self.end - self.start


def apart(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return the findings in the order of the text, none overlapping: the longest one wins.

    What a beaten finding covers beyond the winner stays covered: it is added to the winner, so
    that no rest of an identifier is left open.
    """
    groups: list[list[Found]] = []
    reach = -1
    for one in sorted(found, key=lambda f: (f.start, -f.length)):
        if groups and one.start < reach:
            groups[-1].append(one)
        else:
            groups.append([one])
        reach = max(reach, one.end)
    return tuple(_joined(group) for group in groups)


def _joined(group: list[Found]) -> Found:
    longest = max(group, key=lambda one: one.length)
    return Found(min(f.start for f in group), max(f.end for f in group), longest.kind)
