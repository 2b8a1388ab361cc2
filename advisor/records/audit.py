"""Auditing: walks the chain and everything it vouches for, and names the first thing wrong."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import rfc8785
from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.records.chain import (
    FIRST,
    Chain,
    Kind,
    checkpoint_message,
    hash_of,
    instant,
    plain,
)
from advisor.records.contents import kept_hash, listed, receipt_message, title_of, words_hash
from advisor.records.database import Database
from advisor.records.signing import Signing, by_kid, verified
from advisor.records.tables import (
    Base,
    ChainRecord,
    Opinion,
    OpinionInstrument,
    OpinionState,
    PrecedentRow,
    PublicKey,
    ReviewAct,
)
from advisor.records.writer import Writer
from advisor.wire import Act, AdviseRequest, Answer, Review, State

BATCH = 500


class Checkpoint(BaseModel):
    """Where the chain stood, signed: to be kept where the records are not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seq: int
    hash: str
    time: AwareDatetime
    key: str
    public: str
    signature: str

    @property
    def genuine(self) -> bool:
        """Whether the signature is that of the key that the checkpoint names."""
        return verified(self.public, checkpoint_message(self.seq, self.hash), self.signature)


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is wrong."""

    record: int
    """Number of the record in the chain; 0 where no record is to blame."""
    problem: str

    def __str__(self) -> str:
        return f"record {self.record}: {self.problem}" if self.record else self.problem


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found."""

    records: int
    counts: dict[str, int]
    last_checkpoint: int
    """Number of the last record that a signature in the chain vouches for; 0 for none."""
    fault: Fault | None


class TamperedError(Exception):
    """Something in the records is not as it was recorded."""

    def __init__(self, record: int, problem: str) -> None:
        self.fault = Fault(record, problem)
        super().__init__(problem)


class Audit:
    """Verifies, exports and signs the chain."""

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

    def checkpoint(self) -> Checkpoint | None:
        """Sign where the chain stands; nothing for an empty chain."""
        self._signing.ensure()
        found = self._writer.run(lambda session: self._checked(session))
        if found is None:
            return None
        body, time = found
        keys = by_kid(self._signing.known())
        return Checkpoint(
            seq=int(body["seq"]),
            hash=body["hash"],
            time=time,
            key=body["key"],
            public=keys[body["key"]].public,
            signature=body["signature"],
        )

    def _checked(self, session: Session) -> tuple[dict[str, str], datetime] | None:
        record = self._chain.checkpoint(session)
        return None if record is None else (json.loads(record.body), record.created)

    def export(self) -> Iterator[str]:
        """Give every record as a line of JSON, oldest first."""
        with self._database.reading() as session:
            for batch in _batches(session):
                for record in batch:
                    line = {**plain(record), "hash": record.hash}
                    yield json.dumps(line, ensure_ascii=False, separators=(",", ":"))

    def verify(self, kept: Checkpoint | None = None) -> Report:
        """Walk the whole chain and everything it vouches for.

        Args:
            kept: a checkpoint from elsewhere; it also shows what was cut off at the end.
        """
        with self._database.reading() as session:
            walk = _Walk(session, self._signing)
            fault: Fault | None = None
            try:
                walk.chain(kept)
                walk.rows()
                walk.keys()
                walk.end(kept)
            except TamperedError as exc:
                fault = exc.fault
            return Report(walk.seq, dict(walk.counts), walk.vouched, fault)


class _Walk:
    """One walk along the chain."""

    def __init__(self, session: Session, signing: Signing) -> None:
        self._session = session
        self._keys = by_kid(signing.known())
        self._held = signing.held()
        self._registered: dict[str, str] = {}
        self._retired: set[str] = set()
        self._erased: dict[str, str] = {}
        self._withdrawn: dict[str, str] = {}
        self._suspended: dict[str, str] = {}
        self._states: dict[str, tuple[State, str | None, str | None]] = {}
        self._acts: dict[str, list[Review]] = {}
        self.seq, self._previous, self.vouched = 0, FIRST, 0
        self.counts: Counter[str] = Counter()

    def chain(self, kept: Checkpoint | None) -> None:
        """Every record in turn: itself, its link, and the row that it vouches for."""
        # An erasure comes after what it erases: these must be known before.
        erasures = select(ChainRecord).where(ChainRecord.kind == Kind.ERASURE)
        for record in self._session.scalars(erasures):
            self._erased[record.subject] = str(_body(record).get("kept", ""))
        for batch in _batches(self._session):
            for record in batch:
                self._link(record)
                if kept is not None and record.seq == kept.seq and record.hash != kept.hash:
                    raise TamperedError(
                        record.seq,
                        "its hash is not that of the checkpoint: it or one before changed",
                    )
            self._rows_of(batch)
            self._session.expunge_all()

    def _link(self, record: ChainRecord) -> None:
        wanted = self.seq + 1
        if record.seq != wanted:
            raise TamperedError(wanted, "it is missing: a record was deleted or moved")
        if hash_of(record) != record.hash or rfc8785.dumps(_body(record)).decode() != record.body:
            raise TamperedError(wanted, f"the {record.kind} was changed")
        if record.previous != self._previous:
            raise TamperedError(
                wanted, "it does not follow the one before: inserted, deleted or moved"
            )
        if record.kind == Kind.CHECKPOINT:
            self._signature(record)
        elif record.kind == Kind.KEY:
            self._registered[record.subject] = str(_body(record).get("public", ""))
        elif record.kind == Kind.RETIREMENT:
            self._retired.add(record.subject)
        elif record.kind == Kind.SUSPENSION:
            self._suspended[record.subject] = str(_body(record).get("why", ""))
        self.seq, self._previous = record.seq, record.hash
        self.counts[record.kind] += 1

    def _signature(self, record: ChainRecord) -> None:
        body = _body(record)
        public = self._registered.get(str(body.get("key")), "")
        message = checkpoint_message(record.seq - 1, self._previous)
        same = body.get("seq") == record.seq - 1 and body.get("hash") == self._previous
        if not same or not verified(public, message, str(body.get("signature"))):
            raise TamperedError(
                record.seq, "the checkpoint's signature is not over the chain up to here"
            )
        self.vouched = record.seq - 1

    # What records vouch for ----------------------------------------------------------------

    def _rows_of(self, batch: Sequence[ChainRecord]) -> None:
        opinions = self._fetched(Opinion, Opinion.id, batch, {Kind.OPINION})
        reviews = self._fetched(ReviewAct, ReviewAct.id, batch, {Kind.REVIEW, Kind.WITHDRAWAL})
        precedents = self._fetched(PrecedentRow, PrecedentRow.id, batch, {Kind.PRECEDENT})
        instruments: dict[str, set[str]] = {}
        named = select(OpinionInstrument).where(OpinionInstrument.opinion_id.in_(opinions))
        for entry in self._session.scalars(named):
            instruments.setdefault(entry.opinion_id, set()).add(entry.instrument)
        for record in batch:
            match record.kind:
                case Kind.OPINION:
                    row = opinions.get(record.subject)
                    self._opinion(record, row, instruments.get(record.subject, set()))
                case Kind.REVIEW | Kind.WITHDRAWAL:
                    self._review(record, reviews.get(record.subject))
                case Kind.PRECEDENT:
                    self._precedent(record, precedents.get(record.subject))

    def _fetched(
        self, table: type[Base], column: object, batch: Sequence[ChainRecord], kinds: set[Kind]
    ) -> dict[str, object]:
        names = [record.subject for record in batch if record.kind in kinds]
        query = select(table).where(column.in_(names))  # type: ignore[attr-defined]
        return {row.id: row for row in self._session.scalars(query)}  # type: ignore[attr-defined]

    def _opinion(self, record: ChainRecord, row: object, instruments: set[str]) -> None:
        named = f"opinion {record.subject}"
        if not isinstance(row, Opinion):
            raise TamperedError(record.seq, f"{named} was deleted")
        body = _body(record)
        if row.salt is not None:
            whole = words_hash(row.salt, row.request, row.answer) == body["words"]
            unerased = record.subject not in self._erased and row.erased is None
        else:
            whole = kept_hash(row.request, row.answer) == self._erased.get(record.subject)
            unerased = row.erased is not None
        if not whole or not unerased:
            raise TamperedError(record.seq, f"what was asked or answered in {named} was changed")
        answer = Answer.model_validate_json(row.answer)
        request = AdviseRequest.model_validate_json(row.request)
        columns = (
            row.tenant == record.tenant,
            row.verdict == body["verdict"] == answer.verdict,
            row.as_of.isoformat() == body["as_of"],
            instant(row.created) == body["given"],
            row.summary == listed(answer.summary),
            row.action == title_of(request),
            row.id == answer.id or not answer.id,
            instruments == {regime.instrument for regime in answer.regimes},
        )
        if not all(columns):
            raise TamperedError(record.seq, f"{named} is not listed as it was recorded")
        receipt = answer.receipt
        if receipt is not None and receipt.signature is not None:
            public = self._registered.get(receipt.key or "", "")
            signature = receipt.signature.removeprefix("ed25519:")
            genuine = verified(public, receipt_message(receipt), signature)
            if not genuine or receipt.verdict != answer.verdict or receipt.id != row.id:
                raise TamperedError(record.seq, f"the receipt of {named} is not genuine")

    def _review(self, record: ChainRecord, row: object) -> None:
        named = f"review {record.subject}"
        if not isinstance(row, ReviewAct):
            raise TamperedError(record.seq, f"{named} was deleted")
        recorded = Review.model_validate(_body(record))
        same = (
            Review.model_validate_json(row.body) == recorded
            and row.act == recorded.act
            and row.opinion_id == recorded.opinion
        )
        if not same:
            raise TamperedError(record.seq, f"{named} was changed")
        self._acts.setdefault(recorded.opinion, []).append(recorded)
        if recorded.review is not None:
            self._withdrawn[recorded.review] = recorded.id

    def _precedent(self, record: ChainRecord, row: object) -> None:
        named = f"precedent {record.subject}"
        if not isinstance(row, PrecedentRow):
            raise TamperedError(record.seq, f"{named} was deleted")
        digest = hashlib.sha256(row.body.encode()).hexdigest()
        if digest != _body(record)["precedent"] or row.tenant != record.tenant:
            raise TamperedError(record.seq, f"{named} was changed")
        expires = json.loads(row.body)["expires_at"]
        if (row.expires is None) != (expires is None) or (
            row.expires is not None and instant(row.expires) != instant(_moment(expires))
        ):
            raise TamperedError(record.seq, f"{named} expires at another moment than recorded")

    # Rows without records ------------------------------------------------------------------

    def rows(self) -> None:
        """No row stands there that no record vouches for, and what follows from acts does."""
        self._none_beside(Opinion, (Kind.OPINION,), "opinion")
        self._none_beside(ReviewAct, (Kind.REVIEW, Kind.WITHDRAWAL), "review")
        self._none_beside(PrecedentRow, (Kind.PRECEDENT,), "precedent")
        for act in self._session.scalars(select(ReviewAct)):
            if act.withdrawn_by != self._withdrawn.get(act.id):
                raise TamperedError(0, f"whether review {act.id} was withdrawn was changed")
        for row in self._session.scalars(select(PrecedentRow)):
            ended = any(
                later.act in (Act.AFFIRM, Act.OVERRULE, Act.WITHDRAW) and later.id > row.id
                for later in self._acts.get(row.opinion_id, [])
            )
            suspended = row.suspended is not None
            known = self._suspended.get(row.id, "") == row.why
            if (row.withdrawn is not None) != ended or suspended != (row.id in self._suspended):
                raise TamperedError(0, f"whether precedent {row.id} binds was changed")
            if not known:
                raise TamperedError(0, f"why precedent {row.id} is suspended was changed")
        self._all_states()

    def _none_beside(
        self, table: type[Opinion | ReviewAct | PrecedentRow], kinds: tuple[Kind, ...], name: str
    ) -> None:
        recorded = select(ChainRecord.subject).where(ChainRecord.kind.in_(kinds))
        query = select(table.id).where(table.id.not_in(recorded)).order_by(table.id).limit(1)
        stray = self._session.scalars(query).first()
        if stray is not None:
            raise TamperedError(0, f"{name} {stray} stands in no record: it was inserted")
        twice = select(ChainRecord.subject).where(ChainRecord.kind.in_(kinds))
        doubled = self._session.scalars(
            twice.group_by(ChainRecord.subject).having(func.count() > 1).limit(1)
        ).first()
        if doubled is not None:
            raise TamperedError(0, f"{name} {doubled} was recorded twice")

    def _all_states(self) -> None:
        rows = {row.opinion_id: row for row in self._session.scalars(select(OpinionState))}
        for opinion, acts in self._acts.items():
            state, owner, due = State.UNREVIEWED, None, None
            for act in acts:
                if act.act is Act.AFFIRM and act.id not in self._withdrawn:
                    state = State.AFFIRMED
                elif act.act is Act.OVERRULE and act.id not in self._withdrawn:
                    state = State.OVERRULED
                elif act.act is Act.ASSIGN:
                    owner, due = act.owner, act.due_at
            row = rows.pop(opinion, None)
            if row is None or (row.state, row.owner, row.due) != (state, owner, due):
                raise TamperedError(0, f"the state of opinion {opinion} was changed")
        if rows:
            raise TamperedError(0, f"the state of opinion {min(rows)} was set without a review")

    # Keys and the end ----------------------------------------------------------------------

    def keys(self) -> None:
        """The keys are those that were recorded, and ours is among them."""
        for row in self._session.scalars(select(PublicKey)):
            if self._registered.get(row.kid) != row.public:
                raise TamperedError(0, f"signing key {row.kid} was changed or inserted")
            if (row.retired is not None) != (row.kid in self._retired):
                raise TamperedError(0, f"whether signing key {row.kid} is retired was changed")
        for kid in self._registered:
            if kid not in self._keys:
                raise TamperedError(0, f"signing key {kid} was deleted")
        for kid in self._held:
            if kid not in self._registered and self.seq:
                raise TamperedError(
                    0, f"our signing key {kid} stands in no record: the chain was replaced"
                )

    def end(self, kept: Checkpoint | None) -> None:
        """Nothing was cut off since the checkpoint that was kept elsewhere."""
        if kept is None:
            return
        if not kept.genuine or self._registered.get(kept.key) != kept.public:
            raise TamperedError(0, "the checkpoint given is not signed by a key in the chain")
        if self.seq < kept.seq:
            raise TamperedError(
                self.seq + 1, f"it is missing: the checkpoint was made at record {kept.seq}"
            )


def _batches(session: Session) -> Iterator[Sequence[ChainRecord]]:
    last = None
    while True:
        query = select(ChainRecord).order_by(ChainRecord.seq).limit(BATCH)
        if last is not None:
            query = query.where(ChainRecord.seq > last)
        batch = session.scalars(query).all()
        if not batch:
            return
        last = batch[-1].seq
        yield batch


def _body(record: ChainRecord) -> dict[str, JsonValue]:
    try:
        body = json.loads(record.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise TamperedError(record.seq, f"the {record.kind} was changed")
    return body


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
