"""Equal questions that come in at once are worked out once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from advisor.memory import Answer, recall
from advisor.memory.disk import DiskCache
from advisor.memory.flights import Flights


def test_many_equal_questions_at_once_are_one_computation(tmp_path):
    """Twenty agents ask the same; the advisor thinks once."""
    cache, worked, ready = DiskCache(tmp_path), [], threading.Barrier(20)

    def work_out() -> Answer:
        worked.append(1)
        time.sleep(0.2)
        return Answer({"verdict": "proceed"}, frozenset())

    def ask(_number: int) -> bool:
        ready.wait()
        return recall(cache, "k", work_out).hit

    with ThreadPoolExecutor(20) as pool:
        hits = list(pool.map(ask, range(20)))

    assert len(worked) == 1
    assert hits.count(False) == 1


def test_different_questions_do_not_wait_for_each_other(tmp_path):
    cache, both = DiskCache(tmp_path), threading.Barrier(2, timeout=5)

    def work_out() -> Answer:
        both.wait()
        return Answer(None, frozenset())

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda key: recall(cache, key, work_out), ["one", "other"]))

    assert not any(answer.hit for answer in found)


def test_the_fault_of_one_is_not_the_fault_of_those_who_waited():
    """Who waited for a computation that failed works it out."""
    flights, begun, go_on = Flights[str](), threading.Event(), threading.Event()

    def fail() -> str:
        begun.set()
        go_on.wait(5)
        raise ValueError("a fault")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(flights.join, "k", fail)
        begun.wait(5)
        second = pool.submit(flights.join, "k", lambda: "worked out")
        time.sleep(0.05)
        go_on.set()

        with pytest.raises(ValueError, match="a fault"):
            first.result()
        assert second.result() == ("worked out", False)
