"""Command line: `python -m evals.plans [--held-out | --tune] [--misses] [--only ID]`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from advisor.errors import AdvisorError
from evals.plans.gates import closed, load_reading_gates
from evals.plans.labelled import LabelledPlan, load_plans, near_copies
from evals.plans.scoring import ReadingFigures, ReadPlan, by_fact, figures, read_plan
from evals.running import fresh_advisor
from evals.scoring import Share

_USAGE = 2
_ROWS: tuple[tuple[str, Callable[[ReadingFigures], Share]], ...] = (
    ("precision, facts that can permit", lambda f: f.precision_permitting),
    ("precision, other facts", lambda f: f.precision),
    ("recall", lambda f: f.recall),
    ("facts read or rightly presumed", lambda f: f.known),
    ("read the wrong way round", lambda f: f.polarity_errors),
    ("plans with all decisive facts right", lambda f: f.decisive),
    ("verdict from the words acceptable", lambda f: f.verdicts),
    ("verdict from the true facts acceptable", lambda f: f.verdicts_by_facts),
    ("unsafe permits", lambda f: f.unsafe),
    ("over-blocking", lambda f: f.over_blocking),
)


def main(
    held_out: Annotated[bool, typer.Option(help="Only the held-out plans.")] = False,
    tune: Annotated[bool, typer.Option(help="Only the plans to tune on.")] = False,
    misses: Annotated[bool, typer.Option(help="Every miss of the plans to tune on.")] = False,
    only: Annotated[str | None, typer.Option(help="Plans whose id has this in it.")] = None,
) -> None:
    """Read the labelled plans and print what was read rightly. Exit 1: a gate is not passed."""
    console, errors = Console(), Console(stderr=True, soft_wrap=True)
    try:
        with fresh_advisor() as advisor:
            plans = load_plans(advisor.book.vocabulary)
            for held, other, share in near_copies(plans):
                errors.print(f"{held} is nearly a copy of {other} ({share:.0%})", style="red")
            chosen = [p for p in plans if _wanted(p, held_out, tune, only)]
            found = [
                read_plan(advisor, plan)
                for plan in track(chosen, "Reading", console=errors, transient=True)
            ]
    except AdvisorError as exc:
        errors.print(str(exc), markup=False)
        raise typer.Exit(_USAGE) from exc
    if not found:
        errors.print("no such plans")
        raise typer.Exit(_USAGE)
    parts = {
        "to tune on": [one for one in found if not one.plan.held_out],
        "held out": [one for one in found if one.plan.held_out],
    }
    parts = {name: part for name, part in parts.items() if part}
    _overall(console, parts)
    for name, part in parts.items():
        _by_voice(console, name, part)
        _by_fact(console, name, part)
    if misses:
        _misses(console, parts.get("to tune on", []))
    console.print(f"words to answer, median: {median(one.elapsed_ms for one in found):.1f} ms")
    shut = closed(load_reading_gates(), parts.get("held out", []))
    for problem in shut:
        console.print(f"[bold red]gate:[/] {problem}")
    if shut:
        raise typer.Exit(1)


def _wanted(plan: LabelledPlan, held_out: bool, tune: bool, only: str | None) -> bool:
    if held_out != tune and plan.held_out is not held_out:
        return False
    return only is None or only in plan.id


def _overall(console: Console, parts: dict[str, list[ReadPlan]]) -> None:
    table = Table(title="Plans in words (95 % intervals by Wilson)", title_justify="left")
    table.add_column("")
    for name, part in parts.items():
        table.add_column(f"{name} ({len(part)})", justify="right")
    of = {name: figures(part) for name, part in parts.items()}
    for row, pick in _ROWS:
        table.add_row(row, *(_share(pick(found)) for found in of.values()))
    console.print(table)


def _by_voice(console: Console, name: str, part: Sequence[ReadPlan]) -> None:
    table = Table(title=f"{name}: by voice", title_justify="left")
    for column in ("", "plans", "precision", "recall", "decisive", "verdict", "unsafe"):
        table.add_column(column, justify="right" if column else "left")
    for voice in sorted({one.plan.voice for one in part}):
        of = figures([one for one in part if one.plan.voice is voice])
        table.add_row(
            voice.value,
            str(of.plans),
            _short(of.precision),
            _short(of.recall),
            _short(of.decisive),
            _short(of.verdicts),
            f"{of.unsafe.hits}/{of.unsafe.total}",
        )
    console.print(table)


def _by_fact(console: Console, name: str, part: Sequence[ReadPlan]) -> None:
    table = Table(title=f"{name}: by fact", title_justify="left")
    for column in ("", "precision", "recall", "wrong way round"):
        table.add_column(column, justify="right" if column else "left")
    for row in by_fact(part):
        table.add_row(
            row.fact,
            f"{row.precision.hits}/{row.precision.total}",
            f"{row.recall.hits}/{row.recall.total}",
            str(row.reversed or ""),
        )
    console.print(table)


def _misses(console: Console, part: Sequence[ReadPlan]) -> None:
    """Misses are shown of plans to tune on only: nobody is to tune on the others by accident."""
    for one in sorted(part, key=lambda r: (not r.unsafe, not r.reversed, r.acceptable)):
        if one.acceptable and not one.wrong and not one.missed:
            continue
        console.rule(f"{one.plan.id}{'  UNSAFE' if one.unsafe else ''}")
        console.print(Text(one.plan.text or str(one.plan.payload)))
        allowed = "/".join(result.value for result in one.plan.acceptable)
        console.print(
            f"verdict {one.verdict.value}, by facts {one.verdict_by_facts.value}, label {allowed}"
        )
        for kind, claims in (("wrong", one.wrong), ("missed", one.missed)):
            if claims:
                said = ", ".join(f"{claim.fact}={claim.value}" for claim in claims)
                console.print(Text(f"  {kind}: {said}"))
        if one.reversed:
            console.print(Text(f"  wrong way round: {', '.join(one.reversed)}", style="bold red"))


def _share(share: Share) -> str:
    if share.value is None or share.interval is None:
        return "–"
    low, high = share.interval
    return rf"{share.value:.1%}  {share.hits}/{share.total}  \[{low:.0%}–{high:.0%}]"


def _short(share: Share) -> str:
    return "–" if share.value is None else f"{share.value:.0%}"


if __name__ == "__main__":
    typer.run(main)
