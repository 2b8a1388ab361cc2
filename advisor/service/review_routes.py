"""What reviewers do: acts on opinions, precedents, and opinions as scenarios."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.records import Filter
from advisor.service.advise_routes import PROBLEMS
from advisor.service.desk import Desk, page_wanted
from advisor.service.gate import caller_of, key_holder
from advisor.service.opinion_routes import ulid_of
from advisor.wire import PrecedentList, ReviewOutcome, ReviewRequest, State

NAMED = 500
"""For how many overruled opinions the page of precedents says what was planned."""


def review_routes(desk: Desk) -> APIRouter:
    """Return the addresses with which lawyers review."""
    routes = APIRouter(tags=["review"])

    @routes.post(
        "/opinions/{identifier}/review",
        response_model=ReviewOutcome,
        status_code=201,
        responses=PROBLEMS,
    )
    def review(request: Request, identifier: str, wanted: ReviewRequest) -> Response:
        """Affirm, overrule, annotate, assign, or withdraw what was done before."""
        outcome = desk.review(key_holder(request), ulid_of(identifier), wanted)
        return Response(outcome.model_dump_json(), status_code=201, media_type="application/json")

    @routes.get("/precedents", response_model=PrecedentList, responses=PROBLEMS)
    def precedents(request: Request) -> Response:
        """List the overrulings that bind, or bound, later plans; newest first."""
        found = desk.records.precedents.all(caller_of(request).principal.tenant)
        if page_wanted(request):
            tenant = caller_of(request).principal.tenant
            overruled = Filter(state=State.OVERRULED)
            page = desk.records.opinions.page(tenant, overruled, size=NAMED)
            return desk.pages.show(
                request,
                "precedents.html",
                entries=found,
                plans={opinion.id: opinion.action for opinion in page.opinions},
                vocabulary={fact.fact: fact for fact in desk.advisor.facts()},
            )
        listed = PrecedentList(precedents=found)
        return Response(listed.model_dump_json(), media_type="application/json")

    @routes.get("/opinions/{identifier}/scenario", responses={200: YAML, **PROBLEMS})
    def scenario(request: Request, identifier: str) -> Response:
        """Return a reviewed opinion as a scenario for the evaluation, in YAML."""
        stored = desk.stored(caller_of(request), ulid_of(identifier))
        return Response(
            desk.advisor.scenario(stored),
            media_type="application/yaml",
            headers={"Content-Disposition": f'attachment; filename="{stored.id}.yaml"'},
        )

    return routes


YAML: dict[str, object] = {"content": {"application/yaml": {}}, "description": "A scenario"}
