"""A plan and an opinion as text, for readers of a log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from advisor import wire
from evals.running import Mode, Outcome
from evals.scenarios import Scenario


def plan_text(scenario: Scenario, mode: Mode) -> str:
    """The plan as it is put to the advisor."""
    if mode is Mode.FACTS:
        facts = json.dumps(scenario.facts, indent=1, ensure_ascii=False, default=str)
        return f"{scenario.name}\n\nas of {scenario.as_of}\n\n{facts}"
    words = (scenario.words or "")[:4000]
    stated = f"\n\nstated: {json.dumps(scenario.stated, default=str)}" if scenario.stated else ""
    return f"{scenario.name}\n\nas of {scenario.as_of}\n\n{words}{stated}"


def opinion_text(outcome: Outcome) -> str:
    """The opinion with its trace, in Markdown; for a request that was refused, the reason."""
    if outcome.answer is None:
        return f"**{outcome.result.value}**: {outcome.summary}"
    return "\n".join(_opinion(outcome.answer))


def _opinion(answer: wire.Answer) -> Iterator[str]:
    yield f"**{answer.verdict.value}** (confidence {answer.confidence:.2f}): {answer.summary}"
    rows = [f"{b.norm}: {b.why or b.title} [{', '.join(b.citations)}]" for b in answer.blocking]
    yield from _section("Blocking", rows)
    rows = [f"{c.when}: {c.text} [{', '.join(c.citations)}]" for c in answer.conditions]
    yield from _section("Conditions", rows)
    yield from _section(
        "Alternatives", [f"{a.title} → {a.verdict.value}" for a in answer.alternatives]
    )
    rows = [
        f"{q.fact}: {q.question} " + ", ".join(f"{k} → {v}" for k, v in q.if_.items())
        for q in answer.facts.questions
    ]
    yield from _section("Questions", rows)
    rows = [
        f"{i.question} " + "; ".join(f"{r.id} {r.weight:.2f} {r.outcome}" for r in i.readings)
        for i in answer.issues
    ]
    yield from _section("Readings", rows)
    rows = [f"{c.date}: {c.change} → {c.verdict_then.value}" for c in answer.horizon]
    yield from _section("Horizon", rows)
    yield from _section("Limits", [f"{item.topic}: {item.text}" for item in answer.limits])
    rows = [
        f"{f.fact} = {f.value} ({f.confidence:.2f}, “{f.evidence}”)" for f in answer.facts.inferred
    ]
    yield from _section("Read from the words", rows)
    rows = [f"{f.fact} = {f.value}: {f.because}" for f in answer.facts.assumed]
    yield from _section("Presumed", rows)
    yield from _section("Citations", [f"{c.id} ({c.cite})" for c in answer.citations])
    for entry in answer.trace:
        yield from _section(f"Trace, {entry.step}: {entry.text}", entry.details, always=True)


def _section(title: str, rows: Iterable[str], *, always: bool = False) -> Iterator[str]:
    lines = [f"- {row}" for row in rows]
    if lines or always:
        yield f"\n#### {title}\n"
        yield from lines
