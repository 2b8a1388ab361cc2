"""The library: every provision and authority of the corpus, found by identifier and date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from advisor.law.citations import cite
from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.law.instruments import NEVER, Commencement, Instrument
from advisor.law.provisions import Authority, Provision, TextKind

_DOCKET = re.compile(r"(?:[CT]-\d|SAN-)")
"""Numbers by which cases are known; other locators are slugs of our own."""


@dataclass(frozen=True)
class Library:
    """All instruments with their provisions, and the authorities that read them."""

    instruments: Mapping[str, Instrument]
    wordings: Mapping[ProvisionId, tuple[Provision, ...]]
    """Each provision with its wordings over time, in corpus order."""
    authorities: Mapping[ProvisionId, Authority]
    _children: dict[ProvisionId, list[ProvisionId]] = field(
        default_factory=lambda: defaultdict(list), repr=False, compare=False
    )
    _referring: dict[ProvisionId, list[ProvisionId]] = field(
        default_factory=lambda: defaultdict(list), repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for identifier, wordings in self.wordings.items():
            inner, parent = identifier, identifier.parent
            while parent is not None:
                siblings = self._children[parent]
                if inner in siblings:
                    break
                siblings.append(inner)
                inner, parent = parent, parent.parent
            for target in dict.fromkeys(ref for w in wordings for ref in w.refers_to):
                self._referring[target].append(identifier)

    def __iter__(self) -> Iterator[Provision]:
        return (wording for wordings in self.wordings.values() for wording in wordings)

    def resolves(self, identifier: ProvisionId) -> bool:
        """Say whether the corpus knows this provision or authority."""
        return (
            identifier in self.wordings
            or identifier in self._children
            or identifier in self.authorities
        )

    def provision(self, identifier: ProvisionId, as_of: date) -> Provision | None:
        """The wording of a provision on `as_of`.

        Where none applies on that day the nearest later one is returned, else the last that
        did: ask `in_force` before relying on it. A provision without a text of its own is
        put together from the units inside it.
        """
        wordings = self.wordings.get(identifier)
        if wordings:
            return _on(wordings, as_of)
        children = self._children.get(identifier)
        return self._composed(identifier, children, as_of) if children else None

    def _composed(
        self, identifier: ProvisionId, children: list[ProvisionId], as_of: date
    ) -> Provision | None:
        inner = [p for child in children if (p := self.provision(child, as_of)) is not None]
        if not inner:
            return None
        in_force = [p for p in inner if p.in_force(as_of)] or inner
        kinds = {p.kind for p in in_force}
        return Provision(
            id=identifier,
            heading=inner[0].heading,
            text=" ".join(f"{p.id.parts[-1]} {p.text}" for p in in_force),
            kind=kinds.pop() if len(kinds) == 1 else TextKind.RESTATEMENT,
            since=min(p.since for p in inner),
            until=None,
            division=inner[0].division,
            addressee=tuple(dict.fromkeys(a for p in inner for a in p.addressee)),
            topics=tuple(dict.fromkeys(t for p in inner for t in p.topics)),
            restatement=" ".join(f"{p.id.parts[-1]} {p.restatement or p.text}" for p in in_force)
            if any(p.restatement for p in in_force)
            else "",
        )

    def children(self, identifier: ProvisionId) -> tuple[ProvisionId, ...]:
        """The units directly inside a provision, in order."""
        return tuple(self._children.get(identifier, ()))

    def roots(self, instrument: str) -> tuple[ProvisionId, ...]:
        """The articles, sections or sheets of an instrument, then annexes, then recitals."""
        tops = (_root(i) for i in self.wordings if i.instrument == instrument)
        return tuple(sorted(dict.fromkeys(tops), key=_place_in_law))

    def referring_to(self, identifier: ProvisionId) -> tuple[ProvisionId, ...]:
        """The provisions that refer to this one or to something inside it."""
        return tuple(
            source
            for target, sources in self._referring.items()
            if identifier.covers(target)
            for source in sources
        )

    def commencement(self, identifier: ProvisionId) -> Commencement | None:
        """When a provision applies, as its instrument's table says."""
        instrument = self.instruments.get(identifier.instrument)
        return instrument.commencement_of(identifier) if instrument else None

    def since(self, identifier: ProvisionId) -> date:
        """The first day on which a provision applies; `NEVER` where there is none yet."""
        wordings = self.wordings.get(identifier)
        if wordings:
            return min(wording.since for wording in wordings)
        entry = self.commencement(identifier)
        return entry.since if entry else NEVER

    def cite(self, identifier: ProvisionId) -> str:
        """The citation in human form; an authority is cited by its title and number."""
        authority = self.authorities.get(identifier)
        if authority is not None:
            numbered = _DOCKET.match(identifier.locator)
            name = f"{identifier.locator} {authority.title}" if numbered else authority.title
            return f"{authority.issuer}, {name}"
        instrument = self.instruments.get(identifier.instrument)
        return cite(identifier, instrument) if instrument else str(identifier)


def _on(wordings: tuple[Provision, ...], as_of: date) -> Provision:
    current = [wording for wording in wordings if wording.in_force(as_of)]
    if current:
        return current[-1]
    later = [wording for wording in wordings if wording.since > as_of]
    return min(later, key=lambda w: w.since) if later else wordings[-1]


def _root(identifier: ProvisionId) -> ProvisionId:
    while (parent := identifier.parent) is not None:
        identifier = parent
    return identifier


def _place_in_law(root: ProvisionId) -> tuple[int, int, str]:
    """Where an article or the like stands: 4, 4a, 5, then annexes, then recitals.

    Files are read by their names, which put Chapter X before Chapter II. Whatever has no
    number, such as a topic, keeps its place.
    """
    head, *rest = root.parts
    if found := _NUMBERED.fullmatch(rest[0] if head in _BEHIND and rest else head):
        return _BEHIND.get(head, 0), int(found[1]), found[2]
    if head == "annex" and rest:
        return _BEHIND[head], _roman(rest[0]), ""
    if found := _RECITAL.fullmatch(head):
        return 2, int(found[1]), ""
    return 0, 0, ""


_NUMBERED = re.compile(r"(\d+)([a-z]*)")
_RECITAL = re.compile(r"rec(\d+)")
_BEHIND = {"sheet": 0, "annex": 1, "schedule": 1, "preamble": 2}
_ROMAN = {"I": 1, "V": 5, "X": 10}


def _roman(text: str) -> int:
    """The value of a numeral up to XXXIX; 0 for what is none."""
    values = [_ROMAN.get(letter, 0) for letter in text]
    behind = [*values[1:], 0]
    return sum(-here if here < then else here for here, then in zip(values, behind, strict=True))


def parse_all(texts: Iterable[str]) -> tuple[ProvisionId, ...]:
    """Parse several identifiers.

    Raises:
        IdentifierError: at the first that does not follow the grammar.
    """
    return tuple(ProvisionId.parse(text) for text in texts)


__all__ = ["IdentifierError", "Library", "TextKind", "parse_all"]
