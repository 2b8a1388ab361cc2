"""Coverage as a picture: one square a unit, articles in a row, the fuller the better."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.wire import CoverageEntry, CoverageRow, CoverageView, Unmodelled

LEGEND = {
    "modelled": "A norm models it",
    "carried": "A fact, concept, limit or lever rests on it, and no norm",
    "reasoned": "Not modelled, for a reason that is given",
    "empty": "Nobody has decided yet",
}
"""What a square means, the best first."""


@dataclass(frozen=True, slots=True)
class Cell:
    """An article with its squares."""

    entry: CoverageEntry
    words: str
    """What the squares say, for those who hear the page."""


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A reason with the articles in which it is given to operator-facing units."""

    text: str
    units: int
    entries: tuple[CoverageEntry, ...]
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One instrument."""

    view: CoverageView
    cells: tuple[Cell, ...]
    units: int
    official: int
    facing: int
    """Units addressed to operators."""
    counts: dict[str, int]
    """Operator-facing units by standing."""
    reasons: tuple[Reasoned, ...]


def chart_of(view: CoverageView) -> Chart:
    """Lay out the coverage of one instrument."""
    rows = [row for entry in view.entries for row in entry.rows]
    facing = [row for row in rows if row.operator]
    return Chart(
        view=view,
        cells=tuple(Cell(entry, _words(entry)) for entry in view.entries),
        units=len(rows),
        official=sum(bool(row.official) for row in rows),
        facing=len(facing),
        counts={name: sum(row.standing == name for row in facing) for name in LEGEND},
        reasons=_reasons(view),
    )


def _words(entry: CoverageEntry) -> str:
    modelled = sum(row.standing == "modelled" for row in entry.rows)
    units = f"{len(entry.rows)} unit{'' if len(entry.rows) == 1 else 's'}"
    whom = "" if any(row.operator for row in entry.rows) else ", not addressed to operators"
    return f"{entry.cite}, {entry.heading}: {modelled} of {units} modelled{whom}"


def _reasons(view: CoverageView) -> tuple[Reasoned, ...]:
    """The reasons given to operator-facing units, the most frequent first."""
    found: dict[str, list[tuple[CoverageEntry, CoverageRow, Unmodelled]]] = {}
    for entry in view.entries:
        for row in entry.rows:
            if row.operator and row.standing == "reasoned" and row.unmodelled:
                found.setdefault(row.unmodelled.text, []).append((entry, row, row.unmodelled))
    return tuple(
        Reasoned(
            text=text,
            units=len(uses),
            entries=tuple({entry.id: entry for entry, _, _ in uses}.values()),
            details=tuple(dict.fromkeys(_detail(e, why) for e, _, why in uses if why.because)),
        )
        for text, uses in sorted(found.items(), key=lambda item: -len(item[1]))
    )


def _detail(entry: CoverageEntry, why: Unmodelled) -> str:
    return f"{entry.label}: {why.because}"
