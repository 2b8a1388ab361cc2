"""Command line: `python -m evals [--mode facts|words] [--only NAME] [--json FILE]`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from advisor.errors import AdvisorError
from evals.gates import closed, load_gates
from evals.report import report
from evals.running import Mode, fresh_advisor, modes_of, run
from evals.scenarios import Scenario, load_scenarios
from evals.scoring import Score, score
from evals.tables import show

_USAGE = 2


def main(
    mode: Annotated[Mode | None, typer.Option(help="Facts or words only; both if unset.")] = None,
    only: Annotated[
        str | None, typer.Option(help="Only scenarios whose name has this in it, or `#3`.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write figures and results to this file.")
    ] = None,
) -> None:
    """Run the scenarios and print what the advisor got right. Exit 1: a gate is not passed."""
    errors = Console(stderr=True, soft_wrap=True)
    try:
        gates = load_gates()
        chosen = [one for one in load_scenarios() if _wanted(one, only)]
        pairs = [(one, m) for one in chosen for m in modes_of(one) if mode in (None, m)]
        if not pairs:
            errors.print(f"no scenario is named like {only!r}", markup=False)
            raise typer.Exit(_USAGE)
        scores: list[Score] = []
        with fresh_advisor() as advisor:
            versions = advisor.versions()
            for one, m in track(pairs, "Asking", console=errors, transient=True):
                scores.append(score(one, run(advisor, one, m)))
    except AdvisorError as exc:
        errors.print(str(exc), markup=False)
        raise typer.Exit(_USAGE) from exc
    console = Console()
    show(console, scores)
    shut = closed(gates, scores, whole=only is None)
    if json_file is not None:
        named = {"corpus": versions.corpus, "norms": versions.norms}
        text = json.dumps(report(scores, named, shut), indent=2, ensure_ascii=False)
        json_file.write_text(text + "\n", encoding="utf-8")
    for problem in shut:
        console.print(f"[bold red]gate:[/] {problem}")
    if shut:
        raise typer.Exit(1)


def _wanted(scenario: Scenario, only: str | None) -> bool:
    if only is None:
        return True
    if only.startswith("#"):
        return str(scenario.issue) == only[1:]
    return only.casefold() in scenario.name.casefold()


if __name__ == "__main__":
    typer.run(main)
