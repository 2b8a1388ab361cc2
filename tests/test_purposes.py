"""A plan with several purposes is judged purpose by purpose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from advisor import wire
from advisor.advising import Advisor
from advisor.errors import RequestError
from evals.running import fresh_advisor

DAY = date(2026, 11, 20)
LETTER = {
    "operations": ["send_message"],
    "channel": "email",
    "subjects.located_in": ["DE"],
    "subjects.relationship": "customer",
}


@pytest.fixture(scope="module")
def advisor() -> Iterator[Advisor]:
    """One advisor with an empty cache."""
    with fresh_advisor() as opened:
        yield opened


def _advise(advisor: Advisor, **asked: object) -> wire.Answer:
    request = {"as_of": DAY, "reasoner": "offline", **asked}
    return advisor.advise(wire.AdviseRequest.model_validate(request))


def test_the_strictest_purpose_decides(advisor: Advisor) -> None:
    """Delivering is free, promoting without consent is not."""
    facts = {
        **LETTER,
        "purposes": ["service_delivery", "direct_marketing"],
        "consent.status": "absent",
        "legal_basis": "contract",
        "marketing.soft_opt_in": False,
    }
    answer = _advise(advisor, facts=facts)

    found = {part.purpose: part.verdict.value for part in answer.purposes}
    assert found["service_delivery"] == "proceed"
    assert found["direct_marketing"] in ("modify", "refuse")
    assert answer.verdict.value == found["direct_marketing"]
    assert "direct marketing decides" in answer.summary


def test_a_single_purpose_has_no_parts(advisor: Advisor) -> None:
    """Nothing is said twice."""
    answer = _advise(advisor, facts={**LETTER, "purposes": ["service_delivery"]})

    assert answer.purposes == ()


def test_two_purposes_in_words_are_both_judged(advisor: Advisor) -> None:
    """The answer to one is not taken for the answer to the other."""
    words = (
        "Use our French customers' e-mail addresses to train a churn model, "
        "and to send them our newsletter; they have not agreed to the newsletter"
    )
    answer = _advise(advisor, action=words)

    assert {part.purpose for part in answer.purposes} == {"model_training", "direct_marketing"}
    assert answer.verdict.value != "proceed"


def test_conditions_of_every_purpose_travel(advisor: Advisor) -> None:
    """Leave for two purposes comes with what both ask for."""
    facts = {**LETTER, "purposes": ["service_delivery", "customer_support"]}
    both = _advise(advisor, facts=facts)
    apart = [
        _advise(advisor, facts={**LETTER, "purpose": name})
        for name in ("service_delivery", "customer_support")
    ]

    wanted = {c.id for answer in apart for c in answer.conditions if not c.blocking}
    assert wanted <= {condition.id for condition in both.conditions}


def test_an_unknown_purpose_is_an_error(advisor: Advisor) -> None:
    """Nothing is guessed."""
    with pytest.raises(RequestError) as caught:
        _advise(advisor, facts={**LETTER, "purposes": ["world_peace"]})

    assert caught.value.field == "facts.purposes"
