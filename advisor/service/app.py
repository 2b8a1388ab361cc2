"""Putting the service together."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from advisor.errors import UnavailableError
from advisor.records import Records
from advisor.service.admin_routes import admin_routes
from advisor.service.admission import Admission
from advisor.service.advise_routes import advise_routes
from advisor.service.ask_routes import ask_routes
from advisor.service.contract import document_of
from advisor.service.desk import Desk
from advisor.service.edge import BodyLimit, Edge
from advisor.service.entry_routes import entry_routes
from advisor.service.faults import Faults
from advisor.service.figures_routes import figures_routes
from advisor.service.gate import Doorkeeper, Gate
from advisor.service.health_routes import health_routes
from advisor.service.law_routes import law_routes
from advisor.service.metrics import Metrics
from advisor.service.opinion_routes import opinion_routes
from advisor.service.ports import Advisor
from advisor.service.rates import Rates
from advisor.service.receipt_routes import receipt_routes
from advisor.service.rendering import STATIC, Pages
from advisor.service.review_pages import review_pages
from advisor.service.review_routes import review_routes
from advisor.service.rights import check_right
from advisor.settings import Settings

log = logging.getLogger("advisor.service")

CONTRACT_VERSION = "1"


def create_app(advisor: Advisor, records: Records, settings: Settings) -> FastAPI:
    """Return the service: HTTP and pages over `advisor`, kept in `records`."""
    pages = Pages(advisor)
    desk = Desk(
        advisor=advisor,
        records=records,
        pages=pages,
        faults=Faults(pages),
        metrics=Metrics(advisor.remembered),
        doorkeeper=Doorkeeper(records, settings.admin_key),
        rates=Rates(settings),
    )
    body_s = settings.body_timeout.total_seconds()
    app = FastAPI(
        title="Treaty Advisor",
        version=CONTRACT_VERSION,
        description="Legal advice on planned processing of personal data and use of AI.",
        # The stock documentation pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_signing_off(records),
        middleware=[
            Middleware(Edge, faults=desk.faults, metrics=desk.metrics),
            Middleware(Gate, doorkeeper=desk.doorkeeper, rates=desk.rates, faults=desk.faults),
            Middleware(BodyLimit, faults=desk.faults, metrics=desk.metrics, seconds=body_s),
            Middleware(Admission, settings=settings, faults=desk.faults, metrics=desk.metrics),
        ],
        dependencies=[Depends(check_right)],
    )
    desk.faults.listen(app)
    # The gate checks the key; this only says so in the OpenAPI document.
    key = [Depends(HTTPBearer(auto_error=False, description="An API key."))]
    app.include_router(advise_routes(desk), dependencies=key)
    app.include_router(opinion_routes(desk), dependencies=key)
    app.include_router(review_routes(desk), dependencies=key)
    app.include_router(receipt_routes(desk))
    app.include_router(law_routes(desk), dependencies=key)
    app.include_router(ask_routes(desk))
    app.include_router(review_pages(desk))
    app.include_router(figures_routes(desk, settings.home))
    app.include_router(admin_routes(desk))
    app.include_router(entry_routes(desk, settings))
    if settings.oidc_issuer is not None:
        from advisor.service.identity_routes import identity_routes

        app.include_router(identity_routes(desk, settings))
    app.include_router(health_routes(desk))

    @app.get("/openapi.json", include_in_schema=False)
    def openapi() -> JSONResponse:
        """Return the contract as an OpenAPI document."""
        return JSONResponse(document_of(app))

    app.openapi = lambda: document_of(app)  # type: ignore[method-assign]
    app.mount("/static", _Static(directory=STATIC), name="static")
    return app


def _signing_off(records: Records) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Sign where the audit chain stands once everything accepted was answered."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        try:
            await run_in_threadpool(records.audit.checkpoint)
        except UnavailableError as exc:
            log.error("the audit chain could not be signed at the end", exc_info=exc)

    return lifespan


class _Static(StaticFiles):
    """Static files. Their addresses carry a stamp of their content, so they may be kept."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response: Response = await super().get_response(path, scope)
        if scope["query_string"]:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
