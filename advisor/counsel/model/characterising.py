"""Reading a plan with a model: facts of the vocabulary, each with the words that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from advisor.counsel.model.asking import Asker, Step
from advisor.counsel.model.privacy import Masked, Masker
from advisor.counsel.model.spending import Spend
from advisor.counsel.payloads import Json, sentences
from advisor.counsel.plan import InferredFact, Origin
from advisor.errors import CounselError, RequestError
from advisor.reasoning.values import Plain
from advisor.reasoning.vocabulary import FactType, Kind, Vocabulary

ONE_READING, TWO_READINGS = 0.7, 0.85
"""How sure a fact is that one reading of a model states, and two that do not see each other."""
_MOST_FACTS = 150
_LONGEST_QUOTE = 400
_SHORTEST_QUOTE = 3
_SPACE = re.compile(r"\s+")
_MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-"})


class ReadFact(BaseModel):
    """A fact as a model notes it."""

    model_config = ConfigDict(extra="ignore")

    fact: str
    value: JsonValue
    quote: str


class Characterisation(BaseModel):
    """All facts that a model noted of one plan."""

    model_config = ConfigDict(extra="ignore")

    language: str = Field(default="und", max_length=12)
    facts: Annotated[list[ReadFact], Field(max_length=_MOST_FACTS)]


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What a model read, checked against the plan and the vocabulary."""

    facts: tuple[InferredFact, ...]
    language: str
    notes: tuple[str, ...]
    """What it said and was not taken, without the plan's words."""


def characterise(
    asker: Asker,
    vocabulary: Vocabulary,
    words: str,
    payload: Json,
    masker: Masker,
    spend: Spend,
    trail: list[Step],
    *,
    prompt: str = "characterise",
) -> ModelReading:
    """Return the facts that a model reads in a plan; those without their words are dropped.

    Raises:
        ModelUnavailableError: no model answered.
        CounselError: the answer had the wrong shape.
    """
    masked, call = masker.mask_all((words, "" if payload is None else sentences(payload)))
    rendered = asker.prompts[prompt].render(
        {"vocabulary": listed(vocabulary)}, {"plan": masked.text, "payload": call.text}
    )
    said = asker.ask(
        "characterise", rendered, Characterisation, spend, trail, schema=schema_of(vocabulary)
    )
    facts: list[InferredFact] = []
    notes: list[str] = []
    for one in said.facts:
        try:
            facts.append(_checked(one, vocabulary, masked, call, words))
        except CounselError as exc:
            notes.append(f"{_name(one, vocabulary)}: {exc}")
    return ModelReading(tuple(facts), said.language.lower()[:2], tuple(dict.fromkeys(notes)))


def _checked(
    one: ReadFact, vocabulary: Vocabulary, masked: Masked, call: Masked, words: str
) -> InferredFact:
    """The fact with the words that it rests on.

    Raises:
        CounselError: the quotation is not in the plan, or the vocabulary has no such value.
    """
    origin, text = Origin.WORDS, masked
    span = place_of(one.quote, masked.text)
    if span is None:
        origin, text = Origin.PAYLOAD, call
        span = place_of(one.quote, call.text)
    if span is None:
        raise CounselError("the quotation is not in the plan")
    try:
        possible = vocabulary.read(one.fact, one.value)
    except RequestError as exc:
        raise CounselError("the vocabulary has no such value") from exc
    value = None if possible is None else possible.plain()
    if value is None or value == []:
        raise CounselError("no value")
    evidence = text.unmask(text.text[span[0] : span[1]])
    start = max(words.find(evidence), 0) if origin is Origin.WORDS else 0
    end = start + len(evidence)
    return InferredFact(one.fact, value, ONE_READING, start, end, evidence, origin=origin)


def _name(one: ReadFact, vocabulary: Vocabulary) -> str:
    """The fact's name; one that is unknown is not repeated, for anything could stand there."""
    return one.fact if one.fact in vocabulary else "an unknown fact"


def place_of(quote: str, text: str) -> tuple[int, int] | None:
    """Where a quotation stands in a text, as whole words; spacing, case and marks aside."""
    wanted = _SPACE.sub(" ", quote.translate(_MARKS)).strip().casefold()
    if not _SHORTEST_QUOTE <= len(wanted) <= _LONGEST_QUOTE:
        return None
    pattern = r"\s+".join(re.escape(word) for word in wanted.split(" "))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text.translate(_MARKS), re.IGNORECASE)
    return None if found is None else found.span()


def agreeing(one: ModelReading, other: ModelReading, vocabulary: Vocabulary) -> ModelReading:
    """What two readings that did not see each other both state, of lists the common members."""
    theirs = {key: fact for fact in other.facts for key in keys_of(fact, vocabulary)}
    kept: list[InferredFact] = []
    dropped = 0
    for fact in one.facts:
        common = [key for key in keys_of(fact, vocabulary) if key in theirs]
        if not common:
            dropped += 1
            continue
        value: Plain = [key[1] for key in common] if isinstance(fact.value, list) else fact.value
        kept.append(replace(fact, value=value, confidence=TWO_READINGS))
    note = f"{dropped} facts that only one of two readings states" if dropped else ""
    notes = tuple(text for text in (*one.notes, *other.notes, note) if text)
    return ModelReading(tuple(kept), one.language, tuple(dict.fromkeys(notes)))


def keys_of(fact: InferredFact, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """A fact as one key for its value, or for each member of its list."""
    if vocabulary[fact.fact].is_list and isinstance(fact.value, list):
        yield from ((fact.fact, member) for member in fact.value)
    else:
        yield fact.fact, str(fact.value)


# What can be noted ---------------------------------------------------------------------------


def listed(vocabulary: Vocabulary) -> str:
    """The vocabulary as lines of name, type and meaning."""
    return "\n".join(_line(fact) for fact in vocabulary.facts.values())


def _line(fact: FactType) -> str:
    values = ""
    if fact.kind in (Kind.ENUM, Kind.LIST):
        values = ": " + ", ".join(
            f"{value} ({label})" if (label := fact.labels.get(value)) else value
            for value in fact.values
        )
    return f"- {fact.name} ({_KINDS[fact.kind]}{values}). {fact.meaning}"


_KINDS = {
    Kind.BOOL: "true or false",
    Kind.ENUM: "one of",
    Kind.LIST: "a list of",
    Kind.COUNTRIES: "a list of country codes, EU or EEA",
    Kind.INT: "a whole number",
    Kind.DATE: "a date such as 2026-11-20",
}


def schema_of(vocabulary: Vocabulary) -> dict[str, object]:
    """The JSON schema of a characterisation: each fact with just the values that it can have."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["language", "facts"],
        "properties": {
            "language": {"type": "string"},
            "facts": {
                "type": "array",
                "maxItems": _MOST_FACTS,
                "items": {"anyOf": list(_shapes(vocabulary.facts.values()))},
            },
        },
    }


def _shapes(facts: Iterable[FactType]) -> Iterator[dict[str, Any]]:
    for fact in facts:
        yield {
            "type": "object",
            "additionalProperties": False,
            "required": ["fact", "value", "quote"],
            "properties": {
                "fact": {"const": fact.name},
                "value": _value(fact),
                "quote": {"type": "string"},
            },
        }


def _value(fact: FactType) -> dict[str, Any]:
    match fact.kind:
        case Kind.BOOL:
            return {"type": "boolean"}
        case Kind.ENUM:
            return {"type": "string", "enum": list(fact.values)}
        case Kind.LIST:
            return {"type": "array", "items": {"type": "string", "enum": list(fact.values)}}
        case Kind.COUNTRIES:
            return {"type": "array", "items": {"type": "string"}}
        case Kind.INT:
            return {"type": "integer", "minimum": fact.least or 0}
        case Kind.DATE:
            return {"type": "string"}
