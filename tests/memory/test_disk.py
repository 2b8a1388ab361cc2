"""The cache gives back exactly what it was given, forgets what it is told to, and never lies."""

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import UnavailableError
from advisor.memory import Answer, Counts, recall
from advisor.memory.disk import DiskCache

PROCEED = Answer({"verdict": "proceed"}, frozenset({"gdpr:6(1)(a)", "gdpr-lawful-basis"}))
MODIFY = Answer({"verdict": "modify"}, frozenset({"gdpr:44", "gdpr-transfer-needs-ground"}))

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[DiskCache]:
    opened = DiskCache(tmp_path / "cache")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DiskCache]:
    """One cache for all examples of a property."""
    opened = DiskCache(tmp_path_factory.mktemp("cache"))
    yield opened
    opened.close()


@settings(max_examples=60, deadline=None)
@given(value=JSON, names=st.frozensets(st.text("abc:()1", max_size=8), max_size=4))
def test_a_remembered_answer_is_exactly_the_one_given(shared, value, names):
    """Nothing is rounded, reordered or retyped on the way to the disk and back."""
    answer = Answer(value, names)

    shared.put("k", answer, shared.generation())

    assert shared.get("k") == answer


def test_an_answer_is_worked_out_once(cache):
    """The second time the same question is asked, nobody thinks again."""
    calls = []

    def work_out() -> Answer:
        calls.append(1)
        return PROCEED

    first = recall(cache, "k", work_out)
    second = recall(cache, "k", work_out)

    assert (first.value, first.hit) == (PROCEED.value, False)
    assert (second.value, second.hit) == (PROCEED.value, True)
    assert len(calls) == 1
    assert cache.counts() == Counts(hits=1, misses=1, failures=0)


def test_an_error_is_never_remembered(cache):
    """A failure today says nothing about tomorrow."""

    def fail() -> Answer:
        raise UnavailableError("the model did not answer")

    with pytest.raises(UnavailableError):
        recall(cache, "k", fail)

    assert cache.get("k") is None


def test_a_fallback_is_never_remembered(cache):
    """What the offline step said because a model failed gives way once the model is back."""
    fallback = Answer({"verdict": "escalate"}, frozenset(), lasting=False)

    assert recall(cache, "k", lambda: fallback).value == fallback.value
    assert not recall(cache, "k", lambda: PROCEED).hit


def test_a_changed_norm_drops_the_answers_that_rest_on_it_and_no_others(cache):
    """After an amendment of Chapter V, answers about consent stand."""
    for key, answer in {"consent": PROCEED, "transfer": MODIFY}.items():
        cache.put(key, answer, cache.generation())

    assert cache.drop({"gdpr-transfer-needs-ground", "gdpr:49"}) == 1
    assert cache.get("transfer") is None
    assert cache.get("consent") == PROCEED


def test_an_answer_worked_out_while_its_norm_changed_is_not_kept(cache):
    """The answer began under the old norm; it may be given once, not again."""

    def work_out_while_the_norm_changes() -> Answer:
        cache.drop({"gdpr-lawful-basis"})
        return PROCEED

    recall(cache, "k", work_out_while_the_norm_changes)

    assert cache.get("k") is None


def test_only_the_owner_can_read_the_folder(tmp_path):
    """Plans may hold personal data."""
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o755)

    DiskCache(folder).close()

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_another_process_finds_the_answer(cache, tmp_path):
    """The command line and the service share what they remember."""
    cache.put("k", PROCEED, cache.generation())
    script = (
        "import sys; from pathlib import Path; from advisor.memory.disk import DiskCache;"
        "print(DiskCache(Path(sys.argv[1])).get('k').value['verdict'])"
    )

    other = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "cache")],
        capture_output=True,
        text=True,
        check=True,
    )

    assert other.stdout.strip() == "proceed"


def test_a_damaged_entry_is_a_miss(cache, tmp_path):
    """A broken file costs time, it does not change an answer."""
    cache.put("k", PROCEED, cache.generation())
    with sqlite3.connect(tmp_path / "cache" / "cache.db") as database:
        database.execute("UPDATE Cache SET value = x'00'")

    assert cache.get("k") is None
    assert cache.counts() == Counts(hits=0, misses=1, failures=1)
    assert recall(cache, "k", lambda: MODIFY).value == MODIFY.value
    assert cache.get("k") == MODIFY


def test_a_locked_cache_is_a_miss(cache, tmp_path, monkeypatch):
    """Another process that holds the file does not stop an answer."""
    blocker = sqlite3.connect(tmp_path / "cache" / "cache.db", isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    try:
        assert recall(cache, "k", lambda: PROCEED).value == PROCEED.value
    finally:
        blocker.execute("ROLLBACK")
        blocker.close()
    assert cache.get("k") is None
