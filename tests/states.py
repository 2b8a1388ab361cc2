"""Random states of facts, drawn from the real vocabulary, for the property tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from advisor.reasoning.plan import Plan
from advisor.reasoning.values import (
    Between,
    Choice,
    Members,
    Possible,
    at_least,
    exactly,
    the_list,
)
from advisor.reasoning.vocabulary import FactType, Kind, Vocabulary

PLACES = ["FR", "DE", "NO", "IN", "US", "GB", "CA", "JP", "CN"]
DAYS = [
    date(2026, 7, 26),
    date(2026, 7, 27),
    date(2026, 8, 2),
    date(2026, 11, 20),
    date(2026, 12, 2),
    date(2027, 5, 20),
    date(2027, 12, 2),
    date(2028, 2, 1),
    date(2032, 1, 1),
]
USUAL = [
    "purpose",
    "operations",
    "subjects.located_in",
    "actor.established_in",
    "legal_basis",
    "consent.status",
    "data.categories",
    "transfer.destinations",
    "transfer.mechanism",
    "ai.used",
    "ai.use_case",
    "automation.human_review",
    "automation.effect",
    "channel",
    "subjects.relationship",
    "marketing.unsubscribed",
    "subjects.youngest_age",
]
"""Facts on which most norms hang; drawn more often, so that norms come into play."""

days = st.sampled_from(DAYS)


def domain(fact: FactType) -> list[str]:
    """The values from which the members of a list are drawn."""
    return PLACES if fact.kind is Kind.COUNTRIES else list(fact.values)


def members(fact: FactType, least: int = 0) -> st.SearchStrategy[frozenset[str]]:
    """Some members of a list, three at most."""
    return st.frozensets(st.sampled_from(domain(fact)), min_size=least, max_size=3)


def complete(fact: FactType) -> st.SearchStrategy[Possible]:
    """A fact that is fully known."""
    match fact.kind:
        case Kind.BOOL | Kind.ENUM:
            return st.sampled_from(fact.domain()).map(exactly)
        case Kind.LIST | Kind.COUNTRIES:
            # People, operators and recipients are always somewhere.
            least = 1 if fact.name in ("subjects.located_in", "actor.established_in") else 0
            return members(fact, least).map(the_list)
        case Kind.INT:
            most = 130 if fact.most is None else fact.most
            return st.integers(fact.least or 0, most).map(lambda n: Between(n, n))
        case Kind.DATE:
            return st.dates(date(2020, 1, 1), date(2030, 12, 31)).map(lambda d: Between(d, d))


def partial(fact: FactType) -> st.SearchStrategy[Possible]:
    """A fact of which something is known: some values left, a lower bound, a span."""
    match fact.kind:
        case Kind.BOOL | Kind.ENUM:
            return st.frozensets(st.sampled_from(fact.domain()), min_size=1).map(Choice)
        case Kind.LIST | Kind.COUNTRIES:
            return members(fact).map(at_least)
        case Kind.INT:
            most = 130 if fact.most is None else fact.most
            ends = st.integers(fact.least or 0, most)
            return st.tuples(ends, ends).map(lambda e: Between(min(e), max(e)))
        case Kind.DATE:
            starts = st.dates(date(2020, 1, 1), date(2030, 12, 31))
            return st.tuples(starts, st.integers(0, 900)).map(
                lambda e: Between(e[0], e[0] + timedelta(days=e[1]))
            )


@st.composite
def names(draw: st.DrawFn, vocabulary: Vocabulary, most: int = 14) -> list[str]:
    """Some facts, the usual ones more often."""
    usual = draw(st.lists(st.sampled_from(USUAL), unique=True, max_size=9))
    others = draw(st.lists(st.sampled_from(sorted(vocabulary.facts)), unique=True, max_size=most))
    return list(dict.fromkeys([*usual, *others]))


@st.composite
def states(draw: st.DrawFn, vocabulary: Vocabulary) -> dict[str, Possible]:
    """What is known of a plan, much of it only in part; never against itself."""
    found: dict[str, Possible] = {}
    for name in draw(names(vocabulary)):
        fact = vocabulary[name]
        found[name] = draw(st.one_of(complete(fact), partial(fact)))
    return consistent(found)


@st.composite
def plans(draw: st.DrawFn, vocabulary: Vocabulary) -> Plan:
    """A plan as a request states it: full values, and nulls for what is known to be unknown."""
    chosen = draw(names(vocabulary))
    unstated = frozenset(name for name in chosen if draw(st.integers(0, 9)) == 0)
    stated = {name: draw(complete(vocabulary[name])) for name in chosen if name not in unstated}
    return Plan(stated=stated, unstated=unstated)


@st.composite
def learnt(
    draw: st.DrawFn, vocabulary: Vocabulary, state: Mapping[str, Possible]
) -> dict[str, Possible]:
    """The same state with more known: new facts, and old ones narrowed."""
    more = {name: draw(narrowed(vocabulary[name], value)) for name, value in state.items()}
    for name in draw(names(vocabulary, 5)):
        if name not in more:
            more[name] = draw(st.one_of(complete(vocabulary[name]), partial(vocabulary[name])))
    if "subjects.includes_children" in state:
        more.pop("subjects.youngest_age", None)
    return consistent(more)


def narrowed(fact: FactType, value: Possible) -> st.SearchStrategy[Possible]:
    """Something that fits `value` and says no less."""
    match value:
        case Choice(options):
            kept = st.frozensets(st.sampled_from(sorted(options, key=str)), min_size=1)
            return st.one_of(st.just(value), kept.map(Choice))
        case Members(sure, possible):
            if possible == sure:
                return st.just(value)
            grown = members(fact).map(lambda extra: sure | extra)
            return st.one_of(st.just(value), grown.map(at_least), grown.filter(bool).map(the_list))
        case Between(least, most):
            ends = st.sampled_from([least, most])
            return st.one_of(st.just(value), ends.map(_at))


def _at(end: Any) -> Possible:
    return Between(end, end)


def consistent(state: dict[str, Possible]) -> dict[str, Possible]:
    """Without a label that contradicts an age: there the derived value beats the label."""
    if "subjects.youngest_age" in state and "subjects.includes_children" in state:
        return {k: v for k, v in state.items() if k != "subjects.includes_children"}
    return state
