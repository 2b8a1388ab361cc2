"""Derived facts that need more than a condition: places, ages, transfers one by one.

Each function takes a world and gives a Kleene truth; corpus/facts/derived.yaml names it, the
facts that it reads, and its source in the law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol

from advisor.reasoning.conditions import World
from advisor.reasoning.places import Places
from advisor.reasoning.truth import FALSE, TRUE, UNKNOWN, negation
from advisor.reasoning.values import Between, Choice, Members


class PlacedWorld(World, Protocol):
    """A world that also knows its date and the map."""

    as_of: date
    places: Places


def people_in_eea(world: PlacedWorld) -> int:
    """Some of the people concerned are in the EEA."""
    return _some(world, "subjects.located_in", world.places.eea)


def people_in_india(world: PlacedWorld) -> int:
    """Some of the people concerned are in India."""
    return _some(world, "subjects.located_in", frozenset({"IN"}))


def operator_in_eea(world: PlacedWorld) -> int:
    """The operator has an establishment in the EEA."""
    return _some(world, "actor.established_in", world.places.eea)


def operator_in_india(world: PlacedWorld) -> int:
    """The operator is established in India."""
    return _some(world, "actor.established_in", frozenset({"IN"}))


def child(world: PlacedWorld) -> int:
    """Somebody is under 18: the age decides where it is known, but never against a stated child."""
    stated = _is(world, "subjects.includes_children", True)
    age = world.facts.get("subjects.youngest_age")
    if isinstance(age, Between):
        if isinstance(age.most, int) and age.most < 18:
            return TRUE
        if isinstance(age.least, int) and age.least >= 18:
            return TRUE if stated == TRUE else FALSE
    return stated


def digital_child(world: PlacedWorld) -> int:
    """Below the age of consent to online services: surely under 13, by country up to 16."""
    age = world.facts.get("subjects.youngest_age")
    if isinstance(age, Between):
        least, most = age.least, age.most
        if isinstance(most, int) and most < 13:
            return TRUE
        if isinstance(least, int) and least >= 16:
            return FALSE
        return UNKNOWN
    return FALSE if _is(world, "subjects.includes_children", True) == FALSE else UNKNOWN


_NOT_FROM_A_SALE = frozenset({"third_party", "purchased_list", "public_web"})


def soft_opt_in(world: PlacedWorld) -> int:
    """Every limb of Art. 13(2) of the ePrivacy Directive: as stated, else limb by limb.

    One missing limb ends the exception, whatever is not known of the others.
    """
    stated = _is(world, "marketing.soft_opt_in", True)
    if stated != UNKNOWN:
        return stated
    return min(
        _one_of(world, "subjects.relationship", frozenset({"customer"})),
        negation(_one_of(world, "data.source", _NOT_FROM_A_SALE)),
        _is(world, "marketing.collected_with_opt_out", True),
        _is(world, "marketing.own_similar", True),
        _is(world, "marketing.opt_out_in_message", True),
    )


def outside_eea(world: PlacedWorld) -> int:
    """Some data go to, or are seen from, a country outside the EEA."""
    return _each(world, lambda country: country not in world.places.eea)


def from_india(world: PlacedWorld) -> int:
    """Some data go to, or are seen from, a country other than India."""
    return _each(world, lambda country: country != "IN")


def needs_safeguard(world: PlacedWorld) -> int:
    """Some destination outside the EEA has no general adequacy decision on the date."""
    return _each(world, lambda country: not _generally_adequate(world, country))


def safeguarded(world: PlacedWorld) -> int:
    """Every destination that needs a ground under Chapter V has one, judged one by one."""
    listed = world.facts.get("transfer.destinations")
    if not isinstance(listed, Members):
        return UNKNOWN
    truths = [_covered(world, country) for country in sorted(listed.sure)]
    if listed.possible is None or listed.possible != listed.sure:
        truths.append(UNKNOWN)
    return min(truths, default=TRUE)


def uncovered(world: PlacedWorld) -> frozenset[str]:
    """The stated destinations to which the stated mechanism does not carry a transfer."""
    listed = world.facts.get("transfer.destinations")
    sure = listed.sure if isinstance(listed, Members) else frozenset()
    return frozenset(country for country in sure if _covered(world, country) == FALSE)


def _covered(world: PlacedWorld, country: str) -> int:
    """Whether the stated mechanism carries a transfer to one country."""
    if _generally_adequate(world, country):
        return TRUE
    decision = world.places.adequate(country, world.as_of)
    assessed = _is(world, "transfer.impact_assessed", True)
    once = negation(_is(world, "transfer.repeated", True))
    carried = {
        "none": FALSE,
        # A label does not make a country adequate: without a decision it is no mechanism.
        "adequacy": TRUE if decision is not None and country != "US" else FALSE,
        "dpf_certified": TRUE if decision is not None and country == "US" else FALSE,
        "scc": assessed,
        "bcr": assessed,
        # Art. 46(2)(d)-(f), and with the authority's authorisation 46(3): the destination's law
        # counts for all of them alike.
        "authority_clauses": assessed,
        "code_of_conduct": assessed,
        "certification": assessed,
        "authorised_clauses": assessed,
        "public_instrument": _is(world, "actor.public_body", True),
        # Derogations are read narrowly and do not carry systematic transfers (Art. 49).
        "explicit_consent": min(_is(world, "consent.explicit", True), once),
        "contract_necessity": once,
        "other_derogation": once,
    }
    mechanism = world.facts.get("transfer.mechanism")
    options = mechanism.options if isinstance(mechanism, Choice) else carried.keys()
    return _agreed(carried[str(option)] for option in options)


def _generally_adequate(world: PlacedWorld, country: str) -> bool:
    if country in world.places.eea:
        return True
    decision = world.places.adequate(country, world.as_of)
    if decision is None:
        return False
    return not decision.scope or _only(world, "recipients", decision.covers)


def _only(world: PlacedWorld, fact: str, allowed: frozenset[str]) -> bool:
    """Whether a list is known to hold something, and nothing but what is allowed."""
    listed = world.facts.get(fact)
    return isinstance(listed, Members) and listed.settled and frozenset() < listed.sure <= allowed


def _each(world: PlacedWorld, test: Callable[[str], bool]) -> int:
    listed = world.facts.get("transfer.destinations")
    if not isinstance(listed, Members):
        return UNKNOWN
    if any(test(country) for country in listed.sure):
        return TRUE
    if listed.possible is None or any(test(country) for country in listed.possible):
        return UNKNOWN
    return FALSE


def _some(world: PlacedWorld, fact: str, area: frozenset[str]) -> int:
    """Whether a list of countries touches an area. People and operators are somewhere."""
    listed = world.facts.get(fact)
    if not isinstance(listed, Members):
        return UNKNOWN
    if not listed.sure.isdisjoint(area):
        return TRUE
    if listed.possible is None:
        return UNKNOWN
    if listed.possible and listed.possible <= area:
        return TRUE
    return FALSE if listed.possible.isdisjoint(area) else UNKNOWN


def _is(world: PlacedWorld, fact: str, value: bool) -> int:
    possible = world.facts.get(fact)
    if not isinstance(possible, Choice):
        return UNKNOWN
    if value not in possible.options:
        return FALSE
    return TRUE if possible.settled else UNKNOWN


def _one_of(world: PlacedWorld, fact: str, values: frozenset[str]) -> int:
    possible = world.facts.get(fact)
    if not isinstance(possible, Choice):
        return UNKNOWN
    return _agreed(TRUE if option in values else FALSE for option in possible.options)


def _agreed(truths: Iterable[int]) -> int:
    """The truth that all possibilities share, else unknown."""
    found = set(truths)
    return found.pop() if len(found) == 1 else UNKNOWN


FUNCTIONS: dict[str, Callable[[PlacedWorld], int]] = {
    "people_in_eea": people_in_eea,
    "people_in_india": people_in_india,
    "operator_in_eea": operator_in_eea,
    "operator_in_india": operator_in_india,
    "child": child,
    "digital_child": digital_child,
    "from_india": from_india,
    "soft_opt_in": soft_opt_in,
    "outside_eea": outside_eea,
    "needs_safeguard": needs_safeguard,
    "safeguarded": safeguarded,
}
