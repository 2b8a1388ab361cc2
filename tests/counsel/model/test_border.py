"""A plan goes to a provider only where the advisor's own transfer norms let it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from advisor import wire
from advisor.advising import Advisor
from advisor.border import border_of
from advisor.counsel.model import Endpoint
from advisor.errors import RequestError
from advisor.reasoning.plan import Plan
from advisor.settings import Settings
from tests.counsel.model.conftest import DAY
from tests.counsel.model.scripted_server import ScriptedServer

HOSTED = "https://models.example.org/v1"


def _reason(advisor: Advisor, country: str | None, **settings: object) -> str | None:
    own = Settings.model_validate({"model": None, **settings})
    people = advisor.book.vocabulary.read("subjects.located_in", ["FR"])
    assert people is not None
    plan = Plan(stated={"subjects.located_in": people})
    endpoint = Endpoint("hosted/model", HOSTED, country=country)
    return border_of(own, advisor.book, lambda: DAY)(endpoint, plan)


def test_home_is_free(offline_advisor: Advisor) -> None:
    """Nothing is transferred on this machine."""
    border = border_of(Settings(model=None), offline_advisor.book, lambda: DAY)

    assert border(Endpoint("ollama_chat/any", "http://127.0.0.1:11434"), Plan()) is None


def test_an_unknown_country_is_no_country(offline_advisor: Advisor) -> None:
    """Nobody said where the provider processes."""
    assert "in which country" in (_reason(offline_advisor, None) or "")


def test_the_transfer_norms_decide(offline_advisor: Advisor) -> None:
    """The reason names the norm and its provision."""
    assert _reason(offline_advisor, "FR") is None
    assert "gdpr:44" in (_reason(offline_advisor, "US") or "")
    clauses = {"model_transfer_mechanism": "scc", "model_transfer_assessed": True}
    assert _reason(offline_advisor, "US", **clauses) is None
    assert _reason(
        offline_advisor, "US", model_transfer_mechanism="scc", model_transfer_assessed=False
    )


def test_an_instrument_that_is_none_is_told_at_start(offline_advisor: Advisor) -> None:
    """A slip in the settings must not look like a safeguard."""
    with pytest.raises(RequestError):
        _reason(offline_advisor, "US", model_transfer_mechanism="handshake")


def test_a_plan_that_may_not_leave_is_answeredoffline(
    advisor_with: Callable[..., Advisor],
    server: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not one call reaches the provider, and the trace says why."""
    monkeypatch.setattr("advisor.border.at_home", lambda _: False)
    monkeypatch.setattr("advisor.counsel.model.privacy.at_home", lambda _: False)
    opened = advisor_with(model_country="US")
    assert opened.assistant is not None
    border = border_of(opened.settings, opened.book, lambda: DAY)
    advisor = replace(opened, assistant=replace(opened.assistant, border=border))

    answer = advisor.advise(
        wire.AdviseRequest(action="Send the newsletter to our customers in France by e-mail")
    )

    assert answer.meta.reasoner == "offline"
    assert server.heard == []
    assert any("may not go to" in entry.text for entry in answer.trace)
