"""Whether a permission in the words is one for this plan.

A consent to calls permits no e-mail, clauses with one vendor cover no other. Whatever was given for
something else is not taken, and a consent for something else alone is none for this plan.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from advisor.errors import CorpusError
from advisor.law.files import Located, parse, read_yaml

Patterns = Annotated[list[str], Field(min_length=1)]


class _Kind(BaseModel):
    model_config = ConfigDict(extra="forbid")

    words: Patterns
    purpose: list[str] = []
    operations: list[str] = []
    includes: list[str] = []
    """Kinds that are part of this one."""


class _Scopes(BaseModel):
    """The file of scopes."""

    model_config = ConfigDict(extra="forbid")

    consent: Patterns
    only: Patterns
    same: Patterns
    channels: dict[str, Patterns]
    kinds: dict[str, _Kind]
    own_consent: list[str]
    elsewhere: Patterns
    checked_elsewhere: list[str]


class Fit(StrEnum):
    """How the object of a consent fits the plan."""

    COVERS = "covers"
    OTHER = "other"
    """It was given for something else; whether it was given for this too is not said."""
    ONLY_OTHER = "only other"
    """It was given for something else and nothing more."""


@dataclass(frozen=True, slots=True)
class Done:
    """A value of `channel`, `purpose` or `operations` that was read, and where."""

    fact: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Object:
    """What a consent was given for, as the words say it."""

    start: int
    end: int
    only: bool
    wanted: bool = False
    """The object came before the word for consent: "marketing consent"."""


class Scopes:
    """What consents cover, by words that lawyers can extend."""

    def __init__(self, scopes: _Scopes) -> None:
        self._channels = {name: _any(words) for name, words in scopes.channels.items()}
        self._kinds = {name: _any(kind.words) for name, kind in scopes.kinds.items()}
        self._kind_of = {
            (fact, value): name
            for name, kind in scopes.kinds.items()
            for fact, values in (("purpose", kind.purpose), ("operations", kind.operations))
            for value in values
        }
        self._includes = {name: frozenset(kind.includes) for name, kind in scopes.kinds.items()}
        self._own = frozenset(scopes.own_consent)
        self._only = _any(scopes.only)
        self._same = _any(scopes.same)
        self._elsewhere = _any(scopes.elsewhere)
        self.checked_elsewhere = frozenset(scopes.checked_elsewhere)
        consent = "|".join(map(_blanks, scopes.consent))
        only = "|".join(map(_blanks, scopes.only))
        self._after = re.compile(
            rf"(?<![\w-])(?:{consent})(?:\s+\w+ly)?(?:\s+(?:is|was|were|are|on\s+(?:file|record)|has\s+been"
            rf"|have\s+been|given|valid|recorded|obtained|collected|{only})){{0,3}}?"
            r"(?:\s+(?:to|for|about|covers?|covering|concerns?|extends\s+to|to\s+get|to\s+receive)\s+|\s*:\s*)"
            rf"(?P<object>(?:(?!{_STOP})[^.,;:!?()\n]){{2,90}})",
            re.IGNORECASE,
        )
        self._before = re.compile(
            r"(?<![\w-])(?P<object>[\w-]{2,20})[\s-]+(?:consents?|opt-?ins?|permissions?)(?![\w-])",
            re.IGNORECASE,
        )

    @classmethod
    def load(cls, path: Path, root: Path) -> Scopes:
        """Read the file of scopes.

        Raises:
            CorpusError: the file has another shape than expected.
        """
        located = read_yaml(path, root)
        if not isinstance(located, Located):
            raise CorpusError(f"{path.name}:1: expected scopes by name")
        return cls(parse(_Scopes, located))

    def objects(self, text: str) -> Iterator[Object]:
        """What the consents that `text` names were given for."""
        for found in self._after.finditer(text):
            start, end = found.span("object")
            heading = ":" in text[found.start() : start]
            if heading and self._topics(found["object"]) == _NONE:
                continue  # "Consent: child clicked OK" says how, not for what.
            only = self._only.search(text, found.start(), min(len(text), end + 12)) is not None
            yield Object(start, end, only)
        for found in self._before.finditer(text):
            if self._topics(found["object"]) != _NONE:
                yield Object(*found.span("object"), only=False, wanted=True)

    def fit(self, text: str, one: Object, done: Iterable[Done]) -> Fit:
        """How a consent for `one` fits the plan, of which `done` was read."""
        words = text[one.start : one.end].strip()
        if self._same.match(words):
            return Fit.COVERS
        channels, kinds = self._topics(words)
        of_plan = [d for d in done if not (one.start <= d.start < one.end)]
        plan_channels = {
            _CHANNEL_ALIKE.get(d.value, d.value) for d in of_plan if d.fact == "channel"
        }
        plan_channels |= {"phone" for d in of_plan if (d.fact, d.value) == ("operations", "call")}
        plan_kinds = {
            self._kind_of[d.fact, d.value] for d in of_plan if (d.fact, d.value) in self._kind_of
        }
        other = Fit.ONLY_OTHER if one.only else Fit.OTHER
        if channels and plan_channels and not channels & plan_channels:
            return other
        if not kinds:
            known = bool(channels) or one.wanted or _says_again(text, one)
            return Fit.COVERS if known else Fit.OTHER
        allowed = kinds.union(*(self._includes[kind] for kind in kinds))
        if allowed & plan_kinds and not (plan_kinds & self._own) - allowed:
            return Fit.COVERS
        return other if plan_kinds or one.only else Fit.COVERS

    def topical(self, text: str, one: Object) -> bool:
        """Say whether the object names something known, so that it is surely something else."""
        return self._topics(text[one.start : one.end]) != _NONE

    def elsewhere(self, text: str) -> bool:
        """Say whether the words speak of another case than the plan's."""
        return self._elsewhere.search(text) is not None

    def _topics(self, words: str) -> tuple[frozenset[str], frozenset[str]]:
        return _named(self._channels, words), _named(self._kinds, words)


_NONE: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
_CHANNEL_ALIKE = {"automated_call": "phone"}
_STOP = (
    r"\s(?:and\s+(?:could|can't|nobody|no|none|knew|were|was|said|we|they|it|she|he|each|every|can|may|is|are|had|their|all|so|the)|which|who|whom|but|before"
    r"|after|when|with|so\s+that|because|although|though|while|since|at\s+our|on\s+our|in\s+(?:order|each|every)"
    r"|from\s+(?:our|all|every)|until|if|unless|as)\b"
)
_EMPTY = frozenset(
    [
        "given",
        "granted",
        "true",
        "false",
        "none",
        "obtained",
        "missing",
        "pending",
        "recorded",
        "their",
        "there",
        "about",
        "which",
        "where",
        "every",
        "these",
        "those",
        "would",
        "could",
        "should",
        "received",
        "free",
        "freely",
        "specific",
        "informed",
        "explicit",
        "separate",
    ]
)
_WORD = re.compile(r"[a-z]{4,}", re.IGNORECASE)


def _says_again(text: str, one: Object) -> bool:
    """Say whether a word of the object stands elsewhere in the plan, or it has no such word."""
    words = {w.lower()[:6] for w in _WORD.findall(text[one.start : one.end])}
    words -= {w[:6] for w in _EMPTY}
    if not words:
        return True
    rest = f"{text[: one.start]} {text[one.end :]}"
    return bool(words & {w.lower()[:6] for w in _WORD.findall(rest)})


def _named(topics: Mapping[str, re.Pattern[str]], words: str) -> frozenset[str]:
    return frozenset(name for name, pattern in topics.items() if pattern.search(words))


def _any(patterns: Collection[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(_blanks, patterns))})(?![\w-])", re.IGNORECASE)


def _blanks(pattern: str) -> str:
    return pattern.replace(" ?", r"\s?").replace(" ", r"\s+")
