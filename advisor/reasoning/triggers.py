"""Which norms can matter to a plan: an index by what must hold before anything else is asked.

Most conditions are a list of parts that must all hold, and most plans fail one part of most
norms: another law, another purpose, no transfer. Parts that several conditions share are asked
once; where one is false, every condition behind it is left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisor.reasoning.conditions import Evaluate, Mask, World, compile_node
from advisor.reasoning.expressions import All, Node, names_in
from advisor.reasoning.truth import FALSE

_SHARED = 2
"""How many conditions must share a part before it is worth a branch of its own."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """The condition under which something can matter at all."""

    index: int
    """Number of the norm or limit."""
    node: Node
    masked: Mask = ()


Part = tuple[Node, Mask]


@dataclass(frozen=True, slots=True)
class Branch:
    """What can matter once a part is not false: entries, and branches with further parts."""

    here: tuple[int, ...]
    further: tuple[tuple[Evaluate, Branch], ...]

    def possible(self, world: World) -> list[int]:
        """The entries of which no shared part is false, each once, in no order."""
        found: list[int] = []
        self._collect(world, found)
        return found

    def _collect(self, world: World, found: list[int]) -> None:
        found.extend(self.here)
        for holds, branch in self.further:
            if holds(world) != FALSE:
                branch._collect(world, found)


def triggers(entries: Iterable[Trigger]) -> Branch:
    """Index conditions by the parts that they share, the most shared first."""
    return _branch([(entry.index, frozenset(_parts(entry))) for entry in entries])


def _branch(entries: list[tuple[int, frozenset[Part]]]) -> Branch:
    here: list[int] = []
    further: list[tuple[Evaluate, Branch]] = []
    waiting = entries
    while waiting:
        counted = Counter(part for _, parts in waiting for part in parts)
        shared = [(count, str(part)) for part, count in counted.items() if count >= _SHARED]
        if not shared:
            break
        # Among parts shared alike the text decides, so that every run builds the same index.
        best = max(shared)
        part = next(p for p in counted if (counted[p], str(p)) == best)
        inside = [(index, parts - {part}) for index, parts in waiting if part in parts]
        further.append((compile_node(*part), _branch(inside)))
        waiting = [entry for entry in waiting if part not in entry[1]]
    here.extend(index for index, _ in waiting)
    return Branch(tuple(here), tuple(further))


def _parts(entry: Trigger) -> Iterator[Part]:
    """The parts that must all hold; a mask is kept only where it touches the part."""
    waiting: list[Node] = [entry.node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, All):
            waiting.extend(node.parts)
        else:
            names = names_in(node)
            yield node, tuple(mask for mask in entry.masked if mask[0] in names)
