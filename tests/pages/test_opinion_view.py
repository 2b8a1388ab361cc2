"""What the page of an opinion shows, apart from any browser."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from advisor.service.ask_form import form_of, posted_of, read_form, request_data
from advisor.service.figures import Chain, Node, argument, narrow_argument, time_line
from advisor.service.opinion_view import OpinionView
from advisor.service.rendering import day, ticked, words
from advisor.wire import AdviseRequest, Answer, Change, Question, StoredAnswer, Verdict
from tests.canned_advisor import FACTS, long_answer, short_answer

REQUEST = AdviseRequest(
    action="Score people",
    facts={
        "transfer.destinations": ["US", "IN"],
        "subjects.located_in": [],
        "data.categories": ["contact"],
        "operations": [],
        "subjects.includes_children": False,
        "subjects.youngest_age": 16,
        "purpose": None,
        "ai.on_market_since": "2026-01-02",
        "consent.status": "given",
    },
)


def view_of(answer: Answer) -> OpinionView:
    stored = StoredAnswer(
        **dict(answer), created=datetime(2026, 11, 20, tzinfo=UTC), request=REQUEST
    )
    return OpinionView(stored, FACTS, str)


def test_the_first_provision_of_the_first_breach_carries_the_verdict() -> None:
    """Who stops after five seconds has the verdict and the provision that it hangs on."""
    carrying = view_of(long_answer()).carrying

    assert carrying is not None
    assert carrying.id == "gdpr:44"


def test_an_opinion_without_citations_carries_none() -> None:
    """Nothing is made up to fill the place."""
    assert view_of(short_answer(Verdict.ESCALATE)).carrying is None


def test_facts_are_listed_by_how_sure_their_source_is() -> None:
    """Stated before the profile, before what was read, before what was presumed."""
    sources = [line.source for line in view_of(long_answer()).facts]

    order = ["stated", "profile", "inferred", "assumed"]
    assert sources == sorted(sources, key=order.index)
    assert set(sources) == set(order)


def test_a_change_can_be_asked_again_from_its_address() -> None:
    """The Ask page of the address holds the plan with the change made."""
    view = view_of(long_answer())
    address = view.ask_with(view.answer.alternatives[1])
    assert address is not None

    data = request_data(read_form(address.partition("?")[2].encode()), FACTS)

    assert AdviseRequest.model_validate(data).facts == {
        **REQUEST.facts,
        "transfer.destinations": [],
    }


def test_a_form_gives_back_exactly_what_was_asked() -> None:
    """Asking again without a change asks the same: unknown, none and not said stay apart."""
    posted = posted_of(REQUEST)

    assert AdviseRequest.model_validate(request_data(posted, FACTS)) == REQUEST
    shown = form_of(posted, FACTS)
    assert sum(group.said for group in shown.groups) == len(REQUEST.facts)


def test_many_answers_are_put_together_by_their_verdict() -> None:
    """A fork with twenty answers stays a small table; one with a few keeps them apart."""
    view = view_of(long_answer())
    few = Question(
        fact="consent.recorded", question="?", if_={"true": "proceed", "false": "modify"}
    )
    many = Question(
        fact="x", question="?", if_={f"a_{n}": "proceed" for n in range(9)} | {"b": "refuse"}
    )

    assert [fork.answers for fork in view.forks(few)] == [("yes",), ("no",)]
    assert [len(fork.answers) for fork in view.forks(many)] == [9, 1]


def test_every_line_of_the_drawing_joins_two_boxes_of_it() -> None:
    """Facts lead to the norms that look at them, norms to their provisions."""
    view = view_of(long_answer())
    figure = view.wide_argument

    places = {box.node.id for box in figure.boxes}
    assert {"plan", "norm:gdpr-transfer-needs-ground", "gdpr:44"} <= places
    assert all(box.y >= 0 and box.y + box.height <= figure.height for box in figure.boxes)
    assert all(box.x + box.width <= figure.width for box in figure.boxes)
    assert any(link.kind == "breached" for link in figure.links)


@pytest.mark.parametrize("draw", [argument, narrow_argument])
def test_boxes_of_one_column_do_not_touch(draw) -> None:
    """Whatever the length of its texts, a drawing stays readable."""
    chains = [
        Chain(
            Node(f"norm:{n}", "a long title of a norm " * n, "breached", "#"),
            (Node(f"fact:{n}", "a-word-without-any-break-" * 4, "stated", "#fact"),),
            (Node(f"law:{n}", "Art. 1", "law", "#law"),),
        )
        for n in range(1, 8)
    ]

    boxes = draw(chains).boxes

    for one in boxes:
        for other in boxes:
            if one is not other and one.x == other.x:
                assert one.y + one.height <= other.y or other.y + other.height <= one.y


def test_close_dates_are_drawn_one_above_the_other() -> None:
    """Two changes in one week can both be seen."""
    changes = [
        Change(date=date(2027, 1, each), change="x", verdict_then=Verdict.PROCEED)
        for each in (1, 2, 3)
    ]

    line = time_line(date(2026, 11, 20), changes)

    assert [mark.row for mark in line.marks] == [0, 1, 2]
    assert all(0 <= mark.percent <= 98 for mark in line.marks)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, "unknown"),
        ([], "none"),
        (True, "yes"),
        (["a_b", "c"], "a b, c"),
        ({"remove": ["x"]}, "remove x"),
        (0, "0"),
    ],
)
def test_values_are_written_in_plain_words(value: object, plain: str) -> None:
    """Nobody has to read `null` or `[]`."""
    assert words(value) == plain


def test_backticks_become_code_and_nothing_else_becomes_markup() -> None:
    """A name out of a request is shown, never run."""
    assert ticked("no `<b>` in <i>") == "no <code>&lt;b&gt;</code> in &lt;i&gt;"


def test_dates_are_written_out() -> None:
    """Dates cannot be mistaken for others."""
    assert day(date(2027, 12, 2)) == "2 December 2027"
