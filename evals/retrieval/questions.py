"""The labelled questions, read from `questions/*.yaml`, and the plans of the scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from advisor.errors import CorpusError
from advisor.law.files import Located, Problems, parse, read_list, where, yaml_files
from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.law.library import Library
from evals.scenarios import load_scenarios

FOLDER = Path(__file__).parent / "questions"
_LONGEST_PLAN = 900
"""Characters; longer plans test the reading of long texts, not search."""


class Part(StrEnum):
    """What a question may be used for."""

    TUNE = "tune"
    MEASURED = "measured"
    BLIND = "blind"
    """Only measured too; written by someone who had not seen the search."""


class Kind(StrEnum):
    """How it is asked."""

    CITATION = "citation"
    QUESTION = "question"
    MESSY = "messy"
    PLAN = "plan"
    """The words of a scenario; no weight is learnt from them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the provisions that answer it."""

    ask: str
    kind: Kind
    part: Part
    topic: str
    answers: tuple[tuple[ProvisionId, ...], ...]
    """Each answer, as the provisions any of which gives it."""
    file: str = ""
    """The name of the file that it was written in, without its ending."""


class _Ask(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    ask: str = Field(min_length=1)
    finds: list[str] = Field(min_length=1)


class _Topic(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    topic: str
    part: Part
    citation: list[_Ask] = []
    question: list[_Ask] = []
    messy: list[_Ask] = []


def load_questions(library: Library, folder: Path = FOLDER) -> list[Question]:
    """Return the labelled questions, in file order.

    Raises:
        CorpusError: a file is wrong, a topic comes twice, or an answer is not in the corpus.
    """
    problems = Problems()
    met: set[str] = set()

    def read(entry: Located) -> list[Question]:
        shape = parse(_Topic, entry)
        if shape.topic in met:
            raise CorpusError(f"{where(entry)}: topic `{shape.topic}` comes twice")
        met.add(shape.topic)
        kinds = {
            Kind.CITATION: shape.citation,
            Kind.QUESTION: shape.question,
            Kind.MESSY: shape.messy,
        }
        return [
            Question(
                one.ask,
                kind,
                shape.part,
                shape.topic,
                _answers(one, entry, library),
                Path(entry.file).stem,
            )
            for kind, asked in kinds.items()
            for one in asked
        ]

    entries = [entry for file in yaml_files(folder) for entry in read_list(file, folder.parent)]
    found = [question for questions in problems.each(entries, read) for question in questions]
    problems.raise_if_any()
    return found


def plans_as_questions(library: Library) -> Iterator[Question]:
    """Yield the scenarios in words that have provisions to cite, as questions that are measured.

    Their words and labels were written for the advisor, by other people than the questions.
    """
    for scenario in load_scenarios():
        if not scenario.words or len(scenario.words) > _LONGEST_PLAN:
            continue
        cited = [_provisions(entry.split("|"), library) for entry in scenario.must_cite]
        answers = tuple(answer for answer in cited if answer)
        if answers:
            yield Question(scenario.words, Kind.PLAN, Part.MEASURED, scenario.name, answers)


def _answers(one: _Ask, entry: Located, library: Library) -> tuple[tuple[ProvisionId, ...], ...]:
    for text in one.finds:
        try:
            known = library.resolves(ProvisionId.parse(text))
        except IdentifierError:
            known = False
        if not known:
            raise CorpusError(f"{where(entry)}: unknown provision `{text}` for {one.ask!r}")
    return tuple((ProvisionId.parse(text),) for text in one.finds)


def _provisions(texts: list[str], library: Library) -> tuple[ProvisionId, ...]:
    parsed = [ProvisionId.parse(text.strip()) for text in texts if ":" in text]
    return tuple(id for id in parsed if id.instrument in library.instruments)
