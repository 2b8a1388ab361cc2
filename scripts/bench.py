"""Measure how fast the advisor answers here: `make bench`.

The plans are those of evals/scenarios. Every figure is the median and the 95th percentile in
milliseconds over all of them. Machines differ and are shared: compare figures of one run only.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import statistics
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import uvicorn

from advisor.advising import Advisor
from advisor.reasoning.case import Case
from advisor.reasoning.decision import standing
from advisor.reasoning.loop import Depth, advise
from advisor.reasoning.plan import Plan
from advisor.reasoning.rulebook import Norm, Rulebook
from advisor.records import Records, Role
from advisor.service.app import create_app
from advisor.settings import Settings
from advisor.wire import AdviseRequest
from evals.scenarios import Scenario, load_scenarios

Item = TypeVar("Item")
_DAY = date(2026, 11, 20)
_TIMES = 10


def main() -> None:
    """Measure and print."""
    outer = Settings()
    scenarios = load_scenarios()
    with tempfile.TemporaryDirectory() as home:
        outer.retrieval_folder.mkdir(parents=True, exist_ok=True)
        (Path(home) / "retrieval").symlink_to(outer.retrieval_folder)
        settings = outer.model_copy(update={"home": Path(home)})
        started = perf_counter()
        advisor = Advisor.open(settings)
        opened = perf_counter()
        advisor.search("warm up", 1)
        print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
        print(f"{len(advisor.book.norms)} norms; corpus opens in {_ms(opened - started)} ms,")
        print(f"the index in {_ms(perf_counter() - opened)} ms\n")
        _in_process(advisor, scenarios)
        _growing(advisor, scenarios)
        _searching(advisor, scenarios)
        _over_http(advisor, settings, scenarios)
    # Kilobytes on Linux, bytes on macOS.
    unit = 2**20 if sys.platform == "darwin" else 2**10
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    print(f"{'memory, at most':36}{memory:10.0f} MiB")


def _in_process(advisor: Advisor, scenarios: tuple[Scenario, ...]) -> None:
    book = advisor.book
    plans = [(_plan(advisor, s), s.as_of or _DAY) for s in scenarios if s.facts]
    worded = [AdviseRequest(action=s.words, as_of=s.as_of) for s in scenarios if s.words]
    _report("facts to standing", lambda p: standing(Case(book, p[0].given(), p[1])), plans)
    _report("facts to gate", lambda p: advise(book, p[0], p[1], Depth(gate=True)), plans)
    _report("facts to opinion", lambda p: advise(book, p[0], p[1]), plans)
    _report("words to facts", lambda r: advisor.counsel.characterise(r.action or ""), worded)
    _report("words to opinion", advisor.advise, worded)
    _report("words to opinion, remembered", advisor.advise, worded)


def _growing(advisor: Advisor, scenarios: tuple[Scenario, ...]) -> None:
    """How time grows with the norms: the same plans under ten copies of every norm.

    The copies apply where the originals do, so ten times as much is found as well: law that
    does not reach a plan would cost less.
    """
    small, large = advisor.book, many_times(advisor.book, _TIMES)
    plans = [(_plan(advisor, s), s.as_of or _DAY) for s in scenarios if s.facts][::3]
    for book in (small, large):
        for plan, day in plans:
            advise(book, plan, day)  # builds the tables of the book
    for name, depth in (("standing", None), ("gate", Depth(gate=True)), ("opinion", Depth())):
        before, after = (
            _taken(lambda p, b=book, d=depth: _answer(b, p[0], p[1], d), plans)
            for book in (small, large)
        )
        one, ten = statistics.median(before), statistics.median(after)
        print(f"{f'facts to {name}, {_TIMES} x the norms':36}{_ms(ten)} ms, {ten / one:.1f} times")
    print()


def _answer(book: Rulebook, plan: Plan, day: date, depth: Depth | None) -> object:
    if depth is None:
        return standing(Case(book, plan.given(), day))
    return advise(book, plan, day, depth)


def many_times(book: Rulebook, times: int) -> Rulebook:
    """A rulebook with each norm `times` over, copies under names of their own."""
    norms: list[Norm] = []
    for number in range(times):
        end = f"-{number}" if number else ""
        for norm in book.norms:
            others = tuple(name + end for name in norm.yields_to)
            copy = replace(norm, id=norm.id + end, index=len(norms), yields_to=others)
            norms.append(copy)
    return replace(book, norms=tuple(norms))


def _plan(advisor: Advisor, scenario: Scenario) -> Plan:
    read = {name: advisor.book.vocabulary.read(name, v) for name, v in scenario.facts.items()}
    unstated = frozenset(name for name, value in read.items() if value is None)
    return Plan({name: value for name, value in read.items() if value is not None}, unstated)


def _searching(advisor: Advisor, scenarios: tuple[Scenario, ...]) -> None:
    words = [s.words for s in scenarios if s.words]
    _report("search by meaning and words", lambda query: advisor.search(query, 10), words)
    cites = [f"Art. {number} GDPR" for number in range(1, 100)]
    _report("search by citation", lambda query: advisor.search(query, 10), cites)


def _over_http(advisor: Advisor, settings: Settings, scenarios: tuple[Scenario, ...]) -> None:
    """Beside the health route, which does nothing, on one connection each."""
    with _served(advisor, settings) as (address, key):
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

        def ask(body: bytes) -> None:
            request = urllib.request.Request(f"{address}/advise", body, headers)
            urllib.request.urlopen(request).read()

        def health(_body: bytes) -> None:
            urllib.request.urlopen(f"{address}/healthz").read()

        bodies = [
            json.dumps({"facts": dict(s.facts), "depth": "gate"}, default=str).encode()
            for s in scenarios
            if s.facts
        ]
        _report("HTTP: health", health, bodies)
        _report("HTTP: facts to gate", ask, bodies)
        _report("HTTP: facts to gate, remembered", ask, bodies)


@contextmanager
def _served(advisor: Advisor, settings: Settings) -> Iterator[tuple[str, str]]:
    records = Records.open(settings.database, signing_folder=settings.signing_folder)
    key = records.keys.create(Role.AGENT, "bench")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(advisor, records, settings)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}", key
    finally:
        server.should_exit = True
        thread.join()


def _report(name: str, act: Callable[[Item], object], items: Iterable[Item]) -> None:
    taken = _taken(act, items)
    median, high = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    print(f"{name:36}{_ms(median)}{_ms(high)} ms  (median, 95 %, of {len(taken)})")


def _taken(act: Callable[[Item], object], items: Iterable[Item]) -> list[float]:
    taken = []
    for item in items:
        started = perf_counter()
        act(item)
        taken.append(perf_counter() - started)
    return taken


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:10.2f}"


if __name__ == "__main__":
    main()
