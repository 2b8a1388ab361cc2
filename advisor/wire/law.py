"""The law as it is shown: provisions, instruments, norms, facts and concepts."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AliasChoices, Field

from advisor.wire.answering import Ground
from advisor.wire.parts import Part, TextKind


class SearchHit(Part):
    """A provision found by a search."""

    id: str
    cite: str
    heading: str = ""
    text: str = ""
    text_kind: TextKind = TextKind.RESTATEMENT
    score: float = 0.0
    url: str | None = None


class SearchResults(Part):
    """Provisions, best first."""

    results: tuple[SearchHit, ...]


class ProvisionLink(Part):
    """A neighbour of a provision."""

    id: str
    cite: str
    heading: str = ""


class Dependent(Part):
    """A norm or concept that rests on a provision."""

    id: str
    title: str


class Wording(Part):
    """What a provision says in one period."""

    text: str
    text_kind: TextKind = TextKind.RESTATEMENT
    restatement: str = ""
    in_force: bool = True
    """On the day of the request."""
    since: date | None = None
    until: date | None = None
    overtaken: bool = False
    """Replaced before the day on which it would have applied."""
    note: str = ""


class ProvisionPart(Part):
    """A paragraph or point inside a provision."""

    id: str
    marker: str
    """Its own number, such as `(1)` or `(c)`."""
    depth: int
    """1 for what stands directly inside."""
    text: str
    text_kind: TextKind = TextKind.RESTATEMENT
    restatement: str = ""
    in_force: bool = True
    since: date | None = None
    until: date | None = None
    note: str = ""


class Unmodelled(Part):
    """Why no norm models a provision."""

    reason: str
    text: str
    because: str = ""
    norms: tuple[str, ...] = ()
    """Norms that carry it nevertheless, on another provision."""


class ReviewView(Part):
    """A second reading of the restatement."""

    against: str
    compared: bool = True
    """False where no text of the law was at hand."""
    by: str
    on: date
    doubts: tuple[str, ...] = ()
    """Those that concern this provision."""


class ProvisionView(Part):
    """A provision with its neighbours."""

    id: str
    cite: str
    heading: str = ""
    text: str
    composed: bool = False
    """Whether `text` is put together from the parts, as that of a whole article is."""
    text_kind: TextKind = TextKind.RESTATEMENT
    restatement: str = ""
    """The same in this project's own words, where `text` is official or a transcription."""
    url: str | None = None
    in_force: bool = True
    since: date | None = None
    until: date | None = None
    instrument: str
    division: str = ""
    addressee: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    refers_to: tuple[ProvisionLink, ...] = ()
    referred_by: tuple[ProvisionLink, ...] = ()
    parent: ProvisionLink | None = None
    children: tuple[ProvisionLink, ...] = ()
    previous: ProvisionLink | None = None
    next: ProvisionLink | None = None
    norms: tuple[Dependent, ...] = ()
    concepts: tuple[Dependent, ...] = ()
    unmodelled: Unmodelled | None = None
    reviews: tuple[ReviewView, ...] = ()
    """Who compared the restatement with which text."""
    notes: tuple[str, ...] = ()
    parts: tuple[ProvisionPart, ...] = ()
    """Everything inside, in order."""
    wordings: tuple[Wording, ...] = ()
    """All wordings over time, the oldest first, where there is more than one."""


class InstrumentView(Part):
    """A law or guideline, as a whole."""

    id: str
    title: str
    short: str
    kind: str
    status: str
    binding: str
    units: int = 0
    since: date | None = None
    address: str | None = None


class ContentsEntry(Part):
    """An article, section or sheet in a table of contents."""

    id: str
    cite: str
    label: str
    """How it is called inside its instrument, such as `Art. 22`."""
    heading: str = ""
    in_force: bool = True
    since: date | None = None
    parts: tuple[ProvisionLink, ...] = ()
    """Its paragraphs; `cite` is their own number."""


class DivisionView(Part):
    """A chapter or another division of an instrument."""

    title: str
    entries: tuple[ContentsEntry, ...]


class CommencementView(Part):
    """From when some provisions apply."""

    provisions: tuple[str, ...]
    """Cited; empty for the instrument as a whole."""
    since: date | None
    until: date | None = None
    note: str = ""


class ContentsView(Part):
    """An instrument as a tree: divisions, articles, paragraphs."""

    instrument: InstrumentView
    licence: str = ""
    identifiers: dict[str, str] = Field(default_factory=dict)
    divisions: tuple[DivisionView, ...] = ()
    commencement: tuple[CommencementView, ...] = ()


class CoverageRow(Part):
    """One unit of the law, and what rests on it."""

    id: str
    standing: Literal["modelled", "carried", "reasoned", "empty"]
    operator: bool
    """Addressed to somebody who processes data or uses AI."""
    official: str
    """`yes`, `first` (only the words before an amendment), or empty: a checksum at hand."""
    norms: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    unmodelled: Unmodelled | None = None


class CoverageEntry(Part):
    """An article, section or sheet with its units."""

    id: str
    cite: str
    label: str
    heading: str
    rows: tuple[CoverageRow, ...]


class CoverageView(Part):
    """How far norms model one instrument."""

    instrument: str
    short: str
    title: str
    entries: tuple[CoverageEntry, ...]


class ExceptionView(Part):
    """A branch on which a norm does not block."""

    when: str
    source: tuple[str, ...] = ()
    text: str = ""


class FrameworkPlace(Part):
    """Where a norm belongs in a voluntary framework. It decides nothing."""

    framework: str
    title: str
    place: str
    text: str = ""
    """What the place is about, in this project's own words."""


class NormView(Part):
    """A norm as data."""

    id: str
    title: str
    kind: str
    instrument: str
    source: tuple[str, ...] = ()
    applies: str = ""
    satisfied: str | None = None
    unless: tuple[ExceptionView, ...] = ()
    if_unknown: str = "ask"
    because: str | None = None
    cured_by: tuple[str, ...] = ()
    from_: date | None = Field(
        default=None, validation_alias=AliasChoices("from", "from_"), serialization_alias="from"
    )
    until: date | None = None
    binding: str = "law"
    frameworks: tuple[FrameworkPlace, ...] = ()


class FactView(Part):
    """One fact of the vocabulary."""

    fact: str
    type: str
    values: tuple[str, ...] = ()
    meaning: str = ""
    question: str = ""
    group: str = ""
    dpv: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    unmentioned: str | None = None
    """What silence means, in words; absent where the fact stays unknown."""
    asked: bool = True
    """False for what a caller may say and is never asked for."""


class ConceptReading(Part):
    """One reading of a concept, as the corpus has it."""

    id: str
    text: str
    grounds: tuple[Ground, ...] = ()


class ConceptView(Part):
    """An open concept."""

    id: str
    question: str
    source: tuple[str, ...] = ()
    movement: str | None = None
    settles: str | None = None
    readings: tuple[ConceptReading, ...] = ()


class Versions(Part):
    """Which corpus and norms answer."""

    corpus: str
    norms: str
