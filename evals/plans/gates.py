"""What reading has to keep to on the held-out plans."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from advisor.errors import CorpusError
from advisor.law.files import Located, parse, read_yaml
from evals.plans.scoring import ReadPlan, figures
from evals.scenarios import ROOT
from evals.scoring import Share

_FILE = ROOT / "reading-gates.yaml"


class ReadingGates(BaseModel):
    """Bounds on the held-out plans."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least_precision_permitting: float
    least_precision: float
    least_recall: float
    least_verdicts: float
    most_unsafe_permits: int


def load_reading_gates(path: Path = _FILE) -> ReadingGates:
    """Read the gates.

    Raises:
        CorpusError: the file is wrong; the message names file and line.
    """
    data = read_yaml(path, path.parent)
    if not isinstance(data, Located):
        raise CorpusError(f"{path.name}:1: gates are a map of figures")
    return parse(ReadingGates, data)


def closed(gates: ReadingGates, held_out: Sequence[ReadPlan]) -> list[str]:
    """The gates that are not passed, in words; none where nothing is held out."""
    if not held_out:
        return []
    found = figures(held_out)
    least: list[tuple[str, Share, float]] = [
        (
            "precision of permitting facts",
            found.precision_permitting,
            gates.least_precision_permitting,
        ),
        ("precision of other facts", found.precision, gates.least_precision),
        ("recall", found.recall, gates.least_recall),
        ("acceptable verdicts", found.verdicts, gates.least_verdicts),
    ]
    told = [
        f"{name} {share.value:.1%} is below {bound:.0%}"
        for name, share, bound in least
        if share.value is not None and share.value < bound
    ]
    if found.unsafe.hits > gates.most_unsafe_permits:
        told.append(f"{found.unsafe.hits} unsafe permits, at most {gates.most_unsafe_permits}")
    return told
