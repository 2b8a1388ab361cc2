"""Learn how confidence becomes a probability: `python -m evals.calibrate`.

Asks the advisor about every scenario to tune on, with raw confidence, and writes the curve to
corpus/confidence.yaml. Scenarios that are held out teach nothing and are measured after.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer
from rich.console import Console

from advisor.advising import Advisor
from advisor.reasoning.calibration import AS_IT_IS, Calibration
from advisor.settings import Settings
from evals.calibration import Claim, brier, claims, cross_validated, expected_error, learn
from evals.running import fresh_advisor, modes_of, run
from evals.scenarios import Scenario, load_scenarios
from evals.scoring import score

_HEAD = """\
# How sure the advisor may call itself: a rising curve from raw confidence to the probability that
# the verdict is right. Made by `make calibration` from labelled plans; never edited by hand.
"""


def main(
    check: Annotated[bool, typer.Option(help="Only show the figures, write nothing.")] = False,
) -> None:
    """Learn the curve from the scenarios to tune on and show what it is worth."""
    console = Console(soft_wrap=True)
    every = load_scenarios()
    with fresh_advisor() as advisor:
        advisor.book = replace(advisor.book, calibration=AS_IT_IS)
        taught = _asked(advisor, [one for one in every if not one.held_out])
        measured = _asked(advisor, [one for one in every if one.held_out])
    curve = learn(taught)
    console.print(f"slope {curve.slope}, shift {curve.shift}, from {len(taught)} answers")
    _show(console, "to tune on, as it is", taught)
    _show(console, "to tune on, cross-validated", cross_validated(taught))
    _show(console, "held out, as it is", measured)
    _show(console, "held out, calibrated", [(curve.of(raw), hit) for raw, hit in measured])
    if not check:
        _write(curve, len(taught))


def _asked(advisor: Advisor, scenarios: Sequence[Scenario]) -> list[Claim]:
    pairs = ((one, mode) for one in scenarios for mode in modes_of(one))
    return claims(score(one, run(advisor, one, mode)) for one, mode in pairs)


def _show(console: Console, name: str, found: Sequence[Claim]) -> None:
    loss, error = brier(found), expected_error(found)
    if loss is None or error is None:
        console.print(f"{name:28} nothing to measure")
        return
    low, high = loss.interval
    console.print(
        f"{name:28} Brier {loss.value:.4f} ({low:.4f} to {high:.4f}), "
        f"distance from claim {error:.3f}, {loss.count} answers"
    )


def _write(curve: Calibration, answers: int) -> None:
    path = Settings().corpus / "confidence.yaml"
    path.write_text(
        f"{_HEAD}learnt_from: {answers} answers to the scenarios to tune on\n"
        f"learnt_by: python -m evals.calibrate\n"
        f"slope: {curve.slope}\nshift: {curve.shift}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    typer.run(main)
