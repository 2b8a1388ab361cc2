"""Learn the weights of the guide's features: `python -m evals.retrieval.train`.

A linear ranker. For each answer of a question the softmax over the candidates should fall
on the provisions that give it; recitals, chapeaux and points are ranked alike. Trained on
the questions and messy descriptions of the part to tune on, by full-batch gradient steps
from zero, so that the same data give the same weights.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from advisor.law.identifiers import ProvisionId
from advisor.retrieval.guide import DEPTH, WEIGHTS
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
_SHOWN = ("recall@5", "recall@10", "MRR")
_LEFT_OUT = {
    "all": "",
    "without subject index": "index-",
    "without norms, concepts, levers": "rule-",
    "without hints": "hint-",
    "without articles": "article",
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
    names, examples = _examples(bench, questions)
    console = Console()
    table = Table(title=f"Cross-validated on {len(examples)} questions", title_justify="left")
    table.add_column("features")
    for figure in _SHOWN:
        table.add_column(figure, justify="right")
    for name, without in (_LEFT_OUT if check else {"all": ""}).items():
        kept = [n for n, feature in enumerate(names) if not without or without not in feature]
        results = _cross_validated(bench, names, examples, kept)
        table.add_row(name, *(f"{FIGURES[figure](results):.3f}" for figure in _SHOWN))
    console.print(table)
    if check:
        return
    weights = _trained(examples)
    rounded = {name: round(float(w), _DIGITS) for name, w in zip(names, weights, strict=True)}
    told = {
        "trained_on": f"{len(examples)} questions and messy descriptions of the part to tune on",
        "trained_by": "python -m evals.retrieval.train",
        "weights": rounded,
    }
    WEIGHTS.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _examples(bench: Bench, questions: Sequence[Question]) -> tuple[list[str], list[Example]]:
    ids = [ProvisionId.parse(passage.id) for passage in bench.passages]
    everywhere = np.ones(len(ids), dtype=bool)
    names: list[str] = []
    examples = []
    for question in questions:
        meaning = bench.meaning(question.ask)
        found = bench.store.nearest(meaning, words_of_query(question.ask), DEPTH, Within())
        candidates = bench.guide.candidates(question.ask, meaning, found, everywhere)
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
    bench: Bench, names: list[str], examples: Sequence[Example], kept: list[int]
) -> list[Answered]:
    """Answers by weights that never saw a question's topic, over the features `kept`."""
    examples = [Example(e.question, e.features[:, kept], e.answers) for e in examples]
    names = [names[n] for n in kept]
    fold = [_fold(example.question.topic) for example in examples]
    results = []
    for held_out in range(_FOLDS):
        weights = _trained([e for e, f in zip(examples, fold, strict=True) if f != held_out])
        guide = bench.guide.weighted(dict(zip(names, weights.tolist(), strict=True)))
        version = bench.index.version
        retriever = Retriever(bench.passages, bench.store, bench.embedder, version, guide)
        for example, number in zip(examples, fold, strict=True):
            if number == held_out:
                hits = retriever.search(example.question.ask, TOP)
                found = [ProvisionId.parse(hit.id) for hit in hits]
                results.append(answered(example.question, found))
    return results


def _fold(topic: str) -> int:
    return int(hashlib.sha256(topic.encode()).hexdigest(), 16) % _FOLDS


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
