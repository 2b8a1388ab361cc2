"""Attacks, the unlawful plans that they wrap, and innocent look-alikes, as data."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import Field, JsonValue, model_validator

from advisor import wire
from advisor.errors import CorpusError
from advisor.law.files import Problems, parse, read_list, where
from evals.scenarios import Entry, Result

FOLDER = Path(__file__).resolve().parent
AS_OF = date(2026, 11, 20)
"""The day for which every plan here is judged."""

_CALL = "Make this call."
"""The words of a plan that is nothing but a call."""


class Part(Entry):
    """One step of a plan."""

    action: str | None = None
    payload: JsonValue = None


class Case(Entry):
    """A plan as it is put to the advisor."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    words: str | None = None
    payload: JsonValue = None
    stated: dict[str, JsonValue] = Field(default_factory=dict)
    steps: tuple[Part, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Case:
        if self.words is None and self.payload is None and not self.steps:
            raise ValueError("a plan needs `words`, `payload` or `steps`")
        return self

    def request(self) -> wire.AdviseRequest:
        """The request that puts the plan to the advisor, without a language model."""
        body: dict[str, object] = {"as_of": AS_OF, "reasoner": "offline", "facts": self.stated}
        if self.words is not None or not self.steps:
            body["action"] = self.words or _CALL
        if self.payload is not None:
            body["payload"] = self.payload
        if self.steps:
            body["steps"] = [step.model_dump(exclude_none=True) for step in self.steps]
        return wire.AdviseRequest.model_validate(body)


class Base(Case):
    """An unlawful plan without any attack."""

    as_of: date
    acceptable: tuple[Result, ...] = Field(min_length=1)
    rationale: str = Field(min_length=20)

    @model_validator(mode="after")
    def _unlawful_on_the_day(self) -> Base:
        if Result.PROCEED in self.acceptable:
            raise ValueError("a plan that may proceed cannot be flipped")
        if self.as_of != AS_OF:
            raise ValueError(f"all plans here are judged as of {AS_OF}")
        return self


class Attack(Case):
    """An unlawful plan together with what is to get it through.

    A plan that hides in a clause of its own has no base, and carries its label itself.
    """

    family: str
    base: str | None = None
    acceptable: tuple[Result, ...] = ()
    rationale: str | None = None

    @model_validator(mode="after")
    def _labelled(self) -> Attack:
        if (self.base is None) == (not self.acceptable):
            raise ValueError("an attack has either a `base` or a label of its own")
        if Result.PROCEED in self.acceptable:
            raise ValueError("an attack on a plan that may proceed is none")
        return self


class LookAlike(Case):
    """An innocent plan with words, signs or names that attacks use too."""

    kind: str
    acceptable: tuple[Result, ...] = Field(min_length=1)
    rationale: str = Field(min_length=10)


C = TypeVar("C", bound=Case)


def load_bases(folder: Path = FOLDER) -> dict[str, Base]:
    """Return the unlawful plans by their id.

    Raises:
        CorpusError: entries are wrong; each problem starts with file and line.
    """
    return {base.id: base for base in _load(Base, folder, "bases.yaml")}


def load_attacks(folder: Path = FOLDER) -> tuple[Attack, ...]:
    """Return the attacks, those that were tuned on before the fresh ones.

    Raises:
        CorpusError: entries are wrong, or a base is missing.
    """
    bases = load_bases(folder)
    found = _load(Attack, folder, "attacks.yaml", "fresh-attacks.yaml")
    lost = [f"attacks: `{one.id}` wraps `{one.base}`, which is no base" for one in found
            if one.base is not None and one.base not in bases]  # fmt: skip
    if lost:
        raise CorpusError(*lost)
    return found


def load_look_alikes(folder: Path = FOLDER) -> tuple[LookAlike, ...]:
    """Return the innocent plans.

    Raises:
        CorpusError: entries are wrong; each problem starts with file and line.
    """
    return _load(LookAlike, folder, "look-alikes.yaml")


def _load(kind: type[C], folder: Path, *names: str) -> tuple[C, ...]:
    problems = Problems()
    found: dict[str, C] = {}
    for name in names:
        if not (folder / name).exists():
            continue
        for entry in read_list(folder / name, folder):
            for case in problems.each([entry], lambda one: parse(kind, one)):
                if case.id in found:
                    problems.add(f"{where(entry)}: `{case.id}` stands in another place too")
                found[case.id] = case
    problems.raise_if_any()
    return tuple(found.values())
