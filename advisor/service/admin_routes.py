"""The Admin page: keys of the caller's tenant, what runs, and whether the records are whole."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from advisor.errors import RequestError
from advisor.records import Report, Role
from advisor.service.ask_routes import PostedForm
from advisor.service.desk import Desk
from advisor.service.gate import as_admin, caller_of, check_form
from advisor.service.problems import NotFoundError, problem_of
from advisor.wire import Problem

NAME_CHARACTERS = 200


def admin_routes(desk: Desk) -> APIRouter:
    """Return the addresses of the Admin page."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/admin")
    def admin(request: Request) -> Response:
        """Show keys, versions and the form to check the records."""
        as_admin(caller_of(request))
        return show(request)

    @routes.post("/admin/keys")
    def make_key(request: Request, posted: PostedForm) -> Response:
        """Make a key for the caller's tenant and show it this once."""
        caller = as_admin(check_form(request, posted.get("form_token", [""])[0]))
        name = posted.get("name", [""])[0].strip()
        try:
            if not 0 < len(name) <= NAME_CHARACTERS or not name.isprintable():
                raise RequestError("name", "a name is needed", "1 to 200 printable characters")
            role = posted.get("role", [""])[0]
            key = desk.records.keys.create(role, name, caller.principal.tenant)
        except RequestError as exc:
            return show(request, problem=problem_of(exc))
        return show(request, made=key)

    @routes.post("/admin/keys/{identifier}/end")
    def end_key(request: Request, identifier: str, posted: PostedForm) -> Response:
        """End a key of the caller's tenant."""
        caller = as_admin(check_form(request, posted.get("form_token", [""])[0]))
        tenant = caller.principal.tenant
        if not desk.records.keys.revoke(identifier, tenant):
            raise NotFoundError(f"there is no key `{identifier}` that could be ended")
        return RedirectResponse("/admin", status_code=303)

    @routes.post("/admin/audit")
    def audit(request: Request, posted: PostedForm) -> Response:
        """Walk the audit chain and say whether it is whole."""
        as_admin(check_form(request, posted.get("form_token", [""])[0]))
        return show(request, report=desk.records.audit.verify())

    def show(
        request: Request,
        *,
        made: str | None = None,
        problem: Problem | None = None,
        report: Report | None = None,
    ) -> Response:
        tenant = caller_of(request).principal.tenant
        return desk.pages.show(
            request,
            "admin.html",
            status=problem.status if problem else 200,
            tenant=tenant,
            keys=desk.records.keys.list(tenant),
            roles=tuple(Role),
            made=made,
            problem=problem,
            report=report,
            now=datetime.now(UTC),
            instruments=desk.advisor.instruments(),
        )

    return routes
