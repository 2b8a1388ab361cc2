"""The check that the corpus is in its own words."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

_FILE = Path(__file__).parents[1] / "scripts" / "own_words.py"


@pytest.fixture(scope="module")
def own_words() -> ModuleType:
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location("own_words", _FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["own_words"] = module
    spec.loader.exec_module(module)
    return module


TEXT = "the ducks of the old pond are fed at noon by those who keep them"


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with one official text, made up."""
    (tmp_path / "act.json").write_text(f'{{"articles": ["{TEXT}"]}}', encoding="utf-8")
    return tmp_path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus folder to fill."""
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


def write(corpus: Path, words: str) -> None:
    """One restated unit."""
    entry = f'provisions:\n  - id: gdpr:1\n    units:\n      - {{at: "(1)", text: "{words}"}}\n'
    (corpus / "all.yaml").write_text(entry, encoding="utf-8")


def test_twelve_shared_words_are_found_with_their_place(own_words, texts, corpus):
    """Marks and capitals make no difference."""
    write(corpus, "Here: The ducks, of the old pond, are fed at noon, by those we like.")

    found = own_words.check(corpus, texts)

    assert [(run.at, len(run.words.split())) for run in found] == [("gdpr:1(1)", 12)]
    assert found[0].place == "all.yaml:4"


def test_eleven_shared_words_are_a_term(own_words, texts, corpus):
    """Law has its words, and they are few."""
    write(corpus, "Here the ducks of the old pond are fed at noon by all of us.")

    assert own_words.check(corpus, texts) == []


def test_norms_and_concepts_are_checked_too(own_words, texts, corpus):
    """Every text of the corpus is."""
    (corpus / "norms.yaml").write_text(f"- {{id: n, why: {TEXT}}}\n", encoding="utf-8")

    assert [run.at for run in own_words.check(corpus, texts)] == ["n"]


def test_an_exception_names_a_digest_and_a_reason(own_words, texts, corpus):
    """So that no official words stand in the list of exceptions."""
    write(corpus, TEXT)
    run = own_words.check(corpus, texts)[0]
    (corpus / own_words.EXCEPTIONS).write_text(
        f"- {{at: '{run.at}', run: '{run.digest}', reason: a term}}\n", encoding="utf-8"
    )

    assert own_words.exceptions(corpus) == {(run.at, run.digest): "a term"}
