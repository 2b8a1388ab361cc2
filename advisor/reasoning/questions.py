"""Questions: the unknown facts that can change the verdict, each with where an answer leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from advisor.law.identifiers import ProvisionId
from advisor.reasoning.case import Case
from advisor.reasoning.decision import (
    Standing,
    Verdict,
    open_facts,
    regimes_of,
    standing,
    verdict_of,
)
from advisor.reasoning.judging import Status, applies_to
from advisor.reasoning.opinion import Fork, Question
from advisor.reasoning.repair import available, by_name, curable, effect, repairs
from advisor.reasoning.rulebook import Norm
from advisor.reasoning.truth import TRUE, UNKNOWN
from advisor.reasoning.values import Choice, Plain, Possible, exactly
from advisor.reasoning.vocabulary import FactType

MOST_QUESTIONS = 6
_MOST_LEADING = 2
"""Questions that only lead to others, beside those that decide."""
_REACH = frozenset(
    {"subjects.located_in", "actor.established_in", "data.personal", "data.form", "actor.role"}
)
"""Facts that decide which law reaches a plan: the best case is not that the law goes away."""
_CASES = 60
"""Cases judged for one answer; an answer that needs more is left as an escalation."""


def questions(case: Case, found: Standing) -> tuple[Question, ...]:
    """The facts worth asking for, the most decisive first.

    A fact is asked only if its answers lead to different verdicts, or to different further
    questions. Where none does, the first open fact is still asked.
    """
    hanging = _hanging(case, found)
    ranked = sorted(hanging, key=lambda fact: (-len(hanging[fact]), fact))
    ranked = ranked[: 2 * MOST_QUESTIONS]
    asked: list[Question] = []
    for fact in ranked:
        question = _question(case, fact, hanging[fact])
        if question is not None:
            asked.append(question)
    decisive = [q for q in asked if _decides(q)]
    first = {facts[0] for norm in found.open if (facts := open_facts(case, norm))}
    leading = [q for q in asked if not _decides(q) and _leads_on(q)]
    leading = sorted(leading, key=lambda question: question.fact not in first)[:_MOST_LEADING]
    return tuple(([*decisive, *leading] or asked[:1])[:MOST_QUESTIONS])


def _hanging(case: Case, found: Standing) -> dict[str, list[Norm]]:
    """Open facts with the norms that hang on them, in the order in which they turned up."""
    hanging: dict[str, list[Norm]] = {}
    for norm in found.open:
        for fact in open_facts(case, norm):
            hanging.setdefault(fact, []).append(norm)
    return hanging


def _decides(question: Question) -> bool:
    return len({fork.verdict for fork in question.forks}) > 1


def _leads_on(question: Question) -> bool:
    """Some answers raise further questions that others do not."""
    return len({fork.remaining for fork in question.forks}) > 1


def _question(case: Case, fact: str, norms: list[Norm]) -> Question | None:
    kind = case.book.vocabulary[fact]
    forks = tuple(_fork(case, kind, value, label) for value, label in _answers(case, kind))
    if not forks:
        return None
    # Norms that apply ask first; those that only may apply, where no other does.
    norms = [norm for norm in norms if applies_to(norm, case.world) == TRUE] or norms
    return Question(
        fact=fact,
        question=kind.question,
        matters_because=norms[0].because or f"on it hangs: {norms[0].title}",
        forks=forks,
        citations=_sources(case, norms),
    )


def _sources(case: Case, norms: list[Norm]) -> tuple[ProvisionId, ...]:
    """The provisions that ask, and those that would take the plan out of them if they applied."""
    counted = Counter(source for norm in norms for source in norm.source[:1])
    specials = (
        source
        for norm in norms
        for special in norm.yields_to
        if case.world.truth(f"applies:{special}") == UNKNOWN
        for source in case.book.norm_by_id[special].source[:1]
    )
    asking = [source for source, _ in counted.most_common(3)]
    return tuple(dict.fromkeys([*asking, *specials]))


def _answers(case: Case, kind: FactType) -> Iterator[tuple[Possible, Plain]]:
    known = case.facts.get(kind.name)
    options = known.options if isinstance(known, Choice) else frozenset(kind.domain())
    foreign = _unknown_here(case, kind)
    for value in kind.domain():
        offered = not kind.answers or value in kind.answers
        if value in options and value not in foreign and offered:
            yield exactly(value), value
    if not kind.domain():
        for answer in kind.answers:
            possible = case.book.vocabulary.read(kind.name, answer)
            if possible is not None:
                yield possible, answer


def _unknown_here(case: Case, kind: FactType) -> frozenset[str]:
    """Values that none of the laws in play knows."""
    if not kind.unknown_in:
        return frozenset()
    masks = [kind.unknown_in.get(regime, frozenset()) for regime in regimes_of(case)]
    return frozenset.intersection(*masks) if masks else frozenset()


def _fork(case: Case, kind: FactType, value: Possible, plain: Plain) -> Fork:
    verdict, remaining = outlook(case.changed({kind.name: value}))
    return Fork(_key(plain), kind.label(plain), verdict, remaining)


def outlook(case: Case) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict with everything still open at its best, and the facts that this takes."""
    found = standing(case)
    if found.clear:
        return Verdict.PROCEED, ()
    if found.breached:
        ways = repairs(case, most=1, cases=_CASES)
        able = bool(found.asking) and not ways and curable(case)
        return verdict_of(found, bool(ways), able), ()
    best = _best(case, frozenset(case.given), [_CASES])
    return (Verdict.ESCALATE, ()) if best is None else (Verdict.PROCEED, tuple(sorted(best)))


def _best(case: Case, known: frozenset[str], budget: list[int]) -> frozenset[str] | None:
    """Answers to what is open under which the plan proceeds: the facts that they settle.

    Known facts stay as they are. Depth first: the first open norm is settled in each way in
    turn. None where no way is found within the budget.
    """
    if case.breaches:
        return None
    found = standing(case)
    if not found.open:
        return frozenset(case.given) - known if found.clear else None
    for norm in by_name(found.open):
        tried = False
        for changes in _settling(case, norm):
            if changes.keys() & known or budget[0] <= 0:
                continue
            budget[0] -= 1
            then = case.changed(changes)
            if then.status(norm) in (Status.BREACHED, Status.OPEN):
                continue
            tried = True
            best = _best(then, known, budget)
            if best is not None:
                return best
        if tried:
            # Every way to settle this norm ends badly: another norm first would not help.
            return None
    return None


def _settling(case: Case, norm: Norm) -> Iterator[dict[str, Possible]]:
    """Ways in which an open norm might be settled: single answers, then whole levers."""
    for fact in open_facts(case, norm):
        if fact in _REACH:
            continue
        kind = case.book.vocabulary[fact]
        ranked = sorted(_answers(case, kind), key=lambda answer: answer[1] not in _permits(kind))
        for possible, _ in ranked:
            yield {fact: possible}
    for name in norm.cured_by:
        lever = case.book.levers[name]
        if available(lever, case):
            yield effect(lever, case)


def _permits(kind: FactType) -> list[Plain]:
    return [*kind.permits, []]


def _key(plain: Plain) -> str:
    """An answer as a JSON key: `true`, `scc`, `US`, `none` for an empty list."""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, list):
        return ",".join(plain) or "none"
    return str(plain)
