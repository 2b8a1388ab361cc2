"""Reviewing through forms: who may, in which order, and what can be undone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from advisor.records import Records
from advisor.service.review_view import history_of, neighbours, span, waiting
from advisor.wire import Act, AdviseRequest, ReviewRequest, Verdict
from tests.canned_advisor import short_answer


@pytest.fixture
def names(records: Records) -> list[str]:
    """Three escalations, in the order in which they were given."""
    request = AdviseRequest(action="Something odd")
    return [
        records.opinions.add("default", request, short_answer(Verdict.ESCALATE)).id
        for _ in range(3)
    ]


def token_of(page: str) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def test_what_is_due_first_comes_first(records: Records, names):
    """An assignment with an early date overtakes what came before; decided ones leave."""
    soon = datetime.now(UTC) + timedelta(hours=1)
    by = "A. Lawyer"
    assign = ReviewRequest(act=Act.ASSIGN, owner="Anna", due_at=soon)
    records.reviews.add("default", names[2], by, assign)
    affirm = ReviewRequest(act=Act.AFFIRM, reason="Right.")
    records.reviews.add("default", names[0], by, affirm)

    queue = waiting(records.opinions, "default")

    assert [opinion.id for opinion in queue] == [names[2], names[1]]
    assert waiting(records.opinions, "another") == []
    around = neighbours(queue, names[1])
    assert (around.previous, around.next, around.place) == (names[2], None, 2)
    assert neighbours(queue, names[0]).next == names[2]


def test_an_act_is_undone_on_its_day_and_taken_back_later(records: Records, names):
    """Until the day ends no reason is asked for; afterwards one is."""
    affirm = ReviewRequest(act=Act.AFFIRM, reason="Right.")
    records.reviews.add("default", names[0], "A. Lawyer", affirm)
    stored = records.opinions.get("default", names[0])
    assert stored is not None
    now = stored.reviews[0].created

    (today,) = history_of(stored, now)
    (later,) = history_of(stored, now + timedelta(days=1))

    assert (today.undo, today.withdraw) == (True, False)
    assert (later.undo, later.withdraw) == (False, True)


def test_a_form_is_recorded_with_who_and_why(browser, records: Records, names):
    """Affirm, then undo: both acts stand in the record."""
    form = {"form_token": token_of(browser.get(f"/opinions/{names[0]}").text)}
    browser.post(f"/review/{names[0]}", data={**form, "act": "affirm", "reason": "Right."})
    stored = records.opinions.get("default", names[0])
    assert stored is not None
    act = stored.reviews[0]

    browser.post(f"/review/{names[0]}", data={**form, "act": "withdraw", "review": act.id})

    stored = records.opinions.get("default", names[0])
    assert stored is not None
    assert [done.act for done in stored.reviews] == [Act.AFFIRM, Act.WITHDRAW]
    assert stored.state == "unreviewed"
    assert names[0] in browser.get("/review").text


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "affirm"},
        {"act": "overrule", "reason": "x"},
        {"act": "overrule", "reason": "x", "verdict": "refuse", "expires": "soon"},
        {"act": "overrule", "reason": "x", "verdict": "refuse", "expires": "9999-12-31"},
        {"act": "overrule", "reason": "x", "verdict": "escalate"},
        {"act": "withdraw", "reason": "x", "review": "no such act"},
        {"act": "erase", "reason": "x"},
        {},
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_recorded(browser, records, names, fields):
    """The page comes back with what is wrong; the opinion is as it was."""
    form = {"form_token": token_of(browser.get(f"/opinions/{names[0]}").text)}

    answer = browser.post(f"/review/{names[0]}", data={**form, **fields})

    assert answer.status_code == 422
    stored = records.opinions.get("default", names[0])
    assert stored is not None
    assert stored.reviews == ()


def test_a_form_without_the_token_is_refused(browser, records: Records, names):
    """No other site can decide for a reviewer."""
    answer = browser.post(f"/review/{names[0]}", data={"act": "affirm", "reason": "x"})

    assert answer.status_code == 403


def test_an_opinion_of_another_tenant_is_not_found(browser, records: Records):
    """Forms reach no further than pages."""
    request = AdviseRequest(action="x")
    name = records.opinions.add("another", request, short_answer(Verdict.ESCALATE)).id
    form = {"form_token": token_of(browser.get("/").text)}

    answer = browser.post(f"/review/{name}", data={**form, "act": "affirm", "reason": "x"})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "under a minute"), (1, "1 minute"), (59, "59 minutes"), (60, "1 hour"), (4_321, "3 days")],
)
def test_lengths_of_time_are_written_in_their_largest_unit(minutes: int, words: str) -> None:
    """Nobody counts 4,321 minutes."""
    assert span(timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    "address",
    ["/opinions", "/opinions?q=x", "/review", "/review?owner=x", "/precedents", "/figures"],
)
def test_an_empty_page_says_what_to_do_next(browser, address):
    """Nothing to show is no dead end."""
    page = browser.get(address)

    assert page.status_code == 200
    empty = re.search(r'class="empty">(.*?)</p>', page.text, re.DOTALL)
    assert empty
    assert "<a href=" in empty[1]


def test_what_reviewers_write_is_shown_as_text(browser, records: Records, names):
    """Reasons and names are data like plans."""
    hostile = "<script>alert(1)</script>"
    assign = ReviewRequest(act=Act.ASSIGN, owner=hostile)
    overrule = ReviewRequest(act=Act.OVERRULE, verdict=Verdict.REFUSE, reason=hostile)
    records.reviews.add("default", names[0], hostile, assign)
    records.reviews.add("default", names[1], hostile, overrule)

    for address in (f"/opinions/{names[0]}", f"/opinions/{names[1]}", "/review", "/opinions"):
        page = browser.get(address).text
        assert hostile not in page
        assert "&lt;script&gt;" in page
