"""Errors as problem documents (RFC 9457). The one place where HTTP codes are chosen."""

from __future__ import annotations

from http import HTTPStatus

from pydantic import ValidationError

from advisor.errors import (
    AdvisorError,
    CorpusError,
    CounselError,
    RequestError,
    UnavailableError,
)
from advisor.wire import FieldProblem, Problem, field_problems

MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:treaty-advisor:problem:"


class NotFoundError(AdvisorError):
    """There is nothing at this address."""


class UnauthorisedError(AdvisorError):
    """Nobody known is asking."""


class ForbiddenError(AdvisorError):
    """Who asks is known, and may not do this."""


class ConflictError(AdvisorError):
    """The same request is being answered already."""


class TooLargeError(AdvisorError):
    """The request has more bytes than are read."""


class TooManyError(AdvisorError):
    """The caller asks for more than it may in a time."""

    def __init__(self, detail: str, retry_after_s: int) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class SlowError(AdvisorError):
    """The request did not come in whole in time."""


class OverloadedError(UnavailableError):
    """The service has more to do than it can; the request was not begun, or not finished."""

    def __init__(self, detail: str, retry_after_s: int) -> None:
        super().__init__(detail)
        self.retry_after_s = retry_after_s


class UnreadableError(AdvisorError):
    """The request is not what its content type says."""


_KINDS: tuple[tuple[type[AdvisorError], int, str, str], ...] = (
    (RequestError, 422, "invalid-request", "The request cannot be taken as it is"),
    (NotFoundError, 404, "not-found", "There is nothing at this address"),
    (UnauthorisedError, 401, "unauthorised", "A valid key is needed"),
    (ForbiddenError, 403, "forbidden", "This is not allowed"),
    (ConflictError, 409, "conflict", "The same request is being answered already"),
    (SlowError, 408, "slow", "The request did not come in whole in time"),
    (TooManyError, 429, "too-many", "More was asked for than one caller may"),
    (TooLargeError, 413, "too-large", "The request is too large"),
    (UnreadableError, 400, "unreadable", "The request could not be read"),
    (UnavailableError, 503, "unavailable", "No advice can be given now"),
    (CounselError, 503, "unavailable", "No advice can be given now"),
    (CorpusError, 500, "corpus-fault", "The corpus is faulty, so no advice was given"),
)


RETRY_AFTER_S = 5
"""When to try again where nothing better is known."""


def retry_after(error: Exception, status: int) -> int | None:
    """Return after how many seconds trying again makes sense; nothing where it does not."""
    if status not in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        return None
    known = getattr(error, "retry_after_s", RETRY_AFTER_S)
    return known if isinstance(known, int) else RETRY_AFTER_S


def problem_of(error: Exception) -> Problem:
    """Return the problem document for `error`. No error ever turns into a verdict."""
    if isinstance(error, ValidationError):
        return invalid(field_problems(error))
    for kind, status, name, title in _KINDS:
        if isinstance(error, kind):
            return Problem(
                type=PREFIX + name,
                title=title,
                status=status,
                detail=_detail(error),
                errors=_fields(error),
            )
    return Problem(
        type=PREFIX + "fault",
        title="Something went wrong on our side, so no advice was given",
        status=500,
        detail="The fault was recorded. Take this as no answer, never as a yes.",
    )


def invalid(errors: tuple[FieldProblem, ...]) -> Problem:
    """Return the problem document for wrong members of a request."""
    first = errors[0] if errors else FieldProblem(field="body", problem="it cannot be read")
    more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
    return Problem(
        type=PREFIX + "invalid-request",
        title="The request cannot be taken as it is",
        status=422,
        detail=f"{first.field}: {first.problem}{more}",
        errors=errors,
    )


def of_status(status: int, detail: str = "") -> Problem:
    """Return the problem document for an HTTP status that the framework chose."""
    named = next((row for row in _KINDS if row[1] == status), None)
    if named is not None:
        return Problem(type=PREFIX + named[2], title=named[3], status=status, detail=detail)
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)


def _detail(error: AdvisorError) -> str:
    if isinstance(error, CorpusError | CounselError):
        return "Take this as no answer, never as a yes."
    if isinstance(error, UnavailableError):
        return f"{error}. Try again later; take this as no answer, never as a yes."
    return str(error)


def _fields(error: AdvisorError) -> tuple[FieldProblem, ...]:
    if not isinstance(error, RequestError):
        return ()
    return (FieldProblem(field=error.field, problem=error.problem, allowed=error.allowed),)
