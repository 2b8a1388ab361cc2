"""Many small writes at once: those that wait together are committed together.

A commit waits for the disk. Callers that arrive meanwhile queue up, and the next one to have
its turn commits for all of them (group commit). Nobody is answered before its commit is done.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar, cast

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from advisor.records.database import Database

MOST = 64
"""How many writes one transaction carries."""

Result = TypeVar("Result")


class _Ticket(Generic[Result]):
    def __init__(self, job: Callable[[Session], Result]) -> None:
        self.job = job
        self.done = False
        self.result: Result | None = None
        self.error: Exception | None = None


class Writer:
    """Runs jobs in transactions that they share. A job may run twice: it must not mind."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[_Ticket[object]] = deque()
        self._turn = threading.Lock()

    def run(self, job: Callable[[Session], Result]) -> Result:
        """Run `job` in a writing transaction and return its result once that is committed.

        Raises:
            UnavailableError: the records cannot be written.
        """
        ticket = _Ticket(job)
        self._waiting.append(cast("_Ticket[object]", ticket))
        while not ticket.done:
            with self._turn:
                if not ticket.done:
                    self._commit()
        if ticket.error is not None:
            raise ticket.error
        return cast("Result", ticket.result)

    def _commit(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST))]
        error = self._together(batch)
        if error is None:
            return
        if len(batch) == 1 or isinstance(error.__cause__, OperationalError):
            # The database does not answer: trying each by itself would only take longer.
            for ticket in batch:
                ticket.error, ticket.done = error, True
            return
        # One of them is at fault: it must not take the others with it.
        for ticket in batch:
            ticket.error = self._together([ticket])
            ticket.done = True

    def _together(self, batch: list[_Ticket[object]]) -> Exception | None:
        try:
            with self._database.writing() as session:
                results = [ticket.job(session) for ticket in batch]
        except Exception as exc:  # noqa: BLE001  raised again in the threads that it belongs to
            return exc
        for ticket, result in zip(batch, results, strict=True):
            ticket.result, ticket.done = result, True
        return None
