"""Writing that hides words: percent signs, entities, binary, Morse, scripts within English.

Nothing is decoded. What is written so was not read, and permits nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

HIDDEN = "\ufffd"
"""Stands at the end of a cleaned text for a row of characters that nobody can see."""

_ENCODED = re.compile(
    r"""(?<!\S)(?P<address>\w+://)?\S*?(?:%[0-9a-f]{2}\S*?){3,}\S*
    |(?:&\#x?[0-9a-f]{2,6};\s?){3,}
    |(?:\\u[0-9a-f]{4}\s?|\\x[0-9a-f]{2}\s?){3,}
    |(?<!\S)(?:[01]{7,8}\s+){2,}[01]{7,8}(?!\S)|(?<!\w)[01]{24,}(?!\w)
    |(?<!\S)(?:0x[0-9a-f]{2}[\s,]+){3,}
    |(?<!\S)(?:[.\-·–]{1,6}\s+(?:/\s+)?){5,}[.\-·–]{1,6}(?!\S)
    |(?<![\w+])(?:\d{1,3}[\s-]+){9,}\d{1,3}(?!\w)
    |=\?[\w-]+\?[bq]\?\S+
    |(?<!\w)(?:eval|exec|atob|unhex|b64decode|decode\w*|fromcharcode|chr|unescape)\s*\(
    |[\U0001f1e6-\U0001f1ff]{3,}
    |(?<!\w)[A-Z2-7]{24,}={0,6}(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[^.!?;:\n]+")
_NAMED = re.compile(
    r"(?:customers?|clients?|guests?|patients?|members?|users?|passengers?|tenants?|subscribers?|colleagues?"
    r"|employees?|named?|called|mrs?|ms|dr|of|for|to|and|from|in|book|song|shop|street|restaurant)\.?[\s:,\"'(]*$",
    re.IGNORECASE,
)
_LONGEST_NAME = 12
"""A name in a script without capitals has at most so many letters, blanks not counted."""
_FEWEST = 4
_STRANGE_SHARE = 0.6


def encoded(text: str) -> Iterator[tuple[int, int, str]]:
    """Spans that are written in a code, each with what it is. Web addresses are none."""
    for place in re.finditer(HIDDEN, text):
        yield *place.span(), "hidden characters"
    for found in _ENCODED.finditer(text):
        if not found["address"]:
            yield *found.span(), "a code"


def strange(text: str, known: Callable[[str], bool]) -> Iterator[tuple[int, int, str]]:
    """Sentences and words of another language within English, names left aside.

    `known` says whether a word in small letters is English.
    """
    for found in _of_other_script(text):
        yield *found.span(), "another script"
    for sentence in _SENTENCE.finditer(text):
        words = _WORD.findall(sentence.group())
        unknown = [word for word in words if not known(word.lower())]
        small = [word for word in unknown if word == word.lower() and len(word) > 1]
        # A list of names is capitalised throughout, a sentence is not.
        if len(small) >= 2 and _FEWEST <= len(unknown) >= len(words) * _STRANGE_SHARE:
            yield *sentence.span(), "another language or a disguise"


def _of_other_script(text: str) -> Iterator[re.Match[str]]:
    """Words in other letters that are no names: small ones, or a row that follows no title."""
    if text.isascii():
        return
    for word in _WORD.finditer(text):
        other = [c for c in word.group() if not unicodedata.name(c, "").startswith("LATIN")]
        other = [c for c in other if c.isalpha()]
        if not other:
            continue
        first = word.group()[0]
        if any(c.isupper() or c.islower() for c in other):
            if first.islower() and len(word.group()) > 2:
                yield word
            continue
        named = _NAMED.search(text, 0, word.start()) or _goes_on(text, word.start())
        if len(other) > _LONGEST_NAME or not named:
            yield word


def _goes_on(text: str, start: int) -> bool:
    """Say whether the word before is in other letters too and follows a title."""
    before = text[:start].rstrip(" ·")
    name = re.search(r"[^\x00-\u02ff]+$", before)
    return name is not None and _NAMED.search(text, 0, name.start()) is not None
