"""Measure how fast the advisor answers here: `make bench`.

Every figure is the median and the 95th percentile in milliseconds, over the requests named.
The cache is an empty one, so that the first asking is worked out and the second remembered.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from time import perf_counter
from typing import TypeVar

Item = TypeVar("Item")

_COUNTRIES = ("AT", "BE", "DE", "ES", "FR", "IE", "IT", "NL", "NO", "PL", "SE", "IN")
_MECHANISMS = ("none", "scc", "bcr", "dpf_certified", "adequacy")
_QUESTIONS = (
    "Score our German and French prospects with a model hosted in the US",
    "E-mail the newsletter to customers who bought from us last year",
    "Refuse a loan automatically when the score is below the limit",
    "Train a chatbot on support conversations of Indian customers",
)


def main() -> None:
    """Measure and print."""
    started = perf_counter()
    from advisor.advising import Advisor
    from advisor.settings import Settings
    from advisor.wire import AdviseRequest

    imported = perf_counter()
    outer = Settings()
    with tempfile.TemporaryDirectory() as home:
        outer.retrieval_folder.mkdir(parents=True, exist_ok=True)
        (Path(home) / "retrieval").symlink_to(outer.retrieval_folder)
        advisor = Advisor.open(outer.model_copy(update={"home": Path(home)}))
        opened = perf_counter()
        advisor.search("warm up", 1)
        searching = perf_counter()

        print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
        print(
            f"import {_ms(imported - started)}, open the corpus {_ms(opened - imported)}, ", end=""
        )
        print(f"open the index {_ms(searching - opened)} ms")

        stated = [
            {
                "subjects.located_in": [country],
                "operations": ["score"],
                "transfer.destinations": ["US"],
                "transfer.mechanism": mechanism,
            }
            for country, mechanism in product(_COUNTRIES, _MECHANISMS)
        ]
        gates = [AdviseRequest(facts=facts, depth="gate") for facts in stated]
        opinions = [AdviseRequest(facts=facts, depth="opinion") for facts in stated]
        plans = [
            AdviseRequest(action=f"{question}, batch {number}", depth="gate")
            for question, number in product(_QUESTIONS, range(10))
        ]
        _report("gate, facts to verdict", advisor.advise, gates)
        _report("gate, remembered", advisor.advise, gates)
        _report("opinion, facts to answer", advisor.advise, opinions)
        _report("opinion, remembered", advisor.advise, opinions)
        _report("gate, words to verdict", advisor.advise, plans)
        _report(
            "search by meaning and words",
            lambda question: advisor.search(question, 10),
            [f"{question}, case {number}" for question in _QUESTIONS for number in range(25)],
        )
        _report(
            "search by citation",
            lambda citation: advisor.search(citation, 10),
            [f"Art. {number} GDPR" for number in range(1, 100)],
        )
    # Kilobytes on Linux, bytes on macOS.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    print(f"{'memory, at most':32}{memory:10.0f} MiB")


def _report(name: str, act: Callable[[Item], object], items: Iterable[Item]) -> None:
    taken = []
    for item in items:
        started = perf_counter()
        act(item)
        taken.append(perf_counter() - started)
    median, high = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    print(f"{name:32}{_ms(median)}{_ms(high)} ms  (median, 95 %, of {len(taken)})")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:10.2f}"


if __name__ == "__main__":
    main()
