"""References: from what a first look found strong, one step to what belongs to it.

A strong hit names other provisions, and others name it: the rule that a paragraph is the
exception to, the article that a penalty is for, the recital that explains it. These become
candidates as well, each with how strongly it is tied to the hits. All features lie between
0 and 1, so that no number of references outweighs more than its learnt weight.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from advisor.law.identifiers import ProvisionId
from advisor.retrieval.passages import Passage

Row = NDArray[np.float64]
Places = NDArray[np.intp]
Resolver = Callable[[Sequence[ProvisionId]], Places]
"""Positions of the passages that some provisions stand for."""

_STRONG = 8
"""Hits of the first look from which references are followed."""
_FIELD = 60
"""Hits of the first look that tell which instrument the question is about."""
_MOST_ADDED = 40
"""Passages that references alone may make candidates."""
_WIDE = 12
"""Units of a provision that a reference names as a whole, above which it says nothing of each."""
_TERM = re.compile(r"([A-Z][^:.;]{2,60}):\s")
_EXCEPTION = re.compile(
    r"\b(?:exceptions?|exempt\w*|unless|derogat\w+|except|despite|fall away|outside:|lie outside"
    r"|(?:do|does|need) not (?:apply|cover|extend|keep|bind)|no duty|not (?:high-risk|needed))\b",
    re.IGNORECASE,
)
_ASKS_EXCEPTION = re.compile(
    r"\b(?:exceptions?|exempt\w*|derogat\w+|exclu\w+|refus\w+|unless|without|let off|carve\w*"
    r"|limits?|lift\w*|overrid\w+|outside|dispens\w+|waive\w*)\b",
    re.IGNORECASE,
)
_ASKS_MEANING = re.compile(
    r"\b(?:defin\w+|mean(?:s|ing)?|notions?|concept|what (?:is|are|counts)|who is|constitut\w+"
    r"|qualif\w+|count(?:s|ed)? as|amounts? to|distinction)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]{3,}")

FEATURES = (
    "referred-to",
    "refers",
    "beside-strong",
    "exception-to-strong",
    "exception-asked",
    "defines",
    "meaning-asked",
    "instrument-share",
)


class References:
    """Who refers to whom among the passages. Safe to share between threads."""

    def __init__(
        self, passages: Sequence[Passage], articles: NDArray[np.intp], resolve: Resolver
    ) -> None:
        """Learn the references.

        Args:
            articles: for each passage, the number of its article.
        """
        self._articles = articles
        size = len(passages)
        forth: dict[int, dict[int, float]] = defaultdict(dict)
        back: dict[int, dict[int, float]] = defaultdict(dict)
        for here, passage in enumerate(passages):
            for reference in passage.refers_to:
                there = [int(n) for n in resolve([reference]) if n != here]
                for n in there if len(there) <= _WIDE else ():
                    forth[here][n] = back[n][here] = 1 / np.sqrt(len(there))
        self._forth = {n: _packed(to) for n, to in forth.items()}
        self._back = {n: _packed(to) for n, to in back.items()}
        self._exception = np.array([float(bool(_EXCEPTION.search(_own(p)))) for p in passages])
        numbers: dict[str, int] = {}
        self._instrument = np.array(
            [numbers.setdefault(p.instrument, len(numbers)) for p in passages], dtype=np.intp
        )
        self._instruments = len(numbers)
        self._definition = np.zeros(size)
        self._terms: list[tuple[int, frozenset[str]]] = []
        for n, passage in enumerate(passages):
            term = _TERM.match(_own(passage)) if "definition" in passage.heading.lower() else None
            if term is not None:
                self._definition[n] = 1.0
                if words := _stems(term[1]):
                    self._terms.append((n, words))

    def features(
        self, query: str, passages: Places, scores: Row, chosen: NDArray[np.bool_]
    ) -> dict[str, Row]:
        """Return one row a feature over all passages; mark new candidates in `chosen`.

        Args:
            passages: candidates of the first look, at least one.
            scores: their scores in it.
            chosen: for each passage whether it is a candidate; changed in place.
        """
        size = len(self._articles)
        order = np.lexsort((passages, -scores))
        chance = np.exp(scores[order] - scores[order[0]])
        strong = passages[order[:_STRONG]]

        referred, refers = np.zeros(size), np.zeros(size)
        beside = np.zeros(int(self._articles.max()) + 1)
        for hit, strength in zip(strong.tolist(), chance.tolist(), strict=False):
            for row, edges in ((referred, self._forth), (refers, self._back)):
                if hit in edges:
                    to, ties = edges[hit]
                    row[to] += strength * ties
            beside[self._articles[hit]] += strength
        np.minimum(referred, 1.0, out=referred)
        np.minimum(refers, 1.0, out=refers)
        near = np.minimum(beside, 1.0)[self._articles]

        field = passages[order[:_FIELD]]
        share = np.bincount(
            self._instrument[field], weights=chance[:_FIELD], minlength=self._instruments
        )
        asked = _stems(query)
        defines = np.zeros(size)
        for n, term in self._terms:
            defines[n] = len(term & asked) / len(term) if term & asked else 0.0
        asks_exception = _ASKS_EXCEPTION.search(query) is not None
        asks_meaning = _ASKS_MEANING.search(query) is not None
        self._add(np.maximum(referred, refers), chosen)
        return {
            "referred-to": referred,
            "refers": refers,
            "beside-strong": near,
            "exception-to-strong": self._exception * np.maximum(near, np.maximum(referred, refers)),
            "exception-asked": self._exception * asks_exception,
            "defines": np.where(defines >= 1, 1.0, 0.5 * defines),
            "meaning-asked": self._definition * defines * asks_meaning,
            "instrument-share": (share / share.sum())[self._instrument],
        }

    def _add(self, ties: Row, chosen: NDArray[np.bool_]) -> None:
        new = np.flatnonzero((ties > 0) & ~chosen)
        chosen[new[np.argsort(-ties[new], kind="stable")][:_MOST_ADDED]] = True


def _own(passage: Passage) -> str:
    return passage.restatement or passage.text


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.rstrip("s") for word in _WORD.findall(text.lower()))


def _packed(to: dict[int, float]) -> tuple[Places, Row]:
    return np.array(list(to), dtype=np.intp), np.array(list(to.values()))
