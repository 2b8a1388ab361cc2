"""Which words of a text a query has, for showing why it was found."""

from __future__ import annotations

import re

from advisor.retrieval.words import words_of_query

_WORD = re.compile(r"[^\W_]+")


def matched(query: str, text: str) -> list[tuple[int, int]]:
    """Return the spans of the words in `text` that share a stem with a word of `query`.

    Stop words match nothing. Spans are in order and do not overlap.
    """
    wanted = set(words_of_query(query).indices)
    if not wanted:
        return []
    met: dict[str, bool] = {}
    spans = []
    for word in _WORD.finditer(text):
        key = word[0].lower()
        if key not in met:
            met[key] = not wanted.isdisjoint(words_of_query(key).indices)
        if met[key]:
            spans.append(word.span())
    return spans
