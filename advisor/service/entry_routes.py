"""Signing in and out of the pages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from advisor.service.ask_routes import PostedForm
from advisor.service.desk import Desk
from advisor.service.gate import SESSION_COOKIE, check_form, encrypted, inner_address, same_site
from advisor.service.problems import ForbiddenError
from advisor.settings import Settings


def entry_routes(desk: Desk, settings: Settings) -> APIRouter:
    """Return the addresses for signing in and out."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/sign-in")
    def sign_in_page(request: Request, token: str = "", next: str = "/") -> Response:
        """Sign in with a one-time token, or show how to."""
        if token:
            session = desk.records.sessions.redeem(token)
            if session is not None:
                return signed_in(request, settings, session, next)
            return page(request, next, "This sign-in address was used already or has lapsed.", 401)
        return page(request, next)

    @routes.post("/sign-in")
    def sign_in(request: Request, posted: PostedForm) -> Response:
        """Sign in with an API key."""
        if not same_site(request):
            raise ForbiddenError("sign in from the sign-in page of this site")
        principal = desk.doorkeeper.by_key(posted.get("key", [""])[0].strip())
        onward = posted.get("next", ["/"])[0]
        if principal is None:
            desk.rates.wrong_key(request.client.host if request.client else "")
            return page(request, onward, "This key is not known, or it was ended.", 401)
        return signed_in(request, settings, desk.records.sessions.open(principal), onward)

    @routes.post("/sign-out")
    def sign_out(request: Request, posted: PostedForm) -> Response:
        """End the session."""
        caller = check_form(request, posted.get("form_token", [""])[0])
        if caller.session is not None:
            desk.records.sessions.close(caller.session)
        response = RedirectResponse("/sign-in", status_code=303)
        response.delete_cookie(SESSION_COOKIE)
        return response

    def page(request: Request, onward: str, problem: str = "", status: int = 200) -> Response:
        return desk.pages.show(
            request,
            "sign-in.html",
            status=status,
            onward=inner_address(onward),
            problem=problem,
            provider=settings.oidc_issuer is not None,
        )

    return routes


def signed_in(request: Request, settings: Settings, session: str, onward: str) -> Response:
    """Lead on, with the session in a cookie that scripts and other sites cannot use."""
    response = RedirectResponse(inner_address(onward), status_code=303)
    response.set_cookie(
        SESSION_COOKIE,
        session,
        httponly=True,
        samesite="lax",
        secure=encrypted(request, settings),
    )
    return response
