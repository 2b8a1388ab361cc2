"""The guide: ranks the passages that a store found, and adds those that signposts lead to.

Each passage gets a few features (nearness by meaning and by words, its article's, those of
the signposts that lead to it, what the query hints at). Their weighted sum is its score in a
first look; how a passage is tied to the best hits of that look by references adds features
for the second, which is shown. The weights were learnt from labelled questions by
`evals.retrieval.train`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from advisor.law.identifiers import ProvisionId
from advisor.retrieval.embedding import Embedder, Matrix, Progress
from advisor.retrieval.passages import Passage
from advisor.retrieval.references import References
from advisor.retrieval.signposts import Hint, Origin, Signpost
from advisor.retrieval.store import Found, Ranked
from advisor.retrieval.vectors import ensure_vectors
from advisor.retrieval.words import Words, words_of_query, words_of_text

Row = NDArray[np.floating]

WEIGHTS = Path(__file__).parent / "weights.json"
DEPTH = 300
"""Passages that each ranking of the store contributes, at most."""
_FOLLOWED = 60
"""Signposts that are followed, of each origin, by meaning and by words."""
_RANK_SOFTENING = 20
_ORDINARY, _SPREAD = 0.5, 0.25
"""Cosine of a query's nearest passage that is neither near nor far, and what makes one step."""
_TRUSTED = (
    "meaning",
    "words-rank",
    "meaning-rank",
    "index-meaning",
    "rule-meaning",
    "index-words",
    "rule-words",
    "heading-meaning",
)
"""Features that count more or less where the query speaks the language of the law."""
_CROWD = 100
"""First places by meaning among which an article's units are counted."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may answer a query, with one row of features each."""

    passages: NDArray[np.intp]
    features: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of the features, by name."""

    first: Mapping[str, float]
    """For the first look, which finds the strong hits; it knows no references."""
    second: Mapping[str, float]
    """For the ranking that is shown."""


class Guide:
    """Knows the signposts, the articles and the weights. Safe to share between threads."""

    def __init__(
        self,
        passages: Sequence[Passage],
        signposts: Sequence[Signpost],
        meanings: Matrix,
        hints: Sequence[Hint] = (),
        weights: Weights | None = None,
    ) -> None:
        """Prepare to guide searches over `passages`.

        Args:
            meanings: one unit vector for each signpost, in order.
            weights: of both looks; None: those that are shipped.
        """
        self._weights = load_weights() if weights is None else weights
        ids = [ProvisionId.parse(passage.id) for passage in passages]
        numbers: dict[ProvisionId, int] = {}
        self._article = np.array(
            [numbers.setdefault(_article(id), len(numbers)) for id in ids], dtype=np.intp
        )
        self._articles = len(numbers)
        self._fixed = {
            "explains": np.array([float(passage.explains) for passage in passages]),
            "depth": np.array([float(len(id.parts) - 1) for id in ids]),
            "whole": np.array([float(len(id.parts) == 1) for id in ids]),
        }
        self._hints = tuple(hints)
        instruments = np.array([passage.instrument for passage in passages], dtype=str)
        self._family = [np.isin(instruments, sorted(h.instruments)) * 1.0 for h in hints]
        self._meanings = meanings
        self._words = _WordIndex([words_of_text(signpost.text) for signpost in signposts])
        origins = np.array([signpost.origin.value for signpost in signposts], dtype=str)
        self._of_origin = {origin.value: np.flatnonzero(origins == origin) for origin in Origin}
        resolve = _resolver(ids)
        self._targets = [resolve(signpost.targets) for signpost in signposts]
        self._references = References(passages, self._article, resolve)

    def weighted(self, weights: Weights) -> Guide:
        """Return the same guide with other weights."""
        other = copy(self)
        other._weights = weights
        return other

    def ranked(
        self, query: str, meaning: Matrix, found: Found, allowed: NDArray[np.bool_]
    ) -> list[Ranked]:
        """Return the passages that may answer, best first, scored in (0, 1].

        Args:
            found: the store's rankings for the query.
            allowed: for each passage, whether a signpost may lead there.
        """
        candidates = self.candidates(query, meaning, found, allowed)
        if not len(candidates.passages):
            return []
        scores = _weighed(candidates.features, self._weights.second)
        shown = np.maximum(np.exp(scores - scores.max()), 1e-6)
        order = np.lexsort((candidates.passages, -scores))
        return [Ranked(int(candidates.passages[n]), float(shown[n])) for n in order]

    def candidates(
        self, query: str, meaning: Matrix, found: Found, allowed: NDArray[np.bool_]
    ) -> Candidates:
        """Return what may answer `query`, with the features that it is ranked by."""
        size = len(self._article)
        near = np.array([r.passage for r in found.by_meaning], dtype=np.intp)
        worded = np.array([r.passage for r in found.by_words], dtype=np.intp)
        cosines = np.array([r.score for r in found.by_meaning], dtype=np.float64)
        floor = float(cosines[-1]) if len(cosines) else 0.0

        chosen = np.zeros(size, dtype=bool)
        chosen[near] = chosen[worded] = True
        features: dict[str, Row] = {"meaning": _spread(size, near, cosines, floor)}
        features["meaning-rank"] = _spread(size, near, _by_rank(len(near)))
        features["words-rank"] = _spread(size, worded, _by_rank(len(worded)))
        best = np.full(self._articles, floor)
        np.maximum.at(best, self._article[near], cosines)
        features["article-best"] = best[self._article]
        crowd = np.bincount(self._article[near[:_CROWD]], minlength=self._articles)
        features["article-crowd"] = np.log1p(crowd)[self._article]
        for name, scores in self._signs(query, meaning):
            led, articles = self._follow(scores, chosen, allowed)
            features[name] = led
            features[f"{name}-article"] = articles[self._article]
        features |= self._fixed
        for hint, family in zip(self._hints, self._family, strict=True):
            said = hint.words.search(query) is not None
            features[f"hint-{hint.name}"] = family if said else np.zeros(size)
            features[f"no-hint-{hint.name}"] = np.zeros(size) if said else family

        # A lawyer's words lie near some provision, those of a plan lie near none.
        nearness = ((float(cosines[0]) if len(cosines) else 0.0) - _ORDINARY) / _SPREAD
        features |= {f"near-{name}": features[name] * nearness for name in _TRUSTED}
        seen = np.flatnonzero(chosen)
        if len(seen):
            of_seen = {name: row[seen] for name, row in features.items()}
            first = _weighed(of_seen, self._weights.first)
            tied = chosen.copy()
            features |= self._references.features(query, seen, first, tied)
            chosen |= tied & allowed
        passages = np.flatnonzero(chosen)
        return Candidates(passages, {name: row[passages] for name, row in features.items()})

    def _signs(self, query: str, meaning: Matrix) -> list[tuple[str, dict[int, float]]]:
        """The signposts to follow, with their scores, for each origin and each way to compare."""
        # Not `@`: on a busy machine the threads of BLAS wait for each other, 10 ms and more.
        by_meaning = np.einsum("ij,j->i", self._meanings, meaning, optimize=False)
        by_words = np.log1p(self._words.scores(words_of_query(query)))
        return [
            (f"{origin}-{how}", _highest(scores, rows))
            for origin, rows in self._of_origin.items()
            for how, scores in (("meaning", by_meaning), ("words", by_words))
        ]

    def _follow(
        self, scores: dict[int, float], chosen: NDArray[np.bool_], allowed: NDArray[np.bool_]
    ) -> tuple[Row, Row]:
        """Hand the scores of signposts on to the passages and articles that they lead to."""
        passages, articles = np.zeros(len(self._article)), np.zeros(self._articles)
        for row, score in sorted(scores.items(), key=lambda item: item[1]):
            to = self._targets[row]
            # From the lowest up, so that the best signpost to a passage has the last word.
            passages[to], articles[self._article[to]] = score, score
            chosen[to] |= allowed[to]
        return passages, articles


def ensure_guide(
    passages: Sequence[Passage],
    signposts: Sequence[Signpost],
    hints: Sequence[Hint],
    embedder: Embedder,
    folder: Path,
    progress: Progress | None = None,
) -> Guide:
    """Return the guide over `passages`; only new signposts are embedded."""
    texts = [signpost.text for signpost in signposts]
    meanings = ensure_vectors("signposts", texts, embedder, folder, progress)
    return Guide(passages, signposts, meanings, hints)


def load_weights(path: Path = WEIGHTS) -> Weights:
    """Read the weights of the features."""
    found = json.loads(path.read_text(encoding="utf-8"))
    first, second = (
        {str(name): float(weight) for name, weight in found[look].items()}
        for look in ("first", "weights")
    )
    return Weights(first, second)


def _weighed(features: Mapping[str, Row], weights: Mapping[str, float]) -> NDArray[np.float64]:
    scores: NDArray[np.float64] = np.zeros(len(next(iter(features.values()))))
    for name, values in features.items():
        scores += weights.get(name, 0.0) * values
    return scores


class _WordIndex:
    """BM25 over a few thousand short texts, in memory."""

    def __init__(self, texts: Sequence[Words]) -> None:
        self._size = len(texts)
        entries: dict[int, list[tuple[int, float]]] = defaultdict(list)
        for row, words in enumerate(texts):
            for word, weight in zip(words.indices, words.weights, strict=True):
                entries[word].append((row, weight))
        self._rows: dict[int, tuple[NDArray[np.intp], Row]] = {}
        for word, held in entries.items():
            rarity = np.log((self._size - len(held) + 0.5) / (len(held) + 0.5) + 1)
            weights = np.array([weight for _, weight in held]) * rarity
            self._rows[word] = (np.array([row for row, _ in held], dtype=np.intp), weights)

    def scores(self, query: Words) -> Row:
        """Score every text."""
        found = np.zeros(self._size)
        for word, weight in zip(query.indices, query.weights, strict=True):
            if word in self._rows:
                rows, weights = self._rows[word]
                found[rows] += weights * weight
        return found


def _article(identifier: ProvisionId) -> ProvisionId:
    while (parent := identifier.parent) is not None:
        identifier = parent
    return identifier


def _resolver(
    ids: Sequence[ProvisionId],
) -> Callable[[Sequence[ProvisionId]], NDArray[np.intp]]:
    positions: dict[ProvisionId, list[int]] = defaultdict(list)
    for number, identifier in enumerate(ids):
        inner: ProvisionId | None = identifier
        while inner is not None:
            positions[inner].append(number)
            inner = inner.parent

    exact: dict[ProvisionId, list[int]] = defaultdict(list)
    for number, identifier in enumerate(ids):
        exact[identifier].append(number)

    def resolve(targets: Sequence[ProvisionId]) -> NDArray[np.intp]:
        """Positions of the targets and what is inside them; else of what is around them."""
        found: set[int] = set()
        for target in targets:
            inside, around = positions.get(target, []), target.parent
            while not inside and around is not None:
                inside, around = exact.get(around, []), around.parent
            found.update(inside)
        return np.array(sorted(found), dtype=np.intp)

    return resolve


def _highest(scores: NDArray[np.floating], rows: NDArray[np.intp]) -> dict[int, float]:
    of_these = scores[rows]
    order = islice(np.argsort(-of_these, kind="stable"), _FOLLOWED)
    return {int(rows[n]): float(of_these[n]) for n in order if of_these[n] > 0}


def _by_rank(count: int) -> Row:
    ranks: Row = _RANK_SOFTENING / (_RANK_SOFTENING + np.arange(count, dtype=np.float64))
    return ranks


def _spread(size: int, at: NDArray[np.intp], values: Row, rest: float = 0.0) -> Row:
    row = np.full(size, rest)
    row[at] = values
    return row
