"""Official texts at work: brought in at start or by hand, shown instead of restatements."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from advisor import wire
from advisor.cli import app
from advisor.errors import CorpusError, OfficialTextError
from advisor.law_views import LawViews
from advisor.official_texts import bring, check, standing, with_official_texts
from advisor.reasoning.loading import load_rulebook
from advisor.retrieval.passages import passages_of
from advisor.settings import Settings
from tests.builders import tiny_corpus
from tests.law.formats.tiny import NOW, read_document, small_act, write_checksums

TODAY = date(2026, 11, 20)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A tiny corpus whose GDPR has a made-up official text, in a folder of texts."""
    corpus = tiny_corpus(tmp_path / "corpus")
    write_checksums(corpus, ("oj-2016", read_document(small_act())))
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "act.xml").write_bytes(small_act())
    return Settings(home=tmp_path / "home", corpus=corpus, official_texts=tmp_path / "texts")


def views(settings: Settings) -> LawViews:
    """The law as pages show it."""
    return LawViews(with_official_texts(load_rulebook(settings.corpus), settings), TODAY)


def test_the_folder_in_the_settings_is_imported_at_start(settings):
    """A page shows the official words, with ours beside them."""
    bring(settings, NOW)

    found = views(settings).provision("gdpr:1(1)")
    assert found is not None
    assert (found.text, found.text_kind) == ("Ducks are fed at noon.", wire.TextKind.OFFICIAL)
    assert found.restatement == "Nobody may do it."


def test_what_has_no_official_text_keeps_its_restatement(settings):
    """It is labelled so."""
    bring(settings, NOW)

    found = views(settings).provision("dpdp:1(1)")
    assert found is not None
    assert (found.text_kind, found.restatement) == (wire.TextKind.RESTATEMENT, "")


def test_a_search_hit_says_whose_words_it_shows(settings):
    """So does every other place that shows a text."""
    bring(settings, NOW)
    law = views(settings)

    kinds = {p.id: law.hit(p, 1.0).text_kind for p in passages_of(law.book.library)}
    assert kinds["gdpr:2"] is wire.TextKind.OFFICIAL
    assert kinds["dpdp:2"] is wire.TextKind.RESTATEMENT


def test_answers_with_other_words_are_other_answers(settings):
    """The version of the corpus is part of what a remembered answer is found by."""
    before = views(settings).book.version
    bring(settings, NOW)

    assert views(settings).book.version != before


def test_a_second_start_imports_nothing_again(settings):
    """What is stored stands until a text is imported by hand."""
    bring(settings, NOW)
    (settings.official_texts / "act.xml").write_bytes(b"<ACT> formex damaged")

    bring(settings, NOW.replace(year=2027))

    book = load_rulebook(settings.corpus)
    assert next(s for s in standing(book, settings) if s.instrument == "gdpr").imported_at == NOW


def test_a_damaged_folder_stops_the_start_with_its_name(settings):
    """The operator asked for these texts, and learns that they are not shown."""
    (settings.official_texts / "act.xml").write_bytes(small_act()[:-20])

    with pytest.raises(OfficialTextError, match=r"ADVISOR_OFFICIAL_TEXTS: act\.xml"):
        bring(settings, NOW)


def test_without_the_setting_nothing_happens(settings, tmp_path):
    """Restatements are enough to work."""
    bring(Settings(home=tmp_path / "home", corpus=settings.corpus), NOW)

    assert not (tmp_path / "home" / "official").exists()


def test_import_and_status_on_the_command_line(settings, monkeypatch):
    """Status says what is loaded, whose words it is in and when it was imported."""
    monkeypatch.setenv("ADVISOR_HOME", str(settings.home))
    monkeypatch.setenv("ADVISOR_CORPUS", str(settings.corpus))
    runner = CliRunner()

    imported = runner.invoke(app, ["corpus", "import", str(settings.official_texts)])
    status = runner.invoke(app, ["corpus", "status"])

    assert imported.output == "gdpr: 7 units, official, oj-2016\n"
    assert "oj-2016" in status.output
    assert "restatement" in status.output


def test_a_checksum_of_a_unit_that_is_not_restated_is_a_fault_of_the_corpus(settings):
    """Each official unit has a restatement to stand in for it."""
    book = load_rulebook(settings.corpus)

    with pytest.raises(CorpusError, match=r"instruments/gdpr/checksums\.yaml:1: .*gdpr:rec1"):
        check(book, settings)
