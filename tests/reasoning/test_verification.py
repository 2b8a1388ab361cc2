"""Verification: a citation that does not hold is struck, and what rests on it alone falls."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from advisor.law.identifiers import ProvisionId
from advisor.reasoning.decision import Verdict
from advisor.reasoning.opinion import Blocking, Coming, Opinion
from advisor.reasoning.rulebook import Rulebook
from advisor.reasoning.verification import check, quoted, verify
from tests.builders import TODAY, ask, provision

REAL, FALSE, LATER = provision("gdpr:44"), provision("gdpr:144"), provision("dpdp:9(3)")


@pytest.fixture(scope="module")
def blank(book: Rulebook) -> Opinion:
    """An opinion that cites nothing."""
    found = ask(book).opinion
    return replace(
        found,
        verdict=Verdict.PROCEED,
        summary="Go ahead.",
        blocking=(),
        conditions=(),
        alternatives=(),
        issues=(),
        questions=(),
        horizon=(),
        limits=(),
        basis=(),
        trace=(),
    )


def breach(*citations: ProvisionId) -> Blocking:
    return Blocking("norm", "A norm", "because", (), citations)


def test_a_provision_in_force_may_be_cited(book: Rulebook) -> None:
    """What exists and applies on the date holds."""
    assert check(REAL, book.library, TODAY) is None


@pytest.mark.parametrize(
    ("citation", "reason"), [(FALSE, "is not in the corpus"), (LATER, "is not in force on")]
)
def test_a_provision_that_does_not_exist_or_apply_may_not(
    book: Rulebook, citation: ProvisionId, reason: str
) -> None:
    """Neither an invented article nor one that is yet to come carries an answer of today."""
    struck = check(citation, book.library, TODAY)

    assert struck is not None
    assert reason in struck.reason


def test_a_ruling_and_a_treaty_support_a_reading_at_any_time(book: Rulebook) -> None:
    """A ruling says what the law has meant; the Convention helps to read before it binds."""
    assert check(provision("cjeu:C-634/21"), book.library, date(2019, 1, 1)) is None
    assert check(provision("coe-ai:15(1)"), book.library, TODAY) is None


def test_a_false_citation_is_struck_and_the_rest_stands(book: Rulebook, blank: Opinion) -> None:
    """One wrong reference beside a right one does not undo the reason."""
    opinion = replace(blank, verdict=Verdict.REFUSE, blocking=(breach(REAL, FALSE),))

    found = verify(opinion, book.library, TODAY)

    assert found.verdict is Verdict.REFUSE
    assert found.blocking[0].citations == (REAL,)
    assert found.trace[-1].step == "verify"
    assert "gdpr:144 is not in the corpus" in found.trace[-1].details


def test_a_refusal_without_a_provision_goes_to_a_human(book: Rulebook, blank: Opinion) -> None:
    """A verdict that stood only on what was struck falls, and its words fall with it."""
    opinion = replace(blank, verdict=Verdict.REFUSE, summary="Do not.", blocking=(breach(FALSE),))

    found = verify(opinion, book.library, TODAY)

    assert found.verdict is Verdict.ESCALATE
    assert not found.blocking
    assert "Do not" not in found.summary


def test_leave_without_a_provision_goes_to_a_human(book: Rulebook, blank: Opinion) -> None:
    """A yes whose only grounds were struck is no yes, and does not read like one."""
    found = verify(replace(blank, basis=(FALSE,)), book.library, TODAY)

    assert found.verdict is Verdict.ESCALATE
    assert "Go ahead" not in found.summary


def test_the_horizon_may_cite_law_that_is_still_to_come(book: Rulebook, blank: Opinion) -> None:
    """What starts later is cited as coming, not as carrying today's answer."""
    coming = Coming(date(2027, 5, 13), "starts", Verdict.REFUSE, (LATER,))

    found = verify(replace(blank, horizon=(coming,), basis=(REAL,)), book.library, TODAY)

    assert found.verdict is Verdict.PROCEED
    assert "struck 0" in found.trace[-1].did


@pytest.mark.parametrize(
    ("quotation", "holds"),
    [
        ("the law", True),
        ("The   LAW", True),
        ("\u201cthe law\u201d", True),
        ("the laws", False),
    ],
)
def test_a_quotation_stands_in_its_provision(quotation: str, holds: bool) -> None:
    """Spacing, case and the style of quotation marks do not matter; words do."""
    assert quoted(quotation, 'So says "the\nlaw" here.') is holds
