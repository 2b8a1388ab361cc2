"""A small body of law in our own words, and the model to search it with."""

from datetime import date
from pathlib import Path

import pytest

from advisor.retrieval.embedding import OnnxEmbedder
from advisor.retrieval.export import ensure_exported
from advisor.retrieval.index import Index, build
from advisor.retrieval.passages import Passage

_GDPR = date(2018, 5, 25)

_TEXTS = (Path(__file__).parent / "law.txt").read_text(encoding="utf-8")

OLD_WORDING = Passage(
    id="ai-act:4",
    instrument="ai-act",
    cite="Art. 4 AI Act",
    heading="AI literacy",
    context="AI Act",
    text="An earlier wording: staff are to know enough about AI.",
    applies_from=date(2025, 2, 2),
    applies_until=date(2026, 8, 2),
)


def _passage(line: str) -> Passage:
    identifier, cite, heading, text = line.split("|")
    instrument = identifier.split(":")[0]
    starts = {"ai-act": date(2026, 8, 2), "dpdp": date(2027, 5, 13), "dpdp-rules": date.max}
    return Passage(
        id=identifier,
        instrument=instrument,
        cite=cite,
        heading=heading,
        context=cite.split(" ", 2)[-1],
        text=text,
        applies_from=starts.get(instrument, _GDPR),
    )


PASSAGES = [OLD_WORDING, *map(_passage, _TEXTS.strip().splitlines())]


@pytest.fixture(scope="session")
def embedder(retrieval_folder: Path) -> OnnxEmbedder:
    return OnnxEmbedder(ensure_exported(retrieval_folder))


@pytest.fixture(scope="session")
def passages() -> list[Passage]:
    return PASSAGES


@pytest.fixture(scope="session")
def index(embedder: OnnxEmbedder, passages: list[Passage]) -> Index:
    return build(passages, embedder)
