"""One norm against the facts: met, breached, open, or something that travels with the action."""

from __future__ import annotations

from enum import IntEnum

from advisor.reasoning.conditions import World
from advisor.reasoning.reach import norm_in_play
from advisor.reasoning.rulebook import NEGLECTED, IfUnknown, Norm, NormKind
from advisor.reasoning.truth import FALSE, TRUE, UNKNOWN, negation
from advisor.reasoning.values import Members


class Status(IntEnum):
    """How a norm stands to a plan."""

    NOT_APPLICABLE = 0
    MET = 1
    EXCUSED = 2
    """Applies, and a stated exception holds."""
    TRAVELS = 3
    """A duty that goes with the action, or an unknown that is only noted."""
    TENTATIVE = 4
    """Noted, although it is not known whether the norm applies."""
    OPEN = 5
    BREACHED = 6
    PERMITS = 7
    OUTSIDE = 8


APPLIES = frozenset(
    {
        Status.MET,
        Status.EXCUSED,
        Status.TRAVELS,
        Status.BREACHED,
        Status.OPEN,
        Status.PERMITS,
        Status.OUTSIDE,
    }
)
"""Statuses in which the law has something to say about the plan."""


def judge(norm: Norm, world: World) -> Status:
    """Say how a norm in force stands to the facts of a world.

    An unknown fact never helps to meet a norm, and an unknown exception never saves a breach:
    it leaves the norm open, to be asked.
    """
    applies = applies_to(norm, world)
    if applies == FALSE:
        return Status.NOT_APPLICABLE
    if norm.kind is NormKind.PERMISSION:
        return Status.PERMITS if applies == TRUE else Status.NOT_APPLICABLE
    if norm.kind is NormKind.OUTSIDE:
        return Status.OUTSIDE if applies == TRUE else Status.NOT_APPLICABLE
    excused = FALSE
    for exception in norm.unless:
        excused = max(excused, exception.when.holds(world))
    if excused == TRUE:
        return Status.EXCUSED if applies == TRUE else Status.NOT_APPLICABLE
    satisfied = _satisfied(norm, world)
    if satisfied == TRUE:
        # Whether a special norm takes its place is then beside the point: it is met either way.
        return Status.MET if norm.applies.holds(world) == TRUE else Status.NOT_APPLICABLE
    if applies == TRUE and satisfied == FALSE:
        return Status.BREACHED if excused == FALSE else Status.OPEN
    if norm.if_unknown is IfUnknown.ASK:
        return Status.OPEN
    if norm.kind is not NormKind.PROHIBITION and satisfied == FALSE:
        # Known to be neglected: whether it applies must then be known, a note is not enough.
        return Status.OPEN
    if applies == TRUE and norm.kind is NormKind.PROHIBITION:
        return Status.OPEN
    return Status.TRAVELS if applies == TRUE else Status.TENTATIVE


def applies_to(norm: Norm, world: World) -> int:
    """Whether a norm applies, special norms and permissions that it yields to left aside."""
    truth = norm.applies.holds(world)
    if truth != FALSE:
        norm_in_play(norm.id)
    for special in norm.yields_to:
        if truth == FALSE:
            return FALSE
        truth = min(truth, negation(world.truth(f"applies:{special}")))
    return truth


def _satisfied(norm: Norm, world: World) -> int:
    """Whether a norm is met.

    A prohibition is never met, only excused; a duty without a test travels, unless the plan
    names it as neglected.
    """
    if norm.satisfied is not None:
        return norm.satisfied.holds(world)
    if norm.kind is NormKind.PROHIBITION:
        return FALSE
    named = world.facts.get(NEGLECTED)
    return FALSE if isinstance(named, Members) and norm.id in named.sure else UNKNOWN
