"""Labelled sentences as data, and what masking leaves of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from advisor.counsel.masking import Masker
from advisor.law.files import Problems, parse, read_list

_FILE = Path(__file__).resolve().parent / "sentences.yaml"


class Sentence(BaseModel):
    """A sentence of a plan and the personal identifiers in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=3)
    identifiers: tuple[tuple[str, str], ...] = ()
    """Kind and words of each, as they stand in the text."""

    @model_validator(mode="after")
    def _stand_in_the_text(self) -> Sentence:
        for _, words in self.identifiers:
            if words not in self.text:
                raise ValueError(f"`{words}` does not stand in the text")
        return self


@dataclass(frozen=True)
class Outcome:
    """What masking made of a sentence."""

    sentence: Sentence
    masked: str
    left: tuple[str, ...]
    """Identifiers of which a part is still there, in words of more than two letters."""

    @property
    def changed(self) -> bool:
        """Something was masked."""
        return self.masked != self.sentence.text


def load_sentences(path: Path = _FILE) -> tuple[Sentence, ...]:
    """Return the labelled sentences.

    Raises:
        CorpusError: entries are wrong; each problem starts with file and line.
    """
    problems = Problems()
    entries = read_list(path, path.parent)
    found = tuple(problems.each(entries, lambda one: parse(Sentence, one)))
    problems.raise_if_any()
    return found


def mask(sentence: Sentence) -> Outcome:
    """Mask one sentence; an identifier counts as left if any telling part of it is still there."""
    masked = _masker().mask(sentence.text).text
    left = tuple(words for _, words in sentence.identifiers if _still_there(words, masked))
    return Outcome(sentence, masked, left)


def _still_there(words: str, masked: str) -> bool:
    """Whether the whole, or any part of length with a capital or a digit in it, was left."""
    parts = [part.strip(".,;:()") for part in words.split()]
    telling = [
        part for part in parts if len(part) > 2 and any(c.isupper() or c.isdigit() for c in part)
    ]
    return words in masked or any(part in masked for part in telling)


@cache
def _masker() -> Masker:
    return Masker()
