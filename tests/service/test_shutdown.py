"""A service that is told to stop finishes what it accepted, and takes no more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from advisor.records import Filter, Records, sqlite_address
from tests.memory.redis_server import free_port

ROOT = Path(__file__).parents[2]
HEADERS = {"authorization": "Bearer fixed by the operator"}


def test_what_was_accepted_is_answered_and_stored(tmp_path: Path) -> None:
    """SIGTERM in the middle of three plans: three answers, three records, and then the end."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.service.slow_service", str(tmp_path), str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        for _ in range(300):
            try:
                httpx.get(f"{address}/healthz")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        with ThreadPoolExecutor(3) as pool:
            asked = [
                pool.submit(
                    httpx.post,
                    f"{address}/advise",
                    json={"action": f"Score people {number}"},
                    headers=HEADERS,
                    timeout=30,
                )
                for number in range(3)
            ]
            for _ in asked:
                assert process.stdout.readline() == "begun\n"
            process.send_signal(signal.SIGTERM)
            answers = [one.result() for one in asked]
        process.wait(timeout=30)
    finally:
        process.kill()
        process.wait()

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    records = Records.open(sqlite_address(tmp_path / "records.db"))
    kept = {entry.id for entry in records.opinions.page("default", Filter()).opinions}
    records.close()
    assert kept == {answer.json()["id"] for answer in answers}
