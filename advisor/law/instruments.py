"""Instruments and their commencement: what a law is called, whom it binds, since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from advisor.law.identifiers import ProvisionId

NEVER = date.max
"""Commencement of a provision that is not in force and has no date yet."""


class Binding(StrEnum):
    """Whom an instrument binds, which decides whether an operator can breach it."""

    OPERATORS = "operators"
    THROUGH_NATIONAL_LAW = "through-national-law"
    STATES = "states"
    GUIDANCE = "guidance"


@dataclass(frozen=True, slots=True)
class Commencement:
    """From when to when some provisions of an instrument apply."""

    provisions: tuple[ProvisionId, ...]
    """Empty: the whole instrument."""
    since: date
    until: date | None
    note: str = ""
    place: str = ""
    """`file:line` below `corpus`, for messages."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One law, treaty or body of guidance."""

    id: str
    title: str
    short: str
    kind: str
    method: str
    """Canons of interpretation: `treaty`, `eu` or `india`."""
    unit: str
    binding: Binding
    place: str
    address: str
    licence: str
    status: str
    confidence: str
    identifiers: tuple[tuple[str, str], ...]
    commencement: tuple[Commencement, ...]

    def commencement_of(self, provision: ProvisionId) -> Commencement | None:
        """The most specific entry that covers `provision`; the whole instrument's else."""
        best: tuple[int, Commencement] | None = None
        for entry in self.commencement:
            depth = max(
                (len(scope.parts) for scope in entry.provisions if scope.covers(provision)),
                default=-1 if entry.provisions else 0,
            )
            if depth >= 0 and (best is None or depth > best[0]):
                best = (depth, entry)
        return best[1] if best else None

    def dates(self) -> frozenset[date]:
        """Every date on which something of this instrument starts or ceases to apply."""
        starts = {entry.since for entry in self.commencement if entry.since != NEVER}
        return frozenset(starts | {entry.until for entry in self.commencement if entry.until})
