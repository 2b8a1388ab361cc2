"""What reviewers did with opinions, and the precedents that came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from ulid import ULID

from advisor.errors import RequestError
from advisor.records.chain import Chain, Entry, Kind
from advisor.records.database import Database
from advisor.records.tables import Opinion, OpinionState, PrecedentRow, ReviewAct
from advisor.records.writer import Writer
from advisor.wire import (
    Act,
    Basis,
    Precedent,
    PrecedentEntry,
    Review,
    ReviewOutcome,
    ReviewRequest,
    Standing,
    State,
    Verdict,
)

_DECIDING = {Act.AFFIRM: State.AFFIRMED, Act.OVERRULE: State.OVERRULED}


class Reviews:
    """The acts of reviewers, appended and never changed."""

    def __init__(
        self, database: Database, writer: Writer, chain: Chain, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._writer = writer
        self._chain = chain
        self._now = now

    def add(
        self,
        tenant: str,
        identifier: str,
        by: str,
        wanted: ReviewRequest,
        parts: Sequence[Basis] = (),
    ) -> ReviewOutcome | None:
        """Record an act on an opinion; nothing where the tenant has no such opinion.

        Args:
            by: who acts.
            parts: for an overruling that is to bind others, what the opinion rested on.

        Raises:
            RequestError: the act does not fit the opinion as it stands.
        """
        now = self._now()
        if wanted.expires_at is not None and wanted.expires_at <= now:
            raise RequestError("expires_at", "this moment has passed", "a moment to come")
        made = str(ULID.from_datetime(now))

        def job(session: Session) -> ReviewOutcome | None:
            row = session.get(Opinion, identifier)
            if row is None or row.tenant != tenant:
                return None
            return self._act(session, row, by, wanted, parts, made)

        return self._writer.run(job)

    def _act(
        self,
        session: Session,
        row: Opinion,
        by: str,
        wanted: ReviewRequest,
        parts: Sequence[Basis],
        made: str,
    ) -> ReviewOutcome:
        now = self._now()
        standing = _deciding_act(session, row.id)
        taken_back: ReviewAct | None = None
        if wanted.act is Act.WITHDRAW:
            taken_back = _taken_back(session, row.id, wanted.review, standing)
            taken_back.withdrawn_by = made
        if wanted.act is Act.OVERRULE and wanted.verdict == row.verdict:
            raise RequestError(
                "verdict", f"the opinion says `{row.verdict}` already", "another, or `affirm` it"
            )
        review = Review(
            id=made,
            opinion=row.id,
            act=wanted.act,
            verdict=wanted.verdict,
            reason=wanted.reason,
            by=by,
            created=now,
            expires_at=_utc(wanted.expires_at),
            scope=wanted.scope,
            review=taken_back.id if taken_back else None,
            owner=wanted.owner,
            due_at=_utc(wanted.due_at),
        )
        session.add(
            ReviewAct(id=made, opinion_id=row.id, act=wanted.act, body=review.model_dump_json())
        )
        session.flush()
        kind = Kind.WITHDRAWAL if wanted.act is Act.WITHDRAW else Kind.REVIEW
        entries = [Entry(kind, row.tenant, made, review.model_dump(mode="json"))]
        if wanted.act in _DECIDING or wanted.act is Act.WITHDRAW:
            # The latest deciding act stands for the opinion; what it bound before is over.
            _end_precedents(session, row.id, now)
        precedent = _precedent(row, review, parts)
        if precedent is not None:
            text = precedent.model_dump_json()
            session.add(
                PrecedentRow(
                    id=made,
                    tenant=row.tenant,
                    opinion_id=row.id,
                    expires=precedent.expires_at,
                    why="",
                    body=text,
                )
            )
            digest = sha256(text.encode()).hexdigest()
            body = {"precedent": digest}
            entries.append(Entry(Kind.PRECEDENT, row.tenant, made, {**body}))
        state = _settle(session, row.id, wanted)
        self._chain.append(session, entries)
        return ReviewOutcome(review=review, state=state, precedent=precedent)


class Precedents:
    """The overrulings that bind later plans."""

    def __init__(
        self, database: Database, writer: Writer, chain: Chain, now: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._writer = writer
        self._chain = chain
        self._now = now

    def binding(self, tenant: str) -> tuple[Precedent, ...]:
        """Return what binds a tenant's plans now, newest first."""
        query = (
            select(PrecedentRow.body)
            .where(
                PrecedentRow.tenant == tenant,
                PrecedentRow.withdrawn.is_(None),
                PrecedentRow.suspended.is_(None),
                or_(PrecedentRow.expires.is_(None), PrecedentRow.expires > self._now()),
            )
            .order_by(PrecedentRow.id.desc())
        )
        with self._database.reading() as session:
            return tuple(_read(body) for body in session.scalars(query))

    def all(self, tenant: str | None) -> tuple[PrecedentEntry, ...]:
        """Return every precedent of a tenant, or of all of them, newest first."""
        query = select(PrecedentRow).order_by(PrecedentRow.id.desc())
        if tenant is not None:
            query = query.where(PrecedentRow.tenant == tenant)
        with self._database.reading() as session:
            return tuple(_entry(row, self._now()) for row in session.scalars(query))

    def suspend(self, identifier: str, why: str) -> bool:
        """Let a precedent bind no more until a reviewer looked at it again."""

        def job(session: Session) -> bool:
            row = session.get(PrecedentRow, identifier)
            if row is None or row.suspended is not None or row.withdrawn is not None:
                return False
            row.suspended, row.why = self._now(), why
            entry = Entry(Kind.SUSPENSION, row.tenant, identifier, {"why": why})
            self._chain.append(session, [entry])
            return True

        return self._writer.run(job)


def history(session: Session, identifier: str) -> tuple[Review, ...]:
    """Return all acts on an opinion, oldest first."""
    query = select(ReviewAct).where(ReviewAct.opinion_id == identifier).order_by(ReviewAct.id)
    return tuple(
        Review.model_validate_json(row.body).model_copy(update={"withdrawn_by": row.withdrawn_by})
        for row in session.scalars(query)
    )


def precedent_entry(session: Session, identifier: str, now: datetime) -> PrecedentEntry | None:
    """Return what an opinion binds, or bound at last."""
    query = (
        select(PrecedentRow)
        .where(PrecedentRow.opinion_id == identifier)
        .order_by(PrecedentRow.id.desc())
    )
    row = session.scalars(query.limit(1)).first()
    return _entry(row, now) if row else None


def _entry(row: PrecedentRow, now: datetime) -> PrecedentEntry:
    if row.withdrawn is not None:
        standing = Standing.WITHDRAWN
    elif row.suspended is not None:
        standing = Standing.SUSPENDED
    elif row.expires is not None and row.expires <= now:
        standing = Standing.EXPIRED
    else:
        standing = Standing.BINDING
    return PrecedentEntry(precedent=_read(row.body), standing=standing, why=row.why)


@lru_cache(maxsize=2_048)
def _read(body: str) -> Precedent:
    return Precedent.model_validate_json(body)


def _deciding_act(session: Session, identifier: str) -> ReviewAct | None:
    query = (
        select(ReviewAct)
        .where(
            ReviewAct.opinion_id == identifier,
            ReviewAct.act.in_(list(_DECIDING)),
            ReviewAct.withdrawn_by.is_(None),
        )
        .order_by(ReviewAct.id.desc())
    )
    return session.scalars(query.limit(1)).first()


def _taken_back(
    session: Session, identifier: str, named: str | None, standing: ReviewAct | None
) -> ReviewAct:
    """The act that a withdrawal takes back."""
    act = session.get(ReviewAct, named) if named else standing
    if act is None or act.opinion_id != identifier or act.withdrawn_by is not None:
        raise RequestError("review", "there is no such act to withdraw", "an act that stands")
    if act.act not in _DECIDING:
        allowed = "an affirmation or an overruling"
        raise RequestError("review", f"`{act.act}` cannot be withdrawn", allowed)
    return act


def _precedent(row: Opinion, review: Review, parts: Sequence[Basis]) -> Precedent | None:
    if review.act is not Act.OVERRULE or review.verdict is None or not parts:
        return None
    return Precedent(
        id=review.id,
        opinion=row.id,
        verdict=review.verdict,
        instead_of=Verdict(row.verdict),
        by=review.by,
        reason=review.reason,
        created=review.created,
        expires_at=review.expires_at,
        parts=tuple(parts),
    )


def _end_precedents(session: Session, identifier: str, now: datetime) -> None:
    query = select(PrecedentRow).where(
        PrecedentRow.opinion_id == identifier, PrecedentRow.withdrawn.is_(None)
    )
    for row in session.scalars(query):
        row.withdrawn = now


def _settle(session: Session, identifier: str, wanted: ReviewRequest) -> State:
    """Bring the state of an opinion up to date with its acts."""
    session.flush()
    standing = _deciding_act(session, identifier)
    state = State.UNREVIEWED if standing is None else _DECIDING[Act(standing.act)]
    row = session.get(OpinionState, identifier)
    if row is None:
        row = OpinionState(opinion_id=identifier)
        session.add(row)
    row.state = state
    if wanted.act is Act.ASSIGN:
        row.owner, row.due = wanted.owner, _utc(wanted.due_at)
    return state


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
