"""Texts as weighted words: the sparse half of hybrid search (BM25).

The weights here hold the frequency of a word in its text; the stores multiply by how rare
the word is in the whole index.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from qdrant_edge import Bm25, Bm25Config

_MEAN_WORDS = 60.0
VERSION = f"bm25-english-{_MEAN_WORDS:.0f}-1"


@dataclass(frozen=True, slots=True)
class Words:
    """A sparse vector: hashed words and their weights."""

    indices: tuple[int, ...]
    weights: tuple[float, ...]


def words_of_text(text: str) -> Words:
    """Weigh the words of a text that is to be found."""
    found = _bm25().embed_document(text)
    return Words(tuple(found.indices), tuple(found.values))


def words_of_query(query: str) -> Words:
    """Weigh the words that are looked for; empty where only stop words are."""
    found = _bm25().embed_query(query)
    return Words(tuple(found.indices), tuple(found.values))


@cache
def _bm25() -> Bm25:
    return Bm25(Bm25Config(avg_len=_MEAN_WORDS, language="english", ascii_folding=True))
