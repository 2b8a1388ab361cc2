"""Write corpus/instruments/*/checksums.yaml from a folder of official texts.

usage: python scripts/checksums.py FOLDER

FOLDER holds the publishers' files and `reference/*.jsonl`, an independent normalisation of
them. A text whose units differ from the reference is not written, save where the difference
is a known fault of the reference (FAULTS). The files hold digests only, no word of a text.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import yaml

from advisor.errors import OfficialTextError
from advisor.law.files import Problems
from advisor.law.formats.cites import INSTRUMENTS, identifier_of
from advisor.law.formats.document import Document, Unit, checksum, normalised
from advisor.law.formats.recognition import Corrigendum, recognise
from advisor.law.identifiers import ProvisionId
from advisor.law.library import Library
from advisor.law.loading import load_library
from advisor.settings import ROOT

FAULTS: Mapping[str, tuple[str, ...]] = {
    # The reference sets a blank before the semicolon that follows a quoted paragraph.
    "ai-act": ("ai-act:108(2)", "ai-act:108(3)", "ai-act:108(4)", "ai-act:108(5)"),
}
PUBLISHED = {
    "oj-2016": date(2016, 5, 4),
    "corrigendum-2018": date(2018, 5, 23),
    "oj-2024": date(2024, 7, 12),
    "cets-225": date(2024, 9, 5),
    "gazette-2023": date(2023, 8, 11),
    "indiacode-2023": date(2026, 5, 10),
    "gazette-2025": date(2025, 11, 13),
    "corrigendum-2025": date(2025, 12, 10),
}
NORMALISATION = (
    "NFC, single blanks, straight quotes, any dash as one hyphen without blanks; SHA-256 of UTF-8"
)
# Units that Regulation (EU) 2026/1744 replaces with words that are restated in the same way.
ALIKE: Mapping[str, tuple[str, ...]] = {"ai-act": ("ai-act:57(10)",)}
AMENDED = {
    "ai-act": (date(2026, 7, 27), "Regulation (EU) 2026/1744", ["02024R1689-20260727"]),
}


class Block(str):
    """Text that YAML writes as a block."""


yaml.SafeDumper.add_representer(
    Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
)


def main(folder: Path) -> int:
    """Read, compare, write; 1 where something differs from the reference."""
    documents, corrections = _read(folder)
    library = load_library(ROOT / "corpus", Problems())
    failed = False
    for instrument, texts in documents.items():
        entries = []
        for text, found in texts.items():
            entry, differing = _entry(folder, instrument, text, found)
            failed |= bool(differing)
            entries.append(entry)
            if text in ("oj-2016", "gazette-2025") and instrument in corrections:
                entry, differing = _correction(folder, instrument, found, corrections[instrument])
                failed |= bool(differing)
                entries.append(entry)
        if failed:
            continue
        _write(instrument, found[0][1], entries, library)
    return 1 if failed else 0


Found = list[tuple[Path, Document]]


def _read(
    folder: Path,
) -> tuple[dict[str, dict[str, Found]], dict[str, tuple[Path, Corrigendum]]]:
    documents: dict[str, dict[str, Found]] = defaultdict(lambda: defaultdict(list))
    corrections: dict[str, tuple[Path, Corrigendum]] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        try:
            found = recognise(path.read_bytes())
        except OfficialTextError as exc:
            print(f"{path.relative_to(folder)}: {exc}", file=sys.stderr)
            continue
        if isinstance(found, Document):
            documents[found.instrument][found.text].append((path, found))
        elif isinstance(found, Corrigendum):
            corrections[found.instrument] = (path, found)
    return documents, corrections


def reference(folder: Path, instrument: str, corrected: bool) -> dict[ProvisionId, str]:
    """The lines of the reference by identifier; several lines of one unit are joined."""
    name = next(name for name, ours in INSTRUMENTS.items() if ours == instrument)
    lines: dict[ProvisionId, list[str]] = defaultdict(list)
    for row in (folder / "reference" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        line = json.loads(row)
        place = identifier_of(name, line["cite"])
        if place is not None:
            text = (
                line["corrected_text"] if corrected and "corrected_text" in line else line["text"]
            )
            if not text and line.get("is_division"):
                text = line["heading"].rpartition(" — ")[2]
            lines[place].append(text)
    return {place: "\n".join(texts) for place, texts in lines.items()}


def _differing(
    instrument: str, units: Mapping[ProvisionId, Unit], expected: Mapping[ProvisionId, str]
) -> Iterator[str]:
    for name in expected.keys() | units.keys():
        if name not in units:
            yield f"{name}: only in the reference"
        elif name not in expected:
            yield f"{name}: only in the file"
        elif normalised(units[name].text) != normalised(expected[name]) and str(
            name
        ) not in FAULTS.get(instrument, ()):
            yield f"{name}: other words"


def _entry(
    folder: Path, instrument: str, text: str, found: Found
) -> tuple[dict[str, object], list[str]]:
    by_format: dict[str, dict[ProvisionId, Unit]] = defaultdict(dict)
    for _, document in found:
        by_format[document.format] |= document.units
    units = next(iter(by_format.values()))
    for form, others in by_format.items():
        sums = {name: checksum(unit.text) for name, unit in units.items()}
        if sums != {name: checksum(unit.text) for name, unit in others.items()}:
            print(f"{instrument}: {form} differs from {next(iter(by_format))}", file=sys.stderr)
            return {}, [form]
    if text == "indiacode-2023":
        differing: list[str] = []
        compared = "Not the wording served where the Gazette is at hand: numbers of acts are added."
    else:
        differing = sorted(_differing(instrument, units, reference(folder, instrument, False)))
        compared = (
            f"{len(units)} units against the reference normalisation: no difference"
            + (f" but {len(FAULTS[instrument])} faults of it" if instrument in FAULTS else "")
            + (f"; {' and '.join(by_format)} agree" if len(by_format) > 1 else "")
        )
    for line in differing:
        print(line, file=sys.stderr)
    return _wording(folder, text, found[0][1].publisher, [p for p, _ in found], compared, units), (
        differing
    )


def _correction(
    folder: Path, instrument: str, found: Found, correction: tuple[Path, Corrigendum]
) -> tuple[dict[str, object], list[str]]:
    path, corrigendum = correction
    document = found[0][1]
    changes = corrigendum.read(dict(document.units), document.raw)
    units = changes.apply(document.units)
    differing = sorted(_differing(instrument, units, reference(folder, instrument, True)))
    for line in differing:
        print(line, file=sys.stderr)
    changed = {name: units[name] for name, _, _ in changes.changes}
    compared = f"{len(changed)} corrected units against the reference normalisation: no difference"
    entry = _wording(folder, changes.text, document.publisher, [path], compared, changed)
    return {**entry, "corrects": document.text}, differing


def _wording(
    folder: Path,
    text: str,
    publisher: str,
    paths: list[Path],
    compared: str,
    units: Mapping[ProvisionId, Unit],
) -> dict[str, object]:
    return {
        "text": text,
        "publisher": publisher,
        "published": PUBLISHED[text],
        "sources": [
            {
                "file": str(path.relative_to(folder)),
                "sha256": sha256(path.read_bytes()).hexdigest(),
            }
            for path in paths
        ],
        "compared": compared,
        "units": Block("".join(f"{n} {checksum(u.text)}\n" for n, u in units.items())),
    }


def _write(
    instrument: str, document: Document, entries: list[dict[str, object]], library: Library
) -> None:
    data: dict[str, object] = {
        "instrument": instrument,
        "kind": document.kind.value,
        "made": datetime.now(UTC).date(),
        "normalisation": NORMALISATION,
    }
    if instrument in AMENDED:
        day, by, later = AMENDED[instrument]
        data |= {"amended_on": day, "amended_by": by, "later": later}
        data["amended"] = amended(library, instrument, document, day)
    data["texts"] = entries
    path = ROOT / "corpus" / "instruments" / instrument / "checksums.yaml"
    head = "# Made by scripts/checksums.py: digests of the official text, and no word of it.\n"
    body = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)
    path.write_text(head + body, encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: {', '.join(str(e['text']) for e in entries)}")


def amended(library: Library, instrument: str, document: Document, day: date) -> list[str]:
    """Units that the restatement knows as amended: they have a wording that ended on the day."""
    ended = (
        str(name)
        for name, wordings in library.wordings.items()
        if name.instrument == instrument and any(w.until == day for w in wordings)
    )
    published = {str(name): place for place, name in enumerate(document.units)}
    found = {*ended, *ALIKE.get(instrument, ())}
    return sorted(found, key=lambda name: published.get(name, len(published)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
