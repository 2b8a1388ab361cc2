"""What a model read and nobody said: put to a human as questions, each with where it leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from advisor import wire
from advisor.reasoning.decision import Verdict
from advisor.reasoning.loop import leads_to
from advisor.reasoning.plan import Inferred, Plan
from advisor.reasoning.rulebook import Rulebook
from advisor.reasoning.values import Choice, Members, Possible

_MOST_OFFERED = 6
_DECIDING = ("purpose", "operations", "subjects.located_in")


def with_offers(
    book: Rulebook, answer: wire.Answer, plan: Plan, left: Sequence[Inferred], as_of: date
) -> wire.Answer:
    """Put as questions what a model read and what was not taken on its word."""
    if answer.verdict is not wire.Verdict.ESCALATE:
        return answer
    stated = {*plan.stated, *plan.unstated}
    ranked = sorted(
        (one for one in left if one.fact not in stated),
        key=lambda one: _DECIDING.index(one.fact) if one.fact in _DECIDING else len(_DECIDING),
    )
    best = _confirmed(ranked)
    if not best:
        return answer
    questions = {question.fact: question for question in answer.facts.questions}
    evidence = {one.fact: one.evidence for one in ranked}
    for fact in list(best)[:_MOST_OFFERED]:
        offered = _question(book, fact, best, plan, evidence[fact], as_of)
        known = questions.get(fact)
        if known is None:
            questions[fact] = offered
        else:
            because = f"{known.matters_because}; {offered.matters_because}"
            questions[fact] = known.model_copy(update={"matters_because": because})
    report = answer.facts.model_copy(update={"questions": tuple(questions.values())})
    return answer.model_copy(update={"facts": report})


def _question(
    book: Rulebook, fact: str, best: dict[str, Possible], plan: Plan, evidence: str, as_of: date
) -> wire.Question:
    kind = book.vocabulary[fact]
    label = book.vocabulary.label(fact, best[fact])
    answers: dict[str, tuple[Possible, str]] = {_key(best[fact]): (best[fact], label)}
    read = best[fact]
    if isinstance(read, Choice) and len(kind.domain()) == 2:
        for value in kind.domain():
            if value not in read.options:
                other = Choice(frozenset({value}))
                answers[_key(other)] = (other, kind.label_one(value))
    forks = {
        key: _if_confirmed(book, {**best, fact: value}, plan, as_of)
        for key, (value, _) in answers.items()
    }
    return wire.Question(
        fact=fact,
        question=kind.question,
        matters_because=f"a language model reads “{evidence}” as: {label}; that is to be confirmed",
        if_={key: verdict.value for key, verdict in forks.items()},
        labels={key: label for key, (_, label) in answers.items()},
    )


def _if_confirmed(book: Rulebook, facts: dict[str, Possible], plan: Plan, as_of: date) -> Verdict:
    """The verdict if a human stated these facts, the others offered among them."""
    then = replace(
        plan,
        stated={**facts, **plan.stated},
        inferred=tuple(one for one in plan.inferred if one.fact not in facts),
        doubted=(),
    )
    return leads_to(book, then, as_of)


def _confirmed(left: Sequence[Inferred]) -> dict[str, Possible]:
    """What would be stated if a human confirmed all of it."""
    found: dict[str, Possible] = {}
    for one in left:
        before = found.get(one.fact)
        if isinstance(one.value, Members):
            sure = one.value.sure | (before.sure if isinstance(before, Members) else frozenset())
            found[one.fact] = Members(sure, sure)
        elif before is None:
            found[one.fact] = one.value
    return found


def _key(value: Possible) -> str:
    plain = value.plain()
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, list):
        return ",".join(plain) or "none"
    return str(plain)
