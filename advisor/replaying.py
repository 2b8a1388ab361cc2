"""Replaying the records: which verdicts would be others under today's corpus, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from advisor.advising import Advisor
from advisor.errors import RequestError
from advisor.records import Records
from advisor.wire import Answer, Precedent, Standing, StoredAnswer, Verdict


@dataclass(frozen=True, slots=True)
class Moved:
    """An opinion whose verdict is another one now."""

    opinion: str
    created: datetime
    action: str
    as_of: date
    """The date for which law was applied this time."""
    before: Verdict
    now: Verdict | None
    """By the rules alone; nothing where the plan can no longer be judged."""
    why: tuple[str, ...]
    """Norms that stand otherwise, and versions that differ."""
    from_facts: bool
    """True where the words were erased and only the recorded facts were judged."""


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of replaying."""

    replayed: int
    moved: tuple[Moved, ...]
    suspect: tuple[tuple[Precedent, str], ...]
    """Precedents that rest on norms which changed, with what changed."""


def replay(
    advisor: Advisor, records: Records, opinions: Iterable[StoredAnswer], *, on: date | None = None
) -> Replay:
    """Judge stored opinions again and list the verdicts that are others now.

    Precedents are left aside: the rules of then are compared with the rules of today.

    Args:
        on: apply the law of this date; left out, each opinion keeps its own.
    """
    count = 0
    moved: list[Moved] = []
    for stored in opinions:
        count += 1
        found = _again(advisor, stored, on or stored.meta.as_of)
        if found is not None:
            moved.append(found)
    return Replay(count, tuple(moved), tuple(_suspect(advisor, records)))


def suspend_changed(advisor: Advisor, records: Records) -> tuple[Precedent, ...]:
    """Suspend the precedents that rest on norms which changed; return them."""
    return tuple(
        precedent
        for precedent, why in _suspect(advisor, records)
        if records.precedents.suspend(precedent.id, why)
    )


def _suspect(advisor: Advisor, records: Records) -> Iterator[tuple[Precedent, str]]:
    for entry in records.precedents.all(None):
        why = advisor.suspended(entry.precedent)
        if entry.standing is Standing.BINDING and why:
            yield entry.precedent, why


def _again(advisor: Advisor, stored: StoredAnswer, as_of: date) -> Moved | None:
    before = stored.precedents[0].instead_of if stored.precedents else stored.verdict
    try:
        now = advisor.again(stored, as_of, "gate")
        if now.verdict is before:
            return None
        full = advisor.again(stored, as_of, "opinion")
        verdict, why = now.verdict, (*_norms(stored, full), *_versions(stored, full, as_of))
    except RequestError as exc:
        verdict, why = None, (f"cannot be judged any more: {exc}",)
    return Moved(
        opinion=stored.id,
        created=stored.created,
        action=stored.request.action or "stated facts",
        as_of=as_of,
        before=before,
        now=verdict,
        why=why,
        from_facts=stored.erased is not None,
    )


def _norms(stored: StoredAnswer, now: Answer) -> Iterator[str]:
    """How norms stood then and stand now, where it differs."""
    if stored.examined:
        then = {entry.norm: entry.status for entry in stored.examined}
        today = {entry.norm: entry.status for entry in now.examined}
    else:
        # A gate answer keeps only what blocks.
        then = {entry.norm: "breached" for entry in stored.blocking}
        today = {entry.norm: "breached" for entry in now.blocking}
    for norm in sorted(then.keys() | today.keys()):
        was, is_now = then.get(norm, "not in play"), today.get(norm, "not in play")
        if was != is_now:
            yield f"{norm}: {was}, now {is_now}"
    limits = {limit.topic for limit in stored.limits}
    for limit in now.limits:
        if limit.topic not in limits:
            yield f"limit: {limit.topic}"


def _versions(stored: StoredAnswer, now: Answer, as_of: date) -> Iterator[str]:
    for name in ("norms", "corpus", "code"):
        was, is_now = getattr(stored.meta, name), getattr(now.meta, name)
        if was != is_now:
            yield f"{name} {was or 'unknown'}, now {is_now}"
    if stored.meta.as_of != as_of:
        yield f"law of {stored.meta.as_of}, now of {as_of}"
