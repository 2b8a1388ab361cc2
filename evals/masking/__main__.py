"""Command line: `python -m evals.masking [--misses]`."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from advisor.errors import AdvisorError
from evals.masking.sentences import Outcome, load_sentences, mask
from evals.scoring import Share

_LEAST_RECALL = 0.95
_USAGE = 2


def main(
    misses: Annotated[bool, typer.Option(help="Every identifier that was not masked.")] = False,
) -> None:
    """Mask the labelled sentences and print what was found. Exit 1: recall is below the gate."""
    console = Console()
    try:
        found = [mask(sentence) for sentence in load_sentences()]
    except AdvisorError as exc:
        Console(stderr=True, soft_wrap=True).print(str(exc), markup=False)
        raise typer.Exit(_USAGE) from exc
    table = Table(title="Masking (95 % intervals by Wilson)", title_justify="left")
    for column in ("kind", "masked"):
        table.add_column(column, justify="right" if column == "masked" else "left")
    total, hits = Counter[str](), Counter[str]()
    for one in found:
        for kind, words in one.sentence.identifiers:
            total[kind] += 1
            hits[kind] += words not in one.left
    for kind in sorted(total):
        table.add_row(kind, _share(Share(hits[kind], total[kind])))
    recall = Share(hits.total(), total.total())
    table.add_row("all", _share(recall), style="bold")
    console.print(table)
    innocent = [one for one in found if not one.sentence.identifiers]
    alarms = Share(sum(one.changed for one in innocent), len(innocent))
    console.print(f"sentences without an identifier that were changed: {_share(alarms)}")
    if misses:
        for one in found:
            if one.left or (one.changed and not one.sentence.identifiers):
                console.print(Text(f"{one.masked}\n    left: {', '.join(one.left) or 'nothing'}"))
    if recall.value is not None and recall.value < _LEAST_RECALL:
        console.print(f"[bold red]gate:[/] recall {recall.value:.1%} is below {_LEAST_RECALL:.0%}")
        raise typer.Exit(1)


def _share(share: Share) -> str:
    if share.value is None or share.interval is None:
        return "–"
    low, high = share.interval
    return rf"{share.value:.1%}  {share.hits}/{share.total}  \[{low:.0%}–{high:.0%}]"


__all__ = ["Outcome", "main"]

if __name__ == "__main__":
    typer.run(main)
