"""Whether the service runs and can answer, and its figures."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, PlainTextResponse, Response

from advisor.errors import UnavailableError
from advisor.service.desk import Desk
from advisor.service.metrics import MEDIA_TYPE


def health_routes(desk: Desk) -> APIRouter:
    """Return the addresses that machines look after the service with."""
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz")
    async def healthz() -> JSONResponse:
        """Say that the process runs."""
        return JSONResponse({"status": "running"})

    @routes.get("/readyz")
    def readyz() -> JSONResponse:
        """Say whether advice can be given and stored now; 503 where not."""
        if not desk.advisor.ready():
            raise UnavailableError("the corpus is not loaded")
        if not desk.records.ready():
            raise UnavailableError("the records do not answer")
        versions = desk.advisor.versions()
        return JSONResponse({"status": "ready", **versions.model_dump()})

    @routes.get("/metrics", response_class=PlainTextResponse)
    def metrics() -> Response:
        """Return figures for Prometheus."""
        return Response(desk.metrics.text(), media_type=MEDIA_TYPE)

    return routes
