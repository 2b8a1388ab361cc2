"""An advisor with a model behind it: a scripted server on loopback, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from advisor.advising import Advisor
from advisor.settings import Settings
from tests.counsel.model.scripted_server import ScriptedServer, serving

DAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def _running() -> Iterator[ScriptedServer]:
    with serving() as scripted:
        yield scripted


@pytest.fixture
def server(_running: ScriptedServer) -> ScriptedServer:
    """The scripted server, answering with an empty object."""
    _running.answer = lambda heard: "{}"
    _running.heard.clear()
    return _running


@pytest.fixture
def advisor_with(server: ScriptedServer) -> Callable[..., Advisor]:
    """Opens an advisor whose model is the scripted server; settings can be added."""

    def opened(**settings: object) -> Advisor:
        chosen = {
            "model": "openai/scripted",
            "model_api_base": server.base,
            "model_call_seconds": 2.0,
            "model_answer_seconds": 5.0,
            **settings,
        }
        return Advisor.open(Settings.model_validate(chosen), clock=lambda: DAY)

    return opened
