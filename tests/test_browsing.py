"""The law to look through: trees, parts, wordings over time, reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from advisor.browsing import contents, covered
from advisor.corpus_proofs import rows_of
from advisor.law.library import parse_all
from advisor.law.proofs import Review
from advisor.law_views import LawViews
from advisor.reasoning.loading import load_rulebook

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.fixture(scope="module")
def views() -> LawViews:
    """The corpus on 20 November 2026."""
    book = load_rulebook(CORPUS)
    return LawViews(book, date(2026, 11, 20), rows_of(book, CORPUS))


def test_an_instrument_is_shown_in_the_order_of_the_law(views: LawViews) -> None:
    """Chapter II behind Chapter I, recitals at the end, every article once."""
    tree = contents(views, "gdpr")

    assert tree is not None
    titles = [division.title for division in tree.divisions]
    assert titles[0].startswith("Chapter I:")
    assert titles[1].startswith("Chapter II:")
    assert titles[-1] == "Recitals"
    labels = [e.label for d in tree.divisions[:-1] for e in d.entries]
    assert labels == [f"Art. {number}" for number in range(1, 100)]


@pytest.mark.parametrize(
    ("instrument", "label"),
    [
        ("ai-act", "Annex III"),
        ("dpdp", "s. 9"),
        ("dpdp-rules", "r. 10"),
        ("dpdp-rules", "Fourth Schedule"),
        ("cnil-ai", "sheet 8bis"),
        ("cnil-crm", "prospecting"),
    ],
)
def test_labels_leave_out_the_name_of_the_instrument(
    views: LawViews, instrument: str, label: str
) -> None:
    """It stands at the top of the page."""
    tree = contents(views, instrument)

    assert tree is not None
    assert label in [entry.label for d in tree.divisions for entry in d.entries]


def test_commencement_draws_neighbours_together(views: LawViews) -> None:
    """Articles 6 to 27 of the AI Act have one date, and one line."""
    tree = contents(views, "ai-act")

    assert tree is not None
    lines = [row.provisions for row in tree.commencement if row.since == date(2027, 12, 2)]
    assert ("Art. 6 – Art. 27",) in lines


def test_an_article_shows_its_parts_in_order(views: LawViews) -> None:
    """Paragraphs and points, each with its depth and its own address."""
    article = views.provision("gdpr:22")

    assert article is not None
    assert article.composed
    assert [(p.marker, p.depth) for p in article.parts][:4] == [
        ("(1)", 1),
        ("(2)", 1),
        ("(a)", 2),
        ("(b)", 2),
    ]
    assert all(part.text for part in article.parts)


def test_an_amended_unit_shows_all_its_wordings(views: LawViews) -> None:
    """The oldest first; one of them applies."""
    unit = views.provision("ai-act:3(14)")

    assert unit is not None
    assert [w.until for w in unit.wordings] == [date(2026, 7, 27), None]
    assert [w.in_force for w in unit.wordings] == [False, True]


def test_a_wording_that_never_applied_is_marked(views: LawViews) -> None:
    """Art. 10(1) was amended before the high-risk rules began."""
    unit = views.provision("ai-act:10(1)")

    assert unit is not None
    assert [w.overtaken for w in unit.wordings] == [True, False]


def test_a_provision_says_why_no_norm_models_it(views: LawViews) -> None:
    """With what is missing; a modelled one says nothing."""
    church = views.provision("gdpr:91")
    policies = views.provision("gdpr:24(2)")
    modelled = views.provision("gdpr:22(1)")

    assert church is not None
    assert church.unmodelled is not None
    assert "churches" in church.unmodelled.because
    assert policies is not None
    assert policies.unmodelled is not None
    assert policies.unmodelled.reason == "organisation"
    assert modelled is not None
    assert modelled.unmodelled is None


def test_coverage_lists_every_unit_under_its_article(views: LawViews) -> None:
    """As many rows as units, in the order of the law."""
    shown = {view.instrument: view for view in covered(views)}

    rows = [row for view in shown.values() for entry in view.entries for row in entry.rows]
    assert len(rows) == len(views.book.library.wordings)
    assert shown["gdpr"].entries[21].id == "gdpr:22"


def test_a_reader_sees_who_compared_a_restatement(views: LawViews) -> None:
    """And the doubts about this provision, not those about its neighbours."""
    article, neighbour = parse_all(["gdpr:15", "gdpr:16"])
    review = Review(
        provisions=(article, neighbour),
        against="the journal",
        by="second reader",
        on=date(2026, 11, 20),
        corrections=1,
        doubts=("gdpr:15(3): copies?", "gdpr:16: what else?", "in general"),
    )
    with_review = replace(views, reviews=(review,))

    shown = with_review.provision("gdpr:15")
    other = with_review.provision("gdpr:17")

    assert shown is not None
    assert [(r.against, r.doubts) for r in shown.reviews] == [("the journal", ("copies?",))]
    assert other is not None
    assert other.reviews == ()
