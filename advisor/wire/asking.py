"""What may be asked: a plan in words, facts or both. An unknown member is an error."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

ACTION_CHARACTERS = 8_000
PAYLOAD_BYTES = 64 * 1024
PAYLOAD_DEPTH = 32
STEPS = 20
BATCH_ITEMS = 1_000
FACTS = 400
LIST_ITEMS = 300
FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2100, 12, 31)

Scalar: TypeAlias = StrictBool | StrictInt | StrictFloat | StrictStr | None
FactValue: TypeAlias = Scalar | list[Scalar]
"""A value of one fact. `None` means known to be unknown; an absent fact was not stated."""


def _wrong(problem: str, allowed: str, member: str = "") -> PydanticCustomError:
    """Return a complaint about the value at hand, or about its `member` by that name."""
    return PydanticCustomError(
        "not_allowed", "{problem}", {"problem": problem, "allowed": allowed, "member": member}
    )


def _trimmed_action(value: object) -> object:
    if value is None or not isinstance(value, str):
        return value
    words = value.strip()
    allowed = f"1 to {ACTION_CHARACTERS:,} characters, or left out where `facts` has a fact"
    if not words:
        raise _wrong("the plan is empty", allowed)
    if len(words) > ACTION_CHARACTERS:
        raise _wrong(f"the plan has {len(words):,} characters", allowed)
    _check_text(words)
    return words


def _plain_date(value: object) -> object:
    allowed = f"a date such as 2026-11-20, from {FIRST_DAY} to {LAST_DAY}"
    if value is None:
        return value
    if isinstance(value, datetime):
        raise _wrong("a date without a time is needed", allowed)
    if isinstance(value, str):
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise _wrong("this is not a date", allowed)
        try:
            value = date.fromisoformat(value)
        except ValueError as exc:
            raise _wrong("there is no such day", allowed) from exc
    if not isinstance(value, date):
        raise _wrong("this is not a date", allowed)
    if not FIRST_DAY <= value <= LAST_DAY:
        raise _wrong("the date is out of range", allowed)
    return value


def _flat_facts(value: object) -> object:
    """Return `value` with nested objects written as dotted names."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise _wrong("facts are an object of names and values", 'e.g. {"purpose": "analytics"}')
    flat: dict[str, object] = {}
    for name, fact in _leaves(value, "", 0):
        if name in flat and flat[name] != fact:
            raise _wrong("given twice, with different values", "one value a fact", name)
        flat[name] = fact
    if len(flat) > FACTS:
        raise _wrong(f"there are {len(flat)} facts", f"at most {FACTS}")
    return flat


def _leaves(value: Mapping[Any, Any], prefix: str, depth: int) -> Iterator[tuple[str, object]]:
    if depth > 8:
        raise _wrong("facts are nested too deeply", "dotted names, or objects up to 8 deep")
    for key, inner in value.items():
        name = f"{prefix}{key}"
        _check_text(name)
        if isinstance(inner, Mapping):
            yield from _leaves(inner, f"{name}.", depth + 1)
            continue
        items = list(inner) if isinstance(inner, list | tuple) else [inner]
        if len(items) > LIST_ITEMS:
            raise _wrong(f"there are {len(items)} items", f"at most {LIST_ITEMS}", name)
        if not all(item is None or isinstance(item, bool | int | float | str) for item in items):
            raise _wrong("this is no value of a fact", "a scalar, a list of them, or null", name)
        _check_json(items, f"`{name}`", 2)
        yield name, items if isinstance(inner, list | tuple) else inner


def _checked_payload(value: object) -> object:
    if value is None:
        return value
    _check_json(value, "the payload", PAYLOAD_DEPTH)
    try:
        written = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except (TypeError, ValueError) as exc:
        raise _wrong("the payload is not JSON", "any JSON value") from exc
    if len(written) > PAYLOAD_BYTES:
        raise _wrong(f"the payload has {len(written):,} bytes", f"at most {PAYLOAD_BYTES:,} bytes")
    return value


def _check_json(value: object, name: str, depth: int) -> None:
    """Refuse what JSON cannot carry to others: NaN, infinities, half characters, deep nests."""
    if depth < 0:
        raise _wrong(f"{name} is nested too deeply", f"up to {PAYLOAD_DEPTH} levels in a payload")
    if isinstance(value, float) and not math.isfinite(value):
        raise _wrong(f"{name} holds a number that is not finite", "finite numbers")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            _check_json(key, name, depth)
            _check_json(inner, name, depth - 1)
    elif isinstance(value, list):
        for inner in value:
            _check_json(inner, name, depth - 1)


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as exc:
        raise _wrong("the text holds half of a character pair", "text that is valid UTF-8") from exc


Action = Annotated[
    StrictStr | None,
    BeforeValidator(_trimmed_action),
    WithJsonSchema(
        {"type": ["string", "null"], "minLength": 1, "maxLength": ACTION_CHARACTERS},
        mode="validation",
    ),
]
Facts = Annotated[
    dict[str, FactValue],
    BeforeValidator(_flat_facts),
    WithJsonSchema({"type": ["object", "null"], "additionalProperties": True}, mode="validation"),
]
Payload = Annotated[JsonValue, BeforeValidator(_checked_payload)]
Day = Annotated[date | None, BeforeValidator(_plain_date)]


class Step(BaseModel):
    """One part of a plan, over the facts that the whole plan shares."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Action = Field(default=None, description="This step in words.")
    facts: Facts = Field(default_factory=dict, description="Facts of this step alone.")
    payload: Payload = Field(default=None, description="The exact call of this step.")

    @property
    def says_something(self) -> bool:
        """Whether anything is planned in this step: a call alone is enough."""
        return bool(self.action or self.facts) or self.payload is not None

    @model_validator(mode="after")
    def _not_empty(self) -> Step:
        if not self.says_something:
            raise _wrong("the step is empty", "an `action`, `facts` or a `payload`")
        return self


class AdviseRequest(BaseModel):
    """A planned action: words, facts, or both."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    action: Action = Field(
        default=None,
        description="The plan in words, 1 to 8,000 characters. Optional if `facts` has a fact.",
    )
    facts: Facts = Field(
        default_factory=dict,
        description="Dotted names of the fact vocabulary; nested objects mean the same.",
    )
    payload: Payload = Field(
        default=None, description="The exact call about to be made: any JSON up to 64 KiB."
    )
    steps: tuple[Step, ...] = Field(
        default=(), max_length=STEPS, description="Up to 20 parts of one plan."
    )
    as_of: Day = Field(default=None, description="The date for which law is applied.")
    depth: Literal["gate", "opinion"] = Field(default="opinion", description="How much to answer.")
    reasoner: Literal["auto", "offline", "model"] = Field(
        default="auto", description="Whether a language model may take part."
    )

    @field_validator("steps", mode="before")
    @classmethod
    def _no_steps(cls, value: object) -> object:
        return () if value is None else value

    @model_validator(mode="after")
    def _plans_something(self) -> AdviseRequest:
        stepwise = self.steps and all(step.says_something for step in self.steps)
        if self.action is None and not self.facts and not stepwise:
            raise _wrong(
                "nothing was planned: neither words nor facts",
                f"an action of 1 to {ACTION_CHARACTERS:,} characters, or at least one fact",
                "action",
            )
        return self
