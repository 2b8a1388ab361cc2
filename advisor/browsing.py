"""The law to look through: an instrument as a tree, and what its norms cover."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from advisor import wire
from advisor.law.identifiers import ProvisionId
from advisor.law.instruments import NEVER, Commencement, Instrument
from advisor.law.library import Library
from advisor.law_views import LawViews, unmodelled
from advisor.reasoning.coverage import Row


def contents(views: LawViews, identifier: str) -> wire.ContentsView | None:
    """An instrument with its divisions, their articles and the paragraphs of these."""
    library = views.book.library
    instrument = library.instruments.get(identifier)
    if instrument is None:
        return None
    divisions: dict[str, list[wire.ContentsEntry]] = {}
    for root in library.roots(identifier):
        found = library.provision(root, views.as_of)
        if found is not None:
            entry = _entry(root, library, views.as_of)
            divisions.setdefault(found.division, []).append(entry)
    return wire.ContentsView(
        instrument=next(view for view in views.instruments() if view.id == identifier),
        licence=instrument.licence,
        identifiers=dict(instrument.identifiers),
        divisions=tuple(
            wire.DivisionView(title=title, entries=tuple(entries))
            for title, entries in divisions.items()
        ),
        commencement=tuple(
            _commencement(row, instrument, library) for row in instrument.commencement
        ),
    )


def _entry(root: ProvisionId, library: Library, as_of: date) -> wire.ContentsEntry:
    found = library.provision(root, as_of)
    assert found is not None
    return wire.ContentsEntry(
        id=str(root),
        cite=library.cite(root),
        label=_label(root, library),
        heading=found.heading,
        in_force=found.in_force(as_of),
        since=found.since if found.has_date else None,
        parts=tuple(
            wire.ProvisionLink(id=str(child), cite=child.parts[-1])
            for child in library.children(root)
        ),
    )


def _label(root: ProvisionId, library: Library) -> str:
    """The citation without the name of the instrument, which stands above."""
    short = re.escape(library.instruments[root.instrument].short)
    return re.sub(rf"\s*{short}(?:[,:]\s*)?|\s+$", "", library.cite(root)) or library.cite(root)


def _commencement(
    row: Commencement, instrument: Instrument, library: Library
) -> wire.CommencementView:
    return wire.CommencementView(
        provisions=tuple(_runs(row.provisions, instrument, library)),
        since=row.since if row.since != NEVER else None,
        until=row.until,
        note=row.note,
    )


def _runs(names: Iterable[ProvisionId], instrument: Instrument, library: Library) -> Iterator[str]:
    """Citations, with neighbours drawn together: Arts 8 to 15 as `Art. 8 – Art. 15`."""
    order = {root: place for place, root in enumerate(library.roots(instrument.id))}
    run: list[ProvisionId] = []
    for name in [*names, None]:
        joins = name is not None and run and order.get(name, -2) == order.get(run[-1], -4) + 1
        if not joins:
            if run:
                ends = dict.fromkeys((run[0], run[-1]))
                yield " – ".join(_label(end, library) for end in ends)
            run = []
        if name is not None:
            run.append(name)


def covered(views: LawViews) -> list[wire.CoverageView]:
    """What norms cover, instrument by instrument, article by article."""
    library = views.book.library
    units: dict[ProvisionId, list[Row]] = {}
    for name, row in views.coverage.items():
        units.setdefault(_root(name), []).append(row)
    return [
        wire.CoverageView(
            instrument=instrument.id,
            short=instrument.short,
            title=instrument.title,
            entries=tuple(
                wire.CoverageEntry(
                    id=str(root),
                    cite=library.cite(root),
                    label=_label(root, library),
                    heading=units[root][0].heading,
                    rows=tuple(_row(row) for row in units[root]),
                )
                for root in library.roots(instrument.id)
                if root in units
            ),
        )
        for instrument in library.instruments.values()
    ]


def _root(name: ProvisionId) -> ProvisionId:
    while (parent := name.parent) is not None:
        name = parent
    return name


def _row(row: Row) -> wire.CoverageRow:
    return wire.CoverageRow(
        id=str(row.unit),
        standing=row.standing.value,
        operator=row.operator,
        official=row.official,
        norms=row.norms,
        carried=row.carried,
        unmodelled=unmodelled(row),
    )
