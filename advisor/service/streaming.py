"""An answer as it comes about: the loop's steps when they are done, the answer last.

Server-sent events: `step` for each step, then `answer`, or `problem` where there is none.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import AsyncIterator, Callable

from anyio import to_thread
from sse_starlette import EventSourceResponse, ServerSentEvent

from advisor.errors import AdvisorError
from advisor.service.problems import problem_of
from advisor.wire import Part, TraceEntry

log = logging.getLogger("advisor.service")

MEDIA_TYPE = "text/event-stream"
_WAIT = 0.5

Tell = Callable[[TraceEntry], None]
Work = Callable[[Tell], ServerSentEvent]


def wants_events(accept: str) -> bool:
    """Whether a caller asks for events."""
    return MEDIA_TYPE in accept.lower()


def streamed(work: Work) -> EventSourceResponse:
    """Return the response that does `work` and sends what it tells, then what it returns.

    The work goes on where the caller hangs up: an opinion that was begun is stored.
    """
    said: queue.SimpleQueue[ServerSentEvent | None] = queue.SimpleQueue()

    def run() -> None:
        try:
            said.put(work(lambda entry: said.put(event("step", entry))))
        except AdvisorError as exc:
            said.put(event("problem", problem_of(exc)))
        except Exception as exc:
            # Nothing is further out in this thread.
            log.error("a streamed answer failed", exc_info=exc)
            said.put(event("problem", problem_of(exc)))
        finally:
            said.put(None)

    threading.Thread(target=run, name="streamed-answer", daemon=True).start()
    return EventSourceResponse(_told(said))


async def _told(
    said: queue.SimpleQueue[ServerSentEvent | None],
) -> AsyncIterator[ServerSentEvent]:
    while True:
        try:
            one = await to_thread.run_sync(lambda: said.get(timeout=_WAIT))
        except queue.Empty:
            continue
        if one is None:
            return
        yield one


def event(name: str, part: Part) -> ServerSentEvent:
    """A part of an answer as an event."""
    return ServerSentEvent(part.model_dump_json(), event=name)
