"""What the norms cover: each unit of the law with what rests on it, or the reason why nothing does.

Reasons are data (`corpus/coverage.yaml`), because a gap is a lawyer's decision. A unit is
*modelled* where a norm or one of its exceptions cites it, something that contains it, or a
point inside it; *carried* where a fact, concept, limit, lever, notice or presumption does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from advisor.errors import CorpusError
from advisor.law.files import Located, Problems, parse, read_yaml, where
from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.law.library import Library
from advisor.reasoning.rulebook import Rulebook

COVERAGE = "coverage.yaml"

_RANGE = re.compile(
    r"(?P<before>[a-z][a-z-]*:(?:[a-z]+-?)?|.*\()(?P<first>\d+)(?P<close>\)?)"
    r"-(?P<open>\(?)(?P<last>\d+)(?P<after>\)?)"
)
_LETTERS = re.compile(r"(?P<before>.*\()(?P<first>[a-z])\)-\((?P<last>[a-z])\)")


class Standing(StrEnum):
    """How a unit stands."""

    MODELLED = "modelled"
    CARRIED = "carried"
    REASONED = "reasoned"
    EMPTY = "empty"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReasonShape(_Shape):
    """Why no norm models some provisions."""

    text: str
    says_what: bool = False
    """Each use has to say what is missing."""


class DefaultShape(_Shape):
    """A reason for whatever has no better one: recitals, or what is addressed to others."""

    reason: str
    addressee: str = ""
    prefix: str = ""


class EntryShape(_Shape):
    """A reason for some provisions."""

    provisions: list[str] = Field(min_length=1)
    reason: str
    because: str = ""
    norms: list[str] = []


class CoverageShape(_Shape):
    """The file `coverage.yaml`."""

    reasons: dict[str, ReasonShape]
    defaults: list[DefaultShape]
    provisions: list[EntryShape]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why no norm models a provision."""

    id: str
    text: str
    because: str = ""
    norms: tuple[str, ...] = ()
    """Norms that carry it nevertheless, on another provision."""


@dataclass(frozen=True)
class Reasons:
    """All reasons, by the provisions for which they are given."""

    named: Mapping[ProvisionId, Reason]
    by_addressee: Mapping[str, Reason]
    by_prefix: Mapping[str, Reason]

    def explicit(self, unit: ProvisionId) -> tuple[ProvisionId, Reason] | None:
        """The reason given for a unit, or for the nearest provision that contains it."""
        name: ProvisionId | None = unit
        while name is not None:
            if name in self.named:
                return name, self.named[name]
            name = name.parent
        return None

    def default(self, unit: ProvisionId, addressees: Iterable[str]) -> Reason | None:
        """The reason that its kind or its addressee gives."""
        for prefix, reason in self.by_prefix.items():
            if unit.locator.startswith(prefix):
                return reason
        return next((self.by_addressee[a] for a in addressees if a in self.by_addressee), None)


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of the law, and what there is of it."""

    unit: ProvisionId
    heading: str
    operator: bool
    """Addressed to somebody who plans and carries out processing or uses AI."""
    official: str
    """`yes` where a checksum of the official words is at hand, `first` where it is of the
    words before an amendment, else empty."""
    norms: tuple[str, ...]
    carried: tuple[str, ...]
    """What else rests on it, such as `concept profiling`."""
    reason: Reason | None

    @property
    def standing(self) -> Standing:
        """The best that can be said of it."""
        if self.norms:
            return Standing.MODELLED
        if self.carried:
            return Standing.CARRIED
        return Standing.REASONED if self.reason else Standing.EMPTY


def coverage(
    book: Rulebook, reasons: Reasons, operators: frozenset[str], official: Mapping[ProvisionId, str]
) -> tuple[Row, ...]:
    """The table of all units, in corpus order."""
    norms = _spread(_norm_sources(book), book.library)
    others = _spread(_other_sources(book), book.library)
    rows = []
    for name, wordings in book.library.wordings.items():
        last = wordings[-1]
        addressees = {a: None for w in wordings for a in w.addressee}
        operator = not operators.isdisjoint(addressees)
        given = reasons.explicit(name)
        # A reason for a paragraph is nearer than a norm that cites the whole article.
        depth = len(given[0].parts) if given else 0
        reason = given[1] if given else None
        if reason is None and (not operator or _interprets(name)):
            reason = reasons.default(name, addressees)
        rows.append(
            Row(
                unit=name,
                heading=last.heading,
                operator=operator and not _interprets(name),
                official=official.get(name, ""),
                norms=_near(norms.get(name, {}), depth),
                carried=_near(others.get(name, {}), depth),
                reason=reason,
            )
        )
    return tuple(rows)


def _interprets(name: ProvisionId) -> bool:
    """Recitals and preambles explain articles; they ask nothing of anybody."""
    return name.parts[0] == "preamble" or bool(re.fullmatch(r"rec\d+", name.parts[0]))


def _norm_sources(book: Rulebook) -> Iterator[tuple[ProvisionId, str]]:
    for norm in book.norms:
        for branch in (*norm.unless, *norm.met_by):
            yield from ((source, norm.id) for source in branch.source)
        yield from ((source, norm.id) for source in norm.source)


def _other_sources(book: Rulebook) -> Iterator[tuple[ProvisionId, str]]:
    for derived in book.derived.values():
        yield from ((s, f"fact {derived.name}") for s in derived.source)
    for concept in book.concepts.values():
        yield from ((s, f"concept {concept.id}") for s in concept.source)
    for limit in book.limits:
        yield from ((s, f"limit {limit.id}") for s in limit.citations)
    for lever in book.levers.values():
        yield from ((s, f"lever {lever.id}") for s in lever.citations)
    for notice in book.notices:
        yield from ((s, f"notice {notice.id}") for s in notice.citations)
    for presumption in book.presumptions:
        yield from ((s, f"presumption {presumption.fact}") for s in presumption.source)


def _spread(
    sources: Iterable[tuple[ProvisionId, str]], library: Library
) -> dict[ProvisionId, dict[str, int]]:
    """To each unit what cites it, something around it or something inside it.

    With each the depth of what is cited, at most the unit's own.
    """
    direct: dict[ProvisionId, dict[str, None]] = {}
    for source, who in sources:
        direct.setdefault(source, {})[who] = None
    inner: dict[ProvisionId, dict[str, None]] = {}
    for source, cited in direct.items():
        around = source.parent
        while around is not None:
            inner.setdefault(around, {}).update(cited)
            around = around.parent
    found = {}
    for unit in library.wordings:
        here: dict[str, int] = {}
        name: ProvisionId | None = unit
        while name is not None:
            for who in direct.get(name, ()):
                here.setdefault(who, len(name.parts))
            if name is unit:
                here |= dict.fromkeys(inner.get(unit, ()), len(unit.parts))
            name = name.parent
        if here:
            found[unit] = here
    return found


def _near(cited: Mapping[str, int], depth: int) -> tuple[str, ...]:
    return tuple(who for who, place in cited.items() if place >= depth)


# Reading the reasons ------------------------------------------------------------------------


def read_reasons(book: Rulebook, corpus: Path, problems: Problems) -> Reasons:
    """The reasons of `coverage.yaml`; what is wrong with them is remembered in `problems`."""
    named: dict[ProvisionId, Reason] = {}
    defaults: dict[str, dict[str, Reason]] = {"addressee": {}, "prefix": {}}
    for entry, shape in problems.each([corpus / COVERAGE], lambda path: _read(path, corpus)):

        def known(id_: str, here: Located, shape: CoverageShape = shape) -> Reason | None:
            if id_ in shape.reasons:
                return Reason(id_, shape.reasons[id_].text)
            problems.add(f"{where(here)}: unknown reason `{id_}`: add it to `reasons`")
            return None

        for default, here in zip(shape.defaults, entry["defaults"], strict=True):
            if reason := known(default.reason, here):
                kind = "addressee" if default.addressee else "prefix"
                defaults[kind][default.addressee or default.prefix] = reason
        for row, here in zip(shape.provisions, entry["provisions"], strict=True):
            reason = known(row.reason, here)
            if reason is None:
                continue
            if shape.reasons[row.reason].says_what and not row.because:
                problems.add(f"{where(here)}: `{row.reason}` needs `because`")
            for norm in row.norms:
                if norm not in book.norm_by_id:
                    problems.add(f"{where(here)}: unknown norm `{norm}`")
            full = Reason(reason.id, reason.text, row.because, tuple(row.norms))
            for name in _named(row, here, book.library, problems):
                if name in named:
                    problems.add(f"{where(here)}: `{name}` has two reasons")
                named[name] = full
    return Reasons(named, defaults["addressee"], defaults["prefix"])


def _read(path: Path, corpus: Path) -> tuple[Located, CoverageShape]:
    data = read_yaml(path, corpus)
    if not isinstance(data, Located):
        raise CorpusError(f"{path.name}:1: expected `reasons`, `defaults` and `provisions`")
    return data, parse(CoverageShape, data)


def _named(
    row: EntryShape, here: Located, library: Library, problems: Problems
) -> Iterator[ProvisionId]:
    for text in row.provisions:
        for single in unfolded(text):
            try:
                name = ProvisionId.parse(single)
            except IdentifierError as exc:
                problems.add(f"{where(here)}: {exc}")
                continue
            if library.resolves(name):
                yield name
            else:
                problems.add(f"{where(here)}: `{name}` is not in the corpus")


def unfolded(text: str) -> list[str]:
    """Single identifiers: `gdpr:85-87`, `gdpr:4(6)-(10)` and `dpdp:2(a)-(c)` are ranges."""
    if found := _RANGE.fullmatch(text):
        if bool(found["close"]) is bool(found["open"]) is bool(found["after"]):
            numbers = range(int(found["first"]), int(found["last"]) + 1)
            return [f"{found['before']}{number}{found['close']}" for number in numbers]
    elif letters := _LETTERS.fullmatch(text):
        codes = range(ord(letters["first"]), ord(letters["last"]) + 1)
        return [f"{letters['before']}{chr(code)})" for code in codes]
    return [text]


def empty_rows(rows: Iterable[Row]) -> list[Row]:
    """Units addressed to operators for which nobody decided anything."""
    return [row for row in rows if row.operator and row.standing is Standing.EMPTY]


def needless(rows: Iterable[Row], reasons: Reasons) -> list[ProvisionId]:
    """Provisions that have a reason although norms model every unit of them."""
    used = {
        given[0]
        for row in rows
        if row.standing is not Standing.MODELLED and (given := reasons.explicit(row.unit))
    }
    return [name for name in reasons.named if name not in used]
