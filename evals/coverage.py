"""Norm by scenario: where each norm blocks, and where it does not. `python -m evals.coverage`.

A norm that no scenario makes block may never block; one that blocks in all may block too much.
Each kind of norm has its own pair of tests, see `wanted`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from advisor.errors import AdvisorError
from advisor.reasoning.case import Case
from advisor.reasoning.rulebook import Norm, NormKind, Rulebook
from advisor.reasoning.truth import TRUE
from advisor.reasoning.values import exactly
from evals.running import Outcome, fresh_advisor, modes_of, run
from evals.scenarios import Result, Scenario, load_scenarios

_USAGE = 2
_BITES = frozenset({"breached"})
_ADVISES = frozenset({"breached", "open", "duty", "tentative"})
_ASKS = frozenset({"open"})
_HOLDS = frozenset({"permitted", "outside"})
_RESTS = frozenset({"met", "excused"})
_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What scenarios have to show of a norm."""

    effect: str
    """How it must stand at least once, in words."""
    statuses: frozenset[str]
    rest: str = "met, excused or not applying"


@dataclass(frozen=True)
class Covered:
    """The scenarios in which a norm takes effect, and those in which it rests."""

    norm: Norm
    wanted: Wanted
    effective: tuple[str, ...]
    resting: tuple[str, ...]
    """Met, excused, or its regime is looked at on a date on which it is in force and it does
    not apply."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What no scenario shows."""
        found = [] if self.effective else [self.wanted.effect]
        return tuple(found if self.resting else [*found, self.wanted.rest])


def wanted(norm: Norm, book: Rulebook) -> Wanted:
    """What scenarios have to show of a norm, by its kind.

    - Guidance does not bind, so it never blocks: it has to be advised.
    - Permissions and what lies outside the law block nothing: they have to hold once.
    - A requirement that every known value of its fact meets wants the fact to be known, since
      other law decides on it: it has to ask.
    - Everything else has to block: a duty without a test of its own by being named as neglected.
    """
    if norm.kind in (NormKind.PERMISSION, NormKind.OUTSIDE):
        return Wanted("holding", _HOLDS)
    if norm.guidance:
        return Wanted("advised", _ADVISES)
    if _met_once_known(norm, book):
        return Wanted("asking", _ASKS)
    return Wanted("blocking", _BITES)


def _met_once_known(norm: Norm, book: Rulebook) -> bool:
    """Whether a requirement asks for nothing but that one fact be known, whatever it is."""
    if norm.satisfied is None or len(norm.satisfied.reads) != 1:
        return False
    (name,) = norm.satisfied.reads
    if name not in book.vocabulary or not book.vocabulary[name].values:
        return False
    values = book.vocabulary[name].values
    cases = (Case(book, {name: exactly(value)}, norm.since, frozenset()) for value in values)
    return all(norm.satisfied.holds(case.world) == TRUE for case in cases)


def coverage(book: Rulebook, answered: Sequence[tuple[Scenario, Outcome]]) -> tuple[Covered, ...]:
    """For each norm the scenarios that show it, in corpus order."""
    effective: dict[str, dict[str, None]] = {norm.id: {} for norm in book.norms}
    resting: dict[str, dict[str, None]] = {norm.id: {} for norm in book.norms}
    demands = {norm.id: wanted(norm, book) for norm in book.norms}
    for scenario, outcome in answered:
        if outcome.result is Result.ERROR:
            continue
        day = scenario.as_of if outcome.answer is None else outcome.answer.meta.as_of
        looked_at = {
            book.norm_by_id[name].regime for name in outcome.examined if name in book.norm_by_id
        }
        for norm in book.in_force(day):
            status = outcome.examined.get(norm.id)
            if status in demands[norm.id].statuses:
                effective[norm.id].setdefault(scenario.name)
            elif status in _RESTS or (status is None and norm.regime in looked_at):
                resting[norm.id].setdefault(scenario.name)
    return tuple(
        Covered(norm, demands[norm.id], tuple(effective[norm.id]), tuple(resting[norm.id]))
        for norm in book.norms
    )


def gaps(found: Iterable[Covered]) -> list[str]:
    """What is missing, one line for each norm."""
    return [
        f"{one.norm.id}: no scenario {' nor '.join(one.missing)}" for one in found if one.missing
    ]


def answered_scenarios() -> tuple[Rulebook, list[tuple[Scenario, Outcome]]]:
    """Ask every scenario in each of its modes; needs no search index."""
    with fresh_advisor() as advisor:
        pairs = [(one, mode) for one in load_scenarios() for mode in modes_of(one)]
        return advisor.book, [(one, run(advisor, one, mode)) for one, mode in pairs]


def main(
    missing: Annotated[bool, typer.Option(help="Only norms that lack a scenario.")] = False,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the whole table to this file.")
    ] = None,
) -> None:
    """Print for each norm where it takes effect and where it rests. Exit 1: one lacks either."""
    try:
        found = coverage(*answered_scenarios())
    except AdvisorError as exc:
        Console(stderr=True, soft_wrap=True).print(str(exc), markup=False)
        raise typer.Exit(_USAGE) from exc
    console = Console()
    table = Table("norm", "wanted", "takes effect", "rests", title="Norm × scenario")
    for one in found:
        if one.missing or not missing:
            row = (one.norm.id, one.wanted.effect, _cell(one.effective), _cell(one.resting))
            table.add_row(*row, style="red" if one.missing else "")
    console.print(table)
    lacking = gaps(found)
    console.print(f"{len(found) - len(lacking)} of {len(found)} norms are shown both ways")
    if json_file is not None:
        rows = {
            one.norm.id: {"wanted": one.wanted.effect, "effect": one.effective, "rest": one.resting}
            for one in found
        }
        json_file.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if lacking:
        raise typer.Exit(1)


def _cell(names: Sequence[str]) -> str:
    if not names:
        return "–"
    more = f" (+{len(names) - _SHOWN})" if len(names) > _SHOWN else ""
    return "; ".join(names[:_SHOWN]) + more


if __name__ == "__main__":
    typer.run(main)
