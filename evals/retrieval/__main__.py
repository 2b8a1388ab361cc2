"""Command line: `python -m evals.retrieval [--part measured|tune|blind] [--json FILE]`."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter
from typing import Annotated

import numpy as np
import typer
from pydantic import JsonValue
from pydantic_core import to_jsonable_python
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from advisor.errors import AdvisorError
from advisor.settings import Settings
from evals.retrieval.figures import FIGURES, Answered, Estimate, answered, estimate, lead
from evals.retrieval.questions import Kind, Part, Question, load_questions, plans_as_questions
from evals.retrieval.systems import OURS, RIVALS, TOP, Bench

_USAGE = 2
_MOST_MS = 10.0
_OF_KIND = {
    Kind.CITATION: ["recall@5", "recall@10", "MRR"],
    Kind.QUESTION: ["recall@5", "recall@10", "MRR"],
    Kind.MESSY: list(FIGURES),
    Kind.PLAN: list(FIGURES),
}
_TITLES = {
    Kind.CITATION: "Citations",
    Kind.QUESTION: "A lawyer's questions",
    Kind.MESSY: "Messy descriptions",
    Kind.PLAN: "Words of the scenarios, labelled by others",
}

Results = dict[str, list[Answered]]


def main(
    part: Annotated[Part, typer.Option(help="Which part to score.")] = Part.MEASURED,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write figures and ranks to this file.")
    ] = None,
    misses: Annotated[
        bool, typer.Option(help="List the questions of which ours found nothing.")
    ] = False,
) -> None:
    """Compare ways to search. Exit 1: ours does not lead, or is too slow."""
    errors = Console(stderr=True, soft_wrap=True)
    console = Console()
    try:
        bench = Bench.open(Settings())
        parts = [Part.MEASURED, Part.BLIND] if part is Part.MEASURED else [part]
        questions = [q for q in load_questions(bench.book.library) if q.part in parts]
        if part is Part.MEASURED:
            questions += plans_as_questions(bench.book.library)
        results: Results = {}
        for name, search in bench.systems().items():
            asked = track(questions, name, console=errors, transient=True)
            results[name] = [answered(question, search(question.ask)) for question in asked]
        median = _median_ms(bench, questions)
    except AdvisorError as exc:
        errors.print(str(exc), markup=False)
        raise typer.Exit(_USAGE) from exc

    console.print(f"{len(bench.passages)} passages, {len(questions)} questions, part: {part.value}")
    report: dict[str, JsonValue] = {}
    behind: list[str] = []
    for group, kind in [(group, kind) for group in parts for kind in Kind]:
        of_kind = {
            name: [one for one in found if _is_of(one.question, group, kind)]
            for name, found in results.items()
        }
        if not of_kind[OURS]:
            continue
        blind = group is Part.BLIND
        name = f"blind {kind.value}" if blind else kind.value
        title = f"{_TITLES[kind]}, blind" if blind else _TITLES[kind]
        report[name] = _show(console, kind, title, of_kind, behind)
        files = sorted({one.question.file for one in of_kind[OURS]})
        for file in files if blind and len(files) > 1 else ():
            of_file = {
                system: [one for one in found if one.question.file == file]
                for system, found in of_kind.items()
            }
            alone = f"{title}, {file} alone"
            report[f"{name}, {file}"] = _show(console, kind, alone, of_file, [])
    console.print(f"Median of a search by ours, its embedding apart: {median:.1f} ms")
    if misses:
        _list_misses(console, [one for one in results[OURS] if one.question.part is part])
    if json_file is not None:
        told = {"part": part, "median_ms": median, "figures": report, "ranks": _ranks(results)}
        text = json.dumps(to_jsonable_python(told), indent=2, ensure_ascii=False)
        json_file.write_text(text + "\n", encoding="utf-8")
    if median > _MOST_MS:
        behind.append(f"a search takes {median:.1f} ms, at most {_MOST_MS:.0f}")
    for problem in behind:
        console.print(f"[bold red]gate:[/] {problem}")
    if behind:
        raise typer.Exit(1)


def _is_of(question: Question, part: Part, kind: Kind) -> bool:
    return question.part is part and question.kind is kind


def _show(
    console: Console, kind: Kind, title: str, of_kind: Results, behind: list[str]
) -> JsonValue:
    """Print one kind's figures and return them; note where ours does not lead."""
    figures = {name: FIGURES[name] for name in _OF_KIND[kind]}
    ours = of_kind[OURS]
    table = Table(title=f"{title}: {len(ours)} (95 % intervals by bootstrap)", title_justify="left")
    table.add_column("")
    for name in figures:
        table.add_column(name, justify="right")
    values = {
        system: {name: estimate(figure, found) for name, figure in figures.items()}
        for system, found in of_kind.items()
    }
    leads = {
        system: {name: lead(figure, ours, found) for name, figure in figures.items()}
        for system, found in of_kind.items()
        if system != OURS
    }
    for system, row in values.items():
        style = "bold" if system == OURS else ""
        table.add_row(system, *(_cell(one) for one in row.values()), style=style)
    table.add_section()
    for system, row in leads.items():
        table.add_row(f"ours ahead of {system}", *(_cell(one, sign=True) for one in row.values()))
        behind += [
            f"{title}: {name} does not lead {system}"
            for name, one in row.items()
            if system in RIVALS and one.low <= 0
        ]
    console.print(table)
    shown: JsonValue = to_jsonable_python({"values": values, "leads": leads})
    return shown


def _cell(one: Estimate, *, sign: bool = False) -> Text:
    shape = "+.3f" if sign else ".3f"
    return Text(f"{one.value:{shape}} [{one.low:{shape}}, {one.high:{shape}}]")


def _median_ms(bench: Bench, questions: list[Question]) -> float:
    """Median time of a search once the query is embedded; citations are faster and left out."""
    times = []
    for question in questions:
        if question.kind is Kind.CITATION:
            continue
        bench.meaning(question.ask)  # remembered: the search below finds it
        start = perf_counter()
        bench.retriever.search(question.ask, TOP)
        times.append((perf_counter() - start) * 1000)
    return float(np.median(times))


def _ranks(results: Results) -> list[dict[str, object]]:
    first = next(iter(results.values()))
    return [
        {
            "ask": one.question.ask,
            "kind": one.question.kind,
            "part": one.question.part,
            "topic": one.question.topic,
            "answers": [" | ".join(map(str, answer)) for answer in one.question.answers],
            "ranks": {system: found[n].ranks for system, found in results.items()},
        }
        for n, one in enumerate(first)
    ]


def _list_misses(console: Console, ours: list[Answered]) -> None:
    table = Table(title="Ours found no answer", title_justify="left")
    table.add_column("question", ratio=3)
    table.add_column("answers", ratio=1)
    for one in ours:
        if one.reciprocal == 0:
            wanted = ", ".join(" | ".join(map(str, answer)) for answer in one.question.answers)
            table.add_row(Text(one.question.ask), Text(wanted))
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
