"""Grounds and sentences that come from outside: capped, checked, and never leave."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.reasoning.decision import Verdict
from advisor.reasoning.verification import contradicts, unsound
from advisor.reasoning.weighing import MOST_ARGUED, argued, shares

DAY = date(2026, 11, 20)
points = st.floats(-100, 100)


@given(st.lists(st.tuples(st.floats(-3, 3), points), min_size=2, max_size=4))
def test_found_grounds_move_the_odds_by_a_bounded_factor(pairs):
    """Between two readings by e to the power of twice the cap at most, however many there are."""
    before = shares([score for score, _ in pairs])
    after = argued(before, [more for _, more in pairs])

    assert sum(after) == pytest.approx(1)
    for i in range(len(pairs)):
        for j in range(len(pairs)):
            moved = (after[i] / after[j]) / (before[i] / before[j])
            assert moved <= 2.7182818285 ** (2 * MOST_ARGUED) * (1 + 1e-9)


def test_no_grounds_change_no_weight():
    """Where nothing was found, the corpus decides alone."""
    assert argued([0.7, 0.3], [0.0, 0.0]) == pytest.approx([0.7, 0.3])


@pytest.mark.parametrize(
    "text",
    [
        "You may proceed as planned.",
        "The plan is lawful once a notice is sent.",
        "Sending it today is fine.",
        "No approval is needed.",
        "Nothing prevents the mailing.",
        "It is not only allowed but welcome to go ahead.",
    ],
)
@pytest.mark.parametrize("verdict", [Verdict.REFUSE, Verdict.MODIFY, Verdict.ESCALATE])
def test_words_of_leave_stand_under_no_other_verdict(text, verdict):
    """Conditions attached to them or not."""
    assert contradicts(text, verdict)


@pytest.mark.parametrize(
    "text",
    ["The people said no to these messages.", "This must not be sent.", "It may not be sent."],
)
def test_words_that_refuse_stand_under_a_refusal(text):
    """And contradict a leave."""
    assert not contradicts(text, Verdict.REFUSE)


def test_a_refusal_in_words_contradicts_a_leave():
    """The verdict is one thing, in all its words."""
    assert contradicts("This must not be sent.", Verdict.PROCEED)


@pytest.mark.parametrize(
    ("text", "citations", "reason"),
    [
        ("A rule.", [], "cites nothing"),
        ("A rule.", ["gdpr:7(1)"], "was not given"),
        ("See https://example.org.", ["gdpr:6(1)"], "link"),
        ("It says “all mail is welcome”.", ["gdpr:6(1)"], "quotes words"),
        ("A rule.", ["ai-act:26(7)"], "not in force"),
    ],
)
def test_a_sentence_has_to_stand_on_law_that_holds(book, text, citations, reason):
    """What is not given, not in force or not said there is struck."""
    allowed = {"gdpr:6(1)", "ai-act:26(7)"}

    assert reason in str(unsound(text, citations, allowed, book.library, DAY))
    assert unsound("A rule.", ["gdpr:6(1)"], allowed, book.library, DAY) is None
