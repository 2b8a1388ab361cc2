"""Signposts: sentences in plain words that point to provisions.

A plan speaks of tickets and mailing lists, the law of compatible purposes. Between the two
stand the norms (what the law asks, what goes wrong, what to do), the concepts and the
levers, which all name their provisions, and what corpus/search lists: a subject index in
everyday words and the terms of art of lawyers; and there are the headings. A query that
resembles a signpost is led to where it points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from advisor.errors import CorpusError
from advisor.law.files import Located, Problems, parse, read_list, where
from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.law.library import Library
from advisor.reasoning.rulebook import Rulebook

_SLOT = re.compile(r"\{[^}]*\}")


class Origin(StrEnum):
    """Where a signpost comes from."""

    RULE = "rule"
    INDEX = "index"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Signpost:
    """A sentence, and the provisions that it leads to."""

    origin: Origin
    text: str
    targets: tuple[ProvisionId, ...]


@dataclass(frozen=True, slots=True)
class Hint:
    """Words that point to a family of instruments."""

    name: str
    instruments: frozenset[str]
    words: re.Pattern[str]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    at: str
    phrases: list[str] = Field(min_length=1)


class _HintShape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    instruments: list[str] = Field(min_length=1)
    words: list[str] = Field(min_length=1)


def signposts_of(book: Rulebook, corpus: Path) -> list[Signpost]:
    """Return the signposts of the rules, the subject index, the terms of art and the headings.

    Raises:
        CorpusError: a file of corpus/search is wrong; the message starts with file and line.
    """
    known = book.library.instruments
    library = book.library
    found = list(
        dict.fromkeys(
            [
                *_of_rules(book),
                *_of_file(Origin.INDEX, "subject-index.yaml", library, corpus),
                *_of_file(Origin.INDEX, "terms-of-art.yaml", library, corpus),
                *_of_headings(library),
            ]
        )
    )
    led = [(s, tuple(t for t in s.targets if t.instrument in known)) for s in found]
    return [Signpost(s.origin, s.text, targets) for s, targets in led if s.text and targets]


def load_hints(corpus: Path) -> tuple[Hint, ...]:
    """Read which words point to which instruments.

    Raises:
        CorpusError: the file is wrong; the message starts with file and line.
    """

    def read(entry: Located) -> Hint:
        shape = parse(_HintShape, entry)
        try:
            words = re.compile(rf"\b(?:{'|'.join(shape.words)})\b", re.IGNORECASE)
        except re.error as exc:
            raise CorpusError(f"{where(entry)}: no regular expression: {exc}") from exc
        return Hint(shape.name, frozenset(shape.instruments), words)

    problems = Problems()
    path = corpus / "search" / "hints.yaml"
    hints = tuple(problems.each(read_list(path, corpus), read)) if path.is_file() else ()
    problems.raise_if_any()
    return hints


def _of_rules(book: Rulebook) -> Iterator[Signpost]:
    def lead(targets: Iterable[ProvisionId], *texts: str) -> Iterator[Signpost]:
        to = tuple(targets)
        for text in texts:
            yield Signpost(Origin.RULE, " ".join(_SLOT.sub("", text).split()), to)

    for norm in book.norms:
        yield from lead(norm.source, norm.title, norm.why, norm.condition_text)
        for branch in (*norm.unless, *norm.met_by):
            yield from lead(branch.source, branch.text)
    for concept in book.concepts.values():
        yield from lead(concept.source, concept.question, *(r.text for r in concept.readings))
    for lever in book.levers.values():
        yield from lead(lever.citations, lever.title, lever.assurance, lever.text)
    for limit in book.limits:
        yield from lead(limit.citations, limit.text)


def _of_headings(library: Library) -> Iterator[Signpost]:
    """Each article's heading, with the part of the instrument and the topics it stands under."""
    for instrument in library.instruments:
        for root in library.roots(instrument):
            provision = library.provision(root, date.max)
            if provision is not None and provision.heading:
                yield Signpost(Origin.HEADING, provision.heading, (root,))
                topics = ", ".join(provision.topics).replace("-", " ")
                if topics:
                    yield Signpost(Origin.HEADING, topics, (root,))


def _of_file(origin: Origin, name: str, library: Library, corpus: Path) -> Iterator[Signpost]:
    problems = Problems()
    path = corpus / "search" / name

    def read(entry: Located) -> list[Signpost]:
        shape = parse(_Entry, entry)
        try:
            at = ProvisionId.parse(shape.at)
        except IdentifierError as exc:
            raise CorpusError(f"{where(entry, ('at',))}: {exc}") from exc
        if not library.resolves(at):
            raise CorpusError(f"{where(entry, ('at',))}: unknown provision `{at}`")
        return [Signpost(origin, phrase, (at,)) for phrase in shape.phrases]

    entries = read_list(path, corpus) if path.is_file() else []
    for signposts in problems.each(entries, read):
        yield from signposts
    problems.raise_if_any()
