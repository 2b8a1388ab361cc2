"""The border between instrument files and the library: parse once, check everything."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from advisor.errors import CorpusError
from advisor.law.files import Located, Problems, parse, read_list, read_yaml, where, yaml_files
from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.law.instruments import NEVER, Binding, Commencement, Instrument
from advisor.law.library import Library
from advisor.law.provisions import Authority, Provision, TextKind


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class _CommencementShape(_Shape):
    provisions: list[str] = Field(min_length=1)
    since: date | None = Field(alias="from")
    until: date | None = None
    note: str = ""
    uncertain: bool = False


class _InstrumentShape(_Shape):
    id: str
    title: str
    long_title: str = ""
    short: str
    kind: str
    method: str = Field(pattern="^(treaty|eu|india)$")
    unit: str
    binding: Binding
    place: str
    identifiers: dict[str, str] = {}
    address: str
    licence: str
    status: str
    confidence: str
    commencement: list[_CommencementShape] = Field(min_length=1)


class _UnitShape(_Shape):
    at: str
    text: str = Field(min_length=1)
    heading: str = ""
    addressee: list[str] | None = None
    topics: list[str] = []
    refers_to: list[str] = []
    since: date | None = Field(default=None, alias="from")
    until: date | None = None
    note: str = ""


class _ProvisionShape(_Shape):
    id: str
    heading: str
    addressee: list[str] = []
    topics: list[str] = []
    refers_to: list[str] = []
    note: str = ""
    units: list[_UnitShape] = Field(min_length=1)


class _AuthorityShape(_Shape):
    id: str
    title: str
    court: str = ""
    issuer: str = ""
    day: date | None = Field(default=None, alias="date")
    weight: str = Field(pattern="^(binding|guidance|persuasive)$")
    holding: str
    confidence: str = ""
    concepts: list[str] = []
    note: str = ""
    cites: list[str] = []
    provisions: list[str] = []
    amount: str = ""
    address: str = ""


def load_library(corpus: Path, problems: Problems) -> Library:
    """Read instruments, restatements and authorities below `corpus`.

    A malformed file or entry, a wrong identifier or a unit that stands twice is left out and
    remembered in `problems`.
    """
    instruments: dict[str, Instrument] = {}
    wordings: dict[ProvisionId, list[Provision]] = {}
    folders = [f for f in sorted((corpus / "instruments").iterdir()) if f.is_dir()]
    for folder in folders:
        path = folder / "instrument.yaml"
        if not path.is_file():
            problems.add(f"instruments/{folder.name}: has no instrument.yaml")
            continue
        for instrument in problems.each([path], lambda p: _instrument(read_yaml(p, corpus))):
            instruments[instrument.id] = instrument
            for file in yaml_files(folder / "restatement"):
                divisions = problems.each([file], lambda f: read_yaml(f, corpus))
                for division in divisions:
                    _read_division(division, instrument, wordings, problems)
    authorities = _authorities(corpus, problems)
    frozen = {identifier: tuple(found) for identifier, found in wordings.items()}
    return Library(instruments, frozen, authorities)


def _instrument(entry: Located) -> Instrument:
    shape = parse(_InstrumentShape, entry)
    return Instrument(
        id=shape.id,
        title=shape.title,
        short=shape.short,
        kind=shape.kind,
        method=shape.method,
        unit=shape.unit,
        binding=shape.binding,
        place=shape.place,
        address=shape.address,
        licence=shape.licence,
        status=shape.status,
        confidence=shape.confidence,
        identifiers=tuple(sorted(shape.identifiers.items())),
        commencement=tuple(
            Commencement(
                provisions=()
                if row.provisions == [shape.id]
                else tuple(identifier(text, entry) for text in row.provisions),
                since=row.since or NEVER,
                until=row.until,
                note=row.note,
                place=where(located),
            )
            for row, located in zip(shape.commencement, entry["commencement"], strict=True)
        ),
    )


def _read_division(
    entry: Located,
    instrument: Instrument,
    into: dict[ProvisionId, list[Provision]],
    problems: Problems,
) -> None:
    def read(located: Located) -> None:
        shape = parse(_ProvisionShape, located)
        for place, unit in enumerate(shape.units):
            here = located["units"][place]
            name = identifier(shape.id + unit.at, here)
            if name.instrument != instrument.id:
                raise CorpusError(f"{where(here)}: `{name}` is not of `{instrument.id}`")
            provision = _provision(name, shape, unit, str(entry["division"]), instrument, here)
            siblings = into.setdefault(name, [])
            if any(_overlap(provision, other) for other in siblings):
                raise CorpusError(f"{where(here)}: `{name}` has two wordings for one day")
            siblings.append(provision)

    if not isinstance(entry, Located) or set(entry) != {"division", "provisions"}:
        problems.add(f"{where(entry)}: expected `division` and `provisions`")
        return
    for _ in problems.each(entry["provisions"] or [], read):
        pass


def _provision(
    name: ProvisionId,
    shape: _ProvisionShape,
    unit: _UnitShape,
    division: str,
    instrument: Instrument,
    here: Located,
) -> Provision:
    table = instrument.commencement_of(name)
    if table is None:
        raise CorpusError(f"{where(here)}: no commencement covers `{name}`")
    return Provision(
        id=name,
        heading=unit.heading or shape.heading,
        text=" ".join(unit.text.split()),
        kind=TextKind.RESTATEMENT,
        since=unit.since or table.since,
        until=unit.until or table.until,
        division=division,
        addressee=tuple(unit.addressee if unit.addressee is not None else shape.addressee),
        topics=tuple(dict.fromkeys([*shape.topics, *unit.topics])),
        refers_to=tuple(identifier(t, here) for t in [*unit.refers_to, *shape.refers_to]),
        note=unit.note or shape.note,
        place=where(here),
    )


def _overlap(one: Provision, other: Provision) -> bool:
    """Two wordings that start later than they end never apply together."""
    ends = (one.until or date.max, other.until or date.max)
    return one.since < ends[1] and other.since < ends[0]


def _authorities(corpus: Path, problems: Problems) -> dict[ProvisionId, Authority]:
    found: dict[ProvisionId, Authority] = {}

    def read(entry: Located) -> None:
        shape = parse(_AuthorityShape, entry)
        name = identifier(shape.id, entry)
        if name in found:
            raise CorpusError(f"{where(entry)}: `{name}` stands twice")
        found[name] = Authority(
            id=name,
            title=shape.title,
            issuer=shape.court or shape.issuer,
            day=shape.day,
            weight=shape.weight,
            holding=shape.holding,
            confidence=shape.confidence,
        )

    path = corpus / "authorities.yaml"
    for _ in problems.each(read_list(path, corpus) if path.is_file() else [], read):
        pass
    return found


def identifier(text: str, entry: Located) -> ProvisionId:
    """Parse an identifier that stands in a corpus entry.

    Raises:
        CorpusError: naming file and line.
    """
    try:
        return ProvisionId.parse(text)
    except IdentifierError as exc:
        raise CorpusError(f"{where(entry)}: {exc}") from exc
