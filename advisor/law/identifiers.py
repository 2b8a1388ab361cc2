"""Provision identifiers: parse, print, and say which covers which.

An identifier is `<instrument>:<locator>`. The locator is structural: a head (an article,
section or rule number, `rec71`, `annex-III`, `schedule-4-A`, `sheet-8bis`, a topic), then
points in brackets, then tails such as `-illustration`. Cases and guidelines keep their own
numbering as one indivisible locator. The whole grammar stands in docs/identifiers.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

AUTHORITY_PREFIXES = frozenset({"cjeu", "edpb", "ec", "cnil", "scin", "nlap"})
"""Publishers whose locators are case or document numbers, never split into parts."""

_INSTRUMENT = re.compile(r"[a-z][a-z0-9-]*")
_LOCATOR = re.compile(
    r"(?P<head>[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)"
    r"(?P<points>(?:\([A-Za-z0-9.]+\))*)"
    r"(?P<tail>(?:-[A-Za-z0-9]+)*)"
)
_AUTHORITY = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]*")
_POINT = re.compile(r"\(([A-Za-z0-9.]+)\)")


class IdentifierError(ValueError):
    """The text is not a provision identifier."""


@dataclass(frozen=True, slots=True)
class ProvisionId:
    """A stable name for one provision, or for one authority."""

    instrument: str
    parts: tuple[str, ...]
    """From the outside in: `gdpr:22(2)(c)` has `("22", "(2)", "(c)")`."""
    locator: str

    @staticmethod
    def parse(text: str) -> ProvisionId:
        """Read an identifier such as `gdpr:22(1)`.

        Raises:
            IdentifierError: the text does not follow the grammar.
        """
        return _parse(text)

    def __str__(self) -> str:
        return f"{self.instrument}:{self.locator}"

    @property
    def is_authority(self) -> bool:
        """True for a case, guideline or decision rather than a provision."""
        return self.instrument in AUTHORITY_PREFIXES

    def covers(self, other: ProvisionId) -> bool:
        """Say whether `other` is this provision or stands inside it.

        `gdpr:22` covers `gdpr:22(1)`; `gdpr:2` does not cover `gdpr:22`.
        """
        return self.instrument == other.instrument and other.parts[: len(self.parts)] == self.parts

    @property
    def parent(self) -> ProvisionId | None:
        """The provision one level up, or None for a whole article, recital or sheet."""
        if self.is_authority or len(self.parts) == 1:
            return None
        # `rec71`, `annex-III` and `sheet-8bis` are heads: their first word is no provision.
        if len(self.parts) == 2 and not self.parts[1].startswith("(") and not self._numbered():
            return None
        return ProvisionId(self.instrument, self.parts[:-1], _print(self.parts[:-1]))

    def _numbered(self) -> bool:
        return self.parts[0][:1].isdigit()


@lru_cache(maxsize=16_384)
def _parse(text: str) -> ProvisionId:
    instrument, colon, locator = text.strip().partition(":")
    if not colon or not _INSTRUMENT.fullmatch(instrument):
        raise IdentifierError(f"`{text}` is not `<instrument>:<locator>`")
    if instrument in AUTHORITY_PREFIXES:
        if not _AUTHORITY.fullmatch(locator):
            raise IdentifierError(f"`{text}` is no case or document number")
        return ProvisionId(instrument, (locator,), locator)
    found = _LOCATOR.fullmatch(locator)
    if found is None:
        raise IdentifierError(f"`{text}` has no locator such as `22(1)`, `rec71` or `annex-III`")
    points = tuple(f"({point})" for point in _POINT.findall(found["points"]))
    tail = tuple(found["tail"].split("-")[1:])
    parts = (*found["head"].split("-"), *points, *tail)
    return ProvisionId(instrument, parts, locator)


def _print(parts: tuple[str, ...]) -> str:
    first, *rest = parts
    return first + "".join(part if part.startswith("(") else f"-{part}" for part in rest)
