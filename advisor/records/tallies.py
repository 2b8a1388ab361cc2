"""Counting what was advised: by day, by norm, and how long it took."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import func, select
from ulid import ULID

from advisor.records.database import Database
from advisor.records.tables import Opinion, OpinionState
from advisor.wire import State, Verdict

DAYS = 30
LOOKED_AT = 400
"""How many of the latest opinions are opened for what no column holds."""


@dataclass(frozen=True, slots=True)
class DayTally:
    """Opinions given on one day, in UTC, by verdict."""

    day: date
    counts: dict[Verdict, int]

    @property
    def total(self) -> int:
        """All opinions of the day."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class NormTally:
    """How often a norm was breached in the opinions looked at."""

    norm: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What a tenant's opinions come to."""

    days: tuple[DayTally, ...]
    """The last `DAYS` days up to today, those without an opinion included."""
    states: dict[State, int]
    """Reviewed opinions of all times."""
    looked_at: int
    blocking: tuple[NormTally, ...]
    """Norms by how many of the opinions looked at they block, the most frequent first."""
    remembered: int
    """How many of the opinions looked at came out of the reasoning cache."""
    elapsed_ms: tuple[float, ...]
    """How long the opinions looked at took, shortest first."""


class Tallies:
    """Counts over the opinions of one tenant."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def of(self, tenant: str) -> Tally:
        """Count the opinions of `tenant`."""
        today = self._now().astimezone(UTC).date()
        days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
        with self._database.reading() as session:
            tallied = []
            for day in days:
                query = (
                    select(Opinion.verdict, func.count())
                    .where(
                        Opinion.tenant == tenant,
                        Opinion.id >= _first_name(day),
                        Opinion.id < _first_name(day + timedelta(days=1)),
                    )
                    .group_by(Opinion.verdict)
                )
                found = {Verdict(verdict): count for verdict, count in session.execute(query)}
                tallied.append(DayTally(day, found))
            reviewed = (
                select(OpinionState.state, func.count())
                .join(Opinion, Opinion.id == OpinionState.opinion_id)
                .where(Opinion.tenant == tenant)
                .group_by(OpinionState.state)
            )
            states = {State(state): count for state, count in session.execute(reviewed)}
            latest = (
                select(Opinion.answer)
                .where(Opinion.tenant == tenant)
                .order_by(Opinion.id.desc())
                .limit(LOOKED_AT)
            )
            answers = [json.loads(text) for text in session.scalars(latest)]
        titles = {
            entry["norm"]: entry["title"] for answer in answers for entry in answer["blocking"]
        }
        counted = Counter(
            norm for answer in answers for norm in {entry["norm"] for entry in answer["blocking"]}
        )
        ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        return Tally(
            days=tuple(tallied),
            states=states,
            looked_at=len(answers),
            blocking=tuple(NormTally(norm, titles[norm], count) for norm, count in ranked),
            remembered=sum(answer["meta"]["cache"] == "hit" for answer in answers),
            elapsed_ms=tuple(sorted(answer["meta"]["elapsed_ms"] for answer in answers)),
        )


def _first_name(day: date) -> str:
    """The smallest name that an opinion of `day` can have: names begin with their moment."""
    moment = datetime.combine(day, time(), tzinfo=UTC)
    return str(ULID.from_datetime(moment))[:10] + "0" * 16
