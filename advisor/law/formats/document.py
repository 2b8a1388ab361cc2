"""What every format is read into: units of one instrument, each under its identifier."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from advisor.errors import OfficialTextError
from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.law.provisions import TextKind


@dataclass(frozen=True, slots=True)
class Unit:
    """The words of one citable unit, without the units inside it."""

    id: ProvisionId
    text: str
    """Paragraphs are parted by line breaks; other white space is single blanks."""
    heading: str = ""
    division: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """A later wording of some units, published as a corrigendum."""

    instrument: str
    text: str
    """Name of the wording in checksums.yaml, such as `corrigendum-2018`."""
    changes: tuple[tuple[ProvisionId, str, str], ...]
    """Unit, the words found there, the words read instead."""

    def apply(self, units: Mapping[ProvisionId, Unit]) -> dict[ProvisionId, Unit]:
        """The units with their corrected wording.

        Raises:
            OfficialTextError: a unit has not the words that are corrected.
        """
        corrected = dict(units)
        for name, old, new in self.changes:
            before = corrected[name].text
            # A mark alone is corrected where the unit ends.
            place = before.find(old) if re.search(r"\w", old) else before.rfind(old)
            if place < 0:
                raise OfficialTextError(f"corrects words of `{name}` that are not there")
            after = before[:place] + new + before[place + len(old) :]
            corrected[name] = replace(corrected[name], text=after)
        return corrected


@dataclass(frozen=True)
class Document:
    """One publisher's text of one instrument, or of a part of it."""

    instrument: str
    text: str
    """Name of the wording in checksums.yaml, such as `oj-2016`."""
    kind: TextKind
    publisher: str
    format: str
    units: Mapping[ProvisionId, Unit]
    part: str = ""
    """What a partial file holds, such as `Annex III`; empty for a whole text."""
    raw: str = field(default="", repr=False)
    """The file's text where a corrigendum counts its lines; empty else."""


class UnitList:
    """Gathers units in reading order; an identifier stands once."""

    def __init__(self, instrument: str) -> None:
        self.instrument = instrument
        self.found: dict[ProvisionId, Unit] = {}

    def add(self, at: str, text: str, heading: str = "", division: str = "") -> None:
        """Add one unit.

        Raises:
            OfficialTextError: the text has no such place, or has it twice.
        """
        try:
            name = ProvisionId.parse(f"{self.instrument}:{at}")
        except IdentifierError as exc:
            raise OfficialTextError(f"cannot be cited: {exc}") from exc
        if name in self.found:
            raise OfficialTextError(f"`{name}` stands twice in it")
        self.found[name] = Unit(name, tidy(text), tidy(heading), tidy(division))

    def __contains__(self, at: str) -> bool:
        return ProvisionId.parse(f"{self.instrument}:{at}") in self.found


def tidy(text: str) -> str:
    """Single blanks, no empty lines; line breaks part paragraphs."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(line for line in lines if line)


_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"'})
_DASHES = re.compile(r"\s*[-‐‑‒–—―]+\s*")


def normalised(text: str) -> str:
    """The words that a checksum is taken over: white space, quotes and dashes made alike."""
    plain = unicodedata.normalize("NFC", text).translate(_QUOTES)
    return " ".join(_DASHES.sub("-", plain).split())


def checksum(text: str) -> str:
    """SHA-256 over the normalised text."""
    return sha256(normalised(text).encode()).hexdigest()
