"""Asking for advice: one plan, or many in one call."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Body, Header, Request
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from starlette.responses import Response

from advisor.errors import AdvisorError, RequestError
from advisor.service.desk import IDEMPOTENCY_KEY, Desk
from advisor.service.gate import Caller, key_holder
from advisor.service.problems import MEDIA_TYPE, problem_of
from advisor.service.streaming import event, streamed, wants_events
from advisor.wire import BATCH_ITEMS, AdviseRequest, Answer, Problem, TraceEntry

log = logging.getLogger("advisor.service")


class BatchRequest(BaseModel):
    """Up to 1,000 requests. Each is checked by itself, so a bad one does not fail the others."""

    model_config = ConfigDict(extra="forbid")

    requests: list[JsonValue]


class BatchAnswer(BaseModel):
    """Answers in the order of the requests; a problem stands where a request was bad."""

    answers: list[Answer | Problem] = Field(default_factory=list)


def advise_routes(desk: Desk) -> APIRouter:
    """Return the addresses that give advice."""
    routes = APIRouter(tags=["advice"])

    @routes.post("/advise", response_model=Answer, responses=PROBLEMS)
    def advise(
        request: Request,
        asked: AdviseRequest,
        idempotency_key: Annotated[
            str | None,
            Header(description="The same key and body within 24 hours give the same record."),
        ] = None,
    ) -> Response:
        """Advise on a planned action. The opinion is stored before it is returned.

        With `Accept: text/event-stream` the steps are sent as events when they are done, the
        answer last.
        """
        caller = key_holder(request)
        key = None if idempotency_key is None else _checked(idempotency_key)

        def answered(tell: Callable[[TraceEntry], None] | None = None) -> Answer:
            if key is not None:
                return desk.advise_once(caller, asked, key, tell)
            return desk.keep(caller, asked, desk.advise(caller, asked, tell))

        if wants_events(request.headers.get("accept", "")):
            return streamed(lambda tell: event("answer", answered(tell)))
        answer = answered()
        return Response(answer.model_dump_json(), media_type="application/json")

    @routes.post(
        "/advise/batch",
        response_model=BatchAnswer | list[Answer | Problem],
        responses=PROBLEMS,
    )
    def advise_batch(
        request: Request, body: Annotated[BatchRequest | list[JsonValue], Body()]
    ) -> Response:
        """Advise on up to 1,000 plans, in order. A bare array is answered by a bare array."""
        caller = key_holder(request)
        items = body if isinstance(body, list) else body.requests
        if len(items) > BATCH_ITEMS:
            raise RequestError(
                "requests", f"there are {len(items):,} of them", f"at most {BATCH_ITEMS:,}"
            )
        if len(items) > 1:
            desk.rates.take(caller, len(items) - 1)
        outcomes = [_outcome(desk, caller, item) for item in items]
        good = [outcome for outcome in outcomes if not isinstance(outcome, Problem)]
        kept = iter(desk.records.opinions.add_all(caller.principal.tenant, good))
        written = ",".join(
            outcome.model_dump_json(exclude_defaults=True)
            if isinstance(outcome, Problem)
            else next(kept).model_dump_json()
            for outcome in outcomes
        )
        content = f"[{written}]" if isinstance(body, list) else f'{{"answers":[{written}]}}'
        return Response(content, media_type="application/json")

    return routes


def _checked(key: str) -> str:
    if not re.fullmatch(r"[!-~]{1,255}", key):
        allowed = "1 to 255 visible ASCII characters without spaces"
        raise RequestError(IDEMPOTENCY_KEY, "this key cannot be taken", allowed)
    return key


def _outcome(desk: Desk, caller: Caller, item: JsonValue) -> tuple[AdviseRequest, Answer] | Problem:
    try:
        asked = AdviseRequest.model_validate(item)
        return asked, desk.advise(caller, asked)
    except (AdvisorError, ValidationError) as exc:
        return problem_of(exc)
    except Exception as exc:
        # One faulty item must not fail the others.
        log.error("an item of a batch failed", exc_info=exc)
        return problem_of(exc)


PROBLEMS: dict[int | str, dict[str, object]] = {
    status: {
        "model": Problem,
        "description": "A problem document (RFC 9457)",
        "content": {MEDIA_TYPE: {}},
    }
    for status in (400, 401, 403, 409, 413, 422, 500, 503)
}
