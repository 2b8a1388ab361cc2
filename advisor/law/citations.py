"""Citations as lawyers write them: `Art. 22(3) GDPR`, `Recital 71 GDPR`, `s. 9(3) DPDP Act`."""

from __future__ import annotations

from advisor.law.identifiers import ProvisionId
from advisor.law.instruments import Instrument

_ORDINALS = ("", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth")
_UNIT = {"article": "Art.", "section": "s.", "rule": "r.", "sheet": "sheet", "topic": ""}


def cite(provision: ProvisionId, instrument: Instrument) -> str:
    """Write `provision` the way it is cited in its own jurisdiction."""
    head, *rest = provision.parts
    tail = _tail(rest)
    if head.startswith("rec") and head[3:].isdigit():
        return f"Recital {head[3:]}{tail} {instrument.short}"
    if head in {"annex", "schedule", "preamble"} and rest:
        number, *points = rest
        if head == "schedule" and instrument.unit in ("section", "rule"):
            return _schedule(number, points, instrument)
        name = {"preamble": "Preamble, para."}.get(head, head.capitalize())
        return f"{name} {number}{_sections(points)} {instrument.short}"
    if head == "sheet" and rest:
        return f"{instrument.short}, sheet {rest[0]}{_tail(rest[1:])}"
    if instrument.unit == "topic":
        topic = "-".join(part for part in provision.parts if not part.startswith("("))
        inner = "".join(part for part in provision.parts if part.startswith("("))
        return f"{instrument.short}: {topic}{inner}"
    return f"{_UNIT.get(instrument.unit, '')} {head}{tail} {instrument.short}".strip()


def _schedule(number: str, parts: list[str], instrument: Instrument) -> str:
    """Indian schedules: `schedule-4-A(1)` is `Fourth Schedule, Part A, item 1`."""
    place = int(number) if number.isdigit() else 0
    name = f"{_ORDINALS[place]} Schedule" if 0 < place < len(_ORDINALS) else f"Schedule {number}"
    if instrument.unit == "section":
        name = "Schedule"  # the Act has one only
    words = [f"{name} {instrument.short}"]
    if parts and not parts[0].startswith("("):
        part, *parts = parts
        words.append(f"Part {part}" if len(part) == 1 else part)
    if parts:
        first, *rest = parts
        words.append(f"item {first.strip('()')}{_tail(rest)}")
    return ", ".join(words)


def _tail(parts: list[str]) -> str:
    return "".join(part if part.startswith("(") else f", {part}" for part in parts)


def _sections(parts: list[str]) -> str:
    """Annex sections are named: `annex-VIII-A(1)` is `Annex VIII, Section A(1)`."""
    if parts and parts[0] == "indent":
        return f", indent {' '.join(parts[1:])}"
    if parts and not parts[0].startswith("("):
        return f", Section {parts[0]}{_tail(parts[1:])}"
    return _tail(parts)
