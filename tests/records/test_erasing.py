"""Words can be erased for good, and the chain still stands."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from advisor.records import Records
from advisor.wire import AdviseRequest, Verdict
from tests.canned_advisor import long_answer, short_answer
from tests.records.conftest import Clock

SECRET = "Wilhelmina Quattlebaum of Little Snoring"
PLAN = AdviseRequest(
    action=f"Score {SECRET}",
    facts={"purpose": "analytics"},
    payload={"name": SECRET},
    steps=[{"action": f"Mail {SECRET}"}, {"facts": {"purpose": "analytics"}}],
)


def quoting() -> object:
    """An answer that quotes the plan wherever answers can."""
    answer = long_answer()
    facts = answer.facts.model_copy(
        update={
            "inferred": tuple(
                entry.model_copy(update={"evidence": SECRET}) for entry in answer.facts.inferred
            ),
            "conflicts": tuple(
                entry.model_copy(update={"evidence": SECRET}) for entry in answer.facts.conflicts
            ),
        }
    )
    steps = tuple(
        step.model_copy(update={"action": SECRET, "summary": SECRET, "facts": facts})
        for step in answer.steps
    )
    limits = tuple(entry.model_copy(update={"topic": "reading"}) for entry in answer.limits)
    quoted = tuple(entry.model_copy(update={"text": SECRET}) for entry in limits)
    trace = tuple(entry.model_copy(update={"details": (SECRET,)}) for entry in answer.trace)
    return answer.model_copy(
        update={
            "facts": facts,
            "steps": steps,
            "limits": quoted,
            "trace": trace,
            "summary": SECRET,
        }
    )


def test_nothing_of_the_words_is_left(in_a_file: Records, tmp_path: Path) -> None:
    """Not in the answer, not in the file, not in its log; the verdict and the facts stay."""
    kept = in_a_file.opinions.add("default", PLAN, quoting())

    assert in_a_file.opinions.erase("default", kept.id)

    stored = in_a_file.opinions.get("default", kept.id)
    assert stored is not None
    assert stored.erased is not None
    assert (stored.verdict, stored.request.facts) == (kept.verdict, PLAN.facts)
    assert [entry.fact for entry in stored.facts.inferred] == [
        entry.fact for entry in kept.facts.inferred
    ]
    assert "Quattlebaum" not in stored.model_dump_json()
    assert in_a_file.audit.verify().fault is None
    files = list((tmp_path / "inner").glob("records.db*"))
    assert files
    assert not any(b"Quattlebaum" in file.read_bytes() for file in files)


def test_words_are_erased_once(records: Records) -> None:
    """A second time there is nothing to erase, and another tenant cannot."""
    kept = records.opinions.add("default", PLAN, short_answer(Verdict.PROCEED))

    assert not records.opinions.erase("other", kept.id)
    assert records.opinions.erase("default", kept.id)
    assert not records.opinions.erase("default", kept.id)
    assert records.audit.verify().fault is None


def test_old_words_go(records: Records, clock: Clock) -> None:
    """What was kept long enough is erased, and only that."""
    old = records.opinions.add("default", PLAN, short_answer(Verdict.PROCEED)).id
    clock.time += timedelta(days=10)
    new = records.opinions.add("default", PLAN, short_answer(Verdict.PROCEED)).id

    assert records.opinions.erase_older(None, clock.time - timedelta(days=5)) == 1

    erased = {name: records.opinions.get("default", name).erased for name in (old, new)}
    assert erased[old] is not None
    assert erased[new] is None


def test_an_erased_plan_stands_under_no_key(records: Records) -> None:
    """The hash by which a repeated request is known has no salt: it goes with the words."""
    kept = records.opinions.add("default", PLAN, short_answer(Verdict.PROCEED), key="k")
    records.opinions.erase("default", kept.id)

    assert records.idempotency.find("default", "k", PLAN) is None
