"""The contract as an OpenAPI document: what the code declares, with every error and examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from advisor.service.problems import MEDIA_TYPE
from advisor.service.rights import ANYONE, RIGHTS

Document = dict[str, Any]

_ALWAYS = (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE)
_WITH_KEY = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
_WITH_BODY = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
_TELLS = {
    400: "The body is no JSON.",
    401: "No key was shown, or one that is not known or was ended.",
    403: "The key is for another role.",
    404: "There is nothing at this address, or nothing that this tenant may see.",
    408: "The body did not come in whole in time.",
    409: "The same request is being answered already.",
    413: "The request has more bytes than are read.",
    422: "A member is wrong; each is named with what is allowed. Nothing was guessed.",
    429: "The key asks for more than it may in a time.",
    500: "A fault on our side. No advice was given; never take it as a yes.",
    503: "No advice can be given now. Try again later; never take it as a yes.",
}
_WAIT = {
    "Retry-After": {
        "description": "After how many seconds to try again.",
        "schema": {"type": "integer", "minimum": 1},
    }
}
_PLAN = {
    "action": "E-mail a newsletter to our Spanish customers, some of whom have unsubscribed",
    "facts": {"subjects.located_in": ["ES"], "purpose": "direct_marketing"},
    "as_of": "2026-11-20",
    "depth": "gate",
}
_REQUESTS: Mapping[str, Mapping[str, Any]] = {
    "/advise": {
        "words": {"summary": "A plan in words, with facts", "value": _PLAN},
        "facts": {
            "summary": "Facts alone",
            "value": {"facts": {"purpose": "analytics", "data.personal": False}},
        },
        "steps": {
            "summary": "Steps over shared facts; the strictest decides",
            "value": {
                "facts": {"subjects.located_in": ["DE"]},
                "steps": [
                    {"action": "Score prospects by a model"},
                    {"payload": {"tool": "send_campaign", "arguments": {"segment": "top"}}},
                ],
            },
        },
    },
    "/advise/batch": {"two": {"summary": "Two plans", "value": {"requests": [_PLAN, _PLAN]}}},
}
_PROBLEM_EXAMPLE = {
    "type": "urn:treaty-advisor:problem:invalid-request",
    "title": "The request cannot be taken as it is",
    "status": 422,
    "detail": "facts.transfer.mecanism: there is no such fact",
    "errors": [
        {
            "field": "facts.transfer.mecanism",
            "problem": "there is no such fact",
            "allowed": "did you mean `transfer.mechanism`?",
        }
    ],
}


def document_of(app: FastAPI) -> Document:
    """Return the OpenAPI document of `app`; made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            description=app.description,
            routes=app.routes,
        )
        schemas = document["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for path, method, operation in _operations(document):
            _complete(path, method, operation)
        app.openapi_schema = document
    return app.openapi_schema


def _operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            yield path, method.upper(), operation


def _complete(path: str, method: str, operation: Document) -> None:
    """Write out every error of an operation, and examples of what it takes."""
    responses = operation["responses"]
    declared = {int(code) for code in responses if code.isdigit() and int(code) >= 400}
    for code in sorted(declared | {int(status) for status in _errors(path, method, operation)}):
        responses[str(code)] = _problem(code)
    examples = _REQUESTS.get(path)
    if examples:
        operation["requestBody"]["content"]["application/json"]["examples"] = dict(examples)


def _errors(path: str, method: str, operation: Document) -> Iterator[HTTPStatus]:
    yield from _ALWAYS
    template = next((t for m, t in RIGHTS if m == method and _bare(t) == path), path)
    if RIGHTS.get((method, template), template) is not ANYONE:
        yield from _WITH_KEY
    if "requestBody" in operation:
        yield from _WITH_BODY
    if operation.get("parameters"):
        yield HTTPStatus.UNPROCESSABLE_ENTITY
    if "{" in path:
        yield HTTPStatus.NOT_FOUND


def _bare(template: str) -> str:
    """An address as the document writes it."""
    return template.replace(":path}", "}")


def _problem(code: int) -> Document:
    found: Document = {
        "description": _TELLS.get(code, HTTPStatus(code).phrase),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if code in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        found["headers"] = _WAIT
    if code == HTTPStatus.UNPROCESSABLE_ENTITY:
        found["content"][MEDIA_TYPE]["example"] = _PROBLEM_EXAMPLE
    return found
