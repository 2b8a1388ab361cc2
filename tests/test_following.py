"""A reviewer's overruling binds like plans, and reaches no further."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from advisor.advising import Advisor
from advisor.settings import Settings
from advisor.wire import AdviseRequest, Answer, Precedent, Verdict
from evals.scenarios import Result, load_scenarios

DAY = date(2026, 11, 20)
TICKETS = {
    "subjects.located_in": ["FR"],
    "subjects.relationship": "customer",
    "purpose": "customer_support",
    "operations": ["transfer"],
    "recipients": ["processor"],
    "data.categories": ["contact"],
    "transfer.destinations": ["US"],
    "transfer.mechanism": "scc",
    "safeguards.processor_contract": True,
}
"""Nobody said whether the transfer was assessed, so this escalates."""


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Advisor:
    return Advisor.open(Settings(home=tmp_path_factory.mktemp("home")), clock=lambda: DAY)


def asked(facts: dict[str, Any] | None = None, **members: Any) -> AdviseRequest:
    return AdviseRequest(**{"facts": facts or TICKETS, "as_of": DAY, "depth": "gate", **members})


@pytest.fixture
def overruled(advisor: Advisor) -> Callable[..., Precedent]:
    def make(request: AdviseRequest, verdict: str, **members: Any) -> Precedent:
        parts, by_rules = advisor.basis(request, request.as_of, members.pop("also", ()))
        return Precedent(
            id="01JD8Z0000000000000000000B",
            opinion="01JD8Z0000000000000000000A",
            verdict=Verdict(verdict),
            instead_of=by_rules,
            by="A. Lawyer",
            reason="The assessment of May covers it.",
            created=datetime(2026, 11, 19, 15, tzinfo=UTC),
            parts=parts,
            **members,
        )

    return make


def follows(advisor: Advisor, request: AdviseRequest, *precedents: Precedent) -> Answer:
    return advisor.advise(request, precedents=precedents)


def test_a_plan_with_the_same_material_facts_follows(advisor, overruled):
    """The answer says what it follows, whose it is, and what the rules alone would say."""
    precedent = overruled(asked(), "proceed")

    answer = follows(advisor, asked({**TICKETS, "subjects.affected": "some"}), precedent)

    assert answer.verdict is Verdict.PROCEED
    assert f"follows opinion {precedent.opinion} of 2026-11-19" in answer.summary
    (followed,) = answer.precedents
    assert (followed.by, followed.instead_of) == ("A. Lawyer", Verdict.ESCALATE)
    assert answer.limits[0].topic == "precedent"
    assert "escalate" in answer.limits[0].text
    assert advisor.advise(asked()).verdict is Verdict.ESCALATE


def test_a_plan_in_words_follows_like_one_in_facts(advisor, overruled):
    """What is read from other words counts by what was read."""
    words = (
        "Send French customers' support tickets to a US provider on standard contractual clauses"
    )
    said = AdviseRequest(action=words, as_of=DAY)
    other = AdviseRequest(action=f"Please {words[0].lower()}{words[1:]}", as_of=DAY)

    answer = follows(advisor, other, overruled(said, "proceed"))

    assert answer.verdict is Verdict.PROCEED
    assert answer.meta.depth == "opinion"


@pytest.mark.parametrize(
    "changed",
    [
        {"transfer.destinations": ["IN"]},
        {"transfer.destinations": ["US", "IN"]},
        {"transfer.mechanism": "none"},
        {"transfer.impact_assessed": False},
        {"subjects.located_in": ["IN"]},
        {"purpose": "direct_marketing"},
        {"safeguards.processor_contract": False},
        {"data.categories": ["contact", "health"]},
        {"subjects.includes_children": True},
        {"operations": ["transfer", "profile"]},
        {"consent.status": "withdrawn"},
    ],
    ids=lambda changed: "-".join(changed),
)
def test_another_material_fact_or_a_new_breach_defeats_it(advisor, overruled, changed):
    """What the reviewer did not have before them was not decided."""
    request = asked({**TICKETS, **changed})

    answer = follows(advisor, request, overruled(asked(), "proceed"))

    assert answer.precedents == ()
    assert answer.verdict is advisor.advise(request).verdict


REFUSED = [
    scenario
    for scenario in load_scenarios()
    if scenario.acceptable == (Result.REFUSE,) and scenario.facts is not None
]


@pytest.mark.parametrize("scenario", REFUSED, ids=lambda scenario: scenario.name[:60])
def test_no_precedent_makes_a_refusal_milder(advisor, overruled, scenario):
    """What the law forbids without exception stays forbidden, whoever overruled it."""
    request = asked(scenario.facts, as_of=scenario.as_of)
    if advisor.advise(request).verdict is not Verdict.REFUSE:
        pytest.skip("not refused by the facts alone")

    for verdict in ("proceed", "escalate"):
        answer = follows(advisor, request, overruled(request, verdict))
        assert answer.verdict is Verdict.REFUSE
        assert answer.precedents == ()


def test_a_stricter_overruling_binds_also_beside_a_new_breach(advisor, overruled):
    """More fault does not make a refusal milder."""
    precedent = overruled(asked(), "refuse")

    answer = follows(advisor, asked({**TICKETS, "subjects.affected": "some"}), precedent)

    assert answer.verdict is Verdict.REFUSE
    assert answer.alternatives == answer.conditions == ()


def test_a_plan_that_was_not_fully_understood_gets_no_leave_by_it(advisor, overruled):
    """A part that nobody read was not before the reviewer either."""
    precedent = overruled(asked(), "proceed")
    german = asked(action="Wir schicken die Tickets unserer Kunden an den Dienstleister in Texas")

    answer = follows(advisor, german, precedent)

    assert answer.verdict is not Verdict.PROCEED


def test_words_against_a_stated_fact_get_no_leave_by_it(advisor, overruled):
    """The reviewer decided on facts that nobody disputed."""
    precedent = overruled(asked(), "proceed")
    disputed = asked(action="Send tickets to India; no standard contractual clauses were signed")

    answer = follows(advisor, disputed, precedent)

    assert answer.facts.conflicts
    assert answer.verdict is not Verdict.PROCEED


def test_a_narrower_scope_asks_for_more(advisor, overruled):
    """A reviewer can name further facts that must be the same."""
    wide = overruled(asked(), "proceed")
    narrow = overruled(asked(), "proceed", also=("subjects.affected",))
    request = asked({**TICKETS, "subjects.affected": "some"})

    assert follows(advisor, request, wide).verdict is Verdict.PROCEED
    assert follows(advisor, request, narrow).verdict is Verdict.ESCALATE
    assert follows(advisor, asked(), narrow).verdict is Verdict.PROCEED


def test_of_several_the_strictest_decides(advisor, overruled):
    """Reviewers who disagree are not played off against each other."""
    mild, strict = overruled(asked(), "proceed"), overruled(asked(), "refuse")

    assert follows(advisor, asked(), mild, strict).verdict is Verdict.REFUSE
    assert follows(advisor, asked(), strict, mild).verdict is Verdict.REFUSE


def test_a_precedent_under_other_law_does_not_bind(advisor, overruled):
    """A norm that was changed since is not the norm that was applied."""
    precedent = overruled(asked(), "proceed")
    (part,) = precedent.parts
    norms = (part.norms[0].model_copy(update={"fingerprint": "another"}), *part.norms[1:])
    old = precedent.model_copy(update={"parts": (part.model_copy(update={"norms": norms}),)})

    assert follows(advisor, asked(), old).verdict is Verdict.ESCALATE
    assert part.norms[0].norm in advisor.suspended(old)
    assert advisor.suspended(precedent) == ""


def test_a_receipt_lapses_with_the_precedent(advisor, overruled):
    """Leave that rests on a precedent does not outlive it."""
    precedent = overruled(asked(), "proceed", expires_at=datetime(2026, 1, 1, tzinfo=UTC))

    receipt = follows(advisor, asked(), precedent).receipt

    assert receipt is not None
    assert receipt.valid_until == datetime(2026, 1, 1, tzinfo=UTC)


def test_a_plan_in_steps_follows_step_by_step(advisor, overruled):
    """Every step must be the reviewed one; a further step makes it another plan."""
    steps = [{"facts": {"subjects.affected": "all"}}, {"facts": {"recipients": ["processor"]}}]
    plan = asked(steps=steps)
    precedent = overruled(plan, "proceed")

    assert follows(advisor, plan, precedent).verdict is Verdict.PROCEED
    assert follows(advisor, asked(steps=[*steps, *steps]), precedent).precedents == ()
    assert follows(advisor, asked(), precedent).precedents == ()


def test_what_no_norm_carries_binds_nothing(advisor):
    """Two plans that the corpus does not cover are not alike for that."""
    elsewhere = {"subjects.located_in": ["BR"], "actor.established_in": ["BR"]}
    parts, _ = advisor.basis(asked(elsewhere), DAY)

    assert parts == ()


def test_where_other_law_was_asked_about_all_that_was_said_is_material(advisor, overruled):
    """Law outside the corpus may look at anything, so nothing may differ."""
    firms = {
        "subjects.located_in": ["ES"],
        "subjects.relationship": "customer",
        "subjects.capacity": "legal_person",
        "data.categories": ["contact"],
        "purpose": "direct_marketing",
        "operations": ["send_message"],
        "channel": "email",
        "consent.status": "absent",
        "marketing.soft_opt_in": False,
        "legal_basis": "legitimate_interests",
        "interests_assessed": True,
        "necessary": True,
        "safeguards.notice": True,
    }
    (part,) = advisor.basis(asked(firms), DAY)[0]
    assert part.asking
    assert firms.keys() <= part.facts.keys()
    precedent = overruled(asked(firms), "proceed")

    more = follows(advisor, asked({**firms, "data.retention_respected": True}), precedent)

    assert follows(advisor, asked(firms), precedent).verdict is Verdict.PROCEED
    assert more.precedents == ()


def test_what_must_change_stands_in_the_answer(advisor, overruled):
    """An overruling to `modify` tells the agent in the reviewer's words what to change."""
    answer = follows(advisor, asked(), overruled(asked(), "modify"))

    assert answer.verdict is Verdict.MODIFY
    assert answer.conditions[0].text == "The assessment of May covers it."
    assert answer.conditions[0].blocking
