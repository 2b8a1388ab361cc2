"""Where things stand in the two pictures of an opinion: its argument and its horizon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from advisor.wire import Change

LINE = 16
"""Height of a line of text in a figure, in pixels."""
WIDTHS = {**dict.fromkeys("ijlftr.,:;()[]|/' ", 4.0), **dict.fromkeys("mwMW@", 10.6)}
CAPITAL, ORDINARY = 8.2, 7.2
"""Widths of characters in common sans-serif types at the size that figures use, in pixels."""
GAP = 12
PADDING = 6


@dataclass(frozen=True, slots=True)
class Node:
    """A fact, norm or provision in the argument."""

    id: str
    text: str
    kind: str
    """For a fact who said so, for a norm what came of it, for a provision `law`."""
    href: str


@dataclass(frozen=True, slots=True)
class Chain:
    """A norm with the facts that it looks at and the provisions that it stands on."""

    norm: Node
    facts: tuple[Node, ...]
    provisions: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A node with its place, its text broken into lines."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """Height at which lines arrive and leave."""
        return self.y + self.height / 2

    def baseline(self, line: int) -> float:
        """Where line number `line`, from 0, stands."""
        return self.y + PADDING + LINE * (line + 1) - 4


@dataclass(frozen=True, slots=True)
class Link:
    """A line between two boxes."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing in pixels."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]


def argument(chains: Sequence[Chain]) -> Figure:
    """Draw plan, facts, norms and provisions as four columns, left to right."""
    plan = Node("plan", "The plan", "plan", "#plan")
    facts = _once(fact for chain in chains for fact in chain.facts)
    provisions = _once(provision for chain in chains for provision in chain.provisions)
    columns = (
        _column([plan], 0, 66),
        _column(facts, 90, 176),
        _column([chain.norm for chain in chains], 290, 200),
        _column(provisions, 516, 132),
    )
    height = max(_bottom(column) for column in columns)
    plans, fact_boxes, norm_boxes, law_boxes = (_centred(column, height) for column in columns)
    places = {box.node.id: box for box in (*fact_boxes, *law_boxes)}
    links = [_curve(plans[0], box, "plain") for box in fact_boxes]
    for chain, norm in zip(chains, norm_boxes, strict=True):
        links += [_curve(places[fact.id], norm, chain.norm.kind) for fact in chain.facts]
        links += [_curve(norm, places[law.id], chain.norm.kind) for law in chain.provisions]
        if not chain.facts:
            links.append(_curve(plans[0], norm, "plain"))
    return Figure(648, height, (*plans, *fact_boxes, *norm_boxes, *law_boxes), tuple(links))


def narrow_argument(chains: Sequence[Chain]) -> Figure:
    """Draw the same one norm after another, top to bottom, for a narrow screen."""
    boxes: list[Box] = []
    links: list[Link] = []
    y = 0.0
    for chain in chains:
        above = [_box(fact, 0, 344) for fact in chain.facts]
        norm = _box(chain.norm, 24, 320)
        below = [_box(law, 48, 296) for law in chain.provisions]
        placed: list[Box] = []
        for box in (*above, norm, *below):
            placed.append(_at(box, y))
            y += box.height + 4
        boxes += placed
        head = placed[len(above)]
        links += [_elbow(box, head, 10, chain.norm.kind) for box in placed[: len(above)]]
        links += [_elbow(head, box, 36, chain.norm.kind) for box in placed[len(above) + 1 :]]
        y += 20
    return Figure(344, max(y - 20, 0), tuple(boxes), tuple(links))


@dataclass(frozen=True, slots=True)
class Mark:
    """A coming date on the time line."""

    number: int
    change: Change
    percent: float
    row: int
    """0 stands on the line; higher rows stand above, where dates are close."""


@dataclass(frozen=True, slots=True)
class Year:
    """The first of January of a year, on the time line."""

    label: str
    percent: float


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The coming dates, to scale from the day of the opinion."""

    first_day: date
    marks: tuple[Mark, ...]
    years: tuple[Year, ...]
    rows: int


def time_line(first_day: date, changes: Sequence[Change]) -> TimeLine:
    """Place `changes` on a line that starts on `first_day` and spans two years or more."""
    ordered = sorted(changes, key=lambda change: change.date)
    last = max([first_day + timedelta(days=731), *(change.date for change in ordered)])
    span = (last - first_day).days * 1.04

    def percent(when: date) -> float:
        return round(2 + 94 * max(0, (when - first_day).days) / span, 2)

    marks: list[Mark] = []
    for number, change in enumerate(ordered, start=1):
        here = percent(change.date)
        close = [mark.row for mark in marks if here - mark.percent < 6]
        row = next(row for row in range(len(close) + 1) if row not in close)
        marks.append(Mark(number, change, here, row))
    years = [
        Year(str(year), percent(date(year, 1, 1)))
        for year in range(first_day.year + 1, last.year + 1)
    ]
    return TimeLine(
        first_day,
        tuple(marks),
        tuple(years),
        max((mark.row for mark in marks), default=0) + 1,
    )


def _once(nodes: Iterable[Node]) -> list[Node]:
    return list({node.id: node for node in nodes}.values())


def _column(nodes: Sequence[Node], x: float, width: float) -> list[Box]:
    boxes: list[Box] = []
    y = 0.0
    for node in nodes:
        box = _at(_box(node, x, width), y)
        boxes.append(box)
        y += box.height + GAP
    return boxes


def _box(node: Node, x: float, width: float) -> Box:
    # The mark in front of a fact takes 18 pixels.
    room = width - 2 * PADDING - (18 if node.href.startswith("#fact") else 0)
    lines = _wrapped(node.text, room, 4)
    return Box(node, x, 0, width, len(lines) * LINE + 2 * PADDING, lines)


def _at(box: Box, y: float) -> Box:
    return Box(box.node, box.x, y, box.width, box.height, box.lines)


def _bottom(column: Sequence[Box]) -> float:
    return max((box.y + box.height for box in column), default=0)


def _centred(column: Sequence[Box], height: float) -> list[Box]:
    shift = (height - _bottom(column)) / 2
    return [_at(box, box.y + shift) for box in column]


def _wrapped(text: str, room: float, most: int) -> tuple[str, ...]:
    """Break `text` into at most `most` lines; what is left out is told by an ellipsis."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and _width(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(_cut(word, room))
    if len(lines) > most:
        return (*lines[: most - 1], _cut(f"{lines[most - 1]} …", room))
    return tuple(lines) or ("",)


def _cut(text: str, room: float) -> str:
    if _width(text) <= room:
        return text
    while text and _width(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"


def _width(text: str) -> float:
    return sum(WIDTHS.get(c, CAPITAL if c.isupper() else ORDINARY) for c in text)


def _curve(start: Box, end: Box, kind: str) -> Link:
    x1, y1, x2, y2 = start.x + start.width, start.middle, end.x, end.middle
    bend = (x2 - x1) / 2
    path = f"M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    return Link(path, kind)


def _elbow(start: Box, end: Box, x: float, kind: str) -> Link:
    return Link(f"M{x:.1f} {start.y + start.height:.1f}V{end.middle:.1f}H{end.x:.1f}", kind)
