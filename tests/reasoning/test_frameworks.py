"""Voluntary frameworks: norms point only to places that are listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import CorpusError
from advisor.reasoning.loading import load_rulebook
from advisor.reasoning.rulebook import Rulebook
from tests.builders import tiny_corpus, write

NORM = """
- id: norm
  title: A norm
  source: ["gdpr:1(1)"]
  kind: prohibition
  applies: act
  frameworks: {%s}
"""
FRAMEWORKS = """
oecd:
  title: Principles
  publisher: A body
  places: {"1.3": openness}
"""


def corpus(folder: Path, places: str) -> Path:
    tiny_corpus(folder, norms=NORM % places)
    write(folder, "frameworks.yaml", FRAMEWORKS)
    return folder


def test_a_listed_place_is_taken(tmp_path: Path) -> None:
    """What a norm points to can be shown with its framework and what it is about."""
    book = load_rulebook(corpus(tmp_path, 'oecd: ["1.3"]'))

    assert book.norms[0].frameworks == {"oecd": ("1.3",)}
    assert book.frameworks["oecd"].places["1.3"] == "openness"


@pytest.mark.parametrize(
    ("places", "message"),
    [
        ('oecd: ["1.9"]', "`oecd` has no place `1.9`"),
        ('iso: ["A.1"]', "no framework `iso` in frameworks.yaml, only `oecd`"),
    ],
)
def test_other_places_are_errors(tmp_path: Path, places: str, message: str) -> None:
    """A misspelt framework or place names the norm's file and line."""
    with pytest.raises(CorpusError) as caught:
        load_rulebook(corpus(tmp_path, places))

    assert message in str(caught.value)
    assert "norms/norms.yaml:" in str(caught.value)


@pytest.mark.parametrize(
    "folder", ["ai-act/prohibited", "ai-act/high-risk-deployers", "gdpr/automated", "gdpr/security"]
)
def test_norms_on_ai_automation_and_security_have_a_place(book: Rulebook, folder: str) -> None:
    """An organisation that works by a framework finds them there."""
    norms = [norm for norm in book.norms if f"norms/{folder}" in norm.place]

    assert norms
    assert not [norm.id for norm in norms if not norm.frameworks]


def test_every_listed_framework_is_used(book: Rulebook) -> None:
    """A framework to which no norm points would be an ornament."""
    used = {name for norm in book.norms for name in norm.frameworks}

    assert used == set(book.frameworks)
