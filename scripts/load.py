"""Measure the gate under load, beside an empty route: `python -m scripts.load`.

Needs wrk. Each service runs in a process of its own, one after the other; wrk runs on the same
machine and takes its share of it. The empty route parses the same requests and returns the same
bytes, with the same framework and nothing else, so the ratio is what advising costs.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from fastapi import FastAPI
from starlette.responses import Response

from advisor.advising import Advisor
from advisor.records import Records
from advisor.service.app import create_app
from advisor.serving import run
from advisor.settings import Settings
from advisor.wire import AdviseRequest

PORT = 24_100
KEY = "key of the load test"
PLAN = {
    "facts": {
        "purpose": "direct_marketing",
        "operations": ["send_message"],
        "subjects.located_in": ["DE"],
        "marketing.unsubscribed": True,
    },
    "as_of": "2026-11-20",
    "depth": "gate",
}
WRK = """
local n = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer KEY"
function request()
  n = n + 1
  return wrk.format(nil, PATH, nil, (BODY):gsub("NUMBER", tostring(n)))
end
function done(summary, latency)
  io.write(string.format("FOUND %f %f %f %d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.timeout + summary.errors.read))
end
"""


class Figures(NamedTuple):
    """What wrk found."""

    per_second: float
    median_ms: float
    p99_ms: float
    errors: int


def main() -> None:
    """Measure and print."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    fresh = {**PLAN, "facts": {**PLAN["facts"], "subjects.count": "NUMBER"}}  # type: ignore[dict-item]
    same = json.dumps(PLAN)
    each = json.dumps(fresh).replace('"NUMBER"', "NUMBER")
    with tempfile.TemporaryDirectory() as home:
        with served("advisor", Path(home)) as address:
            answer = ask(address, same)
            cached = measured(address, same, seconds)
            uncached = measured(address, each, seconds)
        with served("empty", Path(home), answer) as address:
            empty = measured(address, same, seconds)
    print(f"{'':28}{'per second':>12}{'median ms':>11}{'p99 ms':>9}{'errors':>8}{'of empty':>10}")
    for name, found in (
        ("empty route, same bytes", empty),
        ("gate, remembered", cached),
        ("gate, worked out", uncached),
    ):
        share = found.per_second / empty.per_second
        print(
            f"{name:28}{found.per_second:12.0f}{found.median_ms:11.1f}{found.p99_ms:9.1f}"
            f"{found.errors:8}{share:10.2f}"
        )


def ask(address: str, body: str) -> bytes:
    """Return the answer to one plan."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    asked = urllib.request.Request(f"{address}/advise", body.encode(), headers)
    answer: bytes = urllib.request.urlopen(asked).read()
    return answer


def measured(address: str, body: str, seconds: int) -> Figures:
    """Return what wrk finds with eight connections."""
    script = WRK.replace("KEY", KEY).replace("PATH", '"/advise"').replace("BODY", f"[[{body}]]")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script)
        file.flush()
        told = subprocess.run(
            ["wrk", "-t1", "-c8", f"-d{seconds}s", "-s", file.name, address],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    found = re.search(r"FOUND (\S+) (\S+) (\S+) (\d+)", told)
    if found is None:
        raise SystemExit(told)
    return Figures(float(found[1]), float(found[2]), float(found[3]), int(found[4]))


@contextmanager
def served(kind: str, home: Path, answer: bytes = b"") -> Iterator[str]:
    """Serve one of the two in another process."""
    (home / "answer").write_bytes(answer)
    process = subprocess.Popen([sys.executable, "-m", "scripts.load", "serve", kind, str(home)])
    address = f"http://127.0.0.1:{PORT}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/healthz").read()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def serve(kind: str, home: Path) -> None:
    """Serve the advisor, or a route that parses and returns bytes."""
    settings = Settings(home=home, admin_key=KEY, rate_limit="100000000/minute", log_level="error")  # type: ignore[arg-type]
    if kind == "advisor":
        records = Records.open(settings.database)
        run(create_app(Advisor.open(settings), records, settings), settings, "127.0.0.1", PORT)
        return
    app, answer = FastAPI(), (home / "answer").read_bytes()

    @app.get("/healthz")
    async def healthz() -> Response:
        return Response()

    @app.post("/advise")
    def advise(asked: AdviseRequest) -> Response:  # noqa: ARG001
        return Response(answer, media_type="application/json")

    run(app, settings, "127.0.0.1", PORT)


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
