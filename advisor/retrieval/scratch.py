"""A temporary folder of one process, cleared away even if that process was killed."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import time
from pathlib import Path

_PREFIX = "advisor-index-"
_LOCK = "in-use"
_SETTLED_SECONDS = 60
"""A folder younger than this may not have been locked yet."""


class Scratch:
    """A folder that is removed by `remove`, or else by the next process that makes one."""

    def __init__(self) -> None:
        clear_abandoned()
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # The system lets go of the lock when the process ends, however it ends.
        self._lock = (self.folder / _LOCK).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._lock.close()


def clear_abandoned() -> None:
    """Remove the folders of processes that ended without doing so."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            with (folder / _LOCK).open() as lock:
                if time.time() - (folder / _LOCK).stat().st_mtime > _SETTLED_SECONDS:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # in use, somebody else's, or gone meanwhile
            continue
