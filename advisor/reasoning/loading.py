"""The border between corpus files and the rulebook: parse once, link, check everything."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pycountry

from advisor.errors import CorpusError
from advisor.law.files import Located, Problems, parse, read_list, read_yaml, where, yaml_files
from advisor.law.identifiers import ProvisionId
from advisor.law.instruments import NEVER
from advisor.law.library import Library
from advisor.law.loading import identifier, load_library
from advisor.reasoning.calibration import AS_IT_IS, Calibration
from advisor.reasoning.conditions import Condition, Mask, compile_node
from advisor.reasoning.derivations import FUNCTIONS
from advisor.reasoning.expressions import ExpressionError, Names, names_in
from advisor.reasoning.expressions import parse as parse_expression
from advisor.reasoning.places import Adequacy, Places
from advisor.reasoning.rulebook import (
    NEGLECTED,
    Branch,
    Change,
    CircleError,
    Concept,
    Contradiction,
    Derived,
    Framework,
    Ground,
    IfUnknown,
    Lever,
    Limit,
    Norm,
    NormKind,
    Notice,
    Presumption,
    Reading,
    Rulebook,
    Thresholds,
    When,
)
from advisor.reasoning.shapes import (
    BranchShape,
    CalibrationShape,
    ConceptShape,
    ContradictionShape,
    DerivedShape,
    FactShape,
    FrameworkShape,
    LeverShape,
    LimitShape,
    NormShape,
    NoticeShape,
    PresumptionShape,
    ReadingShape,
)
from advisor.reasoning.silence import in_reading_order
from advisor.reasoning.values import Choice, Possible
from advisor.reasoning.vocabulary import FactType, Kind, Vocabulary
from advisor.reasoning.weighing import canons, points, shares

Identified = TypeVar("Identified", Concept, Lever)

_REGIMES = {"dpdp-rules": "dpdp", "cnil-ai": "gdpr", "cnil-crm": "gdpr", "charter": "gdpr"}
"""Instruments that are judged together with another one."""


def load_rulebook(corpus: Path, thresholds: Thresholds | None = None) -> Rulebook:
    """Read and check the whole corpus.

    Raises:
        CorpusError: with everything that is wrong, each with file and line.
    """
    problems = Problems()
    library = load_library(corpus, problems)
    book = _Loader(corpus, library, problems).rulebook(thresholds or Thresholds())
    problems.raise_if_any()
    return book


def corpus_version(corpus: Path, *folders: str) -> str:
    """A short hash over the names and contents of corpus files."""
    digest = hashlib.sha256()
    for file in yaml_files(corpus):
        name = str(file.relative_to(corpus))
        if not folders or name.startswith(folders):
            digest.update(name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


class _Loader:
    """Reads the files in the order in which they refer to one another."""

    def __init__(self, corpus: Path, library: Library, problems: Problems) -> None:
        self.corpus = corpus
        self.library = library
        self.problems = problems
        self.facts: dict[str, Located] = {}
        for file in sorted((corpus / "facts").glob("*.yaml")):
            if file.name not in ("derived.yaml", "contradictions.yaml"):
                self._gather(read_yaml(file, corpus), self.facts)
        self.frameworks = self._frameworks()
        self.derived: dict[str, Located] = {}
        self._gather(read_yaml(corpus / "facts" / "derived.yaml", corpus), self.derived)
        self.concepts = self._entries(yaml_files(corpus / "concepts"))
        self.norms = self._entries(yaml_files(corpus / "norms"))
        self.vocabulary = Vocabulary(
            {name: self._fact(name, entry) for name, entry in self.facts.items()},
            self._places(),
        )
        self.names = Names(
            self.vocabulary,
            frozenset(self.derived),
            frozenset(str(entry.get("id")) for entry in self.concepts),
        )

    def rulebook(self, thresholds: Thresholds) -> Rulebook:
        each = self.problems.each
        derived = each(self.derived.items(), lambda item: self._derived(*item))
        book = Rulebook(
            library=self.library,
            vocabulary=self.vocabulary,
            derived={entry.name: entry for entry in derived},
            concepts=self._by_id(each(self.concepts, self._concept)),
            norms=self._norms(),
            presumptions=(),
            levers=self._levers(),
            limits=tuple(self._limits()),
            notices=tuple(self._notices()),
            contradictions=tuple(self._contradictions()),
            version=corpus_version(self.corpus),
            norms_version=corpus_version(self.corpus, "norms", "concepts", "facts", "levers"),
            thresholds=thresholds,
            frameworks=self.frameworks,
            calibration=self._calibration(),
        )
        return self._linked(book)

    def _frameworks(self) -> dict[str, Framework]:
        path = self.corpus / "frameworks.yaml"
        data = read_yaml(path, self.corpus) if path.is_file() else {}
        shapes = {name: parse(FrameworkShape, entry) for name, entry in data.items()}
        return {
            name: Framework(name, shape.title, shape.publisher, shape.places)
            for name, shape in shapes.items()
        }

    def _calibration(self) -> Calibration:
        """The curve of the corpus; one that has none leaves confidence as it is."""
        path = self.corpus / "confidence.yaml"
        if not path.is_file():
            return AS_IT_IS
        shape = parse(CalibrationShape, read_yaml(path, self.corpus))
        return Calibration(shape.slope, shape.shift)

    def _entries(self, files: Iterable[Path]) -> list[Located]:
        lists = self.problems.each(files, lambda file: read_list(file, self.corpus))
        return [entry for entries in lists for entry in entries]

    def _by_id(self, things: Iterable[Identified]) -> dict[str, Identified]:
        found: dict[str, Identified] = {}
        for thing in things:
            if thing.id in found:
                self.problems.add(f"`{thing.id}` stands twice")
            found[thing.id] = thing
        return found

    def _linked(self, book: Rulebook) -> Rulebook:
        """Check what spans files, and put presumptions in the order of their reading."""
        try:
            closure = book.closure
        except CircleError as exc:
            self.problems.add(f"{self._place(exc.path[0])}: {exc}")
            return book
        seen: set[str] = set()
        for norm in book.norms:
            if norm.id in seen:
                self.problems.add(f"{norm.place}: norm `{norm.id}` stands twice")
            seen.add(norm.id)
        for norm in book.norms:
            for name in norm.yields_to:
                if name not in seen:
                    self.problems.add(f"{norm.place}: yields to unknown norm `{name}`")
                elif norm.id == name or norm.id in _special_to(name, book):
                    self.problems.add(f"{norm.place}: `{norm.id}` yields to itself in a circle")
            for problem in _misplaced(norm, book):
                self.problems.add(f"{norm.place}: {problem}")
            for name in norm.cured_by:
                if name not in book.levers:
                    self.problems.add(f"{norm.place}: cured by unknown lever `{name}`")
        keeping = tuple(lever.id for lever in book.levers.values() if lever.keeps_duties)
        norms = tuple(
            replace(norm, cured_by=(*norm.cured_by, *keeping)) if norm.untested else norm
            for norm in book.norms
        )
        ordered = in_reading_order(self._presumptions(), closure)
        return replace(book, norms=norms, presumptions=ordered)

    def _place(self, name: str) -> str:
        """Where a derived fact or a concept stands."""
        concepts = {f"concept.{entry.get('id')}": entry for entry in self.concepts}
        return where({**self.derived, **concepts}[name])

    # The vocabulary ------------------------------------------------------------------

    def _gather(self, data: Any, into: dict[str, Located]) -> None:
        for name, entry in (data or {}).items():
            if name in into:
                raise CorpusError(f"{where(entry)}: `{name}` stands twice")
            into[name] = entry

    def _places(self) -> Places:
        data = read_yaml(self.corpus / "places.yaml", self.corpus)
        eu = frozenset(data["eu"])
        return Places(
            names={c.alpha_2: getattr(c, "common_name", c.name) for c in pycountry.countries},
            eu=eu,
            eea=eu | frozenset(data["eea_beyond_eu"]),
            adequacy=tuple(
                Adequacy(
                    country=row["country"],
                    since=row["from"],
                    until=row.get("until"),
                    scope=row.get("scope", ""),
                    covers=frozenset(row.get("covers", [])),
                    source=tuple(identifier(text, row) for text in row["source"]),
                )
                for row in data["adequacy"]
            ),
        )

    def _fact(self, name: str, entry: Located) -> FactType:
        shape = parse(FactShape, entry)
        if shape.values_of and "values" not in self.facts.get(shape.values_of, {}):
            raise CorpusError(f"{where(entry)}: `{name}` takes values of `{shape.values_of}`")
        values = shape.values or (self.facts[shape.values_of]["values"] if shape.values_of else [])
        labels, elsewhere = shape.labels, dict[str, str]()
        if shape.values_from:
            labels, elsewhere = self._untested_duties(), self._tested_norms()
            values = list(labels)
        if shape.type in (Kind.ENUM, Kind.LIST):
            foreign = {*shape.permits, *(v for some in shape.unknown_in.values() for v in some)}
            if foreign := foreign - set(values):
                raise CorpusError(f"{where(entry)}: `{name}` has no value {_listed(foreign)}")
        unknown = set(shape.labels) - {*values, "true", "false"}
        if unknown and shape.type in (Kind.ENUM, Kind.LIST, Kind.BOOL):
            raise CorpusError(f"{where(entry)}: `{name}` labels unknown value {sorted(unknown)}")
        return FactType(
            name=name,
            kind=shape.type,
            meaning=shape.meaning,
            question=shape.question,
            group=shape.group,
            dpv=shape.dpv,
            values=tuple(values),
            least=shape.min,
            most=shape.max,
            labels=labels,
            permits=frozenset(shape.permits),
            unknown_in={k: frozenset(v) for k, v in shape.unknown_in.items()},
            answers=tuple(shape.answers),
            silence=_silence(entry),
            lower_bound=bool(shape.values_from),
            asked=shape.asked and not shape.values_from,
            elsewhere=elsewhere,
        )

    def _untested_duties(self) -> dict[str, str]:
        """The duties that no condition tests, with their titles; a stated fact may name them."""
        return {
            str(entry.get("id")): str(entry.get("title"))
            for entry in self.norms
            if _is_untested(entry)
        }

    def _tested_norms(self) -> dict[str, str]:
        """The other norms, with what to say instead of naming them."""
        return {
            str(entry.get("id")): "only a duty that no fact tests; this norm is judged by "
            f"the facts in: {entry.get('satisfied') or entry.get('applies')}"
            for entry in self.norms
            if not _is_untested(entry)
        }

    def _presumptions(self) -> list[Presumption]:
        found: list[Presumption] = []
        for name, entry in self.facts.items():
            raw = entry.get("unmentioned")
            if raw is None:
                continue
            for item in raw if isinstance(raw, list) else [raw]:
                shape = parse(PresumptionShape, item)
                value, same_as = self._presumed(self.vocabulary[name], shape.presume, item)
                found.append(
                    Presumption(
                        fact=name,
                        value=value,
                        same_as=same_as,
                        when=self._maybe(shape.when, item),
                        unless=self._maybe(shape.unless, item),
                        because=shape.because,
                        source=self._sources(shape.source, item),
                    )
                )
        return found

    def _presumed(self, fact: FactType, raw: Any, here: Located) -> tuple[Possible | None, str]:
        if isinstance(raw, dict) and "same_as" in raw:
            same_as = str(raw["same_as"])
            if same_as not in self.vocabulary:
                raise CorpusError(f"{where(here)}: same as unknown fact `{same_as}`")
            return None, same_as
        if isinstance(raw, dict) and "not" in raw:
            if foreign := set(raw["not"]) - set(fact.domain()):
                raise CorpusError(f"{where(here)}: `{fact.name}` has no value {_listed(foreign)}")
            return Choice(frozenset(fact.domain()) - frozenset(raw["not"])), ""
        if fact.is_list and raw == []:
            return None, ""
        try:
            return self.vocabulary.read(fact.name, raw), ""
        except Exception as exc:
            raise CorpusError(f"{where(here)}: {exc}") from exc

    # Conditions ----------------------------------------------------------------------

    def _condition(self, source: str, here: Any, mask: Mask = ()) -> Condition:
        try:
            node = parse_expression(source, self.names)
        except ExpressionError as exc:
            raise CorpusError(f"{where(here)}: {exc}") from exc
        return Condition(" ".join(source.split()), node, compile_node(node, mask), names_in(node))

    def _maybe(self, source: str, here: Any, mask: Mask = ()) -> Condition | None:
        return self._condition(source, here, mask) if source else None

    def _sources(self, texts: Iterable[str], here: Located) -> tuple[ProvisionId, ...]:
        found = tuple(identifier(text, here) for text in texts)
        for name in found:
            if not self.library.resolves(name):
                self.problems.add(f"{where(here)}: `{name}` is not in the corpus")
        return found

    def _derived(self, name: str, entry: Located) -> Derived:
        shape = parse(DerivedShape, entry)
        source = self._sources(shape.source, entry)
        if shape.when:
            condition = self._condition(shape.when, entry)
            asked = tuple(sorted(condition.reads))
            return Derived(
                name, shape.meaning, source, condition.holds, condition.reads, condition, asked
            )
        function = FUNCTIONS.get(shape.function)
        if function is None or not shape.reads:
            raise CorpusError(f"{where(entry)}: `{name}` needs `when`, or `function` and `reads`")
        for fact in shape.reads:
            if fact not in self.vocabulary:
                raise CorpusError(f"{where(entry)}: `{name}` reads unknown fact `{fact}`")
        reads = tuple(shape.reads)
        return Derived(name, shape.meaning, source, function, frozenset(reads), None, reads)  # type: ignore[arg-type]

    def _mask(self, regime: str) -> Mask:
        return tuple(
            (name, fact.unknown_in[regime])
            for name, fact in sorted(self.vocabulary.facts.items())
            if regime in fact.unknown_in
        )

    # Norms, concepts, levers, limits, notices ------------------------------------------

    def _norms(self) -> tuple[Norm, ...]:
        norms = self.problems.each(self.norms, self._norm)
        return tuple(replace(norm, index=number) for number, norm in enumerate(norms))

    def _norm(self, entry: Located) -> Norm:
        shape = parse(NormShape, entry)
        source = self._sources(shape.source, entry)
        first = source[0].instrument
        regime = shape.regime or _REGIMES.get(first, first)
        mask = self._mask(regime)
        if shape.kind is NormKind.REQUIREMENT and not shape.satisfied:
            raise CorpusError(f"{where(entry)}: a requirement needs `satisfied`")
        since = shape.since or self.library.since(source[0])
        default = IfUnknown.NOTE if shape.kind is NormKind.DUTY else IfUnknown.ASK
        return Norm(
            id=shape.id,
            index=-1,
            title=shape.title,
            source=source,
            kind=shape.kind,
            regime=regime,
            applies=self._condition(shape.applies, entry, mask),
            satisfied=self._maybe(shape.satisfied, entry, mask),
            unless=self._branches(shape.unless, entry.get("unless"), mask),
            met_by=self._branches(shape.met_by, entry.get("met_by"), mask),
            if_unknown=shape.if_unknown or default,
            because=shape.because,
            yields_to=tuple(shape.yields_to),
            cured_by=tuple(shape.cured_by),
            guidance=shape.binding == "guidance",
            frees=shape.frees,
            since=date.min if since == NEVER and shape.binding == "guidance" else since,
            until=shape.until,
            why=shape.why,
            condition_text=shape.condition.text if shape.condition else "",
            condition_when=shape.condition.when if shape.condition else When.BEFORE,
            frameworks={k: tuple(v) for k, v in shape.frameworks.items()},
            masked=mask,
            place=where(entry),
        )

    def _branches(self, shapes: list[BranchShape], entries: Any, mask: Mask) -> tuple[Branch, ...]:
        return tuple(
            Branch(
                self._condition(shape.when, here, mask),
                self._sources(shape.source, here),
                shape.text,
            )
            for shape, here in zip(shapes, entries or [], strict=True)
        )

    def _concept(self, entry: Located) -> Concept:
        shape = parse(ConceptShape, entry)
        table = canons(self.corpus)[shape.method]
        scores: list[float] = []
        for number, reading in enumerate(shape.readings):
            here = entry["readings"][number]
            scores.append(sum(points(table, ground, here) for ground in reading.grounds))
        weights = shares(scores)
        return Concept(
            id=shape.id,
            question=shape.question,
            source=self._sources(shape.source, entry),
            movement=shape.movement,
            settles=shape.settles,
            readings=tuple(
                self._reading(reading, entry["readings"][number], weights[number])
                for number, reading in enumerate(shape.readings)
            ),
            place=where(entry),
        )

    def _reading(self, shape: ReadingShape, here: Located, weight: float) -> Reading:
        when = self._condition(shape.when, here)
        grounds = []
        for ground in shape.grounds:
            decides = {"met": True, "not_met": False}.get(ground.decides)
            if decides is not None and (ground.canon, ground.weight) != ("authority", "binding"):
                raise CorpusError(f"{where(here)}: only a binding authority decides")
            place = self._maybe(ground.where, here) or (when if decides is not None else None)
            grounds.append(
                Ground(
                    canon=ground.canon,
                    weight=ground.weight,
                    text=ground.text,
                    cite=self._sources(ground.cite, here),
                    decides=decides,
                    where=place,
                )
            )
        return Reading(shape.id, shape.text, when, tuple(grounds), weight)

    def _levers(self) -> dict[str, Lever]:
        entries = self._entries(yaml_files(self.corpus / "levers"))
        return self._by_id(self.problems.each(entries, self._lever))

    def _lever(self, entry: Located) -> Lever:
        shape = parse(LeverShape, entry)
        condition = shape.condition
        if not shape.citations and NEGLECTED not in shape.changes:
            raise CorpusError(f"{where(entry)}: `{shape.id}` needs `citations`")
        return Lever(
            id=shape.id,
            title=shape.title,
            kind=shape.kind,
            changes=tuple(
                self._change(fact, raw, entry["changes"]) for fact, raw in shape.changes.items()
            ),
            available=self._maybe(shape.available, entry),
            needs_certain=shape.needs_certain,
            cost=shape.cost,
            citations=self._sources(shape.citations, entry),
            text=condition.text if condition else shape.title,
            when=condition.when if condition else When.BEFORE,
            assurance=shape.assurance,
        )

    def _change(self, fact: str, raw: Any, here: Located) -> Change:
        if fact not in self.vocabulary:
            raise CorpusError(f"{where(here)}: a lever changes unknown fact `{fact}`")
        if isinstance(raw, dict):
            if raw.get("eea_only"):
                if self.vocabulary[fact].kind is not Kind.COUNTRIES:
                    raise CorpusError(f"{where(here)}: eea_only is for countries, not `{fact}`")
                return Change(fact, eea_only=True)
            unknown = set(raw) - {"add", "remove"}
            if unknown or not self.vocabulary[fact].is_list:
                raise CorpusError(f"{where(here)}: `{fact}` takes a value, `add` or `remove`")
            self._presumed(
                self.vocabulary[fact], [*raw.get("add", []), *raw.get("remove", [])], here
            )
            return Change(
                fact, add=frozenset(raw.get("add", [])), remove=frozenset(raw.get("remove", []))
            )
        try:
            return Change(fact, value=self.vocabulary.read(fact, raw))
        except Exception as exc:
            raise CorpusError(f"{where(here)}: {exc}") from exc

    def _limits(self) -> Iterator[Limit]:
        entries = self._entries(sorted(self.corpus.glob("limits*.yaml")))
        return self.problems.each(entries, self._limit)

    def _limit(self, entry: Located) -> Limit:
        shape = parse(LimitShape, entry)
        return Limit(
            id=shape.id,
            topic=shape.topic,
            when=self._condition(shape.when, entry),
            unless=self._maybe(shape.unless, entry),
            text=" ".join(shape.text.split()),
            asks=shape.effect is IfUnknown.ASK,
            citations=self._sources(shape.citations, entry),
            since=shape.since or date.min,
            until=shape.until,
        )

    def _notices(self) -> Iterator[Notice]:
        return self.problems.each(self._entries([self.corpus / "notices.yaml"]), self._notice)

    def _contradictions(self) -> Iterator[Contradiction]:
        entries = self._entries([self.corpus / "facts" / "contradictions.yaml"])
        return self.problems.each(entries, self._contradiction)

    def _contradiction(self, entry: Located) -> Contradiction:
        shape = parse(ContradictionShape, entry)
        if shape.fact not in self.vocabulary:
            hint = self.vocabulary.closest(shape.fact)
            raise CorpusError(f"{where(entry)}: unknown fact `{shape.fact}`, {hint}".rstrip(", "))
        return Contradiction(
            id=shape.id,
            fact=shape.fact,
            when=self._condition(shape.when, entry),
            text=" ".join(shape.text.split()),
            instead=self._presumed(self.vocabulary[shape.fact], shape.instead, entry)[0]
            if shape.instead is not None
            else None,
            source=self._sources(shape.source, entry),
        )

    def _notice(self, entry: Located) -> Notice:
        shape = parse(NoticeShape, entry)
        citations = self._sources(shape.citations, entry)
        return Notice(
            id=shape.id,
            when=self._condition(shape.when, entry),
            unless=self._maybe(shape.unless, entry),
            text=" ".join(shape.text.split()),
            citations=citations,
            since=shape.since or self.library.since(citations[0]),
        )


def _is_untested(entry: Located) -> bool:
    return entry.get("kind") == NormKind.DUTY and not entry.get("satisfied")


def _silence(entry: Located) -> str:
    raw = entry.get("unmentioned")
    if raw is None:
        return "stays unknown"
    items = raw if isinstance(raw, list) else [raw]
    return "; ".join(f"{item.get('presume')}: {item.get('because', '')}" for item in items)


def _misplaced(norm: Norm, book: Rulebook) -> Iterator[str]:
    """Places in voluntary frameworks that are not listed in frameworks.yaml."""
    for name, places in norm.frameworks.items():
        framework = book.frameworks.get(name)
        if framework is None:
            yield f"no framework `{name}` in frameworks.yaml, only {_listed(book.frameworks)}"
            continue
        for place in places:
            if place not in framework.places:
                yield f"`{name}` has no place `{place}` in frameworks.yaml"


def _special_to(name: str, book: Rulebook) -> set[str]:
    """The norms to which a norm yields, directly or through others."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        norm = book.norm_by_id.get(waiting.pop())
        new = set(norm.yields_to) - found if norm else set()
        found |= new
        waiting += sorted(new)
    return found


def _listed(values: Iterable[object]) -> str:
    return ", ".join(f"`{value}`" for value in sorted(map(str, values)))
