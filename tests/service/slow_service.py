"""A service in a process of its own whose advice takes a second: to be told to stop meanwhile."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from advisor.records import Records, sqlite_address
from advisor.service.app import create_app
from advisor.serving import run
from advisor.settings import Settings
from advisor.wire import AdviseRequest, Answer
from tests.canned_advisor import CannedAdvisor


class SlowAdvisor(CannedAdvisor):
    def advise(self, request: AdviseRequest, *more: object, **most: object) -> Answer:
        # In one piece, whatever other threads write.
        os.write(1, b"begun\n")
        time.sleep(1.5)
        return super().advise(request)


def main() -> None:
    home, port = Path(sys.argv[1]), int(sys.argv[2])
    settings = Settings(home=home, admin_key="fixed by the operator")
    records = Records.open(sqlite_address(home / "records.db"))
    run(create_app(SlowAdvisor(), records, settings), settings, "127.0.0.1", port)
    records.close()


if __name__ == "__main__":
    main()
