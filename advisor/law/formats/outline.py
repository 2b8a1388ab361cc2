"""Numbered text without mark-up: which label comes next, and where a text belongs.

Gazettes and treaties number their units `1`, `(1)`, `(a)`, `(i)`, `(A)`. Lines are broken
anywhere, so that a line can begin with something that only looks like a number: a label is
one if it is the next of an open list, or the first after words that open one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv")
_OPENS = re.compile(r"[:—–-]\s*$")
_ENDS = re.compile(r"(?:[.;:,—–”’\"-]|\b(?:and|or))\s*$")


FIRST = {"1": "number", "a": "letter", "i": "roman", "A": "capital"}
"""The labels that can open a list, and what kind of list they open."""


def following(kind: str, label: str) -> str:
    """The label that comes after `label` in its list; empty where none does."""
    if kind == "number":
        return str(int(label) + 1)
    if kind == "roman":
        place = _ROMAN.index(label) + 1
        return _ROMAN[place] if place < len(_ROMAN) else ""
    if label == "z":
        return "za"
    return label[:-1] + chr(ord(label[-1]) + 1)


@dataclass
class Node:
    """One unit as it is being read."""

    at: str
    label: str = ""
    kind: str = ""
    heading: str = ""
    division: str = ""
    paragraphs: list[str] = field(default_factory=list)
    printed: str = ""
    """The label as printed, where it stands twice and was counted on."""

    @property
    def text(self) -> str:
        return "\n".join(p for p in self.paragraphs if p)

    @property
    def quoting(self) -> bool:
        """True while a quotation is open."""
        quoted = re.sub(r'(?<!\w)"(?=[\w(])', "“", self.text)
        return quoted.count("“") > quoted.count("”") + quoted.count('"')

    def say(self, words: str, *, anew: bool = False) -> None:
        """Go on with the text, or begin another paragraph of it."""
        if anew or not self.paragraphs:
            self.paragraphs.append(words)
        else:
            self.paragraphs[-1] = joined(self.paragraphs[-1], words)


def joined(before: str, after: str) -> str:
    """Two lines of one text: a hyphen at the end of a line stays, without a blank."""
    if not before or not after:
        return before or after
    if re.search(r"\w-$", before) and re.match(r"\w", after):
        return before + after
    return f"{before} {after}"


@dataclass
class Outline:
    """Units in reading order, with the path of the one that is being read."""

    nodes: list[Node] = field(default_factory=list)
    path: list[Node] = field(default_factory=list)
    forgiving: bool = False
    """True: a label that stands twice counts as the next one."""

    @property
    def here(self) -> Node:
        """The unit that is being read."""
        return self.path[-1]

    def open(self, at: str, heading: str = "", division: str = "") -> Node:
        """Begin a unit on the top level, such as a section."""
        node = Node(at, heading=heading, division=division)
        self.nodes.append(node)
        self.path = [node]
        return node

    def beside(self, at: str) -> Node:
        """Begin a unit that is none of the numbered ones, such as an illustration."""
        top = self.path[0]
        node = Node(at, heading=top.heading, division=top.division)
        self.nodes.append(node)
        return node

    def label(self, label: str, so_far: str | None = None) -> bool:
        """Go to the unit with this label, if it can be one here; `so_far` are the words before."""
        before = self.here.text if so_far is None else so_far
        if label in FIRST and (not before or _OPENS.search(before)):
            return self._enter(self.path, label, FIRST[label])
        if before and not _ENDS.search(before):
            return False
        for depth in range(len(self.path) - 1, 0, -1):
            node = self.path[depth]
            expected = following(node.kind, node.label)
            shown = following(node.kind, node.printed) if node.printed else expected
            if label == shown:
                printed = label if node.printed else ""
                return self._enter(self.path[:depth], expected, node.kind, printed)
            if self.forgiving and label == node.label and depth == len(self.path) - 1:
                return self._enter(self.path[:depth], expected, node.kind, label)
        return False

    def _enter(self, above: list[Node], label: str, kind: str, printed: str = "") -> bool:
        parent = above[-1]
        node = Node(
            f"{parent.at}({label})", label, kind, parent.heading, parent.division, printed=printed
        )
        self.nodes.append(node)
        self.path = [*above, node]
        return True

    def close_list(self) -> None:
        """Go back to the unit that the present list stands in."""
        if len(self.path) > 1:
            self.path = self.path[:-1]

    def written(self) -> Iterator[Node]:
        """The units that have words."""
        return (node for node in self.nodes if node.text)


LABEL = re.compile(r"\(\s*([a-z]{1,4}|[A-Z]|\d{1,2})\s*\)\s*")


def take_label(outline: Outline, line: str, so_far: str | None = None) -> tuple[bool, str]:
    """Read the label at the beginning of a line, if it is one; return the rest of the line."""
    found = LABEL.match(line)
    if found is None or not outline.label(found[1], so_far):
        return False, line
    return True, line[found.end() :]
