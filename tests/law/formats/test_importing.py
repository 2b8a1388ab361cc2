"""Importing: checked against checksums, stored as a whole or not at all."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.errors import OfficialTextError
from advisor.law.formats import markup
from advisor.law.identifiers import ProvisionId
from advisor.law.importing import import_texts
from advisor.law.official import laid_over, load_expected, officially
from advisor.law.provisions import TextKind
from tests.law.formats.tiny import (
    NOW,
    convention_lines,
    differences,
    library_of,
    pdf,
    read_document,
    small_act,
    small_corpus,
    store_in,
    texts_of,
    web_page,
    write_checksums,
)

RESTATED = {
    "rec1": "own words",
    "1(1)": "own words",
    "1(2)": "own words",
    "2": "own words",
    "2(a)": "own words",
    "2(b)": "own words",
    "3": "own words",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus that restates the small act and knows its checksums."""
    folder = small_corpus(tmp_path / "corpus", RESTATED)
    write_checksums(folder, ("oj-2016", read_document(small_act())))
    return folder


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with the act, and with what else lies in folders."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "any-name.xml").write_bytes(small_act())
    (folder / "readme.txt").write_text("Ducks.", encoding="utf-8")
    return folder


def shown(corpus: Path, tmp_path: Path, at: str, day: date = date(2026, 11, 20)):
    """The provision that a reader sees."""
    library = officially(library_of(corpus), corpus, store_in(tmp_path).folder)
    return library.provision(ProvisionId.parse(f"gdpr:{at}"), day)


def test_an_imported_text_takes_the_place_of_the_restatement(corpus, inbox, tmp_path):
    """The restatement stays beside it."""
    found = import_texts(inbox, corpus, store_in(tmp_path), NOW)

    provision = shown(corpus, tmp_path, "2(a)")
    assert provision.text == "stale bread;"
    assert provision.kind is TextKind.OFFICIAL
    assert provision.restatement == "own words"
    assert [name for name, _ in found.aside] == ["readme.txt"]
    assert found.texts[0].imported_at == NOW
    assert found.texts[0].files[0].name == "any-name.xml"


def test_without_an_import_the_restatement_stands(corpus, tmp_path):
    """It is labelled so."""
    provision = shown(corpus, tmp_path, "2(a)")

    assert (provision.text, provision.kind) == ("own words", TextKind.RESTATEMENT)


def test_a_text_with_other_words_is_refused_with_the_provisions_that_differ(corpus, tmp_path):
    """One word is enough."""
    file = tmp_path / "act.xml"
    file.write_bytes(small_act(third="The pond is closed at noon."))

    with pytest.raises(OfficialTextError, match=r"act\.xml: .*1 provisions differ: gdpr:3"):
        import_texts(file, corpus, store_in(tmp_path), NOW)


def test_a_text_that_lacks_provisions_is_refused_with_their_names(corpus, tmp_path):
    """So is one that has more."""
    file = tmp_path / "act.xml"
    start, end = small_act().find(b'<ARTICLE IDENTIFIER="002"'), small_act().find(b"</DIVISION>")
    file.write_bytes(small_act()[:start] + small_act()[end:])

    with pytest.raises(OfficialTextError, match=r"4 provisions are missing: gdpr:2, "):
        import_texts(file, corpus, store_in(tmp_path), NOW)


def test_white_space_quotes_and_dashes_make_no_difference(corpus, inbox, tmp_path):
    """Copies set them in their own ways."""
    (inbox / "any-name.xml").write_bytes(small_act().replace(b"at noon", b"at \n  noon"))

    assert import_texts(inbox, corpus, store_in(tmp_path), NOW).texts


def test_after_an_error_everything_is_as_it_was(corpus, inbox, tmp_path):
    """A folder is imported as a whole or not at all."""
    import_texts(inbox, corpus, store_in(tmp_path), NOW)
    before = {p.name: p.read_bytes() for p in store_in(tmp_path).folder.iterdir()}
    (inbox / "other.xml").write_bytes(small_act()[:-40])

    with pytest.raises(OfficialTextError, match=r"other\.xml: is malformed XML"):
        import_texts(inbox, corpus, store_in(tmp_path), NOW)

    assert {p.name: p.read_bytes() for p in store_in(tmp_path).folder.iterdir()} == before


def test_a_disk_that_fills_up_leaves_what_was_there(corpus, inbox, tmp_path, monkeypatch):
    """Texts are written beside the old ones first."""
    import_texts(inbox, corpus, store_in(tmp_path), NOW)
    before = {p.name: p.read_bytes() for p in store_in(tmp_path).folder.iterdir()}

    def full(_: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr("advisor.law.official.os.fsync", full)
    with pytest.raises(OfficialTextError, match="no space left"):
        import_texts(inbox, corpus, store_in(tmp_path), NOW)

    assert {p.name: p.read_bytes() for p in store_in(tmp_path).folder.iterdir()} == before


def test_a_file_that_is_named_must_be_a_text(corpus, inbox, tmp_path):
    """In a folder it would be left aside."""
    with pytest.raises(OfficialTextError, match=r"readme\.txt: is no text"):
        import_texts(inbox / "readme.txt", corpus, store_in(tmp_path), NOW)


def test_a_path_that_is_not_there_is_an_error(corpus, tmp_path):
    """Nothing was imported, and that is said."""
    with pytest.raises(OfficialTextError, match="no such file"):
        import_texts(tmp_path / "nowhere", corpus, store_in(tmp_path), NOW)


def test_a_folder_without_texts_is_an_error(corpus, inbox, tmp_path):
    """An empty import would look like a good one."""
    (inbox / "any-name.xml").unlink()

    with pytest.raises(OfficialTextError, match="holds no official text"):
        import_texts(inbox, corpus, store_in(tmp_path), NOW)


def test_an_oversized_file_is_not_read(corpus, inbox, tmp_path, monkeypatch):
    """The limit is checked before anything is loaded."""
    monkeypatch.setattr("advisor.law.importing.MAX_BYTES", 100)

    with pytest.raises(OfficialTextError, match="larger than"):
        import_texts(inbox / "any-name.xml", corpus, store_in(tmp_path), NOW)
    assert markup.MAX_BYTES > 100


def test_links_in_a_folder_are_not_followed(corpus, inbox, tmp_path):
    """A folder of texts leads nowhere else."""
    (inbox / "any-name.xml").rename(tmp_path / "elsewhere.xml")
    (inbox / "link.xml").symlink_to(tmp_path / "elsewhere.xml")

    with pytest.raises(OfficialTextError, match="holds no official text"):
        import_texts(inbox, corpus, store_in(tmp_path), NOW)


def test_a_later_version_is_recognised_as_one_that_is_known(corpus, inbox, tmp_path):
    """Or as one that is not."""
    document = read_document(small_act())
    write_checksums(corpus, ("oj-2016", document), extra="later: [02016R0679-20300101]\n")
    (inbox / "later.html").write_bytes(web_page("", celex="02016R0679-20300101"))

    with pytest.raises(
        OfficialTextError, match=r"02016R0679-20300101.* This later version is known"
    ):
        import_texts(inbox, corpus, store_in(tmp_path), NOW)

    (inbox / "later.html").write_bytes(web_page("", celex="02016R0679-20310101"))
    with pytest.raises(OfficialTextError, match="This later version is not known"):
        import_texts(inbox, corpus, store_in(tmp_path), NOW)


# Corrigenda ---------------------------------------------------------------------------------


CORRECTED = "The pond is closed by night."


@pytest.fixture
def corrected_corpus(corpus: Path) -> Path:
    """A corpus that knows a corrigendum to Art. 3."""
    document = read_document(small_act())
    write_checksums(corpus, ("oj-2016", document), corrections={"gdpr:3": CORRECTED})
    return corpus


def test_a_corrigendum_is_applied(corrected_corpus, inbox, tmp_path):
    """It comes with the text, under any name."""
    old = "The pond is closed at night."
    (inbox / "corrections.txt").write_bytes(differences("Art. 3", old, CORRECTED))

    found = import_texts(inbox / "any-name.xml", corrected_corpus, store_in(tmp_path), NOW)

    assert shown(corrected_corpus, tmp_path, "3").text == CORRECTED
    assert found.texts[0].notes == ["corrigendum-2018 applied to 1 units"]


def test_without_the_corrigendum_the_units_that_it_corrects_stay_restated(
    corrected_corpus, inbox, tmp_path
):
    """The words as first published are no longer the law."""
    found = import_texts(inbox, corrected_corpus, store_in(tmp_path), NOW)

    assert shown(corrected_corpus, tmp_path, "3").kind is TextKind.RESTATEMENT
    assert shown(corrected_corpus, tmp_path, "2").kind is TextKind.OFFICIAL
    assert "not at hand" in found.texts[0].notes[0]


@pytest.mark.parametrize(
    "content",
    [
        differences("Art. 3", "The lake is closed.", CORRECTED),
        differences("Art. 9", "The pond is closed at night.", CORRECTED),
        differences("Art. 3", "The pond is closed at night.", "The pond is open."),
        b"x\n  OJ 2016  : a\n  corrected: b\n\n  corrected: c\n",
    ],
    ids=["other words", "other place", "other correction", "cut short"],
)
def test_a_wrong_corrigendum_is_refused(corrected_corpus, inbox, tmp_path, content):
    """A correction is checked like a text."""
    (inbox / "corrections.txt").write_bytes(content)

    with pytest.raises(OfficialTextError, match=r"corrections\.txt"):
        import_texts(inbox, corrected_corpus, store_in(tmp_path), NOW)


def test_an_excerpt_is_placed_by_its_common_words(corrected_corpus, inbox, tmp_path):
    """Long units are given in part, cut anywhere."""
    (inbox / "corrections.txt").write_bytes(
        differences("Art. 3", "... pond is closed at nigh", "... pond is closed by nig")
    )
    document = read_document(small_act(third="The pond is closed at night and day."))
    (inbox / "any-name.xml").write_bytes(small_act(third="The pond is closed at night and day."))
    changed = {"gdpr:3": "The pond is closed at night and day."}
    write_checksums(corrected_corpus, ("oj-2016", document), corrections=changed)

    import_texts(inbox, corrected_corpus, store_in(tmp_path), NOW)

    assert shown(corrected_corpus, tmp_path, "3").text == changed["gdpr:3"]


# Amended units ------------------------------------------------------------------------------


def amended_library(corpus: Path, tmp_path: Path, wordings: list[tuple[str, date, date | None]]):
    """The library with Art. 3 in these wordings, under the imported text."""
    library = library_of(corpus)
    name = ProvisionId.parse("gdpr:3")
    first = library.wordings[name][0]
    both = tuple(replace(first, text=t, since=since, until=until) for t, since, until in wordings)
    library = replace(library, wordings={**library.wordings, name: both})
    return laid_over(library, store_in(tmp_path), load_expected(corpus)).library, name


@pytest.fixture
def amended_corpus(corpus: Path, inbox: Path, tmp_path: Path) -> Path:
    """A corpus that knows Art. 3 as amended on 27 July 2026, with the text imported."""
    extra = "amended_on: 2026-07-27\namended: ['gdpr:3']\n"
    write_checksums(corpus, ("oj-2016", read_document(small_act())), extra=extra)
    import_texts(inbox, corpus, store_in(tmp_path), NOW)
    return corpus


def test_an_amended_unit_has_the_official_words_until_the_amendment(amended_corpus, tmp_path):
    """After it the restatement of the new words stands, marked as such."""
    rows = [("old", date(2018, 5, 25), date(2026, 7, 27)), ("new", date(2026, 7, 27), None)]
    library, name = amended_library(amended_corpus, tmp_path, rows)

    before = library.provision(name, date(2026, 1, 1))
    after = library.provision(name, date(2026, 11, 20))
    assert (before.text, before.kind) == ("The pond is closed at night.", TextKind.OFFICIAL)
    assert (after.text, after.kind) == ("new", TextKind.RESTATEMENT)


def test_the_original_is_added_where_only_the_new_words_are_restated(amended_corpus, tmp_path):
    """It is what a reader of that time needs."""
    rows = [("new", date(2026, 7, 27), None)]
    library, name = amended_library(amended_corpus, tmp_path, rows)

    before = library.provision(name, date(2026, 1, 1))
    assert (before.kind, before.until) == (TextKind.OFFICIAL, date(2026, 7, 27))
    assert library.provision(name, date(2026, 7, 27)).text == "new"


def test_a_unit_restated_in_one_wording_is_not_given_words_of_before(amended_corpus, tmp_path):
    """If the list says that it was amended, the restatement is of the new words."""
    library, name = amended_library(amended_corpus, tmp_path, [("new", date(2018, 5, 25), None)])

    assert library.provision(name, date(2026, 11, 20)).kind is TextKind.RESTATEMENT


# What is stored -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"stale bread;", b"fresh bread;", "differs from its checksums in gdpr:2"),
        (b'"instrument"', b'"instrument', "is damaged"),
        (b'"at": "3"', b'"at": "?"', "is damaged"),
    ],
)
def test_a_stored_text_that_was_tampered_with_is_refused(
    corpus, inbox, tmp_path, old, new, problem
):
    """It is checked each time it is loaded."""
    store = store_in(tmp_path)
    import_texts(inbox, corpus, store, NOW)
    file = store.folder / "gdpr.json"
    file.write_bytes(file.read_bytes().replace(old, new))

    with pytest.raises(OfficialTextError, match=problem):
        officially(library_of(corpus), corpus, store.folder)


def test_the_version_names_the_words_and_not_the_day(corpus, inbox, tmp_path):
    """Importing the same again forgets no answer."""
    store = store_in(tmp_path)
    import_texts(inbox, corpus, store, NOW)
    first = store.version()
    import_texts(inbox, corpus, store, NOW.replace(year=2027))

    assert store.version() == first
    assert first


# Random damage ------------------------------------------------------------------------------


FILES = {
    "act.xml": small_act(),
    "convention.pdf": pdf(convention_lines()),
    "page.html": web_page(
        "<div id='art_5'><p class='oj-ti-art'>Article 5</p>"
        "<div id='005.001'><p>1.  A.</p></div></div>"
    ),
    "corrections.txt": differences("Art. 3", "The pond is closed at night.", CORRECTED),
}


@given(
    name=st.sampled_from(sorted(FILES)),
    cut=st.integers(0, 5000),
    flips=st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 255)), max_size=4),
)
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_damaged_file_never_crashes_and_never_changes_what_is_loaded(
    corpus, tmp_path, name, cut, flips
):
    """It is refused with our own error, or holds the same words as before."""
    store = store_in(tmp_path)
    if not store.folder.exists():
        whole = tmp_path / "whole.xml"
        whole.write_bytes(small_act())
        import_texts(whole, corpus, store, NOW)
    before = store.version()
    data = bytearray(FILES[name][: max(cut, 1)])
    for place, flip in flips:
        data[place % len(data)] ^= flip
    file = tmp_path / "damaged" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(bytes(data))

    with suppress(OfficialTextError):
        import_texts(file, corpus, store, NOW)
    assert store.version() == before


def test_the_same_words_from_two_publishers_are_compared(tmp_path):
    """Formex is stored, the page is a second witness."""
    page = web_page(
        "<div id='art_1'><p class='oj-ti-art'>Article 1</p>"
        "<div id='001.001'><p>1.  A.</p></div></div>"
    )
    document = read_document(page)
    assert texts_of(document) == {"1(1)": "A."}
    corpus = small_corpus(tmp_path / "corpus", {"1(1)": "own words"}, "ai-act")
    write_checksums(corpus, ("oj-2024", document))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "page.html").write_bytes(page)
    (tmp_path / "in" / "act.xml").write_bytes(
        small_act().replace(b">679<", b">1689<").replace(b">2016<", b">2024<")
    )

    with pytest.raises(OfficialTextError, match=r"act\.xml"):
        import_texts(tmp_path / "in", corpus, store_in(tmp_path), NOW)
