"""Receipts: verifying them, and the public keys to do so without asking."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPBearer
from starlette.responses import JSONResponse, Response

from advisor.service.advise_routes import PROBLEMS
from advisor.service.desk import Desk
from advisor.service.gate import key_holder
from advisor.wire import ReceiptCheck, ReceiptVerdict


class KeySetResponse(JSONResponse):
    """A set of public keys; RFC 7517, section 8.5.2."""

    media_type = "application/jwk-set+json"


def receipt_routes(desk: Desk) -> APIRouter:
    """Return the addresses for receipts."""
    routes = APIRouter(tags=["receipts"])
    key = Depends(HTTPBearer(auto_error=False, description="An API key."))

    @routes.post(
        "/receipts/verify", response_model=ReceiptVerdict, responses=PROBLEMS, dependencies=[key]
    )
    def verify(request: Request, check: ReceiptCheck) -> Response:
        """Say whether a receipt is genuine, current, and for this request."""
        found = desk.records.receipts.verify(key_holder(request).principal.tenant, check)
        return Response(found.model_dump_json(), media_type="application/json")

    @routes.get("/.well-known/jwks.json", response_class=KeySetResponse)
    def jwks() -> KeySetResponse:
        """Return the public keys of receipts and checkpoints, retired ones included."""
        return KeySetResponse(
            desk.records.signing.jwks(),
            headers={"Cache-Control": "public, max-age=300"},
        )

    return routes
