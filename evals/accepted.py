"""The last accepted run, and what moved since: verdict by verdict, figure by figure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.errors import CorpusError
from evals.calibration import brier, claims
from evals.parts import Part, of_part
from evals.running import Mode
from evals.scenarios import ROOT, Result
from evals.scoring import Score, measure, of_mode

PATH = ROOT / "accepted.json"
_SHARES = ("accuracy", "unsafe", "over_blocking", "over_asking", "recall", "precision")
_WELL = {"accuracy", "recall", "precision", "questions", "horizon", "demands"}
"""Figures that are better where they are higher; the others are better where lower."""
_DIGITS = 4


class Accepted(BaseModel):
    """A run that was taken as the one to compare with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    corpus: str
    """Version of the corpus that answered."""
    figures: dict[str, float]
    """By `mode/part/figure`."""
    verdicts: dict[str, dict[Mode, Result]]
    """By scenario and mode."""


class Turn(StrEnum):
    """What a changed verdict means, by the label of today."""

    BETTER = "better"
    WORSE = "worse"
    SIDEWAYS = "neither"


@dataclass(frozen=True, slots=True)
class Flip:
    """A verdict that is another one than before."""

    scenario: str
    mode: Mode
    before: Result
    now: Result
    turn: Turn


@dataclass(frozen=True, slots=True)
class Shift:
    """A figure that moved."""

    name: str
    before: float
    now: float
    better: bool


@dataclass(frozen=True)
class Changes:
    """What moved between the accepted run and this one."""

    flips: tuple[Flip, ...]
    shifts: tuple[Shift, ...]
    new: tuple[str, ...]
    """Scenarios that the accepted run did not have."""
    gone: tuple[str, ...]
    """Scenarios that only the accepted run has; filled on a whole run."""


def load_accepted(path: Path = PATH) -> Accepted | None:
    """Read the accepted run; None where none was accepted yet.

    Raises:
        CorpusError: the file is no accepted run.
    """
    if not path.is_file():
        return None
    try:
        return Accepted.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as exc:
        raise CorpusError(f"{path.name}: {str(exc).splitlines()[0]}: accept a run again") from exc


def accepted_of(scores: Sequence[Score], corpus: str) -> Accepted:
    """What is kept of a run."""
    verdicts: dict[str, dict[Mode, Result]] = {}
    for one in scores:
        verdicts.setdefault(one.scenario.name, {})[one.outcome.mode] = one.outcome.result
    return Accepted(corpus=corpus, figures=figures(scores), verdicts=dict(sorted(verdicts.items())))


def write_accepted(accepted: Accepted, path: Path = PATH) -> None:
    """Keep a run as the one to compare with, one line for each scenario."""
    data = accepted.model_dump(mode="json")
    rows = [f"    {_text(name)}: {_text(by)}" for name, by in data.pop("verdicts").items()]
    head = json.dumps(data, indent=2, ensure_ascii=False).removesuffix("\n}")
    text = head + ',\n  "verdicts": {\n' + ",\n".join(rows) + "\n  }\n}\n"
    path.write_text(text, encoding="utf-8")


def figures(scores: Sequence[Score]) -> dict[str, float]:
    """The figures of a run that are compared, by `mode/part/figure`."""
    found: dict[str, float] = {}
    for mode in Mode:
        for part in Part:
            members = of_part(of_mode(scores, mode), part)
            if not members:
                continue
            metrics = measure(members)
            for name in (*_SHARES, "questions", "horizon", "demands"):
                value = getattr(metrics, name).value
                if value is not None:
                    found[f"{mode.value}/{part.value}/{name}"] = round(value, _DIGITS)
            loss = brier(claims(members))
            if loss is not None:
                found[f"{mode.value}/{part.value}/brier"] = round(loss.value, _DIGITS)
    return found


def compare(before: Accepted, scores: Sequence[Score], *, whole: bool) -> Changes:
    """Say what moved. Figures and missing scenarios count only on a `whole` run."""
    names = {one.scenario.name for one in scores}
    flips = [flip for one in scores if (flip := _flip(before.verdicts, one)) is not None]
    order = [Turn.WORSE, Turn.BETTER, Turn.SIDEWAYS]
    return Changes(
        flips=tuple(sorted(flips, key=lambda f: (order.index(f.turn), f.scenario, f.mode))),
        shifts=tuple(_shifts(before.figures, figures(scores))) if whole else (),
        new=tuple(sorted(names - before.verdicts.keys())),
        gone=tuple(sorted(before.verdicts.keys() - names)) if whole else (),
    )


def _flip(before: Mapping[str, Mapping[Mode, Result]], one: Score) -> Flip | None:
    then = before.get(one.scenario.name, {}).get(one.outcome.mode)
    now = one.outcome.result
    if then is None or then is now:
        return None
    was, unsafe = then in one.scenario.acceptable, then in one.scenario.wrong_permits
    if (was, unsafe) == (one.right, one.unsafe):
        turn = Turn.SIDEWAYS
    else:
        turn = Turn.BETTER if (one.right, not one.unsafe) > (was, not unsafe) else Turn.WORSE
    return Flip(one.scenario.name, one.outcome.mode, then, now, turn)


def _shifts(before: Mapping[str, float], now: Mapping[str, float]) -> list[Shift]:
    found = []
    for name in sorted(before.keys() & now.keys()):
        if before[name] != now[name]:
            higher = now[name] > before[name]
            found.append(
                Shift(name, before[name], now[name], higher == (name.split("/")[-1] in _WELL))
            )
    return found


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
