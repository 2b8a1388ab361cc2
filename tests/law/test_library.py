"""The library: provisions found by name, put together, and linked to their neighbours."""

from __future__ import annotations

from datetime import date

from advisor.law.library import Library, parse_all
from advisor.law.provisions import TextKind
from tests.builders import provision

TODAY = date(2026, 11, 20)


def test_an_article_is_put_together_from_its_paragraphs(library: Library) -> None:
    """Whoever asks for Art. 22 gets all of its paragraphs, each under its number."""
    whole = library.provision(provision("gdpr:22"), TODAY)

    assert whole is not None
    for number in ("(1)", "(2)", "(3)", "(4)"):
        part = library.provision(provision(f"gdpr:22{number}"), TODAY)
        assert part is not None
        assert part.text.split("(a)")[0][:40] in whole.text


def test_a_composed_article_leaves_out_what_does_not_apply_yet(library: Library) -> None:
    """On 20 November 2026 Art. 5 AI Act is shown without the points that start in December."""
    now = library.provision(provision("ai-act:5"), TODAY)
    later = library.provision(provision("ai-act:5"), date(2026, 12, 2))

    assert now is not None
    assert later is not None
    assert "(ba)" not in now.text
    assert "(ba)" in later.text


def test_neighbours_lead_up_and_down(library: Library) -> None:
    """From a paragraph one gets to its points, and from a point back to its paragraph."""
    points = library.children(provision("gdpr:6(1)"))

    assert provision("gdpr:6(1)(f)") in points
    assert all(point.parent == provision("gdpr:6(1)") for point in points)


def test_the_articles_of_a_law_come_in_their_order(library: Library) -> None:
    """Articles appear once each, in the order of the law."""
    roots = [str(name) for name in library.roots("gdpr")]

    assert len(roots) == len(set(roots))
    assert roots.index("gdpr:6") < roots.index("gdpr:7") < roots.index("gdpr:22")
    assert all("(" not in root for root in roots)


def test_annexes_and_recitals_come_behind_the_articles(library: Library) -> None:
    """4a stands behind 4, Annex IX behind VIII, whatever the files are called."""
    roots = [name.locator for name in library.roots("ai-act")]

    assert roots[:6] == ["1", "2", "3", "4", "4a", "5"]
    assert roots.index("113") < roots.index("annex-I") < roots.index("rec1")
    assert roots.index("annex-VIII") + 1 == roots.index("annex-IX")
    assert [name.locator for name in library.roots("cnil-ai")][7:10] == [
        "sheet-8",
        "sheet-8bis",
        "sheet-9",
    ]


def test_one_can_see_what_refers_to_a_provision(library: Library) -> None:
    """A reference to a point is a reference to its article."""
    to_article = set(library.referring_to(provision("gdpr:6")))
    to_point = set(library.referring_to(provision("gdpr:6(1)(f)")))

    assert to_point
    assert to_point <= to_article


def test_every_reference_leads_somewhere_in_the_corpus(library: Library) -> None:
    """A reference within the corpus to a provision that it does not hold is an error."""
    lost = {
        (str(wording.id), str(target))
        for wording in library
        for target in wording.refers_to
        if target.instrument in library.instruments and not library.resolves(target)
    }

    assert not lost


def test_a_name_that_resolves_has_a_text(library: Library) -> None:
    """Whatever may be cited can also be read."""
    for name in library.wordings:
        assert library.resolves(name)
        parent = name.parent
        if parent is not None:
            assert library.resolves(parent)
            found = library.provision(parent, TODAY)
            assert found is not None
            assert found.text


def test_what_is_not_in_the_corpus_does_not_resolve(library: Library) -> None:
    """There is no Art. 200 GDPR."""
    assert not library.resolves(provision("gdpr:200"))
    assert not library.resolves(provision("cjeu:C-9999/99"))
    assert library.commencement(provision("nowhere:1")) is None


def test_all_texts_are_in_our_own_words(library: Library) -> None:
    """No official text is passed off as ours, and none of ours as official."""
    assert {wording.kind for wording in library} == {TextKind.RESTATEMENT}


def test_several_names_are_read_at_once() -> None:
    """Identifiers keep their order."""
    assert parse_all(["gdpr:6", "gdpr:7"]) == (provision("gdpr:6"), provision("gdpr:7"))
