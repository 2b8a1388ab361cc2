"""Provisions: the citable units of the law, each with its wording and its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from advisor.law.identifiers import ProvisionId
from advisor.law.instruments import NEVER


class TextKind(StrEnum):
    """Whose words a text is in."""

    OFFICIAL = "official"
    TRANSCRIPTION = "transcription"
    RESTATEMENT = "restatement"


@dataclass(frozen=True, slots=True)
class Provision:
    """One wording of one provision, with the period in which it applies."""

    id: ProvisionId
    heading: str
    text: str
    kind: TextKind
    since: date
    until: date | None
    division: str = ""
    addressee: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    refers_to: tuple[ProvisionId, ...] = ()
    note: str = ""
    restatement: str = ""
    """Our own words beside an official text or transcription; empty where `text` is them."""
    place: str = ""
    """`file:line` of the restatement below `corpus`, for messages."""

    def in_force(self, as_of: date) -> bool:
        """Say whether this wording applies on `as_of`."""
        return self.since <= as_of and (self.until is None or as_of < self.until)

    @property
    def has_date(self) -> bool:
        """False where nothing says when this will start to apply."""
        return self.since != NEVER


@dataclass(frozen=True, slots=True)
class Authority:
    """A ruling, guideline or sanction on which readings rest."""

    id: ProvisionId
    title: str
    issuer: str
    day: date | None
    weight: str
    """`binding`, `guidance` or `persuasive`."""
    holding: str
    confidence: str
