"""Asking for advice: one plan, or many in one call."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from starlette.responses import Response

from advisor.errors import AdvisorError, RequestError
from advisor.service.desk import Desk
from advisor.service.gate import key_holder
from advisor.service.problems import MEDIA_TYPE, problem_of
from advisor.service.streaming import event, streamed, wants_events
from advisor.wire import BATCH_ITEMS, AdviseRequest, Answer, Problem

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
    def advise(request: Request, asked: AdviseRequest) -> Response:
        """Advise on a planned action. The opinion is stored before it is returned.

        With `Accept: text/event-stream` the steps are sent as events when they are done, the
        answer last.
        """
        caller = key_holder(request)
        if wants_events(request.headers.get("accept", "")):
            return streamed(
                lambda tell: event("answer", desk.keep(caller, asked, desk.advise(asked, tell)))
            )
        answer = desk.keep(caller, asked, desk.advise(asked))
        return Response(answer.model_dump_json(), media_type="application/json")

    @routes.post("/advise/batch", response_model=BatchAnswer, responses=PROBLEMS)
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
        outcomes = [_outcome(desk, item) for item in items]
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


def _outcome(desk: Desk, item: JsonValue) -> tuple[AdviseRequest, Answer] | Problem:
    try:
        asked = AdviseRequest.model_validate(item)
        return asked, desk.advise(asked)
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
    for status in (400, 401, 403, 413, 422, 500, 503)
}
