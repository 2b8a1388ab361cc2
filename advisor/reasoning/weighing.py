"""From grounds to weights: one table of points by method and canon, shared out among readings."""

from __future__ import annotations

import math
from pathlib import Path

from advisor.errors import CorpusError
from advisor.law.files import Located, read_yaml, where
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
