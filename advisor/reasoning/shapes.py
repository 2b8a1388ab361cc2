"""The shapes of corpus files: what each entry may say, checked by pydantic before it is linked."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from advisor.reasoning.rulebook import IfUnknown, NormKind, When
from advisor.reasoning.vocabulary import Kind


class Shape(BaseModel):
    """Base: no entry may say more than its shape knows."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class FactShape(Shape):
    """One fact of the vocabulary."""

    type: Kind
    values: list[str] = []
    values_of: str = ""
    values_from: str = Field(default="", pattern="^(|duties)$")
    asked: bool = True
    meaning: str
    dpv: str | None = None
    question: str
    group: str
    permits: list[Any] = []
    labels: dict[str, str] = {}
    min: int | None = None
    max: int | None = None
    answers: list[Any] = []
    unknown_in: dict[str, list[str]] = {}
    unmentioned: Any = None


class PresumptionShape(Shape):
    """What silence about a fact means."""

    presume: Any
    when: str = ""
    unless: str = ""
    because: str
    source: list[str] = []


class DerivedShape(Shape):
    """A fact that follows from others."""

    meaning: str
    when: str = ""
    function: str = ""
    reads: list[str] = []
    source: list[str] = []


class BranchShape(Shape):
    """An exception, or one way to meet a norm, with its source."""

    when: str
    source: list[str] = Field(min_length=1)
    text: str = ""


class ConditionShape(Shape):
    """What travels with an action."""

    text: str
    when: When = When.BEFORE


class NormShape(Shape):
    """One norm."""

    id: str
    title: str
    source: list[str] = Field(min_length=1)
    kind: NormKind
    applies: str
    satisfied: str = ""
    unless: list[BranchShape] = []
    met_by: list[BranchShape] = []
    if_unknown: IfUnknown | None = None
    because: str = ""
    yields_to: list[str] = []
    cured_by: list[str] = []
    binding: str = Field(default="law", pattern="^(law|guidance)$")
    regime: str = ""
    frees: bool = False
    since: date | None = Field(default=None, alias="from")
    until: date | None = None
    why: str = ""
    condition: ConditionShape | None = None
    frameworks: dict[str, list[str]] = {}


class GroundShape(Shape):
    """A reason for a reading."""

    canon: str
    weight: str = ""
    text: str
    cite: list[str] = Field(min_length=1)
    decides: str = Field(default="", pattern="^(|met|not_met)$")
    where: str = ""


class ReadingShape(Shape):
    """One reading of a concept."""

    id: str
    text: str
    when: str
    grounds: list[GroundShape] = Field(min_length=1)


class ConceptShape(Shape):
    """An open concept."""

    id: str
    question: str
    source: list[str] = Field(min_length=1)
    method: str = Field(default="eu", pattern="^(treaty|eu|india)$")
    movement: str = ""
    settles: str = ""
    readings: list[ReadingShape] = Field(min_length=1)


class LeverShape(Shape):
    """Something an operator can change."""

    id: str
    title: str
    kind: str = Field(pattern="^(do|narrow)$")
    changes: dict[str, Any] = Field(min_length=1)
    available: str = ""
    needs_certain: bool = False
    cost: float = Field(gt=0)
    citations: list[str] = []
    condition: ConditionShape | None = None
    assurance: str = ""


class LimitShape(Shape):
    """Where law outside the corpus may decide."""

    id: str
    topic: str
    when: str
    unless: str = ""
    text: str
    effect: IfUnknown
    citations: list[str] = Field(min_length=1)
    since: date | None = Field(default=None, alias="from")
    until: date | None = None


class ContradictionShape(Shape):
    """A label against what it should follow from."""

    id: str
    fact: str
    when: str
    text: str
    instead: Any = None
    source: list[str] = Field(min_length=1)


class FrameworkShape(Shape):
    """A voluntary framework."""

    title: str
    publisher: str
    places: dict[str, str] = Field(min_length=1)


class NoticeShape(Shape):
    """A text for the person affected."""

    id: str
    when: str
    unless: str = ""
    text: str
    citations: list[str] = Field(min_length=1)
    since: date | None = Field(default=None, alias="from")


class CalibrationShape(Shape):
    """How confidence becomes a probability, see `calibration.py`."""

    learnt_from: str = Field(min_length=1)
    learnt_by: str = Field(min_length=1)
    slope: float = Field(gt=0)
    shift: float
