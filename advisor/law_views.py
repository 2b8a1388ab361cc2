"""The law as routes and pages show it: provisions with neighbours, norms, concepts, facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from advisor import wire
from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.law.provisions import Provision, TextKind
from advisor.reasoning.rulebook import Concept, Norm, Rulebook
from advisor.reasoning.vocabulary import FactType
from advisor.retrieval import Passage

_GROUPS = (
    "The people",
    "The data",
    "Purpose and acts",
    "Lawful basis and consent",
    "Marketing",
    "Automated decisions",
    "Artificial intelligence",
    "Transfers",
    "Rights",
    "Safeguards",
    "Breach",
    "The operator",
)
"""The order in which a reader is asked for facts."""


def _place_of(fact: FactType) -> int:
    return _GROUPS.index(fact.group) if fact.group in _GROUPS else len(_GROUPS)


@dataclass(frozen=True)
class LawViews:
    """Views of one rulebook on one date."""

    book: Rulebook
    as_of: date

    def hit(self, passage: Passage, score: float) -> wire.SearchHit:
        """One result of a search."""
        instrument = self.book.library.instruments.get(passage.instrument)
        wordings = self.book.library.wordings.get(ProvisionId.parse(passage.id), ())
        kind = next((w.kind for w in wordings if w.text == passage.text), TextKind.RESTATEMENT)
        return wire.SearchHit(
            id=passage.id,
            cite=passage.cite,
            heading=passage.heading,
            text=passage.text,
            text_kind=wire.TextKind(kind.value),
            score=round(score, 4),
            url=instrument.address if instrument else None,
        )

    def provision(self, identifier: str) -> wire.ProvisionView | None:
        """A provision, or an authority, with what surrounds it and rests on it."""
        if identifier in self.book.library.instruments:
            return self._contents(identifier)
        try:
            name = ProvisionId.parse(identifier)
        except IdentifierError:
            return None
        library = self.book.library
        if name in library.authorities:
            return self._authority(name)
        found = library.provision(name, self.as_of)
        if found is None:
            return None
        instrument = library.instruments[name.instrument]
        before, after = self._beside(name)
        return wire.ProvisionView(
            id=str(name),
            cite=library.cite(name),
            heading=found.heading,
            text=found.text,
            text_kind=wire.TextKind(found.kind.value),
            restatement=found.restatement,
            url=instrument.address,
            in_force=found.in_force(self.as_of),
            since=found.since if found.has_date else None,
            until=found.until,
            instrument=instrument.id,
            division=found.division,
            addressee=found.addressee,
            topics=found.topics,
            refers_to=self._links(found.refers_to),
            referred_by=self._links(library.referring_to(name)),
            parent=self._link(name.parent) if name.parent else None,
            children=self._links(library.children(name)),
            previous=self._link(before) if before else None,
            next=self._link(after) if after else None,
            norms=tuple(wire.Dependent(id=n.id, title=n.title) for n in self._norms_on(name)),
            concepts=tuple(
                wire.Dependent(id=c.id, title=c.question) for c in self._concepts_on(name)
            ),
            notes=self._notes(found, instrument.status),
        )

    def _contents(self, identifier: str) -> wire.ProvisionView:
        """An instrument as a whole: its status, and its articles or sections in order."""
        library = self.book.library
        instrument = library.instruments[identifier]
        return wire.ProvisionView(
            id=identifier,
            cite=instrument.short,
            heading=instrument.title,
            text=instrument.status,
            url=instrument.address,
            in_force=any(day <= self.as_of for day in instrument.dates()),
            since=min(instrument.dates(), default=None),
            instrument=identifier,
            children=self._links(library.roots(identifier)),
        )

    def _notes(self, found: Provision, status: str) -> tuple[str, ...]:
        notes = [found.note] if found.note else []
        wordings = self.book.library.wordings.get(found.id, ())
        for other in wordings:
            if other != found:
                until = f" until {other.until}" if other.until else ""
                words = "" if other.kind is found.kind else f" ({other.kind.value})"
                notes.append(
                    f"Another wording{words} applies from {other.since}{until}: {other.text}"
                )
        return (*notes, status) if not found.in_force(self.as_of) else tuple(notes)

    def _authority(self, name: ProvisionId) -> wire.ProvisionView:
        authority = self.book.library.authorities[name]
        return wire.ProvisionView(
            id=str(name),
            cite=self.book.library.cite(name),
            heading=authority.title,
            text=authority.holding,
            since=authority.day,
            instrument=name.instrument,
            notes=(
                f"Weight: {authority.weight}. Confidence: {authority.confidence or 'not said'}.",
            ),
            concepts=tuple(
                wire.Dependent(id=c.id, title=c.question) for c in self._concepts_on(name)
            ),
        )

    def _beside(self, name: ProvisionId) -> tuple[ProvisionId | None, ProvisionId | None]:
        """The neighbours on the same level."""
        library = self.book.library
        parent = name.parent
        row = library.children(parent) if parent else library.roots(name.instrument)
        if name not in row:
            return None, None
        place = row.index(name)
        before = row[place - 1] if place else None
        return before, row[place + 1] if place + 1 < len(row) else None

    def _links(self, names: Iterable[ProvisionId]) -> tuple[wire.ProvisionLink, ...]:
        return tuple(self._link(name) for name in dict.fromkeys(names))

    def _link(self, name: ProvisionId) -> wire.ProvisionLink:
        library = self.book.library
        found = library.provision(name, self.as_of)
        heading = found.heading if found else ""
        return wire.ProvisionLink(id=str(name), cite=library.cite(name), heading=heading)

    def _norms_on(self, name: ProvisionId) -> list[Norm]:
        def rests(norm: Norm) -> bool:
            sources = [*norm.source, *(s for e in norm.unless for s in e.source)]
            return any(name.covers(source) or source.covers(name) for source in sources)

        return [norm for norm in self.book.norms if rests(norm)]

    def _concepts_on(self, name: ProvisionId) -> list[Concept]:
        def rests(concept: Concept) -> bool:
            cited = [c for r in concept.readings for g in r.grounds for c in g.cite]
            return any(name.covers(c) or c.covers(name) for c in [*concept.source, *cited])

        return [concept for concept in self.book.concepts.values() if rests(concept)]

    def instruments(self) -> list[wire.InstrumentView]:
        """All instruments, with how many units of each are restated."""
        library = self.book.library
        units: dict[str, int] = {}
        for name in library.wordings:
            units[name.instrument] = units.get(name.instrument, 0) + 1
        return [
            wire.InstrumentView(
                id=i.id,
                title=i.title,
                short=i.short,
                kind=i.kind,
                status=i.status,
                binding=i.binding.value,
                units=units.get(i.id, 0),
                since=min((d for d in i.dates()), default=None),
                address=i.address,
            )
            for i in library.instruments.values()
        ]

    def norms(self) -> list[wire.NormView]:
        """All norms, in corpus order."""
        return [self._norm(norm) for norm in self.book.norms]

    def norm(self, identifier: str) -> wire.NormView | None:
        """One norm."""
        norm = self.book.norm_by_id.get(identifier)
        return self._norm(norm) if norm else None

    def _norm(self, norm: Norm) -> wire.NormView:
        return wire.NormView(
            id=norm.id,
            title=norm.title,
            kind=norm.kind.value,
            instrument=norm.regime,
            source=tuple(map(str, norm.source)),
            applies=norm.applies.source,
            satisfied=norm.satisfied.source if norm.satisfied else None,
            unless=tuple(
                wire.ExceptionView(
                    when=e.when.source, source=tuple(map(str, e.source)), text=e.text
                )
                for e in norm.unless
            ),
            if_unknown=norm.if_unknown.value,
            because=norm.because or None,
            cured_by=norm.cured_by,
            from_=norm.since if norm.since != date.min else None,
            until=norm.until,
            binding="guidance" if norm.guidance else "law",
        )

    def facts(self) -> list[wire.FactView]:
        """The fact vocabulary."""
        return [
            wire.FactView(
                fact=f.name,
                type=f.kind.value,
                values=f.values,
                meaning=f.meaning,
                question=f.question,
                group=f.group,
                dpv=f.dpv,
                labels=dict(f.labels),
                unmentioned=f.silence if f.silence != "stays unknown" else None,
            )
            for f in sorted(self.book.vocabulary.facts.values(), key=_place_of)
        ]

    def concepts(self) -> list[wire.ConceptView]:
        """All open concepts with their readings and grounds."""
        return [
            wire.ConceptView(
                id=c.id,
                question=c.question,
                source=tuple(map(str, c.source)),
                movement=c.movement or None,
                settles=c.settles or None,
                readings=tuple(
                    wire.ConceptReading(
                        id=r.id,
                        text=r.text,
                        grounds=tuple(
                            wire.Ground(
                                canon=g.canon,
                                text=g.text,
                                citations=tuple(map(str, g.cite)),
                                weight=g.weight or None,
                            )
                            for g in r.grounds
                        ),
                    )
                    for r in c.readings
                ),
            )
            for c in self.book.concepts.values()
        ]
