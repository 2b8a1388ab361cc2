"""The folder of official texts, where it is at hand."""

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[3]
# Read while tests are collected: each test has a clean environment.
_NAMED = os.environ.get("ADVISOR_REFERENCE_TEXTS")
_FOLDER = Path(_NAMED) if _NAMED else _ROOT.parent / "shared" / "corpus"


@pytest.fixture(scope="session")
def official_texts() -> Path:
    """The publishers' files and `reference/*.jsonl`; they are never part of the repository."""
    if not (_FOLDER / "reference").is_dir():
        pytest.skip(f"no official texts at {_FOLDER}: name a folder in ADVISOR_REFERENCE_TEXTS")
    return _FOLDER


@pytest.fixture(scope="session")
def real_corpus() -> Path:
    """The corpus of this project."""
    return _ROOT / "corpus"
