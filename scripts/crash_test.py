"""Kill the service with SIGKILL under load, many times, and look whether anything is lost.

    python -m scripts.crash_test --rounds 200

Each round starts the real service, has several callers ask at once, and kills it at a random
moment. Afterwards every opinion that was answered must be in the records, every request that was
asked again under its Idempotency-Key must have left one record, and the audit must pass.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from advisor.records import Records, sqlite_address
from advisor.settings import Settings

KEY = "the key of the crash test"
CALLERS = 4
PURPOSES = ("customer_support", "direct_marketing", "analytics", "service_delivery")


@dataclass
class Load:
    """What callers asked and were answered."""

    address: str
    answered: dict[str, str] = field(default_factory=dict)
    """Idempotency-Key to opinion."""
    unanswered: dict[str, bytes] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def ask(self, key: str, body: bytes) -> None:
        """Ask once; a connection that broke leaves the request unanswered."""
        self.unanswered[key] = body
        request = urllib.request.Request(
            f"{self.address}/advise",
            body,
            {
                "Authorization": f"Bearer {KEY}",
                "Content-Type": "application/json",
                "Idempotency-Key": key,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                opinion = json.load(response)["id"]
        except urllib.error.HTTPError as exc:
            self.wrong.append(f"{exc.code}: {exc.read()[:200]!r}")
            return
        except (OSError, ValueError):
            return
        before = self.answered.setdefault(key, opinion)
        if before != opinion:
            self.wrong.append(f"{key} was answered as {before} and as {opinion}")
        self.unanswered.pop(key, None)

    def run(self) -> None:
        """Ask until told to stop."""
        while not self.stop.is_set():
            facts = {
                "purpose": random.choice(PURPOSES),
                "subjects.located_in": [random.choice(["FR", "DE", "IN"])],
            }
            body = {"facts": facts, "depth": "gate", "action": f"Campaign {random.random()}"}
            self.ask(uuid4().hex, json.dumps(body).encode())


def crash(rounds: int, port: int, home: Path) -> Load:
    """Kill the service `rounds` times under load, and ask again what was left unanswered."""
    load = Load(f"http://127.0.0.1:{port}")
    for _ in range(rounds):
        service = _start(port, home, load.address)
        for key, body in list(load.unanswered.items()):
            load.ask(key, body)
        load.stop.clear()
        callers = [threading.Thread(target=load.run) for _ in range(CALLERS)]
        for caller in callers:
            caller.start()
        time.sleep(random.uniform(0.1, 0.6))
        service.send_signal(signal.SIGKILL)
        load.stop.set()
        for caller in callers:
            caller.join()
        service.wait()
    return load


def faults(load: Load, home: Path) -> list[str]:
    """Return everything that was lost, doubled or is not in order."""
    records = Records.open(sqlite_address(home / "records.db"), signing_folder=home / "signing")
    found = list(load.wrong)
    for key, opinion in load.answered.items():
        if records.opinions.get("default", opinion) is None:
            found.append(f"opinion {opinion}, answered under {key}, is lost")
    report = records.audit.verify()
    if report.fault is not None:
        found.append(f"the audit failed: {report.fault}")
    known = report.counts.get("opinion", 0)
    if known > len(load.answered) + len(load.unanswered):
        found.append(f"{known} opinions are more than were asked for: some were stored twice")
    return found


def _start(port: int, home: Path, address: str) -> subprocess.Popen[bytes]:
    outer = {k: v for k, v in os.environ.items() if not k.startswith("ADVISOR_")}
    service = subprocess.Popen(
        [sys.executable, "-m", "advisor.cli", "serve", "--port", str(port)],
        env={**outer, "ADVISOR_HOME": str(home), "ADVISOR_ADMIN_KEY": KEY},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(1_200):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1).close()
        except OSError:
            if service.poll() is not None:
                raise RuntimeError("the service did not start") from None
            time.sleep(0.05)
        else:
            return service
    service.kill()
    raise RuntimeError("the service did not answer within a minute")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--port", type=int, default=23_900)
    chosen = parser.parse_args()
    retrieval = Settings().retrieval_folder
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        retrieval.mkdir(parents=True, exist_ok=True)
        (home / "retrieval").symlink_to(retrieval)
        begun = time.perf_counter()
        load = crash(chosen.rounds, chosen.port, home)
        found = faults(load, home)
        print(
            f"{chosen.rounds} kills, {len(load.answered)} opinions answered, "
            f"{len(load.unanswered)} cut off, {time.perf_counter() - begun:.0f} s"
        )
    for fault in found:
        print(fault)
    print("nothing lost, nothing doubled, the chain verifies" if not found else "FAULTS")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
