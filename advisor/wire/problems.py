"""How a problem with a request is told (RFC 9457)."""

from __future__ import annotations

import re

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from advisor.wire.parts import Part


class FieldProblem(Part):
    """What is wrong with one member of a request."""

    field: str
    problem: str
    allowed: str = ""


class Problem(Part):
    """An error as a problem document (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: tuple[FieldProblem, ...] = ()


PLACES = (("body",), ("query",), ("path",))
"""Where in an HTTP request a member may stand; the framework puts it first."""


def field_problems(error: ValidationError) -> tuple[FieldProblem, ...]:
    """Say what is wrong with each field of a request, in the caller's names."""
    return tuple(field_problem(detail) for detail in error.errors(include_url=False))


def field_problem(detail: ErrorDetails) -> FieldProblem:
    """Translate one complaint of pydantic's."""
    context = detail.get("ctx", {})
    path = detail["loc"][1:] if detail["loc"][:1] in PLACES else detail["loc"]
    where = [str(part) for part in path if not _is_branch(part)]
    if detail["type"] == "not_allowed":
        field = ".".join([*where, context["member"]] if context["member"] else where)
        return FieldProblem(
            field=field or "body", problem=context["problem"], allowed=context["allowed"]
        )
    allowed = {
        "extra_forbidden": "a member that the contract names",
        "literal_error": str(context.get("expected", "")),
        "too_long": f"at most {context.get('max_length', '')} items",
    }.get(detail["type"], "")
    problem = {
        "extra_forbidden": "there is no such member",
        "literal_error": "this value is not known",
        "too_long": f"there are {context.get('actual_length', 'too many')} items",
    }.get(detail["type"], detail["msg"][:1].lower() + detail["msg"][1:])
    return FieldProblem(field=".".join(where) or "body", problem=problem, allowed=allowed)


def _is_branch(part: object) -> bool:
    """Whether a location names a branch of a union rather than a member of the request."""
    return isinstance(part, str) and bool(re.search(r"[\[(]|^function-", part))
