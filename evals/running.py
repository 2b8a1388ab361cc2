"""Running scenarios through the advisor, and keeping of each answer what is scored."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from time import perf_counter

from pydantic import JsonValue, ValidationError

from advisor import wire
from advisor.advising import Advisor
from advisor.errors import RequestError
from advisor.settings import Settings, Thresholds
from evals.scenarios import Result, Scenario


class Mode(StrEnum):
    """How a plan is put to the advisor."""

    FACTS = "facts"
    WORDS = "words"


@dataclass(frozen=True)
class Outcome:
    """What the advisor said of one scenario in one mode."""

    scenario: str
    mode: Mode
    result: Result
    summary: str = ""
    blocking: tuple[str, ...] = ()
    """Identifiers of the norms that block."""
    blocking_citations: tuple[str, ...] = ()
    carrying: tuple[str, ...] = ()
    """Citations that carry the verdict, see `carrying_citations`."""
    cited: tuple[str, ...] = ()
    """Every provision and authority in the answer."""
    questions: tuple[str, ...] = ()
    forks: tuple[tuple[str, str, str], ...] = ()
    """Fact, answer, and the verdict that it leads to."""
    horizon: tuple[tuple[date, str], ...] = ()
    limits: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    changes: tuple[frozenset[str], ...] = ()
    """For each alternative the facts that it changes or settles."""
    read: Mapping[str, JsonValue] = field(default_factory=dict)
    """Facts that were read from the words."""
    presumed: Mapping[str, JsonValue] = field(default_factory=dict)
    """Facts that were presumed from silence."""
    confidence: float | None = None
    """How probable the advisor held its verdict to be right; None where it gave none."""
    examined: Mapping[str, str] = field(default_factory=dict)
    """How each norm in play stood, by its identifier."""
    elapsed_ms: float = 0.0
    answer: wire.Answer | None = field(default=None, repr=False, compare=False)
    """The whole opinion with its trace, for readers."""


def modes_of(scenario: Scenario) -> tuple[Mode, ...]:
    """The modes in which a scenario can be run."""
    modes = []
    if scenario.facts is not None:
        modes.append(Mode.FACTS)
    if scenario.words is not None:
        modes.append(Mode.WORDS)
    return tuple(modes)


def run(advisor: Advisor, scenario: Scenario, mode: Mode) -> Outcome:
    """Put a scenario to the advisor; a request that is refused as malformed is a result too."""
    started = perf_counter()
    try:
        answer = advisor.advise(request_of(scenario, mode))
    except (ValidationError, RequestError) as exc:
        return Outcome(scenario.name, mode, Result.ERROR, summary=str(exc).splitlines()[0])
    elapsed = (perf_counter() - started) * 1000
    asked = answer.facts.questions
    return Outcome(
        scenario=scenario.name,
        mode=mode,
        result=Result(answer.verdict.value),
        summary=answer.summary,
        blocking=tuple(item.norm for item in answer.blocking),
        blocking_citations=tuple(id for item in answer.blocking for id in item.citations),
        carrying=carrying_citations(answer),
        cited=tuple(citation.id for citation in answer.citations),
        questions=tuple(question.fact for question in asked),
        forks=tuple(
            (q.fact, answer_, verdict) for q in asked for answer_, verdict in q.if_.items()
        ),
        horizon=tuple((change.date, change.verdict_then.value) for change in answer.horizon),
        limits=tuple(f"{limit.topic}: {limit.text}" for limit in answer.limits),
        conditions=tuple(condition.text for condition in answer.conditions),
        changes=tuple(frozenset({*a.changes, *a.settles}) for a in answer.alternatives),
        read={fact.fact: fact.value for fact in answer.facts.inferred},
        presumed={fact.fact: fact.value for fact in answer.facts.assumed},
        confidence=answer.confidence,
        examined={norm.norm: norm.status for norm in answer.examined},
        elapsed_ms=round(elapsed, 3),
        answer=answer,
    )


def carrying_citations(answer: wire.Answer) -> tuple[str, ...]:
    """The citations on which the verdict rests.

    Where something blocks, those of the blocking norms; where it escalates, those of the
    questions; else those of the norms that were met, that permit, or that leave the plan free.
    """
    if answer.blocking:
        found = [id for item in answer.blocking for id in item.citations]
    elif answer.verdict is wire.Verdict.ESCALATE:
        found = [id for question in answer.facts.questions for id in question.citations]
    else:
        carries = ("met", "excused", "permitted", "outside")
        found = [id for norm in answer.examined if norm.status in carries for id in norm.citations]
    shown = {citation.id for citation in answer.citations}
    return tuple(id for id in dict.fromkeys(found) if id in shown)


def request_of(scenario: Scenario, mode: Mode) -> wire.AdviseRequest:
    """The request that puts a scenario to the advisor."""
    if mode is Mode.FACTS:
        request: dict[str, object] = {"facts": scenario.facts, "as_of": scenario.as_of}
    else:
        words = (scenario.words or "") * scenario.repeat
        request = {"action": words, "facts": scenario.stated}
        if not scenario.date_in_words:
            request["as_of"] = scenario.as_of
    return wire.AdviseRequest.model_validate({**request, "reasoner": "offline"})


@contextmanager
def fresh_advisor() -> Iterator[Advisor]:
    """An advisor with an empty cache, no profile and the default thresholds."""
    with tempfile.TemporaryDirectory(prefix="evals-") as home:
        settings = Settings(home=Path(home), profile=None, thresholds=Thresholds(), model=None)
        yield Advisor.open(settings)
