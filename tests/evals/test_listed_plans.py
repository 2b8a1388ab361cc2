"""The twenty plans that the advisor must get right, in words and in facts, as demands."""

from __future__ import annotations

import pytest

from advisor.advising import Advisor
from evals.running import Mode, modes_of, run
from evals.scenarios import Scenario, load_scenarios
from evals.scoring import score

LISTED = [
    pytest.param(scenario, mode, id=f"{scenario.issue}-{mode.value}-{scenario.name}")
    for scenario in load_scenarios()
    if scenario.issue is not None
    for mode in modes_of(scenario)
]


@pytest.mark.parametrize(("scenario", "mode"), LISTED)
def test_a_listed_plan_gets_the_verdict_and_the_provisions_that_the_law_asks_for(
    advisor: Advisor, scenario: Scenario, mode: Mode
) -> None:
    """Verdict, citations, questions, horizon, limits and repairs are all demanded."""
    found = score(scenario, run(advisor, scenario, mode))

    assert not found.failures, (
        f"{'; '.join(found.failures)}\n"
        f"got {found.outcome.result.value}, expected {scenario.label}: {found.outcome.summary}\n"
        f"because: {scenario.rationale}"
    )


UNLAWFUL = [
    pytest.param(scenario, id=scenario.name)
    for scenario in load_scenarios()
    if scenario.wrong_permits and scenario.facts is not None
]


@pytest.mark.parametrize("scenario", UNLAWFUL)
def test_no_unlawful_plan_is_let_through_on_its_facts(advisor: Advisor, scenario: Scenario) -> None:
    """A wrong permit is the one mistake that no other figure makes up for."""
    found = score(scenario, run(advisor, scenario, Mode.FACTS))

    assert not found.unsafe, f"{found.outcome.result.value}: {found.outcome.summary}"
