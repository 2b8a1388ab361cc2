"""Following precedents: finding which bind a plan, and saying so in its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import JsonValue

from advisor import wire
from advisor.reasoning.decision import Verdict, strictest
from advisor.reasoning.loop import Advice
from advisor.reasoning.plan import Plan
from advisor.reasoning.precedents import (
    Carrier,
    Footing,
    footing,
    matches,
    may_be_milder,
    may_match,
)
from advisor.reasoning.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Judged:
    """One part of a request as it was judged: the whole, or a step."""

    plan: Plan
    as_of: date
    understood: bool
    """False where words were not read, or only in part: no leave may rest on the rest."""


def basis_of(advice: Advice, as_of: date, also: Sequence[str] = ()) -> wire.Basis:
    """Write down what an opinion rests on."""
    found = footing(advice, also)
    return wire.Basis(
        as_of=as_of.isoformat(),
        facts={name: _json(value) for name, value in found.facts.items()},
        regimes=found.regimes,
        norms=tuple(
            wire.BasisNorm(norm=c.norm, status=c.status, fingerprint=c.fingerprint)
            for c in found.carriers
        ),
        asking=tuple(sorted(found.asking)),
        place_open=found.place_open,
        verdict=wire.Verdict(found.verdict.value),
    )


def footing_of(basis: wire.Basis) -> Footing:
    """Read what was written down."""
    return Footing(
        facts=basis.facts,
        regimes=basis.regimes,
        carriers=tuple(Carrier(n.norm, n.status, n.fingerprint) for n in basis.norms),
        asking=frozenset(basis.asking),
        place_open=basis.place_open,
        verdict=Verdict(basis.verdict.value),
    )


def binding(
    book: Rulebook,
    answer: wire.Answer,
    judged: Sequence[Judged],
    precedents: Sequence[wire.Precedent],
    advise: Callable[[Plan, date], Advice],
) -> wire.Precedent | None:
    """Return the precedent that decides a request; nothing where the rules alone do.

    Where several bind and differ, the strictest decides, and of equals the newest.
    """
    advice: list[Advice] = []
    found: list[wire.Precedent] = []
    for precedent in precedents:
        if precedent.verdict is answer.verdict or len(precedent.parts) != len(judged):
            continue
        footings = [footing_of(part) for part in precedent.parts]
        pairs = list(zip(footings, judged, strict=True))
        if not all(may_match(reviewed, part.plan, book) for reviewed, part in pairs):
            continue
        advice = advice or [advise(part.plan, part.as_of) for part in judged]
        if not all(matches(*pair) for pair in zip(footings, advice, strict=True)):
            continue
        if _stricter(precedent.verdict, answer.verdict) or (
            all(part.understood for part in judged)
            and _by_facts(answer, advice)
            and all(may_be_milder(*pair) for pair in zip(footings, advice, strict=True))
        ):
            found.append(precedent)
    if not found:
        return None
    decides = strictest(Verdict(precedent.verdict.value) for precedent in found)
    return next(p for p in found if p.verdict.value == decides.value)


def following(answer: wire.Answer, precedent: wire.Precedent) -> wire.Answer:
    """Return an answer as a precedent decides it, with what the rules alone would have said."""
    verdict = precedent.verdict
    day = precedent.created.date()
    said = (
        f"This follows opinion {precedent.opinion} of {day.isoformat()} as {precedent.by} "
        f"overruled it: {verdict.value}, for this reason: {precedent.reason}"
    )
    by_rules = f"By the rules alone it would be {answer.verdict.value}. {answer.summary}"
    followed = wire.Followed(
        opinion=precedent.opinion,
        review=precedent.id,
        date=day,
        by=precedent.by,
        reason=precedent.reason,
        verdict=verdict,
        instead_of=answer.verdict,
    )
    limit = wire.Limit(topic="precedent", text=by_rules)
    leave = verdict is wire.Verdict.PROCEED
    conditions = () if verdict is wire.Verdict.REFUSE else answer.conditions
    if leave:
        conditions = tuple(c for c in conditions if not c.blocking)
    if verdict is wire.Verdict.MODIFY:
        conditions = (_as_condition(precedent), *conditions)
    offers = verdict in (wire.Verdict.MODIFY, wire.Verdict.ESCALATE)
    return answer.model_copy(
        update={
            "verdict": verdict,
            "summary": f"{said} {by_rules}",
            # What blocks by the rules alone stays in the limit: beside leave it would mislead.
            "blocking": () if leave else answer.blocking,
            "conditions": conditions,
            "alternatives": answer.alternatives if offers else (),
            "limits": (limit, *answer.limits),
            "precedents": (followed,),
        }
    )


def _by_facts(answer: wire.Answer, advice: Sequence[Advice]) -> bool:
    """Whether the facts alone account for a verdict, and no doubt beside them does."""
    alone = strictest(entry.opinion.verdict for entry in advice)
    return alone.value == answer.verdict.value


def _as_condition(precedent: wire.Precedent) -> wire.Condition:
    """What a reviewer wants changed is a condition in their words."""
    return wire.Condition(
        id=f"precedent-{precedent.id}", text=precedent.reason, when="before", blocking=True
    )


def _stricter(one: wire.Verdict, other: wire.Verdict) -> bool:
    return strictest([Verdict(one.value), Verdict(other.value)]).value == one.value


def _json(value: object) -> JsonValue:
    return value  # type: ignore[return-value]
