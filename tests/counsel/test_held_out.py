"""Plans on which no cue was tuned: what is read of them stays at least as good as it was."""

import pytest

from advisor.counsel import OfflineCounsel
from tests.counsel.readings import Labelled, labelled, reads

HELD_OUT = labelled("held-out.yaml")
READ_AT_LEAST = 0.74
"""Share of the labelled facts."""
WRONG_AT_MOST = 5
"""Plans, of eighty, from which something is read that they do not say. The aim is none."""


@pytest.fixture(scope="module")
def wrong(counsel: OfflineCounsel) -> list[Labelled]:
    return [
        plan
        for plan in HELD_OUT
        if any(reads(counsel.characterise(plan.text), *label) for label in plan.not_read)
    ]


def test_most_of_what_held_out_plans_say_is_read(counsel: OfflineCounsel) -> None:
    """Everyday and hostile plans alike."""
    found = [
        reads(counsel.characterise(plan.text), *label) for plan in HELD_OUT for label in plan.read
    ]
    assert sum(found) >= READ_AT_LEAST * len(found)


def test_little_is_read_that_held_out_plans_do_not_say(wrong: list[Labelled]) -> None:
    """A permission that is none is the worst reading."""
    assert len(wrong) <= WRONG_AT_MOST


@pytest.mark.parametrize("plan", labelled("afterwards.yaml"), ids=lambda plan: plan.id)
def test_nothing_is_read_that_a_plan_does_not_say(counsel: OfflineCounsel, plan: Labelled) -> None:
    """Plans written when the cues were finished."""
    reading = counsel.characterise(plan.text)
    assert [label for label in plan.not_read if reads(reading, *label)] == []
