"""Marking the words of a search in what was found."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_COMMON = frozenset(
    _WORD.findall(
        "about after all also and any are because been before being but can could did does for "
        "from had has have her his how into its may might must nor not now off only our out over "
        "shall she should some such than that the their them then there these they this those too "
        "under until upon was were what when where which while who whom whose why will with would "
        "you your"
    )
)
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "ions", "ion", "ed", "es", "s", "e")
_LEAST = 3


def terms_of(query: str) -> frozenset[str]:
    """The stems of the words that somebody looks for; common words are no help."""
    words = (word.lower() for word in _WORD.findall(query))
    return frozenset(
        stem(word) for word in words if word not in _COMMON and (len(word) > 2 or word.isdigit())
    )


def stem(word: str) -> str:
    """A word without its ending, so that `transferring` finds `transfer`."""
    if word.isdigit():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            return _undoubled(word.removesuffix(ending))
    return word


def _undoubled(word: str) -> str:
    """`transferr` from `transferred` is `transfer`; `pass` stays as it is."""
    return word[:-1] if word[-1] == word[-2] and word[-1] not in "lsz" else word


def marked(text: str, terms: Iterable[str]) -> Markup:
    """`text` with the words of a search marked, all else escaped."""
    wanted = frozenset(terms)
    shown = Markup("")
    end = 0
    for word in _WORD.finditer(text):
        if stem(word[0].lower()) in wanted:
            shown += escape(text[end : word.start()]) + Markup("<mark>{}</mark>").format(word[0])
            end = word.end()
    return shown + escape(text[end:])
