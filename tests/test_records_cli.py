"""The records on the command line: exit codes, and one clear line where something is wrong."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from pathlib import Path

import pytest

from advisor import cli
from advisor.records import Records
from advisor.records_cli import open_records
from advisor.settings import Settings
from advisor.wire import AdviseRequest, Verdict
from tests.canned_advisor import short_answer


@pytest.fixture
def home() -> Path:
    return Path(os.environ["ADVISOR_HOME"])


@pytest.fixture
def records(home: Path) -> Records:
    return open_records(Settings())


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["advisor", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_an_audit_passes_and_fails_by_its_exit_code(monkeypatch, capsys, home, records):
    """0 while nothing was touched; 1 and the record once something was."""
    records.opinions.add("default", AdviseRequest(action="x"), short_answer(Verdict.PROCEED))
    assert run(monkeypatch, "audit", "verify") == 0
    assert run(monkeypatch, "audit", "checkpoint", "--out", str(home / "kept.json")) == 0
    assert run(monkeypatch, "audit", "verify", "--checkpoint", str(home / "kept.json")) == 0
    assert "nothing is missing" in capsys.readouterr().out

    with sqlite3.connect(home / "records.db") as connection:
        connection.execute("UPDATE opinions SET verdict = 'refuse'")

    assert run(monkeypatch, "audit", "verify") == 1
    assert "tampered: record 2: " in capsys.readouterr().out


def test_the_export_is_json_by_lines(monkeypatch, home, records):
    """One record a line, in order."""
    records.opinions.add("default", AdviseRequest(action="x"), short_answer(Verdict.PROCEED))

    assert run(monkeypatch, "audit", "export", "--out", str(home / "chain.jsonl")) == 0

    lines = (home / "chain.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [1, 2]


def test_words_are_erased_by_name_or_age(monkeypatch, capsys, records):
    """One of the two is named, and the count is told."""
    kept = records.opinions.add("default", AdviseRequest(action="x"), short_answer(Verdict.PROCEED))

    assert run(monkeypatch, "records", "erase", kept.id.lower()) == 0
    assert "1 plan erased" in capsys.readouterr().out
    assert run(monkeypatch, "records", "erase", "--older-than-days", "1") == 0
    assert "0 plans erased" in capsys.readouterr().out
    assert run(monkeypatch, "records", "erase") == 2
    assert run(monkeypatch, "records", "erase", "nothing") == 2


def test_a_signing_key_is_changed(monkeypatch, capsys, records):
    """The new one is named; the audit still passes."""
    before = records.signing.ensure()

    assert run(monkeypatch, "keys", "rotate-signing") == 0

    assert before not in capsys.readouterr().out
    assert records.signing.ensure() != before
    assert run(monkeypatch, "audit", "verify") == 0


def test_a_replay_tells_by_its_exit_code(monkeypatch, capsys, records):
    """1 where a stored verdict is another one now, with the reasons as JSON where asked."""
    assert run(monkeypatch, "replay") == 0
    plan = AdviseRequest(
        facts={"data.personal": True, "subjects.located_in": ["FR"]}, as_of="2026-11-20"
    )
    kept = records.opinions.add("default", plan, short_answer(Verdict.PROCEED))
    capsys.readouterr()

    assert run(monkeypatch, "replay", "--json", "--verdict", "proceed") == 1

    moved = json.loads(capsys.readouterr().out)
    assert (moved["opinion"], moved["before"], moved["now"]) == (kept.id, "proceed", "escalate")
    assert run(monkeypatch, "replay", "--verdict", "refuse") == 0


@pytest.mark.parametrize(
    "words",
    [
        ("replay", "--verdict", "maybe"),
        ("replay", "--since", "yesterday"),
        ("audit", "verify", "--checkpoint", "/nowhere"),
    ],
)
def test_bad_usage_is_one_line(monkeypatch, capsys, words):
    """What is wrong, and what is allowed."""
    code = run(monkeypatch, *words)

    assert code == 2
    assert capsys.readouterr().err.count("\n") == 1
