"""What reviewers do with opinions, what becomes of it, and receipts that are to be verified."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from advisor.wire.answering import Answer, Receipt
from advisor.wire.asking import AdviseRequest
from advisor.wire.parts import Part, State, Verdict

REASON_CHARACTERS = 4_000


class Act(StrEnum):
    """What a reviewer can do with an opinion."""

    AFFIRM = "affirm"
    OVERRULE = "overrule"
    ANNOTATE = "annotate"
    WITHDRAW = "withdraw"
    """Takes back an affirmation or an overruling; both acts stay in the record."""
    ASSIGN = "assign"
    """Says who is to look at it, and by when."""


class Standing(StrEnum):
    """Whether an overruling binds other plans."""

    BINDING = "binding"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    """The law that it rests on changed: a reviewer looks at it again."""


def _wrong(field: str, problem: str, allowed: str) -> PydanticCustomError:
    return PydanticCustomError(
        "not_allowed", "{problem}", {"problem": problem, "allowed": allowed, "member": field}
    )


def _plain(text: str) -> str:
    """Refuse what cannot be stored as text: control characters and half character pairs."""
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", text):
        raise _wrong("", "the text holds control characters", "plain text")
    return text


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=REASON_CHARACTERS),
    AfterValidator(_plain),
]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_plain),
]


class Scope(BaseModel):
    """How far an overruling reaches. It can be narrowed, never widened."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    binds: bool = Field(default=True, description="False: for this opinion only.")
    facts: tuple[Name, ...] = Field(
        default=(),
        max_length=100,
        description="Facts that a later plan must share besides those that the opinion rests on.",
    )


class ReviewRequest(BaseModel):
    """One act of a reviewer on one opinion."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    act: Act
    reason: Text = Field(default="", description="Required, but for `assign`.")
    verdict: Verdict | None = Field(default=None, description="For `overrule`: what is right.")
    expires_at: AwareDatetime | None = Field(
        default=None, description="For `overrule`: from when on it binds no more."
    )
    scope: Scope | None = Field(default=None, description="For `overrule`: how far it reaches.")
    review: Name | None = Field(
        default=None, description="For `withdraw`: which act; left out, the latest that stands."
    )
    owner: Name | None = Field(default=None, description="For `assign`: who looks at it.")
    due_at: AwareDatetime | None = Field(default=None, description="For `assign`: by when.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.act is not Act.ASSIGN and not self.reason:
            raise _wrong("reason", "a reason is needed", f"1 to {REASON_CHARACTERS:,} characters")
        belongs = {
            "verdict": Act.OVERRULE,
            "expires_at": Act.OVERRULE,
            "scope": Act.OVERRULE,
            "review": Act.WITHDRAW,
            "owner": Act.ASSIGN,
            "due_at": Act.ASSIGN,
        }
        for member, act in belongs.items():
            if getattr(self, member) is not None and self.act is not act:
                raise _wrong(member, f"this belongs to `{act}`", f"left out for `{self.act}`")
        if self.act is Act.OVERRULE and self.verdict is None:
            raise _wrong("verdict", "an overruling needs a verdict", ", ".join(Verdict))
        if self.act is Act.ASSIGN and self.owner is None:
            raise _wrong("owner", "an assignment needs an owner", "a name")
        return self


class Review(Part):
    """An act of a reviewer, as it was recorded."""

    id: str
    opinion: str
    act: Act
    verdict: Verdict | None = None
    reason: str = ""
    by: str
    created: datetime
    expires_at: datetime | None = None
    scope: Scope | None = None
    review: str | None = None
    """The act that a withdrawal takes back."""
    owner: str | None = None
    due_at: datetime | None = None
    withdrawn_by: str | None = None
    """The withdrawal that took this act back."""


class BasisNorm(Part):
    """A norm that an opinion rested on."""

    norm: str
    status: str
    fingerprint: str
    """Changes with anything that the norm's judgement rests on."""


class Basis(Part):
    """What one part of an opinion rested on: its material facts and the law in play."""

    as_of: str
    facts: dict[str, JsonValue] = Field(default_factory=dict)
    """Material facts with their values; null is unknown."""
    regimes: tuple[str, ...] = ()
    norms: tuple[BasisNorm, ...] = ()
    asking: tuple[str, ...] = ()
    """Limits that asked for a human."""
    place_open: bool = False
    verdict: Verdict
    """By the rules alone."""


class Precedent(Part):
    """An overruling that binds later plans with the same material facts."""

    id: str
    """The review that it is."""
    opinion: str
    verdict: Verdict
    instead_of: Verdict
    by: str
    reason: str
    created: datetime
    expires_at: datetime | None = None
    parts: tuple[Basis, ...]
    """One for a plan without steps, else one for each step."""


class PrecedentEntry(Part):
    """A precedent in the list: what it says, and whether it binds now."""

    precedent: Precedent
    standing: Standing
    why: str = ""
    """For a suspended one, what changed."""


class PrecedentList(Part):
    """All precedents, newest first."""

    precedents: tuple[PrecedentEntry, ...]


class ReviewOutcome(Part):
    """What came of an act."""

    review: Review
    state: State
    precedent: Precedent | None = None
    """What binds later plans from now on."""
    note: str = ""
    """Why an overruling binds no other plan, where it does not."""


class ReceiptCheck(BaseModel):
    """A receipt that is to be verified for a request that is about to be carried out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    receipt: Receipt
    request: AdviseRequest


class ReceiptVerdict(Part):
    """Whether a receipt is genuine, current, and for this request."""

    valid: bool
    """All three."""
    genuine: bool
    current: bool
    for_this_request: bool
    verdict: Verdict | None = None
    """The verdict that a genuine receipt attests. A valid receipt of a refusal is no leave."""
    failures: tuple[str, ...] = ()


class StoredAnswer(Answer):
    """An answer as it was given, with what was asked, when, and what reviewers made of it."""

    created: datetime
    request: AdviseRequest
    erased: datetime | None = None
    """When the plan's words were erased; what is left was computed from its facts."""
    state: State = State.UNREVIEWED
    owner: str | None = None
    due_at: datetime | None = None
    reviews: tuple[Review, ...] = ()
    precedent: PrecedentEntry | None = None
    """What this opinion binds, where it was overruled."""
