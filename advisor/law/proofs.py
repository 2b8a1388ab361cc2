"""Proofs about the corpus beyond its loading: complete, resolved, dated, short, reviewed.

Each proof reports every fault that it finds, with file and line. What is to be proved stands
in data: `completeness.yaml` (which provisions have to be there), `terms.yaml` (addressees and
topics) and `instruments/<id>/reviews.yaml` (who checked what against which text).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from advisor.errors import CorpusError
from advisor.law.files import Located, Problems, parse, read_list, read_yaml, where
from advisor.law.identifiers import ProvisionId
from advisor.law.instruments import NEVER, Instrument
from advisor.law.library import Library
from advisor.law.loading import identifier
from advisor.law.provisions import Provision

COMPLETENESS = "completeness.yaml"
TERMS = "terms.yaml"
REVIEWS = "reviews.yaml"

MOST_WORDS = 160
"""A restated unit may not be longer."""
MANY_WORDS = 120
"""A unit longer than this is listed, so that somebody looks whether it can be shorter."""


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GroupShape(_Shape):
    """One kind of provision of an instrument, and which of them have to be there."""

    name: str
    prefix: str = ""
    expect: list[int | str] = []
    at_least: int = 0
    among: list[int | str] = []


class AddresseeShape(_Shape):
    """Somebody to whom provisions are addressed."""

    meaning: str
    operator: bool = False


class TermsShape(_Shape):
    """The words by which provisions are filtered."""

    addressees: dict[str, AddresseeShape]
    topics: list[str]


class ReviewShape(_Shape):
    """A reading of restatements against an official text, unit by unit."""

    provisions: list[str] = Field(min_length=1)
    against: str = Field(min_length=3)
    by: str = Field(min_length=3)
    on: date
    corrections: int = Field(ge=0)
    doubts: list[str] = []


@dataclass(frozen=True, slots=True)
class Count:
    """How many provisions of one kind there are."""

    instrument: str
    name: str
    present: int
    needed: int


@dataclass(frozen=True, slots=True)
class Review:
    """What one reviewer read to the end."""

    provisions: tuple[ProvisionId, ...]
    against: str
    by: str
    on: date
    corrections: int
    doubts: tuple[str, ...]

    @property
    def compared(self) -> bool:
        """False where the reader says that no text of the law was at hand."""
        return "at hand" not in self.against


@dataclass(frozen=True)
class Proof:
    """What was proved, in figures."""

    counts: tuple[Count, ...]
    long: tuple[tuple[ProvisionId, int], ...]
    """Units of more than 120 words, with their length."""
    overtaken: tuple[ProvisionId, ...]
    """Units with a wording that was replaced before the day on which it would have applied."""
    reviews: Mapping[str, tuple[Review, ...]]
    units: Mapping[str, int]
    reviewed: Mapping[str, int]
    """By instrument: units that a second reader compared with the text of the law."""
    read_over: Mapping[str, int]
    """By instrument: units that were read again without such a text."""
    operators: frozenset[str] = field(default_factory=frozenset)


def prove(library: Library, corpus: Path, problems: Problems) -> Proof:
    """Prove what can be proved of the law; what fails is remembered in `problems`."""
    terms = read_terms(corpus, problems)
    overtaken = tuple(_dates(library, problems))
    _references(library, problems)
    _commencements(library, problems)
    if terms is not None:
        _terms(library, terms, problems)
    reviews = {name: read_reviews(library, corpus, name, problems) for name in library.instruments}
    units = {name: _units(library, name) for name in library.instruments}
    return Proof(
        counts=tuple(_counts(library, corpus, problems)),
        long=tuple(_lengths(library, problems)),
        overtaken=overtaken,
        reviews=reviews,
        units={name: len(found) for name, found in units.items()},
        reviewed={n: _read(found, reviews[n], compared=True) for n, found in units.items()},
        read_over={n: _read(found, reviews[n], compared=False) for n, found in units.items()},
        operators=operators(terms),
    )


def read_terms(corpus: Path, problems: Problems) -> TermsShape | None:
    """The addressees and topics that restatements may use."""
    for terms in problems.each([corpus / TERMS], lambda p: _mapping(p, corpus)):
        for topic in {topic for topic in terms.topics if terms.topics.count(topic) > 1}:
            problems.add(f"{TERMS}:1: topic `{topic}` stands twice")
        return terms
    return None


def operators(terms: TermsShape | None) -> frozenset[str]:
    """The addressees who plan and carry out what the advisor is asked about."""
    return frozenset(n for n, who in terms.addressees.items() if who.operator) if terms else _NONE


_NONE: frozenset[str] = frozenset()


def _mapping(path: Path, corpus: Path) -> TermsShape:
    data = read_yaml(path, corpus)
    if not isinstance(data, Located):
        raise CorpusError(f"{path.name}:1: expected `addressees` and `topics`")
    return parse(TermsShape, data)


def _units(library: Library, instrument: str) -> list[ProvisionId]:
    return [name for name in library.wordings if name.instrument == instrument]


def _read(units: list[ProvisionId], reviews: Iterable[Review], *, compared: bool) -> int:
    roots = [root for r in reviews if r.compared is compared for root in r.provisions]
    return sum(any(root.covers(unit) for root in roots) for unit in units)


# Completeness -----------------------------------------------------------------------------


def _counts(library: Library, corpus: Path, problems: Problems) -> Iterator[Count]:
    for data in problems.each([corpus / COMPLETENESS], lambda p: read_yaml(p, corpus)):
        if not isinstance(data, Located):
            problems.add(f"{COMPLETENESS}:1: expected the instruments with their groups")
            return
        for name in data.keys() - library.instruments.keys():
            problems.add(f"{_line(data, name)}: there is no instrument `{name}`")
        for instrument in library.instruments:
            if instrument not in data:
                problems.add(f"{COMPLETENESS}:1: `{instrument}` has no list of its provisions")
                continue
            yield from _count(library, instrument, data[instrument], problems)


def _count(
    library: Library, instrument: str, groups: list[Located], problems: Problems
) -> Iterator[Count]:
    there = {root.locator for root in library.roots(instrument)}
    named: set[str] = set()
    for entry in groups:
        for group in problems.each([entry], lambda e: parse(GroupShape, e)):
            needed = names(group.prefix, group.expect)
            possible = [*needed, *names(group.prefix, group.among)]
            lost = [name for name in needed if name not in there]
            if lost:
                problems.add(
                    f"{where(entry)}: {instrument} lacks {group.name}: {', '.join(lost[:12])}"
                    + (f" and {len(lost) - 12} more" if len(lost) > 12 else "")
                )
            present = sum(name in there for name in possible)
            if present < group.at_least:
                problems.add(
                    f"{where(entry)}: {instrument} has {present} {group.name}, "
                    f"and {group.at_least} are needed"
                )
            named |= set(possible)
            yield Count(instrument, group.name, present, max(group.at_least, len(needed)))
    for name in sorted(there - named):
        place = next(
            w.place for w in library if w.id.instrument == instrument and _under(w.id, name)
        )
        problems.add(f"{place}: `{instrument}:{name}` is in no list of {COMPLETENESS}")


def names(prefix: str, items: list[int | str]) -> list[str]:
    """The locators that a list means: `1-3` is 1, 2 and 3."""
    found: list[str] = []
    for item in map(str, items):
        first, dash, last = item.partition("-")
        if dash and first.isdigit() and last.isdigit():
            found += [f"{prefix}{number}" for number in range(int(first), int(last) + 1)]
        else:
            found.append(prefix + item)
    return found


def _under(unit: ProvisionId, root: str) -> bool:
    return unit.locator == root or unit.locator.startswith((f"{root}(", f"{root}-"))


def _line(data: Located, key: str) -> str:
    return f"{data.file}:{data.key_lines.get(key, data.line)}"


# References, words, terms ------------------------------------------------------------------


def _references(library: Library, problems: Problems) -> None:
    for wording in library:
        for target in wording.refers_to:
            if not library.resolves(target):
                problems.add(f"{wording.place}: refers to `{target}`, which is not in the corpus")
            elif target == wording.id:
                problems.add(f"{wording.place}: `{target}` refers to itself")


def _lengths(library: Library, problems: Problems) -> Iterator[tuple[ProvisionId, int]]:
    for wording in library:
        length = len((wording.restatement or wording.text).split())
        if length > MOST_WORDS:
            problems.add(
                f"{wording.place}: `{wording.id}` has {length} words, "
                f"and {MOST_WORDS} are the most: divide it or shorten it"
            )
        elif length > MANY_WORDS:
            yield wording.id, length


def _terms(library: Library, terms: TermsShape, problems: Problems) -> None:
    topics = set(terms.topics)
    for wording in library:
        for who in wording.addressee:
            if who not in terms.addressees:
                hint = _nearest(who, terms.addressees)
                problems.add(f"{wording.place}: unknown addressee `{who}`{hint}")
        for topic in wording.topics:
            if topic not in topics:
                problems.add(f"{wording.place}: unknown topic `{topic}`{_nearest(topic, topics)}")


def _nearest(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, sorted(known), n=1)
    return f", did you mean `{close[0]}`?" if close else f": see {TERMS}"


# Dates -------------------------------------------------------------------------------------


def _dates(library: Library, problems: Problems) -> Iterator[ProvisionId]:
    """Check the wordings of each unit; yield those of which one never came to apply."""
    for name, wordings in library.wordings.items():
        applied = []
        for wording in wordings:
            if wording.until is None or wording.since < wording.until:
                applied.append(wording)
            elif _overtaken(library, wording):
                yield name
            else:
                problems.add(
                    f"{wording.place}: `{name}` ends on {wording.until}, "
                    f"before it starts on {wording.since}"
                )
        _gaps(name, sorted(applied, key=lambda w: w.since), problems)


def _overtaken(library: Library, wording: Provision) -> bool:
    """Whether a wording was replaced before its commencement, so that its end comes first.

    Only the instrument's table can put a start after the end: a unit that states its own
    start says when its wording began, and that cannot be after its end.
    """
    table = library.commencement(wording.id)
    return table is not None and table.since == wording.since and wording.since != NEVER


def _gaps(name: ProvisionId, wordings: list[Provision], problems: Problems) -> None:
    for before, after in pairwise(wordings):
        if before.until is not None and before.until < after.since and not after.note:
            problems.add(
                f"{after.place}: nothing says what `{name}` was between {before.until} "
                f"and {after.since}: close the gap, or explain it in `note`"
            )


def _commencements(library: Library, problems: Problems) -> None:
    for instrument in library.instruments.values():
        for row in instrument.commencement:
            if row.until is not None and row.until <= row.since:
                problems.add(f"{row.place}: ends on {row.until}, before it starts")
            for name in row.provisions:
                if not library.resolves(name):
                    problems.add(f"{row.place}: `{name}` is not in the corpus")
        _doubled(instrument, problems)


def _doubled(instrument: Instrument, problems: Problems) -> None:
    seen: set[ProvisionId] = set()
    for row in instrument.commencement:
        for name in row.provisions:
            if name in seen:
                problems.add(f"{row.place}: `{name}` has two dates of commencement")
            seen.add(name)


# Reviews -----------------------------------------------------------------------------------


def read_reviews(
    library: Library, corpus: Path, instrument: str, problems: Problems
) -> tuple[Review, ...]:
    """Who compared what of an instrument with which text; faults go to `problems`."""
    path = corpus / "instruments" / instrument / REVIEWS
    if not path.is_file():
        return ()
    lists = problems.each([path], lambda p: read_list(p, corpus))
    entries = [entry for found in lists for entry in found]

    def read(entry: Located) -> Review:
        shape = parse(ReviewShape, entry)
        found = tuple(identifier(text, entry) for text in shape.provisions)
        for name in found:
            if name.instrument != instrument:
                problems.add(f"{where(entry)}: `{name}` is not of `{instrument}`")
            elif not library.resolves(name):
                problems.add(f"{where(entry)}: `{name}` is not in the corpus")
        return Review(
            found, shape.against, shape.by, shape.on, shape.corrections, tuple(shape.doubts)
        )

    return tuple(problems.each(entries, read))
