"""Identifiers: one stable name for every provision and authority."""

from __future__ import annotations

import pytest

from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.law.library import Library
from tests.builders import provision


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("gdpr:22", ("22",)),
        ("gdpr:22(2)(c)", ("22", "(2)", "(c)")),
        ("gdpr:rec71", ("rec71",)),
        ("ai-act:4a", ("4a",)),
        ("ai-act:5(1)(ba)", ("5", "(1)", "(ba)")),
        ("ai-act:3(14a)", ("3", "(14a)")),
        ("ai-act:annex-III(5)(b)", ("annex", "III", "(5)", "(b)")),
        ("ai-act:annex-VIII-A(1)", ("annex", "VIII", "A", "(1)")),
        ("coe-ai:preamble-3", ("preamble", "3")),
        ("dpdp:2(za)", ("2", "(za)")),
        ("dpdp:6(1)-illustration", ("6", "(1)", "illustration")),
        ("dpdp:schedule-1", ("schedule", "1")),
        ("dpdp-rules:schedule-4-A(1)", ("schedule", "4", "A", "(1)")),
        ("cnil-ai:sheet-8bis", ("sheet", "8bis")),
        ("cnil-crm:prospecting", ("prospecting",)),
    ],
)
def test_a_provision_is_named_from_the_outside_in(text: str, parts: tuple[str, ...]) -> None:
    """Article, paragraph and point follow one another, as in a citation."""
    found = ProvisionId.parse(text)

    assert found.parts == parts
    assert str(found) == text
    assert not found.is_authority


@pytest.mark.parametrize(
    "text",
    [
        "cjeu:C-634/21",
        "edpb:WP251",
        "edpb:guidelines-05/2020",
        "ec:prohibited-practices-2025",
        "cnil:SAN-2022-021",
        "scin:Puttaswamy-2017",
    ],
)
def test_a_ruling_keeps_its_own_number(text: str) -> None:
    """A case or guideline number is one name, with nothing inside it and nothing above it."""
    found = ProvisionId.parse(text)

    assert found.is_authority
    assert str(found) == text
    assert len(found.parts) == 1
    assert found.parent is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "22(1)",
        "gdpr:",
        "gdpr",
        "GDPR:22",
        "gdpr:22(",
        "gdpr:22()",
        "gdpr:(1)",
        "gdpr:22 (1)",
        "gdpr:22(1)x",
        "gdpr::22",
        "cjeu:",
        "cjeu:C 634",
        "gdpr:22(1)/2",
        "gdpr:-22",
    ],
)
def test_what_is_no_identifier_is_not_guessed_at(text: str) -> None:
    """A text that does not follow the grammar names no provision."""
    with pytest.raises(IdentifierError):
        ProvisionId.parse(text)


def test_a_cite_key_may_stand_among_spaces() -> None:
    """Spaces around an identifier carry no meaning."""
    assert ProvisionId.parse(" gdpr:22(1) ") == provision("gdpr:22(1)")


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("gdpr:22", "gdpr:22"),
        ("gdpr:22", "gdpr:22(2)(c)"),
        ("gdpr:22(2)", "gdpr:22(2)(c)"),
        ("ai-act:annex-III", "ai-act:annex-III(5)(b)"),
        ("ai-act:annex-VIII", "ai-act:annex-VIII-A(1)"),
        ("dpdp:6(1)", "dpdp:6(1)-illustration"),
    ],
)
def test_an_article_covers_what_stands_inside_it(outer: str, inner: str) -> None:
    """A rule on a whole article is a rule on each of its paragraphs and points."""
    assert provision(outer).covers(provision(inner))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gdpr:2", "gdpr:22"),
        ("gdpr:22(2)", "gdpr:22"),
        ("gdpr:22(1)", "gdpr:22(10)"),
        ("gdpr:22", "ai-act:22"),
        ("ai-act:annex-I", "ai-act:annex-II"),
        ("ai-act:annex-VI", "ai-act:annex-VIII-A"),
        ("gdpr:rec7", "gdpr:rec71"),
    ],
)
def test_numbers_that_look_alike_do_not_cover_each_other(one: str, other: str) -> None:
    """Article 2 is not Article 22, and Annex I is not Annex II."""
    assert not provision(one).covers(provision(other))


@pytest.mark.parametrize(
    ("inner", "outer"),
    [
        ("gdpr:22(2)(c)", "gdpr:22(2)"),
        ("gdpr:22(2)", "gdpr:22"),
        ("ai-act:annex-VIII-A(1)", "ai-act:annex-VIII-A"),
        ("ai-act:annex-VIII-A", "ai-act:annex-VIII"),
        ("dpdp:6(1)-illustration", "dpdp:6(1)"),
        ("dpdp:6-illustration", "dpdp:6"),
    ],
)
def test_the_parent_is_one_level_up(inner: str, outer: str) -> None:
    """A point belongs to its paragraph, a paragraph to its article."""
    assert provision(inner).parent == provision(outer)


@pytest.mark.parametrize(
    "text", ["gdpr:22", "gdpr:rec71", "ai-act:annex-III", "coe-ai:preamble-3", "cnil-ai:sheet-8bis"]
)
def test_whole_articles_annexes_and_recitals_have_no_parent(text: str) -> None:
    """`annex` or `sheet` alone names nothing that could be cited."""
    assert provision(text).parent is None


def test_every_name_in_the_corpus_survives_reading_and_printing(library: Library) -> None:
    """What is printed leads back to the same provision, and so does each of its parents."""
    names = [*library.wordings, *library.authorities]
    assert len(names) > 1000
    for name in names:
        assert ProvisionId.parse(str(name)) == name
        parent = name.parent
        while parent is not None:
            assert ProvisionId.parse(str(parent)) == parent
            assert parent.covers(name)
            parent = parent.parent
