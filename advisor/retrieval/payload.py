"""What every store keeps beside the vectors of a chunk, and filters by."""

from __future__ import annotations

from datetime import date

from advisor.retrieval.passages import Passage

PASSAGE, INSTRUMENT, SINCE, UNTIL = "passage", "instrument", "since", "until"
BEGINNING, END = 0, date.max.toordinal() + 1


def payload(position: int, passage: Passage) -> dict[str, str | int]:
    """The payload of a chunk: its passage by position, its instrument, its dates as ordinals."""
    since, until = passage.applies_from, passage.applies_until
    return {
        PASSAGE: position,
        INSTRUMENT: passage.instrument,
        SINCE: since.toordinal() if since else BEGINNING,
        UNTIL: until.toordinal() if until else END,
    }
