"""The wire contract: what may be asked, what is answered, and how a problem is told.

Requests are strict (an unknown member is an error); answers may grow and never rename.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

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


class Verdict(StrEnum):
    """The four answers an agent can get."""

    PROCEED = "proceed"
    MODIFY = "modify"
    REFUSE = "refuse"
    ESCALATE = "escalate"


class TextKind(StrEnum):
    """Whose words a provision is shown in."""

    OFFICIAL = "official"
    TRANSCRIPTION = "transcription"
    RESTATEMENT = "restatement"


# --- what is asked ------------------------------------------------------------------------


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

    @model_validator(mode="after")
    def _says_something(self) -> Step:
        if self.action is None and not self.facts and self.payload is None:
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
        stepwise = self.steps and all(step.action or step.facts for step in self.steps)
        if self.action is None and not self.facts and not stepwise:
            raise _wrong(
                "nothing was planned: neither words nor facts",
                f"an action of 1 to {ACTION_CHARACTERS:,} characters, or at least one fact",
                "action",
            )
        return self


# --- what is answered ---------------------------------------------------------------------


class Part(BaseModel):
    """Base of everything that is answered: frozen, written with its names on the wire."""

    model_config = ConfigDict(
        frozen=True, populate_by_name=True, serialize_by_alias=True, extra="ignore"
    )


class Blocking(Part):
    """A norm that the plan breaches for certain."""

    norm: str
    title: str
    why: str
    facts: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()


class Condition(Part):
    """Something that must hold for the action to be lawful."""

    id: str
    text: str
    when: Literal["before", "during", "after"] = "before"
    blocking: bool = False
    citations: tuple[str, ...] = ()
    advice: bool = False
    """Asked for by guidance, not by law."""


class Alternative(Part):
    """A changed plan that was checked to reach `verdict`."""

    title: str
    changes: dict[str, JsonValue] = Field(default_factory=dict)
    make_sure: tuple[str, ...] = ()
    """What has to be certain, in words; `settles` has the facts that go with it."""
    settles: dict[str, JsonValue] = Field(default_factory=dict)
    verdict: Verdict = Verdict.PROCEED
    cost: float = 1
    citations: tuple[str, ...] = ()


class Ground(Part):
    """Why a reading deserves weight."""

    canon: str
    text: str
    citations: tuple[str, ...] = ()
    weight: str | None = None
    """For authority: binding, guidance or persuasive."""


class Reading(Part):
    """One way to understand an open concept."""

    id: str
    text: str
    weight: float
    outcome: str
    """met, not_met or unknown, for this plan under this reading."""
    verdict: Verdict | None = None
    """The verdict if this reading were the law."""
    grounds: tuple[Ground, ...] = ()


class Issue(Part):
    """An open concept that this plan raises."""

    concept: str
    question: str
    decisive: bool = False
    readings: tuple[Reading, ...] = ()
    settled_by: str = ""
    """Reading or binding authority that carries the outcome; empty where it is contested."""
    movement: str = ""
    would_settle: str = ""


class Regime(Part):
    """What one law alone says."""

    instrument: str
    verdict: Verdict
    title: str | None = None


class Citation(Part):
    """A provision that the opinion relies on, with its text."""

    id: str
    cite: str
    heading: str = ""
    text: str = ""
    text_kind: TextKind = TextKind.RESTATEMENT
    url: str | None = None
    in_force: bool = True
    since: date | None = None
    verified: bool = False
    quote: str | None = None
    """The relied-on words, verbatim from `text`, where they can be narrowed down."""


class InferredFact(Part):
    """A fact read from words or payload."""

    fact: str
    value: JsonValue = None
    confidence: float = 1.0
    evidence: str = ""
    label: str = ""
    """The value in plain words."""


class AssumedFact(Part):
    """A fact presumed from silence, with the reason."""

    fact: str
    value: JsonValue = None
    because: str = ""
    label: str = ""
    """The value in plain words."""


class Conflict(Part):
    """Two sources that disagree about one fact."""

    fact: str
    stated: JsonValue = None
    read: JsonValue = None
    evidence: str = ""
    text: str = ""
    citations: tuple[str, ...] = ()


class Question(Part):
    """A fact that matters and is not known, with what each answer would lead to."""

    fact: str
    question: str
    matters_because: str = ""
    if_: dict[str, str] = Field(
        default_factory=dict,
        validation_alias=AliasChoices("if", "if_"),
        serialization_alias="if",
        description="For each answer the verdict, the other open questions at their best.",
    )
    remaining: tuple[str, ...] = ()
    """Facts that stay open after the best answer."""
    remaining_by_answer: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    citations: tuple[str, ...] = ()
    labels: dict[str, str] = Field(default_factory=dict)
    """The answers in plain words, by their keys in `if`."""


class FactReport(Part):
    """What was taken to be so, and on whose word."""

    stated: dict[str, JsonValue] = Field(default_factory=dict)
    inferred: tuple[InferredFact, ...] = ()
    profile: dict[str, JsonValue] = Field(default_factory=dict)
    assumed: tuple[AssumedFact, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    questions: tuple[Question, ...] = ()


class Change(Part):
    """A coming date on which the law changes for this plan."""

    date: date
    change: str
    verdict_then: Verdict
    citations: tuple[str, ...] = ()


class Limit(Part):
    """Something that was not examined."""

    topic: str
    text: str
    citations: tuple[str, ...] = ()


class Receipt(Part):
    """Binds a verdict to exactly one request."""

    digest: str
    valid_until: datetime
    signature: str | None = None


class TraceEntry(Part):
    """One step of the loop."""

    step: str
    text: str
    details: tuple[str, ...] = ()
    elapsed_ms: float | None = None


class ExaminedNorm(Part):
    """A norm that was in play, and what came of it."""

    norm: str
    title: str
    status: str
    """met, breached, open, duty, excused or permitted."""
    facts: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()


class StepAnswer(Part):
    """What one step of a plan comes to by itself."""

    step: int
    action: str | None = None
    verdict: Verdict
    summary: str = ""
    blocking: tuple[Blocking, ...] = ()
    conditions: tuple[Condition, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    facts: FactReport | None = None


class Meta(Part):
    """How the answer was made."""

    reasoner: str = "offline"
    model: str | None = None
    cache: str = "miss"
    corpus: str = ""
    norms: str = ""
    as_of: date
    as_of_source: str | None = None
    """request, words or today."""
    depth: str = "opinion"
    elapsed_ms: float = 0.0


class Answer(Part):
    """The advice: one verdict, its reasons, and what would change it."""

    id: str = ""
    """A ULID, given when the opinion is stored."""
    verdict: Verdict
    confidence: float = Field(ge=0, le=1)
    summary: str = ""
    blocking: tuple[Blocking, ...] = ()
    conditions: tuple[Condition, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    issues: tuple[Issue, ...] = ()
    regimes: tuple[Regime, ...] = ()
    steps: tuple[StepAnswer, ...] = ()
    citations: tuple[Citation, ...] = ()
    facts: FactReport = Field(default_factory=FactReport)
    horizon: tuple[Change, ...] = ()
    notice: str | None = None
    limits: tuple[Limit, ...] = ()
    receipt: Receipt | None = None
    meta: Meta
    examined: tuple[ExaminedNorm, ...] = ()
    trace: tuple[TraceEntry, ...] = ()


class StoredAnswer(Answer):
    """An answer as it was given, with what was asked and when."""

    created: datetime
    request: AdviseRequest


class OpinionSummary(Part):
    """One line of the list of opinions."""

    id: str
    created: datetime
    verdict: Verdict
    as_of: date
    action: str
    summary: str
    instruments: tuple[str, ...] = ()


class OpinionPage(Part):
    """Opinions, newest first; `next` continues the list as `?before=`."""

    opinions: tuple[OpinionSummary, ...]
    next: str | None = None


# --- the law ------------------------------------------------------------------------------


class SearchHit(Part):
    """A provision found by a search."""

    id: str
    cite: str
    heading: str = ""
    text: str = ""
    text_kind: TextKind = TextKind.RESTATEMENT
    score: float = 0.0
    url: str | None = None


class SearchResults(Part):
    """Provisions, best first."""

    results: tuple[SearchHit, ...]


class ProvisionLink(Part):
    """A neighbour of a provision."""

    id: str
    cite: str
    heading: str = ""


class Dependent(Part):
    """A norm or concept that rests on a provision."""

    id: str
    title: str


class ProvisionView(Part):
    """A provision with its neighbours."""

    id: str
    cite: str
    heading: str = ""
    text: str
    text_kind: TextKind = TextKind.RESTATEMENT
    restatement: str = ""
    """The same in this project's own words, where `text` is official or a transcription."""
    url: str | None = None
    in_force: bool = True
    since: date | None = None
    until: date | None = None
    instrument: str
    division: str = ""
    addressee: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    refers_to: tuple[ProvisionLink, ...] = ()
    referred_by: tuple[ProvisionLink, ...] = ()
    parent: ProvisionLink | None = None
    children: tuple[ProvisionLink, ...] = ()
    previous: ProvisionLink | None = None
    next: ProvisionLink | None = None
    norms: tuple[Dependent, ...] = ()
    concepts: tuple[Dependent, ...] = ()
    notes: tuple[str, ...] = ()


class InstrumentView(Part):
    """A law or guideline, as a whole."""

    id: str
    title: str
    short: str
    kind: str
    status: str
    binding: str
    units: int = 0
    since: date | None = None
    address: str | None = None


class ExceptionView(Part):
    """A branch on which a norm does not block."""

    when: str
    source: tuple[str, ...] = ()
    text: str = ""


class NormView(Part):
    """A norm as data."""

    id: str
    title: str
    kind: str
    instrument: str
    source: tuple[str, ...] = ()
    applies: str = ""
    satisfied: str | None = None
    unless: tuple[ExceptionView, ...] = ()
    if_unknown: str = "ask"
    because: str | None = None
    cured_by: tuple[str, ...] = ()
    from_: date | None = Field(
        default=None, validation_alias=AliasChoices("from", "from_"), serialization_alias="from"
    )
    until: date | None = None
    binding: str = "law"


class FactView(Part):
    """One fact of the vocabulary."""

    fact: str
    type: str
    values: tuple[str, ...] = ()
    meaning: str = ""
    question: str = ""
    group: str = ""
    dpv: str | None = None
    labels: dict[str, str] = Field(default_factory=dict)
    unmentioned: str | None = None
    """What silence means, in words; absent where the fact stays unknown."""


class ConceptReading(Part):
    """One reading of a concept, as the corpus has it."""

    id: str
    text: str
    grounds: tuple[Ground, ...] = ()


class ConceptView(Part):
    """An open concept."""

    id: str
    question: str
    source: tuple[str, ...] = ()
    movement: str | None = None
    settles: str | None = None
    readings: tuple[ConceptReading, ...] = ()


class Versions(Part):
    """Which corpus and norms answer."""

    corpus: str
    norms: str


# --- problems -----------------------------------------------------------------------------


class FieldProblem(Part):
    """What is wrong with one member of a request."""

    field: str
    problem: str
    allowed: str = ""


class Problem(Part):
    """An error as a problem document (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: tuple[FieldProblem, ...] = ()


PLACES = (("body",), ("query",), ("path",))
"""Where in an HTTP request a member may stand; the framework puts it first."""


def field_problems(error: ValidationError) -> tuple[FieldProblem, ...]:
    """Say what is wrong with each field of a request, in the caller's names."""
    return tuple(field_problem(detail) for detail in error.errors(include_url=False))


def field_problem(detail: ErrorDetails) -> FieldProblem:
    """Translate one complaint of pydantic's."""
    context = detail.get("ctx", {})
    path = detail["loc"][1:] if detail["loc"][:1] in PLACES else detail["loc"]
    where = [str(part) for part in path if not _is_branch(part)]
    if detail["type"] == "not_allowed":
        field = ".".join([*where, context["member"]] if context["member"] else where)
        return FieldProblem(
            field=field or "body", problem=context["problem"], allowed=context["allowed"]
        )
    allowed = {
        "extra_forbidden": "a member that the contract names",
        "literal_error": str(context.get("expected", "")),
        "too_long": f"at most {context.get('max_length', '')} items",
    }.get(detail["type"], "")
    problem = {
        "extra_forbidden": "there is no such member",
        "literal_error": "this value is not known",
        "too_long": f"there are {context.get('actual_length', 'too many')} items",
    }.get(detail["type"], detail["msg"][:1].lower() + detail["msg"][1:])
    return FieldProblem(field=".".join(where) or "body", problem=problem, allowed=allowed)


def _is_branch(part: object) -> bool:
    """Whether a location names a branch of a union rather than a member of the request."""
    return isinstance(part, str) and bool(re.search(r"[\[(]|^function-", part))
