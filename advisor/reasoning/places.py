"""Countries: who belongs to the Union and the EEA, and which are adequate on a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from advisor.law.identifiers import ProvisionId


@dataclass(frozen=True, slots=True)
class Adequacy:
    """A Commission decision that a country protects personal data adequately."""

    country: str
    since: date
    until: date | None
    scope: str
    """Empty: general. Else who is covered, in plain words: the decision alone is not enough."""
    source: tuple[ProvisionId, ...]
    covers: frozenset[str] = frozenset()
    """Recipients that are surely within the scope, whoever else may not be."""

    def holds(self, as_of: date) -> bool:
        """Say whether the decision applies on `as_of`."""
        return self.since <= as_of and (self.until is None or as_of < self.until)


@dataclass(frozen=True)
class Places:
    """What the law needs to know about countries."""

    names: Mapping[str, str]
    """English short names by ISO 3166-1 alpha-2 code."""
    eu: frozenset[str]
    eea: frozenset[str]
    adequacy: tuple[Adequacy, ...]

    def expand(self, code: str) -> frozenset[str]:
        """The countries meant by a code, `EU` or `EEA`; empty if there is no such place."""
        upper = code.upper()
        if upper in ("EU", "EEA"):
            return self.eu if upper == "EU" else self.eea
        return frozenset({upper}) if upper in self.names else frozenset()

    def describe(self, codes: Iterable[str]) -> str:
        """Countries in words; the whole EU or EEA by its name."""
        left = set(codes)
        parts: list[str] = []
        for area, name in ((self.eea, "the EEA"), (self.eu, "the EU")):
            if area <= left:
                parts.append(name)
                left -= area
        return ", ".join([*parts, *sorted(self.names.get(code, code) for code in left)])

    def adequate(self, country: str, as_of: date) -> Adequacy | None:
        """The adequacy decision for a country that holds on `as_of`, if there is one."""
        found = (a for a in self.adequacy if a.country == country and a.holds(as_of))
        return next(found, None)

    def dates(self) -> frozenset[date]:
        """Every date on which an adequacy decision starts or ends."""
        return frozenset(
            {a.since for a in self.adequacy} | {a.until for a in self.adequacy if a.until}
        )
