"""One offline counsel for all tests of reading: it is read-only and takes half a second to load."""

from pathlib import Path

import pytest

from advisor.counsel import OfflineCounsel
from advisor.counsel.cues import Cue, load_cues
from advisor.reasoning.loading import load_rulebook
from advisor.reasoning.vocabulary import Vocabulary

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_rulebook(CORPUS).vocabulary


@pytest.fixture(scope="session")
def counsel(vocabulary: Vocabulary) -> OfflineCounsel:
    return OfflineCounsel.load(CORPUS, vocabulary)


@pytest.fixture(scope="session")
def cues(vocabulary: Vocabulary) -> tuple[Cue, ...]:
    return load_cues(CORPUS / "facts" / "cues", vocabulary, CORPUS)
