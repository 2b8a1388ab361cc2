"""Numbers in words: ages, counts, and hours since a breach was noticed."""

from __future__ import annotations

import re

_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
}  # fmt: skip
_HOURS = {"hour": 1, "day": 24, "week": 168, "month": 720}
_SCALE = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000}


def number_of(fact: str, match: re.Match[str]) -> int | None:
    """The number that a cue captured, in the unit of `fact`; None if it makes no sense."""
    groups = [group for group in match.groups() if group]
    if not groups:
        return None
    if fact == "breach.hours_since_aware":
        return _hours(groups)
    if fact == "subjects.count":
        return _count(groups[0])
    return int(groups[0]) if groups[0].isdigit() and int(groups[0]) <= 130 else None


def _hours(groups: list[str]) -> int | None:
    if groups[0].lower() == "yesterday":
        return 24
    amount = _WORDS.get(groups[0].lower()) or (int(groups[0]) if groups[0].isdigit() else None)
    unit = groups[1].lower().rstrip("s") if len(groups) > 1 else "hour"
    return None if amount is None else amount * _HOURS.get(unit, 1)


def _count(written: str) -> int | None:
    if not written[0].isdigit():
        return 1
    found = re.fullmatch(r"([\d.,]*\d)\s*(k|m|thousand|million)?", written.lower())
    if found is None:
        return None
    digits, scale = found.groups()
    if scale:
        return round(float(digits.replace(",", ".")) * _SCALE[scale])
    return int(re.sub(r"[.,]", "", digits))
