"""The words of a plan, marked with the facts that were read from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from advisor.wire import InferredFact

TINTS = 6
"""How many tints the stylesheet has; further groups of facts begin again with the first."""
LEFT_OUT = "…"
"""Stands in an evidence between words that are apart in the plan."""


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A fact that was read from the plan, as the page shows it."""

    fact: str
    meaning: str
    value: str
    confidence: int
    """In 100."""
    tint: int
    """From 1 to `TINTS`: facts of one group share it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of the plan's words with the facts that rest on it."""

    text: str
    facts: tuple[ReadFact, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """A plan with what was read from it."""

    segments: tuple[Segment, ...]
    facts: tuple[ReadFact, ...]
    """Those that are marked in the words, in the order in which they come up."""


def read_plan(
    words: str,
    inferred: Sequence[InferredFact],
    *,
    group_of: Callable[[str], str],
    meaning_of: Callable[[str], str],
    value_of: Callable[[InferredFact], str],
) -> ReadPlan:
    """Mark in `words` what each fact rests on.

    Evidence that is not found in the words, because it was put otherwise or read from the
    payload, marks nothing.
    """
    tints: dict[str, int] = {}
    spans: list[tuple[int, int, ReadFact]] = []
    for entry in inferred:
        found = _places(words, entry.evidence)
        if not found:
            continue
        group = group_of(entry.fact)
        read = ReadFact(
            fact=entry.fact,
            meaning=meaning_of(entry.fact),
            value=value_of(entry),
            confidence=round(entry.confidence * 100),
            tint=tints.setdefault(group, len(tints) % TINTS + 1),
        )
        spans += [(start, end, read) for start, end in found]
    edges = sorted({0, len(words), *(at for start, end, _ in spans for at in (start, end))})
    # The narrower a span, the more it says about these words: it gives the tint.
    spans.sort(key=lambda span: (span[1] - span[0], span[2].fact))
    segments = [
        Segment(
            words[start:end],
            tuple(
                dict.fromkeys(read for first, last, read in spans if first <= start and end <= last)
            ),
        )
        for start, end in pairwise(edges)
    ]
    marked = dict.fromkeys(read for segment in segments for read in segment.facts)
    return ReadPlan(tuple(segments), tuple(marked))


def _places(words: str, evidence: str) -> list[tuple[int, int]]:
    """Where the parts of an evidence stand, in order; white space and case do not matter."""
    places: list[tuple[int, int]] = []
    begin = 0
    for part in (part.strip() for part in evidence.split(LEFT_OUT)):
        if not part:
            continue
        pattern = re.compile(r"\s+".join(map(re.escape, part.split())), re.IGNORECASE)
        found = pattern.search(words, begin) or pattern.search(words)
        if found:
            places.append(found.span())
            begin = found.end()
    return places
