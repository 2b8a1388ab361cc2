"""The law as routes and pages show it: provisions with neighbours, norms, concepts, facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from advisor import wire
from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.law.proofs import Review
from advisor.law.provisions import Provision, TextKind
from advisor.reasoning.coverage import Reason, Row
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
    coverage: Mapping[ProvisionId, Row] = field(default_factory=dict)
    """What rests on each unit; empty where nobody asked for it."""
    reviews: tuple[Review, ...] = ()

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
            composed=name not in library.wordings,
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
            unmodelled=self._unmodelled(name),
            reviews=tuple(self._reviews(name)),
            notes=self._notes(found, instrument.status),
            parts=tuple(self._parts(name, 1)),
            wordings=self._wordings(name),
        )

    def _parts(self, name: ProvisionId, depth: int) -> Iterator[wire.ProvisionPart]:
        """Everything inside a provision, in order, with its depth."""
        library = self.book.library
        for child in library.children(name):
            found = library.provision(child, self.as_of) if child in library.wordings else None
            yield wire.ProvisionPart(
                id=str(child),
                marker=child.parts[-1],
                depth=depth,
                # A bare title has no words of its own; its points follow.
                text=found.text if found else "",
                text_kind=wire.TextKind(found.kind.value if found else TextKind.RESTATEMENT.value),
                restatement=found.restatement if found else "",
                in_force=found.in_force(self.as_of) if found else True,
                since=found.since if found and found.has_date else None,
                until=found.until if found else None,
                note=found.note if found else "",
            )
            yield from self._parts(child, depth + 1)

    def _wordings(self, name: ProvisionId) -> tuple[wire.Wording, ...]:
        """All wordings of a unit that has had more than one, the oldest first."""
        wordings = self.book.library.wordings.get(name, ())
        if len(wordings) < 2:
            return ()
        return tuple(
            wire.Wording(
                text=w.text,
                text_kind=wire.TextKind(w.kind.value),
                restatement=w.restatement,
                in_force=w.in_force(self.as_of),
                since=w.since if w.has_date else None,
                until=w.until,
                overtaken=w.until is not None and w.until <= w.since,
                note=w.note,
            )
            for w in sorted(wordings, key=lambda w: w.until or date.max)
        )

    def _reviews(self, name: ProvisionId) -> Iterator[wire.ReviewView]:
        for review in self.reviews:
            if any(root.covers(name) for root in review.provisions):
                doubts = (doubt.partition(": ") for doubt in review.doubts)
                yield wire.ReviewView(
                    against=review.against,
                    compared=review.compared,
                    by=review.by,
                    on=review.on,
                    doubts=tuple(text for about, _, text in doubts if _concerns(about, name)),
                )

    def _unmodelled(self, name: ProvisionId) -> wire.Unmodelled | None:
        """Why no norm models a unit, or all of a provision for one and the same reason."""
        row = self.coverage.get(name)
        if row is not None:
            return unmodelled(row)
        inside = [row for unit, row in self.coverage.items() if name.covers(unit)]
        found = {reason for row in inside if (reason := unmodelled(row)) is not None}
        alike = len(found) == 1 and all(unmodelled(row) for row in inside)
        return found.pop() if alike else None

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
        notes = (found.note,) if found.note else ()
        return notes if found.in_force(self.as_of) else (*notes, status)

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
            because=norm.on_silence or None,
            cured_by=norm.cured_by,
            from_=norm.since if norm.since != date.min else None,
            until=norm.until,
            binding="guidance" if norm.guidance else "law",
            frameworks=tuple(
                wire.FrameworkPlace(
                    framework=name,
                    title=self.book.frameworks[name].title,
                    place=place,
                    text=self.book.frameworks[name].places[place],
                )
                for name, places in norm.frameworks.items()
                for place in places
            ),
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
                asked=f.asked,
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


def _concerns(about: str, name: ProvisionId) -> bool:
    """Whether a doubt, which begins with an identifier, is about a provision or inside it."""
    try:
        return name.covers(ProvisionId.parse(about))
    except IdentifierError:
        return False


def unmodelled(row: Row) -> wire.Unmodelled | None:
    """Why no norm models a unit; None where one does."""
    reason: Reason | None = row.reason
    if row.norms or reason is None:
        return None
    return wire.Unmodelled(
        reason=reason.id, text=reason.text, because=reason.because, norms=reason.norms
    )
