"""Running text with lists in it, the common shape of the two formats of the European Union."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from advisor.errors import OfficialTextError
from advisor.law.formats.document import UnitList

DASH = ""
"""Label of an item that has only a dash."""


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled point of a list."""

    label: str
    content: tuple[str | Item, ...]
    """Paragraphs and points, in reading order."""


Flow = Sequence[str | Item]

_LABEL = re.compile(r"\(?([A-Za-z0-9]+(?:\.[0-9]+)*)[.)]?")


def label_of(text: str) -> str:
    """`(a)`, `1.`, `3.1.` and `(12)` without what surrounds them.

    Raises:
        OfficialTextError: it is no label.
    """
    words = " ".join(text.split())
    if words in {"—", "–", "-", "•", DASH}:
        return DASH
    found = _LABEL.fullmatch(words)
    if found is None:
        raise OfficialTextError(f"has a list item labelled `{words[:20]}`")
    return found[1]


def flat(flow: Flow) -> list[str]:
    """All paragraphs of a text, points with their labels: for quoted text, never split up."""
    lines: list[str] = []
    for part in flow:
        if isinstance(part, str):
            lines.append(part)
        else:
            lines += flat(part.content)
    return lines


@dataclass(frozen=True, slots=True)
class Naming:
    """How the points of a text are named, and what stands above all of them."""

    heading: str
    division: str
    indents: bool = False
    """True: a dash is a unit of its own (`-indent-3`). False: it belongs to its paragraph."""


def add_flow(units: UnitList, at: str, flow: Flow, naming: Naming, *, always: bool = True) -> None:
    """Add a text and its points; `always` keeps one that has no words of its own."""
    own: list[str] = []
    points: list[tuple[str, Item]] = []
    dashes = 0
    taken: set[str] = set()
    for is_text, run in groupby(flow, key=lambda part: isinstance(part, str)):
        parts = list(run)
        if is_text:
            own += [part for part in parts if isinstance(part, str)]
            continue
        items = [part for part in parts if isinstance(part, Item)]
        # A list that begins anew belongs to the next subparagraph: all its points say so.
        second = "(2nd)" if any(item.label in taken for item in items if item.label) else ""
        for item in items:
            if item.label == DASH and not naming.indents:
                own += flat(item.content)
            elif item.label == DASH:
                dashes += 1
                points.append((f"-indent-{dashes}", item))
            else:
                taken.add(item.label)
                points.append((f"{second}({item.label})", item))
    if own or always:
        units.add(at, "\n".join(own), naming.heading, naming.division)
    for name, item in points:
        add_flow(units, at + name, item.content, naming)
