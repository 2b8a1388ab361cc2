"""Learn the weights of the guide's features: `python -m evals.retrieval.train`.

A linear ranker in two looks: the first knows no references and finds the hits from which
they are followed, the second ranks what is shown. For each answer of a question the softmax
over the candidates should fall on the provisions that give it; recitals, chapeaux and points
are ranked alike. Trained on the questions and messy descriptions of the part to tune on, by
full-batch gradient steps from zero, so that the same data give the same weights.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from advisor.law.identifiers import ProvisionId
from advisor.retrieval.guide import DEPTH, WEIGHTS, Guide, Weights
from advisor.retrieval.references import FEATURES
from advisor.retrieval.search import Retriever
from advisor.retrieval.store import Within
from advisor.retrieval.words import words_of_query
from advisor.settings import Settings
from evals.retrieval.figures import FIGURES, Answered, answered
from evals.retrieval.questions import Kind, Part, Question, load_questions
from evals.retrieval.systems import TOP, Bench

Row = NDArray[np.float64]
Answers = list[NDArray[np.bool_]]

_FOLDS = 5
_RIDGE = 0.01
_STEPS, _STEP = 150, 0.08
_DIGITS = 4
_BY_QUESTION = "doctrine:"
"""Topics so wide that their questions are no wordings of one matter: folded one by one."""
_SHOWN = ("recall@5", "recall@10", "MRR")
_LEFT_OUT = {
    "all": "",
    "without subject index": "index-",
    "without norms, concepts, levers": "rule-",
    "without hints": "hint-",
    "without articles": "article",
    "without headings": "heading-",
    "without trust in near words": "near-",
}
"""Groups of features, by a part of their names."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its candidates' features, and for each answer the candidates that give it."""

    question: Question
    features: Row
    answers: Answers


def main(
    check: Annotated[
        bool, typer.Option(help="Cross-validate only, also without each group of features.")
    ] = False,
) -> None:
    """Train, print the cross-validated recall, and write the weights."""
    bench = Bench.open(Settings())
    questions = [
        question
        for question in load_questions(bench.book.library)
        if question.part is Part.TUNE and question.kind is not Kind.CITATION
    ]
    console = Console()
    table = Table(title=f"Cross-validated on {len(questions)} questions", title_justify="left")
    table.add_column("features")
    for figure in _SHOWN:
        table.add_column(figure, justify="right")
    for name, without in (_LEFT_OUT if check else {"all": ""}).items():
        results = _cross_validated(bench, questions, without)
        table.add_row(name, *(f"{FIGURES[figure](results):.3f}" for figure in _SHOWN))
    if check:
        results = _cross_validated(bench, questions, references=False)
        figures = (f"{FIGURES[figure](results):.3f}" for figure in _SHOWN)
        table.add_row("without references", *figures)
    console.print(table)
    if check:
        return
    weights = _learnt(bench, questions)
    told = {
        "trained_on": f"{len(questions)} questions and messy descriptions of the part to tune on",
        "trained_by": "python -m evals.retrieval.train",
        "first": _rounded(weights.first),
        "weights": _rounded(weights.second),
    }
    WEIGHTS.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _rounded(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weight, _DIGITS) for name, weight in weights.items()}


def _learnt(
    bench: Bench, questions: Sequence[Question], without: str = "", *, references: bool = True
) -> Weights:
    """The weights of both looks, over the features whose name does not hold `without`."""

    def kept(names: Iterable[str]) -> list[str]:
        return [name for name in names if not without or without not in name]

    guide = bench.guide.weighted(Weights({}, {}))
    names, examples = _examples(bench, guide, questions)
    names_first = kept(name for name in names if name not in FEATURES)
    first = dict(zip(names_first, _over(names, examples, names_first), strict=True))
    if not references:
        return Weights(first, first)
    names, examples = _examples(bench, guide.weighted(Weights(first, {})), questions)
    names_second = kept(names)
    second = dict(zip(names_second, _over(names, examples, names_second), strict=True))
    return Weights(first, second)


def _over(names: list[str], examples: Sequence[Example], kept: list[str]) -> list[float]:
    columns = [names.index(name) for name in kept]
    chosen = [Example(e.question, e.features[:, columns], e.answers) for e in examples]
    return [float(weight) for weight in _trained(chosen)]


def _examples(
    bench: Bench, guide: Guide, questions: Sequence[Question]
) -> tuple[list[str], list[Example]]:
    ids = [ProvisionId.parse(passage.id) for passage in bench.passages]
    everywhere = np.ones(len(ids), dtype=bool)
    names: list[str] = []
    examples = []
    for question in questions:
        meaning = bench.meaning(question.ask)
        found = bench.store.nearest(meaning, words_of_query(question.ask), DEPTH, Within())
        candidates = guide.candidates(question.ask, meaning, found, everywhere)
        names = list(candidates.features)
        features = np.stack([candidates.features[name] for name in names], axis=1)
        answers = []
        for answer in question.answers:
            gives = [
                any(ids[n].covers(one) or one.covers(ids[n]) for one in answer)
                for n in candidates.passages
            ]
            if any(gives):
                answers.append(np.array(gives))
        examples.append(Example(question, features.astype(np.float64), answers))
    return names, examples


def _cross_validated(
    bench: Bench, questions: Sequence[Question], without: str = "", *, references: bool = True
) -> list[Answered]:
    """Answers by weights that never saw a question's topic."""
    results = []
    for held_out in range(_FOLDS):
        seen = [question for question in questions if _fold(question) != held_out]
        weights = _learnt(bench, seen, without, references=references)
        guide = bench.guide.weighted(weights)
        version = bench.index.version
        retriever = Retriever(bench.passages, bench.store, bench.embedder, version, guide)
        for question in questions:
            if _fold(question) == held_out:
                hits = retriever.search(question.ask, TOP)
                found = [ProvisionId.parse(hit.id) for hit in hits]
                results.append(answered(question, found))
    return results


def _fold(question: Question) -> int:
    wide = question.topic.startswith(_BY_QUESTION)
    name = question.ask if wide else question.topic
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % _FOLDS


def _trained(examples: Sequence[Example]) -> Row:
    """The weights of the features as they are, not scaled."""
    stacked = np.concatenate([example.features for example in examples])
    scale = stacked.std(axis=0)
    scale[scale == 0] = 1.0
    stacked = (stacked - stacked.mean(axis=0)) / scale
    ends = np.cumsum([len(example.features) for example in examples])
    starts = np.concatenate([[0], ends[:-1]])

    weights, slow, fast = (np.zeros(stacked.shape[1]) for _ in range(3))
    for step in range(1, _STEPS + 1):
        scores = stacked @ weights
        pull = np.zeros(len(scores))
        for example, start, end in zip(examples, starts, ends, strict=True):
            pull[start:end] = _pull(scores[start:end], example.answers)
        gradient = pull @ stacked / len(examples) + _RIDGE * weights
        slow = 0.9 * slow + 0.1 * gradient
        fast = 0.99 * fast + 0.01 * gradient**2
        size = np.sqrt(fast / (1 - 0.99**step)) + 1e-8
        weights = weights - _STEP * (slow / (1 - 0.9**step)) / size
    found: Row = weights / scale
    return found


def _pull(scores: Row, answers: Answers) -> Row:
    """The gradient of the loss in the scores of one question's candidates."""
    pull = np.zeros(len(scores))
    if not answers:
        return pull
    chance = np.exp(scores - scores.max())
    chance /= chance.sum()
    for gives in answers:
        of_answer = chance * gives
        pull += (chance - of_answer / of_answer.sum()) / len(answers)
    return pull


if __name__ == "__main__":
    typer.run(main)
