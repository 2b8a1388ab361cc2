"""The Ask page, and the form on it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import ValidationError
from sse_starlette import ServerSentEvent
from starlette.responses import RedirectResponse, Response

from advisor.errors import RequestError
from advisor.service.ask_form import Posted, examples, form_of, read_form, request_data
from advisor.service.desk import Desk
from advisor.service.gate import Caller, check_form
from advisor.service.problems import problem_of
from advisor.service.rendering import address
from advisor.service.streaming import Tell, streamed, wants_events
from advisor.wire import AdviseRequest, Problem


async def posted_form(request: Request) -> Posted:
    """Return the fields of a posted form."""
    return read_form(await request.body())


PostedForm = Annotated[Posted, Depends(posted_form)]


def ask_routes(desk: Desk) -> APIRouter:
    """Return the addresses of the Ask page."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    def ask_page(request: Request) -> Response:
        """Show the form, filled with what the address says."""
        return show(request, read_form(request.url.query.encode()))

    @routes.post("/ask")
    def ask(request: Request, posted: PostedForm) -> Response:
        """Advise on what was filled in, and lead to the opinion."""
        caller = check_form(request, posted.get("form_token", [""])[0])
        try:
            asked = AdviseRequest.model_validate(request_data(posted, desk.advisor.facts()))
            if wants_events(request.headers.get("accept", "")):
                return streamed(lambda tell: kept(caller, asked, tell))
            answer = desk.advise(caller, asked)
        except (RequestError, ValidationError) as exc:
            return show(request, posted, problem_of(exc))
        stored = desk.keep(caller, asked, answer)
        return RedirectResponse(address(stored.id, "opinions"), status_code=303)

    def kept(caller: Caller, asked: AdviseRequest, tell: Tell) -> ServerSentEvent:
        """Advise and store; the page gets the address of the opinion."""
        stored = desk.keep(caller, asked, desk.advise(caller, asked, tell))
        return ServerSentEvent(address(stored.id, "opinions"), event="opinion")

    def show(request: Request, posted: Posted, problem: Problem | None = None) -> Response:
        return desk.pages.show(
            request,
            "ask.html",
            status=problem.status if problem else 200,
            form=form_of(posted, desk.advisor.facts()),
            examples=examples(),
            problem=problem,
        )

    return routes
