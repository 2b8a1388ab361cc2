"""Scenarios as data: a plan in words and in facts, and what the law says of it."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator, model_validator

from advisor.errors import CorpusError
from advisor.law.files import Problems, parse, read_list, where, yaml_files
from advisor.law.identifiers import IdentifierError, ProvisionId

ROOT = Path(__file__).resolve().parent
SCENARIOS = ROOT / "scenarios"
LISTED = 20
"""Plans with an `issue` number from 1 to this are the ones that must never fail."""


class Result(StrEnum):
    """What comes of a plan: one of the four verdicts, or an error for a request that is none."""

    PROCEED = "proceed"
    MODIFY = "modify"
    REFUSE = "refuse"
    ESCALATE = "escalate"
    ERROR = "error"


class Group(StrEnum):
    """What kind of action a plan is."""

    SERVICE = "service"
    MARKETING = "marketing"
    PROFILING = "profiling"
    AUTOMATED_DECISION = "automated-decision"
    TRANSFER = "transfer"
    AI_INTERACTION = "ai-interaction"
    SPECIAL_CATEGORY = "special-category"
    CHILDREN = "children"
    WORKPLACE = "workplace"
    RIGHTS = "rights"
    TRAINING = "training"
    SCRAPING = "scraping"
    BREACH = "breach"
    SECURITY = "security"
    OUTSIDE = "outside"


class Entry(BaseModel):
    """Base: no entry may say more than its form knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Coming(Entry):
    """A date that the horizon has to name, with the verdict from then on where it is certain."""

    date: date
    verdict: Result | None = None


class Fork(Entry):
    """What one answer to a question has to lead to."""

    fact: str
    answer: str
    verdict: Result


class Scenario(Entry):
    """One labelled plan. The label comes from the law, and `rationale` says how."""

    name: str = Field(min_length=10)
    issue: int | None = Field(default=None, ge=1, le=LISTED)
    words: str | None = None
    repeat: int = Field(default=1, ge=1)
    stated: dict[str, JsonValue] = Field(default_factory=dict)
    facts: dict[str, JsonValue] | None = None
    as_of: date
    date_in_words: bool = False
    acceptable: tuple[Result, ...] = Field(min_length=1)
    unsafe: tuple[Result, ...] | None = None
    must_cite: tuple[str, ...] = ()
    may_cite: tuple[str, ...] = ()
    may_not_block: tuple[str, ...] = ()
    questions: tuple[str, ...] | Literal["any"] = ()
    no_questions: bool = False
    horizon: tuple[Coming, ...] = ()
    limits: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    forks: tuple[Fork, ...] = ()
    alternative_changes: tuple[str, ...] = ()
    group: Group
    instruments: tuple[str, ...]
    difficulty: Literal["easy", "medium", "hard"]
    decision: str | None = Field(default=None, min_length=10)
    """Published decision that the plan is modelled on: authority, reference and date."""
    held_out: bool = False
    """Measured only: nothing is tuned on it."""
    rationale: str = Field(min_length=20)

    @field_validator("stated", "facts", mode="before")
    @classmethod
    def _days_as_text(cls, value: object) -> object:
        """YAML reads days as dates; on the wire they are ISO text."""
        if not isinstance(value, dict):
            return value
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in value.items()}

    @field_validator("must_cite", "may_cite", "may_not_block")
    @classmethod
    def _names_provisions(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in (part for entry in value for part in either(entry)):
            if ":" in name:
                try:
                    ProvisionId.parse(name)
                except IdentifierError as exc:
                    raise ValueError(str(exc)) from exc
        return value

    @field_validator("limits", "conditions")
    @classmethod
    def _patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            try:
                re.compile(pattern)
            except re.error as exc:
                raise ValueError(f"`{pattern}` is no regular expression: {exc}") from exc
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Scenario:
        if self.words is None and self.facts is None:
            raise ValueError("a scenario needs `words`, `facts` or both")
        if self.no_questions and self.questions:
            raise ValueError("`questions` and `no_questions` exclude each other")
        if set(self.acceptable) & set(self.wrong_permits):
            raise ValueError("a verdict cannot be both acceptable and unsafe")
        return self

    @property
    def wrong_permits(self) -> tuple[Result, ...]:
        """The verdicts that would let an unlawful plan pass."""
        if self.unsafe is not None:
            return self.unsafe
        return () if Result.PROCEED in self.acceptable else (Result.PROCEED,)

    @property
    def lawful(self) -> bool:
        """True for a plan that must proceed as it is."""
        return self.acceptable == (Result.PROCEED,)

    @property
    def label(self) -> str:
        """The acceptable verdicts in one word."""
        return "/".join(sorted(result.value for result in self.acceptable))


def either(entry: str) -> tuple[str, ...]:
    """The alternatives of an entry such as `gdpr:17 | gdpr:12(3)`: one of them is enough."""
    return tuple(part.strip() for part in entry.split("|"))


def load_scenarios(folder: Path = SCENARIOS) -> tuple[Scenario, ...]:
    """Return all scenarios below `folder`, in the order of files and lines.

    Raises:
        CorpusError: entries are wrong; each problem starts with file and line.
    """
    problems = Problems()
    found: dict[str, Scenario] = {}
    for path in yaml_files(folder):
        try:
            entries = read_list(path, folder)
        except CorpusError as exc:
            problems.found.extend(exc.problems)
            continue
        for entry in entries:
            for scenario in problems.each([entry], lambda one: parse(Scenario, one)):
                if scenario.name in found:
                    problems.add(f"{where(entry)}: `{scenario.name}` stands in another place too")
                found[scenario.name] = scenario
    problems.raise_if_any()
    return tuple(found.values())
