"""Hearing both sides of an open term: counsel for and against each reading, then a judge.

The counsels do not see each other. Each may ask a bounded number of times for further provisions,
and cites only identifiers that it was given; what it cites else is struck with its ground.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from advisor.counsel.model.asking import Asker, Step
from advisor.counsel.model.spending import Spend
from advisor.errors import CounselError, ModelUnavailableError

SEARCHES = 2
"""How often a counsel may ask for further provisions."""
MOST_PROVISIONS = 40
_FOUND = 5
_AT_ONCE = 4
_FAULTS = (ModelUnavailableError, CounselError)

Canon = Literal["text", "context", "purpose", "practice", "history", "protective"]
Search = Callable[[str, int], Mapping[str, str]]
"""Finds provisions for some words: identifiers with their texts, best first."""
Sound = Callable[[str, str, Sequence[str]], str | None]
"""Says why a text with a quotation and its citations does not hold; None where it does."""


class _Ground(BaseModel):
    model_config = ConfigDict(extra="ignore")

    canon: Canon
    text: Annotated[str, Field(min_length=10, max_length=600)]
    citations: Annotated[list[str], Field(min_length=1, max_length=5)]
    quote: str = Field(default="", max_length=600)


class Brief(BaseModel):
    """What counsel for one side says."""

    model_config = ConfigDict(extra="ignore")

    grounds: Annotated[list[_Ground], Field(max_length=6)]
    search: str = Field(default="", max_length=300)


class _Strength(BaseModel):
    model_config = ConfigDict(extra="ignore")

    ground: int
    strength: Annotated[float, Field(ge=0, le=1)]


class Weighing(BaseModel):
    """How strong the judge finds each ground."""

    model_config = ConfigDict(extra="ignore")

    strengths: Annotated[list[_Strength], Field(max_length=60)]


@dataclass(frozen=True, slots=True)
class Question:
    """An open term as counsel gets it."""

    concept: str
    question: str
    readings: Mapping[str, str]
    """Readings with what each says."""
    facts: str
    provisions: Mapping[str, str]
    """What may be cited: identifiers with their texts."""


@dataclass(frozen=True, slots=True)
class Argued:
    """A ground that a model found, checked and weighed."""

    reading: str
    favours: bool
    """For the reading, or against it."""
    canon: str
    text: str
    citations: tuple[str, ...]
    strength: float


def argue(
    asker: Asker,
    asked: Question,
    search: Search,
    sound: Sound,
    spend: Spend,
    trail: list[Step],
    notes: list[str],
) -> tuple[Argued, ...]:
    """Return the grounds for and against each reading of an open term.

    Grounds that cite what was not given, or quote what is not there, are dropped and noted.

    Raises:
        ModelUnavailableError: no side, or no judge, was heard.
        CounselError: an answer had the wrong shape.
    """
    sides = [(reading, favours) for reading in asked.readings for favours in (True, False)]

    def heard(side: tuple[str, bool]) -> list[Argued]:
        return _hear(asker, asked, *side, search, sound, spend, trail, notes)

    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="counsel") as pool:
        grounds = [ground for found in pool.map(heard, sides) for ground in found]
    return _weigh(asker, asked, grounds, spend, trail) if grounds else ()


def _hear(
    asker: Asker,
    asked: Question,
    reading: str,
    favours: bool,
    search: Search,
    sound: Sound,
    spend: Spend,
    trail: list[Step],
    notes: list[str],
) -> list[Argued]:
    provisions = dict(asked.provisions)
    side = f"you speak {'for' if favours else 'against'} the reading `{reading}`."
    for left in range(SEARCHES, -1, -1):
        rendered = asker.prompts["advocate"].render(
            {"side": side, "searches": str(left)},
            {
                "concept": f"{asked.question}\n\n{reading}: {asked.readings[reading]}",
                "facts": asked.facts,
                "provisions": _listed(provisions),
            },
        )
        brief = asker.ask("argue", rendered, Brief, spend, trail, tokens=1_500)
        found = search(brief.search, _FOUND) if brief.search.strip() and left else {}
        new = {id: text for id, text in found.items() if id not in provisions}
        if not new or len(provisions) >= MOST_PROVISIONS:
            break
        provisions |= new
    kept: list[Argued] = []
    for ground in brief.grounds:
        strange = [id for id in ground.citations if id not in provisions]
        reason = (
            "it cites what it was not given"
            if strange
            else sound(ground.text, ground.quote, ground.citations)
        )
        if reason is not None:
            notes.append(f"a ground on {asked.concept} was struck: {reason}")
            continue
        kept.append(
            Argued(reading, favours, ground.canon, ground.text, tuple(ground.citations), 0.0)
        )
    return kept


def _weigh(
    asker: Asker, asked: Question, grounds: Sequence[Argued], spend: Spend, trail: list[Step]
) -> tuple[Argued, ...]:
    cited = {id for ground in grounds for id in ground.citations}
    listed = "\n".join(
        f"{number}. {'For' if one.favours else 'Against'} `{one.reading}` ({one.canon}): "
        f"{one.text} [{', '.join(one.citations)}]"
        for number, one in enumerate(grounds, 1)
    )
    readings = "\n".join(f"{id}: {text}" for id, text in asked.readings.items())
    rendered = asker.prompts["judge"].render(
        {},
        {
            "concept": f"{asked.question}\n\n{readings}",
            "grounds": listed,
            "provisions": _listed({k: v for k, v in asked.provisions.items() if k in cited}),
        },
    )
    weighed = asker.ask("weigh", rendered, Weighing, spend, trail, tokens=1_000)
    strengths = {one.ground: one.strength for one in weighed.strengths}
    return tuple(
        Argued(
            one.reading,
            one.favours,
            one.canon,
            one.text,
            one.citations,
            strengths.get(number, 0.0),
        )
        for number, one in enumerate(grounds, 1)
    )


def _listed(provisions: Mapping[str, str]) -> str:
    return json.dumps(provisions, ensure_ascii=False, indent=1)
