"""What is remembered is only ever the answer that would be worked out now."""

from datetime import date

from advisor import advising
from advisor.advising import Advisor
from advisor.settings import Settings
from advisor.wire import AdviseRequest


def test_changed_code_remembers_no_answer_of_the_old(monkeypatch):
    """After an update every plan is judged anew, even under the same corpus."""
    advisor = Advisor.open(Settings(), clock=lambda: date(2026, 11, 20))
    request = AdviseRequest(facts={"purpose": "analytics", "data.personal": False}, depth="gate")

    caches = [advisor.advise(request).meta.cache for _ in range(2)]
    monkeypatch.setattr(advising, "code_version", lambda: "another")
    after = advisor.advise(request).meta.cache

    assert caches == ["miss", "hit"]
    assert after == "miss"
