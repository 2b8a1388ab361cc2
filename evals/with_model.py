"""The scenarios with a language model, side by side with none: `python -m evals.with_model`.

The model is `--model`, or `ADVISOR_MODEL` with its settings. What it answered is recorded;
`--replay FILE` runs a recording again without any model, and says so in every heading.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from advisor import wire
from advisor.advising import Advisor
from advisor.assisting import Assistant
from advisor.counsel.model import Call, Endpoint, LiteLLM, Reply, Transport
from advisor.errors import AdvisorError, ModelUnavailableError
from advisor.settings import Settings
from evals.recordings import RECORDINGS, Recorder, Replay
from evals.running import Mode, fresh_advisor, modes_of, run
from evals.scenarios import load_scenarios
from evals.scoring import Metrics, Score, Share, measure, score

_USAGE = 2
_FIGURES = {
    "accuracy": "verdict accuracy",
    "unsafe": "unsafe permits",
    "over_blocking": "over-blocking",
    "over_asking": "over-asking",
    "recall": "citation recall",
    "questions": "expected questions asked",
}


@dataclass
class Tally:
    """Passes calls on and counts what they took."""

    inner: Transport
    calls: int = 0
    failed: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    unpriced: int = 0
    seconds: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, endpoint: Endpoint, call: Call) -> Reply:
        """Return the model's answer, counted.

        Raises:
            ModelUnavailableError: there is none.
        """
        begun = perf_counter()
        try:
            reply = self.inner.send(endpoint, call)
        except ModelUnavailableError:
            with self._lock:
                self.failed += 1
            raise
        with self._lock:
            self.calls += 1
            self.tokens_in += reply.tokens_in
            self.tokens_out += reply.tokens_out
            self.cost += reply.cost or 0.0
            self.unpriced += reply.cost is None
            self.seconds.append(perf_counter() - begun)
        return reply


@dataclass
class _WithModel:
    """An advisor that asks its model whatever the request says."""

    advisor: Advisor
    fallbacks: int = 0

    def advise(self, request: wire.AdviseRequest) -> wire.Answer:
        answer = self.advisor.advise(request.model_copy(update={"reasoner": "model"}))
        self.fallbacks += answer.meta.reasoner == "offline"
        return answer


def main(
    model: Annotated[str | None, typer.Option(help="A litellm model name.")] = None,
    replay: Annotated[Path | None, typer.Option(help="A recording to run again.")] = None,
    mode: Annotated[Mode | None, typer.Option(help="Facts or words only; both if unset.")] = None,
    only: Annotated[str | None, typer.Option(help="Scenarios whose name has this in it.")] = None,
) -> None:
    """Print the figures without and with a model. Exit 1: no answer of it, or an unsafe leave."""
    errors, console = Console(stderr=True), Console()
    settings = Settings() if model is None else Settings(model=model)
    chosen = [one for one in load_scenarios() if only is None or only in one.name]
    pairs = [(one, m) for one in chosen for m in modes_of(one) if mode in (None, m)]
    try:
        with fresh_advisor() as advisor, _transport(settings, replay) as tally:
            if replay is not None:
                recorded = cast(Replay, tally.inner).models
                settings = settings.model_copy(update={"model": min(recorded, default="none")})
            own = Assistant.open(settings, advisor.book, advisor.cache, find=advisor.found)
            if own is None or not pairs:
                errors.print("name a model (--model or ADVISOR_MODEL), and a scenario that exists")
                raise typer.Exit(_USAGE)
            # The labelled plans are invented: nobody's data go anywhere with them.
            asker = replace(own.asker, transport=tally)
            assistant = replace(own, asker=asker, border=lambda *_: None)
            assisted = _WithModel(replace(advisor, assistant=assistant))
            without: list[Score] = []
            with_it: list[Score] = []
            for one, m in track(pairs, "Asking", console=errors, transient=True):
                without.append(score(one, run(advisor, one, m)))
                with_it.append(score(one, run(cast(Advisor, assisted), one, m)))
    except AdvisorError as exc:
        errors.print(str(exc), markup=False)
        raise typer.Exit(_USAGE) from exc
    if not tally.calls:
        errors.print("the model answered nothing, so there are no figures for it")
        raise typer.Exit(1)
    name = f"replay of {replay.name}" if replay is not None else str(settings.model)
    _show(console, name, without, with_it, replayed=replay is not None)
    _cost(console, name, tally, assisted.fallbacks, with_it, replayed=replay is not None)
    if any(b.unsafe and not a.unsafe for a, b in zip(without, with_it, strict=True)):
        console.print("[bold red]gate:[/] with the model a plan got leave that it has not without")
        raise typer.Exit(1)


@contextmanager
def _transport(settings: Settings, replay: Path | None) -> Iterator[Tally]:
    if replay is not None:
        yield Tally(Replay(replay))
        return
    RECORDINGS.mkdir(exist_ok=True)
    name = "".join(c if c.isalnum() else "-" for c in settings.model or "none")
    path = RECORDINGS / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%S}.jsonl"
    with path.open("w", encoding="utf-8") as to:
        yield Tally(Recorder(LiteLLM(), to))
    if path.stat().st_size == 0:
        path.unlink()


def _show(
    console: Console, name: str, without: list[Score], with_it: list[Score], *, replayed: bool
) -> None:
    table = Table(title=f"{len(without)} plans")
    for column in ("", "offline", name):
        table.add_column(column)
    left, right = measure(without), measure(with_it)
    for figure, title in _FIGURES.items():
        table.add_row(title, _share(left, figure), _share(right, figure))
    # The time of a replay is no time of the model's.
    table.add_row("median time", _time(without), "" if replayed else _time(with_it))
    console.print(table)
    for a, b in zip(without, with_it, strict=True):
        if a.outcome.result is not b.outcome.result:
            moved = f"{a.outcome.result.value} → {b.outcome.result.value}"
            fits = "right" if b.right else f"expected {b.scenario.label}"
            console.print(f"  {moved} ({fits}): {b.scenario.name}", markup=False)


def _time(scores: list[Score]) -> str:
    return f"{median(one.outcome.elapsed_ms for one in scores):.0f} ms"


def _share(metrics: Metrics, figure: str) -> str:
    share = cast(Share, getattr(metrics, figure))
    if share.value is None or share.interval is None:
        return "nothing to count"
    low, high = share.interval
    return f"{share.value:.1%} ({share.hits}/{share.total}; {low:.1%} to {high:.1%})"


def _cost(
    console: Console,
    name: str,
    tally: Tally,
    fallbacks: int,
    scores: list[Score],
    *,
    replayed: bool,
) -> None:
    price = f"{tally.cost:.4f} dollars"
    if tally.unpriced:
        price += f", {tally.unpriced} calls without a known price"
    took = "" if replayed else f", {median(tally.seconds):.2f} s a call (median)"
    console.print(
        f"{name}: {tally.calls} calls{took}, {tally.failed} failed, "
        f"{tally.tokens_in:,} tokens read, {tally.tokens_out:,} written, {price}; "
        f"{fallbacks} of {len(scores)} answers without the model",
        markup=False,
    )


if __name__ == "__main__":
    typer.run(main)
