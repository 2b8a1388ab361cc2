"""What reviewers do is kept, with who and when; what they overrule binds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from advisor.errors import RequestError
from advisor.records import Filter, Records
from advisor.wire import (
    Act,
    AdviseRequest,
    Basis,
    ReviewOutcome,
    ReviewRequest,
    Standing,
    State,
    Verdict,
)
from tests.canned_advisor import short_answer
from tests.records.conftest import Clock

PLAN = AdviseRequest(action="Ask about the 100% plan", facts={})
PART = Basis(as_of="2026-11-20", facts={"purpose": "analytics"}, verdict=Verdict.ESCALATE)


@pytest.fixture
def opinion(records: Records) -> str:
    return records.opinions.add("default", PLAN, short_answer(Verdict.ESCALATE)).id


def act(records: Records, opinion: str, **members: object) -> ReviewOutcome:
    wanted = ReviewRequest.model_validate({"reason": "I read it.", **members})
    parts = (PART,) if members["act"] == "overrule" else ()
    outcome = records.reviews.add("default", opinion, "A. Lawyer", wanted, parts)
    assert outcome is not None
    return outcome


def test_an_opinion_nobody_looked_at_is_unreviewed_and_due(records: Records, opinion: str) -> None:
    """An escalation waits for a person, and not for ever."""
    stored = records.opinions.get("default", opinion)

    assert stored is not None
    assert stored.state is State.UNREVIEWED
    assert stored.due_at == stored.created + timedelta(hours=24)
    assert stored.reviews == ()


def test_acts_are_kept_with_who_and_when(records: Records, opinion: str, clock: Clock) -> None:
    """The history says everything, also what was taken back."""
    act(records, opinion, act="annotate", reason="Ask the works council.")
    clock.time += timedelta(minutes=5)
    affirmed = act(records, opinion, act="affirm").review
    clock.time += timedelta(minutes=5)
    undone = act(records, opinion, act="withdraw", reason="Too fast.").review

    stored = records.opinions.get("default", opinion)

    assert stored is not None
    assert [review.act for review in stored.reviews] == [Act.ANNOTATE, Act.AFFIRM, Act.WITHDRAW]
    assert stored.reviews[1].withdrawn_by == undone.id
    assert undone.review == affirmed.id
    assert {review.by for review in stored.reviews} == {"A. Lawyer"}
    assert stored.reviews[0].created < stored.reviews[1].created
    assert stored.state is State.UNREVIEWED


def test_the_latest_deciding_act_counts(records: Records, opinion: str, clock: Clock) -> None:
    """Overruled after affirmed is overruled; the overruling withdrawn, affirmed again."""
    assert act(records, opinion, act="affirm").state is State.AFFIRMED
    clock.time += timedelta(minutes=5)
    assert act(records, opinion, act="overrule", verdict="refuse").state is State.OVERRULED
    clock.time += timedelta(minutes=5)
    assert act(records, opinion, act="withdraw").state is State.AFFIRMED


def test_an_overruling_becomes_a_precedent(records: Records, opinion: str) -> None:
    """It carries what it binds by, and whom to ask."""
    outcome = act(records, opinion, act="overrule", verdict="refuse", reason="No basis.")

    (precedent,) = records.precedents.binding("default")

    assert precedent == outcome.precedent
    assert (precedent.opinion, precedent.verdict, precedent.by, precedent.reason) == (
        opinion,
        Verdict.REFUSE,
        "A. Lawyer",
        "No basis.",
    )
    assert records.precedents.binding("other") == ()


def test_a_precedent_ends(records: Records, opinion: str, clock: Clock) -> None:
    """It expires, is withdrawn, or is suspended; the list says which."""
    until = clock.time + timedelta(days=1)
    act(records, opinion, act="overrule", verdict="refuse", expires_at=until)
    clock.time = until
    assert records.precedents.binding("default") == ()
    assert records.precedents.all("default")[0].standing is Standing.EXPIRED

    clock.time += timedelta(minutes=5)
    act(records, opinion, act="overrule", verdict="modify")
    clock.time += timedelta(minutes=5)
    act(records, opinion, act="withdraw")
    assert records.precedents.binding("default") == ()
    assert records.precedents.all("default")[0].standing is Standing.WITHDRAWN

    clock.time += timedelta(minutes=5)
    last = act(records, opinion, act="overrule", verdict="proceed").review
    assert records.precedents.suspend(last.id, "changed since: a-norm")
    assert not records.precedents.suspend(last.id, "again")
    assert records.precedents.binding("default") == ()
    entry = records.precedents.all("default")[0]
    assert (entry.standing, entry.why) == (Standing.SUSPENDED, "changed since: a-norm")
    assert records.audit.verify().fault is None


def test_an_assignment_says_who_and_by_when(records: Records, opinion: str, clock: Clock) -> None:
    """It changes no state, and the queue can be read by owner."""
    due = clock.time + timedelta(hours=2)
    act(records, opinion, act="assign", owner="B. Lawyer", due_at=due)

    (mine,) = records.opinions.page("default", Filter(owner="B. Lawyer")).opinions

    assert (mine.id, mine.owner, mine.due_at) == (opinion, "B. Lawyer", due)
    assert mine.state is State.UNREVIEWED


def test_lists_are_filtered_by_state_and_words(records: Records, opinion: str) -> None:
    """The queue is what is escalated and unreviewed; search takes words literally."""
    other = records.opinions.add(
        "default", AdviseRequest(action="Send parcels"), short_answer(Verdict.PROCEED)
    ).id
    act(records, other, act="affirm")

    def listed(**wanted: object) -> list[str]:
        page = records.opinions.page("default", Filter(**wanted))
        return [entry.id for entry in page.opinions]

    assert listed(state=State.UNREVIEWED) == [opinion]
    assert listed(state=State.AFFIRMED) == [other]
    assert listed(state=State.OVERRULED) == []
    assert listed(words="PARCELS send") == [other]
    assert listed(words="100%") == [opinion]
    assert listed(words="_") == []
    assert listed(words=other.lower()) == [other]


def test_what_does_not_fit_is_refused(records: Records, opinion: str, clock: Clock) -> None:
    """Each complaint names the member."""
    with pytest.raises(RequestError, match="verdict"):
        act(records, opinion, act="overrule", verdict="escalate")
    with pytest.raises(RequestError, match="review"):
        act(records, opinion, act="withdraw")
    with pytest.raises(RequestError, match="expires_at"):
        act(records, opinion, act="overrule", verdict="refuse", expires_at=clock.time)
    note = act(records, opinion, act="annotate").review
    with pytest.raises(RequestError, match="cannot be withdrawn"):
        act(records, opinion, act="withdraw", review=note.id)


@pytest.mark.parametrize(
    "members",
    [
        {"act": "affirm", "reason": "  "},
        {"act": "overrule", "reason": "x"},
        {"act": "affirm", "reason": "x", "verdict": "proceed"},
        {"act": "annotate", "reason": "x", "expires_at": "2027-01-01T00:00:00Z"},
        {"act": "assign"},
        {"act": "overrule", "reason": "x", "verdict": "refuse", "expires_at": "2027-01-01T00:00"},
        {"act": "affirm", "reason": "x\x00"},
        {"act": "affirm", "reason": "x" * 4_001},
        {"act": "judge", "reason": "x"},
        {"act": "affirm", "reason": "x", "more": 1},
    ],
)
def test_an_act_must_be_complete_and_no_more(members: dict[str, object]) -> None:
    """A reason, and what belongs to the act."""
    with pytest.raises(ValidationError):
        ReviewRequest.model_validate(members)


def test_another_tenant_has_no_such_opinion(records: Records, opinion: str) -> None:
    """Tenants do not review each other."""
    wanted = ReviewRequest(act="affirm", reason="x")

    assert records.reviews.add("other", opinion, "C", wanted) is None
    assert records.opinions.get("other", opinion) is None
