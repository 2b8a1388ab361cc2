"""The law that advice rests on: pages for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, TypeAdapter
from starlette.responses import RedirectResponse, Response

from advisor.errors import RequestError
from advisor.service.coverage_chart import LEGEND, chart_of
from advisor.service.desk import Desk, page_wanted
from advisor.service.highlighting import terms_of
from advisor.service.problems import NotFoundError
from advisor.service.rendering import address
from advisor.wire import (
    ConceptView,
    ContentsView,
    CoverageView,
    FactView,
    InstrumentView,
    NormView,
    ProvisionView,
    SearchResults,
)

QUERY_CHARACTERS = 400
MOST_RESULTS = 50


def law_routes(desk: Desk) -> APIRouter:
    """Return the addresses that show provisions, norms, concepts and facts."""
    routes = APIRouter(tags=["law"])

    @routes.get("/search", response_model=SearchResults)
    def search(
        request: Request,
        q: Annotated[str, Query(max_length=QUERY_CHARACTERS)] = "",
        top: Annotated[int, Query(ge=1, le=MOST_RESULTS)] = 10,
        instrument: Annotated[list[str] | None, Query(max_length=20)] = None,
    ) -> Response:
        """Return the provisions that answer `q` best, best first."""
        query, within = q.strip(), [name for name in instrument or [] if name]
        if not query and not page_wanted(request):
            raise RequestError("q", "nothing to search for", f"1 to {QUERY_CHARACTERS} characters")
        found = tuple(desk.advisor.search(query, top, within or None)) if query else ()
        if not page_wanted(request):
            return _json(SearchResults(results=found))
        return desk.pages.show(
            request,
            "search.html",
            query=query,
            terms=terms_of(query),
            results=found,
            within=within,
            instruments=desk.advisor.instruments(),
        )

    @routes.get("/provisions/{identifier:path}", response_model=ProvisionView)
    def provision(request: Request, identifier: str) -> Response:
        """Return a provision with its text, the kind of that text, and its neighbours."""
        found = desk.advisor.provision(identifier)
        if found is None:
            raise NotFoundError(f"there is no provision `{identifier}` in the corpus")
        if not page_wanted(request):
            return _json(found)
        if found.id == found.instrument:
            return RedirectResponse(address(found.id, "instruments"), status_code=307)
        return desk.pages.show(
            request,
            "provision.html",
            provision=found,
            instruments={entry.id: entry for entry in desk.advisor.instruments()},
        )

    @routes.get("/instruments", response_model=list[InstrumentView])
    def instruments(request: Request) -> Response:
        """Return all instruments with their status."""
        found = desk.advisor.instruments()
        if not page_wanted(request):
            return _json_list(found)
        return desk.pages.show(request, "instruments.html", instruments=found)

    @routes.get("/instruments/{identifier}", response_model=ContentsView)
    def contents(request: Request, identifier: str) -> Response:
        """Return an instrument as a tree: its divisions, their articles and paragraphs."""
        found = desk.advisor.contents(identifier)
        if found is None:
            raise NotFoundError(f"there is no instrument `{identifier}`")
        if not page_wanted(request):
            return _json(found)
        return desk.pages.show(request, "contents.html", contents=found)

    @routes.get("/coverage", response_model=list[CoverageView])
    def coverage(request: Request) -> Response:
        """Return which provisions norms model, and why the others are not modelled."""
        found = desk.advisor.coverage()
        if not page_wanted(request):
            return _json_list(found)
        return desk.pages.show(
            request, "coverage.html", charts=[chart_of(view) for view in found], legend=LEGEND
        )

    @routes.get("/norms", response_model=list[NormView])
    def norms(request: Request) -> Response:
        """Return all norms as data."""
        found = desk.advisor.norms()
        if not page_wanted(request):
            return _json_list(found)
        by_instrument: dict[str, list[NormView]] = {}
        for norm in found:
            by_instrument.setdefault(norm.instrument, []).append(norm)
        titles = {entry.id: entry.title for entry in desk.advisor.instruments()}
        return desk.pages.show(request, "norms.html", groups=by_instrument, titles=titles)

    @routes.get("/norms/{identifier}", response_model=NormView)
    def norm(request: Request, identifier: str) -> Response:
        """Return one norm as data."""
        found = desk.advisor.norm(identifier)
        if found is None:
            raise NotFoundError(f"there is no norm `{identifier}`")
        return (
            _json(found)
            if not page_wanted(request)
            else desk.pages.show(request, "norm.html", norm=found)
        )

    @routes.get("/concepts", response_model=list[ConceptView])
    def concepts(request: Request) -> Response:
        """Return the open concepts with their competing readings."""
        found = desk.advisor.concepts()
        if not page_wanted(request):
            return _json_list(found)
        return desk.pages.show(request, "concepts.html", concepts=found)

    @routes.get("/facts", response_model=list[FactView])
    def facts(request: Request) -> Response:
        """Return the fact vocabulary."""
        found = desk.advisor.facts()
        if not page_wanted(request):
            return _json_list(found)
        groups: dict[str, list[FactView]] = {}
        for fact in found:
            groups.setdefault(fact.group or "More", []).append(fact)
        return desk.pages.show(request, "facts.html", groups=groups)

    return routes


def _json(model: BaseModel) -> Response:
    return Response(model.model_dump_json(), media_type="application/json")


def _json_list(models: Sequence[BaseModel]) -> Response:
    content = TypeAdapter(list[BaseModel]).dump_json(list(models), serialize_as_any=True)
    return Response(content, media_type="application/json")
