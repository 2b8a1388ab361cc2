"""Reviewing as pages show it: what waits, for how long, and what can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from advisor.records import Filter, Opinions
from advisor.wire import Act, OpinionSummary, Review, State, StoredAnswer, Verdict

MOST_WAITING = 1_000
"""How many waiting opinions are put in order."""
_BATCH = 200

ACT_WORDS = {
    Act.AFFIRM: "Affirmed",
    Act.OVERRULE: "Overruled",
    Act.ANNOTATE: "Note",
    Act.WITHDRAW: "Taken back",
    Act.ASSIGN: "Assigned",
}
DECIDING = (Act.AFFIRM, Act.OVERRULE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An escalation that waits for a reviewer."""

    opinion: OpinionSummary
    age: str
    due: str
    late: bool


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What waits before and after an opinion in the queue."""

    previous: str | None
    next: str | None
    place: int
    """Counted from 1; 0 where the opinion does not wait."""
    total: int


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """An act on an opinion."""

    act: Review
    word: str
    undo: bool
    """Whether it can be undone now, without a further reason."""
    withdraw: bool
    """Whether it can be taken back, with a reason."""


def waiting(opinions: Opinions, tenant: str, owner: str | None = None) -> list[OpinionSummary]:
    """Return the escalations that nobody reviewed yet, the first due first."""
    wanted = Filter(verdict=Verdict.ESCALATE, state=State.UNREVIEWED, owner=owner)
    found: list[OpinionSummary] = []
    before: str | None = None
    while len(found) < MOST_WAITING:
        page = opinions.page(tenant, wanted, before=before, size=_BATCH)
        found += page.opinions
        before = page.next
        if before is None:
            break
    return sorted(found, key=lambda opinion: (opinion.due_at or opinion.created, opinion.id))


def as_lines(opinions: Iterable[OpinionSummary], now: datetime) -> list[Waiting]:
    """Say of each how long it waits and when it is due."""
    return [
        Waiting(
            opinion=opinion,
            age=span(now - opinion.created),
            due=_due(opinion.due_at, now),
            late=opinion.due_at is not None and opinion.due_at < now,
        )
        for opinion in opinions
    ]


def neighbours(queue: Sequence[OpinionSummary], identifier: str) -> Neighbours:
    """Return what waits around an opinion; around none, the first that waits is next."""
    names = [opinion.id for opinion in queue]
    if identifier not in names:
        return Neighbours(None, names[0] if names else None, 0, len(names))
    at = names.index(identifier)
    return Neighbours(
        previous=names[at - 1] if at else None,
        next=names[at + 1] if at + 1 < len(names) else None,
        place=at + 1,
        total=len(names),
    )


def history_of(answer: StoredAnswer, now: datetime) -> list[HistoryLine]:
    """Return the acts on an opinion, the newest first."""
    lines = []
    for act in reversed(answer.reviews):
        stands = act.act in DECIDING and act.withdrawn_by is None
        undo = stands and same_day(act.created, now)
        lines.append(HistoryLine(act, ACT_WORDS[act.act], undo, stands and not undo))
    return lines


def same_day(one: datetime, other: datetime) -> bool:
    """Whether two moments fall on one day, in UTC."""
    return one.astimezone(UTC).date() == other.astimezone(UTC).date()


def span(length: timedelta) -> str:
    """Write a length of time in its largest whole unit."""
    minutes = max(int(length.total_seconds()) // 60, 0)
    for unit, size in (("day", 1_440), ("hour", 60), ("minute", 1)):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "under a minute"


def _due(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "no date"
    return f"{span(now - moment)} late" if moment < now else f"in {span(moment - now)}"
