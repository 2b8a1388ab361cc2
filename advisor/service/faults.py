"""Telling errors: problem documents for programs, a plain page for people."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from advisor.errors import AdvisorError
from advisor.service.negotiation import wants_page
from advisor.service.problems import MEDIA_TYPE, invalid, of_status, problem_of, retry_after
from advisor.service.rendering import Pages
from advisor.wire import Problem, field_problem

log = logging.getLogger("advisor.service")


class Faults:
    """Answers with an error in the form that the caller can use."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def answer(self, request: Request, error: Exception) -> Response:
        """Return the response that tells `error`."""
        response = self.tell(request, problem_of(error))
        after = retry_after(error, response.status_code)
        if after is not None:
            response.headers["Retry-After"] = str(after)
        return response

    def tell(self, request: Request, problem: Problem) -> Response:
        """Return `problem` as a page or as a problem document."""
        accept = request.headers.get("accept", "")
        if wants_page(accept, request.query_params.get("format")):
            return self._pages.show(request, "problem.html", status=problem.status, problem=problem)
        return Response(
            problem.model_dump_json(exclude_defaults=True, exclude_none=True),
            status_code=problem.status,
            media_type=MEDIA_TYPE,
        )

    def listen(self, app: FastAPI) -> None:
        """Answer for the errors that `app` raises on purpose; others reach the edge."""
        app.add_exception_handler(AdvisorError, self._raised)
        app.add_exception_handler(RequestValidationError, self._invalid)
        app.add_exception_handler(HTTPException, self._status)

    async def _raised(self, request: Request, error: Exception) -> Response:
        response = self.answer(request, error)
        if response.status_code >= 500:
            log.error("a request failed", exc_info=error)
        return response

    async def _invalid(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        details = error.errors()
        if any(detail["type"] == "json_invalid" for detail in details):
            return self.tell(request, of_status(400, "the body is not JSON"))
        return self.tell(request, invalid(tuple(field_problem(detail) for detail in details)))

    async def _status(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = self.tell(request, of_status(error.status_code, _said(error)))
        response.headers.update(error.headers or {})
        return response


def _said(error: HTTPException) -> str:
    return "" if error.detail == of_status(error.status_code).title else str(error.detail)
