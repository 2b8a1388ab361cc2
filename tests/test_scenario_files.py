"""A reviewed opinion becomes a scenario that the evaluation can load."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from advisor.advising import Advisor
from advisor.errors import RequestError
from advisor.records import Records, sqlite_address
from advisor.scenario_files import scenario_of
from advisor.settings import Settings
from advisor.wire import AdviseRequest, ReviewRequest, StoredAnswer
from evals.scenarios import Result, load_scenarios

DAY = date(2026, 11, 20)


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records.open(sqlite_address(tmp_path / "records.db"))


def stored(records: Records, name: str) -> StoredAnswer:
    found = records.opinions.get("default", name)
    assert found is not None
    return found


def test_the_file_loads_and_says_what_the_reviewer_decided(records: Records, tmp_path: Path):
    """Words, facts, date, verdict and reason: what was decided once is tested ever after."""
    plan = AdviseRequest(
        action="Send Norwegian customers our newsletter by e-mail",
        facts={"subjects.located_in": ["NO"], "consent.status": "absent"},
        as_of=DAY,
    )
    answer = Advisor.open(Settings(), clock=lambda: DAY).advise(plan)
    kept = records.opinions.add("default", plan, answer)
    verdict = "refuse" if answer.verdict.value != "refuse" else "modify"
    overrule = ReviewRequest(act="overrule", verdict=verdict, reason="No.")
    records.reviews.add("default", kept.id, "A. Lawyer", overrule)

    folder = tmp_path / "scenarios"
    folder.mkdir()
    text = scenario_of(stored(records, kept.id))
    (folder / "reviewed.yaml").write_text(text, encoding="utf-8")
    (scenario,) = load_scenarios(folder)

    assert scenario.words == plan.action
    assert scenario.stated["subjects.located_in"] == ["NO"]
    assert scenario.facts is not None
    assert scenario.facts["purpose"] == "direct_marketing"
    assert (scenario.as_of, scenario.acceptable) == (DAY, (Result(verdict),))
    assert scenario.rationale.startswith("A. Lawyer, ")


def test_what_cannot_be_a_scenario_is_told(records: Records):
    """Nobody reviewed it, or it has parts that a scenario cannot hold."""
    from tests.canned_advisor import long_answer

    plan = AdviseRequest(action="Score people", payload={"tool": "score"})
    kept = records.opinions.add("default", plan, long_answer())
    with pytest.raises(RequestError, match="nobody reviewed"):
        scenario_of(stored(records, kept.id))
    affirm = ReviewRequest(act="affirm", reason="Right.")
    records.reviews.add("default", kept.id, "A. Lawyer", affirm)
    with pytest.raises(RequestError, match="payload"):
        scenario_of(stored(records, kept.id))
    records.opinions.erase("default", kept.id)
    with pytest.raises(RequestError, match="erased"):
        scenario_of(stored(records, kept.id))
