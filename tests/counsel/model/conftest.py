"""An advisor with a model behind it: a scripted server on loopback, over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from advisor.advising import Advisor
from advisor.assisting import Assistant, PlanMasker
from advisor.counsel.model import Call, Endpoint, LiteLLM, Message
from advisor.memory import open_cache
from advisor.settings import Settings
from tests.counsel.model.scripted_server import ScriptedServer, serving

DAY = date(2026, 11, 20)


@pytest.fixture(scope="session")
def _running() -> Iterator[ScriptedServer]:
    with serving() as scripted:
        # The first call of a process loads the client; on a busy machine that takes seconds.
        call = Call((Message("user", "?"),), "warm", {"type": "object"}, 10, 60)
        LiteLLM().send(Endpoint("openai/scripted", scripted.base), call)
        yield scripted


@pytest.fixture
def server(_running: ScriptedServer) -> ScriptedServer:
    """The scripted server, answering with an empty object."""
    _running.answer = lambda heard: "{}"
    _running.heard.clear()
    return _running


@pytest.fixture(scope="session")
def offline_advisor(tmp_path_factory: pytest.TempPathFactory) -> Advisor:
    settings = Settings(home=tmp_path_factory.mktemp("offline"), model=None, profile=None)
    return Advisor.open(settings, clock=lambda: DAY)


@pytest.fixture(scope="session")
def _masker() -> PlanMasker:
    masker = PlanMasker(60)
    masker._loading.join()
    return masker


@pytest.fixture
def advisor_with(
    server: ScriptedServer, offline_advisor: Advisor, _masker: PlanMasker
) -> Callable[..., Advisor]:
    """Opens an advisor whose model is the scripted server; settings can be added.

    The corpus is loaded once. What is remembered is each advisor's own.
    """

    def opened(**settings: object) -> Advisor:
        chosen = {
            "model": "openai/scripted",
            "model_api_base": server.base,
            "model_call_seconds": 2.0,
            "model_answer_seconds": 5.0,
            **settings,
        }
        own = Settings.model_validate(chosen)
        cache = open_cache(own)
        assistant = Assistant.open(own, offline_advisor.book, cache, masker=_masker)
        assert assistant is not None
        assistant.asker.transport._loading.join()
        return replace(offline_advisor, settings=own, cache=cache, assistant=assistant)

    return opened
