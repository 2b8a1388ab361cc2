"""Check that the corpus is in its own words: no run of 12 words is shared with an official text.

usage: python scripts/own_words.py [FOLDER]

FOLDER holds official texts; else ADVISOR_REFERENCE_TEXTS or ADVISOR_OFFICIAL_TEXTS names it,
else it is `../shared/corpus`. Where there is none the check says so and passes: it runs
wherever the texts are at hand. Terms of art stand in corpus/own-words-exceptions.yaml, each
with its reason and a digest of the run, so that no official words are copied there either.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from advisor.errors import AdvisorError, OfficialTextError
from advisor.law.files import Located, read_yaml, yaml_files
from advisor.law.formats.convention import pdf_pages
from advisor.law.formats.document import Document
from advisor.law.formats.recognition import recognise
from advisor.settings import ROOT

RUN = 12
"""This many words in a row are no longer a term, but a quotation."""
EXCEPTIONS = "own-words-exceptions.yaml"
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Shared:
    """Words that a corpus entry shares with an official text."""

    at: str
    """Identifier of the entry, or its file where it has none."""
    place: str
    words: str
    source: str

    @property
    def digest(self) -> str:
        """What an exception names instead of the words."""
        return sha256(self.words.encode()).hexdigest()[:16]


def folder_at_hand(arguments: list[str]) -> Path | None:
    """The folder of official texts, or None."""
    named = [*arguments, *filter(None, map(os.environ.get, _NAMES))]
    candidates = [Path(name) for name in named] or [ROOT.parent / "shared" / "corpus"]
    return next((path for path in candidates if path.is_dir()), None)


_NAMES = ("ADVISOR_REFERENCE_TEXTS", "ADVISOR_OFFICIAL_TEXTS")


def words(text: str) -> list[str]:
    """The words of a text, small, without marks."""
    return _WORD.findall(text.lower())


def official_runs(folder: Path) -> dict[tuple[str, ...], str]:
    """Every run of 12 words in the official texts, with a place where it stands."""
    runs: dict[tuple[str, ...], str] = {}
    for source, text in official_texts(folder):
        found = words(text)
        for start in range(len(found) - RUN + 1):
            runs.setdefault(tuple(found[start : start + RUN]), source)
    return runs


def official_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Texts of the folder, unit by unit where they can be parsed."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = str(path.relative_to(folder))
        data = path.read_bytes()
        if path.suffix == ".jsonl":
            for line in data.decode().splitlines():
                row = json.loads(line)
                keys = ("text", "full_text", "corrected_text", "variant_text", "heading")
                yield from ((f"{name} {row['cite']}", row[k]) for k in keys if row.get(k))
        elif path.suffix == ".json":
            yield from ((name, text) for text in _strings(json.loads(data)))
        elif path.suffix == ".pdf" and "PE-CONS" in name:
            yield name, " ".join(pdf_pages(data))
        else:
            try:
                found = recognise(data)
            except OfficialTextError:
                continue
            if isinstance(found, Document):
                yield from ((str(n), unit.text) for n, unit in found.units.items())


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def corpus_texts(corpus: Path) -> Iterator[tuple[str, str, str]]:
    """Every text of the corpus: entry, file and line, words."""
    for file in yaml_files(corpus):
        if file.name in (EXCEPTIONS, "checksums.yaml"):
            continue
        yield from _texts(read_yaml(file, corpus), str(file.relative_to(corpus)), "")


def _texts(value: Any, name: str, at: str, line: int = 0) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, Located):
        place = value.get("at")
        own = value.get("id")
        here = f"{at}{place}" if isinstance(place, str) else own if isinstance(own, str) else at
        for key, inner in value.items():
            yield from _texts(inner, name, here or key, value.key_lines.get(key, line))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, name, at, line)
    elif isinstance(value, str) and value.count(" ") >= RUN - 1:
        yield at or name, f"{name}:{line}", value


def shared(text: str, runs: dict[tuple[str, ...], str]) -> Iterator[tuple[str, str]]:
    """The longest runs of a text that stand in an official one, with where."""
    found = words(text)
    start = 0
    while start <= len(found) - RUN:
        source = runs.get(tuple(found[start : start + RUN]))
        if source is None:
            start += 1
            continue
        end = start + RUN
        while end < len(found) and tuple(found[end - RUN + 1 : end + 1]) in runs:
            end += 1
        yield " ".join(found[start:end]), source
        start = end


def check(corpus: Path, folder: Path) -> list[Shared]:
    """Everything in the corpus that is not in its own words."""
    runs = official_runs(folder)
    return [
        Shared(at, place, run, source)
        for at, place, text in corpus_texts(corpus)
        for run, source in shared(text, runs)
    ]


def exceptions(corpus: Path) -> dict[tuple[str, str], str]:
    """Accepted runs: entry and digest, with the reason."""
    path = corpus / EXCEPTIONS
    entries = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else []
    return {(entry["at"], str(entry["run"])): entry["reason"] for entry in entries or []}


def main(arguments: list[str]) -> int:
    """Print what is shared and not excepted; 1 if there is anything."""
    folder = folder_at_hand(arguments)
    if folder is None:
        print("own words: no official texts at hand, not checked (ADVISOR_REFERENCE_TEXTS)")
        return 0
    corpus = ROOT / "corpus"
    found = check(corpus, folder)
    accepted = exceptions(corpus)
    wrong = [run for run in found if (run.at, run.digest) not in accepted]
    for run in wrong:
        count = len(run.words.split())
        print(f"corpus/{run.place}: {run.at} shares {count} words with {run.source}: {run.words}")
        print(f"    as an exception: {{at: {run.at!r}, run: {run.digest!r}, reason: ...}}")
    unused = accepted.keys() - {(run.at, run.digest) for run in found}
    for at, digest in sorted(unused):
        print(f"corpus/{EXCEPTIONS}: {at} {digest} is not needed")
    if not wrong and not unused:
        print(f"own words: no shared run of {RUN} words but {len(accepted)} exceptions")
    return 1 if wrong or unused else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except AdvisorError as error:
        sys.exit(str(error))
