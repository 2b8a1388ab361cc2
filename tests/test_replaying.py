"""Before a corpus goes live, lawyers see which verdicts it would change, and why."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from advisor.advising import Advisor
from advisor.records import Filter, Records, sqlite_address
from advisor.replaying import Replay, replay, suspend_changed
from advisor.settings import ROOT, Settings
from advisor.wire import AdviseRequest, ReviewRequest, Standing, Verdict

DAY = date(2026, 11, 20)
TICKETS = {
    "subjects.located_in": ["FR"],
    "subjects.relationship": "customer",
    "purpose": "customer_support",
    "operations": ["transfer"],
    "recipients": ["processor"],
    "data.categories": ["contact"],
    "transfer.destinations": ["US"],
    "transfer.mechanism": "scc",
    "transfer.impact_assessed": True,
    "safeguards.processor_contract": True,
}
PLANS = (
    AdviseRequest(facts=TICKETS, as_of=DAY),
    AdviseRequest(facts={**TICKETS, "transfer.mechanism": "none"}, as_of=DAY, depth="gate"),
    AdviseRequest(action="E-mail Spanish customers who objected to marketing", as_of=DAY),
)


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Advisor:
    return Advisor.open(Settings(home=tmp_path_factory.mktemp("home")), clock=lambda: DAY)


@pytest.fixture(scope="module")
def updated(tmp_path_factory: pytest.TempPathFactory) -> Advisor:
    """An advisor whose corpus asks for more before data may leave."""
    home = tmp_path_factory.mktemp("updated")
    corpus = shutil.copytree(ROOT / "corpus", home / "corpus")
    (file,) = [
        path
        for path in (corpus / "norms").rglob("*.yaml")
        if "- id: gdpr-transfer-needs-ground" in path.read_text(encoding="utf-8")
    ]
    text = file.read_text(encoding="utf-8")
    start = text.index("- id: gdpr-transfer-needs-ground")
    changed = text[start:].replace(
        "satisfied: transfer.safeguarded",
        "satisfied: transfer.safeguarded and transfer.mechanism == bcr",
        1,
    )
    assert changed != text[start:]
    file.write_text(text[:start] + changed, encoding="utf-8")
    return Advisor.open(Settings(home=home, corpus=corpus), clock=lambda: DAY)


@pytest.fixture
def records(tmp_path: Path, advisor: Advisor) -> Records:
    opened = Records.open(sqlite_address(tmp_path / "records.db"))
    for plan in PLANS:
        opened.opinions.add("default", plan, advisor.advise(plan))
    return opened


def replayed(advisor: Advisor, records: Records, **members: date) -> Replay:
    return replay(advisor, records, records.opinions.all(None, Filter()), **members)


def test_under_the_same_corpus_nothing_moves(advisor, records):
    """The same plan, date and corpus give the same verdict."""
    found = replayed(advisor, records)

    assert (found.replayed, found.moved, found.suspect) == (3, (), ())


def test_a_changed_norm_is_named_with_the_verdict_that_it_moved(updated, records):
    """Which opinion, from what to what, by which norm."""
    found = replayed(updated, records)

    (moved,) = found.moved
    assert moved.before is Verdict.PROCEED
    assert moved.now is not Verdict.PROCEED
    assert any(reason.startswith("gdpr-transfer-needs-ground: ") for reason in moved.why)
    assert any(reason.startswith("norms ") for reason in moved.why)


def test_the_law_of_another_day_can_be_applied(advisor, records):
    """What was advised under one law may read otherwise under the next."""
    found = replayed(advisor, records, on=date(2017, 1, 1))

    assert {moved.as_of for moved in found.moved} == {date(2017, 1, 1)}
    assert any("law of 2026-11-20, now of 2017-01-01" in moved.why for moved in found.moved)


def test_erased_words_are_replayed_by_their_facts(advisor, updated, records):
    """What was read from the words then is enough to judge again."""
    for stored in list(records.opinions.all(None, Filter())):
        records.opinions.erase("default", stored.id)

    assert replayed(advisor, records).moved == ()
    assert [moved.from_facts for moved in replayed(updated, records).moved] == [True]


def test_precedents_on_changed_norms_are_suspended_for_review(advisor, updated, records):
    """They bind no more until a reviewer looked at them again, and the list says why."""
    plan = AdviseRequest(facts={**TICKETS, "transfer.impact_assessed": None}, as_of=DAY)
    kept = records.opinions.add("default", plan, advisor.advise(plan))
    parts, _ = advisor.basis(plan, DAY)
    overrule = ReviewRequest(act="overrule", verdict="proceed", reason="It is assessed.")
    records.reviews.add("default", kept.id, "A. Lawyer", overrule, parts)

    assert suspend_changed(advisor, records) == ()
    ((_, why),) = replayed(updated, records).suspect
    assert "gdpr-transfer-needs-ground" in why
    assert len(suspend_changed(updated, records)) == 1

    assert records.precedents.binding("default") == ()
    (entry,) = records.precedents.all("default")
    assert (entry.standing, entry.why) == (Standing.SUSPENDED, why)
    assert records.audit.verify().fault is None
