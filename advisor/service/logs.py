"""Logs as JSON lines, each with the request it belongs to. No word of a plan is in them."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from uuid import uuid4

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

REQUEST_ID = "X-Request-Id"
_SANE = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def request_id(shown: str | None) -> str:
    """Return the identifier that a caller gave its request, or a new one where it is odd."""
    return shown if shown is not None and _SANE.fullmatch(shown) else uuid4().hex


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger whose entries have members; they go where those of `logging` go."""
    bound: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(name),
        processors=[
            structlog.stdlib.filter_by_level,
            *_each(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    return bound


def configure(level: str) -> None:
    """Write all logs of the process to standard error, as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_each(),
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    # Their messages tell addresses with queries, and bodies at lower levels.
    for name in ("httpx", "httpcore", "urllib3", "authlib", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _each() -> list[Processor]:
    """What is added to every entry."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        where_it_broke,
    ]


def where_it_broke(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Tell an exception by its kind and its frames: its message may repeat words of a plan."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    exc = info if isinstance(info, BaseException) else info[1] if isinstance(info, tuple) else None
    if exc is None:
        return event
    chain: list[BaseException] = []
    found: BaseException | None = exc
    while found is not None and found not in chain:
        chain.append(found)
        found = found.__cause__ or found.__context__
    event["error"] = " from ".join(type(one).__name__ for one in chain)
    event["frames"] = [
        f"{frame.filename.rpartition('/advisor/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(exc.__traceback__)[-12:]
    ]
    return event
