"""The gates: which figures make a run fail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from advisor.errors import CorpusError
from advisor.law.files import Located, parse, read_yaml
from evals.running import Mode
from evals.scenarios import ROOT
from evals.scoring import Score, measure, of_mode


class Gates(BaseModel):
    """What a run must keep to; read from gates.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    most_unsafe_permits: int = Field(ge=0)
    """Over all scenarios and both modes."""
    most_failed_of_the_twenty: int = Field(ge=0)
    """Numbered scenarios, counted once a mode, with any demand unmet."""
    least_accuracy: dict[Mode, float] = Field(default_factory=dict)


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
    for mode, least_share in gates.least_accuracy.items() if whole else ():
        share = measure(of_mode(scores, mode)).accuracy.value
        if share is not None and share < least_share:
            found.append(f"accuracy on {mode.value} is {share:.1%}, at least {least_share:.0%}")
    return found
