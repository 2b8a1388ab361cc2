"""The tables that a run prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from evals.accepted import Changes, Turn
from evals.calibration import Mean, brier, claims, reliability
from evals.parts import Part, of_part
from evals.running import Mode
from evals.scenarios import Scenario
from evals.scoring import Score, Share, grouped, measure, of_mode
from evals.second_labels import Agreement

Keys = Callable[[Scenario], Iterable[str]]


FIGURES: tuple[tuple[str, str], ...] = (
    ("verdict accuracy", "accuracy"),
    ("unsafe permits", "unsafe"),
    ("over-blocking", "over_blocking"),
    ("over-asking", "over_asking"),
    ("citation recall", "recall"),
    ("citation precision", "precision"),
    ("expected questions asked", "questions"),
    ("horizon", "horizon"),
    ("facts read from the words", "read"),
    ("facts misread", "misread"),
    ("every demand met", "demands"),
)
"""Names of the figures, and where `Metrics` keeps them."""

BREAKDOWNS: tuple[tuple[str, Keys], ...] = (
    ("by instrument", lambda s: s.instruments),
    ("by group", lambda s: [s.group.value]),
    ("by expected verdict", lambda s: [s.label]),
    ("by difficulty", lambda s: [s.difficulty]),
)


def show(console: Console, scores: Sequence[Score], links: Mapping[int, str] | None = None) -> None:
    """Print the figures of each mode and part, then every miss.

    Args:
        links: where the trace of a miss can be read, by the place of the score in `scores`.
    """
    modes = [mode for mode in Mode if of_mode(scores, mode)]
    for mode in modes:
        of_this = of_mode(scores, mode)
        parts = {part: found for part in Part if (found := of_part(of_this, part))}
        _overall(console, mode, parts)
        _reliability(console, mode, of_this)
    for mode in modes:
        of_this = of_mode(scores, mode)
        for title, keys in BREAKDOWNS:
            _breakdown(console, f"{mode.value}: {title}", of_this, keys)
    for mode in modes:
        _misses(console, mode, scores, links or {})


def _overall(console: Console, mode: Mode, parts: Mapping[Part, Sequence[Score]]) -> None:
    table = Table(title=f"{mode.value} in (95 % intervals by Wilson)", title_justify="left")
    table.add_column("")
    for part in parts:
        table.add_column(part.value, justify="right")
    metrics = [measure(members) for members in parts.values()]
    table.add_row("plans", *(str(one.plans) for one in metrics))
    for name, key in FIGURES:
        shares: list[Share] = [getattr(one, key) for one in metrics]
        if any(share.total for share in shares):
            table.add_row(name, *(_full(share, bad=key == "unsafe") for share in shares))
    table.add_row("needless questions, mean", *(_mean(one.needless_questions) for one in metrics))
    losses = [brier(claims(members)) for members in parts.values()]
    table.add_row("Brier score of confidence", *(_loss(loss) for loss in losses))
    console.print(table)


def _loss(loss: Mean | None) -> str:
    if loss is None:
        return "–"
    low, high = loss.interval
    return rf"{loss.value:.3f}  \[{low:.3f}–{high:.3f}]"


def _reliability(console: Console, mode: Mode, scores: Sequence[Score]) -> None:
    """How often verdicts of about one confidence were right."""
    table = Table(title=f"{mode.value}: confidence and correctness", title_justify="left")
    for name in ("confidence", "answers", "claimed", "right"):
        table.add_column(name, justify="right")
    for one in reliability(claims(scores)):
        share = f"{one.low:.2f}–{one.high:.2f}"
        table.add_row(share, str(one.right.total), f"{one.claimed:.1%}", _full(one.right))
    console.print(table)


def show_changes(console: Console, changes: Changes) -> None:
    """Print what moved since the accepted run."""
    if not (changes.flips or changes.shifts or changes.new or changes.gone):
        console.print(Text("Nothing moved since the accepted run.", style="green"))
        return
    table = Table(title="Verdicts that are others than in the accepted run", title_justify="left")
    for name in ("scenario", "mode", "then", "now", "which is"):
        table.add_column(name)
    for flip in changes.flips:
        style = {Turn.WORSE: "bold red", Turn.BETTER: "green"}.get(flip.turn, "")
        row = (flip.scenario, flip.mode.value, flip.before.value, flip.now.value, flip.turn.value)
        table.add_row(*map(Text, row), style=style)
    if changes.flips:
        console.print(table)
    table = Table(title="Figures that moved since the accepted run", title_justify="left")
    for name in ("figure", "then", "now"):
        table.add_column(name)
    for shift in changes.shifts:
        style = "green" if shift.better else "bold red"
        table.add_row(shift.name, f"{shift.before:.3f}", f"{shift.now:.3f}", style=style)
    if changes.shifts:
        console.print(table)
    console.print(f"{len(changes.new)} scenarios are new, {len(changes.gone)} are gone")


def show_agreement(console: Console, found: Agreement) -> None:
    """Print how far two readers agree on the labels."""
    if not found.exact.total:
        return
    table = Table(title="Agreement of two readers on the labels", title_justify="left")
    table.add_column("")
    table.add_column("", justify="right")
    table.add_row("the same acceptable verdicts", _full(found.exact))
    table.add_row("at least one in common", _full(found.overlap))
    kappa = "–" if found.kappa is None else f"{found.kappa:.2f}"
    table.add_row("Cohen's kappa, strictest acceptable verdict", kappa)
    console.print(table)
    if not found.disagreements:
        return
    table = Table(title="Where they differ", title_justify="left")
    for name in ("scenario", "first", "second", "resolved"):
        table.add_column(name)
    for one in found.disagreements:
        second = "/".join(sorted(result.value for result in one.second.acceptable))
        resolved = Text(one.second.resolved or "not yet", "" if one.second.resolved else "yellow")
        style = "bold" if one.opposed else ""
        table.add_row(Text(one.scenario.name), one.scenario.label, second, resolved, style=style)
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


def _misses(
    console: Console, mode: Mode, scores: Sequence[Score], links: Mapping[int, str]
) -> None:
    missed = [(n, one) for n, one in enumerate(scores) if one.outcome.mode is mode and one.failures]
    if not missed:
        console.print(Text(f"{mode.value}: every scenario meets every demand.", style="green"))
        return
    table = Table(title=f"{mode.value}: {len(missed)} scenarios with a miss", title_justify="left")
    table.add_column("scenario", ratio=3)
    table.add_column("got")
    table.add_column("expected")
    table.add_column("unmet", ratio=4)
    table.add_column("trace", no_wrap=True)
    order = sorted(missed, key=lambda m: (not m[1].unsafe, m[1].right, m[1].scenario.name))
    for place, one in order:
        number = f"[{one.scenario.issue}] " if one.scenario.issue else ""
        style = "bold red" if one.unsafe else "" if one.right else "yellow"
        link = links.get(place, "")
        table.add_row(
            Text(number + one.scenario.name),
            Text(one.outcome.result.value + (" UNSAFE" if one.unsafe else ""), style=style),
            one.scenario.label,
            Text("; ".join(one.failures)),
            Text("#" + link.partition("#")[2], style=f"link {link}") if link else "",
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
