"""Repair: the cheapest sets of levers that bring a plan to `proceed`, each checked afresh."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice

from advisor.reasoning.case import Case
from advisor.reasoning.decision import Standing, standing
from advisor.reasoning.judging import Status
from advisor.reasoning.rulebook import Change, Lever, Norm
from advisor.reasoning.truth import FALSE, TRUE
from advisor.reasoning.values import Members, Possible

MOST_CASES = 600
"""How many cases one search judges at most; a plan that needs more is not repaired."""
MOST_LEVERS = 6
_ASSURE = 0.5
"""Share of a lever's cost where it only settles what is open."""


@dataclass(frozen=True)
class Repair:
    """A way to `proceed`: what to change, and what to make sure of."""

    levers: tuple[Lever, ...]
    """Levers that cure a breach."""
    assured: tuple[Lever, ...]
    """Levers that settle what is open."""
    changes: dict[str, Possible]
    make_sure: dict[str, Possible]
    cost: float
    case: Case


@dataclass(frozen=True)
class _Path:
    case: Case
    known: frozenset[str]
    """Facts that were given before any repair: to alter one is a change of plan."""
    levers: tuple[Lever, ...] = ()
    assured: tuple[Lever, ...] = ()
    changes: tuple[tuple[str, Possible], ...] = ()
    make_sure: tuple[tuple[str, Possible], ...] = ()

    @property
    def narrowing(self) -> int:
        """How many of its levers leave somebody or something out."""
        return sum(lever.narrows for lever in self.levers)


def curable(case: Case) -> bool:
    """Say whether levers cure every certain breach, whatever else stays open or to be asked."""
    paths = [_Path(case, frozenset(case.given))]
    for _ in range(MOST_LEVERS):
        if any(not standing(path.case).breached for path in paths):
            return True
        steps = (step for path in paths for _, step in _moves(path, standing(path.case)))
        paths = list(islice(steps, 12))
    return any(not standing(path.case).breached for path in paths)


def repairs(
    case: Case,
    *,
    most: int = 4,
    cases: int = MOST_CASES,
    regime: str | None = None,
    elsewhere: tuple[Case, ...] = (),
) -> list[Repair]:
    """The cheapest ways to `proceed`, best first; empty where there is none in reach.

    Of two that cost the same, the one that leaves less out comes first.

    Args:
        elsewhere: the same plan in other places, where a repair has to hold as well.

    Levers do something or leave somebody out; they never rewrite history. What only has to
    be made sure of is kept apart. A permitting fact is never merely assumed: it takes a lever.
    """
    found: list[Repair] = []
    order = count()
    start = _Path(case, frozenset(case.given))
    queue: list[tuple[float, int, int, _Path]] = [(0.0, 0, next(order), start)]
    seen: set[frozenset[tuple[str, Possible]]] = set()
    judged = 0
    while queue and judged < cases and len(found) < most:
        cost, _, _, path = heapq.heappop(queue)
        state = frozenset([*path.changes, *path.make_sure])
        if state in seen or any(_repeats(path, state, repair) for repair in found):
            continue
        seen.add(state)
        now = standing(path.case, regime)
        if now.clear and state:
            repair = _repair(path, cost)
            if _holds_afresh(repair, regime) and _holds_in(repair, elsewhere):
                found.append(repair)
            continue
        if len(path.levers) + len(path.assured) >= MOST_LEVERS:
            continue
        for extra, step in _moves(path, now):
            judged += 1
            heapq.heappush(queue, (cost + extra, step.narrowing, next(order), step))
    return found


def _repeats(path: _Path, state: frozenset[tuple[str, Possible]], repair: Repair) -> bool:
    """A way that does all that a cheaper one does, or cures in the same way, is no alternative."""
    if {*repair.changes.items(), *repair.make_sure.items()} <= state:
        return True
    cures = {lever.id for lever in repair.levers}
    return bool(cures) and cures <= {lever.id for lever in path.levers}


def _repair(path: _Path, cost: float) -> Repair:
    return Repair(
        path.levers, path.assured, dict(path.changes), dict(path.make_sure), cost, path.case
    )


def _holds_afresh(repair: Repair, regime: str | None) -> bool:
    """Judge the repaired plan from the beginning, not by what was carried over."""
    old = repair.case
    return standing(Case(old.book, old.given, old.as_of, old.unstated), regime).clear


def _holds_in(repair: Repair, others: tuple[Case, ...]) -> bool:
    settled = {**repair.changes, **repair.make_sure}
    return all(standing(other.changed(settled)).clear for other in others)


def _moves(path: _Path, now: Standing) -> list[tuple[float, _Path]]:
    """The next steps: levers that cure a breach, else that settle an open norm.

    Norms are taken by name, so that the order of the files decides nothing; one that no lever
    reaches here may be settled along with another, so the next is tried. A breached norm for
    which the corpus names no lever at all, such as a prohibited practice, ends the search.
    """
    if any(not norm.cured_by for norm in now.breached):
        return []
    for norm in by_name(now.breached or now.open):
        found = list(_towards(path, norm, cures=bool(now.breached)))
        if found:
            return found
    return []


def by_name(norms: Iterable[Norm]) -> list[Norm]:
    """Norms in the order of their names."""
    return sorted(norms, key=lambda norm: norm.id)


def _towards(path: _Path, norm: Norm, *, cures: bool) -> Iterator[tuple[float, _Path]]:
    for lever in _levers(path, norm):
        changes = effect(lever, path.case)
        if not changes:
            continue
        if cures and (step := _step(path, norm, changes, lever=lever)):
            yield lever.cost, step
        if not cures and (step := _step(path, norm, changes, assured=lever)):
            yield lever.cost * _ASSURE, step


def _levers(path: _Path, norm: Norm) -> Iterator[Lever]:
    used = {lever.id for lever in (*path.levers, *path.assured)}
    for name in norm.cured_by:
        lever = path.case.book.levers[name]
        if name not in used and available(lever, path.case):
            yield lever


def available(lever: Lever, case: Case) -> bool:
    """Say whether an operator has this lever here."""
    if lever.available is None:
        return True
    truth = lever.available.holds(case.world)
    return truth == TRUE if lever.needs_certain else truth != FALSE


def effect(lever: Lever, case: Case) -> dict[str, Possible]:
    """What a lever changes in this case; nothing where all is so already."""
    found: dict[str, Possible] = {}
    for change in lever.changes:
        value = _changed_value(change, case)
        if value is not None and value != case.facts.get(change.fact):
            found[change.fact] = value
    return found


def _changed_value(change: Change, case: Case) -> Possible | None:
    if change.value is not None:
        return change.value
    now = case.facts.get(change.fact)
    sure = now.sure if isinstance(now, Members) else frozenset()
    if change.eea_only:
        kept = sure & case.book.vocabulary.places.eea
    else:
        kept = (sure | change.add) - change.remove
    return Members(kept, kept)


def _step(
    path: _Path,
    norm: Norm,
    changes: dict[str, Possible],
    lever: Lever | None = None,
    assured: Lever | None = None,
) -> _Path | None:
    """The path with one more step, or None where the norm is not the better for it."""
    case = path.case.changed(changes)
    status = case.status(norm)
    if status is Status.BREACHED or (assured and status is Status.OPEN):
        return None
    new = {k: v for k, v in changes.items() if lever or k in path.known}
    sure = {k: v for k, v in changes.items() if k not in new}
    return _Path(
        case=case,
        known=path.known,
        levers=(*path.levers, lever) if lever else path.levers,
        assured=(*path.assured, assured) if assured else path.assured,
        changes=_merged(_dropped(path.changes, sure), new),
        make_sure=_merged(_dropped(path.make_sure, new), sure),
    )


Items = tuple[tuple[str, Possible], ...]


def _merged(before: Items, now: dict[str, Possible]) -> Items:
    return tuple({**dict(before), **now}.items())


def _dropped(before: Items, now: dict[str, Possible]) -> Items:
    return tuple(item for item in before if item[0] not in now)
