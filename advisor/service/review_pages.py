"""The reviewers' pages: the queue, the forms on an opinion, and the precedents."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import JsonValue, ValidationError
from starlette.responses import RedirectResponse, Response

from advisor.errors import RequestError
from advisor.service.ask_form import Posted
from advisor.service.ask_routes import PostedForm
from advisor.service.desk import Desk
from advisor.service.gate import as_reviewer, caller_of, check_form
from advisor.service.opinion_page import Draft, show_opinion
from advisor.service.opinion_routes import ulid_of
from advisor.service.problems import problem_of
from advisor.service.rendering import address
from advisor.service.review_view import as_lines, same_day, waiting
from advisor.wire import Act, ReviewRequest, Standing, StoredAnswer

UNDONE = "Undone on the day itself."


def review_pages(desk: Desk) -> APIRouter:
    """Return the addresses of the reviewers' pages."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/review")
    def queue(request: Request, owner: Annotated[str, Query(max_length=200)] = "") -> Response:
        """Show the escalations that wait for a reviewer, the first due first."""
        principal = caller_of(request).principal
        everybody = waiting(desk.records.opinions, principal.tenant)
        shown = [opinion for opinion in everybody if not owner or opinion.owner == owner]
        precedents = desk.records.precedents.all(principal.tenant)
        return desk.pages.show(
            request,
            "review.html",
            lines=as_lines(shown, datetime.now(UTC)),
            owner=owner,
            total=len(everybody),
            owners=sorted({opinion.owner for opinion in everybody if opinion.owner}),
            suspended=[entry for entry in precedents if entry.standing is Standing.SUSPENDED],
            shorts={entry.id: entry.short for entry in desk.advisor.instruments()},
        )

    @routes.post("/review/{identifier}")
    def review(request: Request, identifier: str, posted: PostedForm) -> Response:
        """Record what a reviewer filled in, and lead back to the opinion."""
        caller = as_reviewer(check_form(request, _field(posted, "form_token")))
        stored = desk.stored(caller, ulid_of(identifier))
        try:
            wanted = ReviewRequest.model_validate(_act_data(posted, stored))
            outcome = desk.review(caller, stored.id, wanted)
        except (RequestError, ValidationError) as exc:
            fields = {name: values[0] for name, values in posted.items()}
            return show_opinion(desk, request, stored, Draft(fields, problem_of(exc)))
        there = f"{address(stored.id, 'opinions')}?done={outcome.review.id}#review"
        return RedirectResponse(there, status_code=303)

    return routes


def _field(posted: Posted, name: str) -> str:
    return posted.get(name, [""])[0].strip()


def _act_data(posted: Posted, stored: StoredAnswer) -> dict[str, JsonValue]:
    """Return a posted form as the data of an act; fields left empty are left out."""
    data: dict[str, JsonValue] = {
        name: value
        for name in ("act", "reason", "verdict", "review", "owner")
        if (value := _field(posted, name))
    }
    if until := _field(posted, "expires"):
        data["expires_at"] = _end_of("expires_at", until)
    if due := _field(posted, "due"):
        data["due_at"] = _end_of("due_at", due)
    if data.get("act") == Act.OVERRULE:
        data["scope"] = {"binds": _field(posted, "binds") != "no"}
    if data.get("act") == Act.WITHDRAW and "reason" not in data:
        act = next((act for act in stored.reviews if act.id == data.get("review")), None)
        if act is not None and same_day(act.created, datetime.now(UTC)):
            data["reason"] = UNDONE
    return data


def _end_of(field: str, day: str) -> str:
    """Return the moment at which a day, in UTC, is over."""
    try:
        last = date.fromisoformat(day)
        return datetime.combine(last + timedelta(days=1), time(), tzinfo=UTC).isoformat()
    except (ValueError, OverflowError) as exc:
        raise RequestError(field, "there is no such day", "a date such as 2026-11-20") from exc
