"""The plots of the report, as SVG that stands in the page."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import matplotlib as mpl
from matplotlib.figure import Figure

from evals.calibration import Claim, reliability
from evals.scoring import Share

_STYLE = {
    "svg.hashsalt": "evals",  # the same figures give the same file
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_INK, _OTHER = "#1f4e79", "#b45309"


def reliability_plot(claims: Mapping[str, Sequence[Claim]]) -> str:
    """Claimed confidence against the share that was right, with 95 % intervals; one line a set."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(5.2, 4.2), layout="constrained")
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color="#999999", linewidth=1, linestyle="--")
        for (name, found), colour in zip(claims.items(), (_INK, _OTHER), strict=False):
            bins = reliability(found)
            shares = [one.right.hits / one.right.total for one in bins]
            spans = [one.right.interval or (0.0, 1.0) for one in bins]
            below = [max(0.0, share - low) for share, (low, _) in zip(shares, spans, strict=True)]
            above = [max(0.0, high - share) for share, (_, high) in zip(shares, spans, strict=True)]
            axes.errorbar(
                [one.claimed for one in bins],
                shares,
                yerr=[below, above],
                fmt="o-",
                color=colour,
                capsize=3,
                linewidth=1,
                label=f"{name} ({len(found)})",
            )
        axes.set_xlim(0.4, 1.01)
        axes.set_ylim(0.4, 1.01)
        axes.set_xlabel("confidence")
        axes.set_ylabel("share that was right")
        axes.legend(frameon=False, loc="lower right")
        return _svg(figure, "Reliability: confidence against the share that was right")


def interval_plot(rows: Mapping[str, Share]) -> str:
    """Shares with their 95 % intervals, one row each, from above."""
    shown = {name: share for name, share in rows.items() if share.total}
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7.2, 0.6 + 0.3 * len(shown)), layout="constrained")
        axes = figure.subplots()
        for place, share in enumerate(shown.values()):
            low, high = share.interval or (0.0, 1.0)
            axes.plot([low, high], [place, place], color=_INK, linewidth=2)
            axes.plot([share.hits / share.total], [place], "o", color=_INK)
        axes.set_yticks(range(len(shown)), [f"{name} ({s.total})" for name, s in shown.items()])
        axes.invert_yaxis()
        axes.set_xlim(-0.01, 1.01)
        axes.grid(axis="x", color="#dddddd")
        return _svg(figure, "Figures with 95 % intervals")


def _svg(figure: Figure, label: str) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
