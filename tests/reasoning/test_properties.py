"""What must hold whatever the facts: the properties that make the advisor safe to rely on.

Facts are drawn at random from the real vocabulary and judged under the real corpus.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.answers import answer_of
from advisor.errors import RequestError
from advisor.law.identifiers import ProvisionId
from advisor.reasoning.case import Case, CaseWorld
from advisor.reasoning.conditions import Condition, compile_node
from advisor.reasoning.decision import Verdict
from advisor.reasoning.expressions import Constant, Node, Not, OneOf, names_in
from advisor.reasoning.judging import Status, judge
from advisor.reasoning.loading import load_rulebook
from advisor.reasoning.loop import advise
from advisor.reasoning.plan import Plan
from advisor.reasoning.rulebook import Change, IfUnknown, Lever, Norm, NormKind, Rulebook, When
from advisor.reasoning.truth import UNKNOWN
from advisor.reasoning.values import exactly
from advisor.reasoning.vocabulary import FactType, Kind, Vocabulary
from tests.states import complete, days, learnt, plans, states

BOOK = load_rulebook(Path(__file__).parents[2] / "corpus")
FACTS = BOOK.vocabulary
SOURCE = ProvisionId.parse("gdpr:5(1)(a)")
STRICTNESS = [Verdict.PROCEED, Verdict.ESCALATE, Verdict.MODIFY, Verdict.REFUSE]
MILD = {Status.MET, Status.EXCUSED, Status.NOT_APPLICABLE}


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_learning_a_fact_never_turns_a_norm_into_its_opposite(data: st.DataObject) -> None:
    """What is breached for certain stays breached, and what is met stays unbreached.

    A stated exception that comes to light was unknown before, so the norm was open, not breached.
    """
    state = data.draw(states(FACTS))
    more = data.draw(learnt(FACTS, state))
    day = data.draw(days)
    before, after = CaseWorld(BOOK, state, day), CaseWorld(BOOK, more, day)

    for name in [*BOOK.derived, *(f"concept.{concept}" for concept in BOOK.concepts)]:
        assert before.truth(name) in (UNKNOWN, after.truth(name)), name
    for norm in BOOK.in_force(day):
        was, now = judge(norm, before), judge(norm, after)
        if was is Status.BREACHED:
            assert now is Status.BREACHED, norm.id
        if was in MILD and norm.kind not in (NormKind.PERMISSION, NormKind.OUTSIDE):
            assert now in MILD, norm.id
        if was in (Status.PERMITS, Status.OUTSIDE):
            assert now is was, norm.id


def condition(node: Node) -> Condition:
    return Condition("for the test", node, compile_node(node), names_in(node))


def forbidding(applies: Node, cured_by: tuple[str, ...] = ()) -> Norm:
    """A prohibition without exceptions that stands beside those of the corpus."""
    return replace(
        BOOK.norms[0],
        id="test-prohibition",
        index=len(BOOK.norms),
        title="This is not done",
        source=(SOURCE,),
        kind=NormKind.PROHIBITION,
        regime="gdpr",
        applies=condition(applies),
        satisfied=None,
        unless=(),
        if_unknown=IfUnknown.ASK,
        yields_to=(),
        cured_by=cured_by,
        guidance=False,
        since=date.min,
        until=None,
        masked=(),
    )


def with_prohibition(*, curable: bool) -> Rulebook:
    """The corpus with one more prohibition, which every plan fails unless a lever cures it."""
    if not curable:
        norm = forbidding(Constant(True))
        return replace(BOOK, norms=(*BOOK.norms, norm))
    fact = FactType("test.done", Kind.BOOL, "done", "Done?", "Tests", None)
    lever = Lever(
        id="test-lever",
        title="Do it",
        kind="do",
        changes=(Change("test.done", value=exactly(True)),),
        available=None,
        needs_certain=False,
        cost=1,
        citations=(SOURCE,),
        text="Do it",
        when=When.BEFORE,
        assurance="",
    )
    norm = forbidding(Not(OneOf("test.done", frozenset({True}))), ("test-lever",))
    return replace(
        BOOK,
        vocabulary=Vocabulary({**FACTS.facts, "test.done": fact}, FACTS.places),
        levers={**BOOK.levers, "test-lever": lever},
        norms=(*BOOK.norms, norm),
    )


STRICT = with_prohibition(curable=False)
CURABLE = with_prohibition(curable=True)


@given(plans(FACTS), days)
@settings(max_examples=25, deadline=None)
def test_an_unmet_prohibition_more_means_refusal(plan: Plan, day: date) -> None:
    """A prohibition that nothing cures is the end of the plan, whatever else holds."""
    assert advise(STRICT, plan, day).opinion.verdict is Verdict.REFUSE


@given(plans(FACTS), days)
@settings(max_examples=25, deadline=None)
def test_an_unmet_prohibition_more_never_makes_a_verdict_milder(plan: Plan, day: date) -> None:
    """A further breach that a lever cures leaves the verdict as strict or makes it stricter."""
    before = advise(BOOK, plan, day).opinion.verdict
    undone = replace(plan, stated={**plan.stated, "test.done": exactly(False)})
    after = advise(CURABLE, undone, day).opinion.verdict

    assert STRICTNESS.index(after) >= STRICTNESS.index(before)
    assert after is not Verdict.PROCEED


@given(st.dates(date(2018, 1, 1), date(2035, 12, 31)))
@settings(max_examples=10, deadline=None)
def test_an_empty_plan_never_proceeds(day: date) -> None:
    """Nothing said is no ground for leave, on any day."""
    assert advise(BOOK, Plan(), day).opinion.verdict is not Verdict.PROCEED


@given(plans(FACTS), days)
@settings(max_examples=30, deadline=None)
def test_every_alternative_applied_proceeds(plan: Plan, day: date) -> None:
    """Whoever follows an alternative to the letter and asks again may go ahead."""
    for way in advise(BOOK, plan, day).opinion.alternatives:
        assert not way.changes.keys() & way.settles.keys()
        followed = {**way.changes, **way.settles}
        again = replace(
            plan,
            stated={**plan.stated, **followed},
            unstated=plan.unstated - followed.keys(),
        )
        assert advise(BOOK, again, day).opinion.verdict is Verdict.PROCEED, way.title


@given(plans(FACTS), days, st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_the_order_of_norms_and_facts_does_not_matter(plan: Plan, day: date, seed: int) -> None:
    """Neither the order of the files nor that of the facts decides a case."""
    shuffle = Random(seed)
    norms, facts = list(BOOK.norms), list(plan.stated.items())
    shuffle.shuffle(norms)
    shuffle.shuffle(facts)
    turned = tuple(replace(norm, index=place) for place, norm in enumerate(norms))
    other = replace(BOOK, norms=turned)

    found = advise(BOOK, plan, day).opinion
    by_norms = advise(other, plan, day).opinion
    by_facts = advise(BOOK, replace(plan, stated=dict(facts)), day).opinion

    assert by_norms.verdict is found.verdict
    assert {b.norm for b in by_norms.blocking} == {b.norm for b in found.blocking}
    assert dict(by_norms.regimes) == dict(found.regimes)
    assert by_facts == found


@given(plans(FACTS), days)
@settings(max_examples=20, deadline=None)
def test_the_same_plan_gets_the_same_answer_byte_for_byte(plan: Plan, day: date) -> None:
    """Two askers with one plan on one day read the same words, and neither waits long."""
    started = process_time()
    first = answer_of(advise(BOOK, plan, day), day, gate=False)
    taken = process_time() - started
    again = answer_of(advise(BOOK, plan, day), day, gate=False)

    assert first.model_dump_json() == again.model_dump_json()
    assert taken < 2


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_changed_case_is_judged_like_a_new_one(data: st.DataObject) -> None:
    """Judging only what a change touches gives what judging everything afresh gives."""
    plan, day = data.draw(plans(FACTS)), data.draw(days)
    case = Case(BOOK, plan.given(), day, plan.unstated)
    for _ in range(2):
        chosen = st.lists(st.sampled_from(sorted(FACTS.facts)), unique=True, min_size=1, max_size=3)
        changes = {name: data.draw(complete(FACTS[name])) for name in data.draw(chosen)}
        case = case.changed(changes)
        fresh = Case(BOOK, case.given, day, case.unstated)
        assert dict(case.facts) == dict(fresh.facts)
        assert case.assumed == fresh.assumed
        assert case.statuses == fresh.statuses


@given(
    st.sampled_from(sorted(FACTS.facts)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
        max_leaves=4,
    ),
)
@settings(max_examples=200, deadline=None)
def test_any_value_is_read_or_refused_with_a_reason(name: str, value: object) -> None:
    """A value outside its type is the caller's error, with what is allowed; never a crash."""
    refused: RequestError | None = None
    try:
        assert (FACTS.read(name, value) is None) == (value is None)
    except RequestError as error:
        refused = error
    if refused is not None:
        assert refused.field == f"facts.{name}"
        assert refused.allowed


@pytest.mark.parametrize("name", ["", "purpos", "Purpose", "scope.gdpr", "__class__"])
def test_an_unknown_fact_is_refused(name: str) -> None:
    """A fact that the vocabulary does not know is not quietly dropped."""
    with pytest.raises(RequestError):
        FACTS.read(name, True)


def test_a_time_of_day_does_not_matter() -> None:
    """The law counts in days: noon of a day is that day."""
    noon = datetime(2026, 1, 1, 12)  # noqa: DTZ001 - as YAML reads it

    assert FACTS.read("ai.on_market_since", noon) == FACTS.read("ai.on_market_since", "2026-01-01")
