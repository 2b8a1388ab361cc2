"""The tables that a run prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.running import Mode
from evals.scenarios import Scenario
from evals.scoring import Metrics, Score, Share, grouped, measure, of_mode

Keys = Callable[[Scenario], Iterable[str]]


def show(console: Console, scores: Sequence[Score]) -> None:
    """Print the figures of each mode, then every miss."""
    modes = [mode for mode in Mode if of_mode(scores, mode)]
    _overall(console, {mode: measure(of_mode(scores, mode)) for mode in modes})
    for mode in modes:
        of_this = of_mode(scores, mode)
        _breakdown(console, f"{mode.value}: by instrument", of_this, lambda s: s.instruments)
        _breakdown(console, f"{mode.value}: by group", of_this, lambda s: [s.group.value])
        _breakdown(console, f"{mode.value}: by expected verdict", of_this, lambda s: [s.label])
    for mode in modes:
        _misses(console, mode, of_mode(scores, mode))


def _overall(console: Console, metrics: dict[Mode, Metrics]) -> None:
    table = Table(title="All scenarios (95 % intervals by Wilson)", title_justify="left")
    table.add_column("")
    for mode in metrics:
        table.add_column(f"{mode.value} in", justify="right")
    rows: list[tuple[str, Callable[[Metrics], str]]] = [
        ("plans", lambda m: str(m.plans)),
        ("verdict accuracy", lambda m: _full(m.accuracy)),
        ("unsafe permits", lambda m: _full(m.unsafe, bad=True)),
        ("over-blocking", lambda m: _full(m.over_blocking)),
        ("over-asking", lambda m: _full(m.over_asking)),
        ("questions where none is expected, mean", lambda m: _mean(m.needless_questions)),
        ("citation recall", lambda m: _full(m.recall)),
        ("citation precision", lambda m: _full(m.precision)),
        ("expected questions asked", lambda m: _full(m.questions)),
        ("horizon", lambda m: _full(m.horizon)),
        ("facts read from the words", lambda m: _full(m.read)),
        ("facts misread", lambda m: _full(m.misread)),
        ("every demand met", lambda m: _full(m.demands)),
    ]
    for name, cell in rows:
        table.add_row(name, *(cell(found) for found in metrics.values()))
    console.print(table)


def _breakdown(console: Console, title: str, scores: Sequence[Score], keys: Keys) -> None:
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for name in ("plans", "accuracy", "unsafe", "over-block", "over-ask", "recall", "precision"):
        table.add_column(name, justify="right")
    for key, members in grouped(scores, keys).items():
        found = measure(members)
        table.add_row(
            key,
            str(found.plans),
            _short(found.accuracy),
            _short(found.unsafe, bad=True),
            _short(found.over_blocking),
            _short(found.over_asking),
            _short(found.recall),
            _short(found.precision),
        )
    console.print(table)


def _misses(console: Console, mode: Mode, scores: Sequence[Score]) -> None:
    missed = [one for one in scores if one.failures]
    if not missed:
        console.print(Text(f"{mode.value}: every scenario meets every demand.", style="green"))
        return
    table = Table(title=f"{mode.value}: {len(missed)} scenarios with a miss", title_justify="left")
    table.add_column("scenario", ratio=3)
    table.add_column("got")
    table.add_column("expected")
    table.add_column("unmet", ratio=4)
    for one in sorted(missed, key=lambda s: (not s.unsafe, s.right, s.scenario.name)):
        number = f"[{one.scenario.issue}] " if one.scenario.issue else ""
        style = "bold red" if one.unsafe else "" if one.right else "yellow"
        table.add_row(
            Text(number + one.scenario.name),
            Text(one.outcome.result.value + (" UNSAFE" if one.unsafe else ""), style=style),
            one.scenario.label,
            Text("; ".join(one.failures)),
        )
    console.print(table)


def _full(share: Share, *, bad: bool = False) -> str:
    if share.value is None or share.interval is None:
        return "–"
    low, high = share.interval
    text = f"{share.value:.1%}  {share.hits}/{share.total}  [{low:.0%}–{high:.0%}]"
    text = text.replace("[", r"\[")
    return f"[bold red]{text}[/]" if bad and share.hits else text


def _short(share: Share, *, bad: bool = False) -> str:
    if share.value is None:
        return "–"
    text = f"{share.hits}/{share.total}" if bad else f"{share.value:.0%}"
    return f"[bold red]{text}[/]" if bad and share.hits else text


def _mean(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
