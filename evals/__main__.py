"""Command line: `python -m evals`, see README.md for its options."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from advisor.advising import Advisor
from advisor.errors import AdvisorError
from evals.accepted import accepted_of, compare, load_accepted, write_accepted
from evals.gates import closed, load_gates
from evals.page import anchor, write_page
from evals.report import report
from evals.running import Mode, fresh_advisor, modes_of, run
from evals.scenarios import ROOT, Scenario, load_scenarios
from evals.scoring import Score, score
from evals.second_labels import agreement, load_second_labels
from evals.tables import show, show_agreement, show_changes

_USAGE = 2
_RESULTS = ROOT / "results"


def main(
    mode: Annotated[Mode | None, typer.Option(help="Facts or words only; both if unset.")] = None,
    only: Annotated[
        str | None, typer.Option(help="Only scenarios whose name has this in it, or `#3`.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write figures and results to this file.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Without Inspect: no log, the same figures.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take this run as the one to compare with.")
    ] = False,
    results: Annotated[
        Path, typer.Option(help="Where the report and the logs are written.")
    ] = _RESULTS,
) -> None:
    """Run the scenarios and print what the advisor got right. Exit 1: a gate is not passed."""
    errors = Console(stderr=True, soft_wrap=True)
    whole = only is None and mode is None
    try:
        gates, before = load_gates(), load_accepted()
        every = load_scenarios()
        readers = agreement(every, load_second_labels(every))
        chosen = [one for one in every if _wanted(one, only)]
        pairs = [(one, m) for one in chosen for m in modes_of(one) if mode in (None, m)]
        if not pairs:
            errors.print(f"no scenario is named like {only!r}", markup=False)
            raise typer.Exit(_USAGE)
        if accept and not whole:
            errors.print("only a whole run can be accepted", markup=False)
            raise typer.Exit(_USAGE)
        with fresh_advisor() as advisor:
            versions = advisor.versions()
            scores = _scored(advisor, pairs, errors, None if quick else results / "logs")
    except AdvisorError as exc:
        errors.print(str(exc), markup=False)
        raise typer.Exit(_USAGE) from exc
    changes = None if before is None else compare(before, scores, whole=whole)
    shut = closed(gates, scores, whole=whole)
    results.mkdir(parents=True, exist_ok=True)
    page = results / "report.html"
    write_page(page, scores, versions.corpus, changes=changes, readers=readers, closed=shut)
    console = Console()
    show(console, scores, {n: f"{page.as_uri()}#{anchor(n)}" for n in range(len(scores))})
    show_agreement(console, readers)
    if changes is not None:
        show_changes(console, changes)
    if json_file is not None:
        named = {"corpus": versions.corpus, "norms": versions.norms}
        text = json.dumps(report(scores, named, shut), indent=2, ensure_ascii=False)
        json_file.write_text(text + "\n", encoding="utf-8")
    if accept:
        write_accepted(accepted_of(scores, versions.corpus))
    console.print(f"report: {page}", markup=False, soft_wrap=True)
    if not quick:
        console.print(f"logs:   inspect view --log-dir {results / 'logs'}", soft_wrap=True)
    for problem in shut:
        console.print(f"[bold red]gate:[/] {problem}")
    if shut:
        raise typer.Exit(1)


def _scored(
    advisor: Advisor, pairs: list[tuple[Scenario, Mode]], errors: Console, logs: Path | None
) -> list[Score]:
    """Put every plan to the advisor, under Inspect where there is a folder for its log."""
    if logs is None:
        shown = track(pairs, "Asking", console=errors, transient=True)
        return [score(one, run(advisor, one, m)) for one, m in shown]
    # Takes seconds to import, and a quick run does without.
    from evals.tasks import logged

    errors.print(f"asking about {len(pairs)} plans", markup=False)
    return logged(pairs, lambda one, m: run(advisor, one, m), logs)


def _wanted(scenario: Scenario, only: str | None) -> bool:
    if only is None:
        return True
    if only.startswith("#"):
        return str(scenario.issue) == only[1:]
    return only.casefold() in scenario.name.casefold()


if __name__ == "__main__":
    typer.run(main)
