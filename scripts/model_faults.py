"""Print what a caller gets for each fault of a language model, and how soon.

Run as `python -m scripts.model_faults`: a scripted server on loopback does the faults.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from advisor.advising import Advisor
from advisor.settings import Settings
from tests.counsel.model.faults import FAULTS, suffer
from tests.counsel.model.scripted_server import serving

CALL, ANSWER = 2.0, 5.0


def main() -> None:
    """Run every fault once, each with an advisor that remembers nothing."""
    table = Table(title=f"{CALL:g} s for a call, {ANSWER:g} s for an answer")
    for column in ("fault", "verdict", "reading", "summary", "calls", "seconds", "the trace says"):
        table.add_column(column)
    with serving() as server:
        for fault in FAULTS:
            with tempfile.TemporaryDirectory() as home:
                settings = Settings(
                    home=Path(home),
                    model="openai/scripted",
                    model_api_base=server.base,
                    model_call_seconds=CALL,
                    model_answer_seconds=ANSWER,
                )
                came = suffer(Advisor.open(settings), server, fault)
            table.add_row(
                fault.name,
                came.answer.verdict.value,
                "model" if came.read else "offline",
                "model" if came.drafted else "template",
                str(came.calls),
                f"{came.seconds:.2f}",
                came.told,
            )
    Console(width=170).print(table)


if __name__ == "__main__":
    main()
