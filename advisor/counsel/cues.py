"""Cues: the patterns that lawyers write to say which words speak of which fact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from advisor.errors import CorpusError, RequestError
from advisor.law.files import Located, parse, read_list, read_yaml, where
from advisor.reasoning.values import Plain
from advisor.reasoning.vocabulary import Kind, Vocabulary

_ANY_LINKED_WORD = re.compile(r"\\w\+\['’]\?s\?(\[-/? \]| )")
_NESTING = 3
"""How deep word classes may name one another."""

SURE = 0.9
"""A value that can permit something is taken from words only with at least this confidence."""


class Mood(StrEnum):
    """What must be true of the words for a fact to hold."""

    ACT = "act"
    """Part of what is done: a condition or intention does not take it away."""
    PLAN = "plan"
    """Part of the plan: it may lie ahead, it may not depend on anything."""
    STATE = "state"
    """Must be so already: neither intended nor dependent on anything."""


_PLANNED = frozenset(
    {
        "automation.human_review", "automation.contestable", "automation.explained",
        "automation.solely_automated", "marketing.opt_out_in_message", "marketing.own_similar",
        "marketing.promotional", "ai.disclosed", "ai.output_marked", "ai.oversight", "ai.logged",
        "ai.explainable", "rights.request_honoured", "data.retention_respected", "data.minimised",
        "data.form", "data.personal",
    }
)  # fmt: skip
_DONE = frozenset(
    {
        "operations", "purpose", "purpose_original", "channel", "recipients", "data.categories",
        "data.reveals_special", "data.source", "data.retention_required", "data.small_groups",
        "subjects.relationship", "subjects.includes_children", "subjects.youngest_age",
        "subjects.vulnerable", "subjects.capacity", "subjects.count", "subjects.affected",
        "actor.role", "actor.ai_role", "actor.public_body", "automation.profiling",
        "automation.effect", "automation.score_decisive", "transfer.repeated", "ai.used",
        "ai.use_case", "ai.setting", "ai.interacts", "ai.manipulative",
        "ai.exploits_vulnerability", "ai.significant_harm", "ai.on_market_since",
        "rights.request", "breach.hours_since_aware", "breach.risk", "ai.medical_or_safety",
    }
)  # fmt: skip


def mood_of(fact: str) -> Mood:
    """What must be true of words that speak of `fact`, unless its cue says otherwise."""
    if fact in _DONE:
        return Mood.ACT
    return Mood.PLAN if fact in _PLANNED else Mood.STATE


class _Entry(BaseModel):
    """One entry of a cue file."""

    model_config = ConfigDict(extra="forbid")

    fact: str
    value: object
    patterns: Annotated[list[str], Field(min_length=1)]
    confidence: Annotated[float, Field(gt=0, le=1)]
    negated: object = None
    also: dict[str, object] = {}
    mood: Mood | None = None
    unless: list[str] = []
    needs: list[str] = []
    matches: Annotated[list[str], Field(min_length=1)]
    not_matches: list[str] = []


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak of a fact."""

    fact: str
    value: Plain | None
    """None: the number that the pattern captured."""
    pattern: re.Pattern[str]
    confidence: float
    negated: Plain | None
    """What the words say once denied; None: nothing."""
    also: tuple[tuple[str, Plain], ...]
    """What the same words say besides."""
    mood: Mood
    unless: re.Pattern[str] | None
    """Words anywhere in the sentence that take the cue away."""
    needs: re.Pattern[str] | None
    """Words of which one must stand somewhere in the plan."""
    words: frozenset[str]
    """The words of the patterns: these may stand in a match without turning its meaning."""
    matches: tuple[str, ...]
    not_matches: tuple[str, ...]
    where: str


class Lexicon:
    """Word classes that patterns name in angle brackets, such as `<people>`."""

    def __init__(self, classes: Mapping[str, str]) -> None:
        self._classes = classes

    @classmethod
    def load(cls, path: Path, root: Path) -> Lexicon:
        """Read the word classes.

        Raises:
            CorpusError: a class is not a list of patterns.
        """
        data = read_yaml(path, root)
        classes: dict[str, str] = {}
        if not isinstance(data, Located):
            raise CorpusError(f"{path.name}:1: expected word classes by name")
        for name, words in data.items():
            if not isinstance(words, list) or not words:
                raise CorpusError(f"{where(data, (name,))}: `{name}` is not a list of words")
            classes[name] = "(?:" + "|".join(str(word) for word in words) + ")"
        return cls(classes)

    def expand(self, pattern: str) -> str:
        """The regular expression that a pattern stands for.

        A blank matches any white space; the pattern begins and ends at word boundaries.

        Raises:
            KeyError: the pattern names a class that does not exist.
        """
        full = pattern
        for _ in range(_NESTING):
            full = re.sub(r"<([a-z_]+)>", lambda found: self._classes[found.group(1)], full)
        # A word between two others may have a hyphen or an apostrophe in it. It is matched in
        # one way only and has an end, so that no text makes an expression try for long.
        full = _ANY_LINKED_WORD.sub(r"[\\w']{1,40}+\1", full)
        full = full.replace(r"[\w']{1,40}+ ", r"[\w'-]{1,40}+ ")
        full = full.replace(r"\w+ )", r"[\w'-]{1,40}+ )").replace(r" \w+)", r" [\w'-]{1,40}+)")
        full = full.replace("[- ]", r"[-\s]").replace("[-/ ]", r"[-/\s]")
        return full.replace(" ?", r"\s*").replace(" ", r"\s+")

    def compile(self, patterns: list[str]) -> re.Pattern[str]:
        """One expression that matches any of `patterns`."""
        alternatives = "|".join(self.expand(pattern) for pattern in patterns)
        return re.compile(rf"(?<![\w@])(?:{alternatives})(?!\w)", re.IGNORECASE)


def load_cues(folder: Path, vocabulary: Vocabulary, root: Path) -> tuple[Cue, ...]:
    """Return all cues of a folder, checked against the vocabulary.

    Raises:
        CorpusError: an entry is wrong; the message names its file and line.
    """
    lexicon = Lexicon.load(folder / "words" / "words.yaml", root)
    return tuple(
        _compiled(entry, lexicon, vocabulary)
        for path in sorted(folder.glob("*.yaml"))
        for entry in read_list(path, root)
    )


def _compiled(located: Located, lexicon: Lexicon, vocabulary: Vocabulary) -> Cue:
    entry = parse(_Entry, located)
    place = where(located)
    value = None if entry.value == "number" else _value(entry.fact, entry.value, vocabulary, place)
    negated = entry.negated
    try:
        pattern = lexicon.compile(entry.patterns)
        unless = lexicon.compile(entry.unless) if entry.unless else None
        needs = lexicon.compile(entry.needs) if entry.needs else None
    except KeyError as exc:
        raise CorpusError(f"{place}: unknown word class {exc}") from exc
    except re.error as exc:
        raise CorpusError(f"{place}: bad pattern: {exc}") from exc
    return Cue(
        fact=entry.fact,
        value=value,
        pattern=pattern,
        confidence=entry.confidence,
        negated=None if negated is None else _value(entry.fact, negated, vocabulary, place),
        also=tuple(
            (fact, _value(fact, one, vocabulary, place)) for fact, one in entry.also.items()
        ),
        mood=entry.mood or mood_of(entry.fact),
        unless=unless,
        needs=needs,
        words=frozenset(re.findall(r"[a-z']+", " ".join(entry.patterns).lower())),
        matches=tuple(entry.matches),
        not_matches=tuple(entry.not_matches),
        where=place,
    )


def _value(fact: str, value: object, vocabulary: Vocabulary, place: str) -> Plain:
    """A value as the vocabulary knows it; one member of a list stands for a list of one."""
    if fact in vocabulary and vocabulary[fact].is_list and isinstance(value, str):
        value = [value]
    if fact in vocabulary and vocabulary[fact].kind is Kind.DATE and isinstance(value, date):
        return value
    try:
        possible = vocabulary.read(fact, value)
    except RequestError as exc:
        raise CorpusError(f"{place}: {exc}") from exc
    plain = None if possible is None else possible.plain()
    if plain is None:
        raise CorpusError(f"{place}: `{fact}` needs a value")
    return plain
