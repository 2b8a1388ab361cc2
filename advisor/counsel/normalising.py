"""Text as it was meant to look: no hidden characters, one kind of quote and dash, Latin letters."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from advisor.counsel.disguises import HIDDEN

_PLAIN = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
        "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\t": " ", "\r": " ",
        # Cyrillic and Greek letters that look Latin
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x", "у": "y", "і": "i", "ѕ": "s",
        "ј": "j", "ԁ": "d", "һ": "h", "к": "k", "м": "m", "т": "t", "в": "b", "н": "h",
        "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C",
        "Т": "T", "Х": "X", "У": "Y", "І": "I", "Ѕ": "S", "Ј": "J",
        "ο": "o", "α": "a", "ν": "v", "ι": "i", "Α": "A", "Β": "B", "Ε": "E", "Η": "H", "Ι": "I",
        "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clean:
    """A cleaned text that knows where each of its characters stood."""

    text: str
    original: str
    offsets: tuple[int, ...]
    """For each character of `text`, its place in `original`; one more for the end."""
    hidden: int
    """How many invisible characters were left out."""
    lookalikes: int
    """How many letters of another alphabet stood inside Latin words."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original that a span of `text` came from."""
        if end <= start:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + 1


_HIDDEN_ROW = re.compile(
    "[\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef]{4,}"
)
_WIDE_BLANK = re.compile(r"\s{2}")
_ANSWERED = re.compile(
    r"(?:^|(?<=[.;!?\n,:(]))(?P<topic>\s*(?!(?:did|do|does|have|has|had|are|is|was|were|can|could|should|shall|may"
    r"|might|will|would|why|what|who|whose|when|where|how|which|if|so|or|and|but|ok|okay|right)\b)"
    r"(?:[\w'/-]+\s+){0,4}[\w'/-]+)\?"
    r"(?=\s+(?:no(?!\s+(?:idea|clue|one\s+knows))|not(?!\s+(?:sure|certain|clear|known))|none|nope|never|yes|yep|signed"
    r"|done|failed|missing|excluded|given|passed|made|granted|lapsed|expired)\b)",
    re.IGNORECASE,
)


def answered(text: str) -> str:
    """The text with each question that its writer answers at once put as a heading.

    "Explicit consent? None." says the same as "Explicit consent: None." Lengths stay the same.
    """
    if "?" not in text:
        return text
    return _ANSWERED.sub(lambda found: f"{found['topic']}:", text)


@lru_cache(maxsize=4096)
def _letters(character: str) -> str:
    """The plain form of one character; empty for an invisible one."""
    if character == "\n":
        return character
    if unicodedata.category(character) in ("Cf", "Cc", "Co", "Cn"):
        return " " if character in "\t\r\v\f" else ""
    return unicodedata.normalize("NFKC", character).translate(_PLAIN)


def _ascii(character: str) -> str:
    return " " if character in "\t\r\v\f" else character


def clean(original: str) -> Clean:
    """Return the text without hidden characters and look-alike letters.

    Letters of other alphabets are only replaced in a text that is mostly Latin.
    """
    if original.isascii() and not _WIDE_BLANK.search(original):
        return Clean(
            answered(original.replace("\t", " ").replace("\r", " ")),
            original,
            tuple(range(len(original) + 1)),
            0,
            0,
        )
    latin = sum(c.isascii() and c.isalpha() for c in original)
    mostly_latin = latin * 2 > sum(c.isalpha() for c in original)
    kept: list[str] = []
    offsets: list[int] = []
    hidden = lookalikes = 0
    for place, character in enumerate(original):
        plain = _ascii(character) if character.isascii() else _letters(character)
        if not plain:
            hidden += 1
            continue
        if plain.isspace() and kept and kept[-1].isspace():
            # One blank is enough, and a line break outranks it.
            kept[-1] = "\n" if "\n" in (plain, kept[-1]) else " "
            continue
        if not character.isascii() and character.isalpha() and plain.isascii():
            if not mostly_latin:
                plain = character
            elif unicodedata.name(character, "").startswith(("CYRILLIC", "GREEK")):
                lookalikes += 1
        kept.append(plain)
        offsets.extend([place] * len(plain))
    if row := _HIDDEN_ROW.search(original):
        # So many in a row hold a message. It is left out, and a mark at the end says so.
        kept.extend(("\n", HIDDEN))
        offsets.extend((row.start(), row.start()))
    offsets.append(len(original))
    return Clean(answered("".join(kept)), original, tuple(offsets), hidden, lookalikes)
