"""The real corpus, loaded once."""

from pathlib import Path

import pytest

from advisor.reasoning.loading import load_rulebook
from advisor.reasoning.rulebook import Rulebook


@pytest.fixture(scope="session")
def book() -> Rulebook:
    """The whole corpus, compiled and linked."""
    return load_rulebook(Path(__file__).parents[2] / "corpus")
