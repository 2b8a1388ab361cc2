"""Queries that are citations themselves: `Art 22(3)`, `s 9(3) DPDP`, `recital 71 GDPR`.

A lawyer who types a citation wants that provision, not what resembles it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.retrieval.passages import Passage

_UNITS = {
    "art": "article",
    "arts": "article",
    "article": "article",
    "articles": "article",
    "s": "section",
    "sec": "section",
    "secs": "section",
    "ss": "section",
    "section": "section",
    "sections": "section",
    "§": "section",
    "r": "rule",
    "rule": "rule",
    "rules": "rule",
    "rec": "recital",
    "recs": "recital",
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
_NOISE = frozenset({"of", "the", "in", "under", "eu", "ec", "law", "to", "on", "no"})
_OFFICIAL_NUMBERS = {
    "2016/679": "gdpr",
    "679/2016": "gdpr",
    "2024/1689": "ai act",
    "1689/2024": "ai act",
    "2002/58": "eprivacy",
    "dpdpa": "dpdp",
}
"""What else an instrument is called, where its title does not say so."""
_NUMBER = re.compile(
    r"(?:\b(?:regulation|directive|reg|dir)\b\.?\s*)?(?:\((?:eu|ec)\)\s*)?"
    rf"\b({'|'.join(_OFFICIAL_NUMBERS)})\b(?:/(?:ec|eu))?"
)
_YEAR = re.compile(r"\b(act|rules),? \d{4}\b")
_CHAPTER = re.compile(r"\bchapter [ivx]+\b,?")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
_ORDINAL_SCHEDULE = re.compile(rf"\b({'|'.join(_ORDINALS)}) schedule\b")
_PART = re.compile(
    r"^(?:part ([a-z]) of (?:the )?)?(.*?)schedule (\d)(?:[, ]+part ([a-z])\b)?"
    r"(?:[, ]+item (\d+)\b)?(.*)$"
)
_ANNEX_POINT = re.compile(r"\b(annex [ivx]+),? (\d+)\b")
_SEVERAL = re.compile(
    r"(?P<before>.*?\b(?:arts?|articles?|s|ss|secs?|sections?|rules?|recs?|recitals?)\b\.?\s*)"
    r"(?P<first>\d+[a-z]?(?:\s*\(\w+\))*)(?P<more>(?:\s*(?:,|and|&|or|to|-|–)\s*"
    r"\d+[a-z]?(?:\s*\(\w+\))*)+)(?P<after>\b.*|$)"
)
_NEXT = re.compile(r"\s*(,|and|&|or|to|-|–)\s*(\d+[a-z]?(?:\s*\(\w+\))*)")
_MOST_OF_RANGE = 12
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
            called = " ".join(word for word in rest if not re.search(r"[\d(]", word))
            # Its title comes first in the context: `Vienna Convention on the Law of Treaties`.
            title = passage.context.split(". ")[0]
            names |= {word for word in _words(f"{called} {title}") if len(word) > 1}
            if first in _UNIT_OF_CITE:
                self._units.setdefault(passage.instrument, set()).add(_UNIT_OF_CITE[first])

    def find(self, query: str) -> list[int]:
        """Return the positions of the passages that `query` cites, the exact one first.

        Empty where the query is no citation, or cites what is not there. The provision
        itself comes first, or else the units inside it, or else the one around it.
        """
        cited = [self._named(targets) for targets in self._targets(query)]
        # Of `Arts 13 and 14` neither may crowd out the other.
        in_turn = [n for turn in zip_longest(*cited) for n in turn if n is not None]
        return list(dict.fromkeys(in_turn))

    def _named(self, targets: Sequence[ProvisionId]) -> list[int]:
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

    def _targets(self, query: str) -> list[list[ProvisionId]]:
        """For each citation in the query, the provisions that it may mean."""
        text = " ".join(query.split())
        if len(text) > _LONGEST:
            return []
        if ":" in text:
            return [_parsed([text])]
        text = _plain(text.lower())
        several = _SEVERAL.fullmatch(text)
        if several is not None:
            cited = [f"{several['before']}{one}{several['after']}" for one in _listed(several)]
            return [self._target(one) for one in cited]
        return [self._target(text)]

    def _target(self, text: str) -> list[ProvisionId]:
        found = _CITATION.fullmatch(text)
        if found is None:
            return []
        unit = _UNITS.get(found["unit"] or "")
        named = _words(found["before"] + " " + found["after"]) - _NOISE
        if found["unit"] and unit is None:
            named |= {found["unit"]} - _NOISE
        if unit is None and not named:
            return []
        fitting = [name for name in self._names if self._fits(name, named, unit)]
        if not fitting and named:
            # `s 32 GDPR`: the name of the law says more than the word for its units.
            fitting = [name for name in self._names if self._fits(name, named, None)]
        instruments = sorted(fitting, key=lambda name: name != _FIRST)
        locator = _locator(unit, found)
        return _parsed(f"{instrument}:{locator}" for instrument in instruments)

    def _fits(self, instrument: str, named: set[str], unit: str | None) -> bool:
        if not named <= self._names[instrument]:
            return False
        if unit in {"article", "section", "rule", "recital"}:
            return unit in self._units.get(instrument, ())
        return True


def _plain(text: str) -> str:
    """Write the many ways to cite in one: `schedule 1-a (4)`, `annex iii(5)`, `6(1)(f)`."""
    text = _CHAPTER.sub("", text)
    text = _NUMBER.sub(lambda found: _OFFICIAL_NUMBERS[found[1]], text)
    text = _YEAR.sub(r"\1", text)
    text = _ORDINAL_SCHEDULE.sub(lambda n: f"schedule {_ORDINALS.index(n[1]) + 1}", text)
    schedule = _PART.match(text)
    if schedule is not None:
        part, item = schedule[1] or schedule[4], schedule[5]
        locator = f"schedule {schedule[3]}{f'-{part}' if part else ''}{f'({item})' if item else ''}"
        text = f"{schedule[2]}{locator}{schedule[6]}"
    text = _ANNEX_POINT.sub(r"\1(\2)", text)
    text = _SPELLED_POINT.sub(r"(\1)", text)
    return " ".join(_DOTTED_POINT.sub(r"(\1)", text).replace(" ,", ",").split())


def _listed(several: re.Match[str]) -> list[str]:
    """The single citations in `13, 14 and 15(1)` or `5 to 7`."""
    found = [several["first"]]
    for between, number in _NEXT.findall(several["more"]):
        last = found[-1]
        if between in {"to", "-", "–"} and last.isdigit() and number.isdigit():
            end = min(int(number), int(last) + _MOST_OF_RANGE)
            found += [str(n) for n in range(int(last) + 1, end + 1)]
        else:
            found.append(number)
    return found


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
