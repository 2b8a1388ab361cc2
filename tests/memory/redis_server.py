"""A real Redis server for tests, on a port of its own and without a trace on disk."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis


def free_port() -> int:
    """A port of the loopback interface that nobody uses now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(folder: Path, port: int | None = None) -> Iterator[str]:
    """Start a server and give its address; skip where there is none to start."""
    if shutil.which("redis-server") is None:
        if os.environ.get("ADVISOR_CI"):
            pytest.fail("redis-server is missing: apt-get install redis-server")
        pytest.skip("redis-server is not installed")
    chosen = port or free_port()
    process = subprocess.Popen(
        [
            *("redis-server", "--port", str(chosen), "--bind", "127.0.0.1", "--dir", str(folder)),
            *("--save", "", "--appendonly", "no"),
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        client = redis.Redis(port=chosen)
        for _ in range(100):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        else:
            pytest.fail("redis-server did not start")
        yield f"redis://127.0.0.1:{chosen}/0"
    finally:
        process.terminate()
        process.wait(timeout=10)
