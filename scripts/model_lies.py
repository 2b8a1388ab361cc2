"""Put every listed plan to an advisor whose model lies for leave, and print what came of it.

Run as `python -m scripts.model_lies`. Exit 1: some plan got an answer that the lies made milder.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import track

from advisor.advising import Advisor
from advisor.settings import Settings
from tests.counsel.model.lying import PLOTS, against, cases, lied_to


def main() -> int:
    """Run every plan with each plot."""
    console, counted, wrong = Console(), Counter[tuple[str, str]](), []
    with tempfile.TemporaryDirectory() as home:
        honest = Advisor.open(Settings(home=Path(home), profile=None, model=None, horizon_months=0))
        for plot in range(PLOTS):
            liar = lied_to(honest, plot)
            for one, mode in track(list(cases()), f"plot {plot}", console=Console(stderr=True)):
                judged = against(honest, liar, one, mode)
                if judged is None:
                    continue
                counted[judged.offline.value, judged.online.value] += 1
                if judged.wrong:
                    wrong.append(judged)
    for (before, after), count in sorted(counted.items()):
        console.print(f"{count:6}  {before} → {after}")
    for judged in wrong:
        console.print(f"{judged.wrong}: {judged.name} ({judged.mode.value})", markup=False)
    console.print(f"{counted.total()} answers, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
