"""Passages: the units of law that search returns."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from advisor.law.identifiers import ProvisionId
from advisor.law.instruments import NEVER
from advisor.law.library import Library

_RECITAL = re.compile(r"rec\d+")


@dataclass(frozen=True, slots=True)
class Passage:
    """One wording of one provision, as search sees it."""

    id: str
    """Identifier, such as `gdpr:22(1)`."""
    instrument: str
    cite: str
    """As lawyers cite it: `Art. 22(1) GDPR`."""
    heading: str
    context: str
    """Words that place the passage: its instrument, division and topics."""
    text: str
    applies_from: date | None = None
    """First day of this wording; None: always."""
    applies_until: date | None = None
    """First day on which it no longer applies; None: no end is known."""
    restatement: str = ""
    """Our own words beside an official `text`; empty where `text` is them."""
    refers_to: tuple[ProvisionId, ...] = ()
    """The provisions that it refers to; followed by search, not itself searched."""

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts of this wording, each of which is searched: one, or two."""
        return (self.text, self.restatement) if self.restatement else (self.text,)

    @property
    def explains(self) -> bool:
        """True for a recital, preamble or illustration, which explains a rule and is none."""
        first, *rest = ProvisionId.parse(self.id).parts
        return bool(_RECITAL.fullmatch(first)) or first == "preamble" or "illustration" in rest


def passages_of(library: Library) -> Iterator[Passage]:
    """Yield every wording of every provision of the library, in corpus order.

    What has no date of commencement is left in, as applying from `NEVER`.
    """
    for provision in library:
        instrument = library.instruments[provision.id.instrument]
        topics = " ".join(provision.topics).replace("-", " ")
        yield Passage(
            id=str(provision.id),
            instrument=instrument.id,
            cite=library.cite(provision.id),
            heading=provision.heading,
            context=". ".join(filter(None, [instrument.title, provision.division, topics])),
            text=provision.text,
            applies_from=provision.since if provision.has_date else NEVER,
            applies_until=provision.until,
            restatement=provision.restatement,
            refers_to=provision.refers_to,
        )


def fingerprint(passages: Iterable[Passage], *versions: str) -> str:
    """Name the content of `passages` and `versions`: 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for version in versions:
        digest.update(version.encode() + b"\x1d")
    for passage in passages:
        for field in (
            passage.id,
            passage.instrument,
            passage.cite,
            passage.heading,
            passage.context,
            passage.text,
            str(passage.applies_from),
            str(passage.applies_until),
            passage.restatement,
        ):
            digest.update(field.encode() + b"\x1f")
        digest.update(b"\x1e")
    return digest.hexdigest()[:16]
