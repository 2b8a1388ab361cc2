"""What was asked and what was advised, kept word for word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from ulid import ULID

from advisor.records.database import Database
from advisor.records.tables import Opinion, OpinionInstrument
from advisor.wire import (
    AdviseRequest,
    Answer,
    OpinionPage,
    OpinionSummary,
    StoredAnswer,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which opinions to list. Both days are those on which advice was given, in UTC."""

    verdict: Verdict | None = None
    first_day: date | None = None
    last_day: date | None = None
    instrument: str | None = None


class Opinions:
    """The opinions in the records. A tenant sees its own and no others."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def add(self, tenant: str, request: AdviseRequest, answer: Answer) -> Answer:
        """Store an answer and return it with its identifier.

        Raises:
            UnavailableError: the records cannot be written; the answer must not be given out.
        """
        return self.add_all(tenant, [(request, answer)])[0]

    def add_all(self, tenant: str, advice: Iterable[tuple[AdviseRequest, Answer]]) -> list[Answer]:
        """Store all answers or none, and return them with their identifiers, in order."""
        created = self._now()
        kept = [
            (request, answer.model_copy(update={"id": str(ULID.from_datetime(created))}))
            for request, answer in advice
        ]
        with self._database.writing() as session:
            for request, answer in kept:
                session.add(_row(tenant, created, request, answer))
            session.flush()
            for _, answer in kept:
                for instrument in {regime.instrument for regime in answer.regimes}:
                    session.add(OpinionInstrument(opinion_id=answer.id, instrument=instrument))
        return [answer for _, answer in kept]

    def get(self, tenant: str, identifier: str) -> StoredAnswer | None:
        """Return an opinion as it was given."""
        with self._database.reading() as session:
            row = session.get(Opinion, identifier)
            if row is None or row.tenant != tenant:
                return None
            answer = Answer.model_validate_json(row.answer)
            return StoredAnswer(
                **dict(answer),
                created=row.created,
                request=AdviseRequest.model_validate_json(row.request),
            )

    def page(
        self, tenant: str, wanted: Filter, *, before: str | None = None, size: int = 50
    ) -> OpinionPage:
        """Return up to `size` opinions, newest first, from the one before `before`."""
        query = select(Opinion).where(Opinion.tenant == tenant)
        if wanted.verdict is not None:
            query = query.where(Opinion.verdict == wanted.verdict)
        if wanted.first_day is not None:
            query = query.where(Opinion.created >= _midnight(wanted.first_day))
        if wanted.last_day is not None:
            query = query.where(Opinion.created < _midnight(wanted.last_day + timedelta(days=1)))
        if wanted.instrument is not None:
            of_instrument = select(OpinionInstrument.opinion_id).where(
                OpinionInstrument.instrument == wanted.instrument
            )
            query = query.where(Opinion.id.in_(of_instrument))
        if before is not None:
            query = query.where(Opinion.id < before)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(Opinion.id.desc()).limit(size + 1)).all()
            shown = rows[:size]
            named = select(OpinionInstrument).where(
                OpinionInstrument.opinion_id.in_([row.id for row in shown])
            )
            instruments: dict[str, list[str]] = {}
            for entry in session.scalars(named):
                instruments.setdefault(entry.opinion_id, []).append(entry.instrument)
        return OpinionPage(
            opinions=tuple(_summary(row, instruments.get(row.id, [])) for row in shown),
            next=shown[-1].id if len(rows) > size else None,
        )


def _row(tenant: str, created: datetime, request: AdviseRequest, answer: Answer) -> Opinion:
    return Opinion(
        id=answer.id,
        created=created,
        tenant=tenant,
        request=request.model_dump_json(exclude_unset=True),
        answer=answer.model_dump_json(),
        verdict=answer.verdict,
        as_of=answer.meta.as_of,
        action=_title(request),
        summary=answer.summary,
    )


def _title(request: AdviseRequest) -> str:
    """Say in one line what was planned."""
    spoken = [request.action, *(step.action for step in request.steps)]
    words = "; ".join(part for part in spoken if part)
    if words:
        return words
    return ", ".join(f"{name}: {value}" for name, value in request.facts.items())


def _summary(row: Opinion, instruments: list[str]) -> OpinionSummary:
    return OpinionSummary(
        id=row.id,
        created=row.created,
        verdict=Verdict(row.verdict),
        as_of=row.as_of,
        action=row.action,
        summary=row.summary,
        instruments=tuple(sorted(instruments)),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
