"""The parts of the scenarios: all, those to tune on, those held out, those after decisions."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from evals.scenarios import Scenario
from evals.scoring import Score


class Part(StrEnum):
    """Which scenarios a figure is over."""

    ALL = "all"
    TUNE = "to tune on"
    HELD_OUT = "held out"
    DECISIONS = "after decisions"


def belongs(scenario: Scenario, part: Part) -> bool:
    """Say whether a scenario counts in a part."""
    match part:
        case Part.ALL:
            return True
        case Part.TUNE:
            return not scenario.held_out
        case Part.HELD_OUT:
            return scenario.held_out
        case Part.DECISIONS:
            return scenario.decision is not None


def of_part(scores: Iterable[Score], part: Part) -> list[Score]:
    """The scores of one part."""
    return [one for one in scores if belongs(one.scenario, part)]
