"""Whatever is done to the records behind the advisor's back, the audit finds it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from advisor.records import Audit, Checkpoint, Records
from advisor.records.chain import hash_of
from advisor.records.tables import ChainRecord
from advisor.wire import AdviseRequest, Basis, Precedent, ReviewRequest, Verdict
from tests.canned_advisor import long_answer, short_answer
from tests.records.conftest import Clock

PLAN = AdviseRequest(action="Score people", facts={"purpose": None})
PART = Basis(as_of="2026-11-20", facts={"purpose": "analytics"}, verdict=Verdict.ESCALATE)


@pytest.fixture
def filled(records: Records, clock: Clock) -> Records:
    """Records with some of everything: opinions, reviews, a precedent, an erasure, a checkpoint.

    The chain reads: 1 the key, 2 to 5 opinions, 6 an overruling, 7 its precedent, 8 a withdrawal,
    9 an overruling, 10 its precedent, 11 an assignment, 12 an erasure, 13 a checkpoint,
    14 an opinion.
    """
    given = []
    for _ in range(4):
        clock.time += timedelta(minutes=1)
        given.append(records.opinions.add("default", PLAN, long_answer()).id)
    overrule = ReviewRequest(act="overrule", verdict="refuse", reason="No basis was shown.")
    records.reviews.add("default", given[1], "A. Lawyer", overrule, (PART,))
    clock.time += timedelta(minutes=1)
    withdraw = ReviewRequest(act="withdraw", reason="I read the wrong file.")
    records.reviews.add("default", given[1], "A. Lawyer", withdraw)
    clock.time += timedelta(minutes=1)
    expires = clock.time + timedelta(days=30)
    again = overrule.model_copy(update={"expires_at": expires})
    records.reviews.add("default", given[1], "A. Lawyer", again, (PART,))
    assign = ReviewRequest(act="assign", owner="B. Lawyer", due_at=expires)
    records.reviews.add("default", given[2], "A. Lawyer", assign)
    records.opinions.erase("default", given[3])
    records.audit.checkpoint()
    clock.time += timedelta(minutes=1)
    records.opinions.add("default", PLAN, short_answer(Verdict.PROCEED))
    return records


def test_untouched_records_pass(filled: Records) -> None:
    """What nobody touched is in order, and the report says how far signatures vouch."""
    report = filled.audit.verify()

    assert report.fault is None
    assert report.records == 14
    assert report.last_checkpoint == 12
    assert report.counts["opinion"] == 5


def sql(*statements: str) -> Callable[[Records], None]:
    def tamper(records: Records) -> None:
        with records._database.writing() as session:
            for statement in statements:
                session.execute(text(statement))

    return tamper


def rehashed(change: str) -> Callable[[Records], None]:
    """Change the chain and compute every hash anew, as a thorough forger would."""

    def tamper(records: Records) -> None:
        sql(change)(records)
        with records._database.writing() as session:
            previous = "0" * 64
            for record in session.query(ChainRecord).order_by(ChainRecord.seq):
                record.previous = previous
                record.hash = previous = hash_of(record)

    return tamper


OPINION = "(SELECT subject FROM chain WHERE seq = 2)"
REVIEWED = "(SELECT subject FROM chain WHERE seq = 3)"
TAMPERED = {
    "a verdict in the list": (f"UPDATE opinions SET verdict = 'proceed' WHERE id = {OPINION}", 2),
    "the answer": (
        f"UPDATE opinions SET answer = replace(answer, 'modify', 'proceed') WHERE id = {OPINION}",
        2,
    ),
    "the request": (
        f"UPDATE opinions SET request = replace(request, 'Score', 'Greet') WHERE id = {OPINION}",
        2,
    ),
    "the salt": (f"UPDATE opinions SET salt = '00' WHERE id = {OPINION}", 2),
    "the salt taken away": (f"UPDATE opinions SET salt = NULL WHERE id = {OPINION}", 2),
    "the day of the law": (f"UPDATE opinions SET as_of = '2020-01-01' WHERE id = {OPINION}", 2),
    "the tenant": (f"UPDATE opinions SET tenant = 'other' WHERE id = {OPINION}", 2),
    "the title": (f"UPDATE opinions SET action = 'x' WHERE id = {OPINION}", 2),
    "the summary": (f"UPDATE opinions SET summary = 'x' WHERE id = {OPINION}", 2),
    "the moment of an opinion": (
        f"UPDATE opinions SET created = '2020-01-01 00:00:00' WHERE id = {OPINION}",
        2,
    ),
    "an instrument": (
        f"DELETE FROM opinion_instruments WHERE opinion_id = {OPINION}",
        2,
    ),
    "an opinion deleted": (
        f"DELETE FROM opinion_instruments WHERE opinion_id = {OPINION}",
        f"DELETE FROM opinions WHERE id = {OPINION}",
        2,
    ),
    "an opinion inserted": (
        "INSERT INTO opinions SELECT '01AAAAAAAAAAAAAAAAAAAAAAAA', created, tenant, request,"
        " answer, verdict, as_of, action, summary, salt, erased FROM opinions"
        f" WHERE id = {OPINION}",
        0,
    ),
    "words put back after erasure": (
        "UPDATE opinions SET request = '{}' WHERE erased IS NOT NULL",
        5,
    ),
    "an erasure undone in the list": ("UPDATE opinions SET erased = NULL", 5),
    "a review's reason": ("UPDATE reviews SET body = replace(body, 'basis', 'harm')", 6),
    "a review's act": ("UPDATE reviews SET act = 'affirm' WHERE act = 'overrule'", 6),
    "a review deleted": ("DELETE FROM reviews WHERE act = 'assign'", 11),
    "a withdrawal hidden": ("UPDATE reviews SET withdrawn_by = NULL", 0),
    "a precedent": ("UPDATE precedents SET body = replace(body, 'refuse', 'proceed')", 7),
    "a precedent deleted": ("DELETE FROM precedents", 7),
    "a precedent revived": ("UPDATE precedents SET withdrawn = NULL", 0),
    "a precedent suspended": ("UPDATE precedents SET suspended = expires", 0),
    "a precedent prolonged": (
        "UPDATE precedents SET expires = NULL WHERE expires IS NOT NULL",
        10,
    ),
    "a state": ("UPDATE opinion_states SET state = 'affirmed'", 0),
    "a state removed": ("DELETE FROM opinion_states", 0),
    "an owner": ("UPDATE opinion_states SET owner = 'C' WHERE owner IS NOT NULL", 0),
    "a signing key": ("UPDATE signing_keys SET public = 'AA'", 0),
    "a key retired": ("UPDATE signing_keys SET retired = created", 0),
    "a record's kind": ("UPDATE chain SET kind = 'review' WHERE seq = 3", 3),
    "a record's tenant": ("UPDATE chain SET tenant = 'other' WHERE seq = 3", 3),
    "a record's subject": (f"UPDATE chain SET subject = {OPINION} WHERE seq = 3", 3),
    "a record's moment": ("UPDATE chain SET created = '2020-01-01 00:00:00' WHERE seq = 3", 3),
    "a record's body": (
        "UPDATE chain SET body = replace(body, 'modify', 'proceed') WHERE seq = 3",
        3,
    ),
    "a record's body written otherwise": ("UPDATE chain SET body = ' ' || body WHERE seq = 3", 3),
    "a record's link": ("UPDATE chain SET previous = hash WHERE seq = 3", 3),
    "a record's hash": ("UPDATE chain SET hash = previous WHERE seq = 3", 3),
    "the first record deleted": ("DELETE FROM chain WHERE seq = 1", 1),
    "a record deleted": ("DELETE FROM chain WHERE seq = 4", 4),
    "a record deleted, the rest moved up": (
        "DELETE FROM chain WHERE seq = 14",
        "UPDATE chain SET seq = 14 WHERE seq = 13",
        13,
    ),
    "a record inserted": (
        "INSERT INTO chain SELECT 15, kind, tenant, subject, created, body, hash, hash"
        " FROM chain WHERE seq = 14",
        15,
    ),
    "two records swapped": (
        "UPDATE chain SET seq = 99 WHERE seq = 3",
        "UPDATE chain SET seq = 3 WHERE seq = 4",
        "UPDATE chain SET seq = 4 WHERE seq = 99",
        3,
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_tampering_is_found_and_the_first_bad_record_named(filled: Records, what: str) -> None:
    """Changed, deleted, inserted, moved: each is found, where it happened."""
    *statements, record = TAMPERED[what]
    sql(*map(str, statements))(filled)

    fault = filled.audit.verify().fault

    assert fault is not None
    assert fault.record == record


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE chain SET tenant = 'other' WHERE seq = 11",
        "DELETE FROM chain WHERE seq = 1",
        "UPDATE chain SET body = replace(body, 'refuse', 'proceed') WHERE kind = 'review'",
    ],
)
def test_hashes_computed_anew_do_not_match_the_signature(filled: Records, change: str) -> None:
    """Who can write the database can hash, and still cannot sign."""
    rehashed(change)(filled)

    assert filled.audit.verify().fault is not None


def test_what_is_cut_off_at_the_end_shows_against_a_kept_checkpoint(filled: Records) -> None:
    """A shorter chain is a whole chain: only a signature kept elsewhere tells."""
    kept = filled.audit.checkpoint()
    assert kept is not None
    last = "(SELECT subject FROM chain WHERE seq = 14)"
    sql(
        f"DELETE FROM opinion_instruments WHERE opinion_id = {last}",
        f"DELETE FROM opinions WHERE id = {last}",
        "DELETE FROM chain WHERE seq >= 14",
    )(filled)

    assert filled.audit.verify().fault is None
    fault = filled.audit.verify(kept).fault
    assert fault is not None
    assert fault.record == 14


def test_a_chain_rewritten_without_its_checkpoints_does_not_match_the_kept_one(
    filled: Records,
) -> None:
    """Leaving the signatures out does not help against a checkpoint from elsewhere."""
    kept = filled.audit.checkpoint()
    assert kept is not None
    rehashed("UPDATE chain SET tenant = 'other' WHERE seq = 11")(filled)
    rehashed("DELETE FROM chain WHERE kind = 'checkpoint'")(filled)

    fault = filled.audit.verify(kept).fault

    assert fault is not None


def test_a_checkpoint_of_other_records_or_a_forged_one_is_refused(
    filled: Records, clock: Clock, tmp_path: Path
) -> None:
    """A checkpoint counts by its signature and by whose key that is."""
    kept = filled.audit.checkpoint()
    assert kept is not None
    forged = kept.model_copy(update={"hash": "0" * 64})
    other = Records.open(
        f"sqlite:///{tmp_path / 'other.db'}", clock, signing_folder=tmp_path / "other"
    )
    other.opinions.add("default", PLAN, long_answer())

    assert filled.audit.verify(forged).fault is not None
    assert filled.audit.verify(other.audit.checkpoint()).fault is not None
    assert filled.audit.verify(kept).fault is None
    assert Checkpoint.model_validate_json(kept.model_dump_json()) == kept


def test_records_that_were_all_replaced_do_not_hold_our_key(
    filled: Records, clock: Clock, tmp_path: Path
) -> None:
    """A forger with a key of their own can make whole records, but not in our name."""
    theirs = f"sqlite:///{tmp_path / 'theirs.db'}"
    forger = Records.open(theirs, clock, signing_folder=tmp_path / "theirs")
    forger.opinions.add("default", PLAN, long_answer())
    forger.audit.checkpoint()

    ours = Records.open(theirs, clock, signing_folder=tmp_path / "signing")

    assert "our signing key" in str(ours.audit.verify().fault)


def test_the_export_has_every_record_and_no_words(filled: Records) -> None:
    """The chain may be handed to others: it holds hashes, not plans."""
    lines = [json.loads(line) for line in filled.audit.export()]

    assert [line["seq"] for line in lines] == list(range(1, 15))
    assert not any("Score" in json.dumps(line) for line in lines)
    assert all(len(line["hash"]) == 64 for line in lines)


def test_many_at_once_make_one_chain(records: Records) -> None:
    """However many write at a time, every opinion has its one place."""
    given: list[str] = []

    def agent() -> None:
        for _ in range(10):
            given.append(records.opinions.add("default", PLAN, long_answer()).id)

    agents = [threading.Thread(target=agent) for _ in range(8)]
    for one in agents:
        one.start()
    for one in agents:
        one.join()

    report = records.audit.verify()
    assert report.fault is None
    assert report.counts["opinion"] == len(set(given)) == 80


def test_checkpoints_come_by_themselves(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has to remember to sign."""
    monkeypatch.setattr("advisor.records.chain.EVERY", 5)
    for _ in range(12):
        records.opinions.add("default", PLAN, short_answer(Verdict.PROCEED))

    report = records.audit.verify()

    assert report.fault is None
    assert report.counts["checkpoint"] == 3
    assert report.last_checkpoint == 15


def test_the_precedents_in_these_tests_are_whole(filled: Records) -> None:
    """The withdrawn one binds no more, the later one does."""
    binding = filled.precedents.binding("default")

    assert [type(entry) for entry in binding] == [Precedent]
    assert isinstance(filled.audit, Audit)
