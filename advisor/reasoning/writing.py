"""Writing the opinion: conditions, blocking norms, notice and summary, in plain sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from advisor.law.calendar import in_words
from advisor.law.identifiers import ProvisionId
from advisor.law.library import Library
from advisor.reasoning.case import Case
from advisor.reasoning.decision import Standing, Verdict, limits_of, open_facts, regimes_of
from advisor.reasoning.derivations import uncovered
from advisor.reasoning.judging import Status
from advisor.reasoning.opinion import (
    Alternative,
    Blocking,
    Coming,
    Condition,
    Issue,
    Question,
    Unexamined,
)
from advisor.reasoning.phrasing import joined, lowered, sentence
from advisor.reasoning.repair import Repair
from advisor.reasoning.rulebook import NEGLECTED, Lever, Norm, NormKind, When
from advisor.reasoning.truth import TRUE
from advisor.reasoning.values import Members, Possible, the_list
from advisor.reasoning.vocabulary import Vocabulary

_PLACEHOLDER = re.compile(r"\{([a-z_.]+)\}")
_ASIDE = re.compile(r" \(\{([a-z_.]+)\}\)")
"""A fact in brackets of its own: left out where nothing is known of it."""
_MOST_BASIS = 12
_ORDER = {When.BEFORE: 0, When.DURING: 1, When.AFTER: 2}


def blocking(case: Case, norms: Iterable[Norm]) -> tuple[Blocking, ...]:
    """The breached norms with the facts that they turn on."""
    return tuple(
        Blocking(
            norm=norm.id,
            title=norm.title,
            why=sentence(fill(norm.why or f"{norm.title}; as planned, this is not so.", case)),
            facts=_turning_facts(case, norm),
            citations=norm.source,
        )
        for norm in norms
    )


def _turning_facts(case: Case, norm: Norm) -> tuple[str, ...]:
    """Known facts read by the conditions of a norm: given ones first, then what would meet it."""
    names: list[str] = []
    for condition in sorted(norm.conditions, key=lambda c: c is not norm.satisfied):
        names += sorted(case.book.base_facts(condition.reads))
    names += [NEGLECTED] if norm.untested else []
    known = [name for name in dict.fromkeys(names) if name in case.facts]
    return tuple(sorted(known, key=lambda name: name not in case.given)[:8])


def conditions(case: Case, alternatives: tuple[Alternative, ...]) -> tuple[Condition, ...]:
    """What must be done: the cheapest alternative's steps first, then what travels along."""
    found: dict[str, Condition] = {}
    if alternatives:
        for condition in _steps(case, alternatives[0]):
            found.setdefault(condition.id, condition)
    for norm in case.book.in_force(case.as_of):
        status = case.status(norm)
        if norm.condition_text and _travels(norm, status):
            found.setdefault(norm.id, _of_norm(case, norm))
    ranked = sorted(found.values(), key=lambda c: (not c.blocking, c.advice, _ORDER[c.when]))
    return tuple(ranked)


def _travels(norm: Norm, status: Status) -> bool:
    if norm.guidance:
        return status in (Status.BREACHED, Status.OPEN, Status.TRAVELS)
    return status is Status.TRAVELS


def _of_norm(case: Case, norm: Norm) -> Condition:
    return Condition(
        id=norm.id,
        text=fill(norm.condition_text, case),
        when=norm.condition_when,
        blocking=False,
        citations=norm.source,
        advice=norm.guidance,
    )


def _steps(case: Case, alternative: Alternative) -> Iterable[Condition]:
    for name in alternative.levers:
        lever = case.book.levers[name]
        if lever.keeps_duties:
            # Each duty under its own name, so that a caller can say which one it will not keep.
            for norm in _neglected(case):
                yield replace(_of_norm(case, norm), blocking=True)
            continue
        yield Condition(lever.id, fill(lever.text, case), lever.when, True, lever.citations)


def _neglected(case: Case) -> list[Norm]:
    """The binding duties named as neglected that are, or may be, owed here."""
    owed = case.with_status(Status.BREACHED, Status.OPEN)
    named = case.facts.get(NEGLECTED)
    sure = named.sure if isinstance(named, Members) else frozenset()
    return [norm for norm in owed if norm.untested and norm.id in sure and not norm.guidance]


def alternatives(case: Case, ways: Iterable[Repair]) -> tuple[Alternative, ...]:
    """Repairs as a reader sees them."""
    return tuple(_alternative(case, way) for way in ways)


def _alternative(case: Case, way: Repair) -> Alternative:
    named = [_title(case, lever) for lever in (way.levers or way.assured)]
    vocabulary = case.book.vocabulary
    settled_by_lever = {change.fact for lever in way.assured for change in lever.changes}
    loose = {k: v for k, v in way.make_sure.items() if k not in settled_by_lever}
    sure = [lever.assurance or lever.title for lever in way.assured if way.levers]
    sure += [_sentence(vocabulary, fact, value) for fact, value in sorted(loose.items())]
    title = joined(named) or "As planned, once it is certain that " + joined(
        [_sentence(vocabulary, fact, value) for fact, value in sorted(loose.items())]
    )
    levers = (*way.levers, *way.assured)
    kept = _neglected(case) if any(lever.keeps_duties for lever in levers) else []
    cited = [c for lever in levers for c in lever.citations]
    cited += [c for norm in kept for c in norm.source]
    return Alternative(
        title=title,
        changes=way.changes,
        settles=way.make_sure,
        make_sure=tuple(sure),
        verdict=Verdict.PROCEED,
        cost=round(way.cost, 2),
        citations=tuple(dict.fromkeys(cited)),
        levers=tuple(lever.id for lever in levers),
        narrows=any(lever.narrows for lever in levers),
    )


def _title(case: Case, lever: Lever) -> str:
    """What a lever does; one that keeps duties names them."""
    if not lever.keeps_duties:
        return lever.title
    return f"{lever.title}: {'; '.join(lowered(norm.title) for norm in _neglected(case))}"


def _sentence(vocabulary: Vocabulary, fact: str, value: Possible) -> str:
    """A fact with its value, as a clause: yes/no facts have labels that are clauses."""
    label = vocabulary.label(fact, value)
    return label if isinstance(value.plain(), bool) else f"{vocabulary[fact].meaning}: {label}"


def unexamined(case: Case) -> tuple[Unexamined, ...]:
    """Where law outside the corpus may decide this plan."""
    return tuple(
        Unexamined(limit.topic, fill(limit.text, case), limit.citations)
        for limit in limits_of(case)
    )


def notice(case: Case) -> str:
    """The text to tell the person affected, where the law asks for one; else empty."""
    texts = [
        fill(entry.text, case)
        for entry in case.book.notices
        if entry.since <= case.as_of
        and entry.when.holds(case.world) == TRUE
        and (entry.unless is None or entry.unless.holds(case.world) != TRUE)
    ]
    return "\n\n".join(texts)


def _unsaid(name: str, case: Case) -> bool:
    value = case.facts.get(name)
    if isinstance(value, Members):
        return not value.sure
    return value is None or not value.settled


def fill(text: str, case: Case) -> str:
    """Put the plain label of a fact in place of `{fact.name}`; an unknown one is said to be so.

    `{transfer.uncovered}` stands for the destinations that the stated mechanism does not carry.
    """

    def label(found: re.Match[str]) -> str:
        name = found[1]
        if name == "transfer.uncovered":
            countries = uncovered(case.world)
            return case.book.vocabulary.label("transfer.destinations", the_list(set(countries)))
        if name not in case.book.vocabulary:
            return found[0]
        return case.book.vocabulary.label(name, case.facts.get(name))

    text = _ASIDE.sub(lambda found: "" if _unsaid(found[1], case) else found[0], text)
    return _PLACEHOLDER.sub(label, text)


def basis(case: Case, verdict: Verdict) -> tuple[ProvisionId, ...]:
    """The provisions that carry a verdict other than by a breach, carrying ones first.

    Where a human is asked: what sets the plan outside a law, or permits a part of it.

    What leaves the plan free; permissions; requirements met and prohibitions excused, each by
    the branch that holds; then duties that are met, and presumptions that the law itself ties.
    """
    if verdict is Verdict.ESCALATE:
        free = case.with_status(Status.OUTSIDE, Status.PERMITS)
        return tuple(dict.fromkeys(norm.source[0] for norm in free))[:_MOST_BASIS]
    found: dict[ProvisionId, None] = {}
    for norm in _carrying(case):
        branches = norm.unless if case.status(norm) is Status.EXCUSED else norm.met_by
        held = [branch for branch in branches if branch.when.holds(case.world) == TRUE]
        found.update((source, None) for branch in held for source in branch.source)
        found.update((source, None) for source in norm.source)
    laws = regimes_of(case)
    for assumption in case.assumed.values():
        found.update((c, None) for c in assumption.source if c.instrument in laws)
    return tuple(found)[:_MOST_BASIS]


def _carrying(case: Case) -> list[Norm]:
    """Norms that carry a leave, in the order in which a reader wants them."""
    outside = [norm for norm in case.with_status(Status.OUTSIDE) if norm.frees]
    met = case.with_status(Status.PERMITS, Status.EXCUSED, Status.MET)
    binding = [norm for norm in met if not norm.guidance]
    duties = [norm for norm in binding if norm.kind is NormKind.DUTY]
    return [*outside, *(norm for norm in binding if norm.kind is not NormKind.DUTY), *duties]


def summary(
    case: Case,
    verdict: Verdict,
    found: Standing,
    ways: tuple[Alternative, ...],
    asked: tuple[Question, ...],
    raised: tuple[Issue, ...],
    coming: tuple[Coming, ...],
) -> str:
    """The answer in a few sentences: verdict first, then the provision that carries it."""
    match verdict:
        case Verdict.REFUSE:
            text = f"Do not do this. {_breaches(case, found)} No change in the operator's power "
            text += "makes the same plan lawful."
        case Verdict.MODIFY:
            text = f"Not as planned. {_breaches(case, found)} "
            text += f"It becomes lawful with this change: {lowered(ways[0].title)}."
        case Verdict.ESCALATE:
            text = _escalation(case, found, asked, raised)
        case Verdict.PROCEED:
            text = _leave(case)
    if coming and coming[0].verdict_then is not verdict:
        first = coming[0]
        text += f" From {in_words(first.date)} the answer would be: {first.verdict_then.value}."
    return text


def _breaches(case: Case, found: Standing) -> str:
    library = case.book.library
    named = [f"{norm.title} ({_cites(library, norm.source[:2])})" for norm in found.breached[:3]]
    more = len(found.breached) - 3
    text = "; ".join(named) + (f"; and {more} more" if more > 0 else "")
    rules = "these rules" if len(found.breached) > 1 else "this rule"
    return f"The plan would break {rules}: {text}."


def _cites(library: Library, sources: Iterable[ProvisionId]) -> str:
    return ", ".join(library.cite(source) for source in sources)


def _escalation(
    case: Case, found: Standing, asked: tuple[Question, ...], raised: tuple[Issue, ...]
) -> str:
    contested = [issue for issue in raised if issue.decisive and not issue.settled_by]
    if asked:
        plural = "facts are" if len(asked) > 1 else "fact is"
        first = asked[0]
        named = _cites(case.book.library, first.citations[:2])
        text = f"This cannot be answered yet: {len(asked)} decisive {plural} missing. "
        return text + f"First: {first.question} ({named})"
    if contested:
        return f"The law is truly open here: {contested[0].question} A human must decide."
    if found.asking:
        return f"Law outside this corpus may decide: {found.asking[0].topic}. Ask a human."
    if found.open:
        norm = found.open[0]
        hanging = ", ".join(open_facts(case, norm)) or "a contested reading"
        return f"It stays open whether this is met: {norm.title} ({hanging})."
    return "Nothing in the corpus covers this plan on its date, so a human must decide."


def _leave(case: Case) -> str:
    """Leave to act, with what carries it: freedom from the law, or the branch that is met."""
    library = case.book.library
    for norm in _carrying(case):
        if norm.frees:
            return f"Go ahead. {norm.title} ({_cites(library, norm.source[:2])})."
        for branch in norm.met_by:
            if branch.when.holds(case.world) == TRUE and branch.text:
                cited = _cites(library, branch.source)
                return (
                    f"Go ahead: {branch.text} ({cited}), and every other norm that applies is met."
                )
    carried = basis(case, Verdict.PROCEED)[:2]
    text = "Go ahead: every norm that applies is met"
    return f"{text} ({_cites(library, carried)})." if carried else f"{text}."
