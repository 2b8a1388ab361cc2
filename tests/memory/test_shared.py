"""The shared cache does what the one in a folder does, on a real server."""

import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from advisor.errors import UnavailableError
from advisor.memory import Answer, drop_changed, open_cache, recall
from advisor.memory.disk import DiskCache
from advisor.memory.shared import SharedCache
from advisor.settings import Settings
from tests.memory.redis_server import free_port, served

PROCEED = Answer({"verdict": "proceed"}, frozenset({"gdpr:6(1)(a)@1", "norm:gdpr-basis@1"}))
MODIFY = Answer({"verdict": "modify", "é": [1, None]}, frozenset({"norm:gdpr-transfer@1"}))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture(params=["disk", "redis"])
def cache(request, tmp_path: Path) -> Iterator[DiskCache | SharedCache]:
    """Both caches: whatever is said here holds for each."""
    opened: DiskCache | SharedCache
    if request.param == "disk":
        opened = DiskCache(tmp_path / "cache")
    else:
        address = request.getfixturevalue("server")
        redis.Redis.from_url(address).flushall()
        opened = SharedCache(address)
    yield opened
    opened.close()


def test_an_answer_comes_back_exactly(cache):
    """Nothing is rounded or retyped on the way."""
    cache.put("k", MODIFY, cache.generation())

    assert cache.get("k") == MODIFY
    assert cache.get("other") is None
    assert cache.size().entries >= 1


def test_a_changed_norm_drops_what_rests_on_it_and_no_more(cache):
    cache.put("consent", PROCEED, cache.generation())
    cache.put("transfer", MODIFY, cache.generation())

    assert cache.drop({"norm:gdpr-transfer@1"}) == 1
    assert cache.get("transfer") is None
    assert cache.get("consent") == PROCEED


def test_an_answer_worked_out_while_something_was_dropped_is_not_kept(cache):
    def work_out_while_the_norm_changes() -> Answer:
        cache.drop({"norm:gdpr-basis@1"})
        return PROCEED

    recall(cache, "k", work_out_while_the_norm_changes)

    assert cache.get("k") is None


def test_an_answer_that_holds_no_more_is_worked_out_again(cache):
    """An older process that still writes under the old law spoils no answer."""
    cache.put("k", PROCEED, cache.generation())

    again = recall(cache, "k", lambda: MODIFY, lambda found: "norm:gdpr-basis@2" in found.rests_on)

    assert (again.value, again.hit) == (MODIFY.value, False)
    assert cache.get("k") == MODIFY


def test_only_what_changed_since_the_last_start_is_dropped(cache):
    """Fingerprints of one start are compared with those of the next."""
    prints = {"gdpr:6(1)(a)": "1", "norm:gdpr-basis": "1", "norm:gdpr-transfer": "1"}
    assert drop_changed(cache, prints) == 0
    cache.put("consent", PROCEED, cache.generation())
    cache.put("transfer", MODIFY, cache.generation())

    assert drop_changed(cache, prints) == 0
    assert drop_changed(cache, {**prints, "norm:gdpr-basis": "2"}) == 1
    assert cache.get("consent") is None
    assert cache.get("transfer") == MODIFY


def test_a_fallback_is_never_kept(cache):
    fallback = Answer({"verdict": "escalate"}, frozenset(), lasting=False)

    recall(cache, "k", lambda: fallback)

    assert cache.get("k") is None


def test_a_damaged_entry_is_a_miss(server):
    """A broken entry costs time, it does not change an answer, and other entries stand."""
    cache = SharedCache(server)
    cache.put("good", PROCEED, cache.generation())
    redis.Redis.from_url(server).set("{treaty-advisor}:answer:bad", b"\x80pickle")

    assert cache.get("bad") is None
    assert cache.get("good") == PROCEED
    assert cache.counts().failures == 1


def test_a_server_that_is_down_costs_little_time_and_no_answer(tmp_path):
    """The answer is worked out; the next ones do not wait for the server again."""
    with served(tmp_path) as address:
        cache = SharedCache(address)
        cache.put("k", PROCEED, cache.generation())
    begun = time.monotonic()

    answers = [recall(cache, "k", lambda: PROCEED) for _ in range(50)]

    assert {answer.hit for answer in answers} == {False}
    assert time.monotonic() - begun < 2
    assert cache.size() is None
    with pytest.raises(UnavailableError):
        cache.drop({"norm:gdpr-basis@1"})


def test_a_server_that_comes_back_is_used_again(tmp_path, monkeypatch):
    monkeypatch.setattr("advisor.memory.shared._PAUSE_S", 0.01)
    port = free_port()
    with served(tmp_path, port) as address:
        cache = SharedCache(address)
        recall(cache, "k", lambda: PROCEED)
    assert not recall(cache, "k", lambda: PROCEED).hit
    time.sleep(0.02)

    with served(tmp_path, port):
        recall(cache, "k", lambda: PROCEED)
        assert recall(cache, "k", lambda: PROCEED).hit


def test_a_server_that_hangs_does_not_hold_an_answer(server):
    """Half a second, once; not for ever."""
    cache = SharedCache(server)
    client = redis.Redis.from_url(server)
    client.execute_command("CLIENT", "PAUSE", 1_500, "ALL")
    begun = time.monotonic()

    answer = recall(cache, "hung", lambda: PROCEED)

    assert answer.value == PROCEED.value
    assert time.monotonic() - begun < 1.2


def test_the_settings_choose_the_cache(tmp_path, server):
    assert isinstance(open_cache(Settings(home=tmp_path)), DiskCache)
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700
    assert isinstance(open_cache(Settings(home=tmp_path, cache_url=server)), SharedCache)
    with pytest.raises(UnavailableError, match="ADVISOR_CACHE_URL"):
        open_cache(Settings(home=tmp_path, cache_url="localhost"))
