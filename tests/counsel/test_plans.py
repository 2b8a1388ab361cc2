"""Plans as users write them are read with the facts that their verdict hangs on."""

import pytest

from advisor.counsel import OfflineCounsel
from tests.counsel.readings import Labelled, labelled, reads

PLANS = [*labelled("plans.yaml"), *labelled("varied.yaml")]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.id)
def test_a_plan_is_read_with_its_facts_and_no_others(
    counsel: OfflineCounsel, plan: Labelled
) -> None:
    """What decides the case is read from the words, and nothing that they do not say."""
    reading = counsel.characterise(plan.text)

    missing = [label for label in plan.read if not reads(reading, *label)]
    wrong = [label for label in plan.not_read if reads(reading, *label)]
    assert not missing
    assert not wrong
    assert plan.as_of is None or reading.as_of == plan.as_of


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.id)
def test_every_fact_rests_on_words_of_the_plan(counsel: OfflineCounsel, plan: Labelled) -> None:
    """The evidence of a fact stands in the text at the span that is given."""
    for fact in counsel.characterise(plan.text).facts:
        assert fact.evidence
        assert plan.text[fact.start : fact.end] == fact.evidence or plan.text.startswith("{")
