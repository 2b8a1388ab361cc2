"""How well search does on the corpus itself, over the questions in `questions.yaml`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from advisor.law.files import Problems
from advisor.law.identifiers import ProvisionId
from advisor.law.library import Library
from advisor.law.loading import load_library
from advisor.retrieval import Retriever, open_retriever, passages_of
from advisor.settings import ROOT, Settings

QUESTIONS: dict[str, list[dict[str, list[str]]]] = yaml.safe_load(
    (Path(__file__).parent / "questions.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(ROOT / "corpus", Problems())


@pytest.fixture(scope="module")
def retriever(library, retrieval_folder, tmp_path_factory) -> Iterator[Retriever]:
    home = tmp_path_factory.mktemp("home")
    (home / "retrieval").symlink_to(retrieval_folder)
    opened = open_retriever(list(passages_of(library)), Settings(home=home))
    yield opened
    opened.close()


def answers(found: str, wanted: list[str]) -> bool:
    """Say whether a provision is one of those that answer, or stands inside one."""
    identifier = ProvisionId.parse(found)
    return any(
        ProvisionId.parse(name).covers(identifier) if ":" in name else identifier.instrument == name
        for name in wanted
    )


def test_every_provision_that_should_be_found_exists(library):
    """A renamed provision shows here, rather than as worse search."""
    named = [name for part in QUESTIONS.values() for row in part for name in row["finds"]]

    missing = [
        name for name in named if ":" in name and not library.resolves(ProvisionId.parse(name))
    ]

    assert missing == []


@pytest.mark.parametrize(("part", "least"), [("chosen_with", 0.70), ("held_out", 0.78)])
def test_the_provision_that_answers_is_near_the_top(retriever, part, least):
    """On average over the questions: mean reciprocal rank within the first ten."""
    gained = 0.0
    for row in QUESTIONS[part]:
        ids = [hit.id for hit in retriever.search(str(row["ask"]), top=10)]
        gained += next((1 / rank for rank, id in enumerate(ids, 1) if answers(id, row["finds"])), 0)

    assert gained / len(QUESTIONS[part]) >= least
