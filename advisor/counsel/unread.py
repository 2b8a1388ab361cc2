"""Parts of a plan that were not understood.

A plan gets its leave from what was read. Where another part of it stayed dark (an act that no cue
knows, a code, another language, spelling in disguise), the part that was read does not carry it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from advisor.counsel import disguises
from advisor.counsel.languages import language_of
from advisor.errors import CorpusError
from advisor.law.files import Located, parse, read_yaml

Words = Annotated[list[str], Field(min_length=1)]


class _Ordinary(BaseModel):
    """The file of ordinary words."""

    model_config = ConfigDict(extra="forbid")

    acts: Words
    towards: Words
    towards_whom: Words
    no_acts: Words
    before_acts: Words
    objects: Words
    short_forms: Words
    about_people: Words
    of_service: Words
    others: Words
    in_asides: Words


_WHOLE_SENTENCE = re.compile(r"[^.!?\n]+")
_FEWEST_UNKNOWN, _UNKNOWN_SHARE = 3, 0.3
"""A sentence with so many words that are no English may be in another language."""
_IN_A_ROW = 4
"""So many unknown words one after the other are no English."""
_DISGUISED = 2
"""So many words of letters and digits mixed are a disguise; one may be a name."""
_PASSED_OVER = 2
"""So many words of substance about people that no cue reads leave a part of the plan dark."""
_SHORTEST_CODE = 20
_REST = 60
"""How far the object of an act is looked for."""
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_LETTERS = re.compile(r"[a-z]{2,}")
_LEET = re.compile(r"[a-z]+[0-9][a-z]+[a-z0-9]*|[a-z]+[a-z0-9]*[0-9][a-z]+|[a-z]\d[a-z]+")
_CODE = re.compile(rf"(?<![\w/@.+=-])[A-Za-z0-9+/_-]{{{_SHORTEST_CODE},}}={{0,2}}(?![\w/@.-])")
_NAMED_CODE = re.compile(
    r"(?:order|invoice|ticket|id|number|no|ref|reference|key|token|parcel|tracking|uuid|hash|case|booking"
    r"|bucket|file|table|job|batch|template|campaign)[\s:#.]*$",
    re.IGNORECASE,
)
_PART = re.compile(r"[.!?;:,\n()]+\s*|\s-{1,2}\s|\b(?:and|then|plus|but)\s+", re.IGNORECASE)


_ASIDE = re.compile(
    r"""(?<![\w-])(?:
    (?:with(?!\s+(?:us|whom|which|it|them|that|this)\b)|while|whilst|after|before|using|including|via|into|over
        |through|plus)(?![\w-])
    |by\s+(?=\w+ing\b)
    |(?:message|mail|letter|link|page|form|text|label|card|app|voice|bot|note|code|tool|reply|device|box)\s+(?:that|which)\b
    |(?<=[,;:])\s+(?:\w+ly\s+)?(?!(?:no|any|every|some)thing|during|regarding|concerning)(?=\w{2,}ing\s)
    |(?<=\s)and\s+(?!that|not|no)(?=\w+\s+(?:an?|the|her|his|their|its|it|them|him|in|up|on|for)\b)
    )(?=(?P<rest>[^.!?;:\n()]*))""",
    re.IGNORECASE | re.VERBOSE,
)
"""What is done besides: the place for an act that nobody expects."""
_EARLIER = re.compile(
    r"\b(?:previous|earlier|former|last)\s+(?:one|e-?mail|mail|message|letter|invoice|version|label)\b",
    re.IGNORECASE,
)
"""What a newer one takes the place of."""
_ASIDE_ENDS = re.compile(
    r",\s|\s(?:with|while|after|before|using|including|via|by|and|then|to|for|about|because|as)\s",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Dark:
    """Words that were not understood."""

    start: int
    end: int
    because: str


class Understanding:
    """Says which parts of a plan no reading covers."""

    def __init__(self, ordinary: _Ordinary, english: frozenset[str]) -> None:
        self._acts = frozenset(ordinary.acts)
        self._towards = frozenset(ordinary.towards)
        self._whom = re.compile(
            rf"(?<![\w-])(?:{'|'.join(ordinary.towards_whom)})(?![\w-])", re.IGNORECASE
        )
        self._no_acts = frozenset(ordinary.no_acts)
        self._before = frozenset(ordinary.before_acts)
        self._objects = frozenset(ordinary.objects)
        self._short = re.compile("|".join(ordinary.short_forms), re.IGNORECASE)
        listed = (*ordinary.acts, *ordinary.no_acts, *ordinary.objects, *ordinary.before_acts)
        self._about = _whole(ordinary.about_people)
        self._others = _whole(ordinary.others)
        self._service = _whole(ordinary.of_service)
        self._in_asides = _whole(ordinary.in_asides)
        self.english = english | frozenset(listed)
        """Words of the corpus and of everyday plans, in small letters."""

    @classmethod
    def load(cls, corpus: Path) -> Understanding:
        """Read the ordinary words, and take the corpus itself as a book of English.

        Raises:
            CorpusError: the file has another shape than expected.
        """
        folder = corpus / "facts" / "cues"
        path = folder / "scope" / "ordinary.yaml"
        located = read_yaml(path, corpus)
        if not isinstance(located, Located):
            raise CorpusError(f"{path.name}:1: expected ordinary words by name")
        texts = (*folder.glob("*.yaml"), *corpus.glob("instruments/*/restatement/*.yaml"))
        english: set[str] = set()
        for one in texts:
            english.update(_LETTERS.findall(one.read_text(encoding="utf-8").lower()))
        return cls(parse(_Ordinary, located), frozenset(english))

    def dark(
        self, text: str, read: Iterable[tuple[int, int]], *, acts: bool, presumed: bool
    ) -> Iterator[Dark]:
        """The parts of `text` that were not understood, given the spans that were read.

        Acts are only looked for in prose: the names of a tool call are none. Where the plan's
        purpose alone carries a basis (`presumed`), every part about people has to be understood;
        elsewhere, those that name somebody else.
        """
        yield from self._codes(text)
        yield from self._foreign(text)
        yield from self._disguised(text)
        for start, end, because in disguises.encoded(text):
            yield Dark(start, end, because)
        if acts:
            for start, end, because in disguises.strange(text, self._known):
                yield Dark(start, end, because)
            spans = sorted(read)
            yield from self._unknown_acts(text, spans)
            yield from self._passed_over(text, spans, presumed=presumed)
            if presumed:
                yield from self._asides(text, spans)

    def foreign(self, text: str) -> Iterator[Dark]:
        """Sentences that are no English and that are recognised as another language."""
        for found in _WHOLE_SENTENCE.finditer(text):
            words = _WORD.findall(found.group())
            unknown = sum(not self._known(word.lower()) for word in words)
            if unknown < _FEWEST_UNKNOWN or unknown < len(words) * _UNKNOWN_SHARE:
                continue
            if language_of(found.group()) not in ("en", "und"):
                yield Dark(*found.span(), "another language or a disguise")

    def _codes(self, text: str) -> Iterator[Dark]:
        for found in _CODE.finditer(text):
            code = found.group()
            mixed = any(c.isdigit() for c in code) or re.search(r"[a-z][A-Z]", code) is not None
            words = re.split(r"[-_/+]", code)
            plain = all(word.isdigit() or self._known(word.lower()) for word in words if word)
            if mixed and not plain and not _NAMED_CODE.search(text, 0, found.start()):
                yield Dark(*found.span(), "a code")

    def _foreign(self, text: str) -> Iterator[Dark]:
        row: list[re.Match[str]] = []
        for word in _WORD.finditer(text):
            said = word.group()
            strange = (
                said == said.lower()
                and not any(c.isdigit() for c in said)
                and not self._known(said)
                and (not row or not re.search(r"[.;:!?\n]", text[row[-1].end() : word.start()]))
            )
            if strange:
                row.append(word)
                continue
            if len(row) >= _IN_A_ROW:
                yield Dark(row[0].start(), row[-1].end(), "another language or a disguise")
            row = []
        if len(row) >= _IN_A_ROW:
            yield Dark(row[0].start(), row[-1].end(), "another language or a disguise")

    def _disguised(self, text: str) -> Iterator[Dark]:
        words = [
            word
            for word in _WORD.finditer(text)
            if _LEET.fullmatch(word.group()) and not self._short.fullmatch(word.group())
        ]
        if len(words) >= _DISGUISED:
            yield Dark(words[0].start(), words[-1].end(), "spelling in disguise")

    def _unknown_acts(self, text: str, read: list[tuple[int, int]]) -> Iterator[Dark]:
        starts = [0, *(found.end() for found in _PART.finditer(text))]
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            words = list(_WORD.finditer(text, start, end))
            while len(words) > 1 and words[0].group().lower() in self._before:
                words.pop(0)
            if len(words) < 2:
                continue
            act, following = words[0].group().lower(), words[1].group().lower()
            act = act[:-1] if act not in self._acts and act[:-1] in self._acts else act
            if act in self._no_acts or act.endswith(("ed", "ing")):
                continue
            if act in ("ignore", "disregard") and _EARLIER.search(text, words[0].end(), end):
                continue
            if following not in self._objects:
                continue
            if any(left < words[1].end() and words[0].start() < right for left, right in read):
                continue
            whom = act in self._towards and not self._whom.search(
                text, words[0].end(), min(end, words[0].end() + _REST)
            )
            if act not in self._acts or whom:
                yield Dark(words[0].start(), words[-1].end(), "an act that no cue knows")

    def _passed_over(
        self, text: str, read: list[tuple[int, int]], *, presumed: bool
    ) -> Iterator[Dark]:
        starts = [0, *(found.end() for found in _PART.finditer(text))]
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            if any(left < end and start < right for left, right in read):
                continue
            words = list(_WORD.finditer(text, start, end))
            if not any(self._about.fullmatch(word.group()) for word in words):
                continue
            others = [word for word in words if self._says_something(word.group())]
            third = any(self._others.fullmatch(word.group()) for word in words)
            if third or (presumed and len(others) >= _PASSED_OVER):
                yield Dark(
                    words[0].start(), words[-1].end(), "words about people that no cue reads"
                )

    def _asides(self, text: str, read: list[tuple[int, int]]) -> Iterator[Dark]:
        """What a plan whose purpose alone carries it does besides, in words that nothing explains.

        "With the receipt attached" is everyday service, "with a microphone in the box" is not.
        """
        for found in _ASIDE.finditer(text):
            start, end = found.span("rest")
            ends = _ASIDE_ENDS.search(text, start + 1, end)
            end = end if ends is None else ends.start()
            if any(left < end and start < right for left, right in read):
                continue
            words = [w.group() for w in _WORD.finditer(text, start, end)]
            if any(not self._explained(word) for word in words):
                yield Dark(found.start(), end, "something done besides that no cue knows")

    def _explained(self, word: str) -> bool:
        low = word.lower().removesuffix("'s")
        stems = {low, low.removesuffix("s"), low.removesuffix("ing"), low.removesuffix("ing") + "e"}
        stems |= {low.removesuffix("ed"), low.removesuffix("d")}
        if not self._says_something(low) or word != word.lower():
            return True
        return any(
            stem in self._acts or self._service.fullmatch(stem) or self._in_asides.fullmatch(stem)
            for stem in stems
        )

    def _says_something(self, word: str) -> bool:
        low = word.lower()
        return (
            word == low
            and len(low) > 2
            and not low.isdigit()
            and low not in self._no_acts
            and low not in self._objects
            and low not in self._before
            and not self._service.fullmatch(low)
            and not self._about.fullmatch(low)
        )

    def _known(self, word: str) -> bool:
        """Say whether a word, or what it is made of, stands in the book of English."""
        if word in self.english or self._short.fullmatch(word):
            return True
        parts = re.split(r"['-]", word)
        if len(parts) > 1:
            return all(len(part) < 2 or self._known(part) for part in parts)
        return any(
            word.endswith(ending) and (stem := word[: -len(ending)]) and len(stem) > 2
            and (stem in self.english or stem + "e" in self.english or stem[:-1] in self.english)
            for ending in ("s", "es", "ed", "d", "ing", "ly", "er", "ers")
        )  # fmt: skip


def _whole(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)
