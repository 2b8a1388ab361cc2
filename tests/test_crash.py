"""Killed at any moment, the service loses nothing that it answered."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from advisor.records import Records, sqlite_address
from scripts.crash_test import crash, faults

WRITING = """
import sys, threading
from pathlib import Path
from advisor.records import Records, sqlite_address
from advisor.wire import AdviseRequest, Verdict
from tests.canned_advisor import short_answer

folder = Path(sys.argv[1])
records = Records.open(sqlite_address(folder / "records.db"))
plan = AdviseRequest(action="Score people")

def work():
    while True:
        kept = records.opinions.add("default", plan, short_answer(Verdict.PROCEED))
        sys.stdout.write(kept.id + "\\n")
        sys.stdout.flush()

for _ in range(4):
    threading.Thread(target=work).start()
"""


def test_what_was_acknowledged_is_there_after_a_kill(tmp_path: Path) -> None:
    """Ten processes killed while they write: every identifier that they gave out is kept."""
    given: list[str] = []
    for turn in range(10):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITING, str(tmp_path)], stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        given.append(writer.stdout.readline().decode().strip())
        time.sleep(0.03 * turn)
        writer.send_signal(signal.SIGKILL)
        # A line that the kill cut short was never read by anybody.
        lines = writer.stdout.read().decode().split("\n")
        given += lines[:-1]
        writer.wait()

    records = Records.open(sqlite_address(tmp_path / "records.db"))

    assert len(given) == len(set(given)) > 10
    assert not [name for name in given if records.opinions.get("default", name) is None]
    assert records.audit.verify().fault is None


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_the_service_loses_nothing_when_it_is_killed(tmp_path: Path) -> None:
    """The real service under load, killed again and again; scripts/crash_test.py does more."""
    home = Path(os.environ["ADVISOR_HOME"])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    load = crash(5, port, home)

    assert len(load.answered) > 5
    assert faults(load, home) == []
