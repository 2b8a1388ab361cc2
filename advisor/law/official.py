"""Official texts beside the restatements: checked by checksum, kept in the data folder.

The repository holds no official text, only the SHA-256 of each unit
(`corpus/instruments/<id>/checksums.yaml`). What an operator imports is stored as JSON in the
data folder and laid over the library when it is loaded.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from advisor.errors import CorpusError, OfficialTextError
from advisor.law.formats.document import Unit, checksum
from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.law.library import Library
from advisor.law.provisions import Provision, TextKind

CHECKSUMS = "checksums.yaml"
_FORMAT = 1


# What is expected ---------------------------------------------------------------------------


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceShape(_Shape):
    """The file that checksums were taken from."""

    file: str
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class WordingShape(_Shape):
    """One wording of an instrument, as a whole or (a corrigendum) in some units."""

    text: str
    publisher: str
    published: date
    sources: list[SourceShape]
    compared: str
    corrects: str = ""
    units: str
    """One line a unit: identifier, blank, SHA-256 over the normalised words."""


class ChecksumShape(_Shape):
    """The file `checksums.yaml` of an instrument."""

    instrument: str
    kind: TextKind
    made: date
    normalisation: str
    amended_on: date | None = None
    amended_by: str = ""
    amended: list[str] = []
    later: list[str] = []
    texts: list[WordingShape] = Field(min_length=1)


@dataclass(frozen=True)
class Wording:
    """The checksums of one wording."""

    text: str
    publisher: str
    published: date
    corrects: str
    sums: Mapping[ProvisionId, str]

    def differing(self, units: Mapping[ProvisionId, Unit]) -> tuple[ProvisionId, ...]:
        """The units that are missing, have other words, or are not expected at all."""
        wrong = [n for n, s in self.sums.items() if n not in units or checksum(units[n].text) != s]
        return (*wrong, *(name for name in units if name not in self.sums))


@dataclass(frozen=True)
class Expected:
    """What is known of the official texts of one instrument."""

    instrument: str
    kind: TextKind
    wordings: Mapping[str, Wording]
    amended: frozenset[ProvisionId]
    """Units whose wording a later act has changed."""
    amended_on: date | None
    later: frozenset[str]
    """Identifiers of later versions that are known, and not imported."""

    def correction_of(self, text: str) -> Wording | None:
        """The wording that corrects `text`, if there is one."""
        return next((w for w in self.wordings.values() if w.corrects == text), None)


def load_expected(corpus: Path) -> dict[str, Expected]:
    """The checksums of all instruments.

    Raises:
        CorpusError: a file of checksums is malformed.
    """
    found: dict[str, Expected] = {}
    for path in sorted(corpus.glob(f"instruments/*/{CHECKSUMS}")):
        expected = _read_expected(path)
        found[expected.instrument] = expected
    return found


def _read_expected(path: Path) -> Expected:
    name = f"instruments/{path.parent.name}/{CHECKSUMS}"
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        shape = ChecksumShape.model_validate(raw)
        wordings = {
            entry.text: Wording(
                entry.text, entry.publisher, entry.published, entry.corrects, _sums(entry.units)
            )
            for entry in shape.texts
        }
        amended = frozenset(ProvisionId.parse(text) for text in shape.amended)
    except (OSError, yaml.YAMLError, ValidationError, IdentifierError, ValueError) as exc:
        raise CorpusError(f"{name}:1: {str(exc).splitlines()[0]}") from exc
    return Expected(
        shape.instrument, shape.kind, wordings, amended, shape.amended_on, frozenset(shape.later)
    )


def _sums(lines: str) -> dict[ProvisionId, str]:
    rows = (line.split() for line in lines.splitlines() if line.strip())
    return {ProvisionId.parse(name): digest for name, digest in rows}


# What is stored -----------------------------------------------------------------------------


class StoredFile(_Shape):
    """A file that was imported."""

    name: str
    sha256: str
    format: str


class StoredUnit(_Shape):
    """A unit as it is stored."""

    at: str
    text: str
    heading: str = ""
    division: str = ""
    wording: str


class StoredText(_Shape):
    """One instrument's official text, with where it came from."""

    format: int = _FORMAT
    instrument: str
    kind: TextKind
    text: str
    publisher: str
    imported_at: datetime
    files: list[StoredFile]
    notes: list[str] = []
    units: list[StoredUnit]

    @cached_property
    def by_id(self) -> dict[ProvisionId, Unit]:
        """The units by identifier."""
        found: dict[ProvisionId, Unit] = {}
        for unit in self.units:
            name = ProvisionId.parse(f"{self.instrument}:{unit.at}")
            found[name] = Unit(name, unit.text, unit.heading, unit.division)
        return found


@dataclass(frozen=True)
class OfficialStore:
    """The folder of imported texts. A text is replaced as a whole, or not at all."""

    folder: Path

    def save(self, texts: Iterable[StoredText]) -> None:
        """Store texts in place of those that were there.

        All are written beside the old ones before the first of them takes its place.

        Raises:
            OfficialTextError: they cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryDirectory(dir=self.folder, prefix=".import-") as staging:
                ready = [_written(Path(staging), text) for text in texts]
                for file in ready:
                    file.replace(self.folder / file.name)
        except OSError as exc:
            raise OfficialTextError(f"{self.folder}: cannot be written: {exc.strerror}") from exc

    def load(self) -> dict[str, StoredText]:
        """All stored texts by instrument.

        Raises:
            OfficialTextError: a stored text is damaged; import it again.
        """
        found = {}
        for path in sorted(self.folder.glob("*.json")):
            try:
                text = StoredText.model_validate_json(path.read_bytes())
                text.by_id  # noqa: B018  identifiers are read here, where an error is told
            except (ValidationError, IdentifierError, ValueError) as exc:
                raise OfficialTextError(
                    f"the stored text `{path.name}` is damaged: import the official text again"
                ) from exc
            found[text.instrument] = text
        return found

    def version(self) -> str:
        """A short hash over the words that are stored; empty where none are."""
        texts = self.load()
        digest = sha256()
        for name, text in texts.items():
            digest.update(name.encode() + b"\0")
            for unit in text.units:
                digest.update(f"{unit.at}\0{unit.text}\0".encode())
        return digest.hexdigest()[:16] if texts else ""


def _written(folder: Path, text: StoredText) -> Path:
    file = folder / f"{text.instrument}.json"
    with file.open("w", encoding="utf-8") as stream:
        stream.write(text.model_dump_json(indent=1))
        stream.flush()
        os.fsync(stream.fileno())
    return file


# What is served -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Laid:
    """A library with official wordings, and what stands in it now."""

    library: Library
    served: Mapping[str, frozenset[ProvisionId]] = field(default_factory=dict)
    """By instrument: units of which at least one wording is official."""


def verified(text: StoredText, expected: Expected) -> dict[ProvisionId, Unit]:
    """The units of a stored text, checked again.

    Raises:
        OfficialTextError: naming the units that differ from what was imported.
    """
    units = text.by_id
    wrong = []
    for stored in text.units:
        name = ProvisionId.parse(f"{text.instrument}:{stored.at}")
        wording = expected.wordings.get(stored.wording)
        if wording is None or wording.sums.get(name) != checksum(stored.text):
            wrong.append(name)
    if wrong:
        raise OfficialTextError(
            f"the stored text of `{text.instrument}` differs from its checksums in "
            f"{listed(wrong)}: import the official text again"
        )
    return units


def listed(names: Iterable[ProvisionId], most: int = 12) -> str:
    """Identifiers in a row, cut where there are many."""
    words = [str(name) for name in names]
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def laid_over(library: Library, store: OfficialStore, expected: Mapping[str, Expected]) -> Laid:
    """The library with the official wording wherever one is stored.

    Raises:
        OfficialTextError: a stored text is damaged.
    """
    texts = store.load()
    if not texts:
        return Laid(library)
    wordings = dict(library.wordings)
    served: dict[str, frozenset[ProvisionId]] = {}
    for instrument, text in texts.items():
        known = expected.get(instrument)
        if known is None or instrument not in library.instruments:
            continue
        here: set[ProvisionId] = set()
        for name, unit in verified(text, known).items():
            restated = wordings.get(name)
            if not restated:
                continue  # the corpus restates all units; a bare title is put together from them
            after = tuple(_official(w, unit, known, len(restated)) for w in restated)
            after = _with_original(name, after, unit, known, library)
            if after != restated:
                wordings[name] = after
                here.add(name)
        served[instrument] = frozenset(here)
    return Laid(Library(library.instruments, wordings, library.authorities), served)


def _official(wording: Provision, unit: Unit, known: Expected, count: int) -> Provision:
    """The wording in the publisher's words, if these are what it restates.

    An imported text is the one first published: of an amended unit it is the wording that
    ended with the amendment.
    """
    if known.amended_on is not None and (unit.id in known.amended or count > 1):
        ended = wording.until is not None and wording.until <= known.amended_on
        if not ended:
            return wording
    return replace(wording, text=unit.text, kind=known.kind, restatement=wording.text)


def _with_original(
    name: ProvisionId,
    wordings: tuple[Provision, ...],
    unit: Unit,
    known: Expected,
    library: Library,
) -> tuple[Provision, ...]:
    """Add the original wording of an amended unit where only the new one is restated."""
    day = known.amended_on
    if day is None or name not in known.amended or any(w.kind == known.kind for w in wordings):
        return wordings
    table = library.commencement(name)
    since = table.since if table is not None else wordings[0].since
    if since >= day or any(w.in_force(since) for w in wordings):
        return wordings
    first = replace(
        wordings[0],
        text=unit.text,
        kind=known.kind,
        since=since,
        until=day,
        restatement="",
        note="",
    )
    return (first, *wordings)


def officially(library: Library, corpus: Path, folder: Path) -> Library:
    """The library with what is stored in `folder`.

    Raises:
        OfficialTextError: a stored text is damaged.
        CorpusError: the checksums are.
    """
    store = OfficialStore(folder)
    if not any(folder.glob("*.json")):
        return library
    return laid_over(library, store, load_expected(corpus)).library


def wordings_of(units: Mapping[ProvisionId, Unit], wording: str) -> Iterator[StoredUnit]:
    """Units in the shape in which they are stored."""
    for name, unit in units.items():
        yield StoredUnit(
            at=name.locator,
            text=unit.text,
            heading=unit.heading,
            division=unit.division,
            wording=wording,
        )
