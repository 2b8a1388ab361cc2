"""From grounds to weights: one table of points by method and canon, shared out among readings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from advisor.errors import CorpusError
from advisor.law.files import Located, read_yaml, where
from advisor.reasoning.rulebook import Concept, Ground
from advisor.reasoning.shapes import GroundShape


def canons(corpus: Path) -> dict[str, dict[str, float]]:
    """The table of points a ground earns, by method and canon."""
    data = read_yaml(corpus / "canons.yaml", corpus)
    table: dict[str, dict[str, float]] = {}
    for method, rows in data["methods"].items():
        table[method] = {canon: float(row["points"]) for canon, row in rows.items()}
    return table


def points(table: dict[str, float], ground: GroundShape, here: Located) -> float:
    """The points that a ground earns by its canon, an authority by its weight.

    Raises:
        CorpusError: the table has no such canon; named with file and line.
    """
    key = f"authority-{ground.weight}" if ground.canon == "authority" else ground.canon
    if key not in table:
        raise CorpusError(f"{where(here)}: no canon `{key}` in canons.yaml")
    return table[key]


def shares(scores: list[float]) -> list[float]:
    """Points to shares by softmax: one more point multiplies the odds by e."""
    powers = [math.exp(score - max(scores)) for score in scores]
    return [power / sum(powers) for power in powers]


MOST_ARGUED = 0.5
"""Points that grounds found outside the corpus may move a reading by, all together, either way:
half of what the wording itself earns. Source of the table: canons.yaml."""


def argued(weights: list[float], points: list[float]) -> list[float]:
    """Shares after further grounds, whose points count up to `MOST_ARGUED` for each reading.

    Args:
        weights: the shares by the grounds of the corpus.
        points: what the further grounds earn, less what those against it earn.
    """
    capped = [max(-MOST_ARGUED, min(MOST_ARGUED, one)) for one in points]
    scores = [math.log(weight) for weight in weights]
    return shares([score + more for score, more in zip(scores, capped, strict=True)])


def with_grounds(concept: Concept, found: Mapping[str, Sequence[tuple[Ground, float]]]) -> Concept:
    """A concept with further grounds for some readings, each with the points that it earns.

    Binding authorities and when a reading holds stay as they are: only weights move.
    """
    points = [sum(earned for _, earned in found.get(r.id, ())) for r in concept.readings]
    weights = argued([reading.weight for reading in concept.readings], points)
    readings = tuple(
        replace(
            reading,
            weight=weight,
            grounds=(*reading.grounds, *(ground for ground, _ in found.get(reading.id, ()))),
        )
        for reading, weight in zip(concept.readings, weights, strict=True)
    )
    return replace(concept, readings=readings)
