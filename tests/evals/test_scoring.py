"""The figures that evals print, on results made by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from evals.running import Mode
from evals.scoring import Share, grouped, measure, misread_facts, score, unread_facts, wilson

Build = Callable[..., Any]


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_the_interval_is_the_one_by_wilson(hits: int, total: int, low: float, high: float) -> None:
    """Known values of the score interval at 95 %."""
    assert wilson(hits, total) == pytest.approx((low, high), abs=1e-4)


def test_a_share_of_nothing_has_no_value() -> None:
    """Nothing to count is not zero per cent."""
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None


def test_a_permit_is_unsafe_where_the_plan_must_not_proceed(plan: Build, said: Build) -> None:
    """By default only `proceed` is a wrong permit, and only where it is not acceptable."""
    unlawful = plan(acceptable=["refuse"])

    assert score(unlawful, said("proceed")).unsafe
    assert not score(unlawful, said("modify")).unsafe
    assert not score(plan(), said("proceed")).unsafe
    assert score(plan(acceptable=["refuse"], unsafe=["proceed", "modify"]), said("modify")).unsafe


def test_only_a_plan_that_must_proceed_can_be_blocked_too_much(plan: Build, said: Build) -> None:
    """Where escalating is acceptable too, it is no over-blocking."""
    assert score(plan(), said("escalate")).over_blocked
    assert not score(plan(acceptable=["proceed", "escalate"]), said("escalate")).over_blocked


def test_a_provision_is_recalled_by_what_covers_it_or_stands_inside_it(
    plan: Build, said: Build
) -> None:
    """`gdpr:22` recalls `gdpr:22(1)` and the other way round; a neighbour does not."""
    wants = plan(must_cite=["gdpr:22(1)", "gdpr:46", "gdpr:6(1)(a)", "gdpr:17 | gdpr:12(3)"])
    cited = ("gdpr:22", "gdpr:46(2)(c)", "gdpr:6(1)(f)", "gdpr:12(3)")

    found = score(wants, said("proceed", cited=cited))

    assert found.recalled == Share(3, 4)
    assert found.failures == ("does not cite gdpr:6(1)(a)",)


def test_a_whole_instrument_is_recalled_by_any_of_its_provisions(plan: Build, said: Build) -> None:
    """`cnil-ai` stands for each of its sheets."""
    found = score(plan(must_cite=["cnil-ai"]), said("proceed", cited=("cnil-ai:sheet-4(3)",)))

    assert found.recalled == Share(1, 1)


def test_precision_counts_carrying_citations_in_articles_that_the_label_names(
    plan: Build, said: Build
) -> None:
    """A point in a named article is precise; an article that nobody named is not."""
    labelled = plan(must_cite=["gdpr:6(1)(b)"], may_cite=["cjeu:C-634/21", "cnil-ai"])
    carrying = ("gdpr:6(1)(f)", "cjeu:C-634/21", "cnil-ai:sheet-1", "gdpr:44")

    assert score(labelled, said("proceed", carrying=carrying)).precise == Share(3, 4)
    assert score(plan(), said("proceed", carrying=carrying)).precise == Share(0, 0)


def test_questions_forks_horizon_and_the_rest_are_demands(plan: Build, said: Build) -> None:
    """Each unmet demand is named."""
    wants = plan(
        acceptable=["escalate"],
        questions=["legal_basis | consent.status", "transfer.mechanism"],
        forks=[{"fact": "transfer.mechanism", "answer": "scc", "verdict": "proceed"}],
        horizon=[{"date": date(2027, 12, 2)}, {"date": date(2027, 5, 13), "verdict": "refuse"}],
        limits=["before May 2027"],
        conditions=["small"],
        may_not_block=["ai-act", "gdpr:22"],
        alternative_changes=["transfer.mechanism"],
    )
    answer = said(
        "escalate",
        questions=("consent.status",),
        horizon=((date(2027, 12, 2), "modify"), (date(2027, 5, 13), "escalate")),
        limits=("Indian law before May 2027: …",),
        blocking_citations=("ai-act:50(1)", "gdpr:22(1)"),
        changes=(frozenset({"transfer.destinations"}),),
    )

    found = score(wants, answer)

    assert (found.questions, found.horizon) == (Share(1, 2), Share(1, 2))
    assert set(found.failures) == {
        "does not ask transfer.mechanism",
        "horizon lacks 2027-05-13 refuse",
        "no condition on small",
        "no fork transfer.mechanism = scc to proceed",
        "ai-act may not block",
        "gdpr:22 may not block",
        "no alternative changes transfer.mechanism",
    }


def test_figures_over_several_plans(plan: Build, said: Build) -> None:
    """Shares count only the plans to which they apply."""
    lawful = plan(no_questions=True, must_cite=["gdpr:6(1)(b)"])
    unlawful = plan(acceptable=["refuse"], must_cite=["gdpr:21(3)"])
    scores = [
        score(lawful, said("proceed", cited=("gdpr:6(1)(b)",))),
        score(lawful, said("escalate", questions=("purpose", "legal_basis"))),
        score(unlawful, said("refuse", cited=("gdpr:21(3)",))),
        score(unlawful, said("proceed")),
    ]

    found = measure(scores)

    assert found.plans == 4
    assert found.accuracy == Share(2, 4)
    assert found.unsafe == Share(1, 2)
    assert found.over_blocking == Share(1, 2)
    assert found.over_asking == Share(1, 2)
    assert found.needless_questions == 1.0
    assert found.recall == Share(2, 4)
    assert found.demands == Share(2, 4)


def test_what_was_read_is_compared_with_the_facts(plan: Build, said: Build) -> None:
    """What silence presumes counts as read; a list may leave out what is labelled."""
    facts = {"purpose": "analytics", "operations": ["read", "score"], "transfer.destinations": []}
    labelled = plan(facts={**facts, "legal_basis": "consent"})
    answer = said(
        "proceed",
        mode=Mode.WORDS,
        read={"purpose": "direct_marketing", "operations": ["score"]},
        presumed={"transfer.destinations": []},
    )

    assert misread_facts(labelled, answer) == {"purpose": ("direct_marketing", "analytics")}
    assert unread_facts(labelled, answer) == ("purpose", "legal_basis")
    assert score(labelled, answer).read == Share(2, 4)
    assert score(labelled, answer).misread == Share(1, 4)


def test_a_plan_counts_under_each_of_its_instruments(plan: Build, said: Build) -> None:
    """The breakdown by instrument may count a plan more than once."""
    scores = [score(plan(instruments=["gdpr", "eprivacy"]), said("proceed"))]

    assert list(grouped(scores, lambda s: s.instruments)) == ["eprivacy", "gdpr"]
