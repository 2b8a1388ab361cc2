"""One key, one request, one record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from advisor.records import KeyTakenError, Known, Records
from advisor.wire import AdviseRequest, Verdict
from tests.canned_advisor import short_answer
from tests.records.conftest import Clock

PLAN = AdviseRequest(action="Score people")


def keep(records: Records, key: str = "k", tenant: str = "default") -> str:
    return records.opinions.add(tenant, PLAN, short_answer(Verdict.PROCEED), key=key).id


def test_the_same_key_gives_the_same_record(records: Records) -> None:
    """Whoever asks again gets what was stored, within the tenant."""
    assert records.idempotency.find("default", "k", PLAN) is None
    kept = keep(records)

    assert records.idempotency.find("default", "k", PLAN) == Known(kept, same_request=True)
    assert records.idempotency.find("other", "k", PLAN) is None


def test_another_request_under_the_key_is_told_apart(records: Records) -> None:
    """A key stands for one request."""
    kept = keep(records)
    other = AdviseRequest(action="Score other people")

    assert records.idempotency.find("default", "k", other) == Known(kept, same_request=False)


def test_a_key_is_taken_once(records: Records) -> None:
    """Of two processes that work on one key only one leaves a record."""
    keep(records)

    with pytest.raises(KeyTakenError):
        keep(records)

    assert records.audit.verify().counts["opinion"] == 1
    keep(records, tenant="other")


def test_a_key_is_kept_for_a_day(records: Records, clock: Clock) -> None:
    """After 24 hours it is free again."""
    keep(records)
    clock.time += timedelta(hours=24, seconds=1)

    assert records.idempotency.find("default", "k", PLAN) is None
    keep(records)


def test_one_at_a_time_works_under_a_key(records: Records) -> None:
    """Who comes second waits, and is told where it takes too long."""
    soon = timedelta(seconds=0.01)
    with records.idempotency.turn("default", "k", soon) as first:
        with records.idempotency.turn("default", "k", soon) as second:
            assert (first, second) == (True, False)
        with records.idempotency.turn("default", "another", soon) as other:
            assert other
    with records.idempotency.turn("default", "k", soon) as later:
        assert later
