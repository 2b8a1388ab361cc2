"""The report of a run: one HTML file that needs nothing else, for reading and for keeping."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.accepted import Changes
from evals.calibration import Bin, brier, claims, expected_error, reliability
from evals.markdown import opinion_text
from evals.parts import Part, of_part
from evals.plots import interval_plot, reliability_plot
from evals.running import Mode
from evals.scenarios import ROOT
from evals.scoring import Metrics, Score, Share, grouped, measure, of_mode
from evals.second_labels import Agreement
from evals.tables import BREAKDOWNS, FIGURES

_COLUMNS = ("accuracy", "unsafe", "over_blocking", "over_asking", "recall", "precision")
_HEADS = ("accuracy", "unsafe", "over-blocking", "over-asking", "recall", "precision")


@dataclass(frozen=True, slots=True)
class Miss:
    """A plan with a demand that was not met, and where its opinion stands."""

    anchor: str
    score: Score
    opinion: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A table of figures over one part, by one property of the plans."""

    title: str
    rows: tuple[tuple[str, Metrics], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Everything on one mode."""

    mode: Mode
    parts: tuple[tuple[Part, Metrics, str], ...]
    bins: tuple[Bin, ...]
    error: float | None
    reliability: Markup
    intervals: Markup
    cuts: tuple[Cut, ...]
    misses: tuple[Miss, ...]


def anchor(place: int) -> str:
    """The name in the report of the score at a place of the run."""
    return f"answer-{place + 1}"


def write_page(
    path: Path,
    scores: Sequence[Score],
    corpus: str,
    *,
    changes: Changes | None,
    readers: Agreement,
    closed: Sequence[str],
) -> None:
    """Write the report of a run: figures, plots, what moved, and every miss with its trace."""
    environment = Environment(
        loader=FileSystemLoader(ROOT), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["share"] = _shown
    text = environment.get_template("report.html").render(
        corpus=corpus,
        sections=tuple(_sections(scores)),
        figures=FIGURES,
        heads=_HEADS,
        columns=_COLUMNS,
        changes=changes,
        readers=readers,
        closed=closed,
    )
    path.write_text(text, encoding="utf-8")


def _sections(scores: Sequence[Score]) -> Iterator[Section]:
    for mode in Mode:
        members = of_mode(scores, mode)
        if not members:
            continue
        parts = {part: found for part in Part if (found := of_part(members, part))}
        metrics = measure(members)
        sets = {p.value: claims(parts[p]) for p in (Part.TUNE, Part.HELD_OUT) if p in parts}
        yield Section(
            mode=mode,
            parts=tuple((part, measure(found), _loss(found)) for part, found in parts.items()),
            bins=reliability(claims(members)),
            error=expected_error(claims(members)),
            reliability=Markup(reliability_plot(sets)),
            intervals=Markup(interval_plot({name: getattr(metrics, key) for name, key in FIGURES})),
            cuts=tuple(
                Cut(
                    f"{title}, {part.value}",
                    tuple((key, measure(g)) for key, g in grouped(found, keys).items()),
                )
                for part, found in parts.items()
                for title, keys in BREAKDOWNS
            ),
            misses=tuple(
                Miss(anchor(place), one, opinion_text(one.outcome))
                for place, one in enumerate(scores)
                if one.outcome.mode is mode and one.failures
            ),
        )


def _loss(scores: Sequence[Score]) -> str:
    loss = brier(claims(scores))
    if loss is None:
        return "–"
    low, high = loss.interval
    return f"{loss.value:.3f} ({low:.3f} to {high:.3f})"


def _shown(share: Share) -> str:
    if share.value is None or share.interval is None:
        return "–"
    low, high = share.interval
    return f"{share.value:.1%} ({share.hits}/{share.total}; {low:.0%} to {high:.0%})"
