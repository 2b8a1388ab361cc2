"""The opinions given, one by one and as a list: pages for people, JSON for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BeforeValidator, StringConstraints
from starlette.responses import Response
from ulid import ULID

from advisor.records import Filter
from advisor.service.desk import Desk, page_wanted
from advisor.service.gate import caller_of
from advisor.service.memo import memo_of
from advisor.service.opinion_page import show_opinion
from advisor.service.problems import NotFoundError
from advisor.wire import OpinionPage, State, StoredAnswer, Verdict

PAGE_SIZE = 50
PDF: dict[int | str, dict[str, object]] = {
    200: {"content": {"application/pdf": {}}, "description": "A memo"}
}

_PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
_blank_is_none = BeforeValidator(lambda value: value or None)
MaybeVerdict = Annotated[Verdict | None, _blank_is_none]
MaybeDay = Annotated[date | None, _blank_is_none]
MaybeState = Annotated[State | None, _blank_is_none]
MaybeWords = Annotated[
    Annotated[str, StringConstraints(max_length=200, pattern=_PRINTABLE)] | None, _blank_is_none
]
MaybeText = Annotated[
    Annotated[str, StringConstraints(max_length=64, pattern=_PRINTABLE)] | None, _blank_is_none
]


def opinion_routes(desk: Desk) -> APIRouter:
    """Return the addresses under `/opinions`."""
    routes = APIRouter(tags=["opinions"])

    @routes.get("/opinions", response_model=OpinionPage)
    def opinions(
        request: Request,
        verdict: Annotated[MaybeVerdict, Query()] = None,
        first_day: Annotated[MaybeDay, Query(alias="from")] = None,
        last_day: Annotated[MaybeDay, Query(alias="to")] = None,
        since: Annotated[MaybeDay, Query(description="The same as `from`.")] = None,
        until: Annotated[MaybeDay, Query(description="The same as `to`.")] = None,
        instrument: Annotated[MaybeText, Query()] = None,
        state: Annotated[MaybeState, Query(description="What reviewers made of it.")] = None,
        owner: Annotated[MaybeWords, Query(description="Whose review it waits for.")] = None,
        q: Annotated[MaybeWords, Query(description="Words of the plan or summary.")] = None,
        before: Annotated[MaybeText, Query()] = None,
    ) -> Response:
        """List opinions, newest first; `next` of one page is `before` of the next."""
        wanted = Filter(verdict, first_day or since, last_day or until, instrument, state, q, owner)
        tenant = caller_of(request).principal.tenant
        page = desk.records.opinions.page(tenant, wanted, before=before, size=PAGE_SIZE)
        if not page_wanted(request):
            return Response(page.model_dump_json(), media_type="application/json")
        instruments = desk.advisor.instruments()
        return desk.pages.show(
            request,
            "opinions.html",
            page=page,
            wanted=wanted,
            continued=before is not None,
            next_page=str(request.url.include_query_params(before=page.next).query),
            instruments=instruments,
            shorts={entry.id: entry.short for entry in instruments},
        )

    @routes.get("/opinions/{identifier}.pdf", responses=PDF)
    def memo(request: Request, identifier: str) -> Response:
        """Return an opinion as a memo to print or send."""
        stored = desk.stored(caller_of(request), ulid_of(identifier))
        return Response(
            memo_of(desk.pages, stored, desk.advisor.facts()),
            media_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="opinion-{stored.id}.pdf"'},
        )

    @routes.get("/opinions/{identifier}", response_model=StoredAnswer)
    def opinion(request: Request, identifier: str) -> Response:
        """Return an opinion as it was given, with what was asked and when."""
        stored = desk.stored(caller_of(request), ulid_of(identifier))
        if not page_wanted(request):
            return Response(stored.model_dump_json(), media_type="application/json")
        return show_opinion(desk, request, stored)

    return routes


def ulid_of(identifier: str) -> str:
    """Return an opinion's name as it is stored.

    Raises:
        NotFoundError: nothing can have this name.
    """
    try:
        return str(ULID.from_str(identifier.upper()))
    except ValueError:
        raise NotFoundError(f"there is no opinion `{identifier}` among those you may see") from None
