"""What is answered to a plan: the verdict with its reasons, as given and as kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import AliasChoices, Field, JsonValue

from advisor.wire.parts import Part, State, TextKind, Verdict


class Blocking(Part):
    """A norm that the plan breaches for certain."""

    norm: str
    title: str
    why: str
    facts: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    frameworks: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Places of the norm in voluntary frameworks, by framework."""


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
    narrows: bool = False
    """Leaves people, data or a country out, so that less is done than was planned."""


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
    """`sha256:` and the hash of the request in canonical JSON."""
    valid_until: datetime
    signature: str | None = None
    """`ed25519:` and the signature over all other members, in base64url."""
    id: str | None = None
    """The opinion."""
    verdict: Verdict | None = None
    as_of: date | None = None
    """The date for which law was applied; part of what `digest` is over."""
    key: str | None = None
    """Which key signed, by its `kid` in `/.well-known/jwks.json`."""


class Followed(Part):
    """An earlier opinion, as a reviewer overruled it, that this answer follows."""

    opinion: str
    review: str
    date: date
    by: str
    reason: str
    verdict: Verdict
    instead_of: Verdict
    """The verdict by the rules alone."""


class TraceEntry(Part):
    """One step of the loop."""

    step: str
    text: str
    details: tuple[str, ...] = ()


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


class PurposeAnswer(Part):
    """What a plan with several purposes comes to for one of them."""

    purpose: str
    verdict: Verdict
    summary: str = ""
    blocking: tuple[Blocking, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    questions: tuple[Question, ...] = ()


class Meta(Part):
    """How the answer was made."""

    reasoner: str = "offline"
    model: str | None = None
    cache: str = "miss"
    corpus: str = ""
    norms: str = ""
    code: str = ""
    """Which version of the reasoning's code answered."""
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
    purposes: tuple[PurposeAnswer, ...] = ()
    """For a plan with several purposes: what each comes to; the strictest decides."""
    citations: tuple[Citation, ...] = ()
    facts: FactReport = Field(default_factory=FactReport)
    horizon: tuple[Change, ...] = ()
    notice: str | None = None
    limits: tuple[Limit, ...] = ()
    precedents: tuple[Followed, ...] = ()
    """Reviewers' overrulings that decided here; empty where the rules alone did."""
    receipt: Receipt | None = None
    meta: Meta
    examined: tuple[ExaminedNorm, ...] = ()
    trace: tuple[TraceEntry, ...] = ()


class OpinionSummary(Part):
    """One line of the list of opinions."""

    id: str
    created: datetime
    verdict: Verdict
    as_of: date
    action: str
    summary: str
    instruments: tuple[str, ...] = ()
    state: State = State.UNREVIEWED
    owner: str | None = None
    due_at: datetime | None = None
    """By when an escalation is to be reviewed."""
    erased: datetime | None = None


class OpinionPage(Part):
    """Opinions, newest first; `next` continues the list as `?before=`."""

    opinions: tuple[OpinionSummary, ...]
    next: str | None = None
