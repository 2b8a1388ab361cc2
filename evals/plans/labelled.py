"""Labelled plans as data: words, the facts that they truly state, and what the law says."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator, model_validator

from advisor.errors import CorpusError, RequestError
from advisor.law.files import Problems, parse, read_list, where, yaml_files
from advisor.reasoning.vocabulary import Vocabulary
from evals.scenarios import Result

PLANS = Path(__file__).resolve().parent
_SHINGLE = 5
_NEAR = 0.5


class Voice(StrEnum):
    """How a plan is put."""

    TOOL_CALL = "tool_call"
    TICKET = "ticket"
    CHAT = "chat"
    MEMO = "memo"
    TYPOS = "typos"
    LONG = "long"


class LabelledPlan(BaseModel):
    """One plan, labelled from its words alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    author: str
    template: str
    """Plans that were made from one pattern share it."""
    voice: Voice
    text: str | None = None
    payload: JsonValue = None
    as_of: date
    facts: dict[str, JsonValue]
    """Every fact that the words state; a list names what is mentioned."""
    may_read: dict[str, JsonValue] = Field(default_factory=dict)
    """Facts that may fairly be read too, though the words do not quite state them."""
    decisive: tuple[str, ...] = ()
    """The facts on which the verdict turns."""
    unknown: tuple[str, ...] = ()
    """Facts that a careless reader would take as stated, and that are not."""
    acceptable: tuple[Result, ...] = Field(min_length=1)
    held_out: bool = False
    """Measured only: nothing is tuned on it."""

    @field_validator("facts", "may_read", mode="before")
    @classmethod
    def _days_as_text(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in value.items()}

    @model_validator(mode="after")
    def _consistent(self) -> LabelledPlan:
        if self.text is None and self.payload is None:
            raise ValueError("a plan needs `text`, `payload` or both")
        both = set(self.facts) & set(self.unknown)
        if both:
            raise ValueError(f"both stated and unknown: {', '.join(sorted(both))}")
        return self


def load_plans(vocabulary: Vocabulary, folder: Path = PLANS) -> tuple[LabelledPlan, ...]:
    """Return all labelled plans, in the order of files and lines.

    Raises:
        CorpusError: entries are wrong; each problem starts with file and line.
    """
    problems = Problems()
    found: dict[str, LabelledPlan] = {}
    for path in yaml_files(folder):
        try:
            entries = read_list(path, folder)
        except CorpusError as exc:
            problems.found.extend(exc.problems)
            continue
        for entry in entries:
            for plan in problems.each([entry], lambda one: parse(LabelledPlan, one)):
                for told in _misnamed(plan, vocabulary):
                    problems.add(f"{where(entry)}: {told}")
                if plan.id in found:
                    problems.add(f"{where(entry)}: `{plan.id}` stands in another place too")
                found[plan.id] = plan
    problems.raise_if_any()
    return tuple(found.values())


def _misnamed(plan: LabelledPlan, vocabulary: Vocabulary) -> list[str]:
    told = []
    for name, value in (*plan.facts.items(), *plan.may_read.items()):
        try:
            vocabulary.read(name, value)
        except RequestError as exc:
            told.append(str(exc))
    told += [f"no fact `{name}`" for name in plan.unknown if name not in vocabulary]
    told += [
        f"`{name}` decides, and is neither a fact of the plan nor unknown"
        for name in plan.decisive
        if name not in plan.facts and name not in plan.unknown
    ]
    return told


def near_copies(plans: tuple[LabelledPlan, ...]) -> list[tuple[str, str, float]]:
    """Pairs of a plan to tune on and a held-out one that share most of their word sequences.

    The figure is the share of the shorter plan's runs of five words that the other has too.
    """
    runs = {plan.id: _runs(plan) for plan in plans}
    tuned = [plan for plan in plans if not plan.held_out]
    found = []
    for held in (plan for plan in plans if plan.held_out):
        for plan in tuned:
            one, other = runs[held.id], runs[plan.id]
            if not one or not other:
                continue
            share = len(one & other) / min(len(one), len(other))
            if share >= _NEAR:
                found.append((held.id, plan.id, share))
    return found


def _runs(plan: LabelledPlan) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", f"{plan.text or ''} {plan.payload or ''}".casefold())
    return frozenset(
        tuple(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1)
    )
