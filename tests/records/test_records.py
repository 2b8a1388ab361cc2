"""What is kept, and for how long."""

from __future__ import annotations

import sqlite3
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from advisor.errors import RequestError, UnavailableError
from advisor.records import Filter, Records, sqlite_address
from advisor.wire import AdviseRequest, Answer, Verdict
from tests.canned_advisor import long_answer, short_answer
from tests.records.conftest import Clock

PLAN = AdviseRequest(action="Score people", facts={"purpose": None, "transfer.destinations": []})


def test_an_opinion_comes_back_word_for_word(records: Records) -> None:
    """Nothing is lost or changed between answering and reading again."""
    kept = records.opinions.add("default", PLAN, long_answer())

    stored = records.opinions.get("default", kept.id)

    assert stored is not None
    assert stored.model_dump(include=set(Answer.model_fields)) == kept.model_dump()
    assert stored.request == PLAN
    assert stored.created == datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_all_of_a_batch_is_stored_or_none(records: Records) -> None:
    """Half a batch in the records would be worse than none."""
    good = (PLAN, short_answer(Verdict.PROCEED))
    faulty = (PLAN, short_answer(Verdict.PROCEED).model_copy(update={"verdict": None}))

    with pytest.raises(UnavailableError):
        records.opinions.add_all("default", [good, faulty])

    assert records.opinions.page("default", Filter()).opinions == ()


def test_the_list_continues_where_it_stopped(records: Records, clock: Clock) -> None:
    """Every opinion is listed once, over all pages."""
    given = []
    for _ in range(5):
        clock.time += timedelta(days=1)
        given.append(records.opinions.add("default", PLAN, short_answer(Verdict.PROCEED)).id)

    first = records.opinions.page("default", Filter(), size=3)
    rest = records.opinions.page("default", Filter(), size=3, before=first.next)

    assert [entry.id for entry in (*first.opinions, *rest.opinions)] == given[::-1]
    assert rest.next is None


def test_days_are_filtered_with_both_ends(records: Records, clock: Clock) -> None:
    """An opinion given at noon on a day is among those of that day."""
    records.opinions.add("default", PLAN, short_answer(Verdict.PROCEED))
    day = clock.time.date()

    assert len(records.opinions.page("default", Filter(first_day=day, last_day=day)).opinions) == 1
    before = Filter(last_day=day - timedelta(days=1))
    assert records.opinions.page("default", before).opinions == ()


def test_a_session_lapses(records: Records, clock: Clock) -> None:
    """A forgotten browser is signed out by the next day."""
    session = records.sessions.redeem(records.sessions.token())
    assert session is not None
    assert records.sessions.principal(session) is not None

    clock.time += timedelta(hours=13)

    assert records.sessions.principal(session) is None


def test_a_sign_in_token_lapses(records: Records, clock: Clock) -> None:
    """A token that nobody used within the hour is worth nothing."""
    token = records.sessions.token()
    clock.time += timedelta(hours=2)

    assert records.sessions.redeem(token) is None


def test_a_session_ends_with_the_key_that_opened_it(records: Records) -> None:
    """Revoking a key signs its browsers out."""
    principal = records.keys.principal(records.keys.create("reviewer", "A. Lawyer"))
    assert principal is not None
    session = records.sessions.open(principal)
    assert records.sessions.principal(session) == principal

    assert records.keys.revoke(principal.key_id or "")

    assert records.sessions.principal(session) is None
    assert not records.keys.revoke(principal.key_id or "")


def test_secrets_are_not_in_the_file(in_a_file: Records, tmp_path: Path) -> None:
    """Who steals the database has no key, no token and no session."""
    key = in_a_file.keys.create("admin", "operator")
    token = in_a_file.sessions.token()
    session = in_a_file.sessions.redeem(token)
    in_a_file.close()

    file = tmp_path / "inner" / "records.db"
    kept = b"".join(part.read_bytes() for part in file.parent.glob("records.db*"))

    assert session is not None
    for secret in (key.split("_", 2)[2], token, session):
        assert secret.encode() not in kept
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_needs_a_known_role_and_a_name(records: Records) -> None:
    """What is wrong is named, with what is allowed."""
    with pytest.raises(RequestError, match="agent, reviewer, admin"):
        records.keys.create("owner", "x")
    with pytest.raises(RequestError, match="name"):
        records.keys.create("agent", " ")


def test_several_processes_may_start_at_once(address: str, tmp_path: Path) -> None:
    """The tables are made once, whoever comes first."""
    opened = []

    def start() -> None:
        opened.append(Records.open(address, signing_folder=tmp_path).ready())

    starts = [threading.Thread(target=start) for _ in range(4)]
    for one in starts:
        one.start()
    for one in starts:
        one.join()

    assert opened == [True] * 4


def test_the_log_is_written_ahead(in_a_file: Records, tmp_path: Path) -> None:
    """Readers do not wait for writers."""
    with sqlite3.connect(tmp_path / "inner" / "records.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_database_that_does_not_answer_is_told_apart(tmp_path: Path) -> None:
    """Bytes that are no database give an error that says to try later, not a crash."""
    (tmp_path / "records.db").write_bytes(b"not a database" * 100)

    with pytest.raises(UnavailableError):
        Records.open(sqlite_address(tmp_path / "records.db"))


def test_any_text_can_be_kept(records: Records) -> None:
    """Whatever characters a plan has, it is stored as asked, listed, and audited."""
    odd = AdviseRequest(
        action="Score\x00 peo\u202eple \U0001f600 ' \" \\ %_", payload={"\x00": "\x00"}
    )
    answer = short_answer(Verdict.PROCEED).model_copy(update={"summary": "So\x00 be it"})

    kept = records.opinions.add("default", odd, answer)

    stored = records.opinions.get("default", kept.id)
    assert stored is not None
    assert (stored.request, stored.summary) == (odd, "So\x00 be it")
    (entry,) = records.opinions.page("default", Filter()).opinions
    assert entry.action.startswith("Score\ufffd")
    assert records.audit.verify().fault is None
