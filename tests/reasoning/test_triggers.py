"""The index of norms by what must hold first: it may leave out only what does not apply."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.reasoning.case import CaseWorld
from advisor.reasoning.judging import Status, judge
from advisor.reasoning.loading import load_rulebook
from advisor.reasoning.truth import FALSE
from tests.states import days, states

BOOK = load_rulebook(Path(__file__).parents[2] / "corpus")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_what_the_index_leaves_out_does_not_apply(data: st.DataObject) -> None:
    """Every norm and limit that has something to say to a plan is found by the index."""
    state, day = data.draw(states(BOOK.vocabulary)), data.draw(days)
    world = CaseWorld(BOOK, state, day)

    found = BOOK.triggered(day).possible(world)
    applying = [n for n in BOOK.in_force(day) if judge(n, world) is not Status.NOT_APPLICABLE]
    limits = BOOK.limits_triggered.possible(world)
    holding = [n for n, limit in enumerate(BOOK.limits) if limit.when.holds(world) != FALSE]

    assert len(found) == len(set(found))
    assert {norm.index for norm in applying} <= set(found)
    assert set(found) <= {norm.index for norm in BOOK.in_force(day)}
    assert set(holding) <= set(limits)
