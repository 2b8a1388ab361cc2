"""Signing in to the pages at an OpenID provider."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from advisor.errors import AdvisorError
from advisor.service.desk import Desk
from advisor.service.entry_routes import signed_in
from advisor.service.gate import encrypted, inner_address
from advisor.service.identity import Identity
from advisor.service.problems import UnauthorisedError
from advisor.settings import Settings

FLOW_COOKIE = "advisor_sign_in"
_RETURN = "/sign-in/oidc/return"


def identity_routes(desk: Desk, settings: Settings) -> APIRouter:
    """Return the addresses between this service and the provider."""
    routes = APIRouter(include_in_schema=False)
    identity = Identity(settings)

    @routes.get("/sign-in/oidc")
    def begin(request: Request, next: str = "/") -> Response:
        """Lead to the provider."""
        flow = desk.records.flows.begin(inner_address(next))
        response = RedirectResponse(identity.address(flow, redirect(request)), status_code=303)
        response.set_cookie(
            FLOW_COOKIE,
            flow.browser,
            max_age=600,
            path="/sign-in",
            httponly=True,
            samesite="lax",
            secure=encrypted(request, settings),
        )
        return response

    @routes.get(_RETURN)
    def come_back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
        """Sign in whoever the provider sends back; each way there leads back once."""
        try:
            flow = desk.records.flows.end(state, request.cookies.get(FLOW_COOKIE, ""))
            if flow is None or error or not code:
                raise UnauthorisedError(
                    "the sign-in was given up, took too long, or began in another browser"
                )
            principal = identity.principal(flow, code, redirect(request))
        except AdvisorError as exc:
            response = desk.faults.answer(request, exc)
        else:
            session = desk.records.sessions.open(principal)
            response = signed_in(request, settings, session, flow.onward)
        response.delete_cookie(FLOW_COOKIE, path="/sign-in")
        return response

    def redirect(request: Request) -> str:
        return (settings.public_url or str(request.base_url).rstrip("/")) + _RETURN

    return routes
