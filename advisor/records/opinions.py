"""What was asked and what was advised, kept word for word."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import Session
from ulid import ULID

from advisor.records.chain import Chain, Entry, Kind, instant
from advisor.records.contents import (
    answer_without_words,
    kept_hash,
    listed,
    receipt_message,
    request_text,
    request_without_words,
    title_of,
    words_hash,
)
from advisor.records.database import Database
from advisor.records.idempotency import take
from advisor.records.reviews import history, precedent_entry
from advisor.records.signing import Signing
from advisor.records.tables import IdempotencyKey, Opinion, OpinionInstrument, OpinionState
from advisor.records.writer import Writer
from advisor.wire import (
    AdviseRequest,
    Answer,
    OpinionPage,
    OpinionSummary,
    State,
    StoredAnswer,
    Verdict,
)

REVIEWED_WITHIN = timedelta(hours=24)
"""When an escalation that nobody was given is due."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which opinions to list. Both days are those on which advice was given, in UTC."""

    verdict: Verdict | None = None
    first_day: date | None = None
    last_day: date | None = None
    instrument: str | None = None
    state: State | None = None
    words: str | None = None
    """All of these words stand in the plan or the summary, in any case and order."""
    owner: str | None = None


class Opinions:
    """The opinions in the records. A tenant sees its own and no others."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        chain: Chain,
        signing: Signing,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._writer = writer
        self._chain = chain
        self._signing = signing
        self._now = now

    # Keeping -------------------------------------------------------------------------------

    def add(
        self, tenant: str, request: AdviseRequest, answer: Answer, *, key: str | None = None
    ) -> Answer:
        """Store an answer and return it with its identifier and its receipt signed.

        Args:
            key: the Idempotency-Key that it is to stand under.

        Raises:
            KeyTakenError: another opinion stands under the key; nothing was stored.
            UnavailableError: the records cannot be written; the answer must not be given out.
        """
        return self._add(tenant, [(request, answer)], key)[0]

    def add_all(self, tenant: str, advice: Iterable[tuple[AdviseRequest, Answer]]) -> list[Answer]:
        """Store all answers or none, and return them with their identifiers, in order."""
        return self._add(tenant, list(advice), None)

    def _add(
        self, tenant: str, advice: list[tuple[AdviseRequest, Answer]], key: str | None
    ) -> list[Answer]:
        self._signing.ensure()
        created = self._now()
        kept = [(request, self._signed(answer, created)) for request, answer in advice]
        texts = [(request_text(request), answer.model_dump_json()) for request, answer in kept]

        def job(session: Session) -> None:
            entries = []
            for (request, answer), (asked, answered) in zip(kept, texts, strict=True):
                salt = secrets.token_hex(32)
                session.add(_row(tenant, created, request, answer, (asked, answered, salt)))
                entries.append(_entry(tenant, created, answer, words_hash(salt, asked, answered)))
            session.flush()
            for _, answer in kept:
                for instrument in {regime.instrument for regime in answer.regimes}:
                    session.add(OpinionInstrument(opinion_id=answer.id, instrument=instrument))
            if key is not None:
                take(session, tenant, key, kept[0][0], kept[0][1].id, created)
            self._chain.append(session, entries)

        if kept:
            self._writer.run(job)
        return [answer for _, answer in kept]

    def _signed(self, answer: Answer, created: datetime) -> Answer:
        """Give an answer its identifier, and sign its receipt over it."""
        answer = answer.model_copy(update={"id": str(ULID.from_datetime(created))})
        if answer.receipt is None:
            return answer
        receipt = answer.receipt.model_copy(
            update={
                "id": answer.id,
                "verdict": answer.verdict,
                "as_of": answer.meta.as_of,
                "key": self._signing.ensure(),
            }
        )
        signature = self._signing.sign(receipt_message(receipt))
        if signature is None or signature.kid != receipt.key:
            # The key was changed in between: once more, with the new one.
            return self._signed(answer, created)
        signed = receipt.model_copy(update={"signature": f"ed25519:{signature.value}"})
        return answer.model_copy(update={"receipt": signed})

    def erase(self, tenant: str, identifier: str) -> bool:
        """Erase the words of a plan for good; say whether there was anything to erase.

        Verdict, facts, norms and citations stay, and so does the chain.
        """
        erased = self._erase(tenant, identifier)
        if erased:
            self._database.settle()
        return erased

    def _erase(self, tenant: str, identifier: str) -> bool:
        def job(session: Session) -> bool:
            row = session.get(Opinion, identifier)
            if row is None or row.tenant != tenant or row.salt is None:
                return False
            asked = AdviseRequest.model_validate_json(row.request)
            answer = Answer.model_validate_json(row.answer)
            left, told = request_without_words(asked), answer_without_words(answer)
            row.request, row.answer = request_text(left), told.model_dump_json()
            row.salt, row.erased = None, self._now()
            # Its hash of the request has no salt.
            keys = delete(IdempotencyKey).where(IdempotencyKey.opinion_id == identifier)
            session.execute(keys)
            row.action, row.summary = title_of(left), listed(told.summary)
            body = {"kept": kept_hash(row.request, row.answer)}
            entry = Entry(Kind.ERASURE, tenant, identifier, {**body})
            self._chain.append(session, [entry])
            return True

        return self._writer.run(job)

    def erase_older(self, tenant: str | None, before: datetime) -> int:
        """Erase the words of every plan asked before a moment; return how many there were."""
        query = select(Opinion.tenant, Opinion.id).where(
            Opinion.created < before, Opinion.salt.is_not(None)
        )
        if tenant is not None:
            query = query.where(Opinion.tenant == tenant)
        with self._database.reading() as session:
            found = session.execute(query).all()
        count = sum(self._erase(row.tenant, row.id) for row in found)
        if count:
            self._database.settle()
        return count

    # Finding -------------------------------------------------------------------------------

    def get(self, tenant: str, identifier: str) -> StoredAnswer | None:
        """Return an opinion as it was given, with what reviewers made of it."""
        with self._database.reading() as session:
            row = session.get(Opinion, identifier)
            if row is None or row.tenant != tenant:
                return None
            return _stored(session, row, self._now())

    def tenant_of(self, identifier: str) -> str | None:
        """Return whose opinion it is."""
        with self._database.reading() as session:
            row = session.get(Opinion, identifier)
            return row.tenant if row else None

    def all(self, tenant: str | None, wanted: Filter) -> Iterator[StoredAnswer]:
        """Give every opinion that is wanted, oldest first, of one tenant or of all."""
        query = _matching(select(Opinion), wanted).order_by(Opinion.id)
        if tenant is not None:
            query = query.where(Opinion.tenant == tenant)
        last = ""
        while True:
            with self._database.reading() as session:
                rows = session.scalars(query.where(Opinion.id > last).limit(200)).all()
                batch = [_stored(session, row, self._now()) for row in rows]
            yield from batch
            if not batch:
                return
            last = batch[-1].id

    def page(
        self, tenant: str, wanted: Filter, *, before: str | None = None, size: int = 50
    ) -> OpinionPage:
        """Return up to `size` opinions, newest first, from the one before `before`."""
        query = _matching(select(Opinion).where(Opinion.tenant == tenant), wanted)
        if before is not None:
            query = query.where(Opinion.id < before)
        with self._database.reading() as session:
            rows = session.scalars(query.order_by(Opinion.id.desc()).limit(size + 1)).all()
            shown = rows[:size]
            names = [row.id for row in shown]
            instruments: dict[str, list[str]] = {}
            named = select(OpinionInstrument).where(OpinionInstrument.opinion_id.in_(names))
            for entry in session.scalars(named):
                instruments.setdefault(entry.opinion_id, []).append(entry.instrument)
            reviewed = select(OpinionState).where(OpinionState.opinion_id.in_(names))
            states = {state.opinion_id: state for state in session.scalars(reviewed)}
        return OpinionPage(
            opinions=tuple(
                _summary(row, instruments.get(row.id, []), states.get(row.id)) for row in shown
            ),
            next=shown[-1].id if len(rows) > size else None,
        )


def _matching(query: Select[Opinion], wanted: Filter) -> Select[Opinion]:
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
    if wanted.state is State.UNREVIEWED:
        reviewed = select(OpinionState.opinion_id).where(OpinionState.state != State.UNREVIEWED)
        query = query.where(Opinion.id.not_in(reviewed))
    elif wanted.state is not None:
        in_state = select(OpinionState.opinion_id).where(OpinionState.state == wanted.state)
        query = query.where(Opinion.id.in_(in_state))
    if wanted.owner is not None:
        owned = select(OpinionState.opinion_id).where(OpinionState.owner == wanted.owner)
        query = query.where(Opinion.id.in_(owned))
    for word in (wanted.words or "").lower().split():
        query = query.where(
            or_(
                func.lower(Opinion.action).contains(word, autoescape=True),
                func.lower(Opinion.summary).contains(word, autoescape=True),
                Opinion.id == word.upper(),
            )
        )
    return query


def _row(
    tenant: str,
    created: datetime,
    request: AdviseRequest,
    answer: Answer,
    texts: tuple[str, str, str],
) -> Opinion:
    asked, answered, salt = texts
    return Opinion(
        id=answer.id,
        created=created,
        tenant=tenant,
        request=asked,
        answer=answered,
        verdict=answer.verdict,
        as_of=answer.meta.as_of,
        action=title_of(request),
        summary=listed(answer.summary),
        salt=salt,
    )


def _entry(tenant: str, created: datetime, answer: Answer, words: str) -> Entry:
    return Entry(
        Kind.OPINION,
        tenant,
        answer.id,
        {
            "verdict": str(answer.verdict),
            "as_of": answer.meta.as_of.isoformat(),
            "given": instant(created),
            "corpus": answer.meta.corpus,
            "norms": answer.meta.norms,
            "code": answer.meta.code,
            "words": words,
        },
    )


def _stored(session: Session, row: Opinion, now: datetime) -> StoredAnswer:
    answer = Answer.model_validate_json(row.answer)
    state = session.get(OpinionState, row.id)
    return StoredAnswer(
        **dict(answer),
        created=row.created,
        request=AdviseRequest.model_validate_json(row.request),
        erased=row.erased,
        state=State(state.state) if state else State.UNREVIEWED,
        owner=state.owner if state else None,
        due_at=_due(row, state),
        reviews=history(session, row.id),
        precedent=precedent_entry(session, row.id, now),
    )


def _summary(row: Opinion, instruments: list[str], state: OpinionState | None) -> OpinionSummary:
    return OpinionSummary(
        id=row.id,
        created=row.created,
        verdict=Verdict(row.verdict),
        as_of=row.as_of,
        action=row.action,
        summary=row.summary,
        instruments=tuple(sorted(instruments)),
        state=State(state.state) if state else State.UNREVIEWED,
        owner=state.owner if state else None,
        due_at=_due(row, state),
        erased=row.erased,
    )


def _due(row: Opinion, state: OpinionState | None) -> datetime | None:
    """By when an escalation is to be reviewed: as assigned, else within a day."""
    if state is not None and (state.due is not None or state.state != State.UNREVIEWED):
        return state.due
    return row.created + REVIEWED_WITHIN if row.verdict == Verdict.ESCALATE else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
