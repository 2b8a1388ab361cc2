"""The real corpus, loaded once."""

from pathlib import Path

import pytest

from advisor.law.library import Library
from advisor.reasoning.loading import load_rulebook


@pytest.fixture(scope="session")
def library() -> Library:
    """Every instrument, provision and authority of the corpus."""
    return load_rulebook(Path(__file__).parents[2] / "corpus").library
