"""What is too much, too large, too slow or too often is turned away in plain words."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from advisor.records import Records, sqlite_address
from advisor.service.app import create_app
from advisor.settings import Settings
from advisor.wire import AdviseRequest, Answer
from tests.canned_advisor import CannedAdvisor
from tests.memory.redis_server import served

PLAN = {"action": "Score our prospects"}

Result = TypeVar("Result")


def _in_a_thread(doing: Coroutine[Any, Any, Result]) -> Result:
    """Run in a thread of its own: a browser test before may have left a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, doing).result()


class SlowAdvisor(CannedAdvisor):
    """Answers when it is allowed to."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def advise(self, request: AdviseRequest, *more: object, **most: object) -> Answer:
        assert self.go_on.wait(20)
        return super().advise(request)


Made = Callable[..., tuple[FastAPI, str]]


@pytest.fixture
def made(tmp_path: Path, records: Records) -> Made:
    """Makes a service with other settings, and a key to it."""

    def make(advisor: CannedAdvisor | None = None, **chosen: object) -> tuple[FastAPI, str]:
        settings = Settings(home=tmp_path, **chosen)  # type: ignore[arg-type]
        app = create_app(advisor or CannedAdvisor(), records, settings)
        return app, records.keys.create("agent", "campaigns")

    return make


def client_of(app: FastAPI, key: str) -> TestClient:
    return TestClient(app, base_url="http://localhost", headers={"authorization": f"Bearer {key}"})


def test_who_asks_too_often_is_told_when_to_come_back(made: Made, records: Records) -> None:
    """429 with Retry-After, for this key and no other."""
    app, key = made(rate_limit="3/minute")
    client = client_of(app, key)

    statuses = [client.post("/advise", json=PLAN).status_code for _ in range(4)]
    refused = client.post("/advise", json=PLAN)
    other = client_of(app, records.keys.create("agent", "another"))

    assert statuses == [200, 200, 200, 429]
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["content-type"] == "application/problem+json"
    assert "verdict" not in refused.json()
    assert other.post("/advise", json=PLAN).status_code == 200


def test_a_batch_counts_as_many_as_it_holds(made: Made) -> None:
    """Nobody asks for more by asking for it at once."""
    app, key = made(rate_limit="5/minute")
    client = client_of(app, key)

    assert client.post("/advise/batch", json=[PLAN] * 6).status_code == 429
    assert client.post("/advise/batch", json=[PLAN] * 2).status_code == 200


def test_a_guesser_of_keys_is_slowed_down(made: Made) -> None:
    """Thirty wrong keys a minute; the right key still opens."""
    app, key = made()
    wrong = client_of(app, "ta_01JD8ZZZZZZZZZZZZZZZZZZZZZ_guess")

    statuses = [wrong.get("/norms").status_code for _ in range(31)]

    assert set(statuses[:30]) == {401}
    assert statuses[30] == 429
    assert client_of(app, key).get("/norms").status_code == 200


def test_limits_are_shared_over_redis_and_stay_without_it(made: Made, tmp_path: Path) -> None:
    """Two processes count together; where the server is gone, each counts by itself."""
    folder = tmp_path / "redis"
    folder.mkdir()
    with served(folder) as address:
        one, key = made(rate_limit="3/minute", cache_url=address)
        two, _ = made(rate_limit="3/minute", cache_url=address)
        together = [client_of(app, key).get("/norms").status_code for app in (one, two, one, two)]
    begun = time.monotonic()
    alone = [client_of(one, key).get("/norms").status_code for _ in range(4)]

    assert together == [200, 200, 200, 429]
    assert alone == [200, 200, 200, 429]
    assert time.monotonic() - begun < 5


def test_beyond_the_queue_advice_is_shed_while_health_answers(made: Made) -> None:
    """One is judged, one waits, the others are told at once to come back; none gets a verdict."""
    advisor = SlowAdvisor()
    app, key = made(advisor, advice_at_once=1, advice_queue=1, advice_wait="PT20S")

    async def storm() -> tuple[list[httpx.Response], list[httpx.Response], float, str]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(
            transport=transport,
            base_url="http://localhost",
            headers={"authorization": f"Bearer {key}"},
        ) as client:
            await client.get("/norms")
            asked = [asyncio.create_task(client.post("/advise", json=PLAN)) for _ in range(8)]
            begun = time.monotonic()
            while sum(task.done() for task in asked) < 6:
                await asyncio.sleep(0.01)
                assert time.monotonic() - begun < 15
            health = [await client.get("/healthz") for _ in range(5)]
            took = time.monotonic() - begun
            figures = (await client.get("/metrics")).text
            advisor.go_on.set()
            return [await task for task in asked], health, took, figures

    answers, health, took, figures = _in_a_thread(storm())

    shed = [answer for answer in answers if answer.status_code == 503]
    assert len(shed) == 6
    assert [a.status_code for a in answers].count(200) == 2
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in shed)
    assert not any("verdict" in answer.json() for answer in shed)
    assert {answer.status_code for answer in health} == {200}
    assert took < 15
    assert 'advisor_turned_away_total{reason="overload"} 6.0' in figures
    assert "advisor_advice_under_way 1.0" in figures
    assert "advisor_advice_waiting 1.0" in figures


def test_an_answer_that_does_not_come_in_time_is_no_answer(made: Made) -> None:
    """503 and no verdict; the place is free again when the computation is done."""
    advisor = SlowAdvisor()
    app, key = made(advisor, advice_at_once=1, advice_timeout="PT0.2S", advice_wait="PT0.2S")

    async def ask() -> list[httpx.Response]:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://localhost",
            headers={"authorization": f"Bearer {key}"},
        ) as client:
            late = await client.post("/advise", json=PLAN)
            still_busy = await client.post("/advise", json=PLAN)
            advisor.go_on.set()
            await asyncio.sleep(0.3)
            return [late, still_busy, await client.post("/advise", json=PLAN)]

    late, still_busy, after = _in_a_thread(ask())

    assert (late.status_code, still_busy.status_code, after.status_code) == (503, 503, 200)
    assert "verdict" not in late.json()
    assert late.headers["retry-after"]


def test_a_body_that_dawdles_is_not_waited_for(made: Made) -> None:
    """A caller who sends a byte a minute holds no place."""
    app, key = made(body_timeout="PT0.2S")

    async def dawdle():
        yield b'{"action":'
        await asyncio.sleep(5)
        yield b'"x"}'

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://localhost"
        ) as client:
            headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
            return await client.post("/advise", content=dawdle(), headers=headers)

    assert _in_a_thread(ask()).status_code == 408


@pytest.mark.parametrize("depth", [40, 5_000, 200_000])
def test_json_nested_deeply_is_refused(agent: TestClient, depth: int) -> None:
    """Neither a crash nor a hang."""
    nested = b'{"action": "x", "payload": ' + b"[" * depth + b"]" * depth + b"}"

    response = agent.post("/advise", content=nested, headers={"content-type": "application/json"})

    assert response.status_code in (400, 422)


def test_records_that_do_not_answer_give_503_and_health_stays(
    made: Made, records: Records, tmp_path: Path
) -> None:
    """Nobody can be known, so nobody is advised; the process still says that it runs."""
    app, key = made()
    client = client_of(app, key)
    with records._database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE api_keys")

    refused = client.post("/advise", json=PLAN)

    assert refused.status_code == 503
    assert refused.headers["retry-after"]
    assert "verdict" not in refused.json()
    assert client.get("/healthz").status_code == 200


def test_records_that_are_locked_give_503_in_time(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program that holds the file costs seconds, not for ever."""
    monkeypatch.setattr("advisor.records.database._SECONDS", 0.3)
    locked = Records.open(sqlite_address(tmp_path / "locked.db"))
    key = locked.keys.create("agent", "campaigns")
    app = create_app(CannedAdvisor(), locked, Settings(home=tmp_path))
    with locked._database.engine.execution_options(
        sqlite_begin="BEGIN IMMEDIATE"
    ).connect() as holder:
        holder.exec_driver_sql("SELECT 1")
        begun = time.monotonic()
        refused = client_of(app, key).post("/advise", json=PLAN)

    assert refused.status_code == 503
    assert time.monotonic() - begun < 3
    locked.close()


def test_head_answers_where_get_does(agent: TestClient) -> None:
    """The same status and headers, and no body."""
    for address in ("/healthz", "/norms", "/opinions", "/static/advisor.css", "/no"):
        got, head = agent.get(address), agent.head(address)
        assert head.status_code == got.status_code, address
        assert head.content == b""
        assert head.headers["content-length"] == got.headers["content-length"]
    assert agent.head("/advise").status_code == 405


def test_many_callers_at_once_all_get_their_own_answers(made: Made) -> None:
    """Nothing is mixed up between threads."""
    app, key = made()
    client = client_of(app, key)
    plans = ["Score people", "a late parcel", "a person objected"] * 10

    with ThreadPoolExecutor(8) as pool:
        verdicts = list(
            pool.map(lambda p: client.post("/advise", json={"action": p}).json()["verdict"], plans)
        )

    assert verdicts == ["modify", "proceed", "refuse"] * 10
