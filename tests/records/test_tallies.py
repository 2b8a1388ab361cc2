"""Counting opinions, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

from advisor.records.tallies import DAYS, NormTally
from advisor.wire import Act, AdviseRequest, ReviewRequest, State, Verdict
from tests.canned_advisor import long_answer, short_answer

REQUEST = AdviseRequest(action="Score people")


def test_opinions_are_counted_by_the_day_on_which_they_were_given(records, clock):
    """A day begins at midnight, UTC; days without an opinion are counted too."""
    records.opinions.add("acme", REQUEST, short_answer(Verdict.PROCEED))
    clock.time += timedelta(hours=11, minutes=59)
    records.opinions.add("acme", REQUEST, short_answer(Verdict.PROCEED))
    clock.time += timedelta(minutes=1)
    records.opinions.add("acme", REQUEST, long_answer())
    records.opinions.add("other", REQUEST, long_answer())

    tally = records.tallies.of("acme")

    assert len(tally.days) == DAYS
    assert tally.days[-1].day == date(2026, 11, 21)
    assert [day.counts for day in tally.days[-2:]] == [{Verdict.PROCEED: 2}, {Verdict.MODIFY: 1}]
    assert all(day.total == 0 for day in tally.days[:-2])


def test_norms_are_ranked_by_the_opinions_that_they_block(records):
    """The latest opinions are opened for norms, times and memory."""
    cached = long_answer()
    cached = cached.model_copy(update={"meta": cached.meta.model_copy(update={"cache": "hit"})})
    for answer in (long_answer(), cached, short_answer(Verdict.PROCEED)):
        records.opinions.add("acme", REQUEST, answer)

    tally = records.tallies.of("acme")

    assert tally.looked_at == 3
    assert tally.remembered == 1
    assert tally.elapsed_ms == (2.4, 3.1, 3.1)
    assert isinstance(tally.blocking[0], NormTally)
    assert {norm.norm for norm in tally.blocking} >= {"gdpr-transfer-needs-ground"}
    assert {norm.count for norm in tally.blocking} == {2}


def test_reviewed_opinions_are_counted_by_their_state(records):
    """Each tenant sees what its own reviewers did."""
    kept = records.opinions.add("acme", REQUEST, short_answer(Verdict.ESCALATE))
    affirm = ReviewRequest(act=Act.AFFIRM, reason="Right.")
    records.reviews.add("acme", kept.id, "A. Lawyer", affirm)

    assert records.tallies.of("acme").states == {State.AFFIRMED: 1}
    assert records.tallies.of("other").states == {}
