"""From an opinion to the wire: nothing is decided here, only written out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from pydantic import JsonValue

from advisor import wire
from advisor.law.identifiers import ProvisionId
from advisor.law.library import Library
from advisor.reasoning.case import Case
from advisor.reasoning.judging import Status
from advisor.reasoning.loop import Advice
from advisor.reasoning.opinion import Alternative, Condition, Issue, Opinion, Question
from advisor.reasoning.rulebook import NEGLECTED, Norm
from advisor.reasoning.silence import Assumption
from advisor.reasoning.values import Members, Possible
from advisor.reasoning.verification import check
from advisor.reasoning.vocabulary import shown

_STATUS = {
    Status.MET: "met",
    Status.EXCUSED: "excused",
    Status.TRAVELS: "duty",
    Status.TENTATIVE: "tentative",
    Status.OPEN: "open",
    Status.BREACHED: "breached",
    Status.PERMITS: "permitted",
    Status.OUTSIDE: "outside",
}


def answer_of(advice: Advice, as_of: date, *, gate: bool) -> wire.Answer:
    """Write an opinion in the shape of the contract; id, receipt and timing come later."""
    opinion, case = advice.opinion, advice.case
    library = case.book.library
    return wire.Answer(
        verdict=wire.Verdict(opinion.verdict.value),
        confidence=opinion.confidence,
        summary=opinion.summary,
        blocking=tuple(
            wire.Blocking(
                norm=item.norm,
                title=item.title,
                why=item.why,
                facts=item.facts,
                citations=_ids(item.citations),
                frameworks=dict(case.book.norm_by_id[item.norm].frameworks),
            )
            for item in opinion.blocking
        ),
        conditions=tuple(_condition(item) for item in opinion.conditions),
        alternatives=tuple(_alternative(item) for item in opinion.alternatives),
        issues=tuple(_issue(item) for item in opinion.issues),
        regimes=tuple(
            wire.Regime(
                instrument=name,
                verdict=wire.Verdict(verdict.value),
                title=library.instruments[name].title if name in library.instruments else None,
            )
            for name, verdict in opinion.regimes
        ),
        citations=_citations(opinion, library, as_of),
        facts=_facts(advice),
        horizon=tuple(
            wire.Change(
                date=item.date,
                change=item.change,
                verdict_then=wire.Verdict(item.verdict_then.value),
                citations=_ids(item.citations),
            )
            for item in opinion.horizon
        ),
        notice=opinion.notice or None,
        limits=tuple(
            wire.Limit(topic=item.topic, text=item.text, citations=_ids(item.citations))
            for item in opinion.limits
        ),
        meta=wire.Meta(as_of=as_of),
        examined=() if gate else _examined(advice),
        trace=()
        if gate
        else tuple(
            wire.TraceEntry(step=e.step, text=e.did, details=e.details) for e in opinion.trace
        ),
    )


def step_answer(number: int, action: str | None, answer: wire.Answer) -> wire.StepAnswer:
    """The part of an answer that belongs to one step of a plan."""
    return wire.StepAnswer(
        step=number,
        action=action,
        verdict=answer.verdict,
        summary=answer.summary,
        blocking=answer.blocking,
        conditions=answer.conditions,
        alternatives=answer.alternatives,
        facts=answer.facts,
    )


def _ids(citations: Iterable[ProvisionId]) -> tuple[str, ...]:
    return tuple(str(citation) for citation in citations)


def _condition(item: Condition) -> wire.Condition:
    return wire.Condition(
        id=item.id,
        text=item.text,
        when=item.when.value,
        blocking=item.blocking,
        citations=_ids(item.citations),
        advice=item.advice,
    )


def _alternative(item: Alternative) -> wire.Alternative:
    return wire.Alternative(
        title=item.title,
        changes=_values(item.changes),
        settles=_values(item.settles),
        make_sure=item.make_sure,
        verdict=wire.Verdict(item.verdict.value),
        cost=item.cost,
        citations=_ids(item.citations),
        narrows=item.narrows,
    )


def _issue(item: Issue) -> wire.Issue:
    return wire.Issue(
        concept=item.concept,
        question=item.question,
        decisive=item.decisive,
        settled_by=item.settled_by,
        movement=item.movement,
        would_settle=item.would_settle,
        readings=tuple(
            wire.Reading(
                id=reading.id,
                text=reading.text,
                weight=reading.weight,
                outcome=reading.outcome,
                verdict=wire.Verdict(reading.verdict.value),
                grounds=tuple(
                    wire.Ground(
                        canon=ground.canon,
                        text=ground.text,
                        citations=_ids(ground.citations),
                        weight=ground.weight or None,
                    )
                    for ground in reading.grounds
                ),
            )
            for reading in item.readings
        ),
    )


def _facts(advice: Advice) -> wire.FactReport:
    plan, case, opinion = advice.plan, advice.case, advice.opinion
    stated = {**_values(plan.stated), **dict.fromkeys(sorted(plan.unstated))}
    return wire.FactReport(
        stated=stated,
        inferred=tuple(
            wire.InferredFact(
                fact=entry.fact,
                value=_read(entry.value),
                confidence=round(entry.confidence, 3),
                evidence=entry.evidence,
                label=case.book.vocabulary.label(entry.fact, entry.value),
            )
            for entry in plan.inferred
        ),
        profile=_values(plan.profile),
        assumed=tuple(
            wire.AssumedFact(
                fact=name,
                value=_plain(found.value),
                because=found.because,
                label=case.book.vocabulary.label(name, found.value),
            )
            for name, found in sorted(case.assumed.items(), key=_by_weight(case))
        ),
        conflicts=tuple(
            wire.Conflict(
                fact=item.fact,
                stated=_plain(item.stated),
                read=_plain(item.read),
                evidence=item.evidence,
                text=item.text,
                citations=_ids(item.citations),
            )
            for item in opinion.conflicts
        ),
        questions=tuple(_question(item) for item in opinion.questions),
    )


def _by_weight(case: Case) -> Callable[[tuple[str, Assumption]], tuple[int, str]]:
    """Presumptions on which norms in play rest come first."""
    counted = Counter(
        fact
        for index, status in case.statuses.items()
        if status not in (Status.NOT_APPLICABLE, Status.TENTATIVE)
        for fact in case.book.reads_of_norm[index]
    )
    return lambda item: (-counted[item[0]], item[0])


def _read(value: Possible) -> JsonValue:
    """A list read from words is shown as the list that was read."""
    if isinstance(value, Members) and not value.settled:
        return [*sorted(value.sure)]
    return _plain(value)


def _question(item: Question) -> wire.Question:
    return wire.Question(
        fact=item.fact,
        question=item.question,
        matters_because=item.matters_because,
        if_={fork.answer: fork.verdict.value for fork in item.forks},
        remaining=item.remaining,
        remaining_by_answer={fork.answer: fork.remaining for fork in item.forks if fork.remaining},
        citations=_ids(item.citations),
        labels={fork.answer: fork.label for fork in item.forks},
    )


def _citations(opinion: Opinion, library: Library, as_of: date) -> tuple[wire.Citation, ...]:
    found = (_citation(name, library, as_of) for name in opinion.citations())
    return tuple(citation for citation in found if citation is not None)


def _citation(name: ProvisionId, library: Library, as_of: date) -> wire.Citation | None:
    authority = library.authorities.get(name)
    if authority is not None:
        return wire.Citation(
            id=str(name),
            cite=library.cite(name),
            heading=authority.title,
            text=authority.holding,
            in_force=True,
            since=authority.day,
            verified=True,
        )
    provision = library.provision(name, as_of)
    if provision is None:
        return None
    return wire.Citation(
        id=str(name),
        cite=library.cite(name),
        heading=provision.heading,
        text=provision.text,
        text_kind=wire.TextKind(provision.kind.value),
        url=library.instruments[name.instrument].address,
        in_force=provision.in_force(as_of),
        since=provision.since if provision.has_date else None,
        verified=check(name, library, as_of) is None,
    )


def _examined(advice: Advice) -> tuple[wire.ExaminedNorm, ...]:
    case = advice.case
    found: list[wire.ExaminedNorm] = []
    for index, status in case.statuses.items():
        if status is Status.NOT_APPLICABLE:
            continue
        norm = case.book.norms[index]
        reads = case.book.reads_of_norm[index]
        found.append(
            wire.ExaminedNorm(
                norm=norm.id,
                title=norm.title,
                status=_STATUS[status],
                facts=tuple(sorted(name for name in reads if _bears_on(norm, name, case))),
                citations=_ids(norm.source),
            )
        )
    order = list(_STATUS.values())
    return tuple(sorted(found, key=lambda n: -order.index(n.status)))


def _bears_on(norm: Norm, name: str, case: Case) -> bool:
    """Whether a given fact says something of a norm: neglect concerns only the duties it names."""
    value = case.given.get(name)
    if name == NEGLECTED and isinstance(value, Members):
        return norm.id in value.sure
    return value is not None


def _values(values: Mapping[str, Possible]) -> dict[str, JsonValue]:
    return {name: _plain(value) for name, value in sorted(values.items())}


def _plain(value: Possible | None) -> JsonValue:
    return shown(value)  # type: ignore[return-value]
