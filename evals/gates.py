"""The gates: which figures make a run fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from advisor.errors import CorpusError
from advisor.law.files import Located, parse, read_yaml
from evals.calibration import brier, claims
from evals.parts import Part, of_part
from evals.running import Mode
from evals.scenarios import ROOT
from evals.scoring import Score, measure, of_mode


class Least(BaseModel):
    """What the figures of one mode must keep to, over some part of the scenarios."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    accuracy: float | None = Field(default=None, ge=0, le=1)
    recall: float | None = Field(default=None, ge=0, le=1)
    questions: float | None = Field(default=None, ge=0, le=1)
    horizon: float | None = Field(default=None, ge=0, le=1)
    most_over_blocking: float | None = Field(default=None, ge=0, le=1)
    most_over_asking: float | None = Field(default=None, ge=0, le=1)
    most_unsafe: int | None = Field(default=None, ge=0)
    most_brier: float | None = Field(default=None, ge=0, le=1)


class Gates(BaseModel):
    """What a run must keep to; read from gates.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    most_unsafe_permits: int = Field(ge=0)
    """Over all scenarios and both modes."""
    most_failed_of_the_twenty: int = Field(ge=0)
    """Numbered scenarios, counted once a mode, with any demand unmet."""
    parts: dict[Part, dict[Mode, Least]] = Field(default_factory=dict)
    """On a whole run, by part of the scenarios and mode."""


def load_gates(path: Path = ROOT / "gates.yaml") -> Gates:
    """Read the gates.

    Raises:
        CorpusError: the file is wrong; the message starts with file and line.
    """
    data = read_yaml(path, path.parent)
    if not isinstance(data, Located):
        raise CorpusError(f"{path.name}:1: gates are a map of figures")
    return parse(Gates, data)


def closed(gates: Gates, scores: Sequence[Score], *, whole: bool) -> list[str]:
    """Say which gates a run does not pass; shares are judged only on a `whole` run."""
    found: list[str] = []
    unsafe = [s for s in scores if s.unsafe]
    if len(unsafe) > gates.most_unsafe_permits:
        found.append(f"{len(unsafe)} unsafe permits, at most {gates.most_unsafe_permits}")
    failed = [s for s in scores if s.scenario.issue is not None and s.failures]
    if len(failed) > gates.most_failed_of_the_twenty:
        least = gates.most_failed_of_the_twenty
        found.append(f"{len(failed)} of the twenty plans' scenarios fail, at most {least}")
    if whole:
        for part, modes in gates.parts.items():
            for mode, least in modes.items():
                members = of_part(of_mode(scores, mode), part)
                found += [f"{part.value}, {mode.value}: {text}" for text in _below(least, members)]
    return found


def _below(least: Least, scores: Sequence[Score]) -> Iterator[str]:
    """The figures that a part does not reach; one without anything to count is not judged."""
    metrics = measure(scores)
    floors = {
        "accuracy": (least.accuracy, metrics.accuracy),
        "citation recall": (least.recall, metrics.recall),
        "expected questions": (least.questions, metrics.questions),
        "horizon": (least.horizon, metrics.horizon),
    }
    for name, (bound, share) in floors.items():
        if bound is not None and share.value is not None and share.value < bound:
            yield f"{name} is {share.value:.1%}, at least {bound:.0%}"
    ceilings = {
        "over-blocking": (least.most_over_blocking, metrics.over_blocking),
        "over-asking": (least.most_over_asking, metrics.over_asking),
    }
    for name, (bound, share) in ceilings.items():
        if bound is not None and share.value is not None and share.value > bound:
            yield f"{name} is {share.value:.1%}, at most {bound:.0%}"
    if least.most_unsafe is not None and metrics.unsafe.hits > least.most_unsafe:
        yield f"{metrics.unsafe.hits} unsafe permits, at most {least.most_unsafe}"
    loss = brier(claims(scores))
    if least.most_brier is not None and loss is not None and loss.value > least.most_brier:
        yield f"Brier score is {loss.value:.3f}, at most {least.most_brier}"
