"""Temporary folders do not pile up, and nobody's folder is taken away while in use."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from advisor.retrieval.scratch import Scratch, clear_abandoned

KILLED = """
import os, signal
from advisor.retrieval.scratch import Scratch
scratch = Scratch()
print(scratch.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def age(folder: Path) -> None:
    """Let the folder look as if it was made an hour ago."""
    an_hour_ago = time.time() - 3600
    os.utime(folder / "in-use", (an_hour_ago, an_hour_ago))


def test_the_folder_of_a_killed_process_is_removed_by_the_next():
    """Even a process that had no chance to clean up leaves nothing behind for long."""
    killed = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True)
    left = Path(killed.stdout.strip())
    assert left.is_dir()

    clear_abandoned()
    assert left.is_dir()  # too young to be sure

    age(left)
    clear_abandoned()
    assert not left.exists()


def test_a_folder_in_use_stays():
    """A long-running service keeps its index."""
    scratch = Scratch()
    age(scratch.folder)

    clear_abandoned()

    assert scratch.folder.is_dir()
    scratch.remove()
    assert not scratch.folder.exists()


def test_what_is_not_ours_stays(tmp_path):
    """A folder that only has a similar name is nobody's business."""
    other = tmp_path / "advisor-index-notes"
    other.mkdir()

    clear_abandoned()

    assert other.is_dir()
