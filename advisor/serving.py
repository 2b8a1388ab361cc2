"""Starting the service: open everything, make what a first start needs, serve."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import uvicorn
from rich.console import Console

from advisor.advising import Advisor
from advisor.records import Records, Role
from advisor.replaying import suspend_changed
from advisor.service.app import create_app
from advisor.service.logs import configure
from advisor.settings import Settings


def tend(advisor: Advisor, records: Records, settings: Settings, console: Console) -> None:
    """Do at a start what keeps the records in order.

    Makes the first signing key, suspends precedents whose law changed, erases words that were
    kept long enough, and signs where the audit chain stands.
    """
    records.signing.ensure()
    for precedent in suspend_changed(advisor, records):
        console.print(
            f"precedent {precedent.id} is suspended until a reviewer looks at it: "
            "norms that it rests on changed",
            markup=False,
        )
    if settings.words_kept is not None:
        records.opinions.erase_older(None, datetime.now(UTC) - settings.words_kept)
    records.audit.checkpoint()


def serve(settings: Settings, host: str, port: int, console: Console) -> None:
    """Serve API and pages until stopped.

    At the first start an admin key is made and shown once; at each start on a terminal a
    sign-in address is printed.

    Raises:
        CorpusError: the corpus is wrong.
        UnavailableError: the records or the index cannot be opened.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    advisor = Advisor.open(settings)
    records = Records.open(settings.database, signing_folder=settings.signing_folder)
    tend(advisor, records, settings, console)
    address = f"http://{host}:{port}"
    if settings.admin_key is None and not records.keys.list():
        key = records.keys.create(Role.ADMIN, "first start")
        console.print(
            f"Admin key, shown this once: {key}", markup=False, highlight=False, soft_wrap=True
        )
    console.print(f"Serving on {address}", markup=False, highlight=False)
    if sys.stderr.isatty() or sys.stdout.isatty():
        console.print(
            f"Sign in: {records.sign_in_address(address)}",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    if not advisor.ready():
        console.print("the search index is not ready", markup=False)
    try:
        run(create_app(advisor, records, settings), settings, host, port)
    finally:
        advisor.close()
        records.close()


def run(app: Callable[..., Any], settings: Settings, host: str, port: int) -> None:
    """Serve `app` until told to stop; what was accepted by then is still answered."""
    configure(settings.log_level)
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=int(settings.shutdown_timeout.total_seconds()),
    )
