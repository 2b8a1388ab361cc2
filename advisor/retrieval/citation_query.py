"""Queries that are citations themselves: `Art 22(3)`, `s 9(3) DPDP`, `recital 71 GDPR`.

A lawyer who types a citation wants that provision, not what resembles it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.retrieval.passages import Passage

_UNITS = {
    "art": "article",
    "arts": "article",
    "article": "article",
    "articles": "article",
    "s": "section",
    "sec": "section",
    "section": "section",
    "sections": "section",
    "§": "section",
    "r": "rule",
    "rule": "rule",
    "rules": "rule",
    "rec": "recital",
    "recital": "recital",
    "recitals": "recital",
    "annex": "annex",
    "schedule": "schedule",
    "sheet": "sheet",
    "preamble": "preamble",
}
_CITATION = re.compile(
    r"(?P<before>.*?)(?P<unit>§|\b[a-z]+)?\.?\s*"
    r"(?P<number>\b\d+[a-z]{0,3}|\b[ivx]+)\b"
    r"(?P<section>(?:\s*,?\s*section\s+[a-z]\b|-[a-z]\b)?)"
    r"(?P<points>(?:\s*,?\s*\([a-z0-9]{1,5}\))*)"
    r"(?P<after>.*)"
)
_SPELLED_POINT = re.compile(
    r"\b(?:para(?:graph)?|point|lit|cl(?:ause)?)\b\.?\s+(\d+[a-z]?|[a-z])\b"
)
_DOTTED_POINT = re.compile(r"(?<=\d)\.(\d+)")
_LONGEST = 80
"""Characters of the longest citation that anybody types."""
_FIRST = "gdpr"
"""An article that is named without its law is most often one of the GDPR."""
_POINT = re.compile(r"\(([a-z0-9]+)\)")
_NOISE = frozenset({"of", "the", "in", "under", "eu", "law"})
_WORD = re.compile(r"[^\W_]+")
_UNIT_OF_CITE = {"Art.": "article", "s.": "section", "r.": "rule", "Recital": "recital"}


class CitationIndex:
    """Finds the passages that a citation names."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._ids = [ProvisionId.parse(passage.id) for passage in passages]
        self._names: dict[str, set[str]] = {}
        self._units: dict[str, set[str]] = {}
        for passage in passages:
            names = self._names.setdefault(passage.instrument, _words(passage.instrument))
            first, *rest = passage.cite.split()
            # The last words of a citation name the instrument: `Art. 5(1) AI Act`.
            names |= _words(" ".join(word for word in rest if not re.search(r"[\d(]", word)))
            if first in _UNIT_OF_CITE:
                self._units.setdefault(passage.instrument, set()).add(_UNIT_OF_CITE[first])

    def find(self, query: str) -> list[int]:
        """Return the positions of the passages that `query` cites, the exact one first.

        Empty where the query is no citation, or cites what is not there. The provision
        itself comes first, or else the units inside it, or else the one around it.
        """
        targets = self._targets(query)
        exact = [n for target in targets for n in self._inside(target)]
        return exact or [n for target in targets for n in self._around(target)]

    def _inside(self, target: ProvisionId) -> list[int]:
        inside = [n for n, known in enumerate(self._ids) if target.covers(known)]
        return sorted(inside, key=lambda n: (self._ids[n] != target, n))

    def _around(self, target: ProvisionId) -> list[int]:
        around = target.parent
        while around is not None:
            if around in self._ids:
                return [n for n, known in enumerate(self._ids) if known == around]
            around = around.parent
        return []

    def _targets(self, query: str) -> list[ProvisionId]:
        text = " ".join(query.split())
        if len(text) > _LONGEST:
            return []
        if ":" in text:
            return _parsed([text])
        spelled = _SPELLED_POINT.sub(r"(\1)", text.lower())
        found = _CITATION.fullmatch(_DOTTED_POINT.sub(r"(\1)", spelled))
        if found is None:
            return []
        unit = _UNITS.get(found["unit"] or "")
        named = _words(found["before"] + " " + found["after"]) - _NOISE
        if found["unit"] and unit is None:
            named |= {found["unit"]} - _NOISE
        if unit is None and not named:
            return []
        fitting = [name for name in self._names if self._fits(name, named, unit)]
        instruments = sorted(fitting, key=lambda name: name != _FIRST)
        locator = _locator(unit, found)
        return _parsed(f"{instrument}:{locator}" for instrument in instruments)

    def _fits(self, instrument: str, named: set[str], unit: str | None) -> bool:
        if not named <= self._names[instrument]:
            return False
        if unit in {"article", "section", "rule", "recital"}:
            return unit in self._units.get(instrument, ())
        return True


def _locator(unit: str | None, found: re.Match[str]) -> str:
    number, section = found["number"], found["section"].strip(" ,-")
    points = "".join(f"({point})" for point in _POINT.findall(found["points"]))
    if unit == "recital":
        return f"rec{number}{points}"
    if unit == "annex":
        number = number.upper()
    head = f"{unit}-{number}" if unit in {"annex", "schedule", "sheet", "preamble"} else number
    return head + (f"-{section[-1].upper()}" if section else "") + points


def _parsed(texts: Iterable[str]) -> list[ProvisionId]:
    found = []
    for text in texts:
        try:
            found.append(ProvisionId.parse(text))
        except IdentifierError:
            continue
    return found


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}
