"""Importing official texts: find them in a folder, read, check, and only then store."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from advisor.errors import OfficialTextError
from advisor.law.formats.document import Document, Unit
from advisor.law.formats.markup import MAX_BYTES
from advisor.law.formats.recognition import (
    Aside,
    Corrigendum,
    LaterVersionError,
    recognise,
)
from advisor.law.identifiers import ProvisionId
from advisor.law.official import (
    Expected,
    OfficialStore,
    StoredFile,
    StoredText,
    Wording,
    listed,
    load_expected,
    wordings_of,
)

_MAX_FILES = 20_000
_MAX_BESIDE = 200
_PREFERENCE = ("Formex 4", "EUR-Lex HTML", "PDF", "Gazette text", "India Code Markdown")
"""Where one instrument comes in several formats: the first is stored, the others are compared."""


@dataclass(frozen=True)
class Imported:
    """What an import found."""

    texts: tuple[StoredText, ...]
    aside: tuple[tuple[str, Aside], ...] = field(default=())
    """Files that were not imported, with the reason."""


@dataclass(frozen=True)
class _Read:
    """A file that holds a text or its corrections."""

    name: str
    digest: str
    content: Document | Corrigendum


def import_texts(path: Path, corpus: Path, store: OfficialStore, at: datetime) -> Imported:
    """Import a file, or all files below a folder that hold an official text.

    Everything is read and checked before anything is stored: after an error the store is as
    it was.

    Raises:
        OfficialTextError: naming the file and what is wrong with it.
    """
    found = read_texts(path, load_expected(corpus), at)
    store.save(found.texts)
    return found


def read_texts(path: Path, expected: Mapping[str, Expected], at: datetime) -> Imported:
    """Read and check what `import_texts` would store.

    Raises:
        OfficialTextError: naming the file and what is wrong with it.
    """
    read: list[_Read] = []
    aside: list[tuple[str, Aside]] = []
    for name, file in _files(path):
        content, digest = _recognised(name, file, expected)
        if isinstance(content, Aside):
            aside.append((name, content))
        else:
            read.append(_Read(name, digest, content))
    if path.is_file() and aside:
        raise OfficialTextError(f"{aside[0][0]}: {aside[0][1].reason}")
    texts = tuple(_texts(read, expected, at))
    if not texts:
        raise OfficialTextError(f"{path}: holds no official text that is known here")
    return Imported(texts, tuple(aside))


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    """Regular files at or below `path`; links are not followed."""
    if path.is_file():
        yield path.name, path
        yield from _corrections_beside(path)
        return
    if not path.is_dir():
        raise OfficialTextError(f"{path}: there is no such file or folder")
    count = 0
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder) / name
            if name.startswith(".") or file.is_symlink() or not file.is_file():
                continue
            count += 1
            if count > _MAX_FILES:
                raise OfficialTextError(f"{path}: has more than {_MAX_FILES} files")
            yield str(file.relative_to(path)), file


def _corrections_beside(path: Path) -> Iterator[tuple[str, Path]]:
    """Corrections that stand beside a single file are read with it."""
    texts = sorted(p for p in path.parent.glob("*.txt") if p != path)
    for file in texts[:_MAX_BESIDE]:
        if not file.is_file() or file.is_symlink():
            continue
        try:
            small = file.stat().st_size < 2**20
            if small and isinstance(recognise(file.read_bytes()), Corrigendum):
                yield file.name, file
        except (OSError, OfficialTextError):
            continue  # not the file that was asked for


def _recognised(
    name: str, file: Path, expected: Mapping[str, Expected]
) -> tuple[Document | Corrigendum | Aside, str]:
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            return Aside(f"is larger than {MAX_BYTES // 2**20} MiB", known=True), ""
        data = file.read_bytes()
        return recognise(data), sha256(data).hexdigest()
    except OSError as exc:
        raise OfficialTextError(f"{name}: cannot be read: {exc.strerror}") from exc
    except LaterVersionError as exc:
        known = expected.get(exc.instrument)
        sort = "known" if known is not None and exc.celex in known.later else "not known"
        raise OfficialTextError(
            f"{name}: {exc}. This later version is {sort}: amended units keep their restatement"
        ) from exc
    except RecursionError as exc:
        raise OfficialTextError(f"{name}: is nested too deeply") from exc
    except OfficialTextError as exc:
        raise OfficialTextError(f"{name}: {exc}") from exc


def _texts(
    read: Sequence[_Read], expected: Mapping[str, Expected], at: datetime
) -> Iterator[StoredText]:
    groups: dict[str, dict[tuple[str, str], list[_Read]]] = defaultdict(lambda: defaultdict(list))
    corrections: dict[str, list[_Read]] = defaultdict(list)
    for entry in read:
        if isinstance(entry.content, Corrigendum):
            corrections[entry.content.instrument].append(entry)
        else:
            key = (entry.content.text, entry.content.format)
            groups[entry.content.instrument][key].append(entry)
    for instrument, sources in groups.items():
        known = expected.get(instrument)
        if known is None:
            raise OfficialTextError(f"there are no checksums for `{instrument}`")
        yield _text(known, sources, corrections[instrument], at)


def _text(
    known: Expected,
    sources: Mapping[tuple[str, str], list[_Read]],
    corrections: Sequence[_Read],
    at: datetime,
) -> StoredText:
    """One instrument out of all that was found of it; every source is checked."""
    whole = [_checked(known, text, parts) for (text, _), parts in sources.items()]
    whole.sort(key=lambda document: _PREFERENCE.index(document.format))
    chosen, *others = whole
    units = dict(chosen.units)
    stored = dict.fromkeys(units, chosen.text)
    files = [file for parts in sources.values() for file in _stored_files(parts)]
    notes = [f"compared with {other.format} ({len(other.units)} units)" for other in others]
    later = known.correction_of(chosen.text)
    if later is not None and corrections:
        entry = corrections[0]
        units = _corrected(later, entry, chosen)
        stored |= dict.fromkeys(later.sums, later.text)
        files.append(StoredFile(name=entry.name, sha256=entry.digest, format="corrigendum"))
        notes.append(f"{later.text} applied to {len(later.sums)} units")
    elif later is not None:
        units = {name: unit for name, unit in units.items() if name not in later.sums}
        notes.append(
            f"{later.text} is not at hand: the {len(later.sums)} units that it corrects keep "
            "their restatement"
        )
    rows = [row for name, unit in units.items() for row in wordings_of({name: unit}, stored[name])]
    return StoredText(
        instrument=known.instrument,
        kind=known.kind,
        text=chosen.text,
        publisher=chosen.publisher,
        imported_at=at,
        files=files,
        notes=notes,
        units=rows,
    )


def _stored_files(parts: Sequence[_Read]) -> Iterator[StoredFile]:
    for part in parts:
        assert isinstance(part.content, Document)
        yield StoredFile(name=part.name, sha256=part.digest, format=part.content.format)


def _checked(known: Expected, text: str, parts: Sequence[_Read]) -> Document:
    """The parts of one source put together and compared with the checksums."""
    documents = [part.content for part in parts if isinstance(part.content, Document)]
    names = ", ".join(part.name for part in parts[:2]) + (" ..." if len(parts) > 2 else "")
    wording = known.wordings.get(text)
    if wording is None:
        raise OfficialTextError(f"{names}: there are no checksums for `{text}`")
    units: dict[ProvisionId, Unit] = {}
    for part, document in zip(parts, documents, strict=True):
        for name, unit in document.units.items():
            if name in units and units[name].text != unit.text:
                raise OfficialTextError(f"{part.name}: `{name}` is in another file too, otherwise")
            units[name] = unit
    _compare(names, wording, units)
    return replace(documents[0], units={name: units[name] for name in wording.sums})


def _compare(names: str, wording: Wording, units: Mapping[ProvisionId, Unit]) -> None:
    wrong = wording.differing(units)
    missing = [name for name in wrong if name not in units]
    other = [name for name in wrong if name in units]
    if not wrong:
        return
    said = []
    if other:
        said.append(f"{len(other)} provisions differ: {listed(other)}")
    if missing:
        said.append(f"{len(missing)} provisions are missing: {listed(missing)}")
    raise OfficialTextError(f"{names}: is not the text `{wording.text}`: {'; '.join(said)}")


def _corrected(later: Wording, entry: _Read, chosen: Document) -> dict[ProvisionId, Unit]:
    assert isinstance(entry.content, Corrigendum)
    try:
        correction = entry.content.read(dict(chosen.units), chosen.raw)
        units = correction.apply(chosen.units)
    except OfficialTextError as exc:
        raise OfficialTextError(f"{entry.name}: {exc}") from exc
    changed = {name: units[name] for name, _, _ in correction.changes}
    _compare(entry.name, later, changed)
    return units
