"""Builders for hand-made scenarios and outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from advisor.advising import Advisor
from evals.running import Mode, Outcome, fresh_advisor
from evals.scenarios import Result, Scenario

Build = Callable[..., Any]


@pytest.fixture
def plan() -> Build:
    """Make a scenario; what is not given does not matter."""

    def build(**given: Any) -> Scenario:
        base: dict[str, Any] = {
            "name": "a hand-made scenario",
            "words": "Send an order confirmation",
            "facts": {"purpose": "service_delivery"},
            "as_of": date(2026, 11, 20),
            "acceptable": ["proceed"],
            "group": "service",
            "instruments": ["gdpr"],
            "difficulty": "easy",
            "rationale": "Art. 6(1)(b) GDPR carries what the contract needs.",
        }
        return Scenario.model_validate({**base, **given})

    return build


@pytest.fixture
def said() -> Build:
    """Make an outcome; what is not given is empty."""

    def build(result: str, **given: Any) -> Outcome:
        mode = given.pop("mode", Mode.FACTS)
        return Outcome("a hand-made scenario", mode, Result(result), **given)

    return build


@pytest.fixture(scope="session")
def advisor() -> Iterator[Advisor]:
    """One advisor for all scenarios: default settings, empty cache, no profile."""
    with fresh_advisor() as opened:
        yield opened
