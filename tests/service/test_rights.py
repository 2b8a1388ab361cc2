"""Who may do what, at every address: roles, and none."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from advisor.records import Records, Role
from advisor.service.rights import ANYONE, RIGHTS, needed
from tests.service.headers import BROWSER

RANK = list(Role)
NOT_ALLOWED = (401, 403)


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """Every address of the service with its method, those outside the OpenAPI document too."""
    found = []
    waiting = list(app.routes)
    while waiting:
        route = waiting.pop()
        inner = getattr(route, "original_router", route)
        waiting += getattr(inner, "routes", [])
        if isinstance(route, APIRoute):
            found += [(method, route.path) for method in sorted(route.methods)]
    return sorted(found)


def filled(template: str) -> str:
    return re.sub(r"\{[^}]+\}", "01JD8ZZZZZZZZZZZZZZZZZZZZZ", template)


def ask(client: TestClient, method: str, path: str, key: str | None) -> int:
    headers = {"authorization": f"Bearer {key}"} if key else {}
    body = {} if method == "POST" else None
    return client.request(
        method, filled(path), headers=headers, json=body, follow_redirects=False
    ).status_code


def test_every_address_is_in_the_table(service: TestClient) -> None:
    """A new address says whom it is for; until then it is for administrators."""
    assert isinstance(service.app, FastAPI)
    declared = routes(service.app)
    assert len(declared) > 15

    missing = [route for route in declared if route not in RIGHTS]

    assert not missing
    assert needed("GET", "/made-up") is Role.ADMIN


def test_every_address_of_the_document_for_every_role_and_none(
    service: TestClient, records: Records
) -> None:
    """Below the role that an address is for: refused, and nothing else is. Above: not refused."""
    assert isinstance(service.app, FastAPI)
    keys = {role: records.keys.create(role, f"a {role}") for role in Role}
    document = service.app.openapi()["paths"]
    listed = [(verb.upper(), path) for path, verbs in document.items() for verb in verbs]
    wrong = []
    for method, path in sorted({*listed, *routes(service.app)}):
        template = next((t for m, t in RIGHTS if m == method and bare(t) == bare(path)), path)
        lowest = needed(method, template)
        for role in (None, *Role):
            status = ask(service, method, path, keys[role] if role else None)
            allowed = lowest is ANYONE or (
                role is not None and RANK.index(role) >= RANK.index(lowest)
            )
            refused = status in NOT_ALLOWED
            if method == "POST" and (method, path) not in listed and allowed:
                # Forms ask for a session and its token too; see below and test_entry.
                continue
            if allowed == refused or (role is None and not allowed and status != 401):
                wrong.append((method, path, role, status))

    assert not wrong


def bare(template: str) -> str:
    return template.replace(":path", "")


def test_an_agent_is_not_let_in_where_reviewers_work(
    service: TestClient, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table decides, not the address's own code."""
    monkeypatch.setitem(RIGHTS, ("GET", "/norms"), Role.REVIEWER)  # type: ignore[arg-type]
    for role, status in ((Role.AGENT, 403), (Role.REVIEWER, 200), (Role.ADMIN, 200)):
        assert ask(service, "GET", "/norms", records.keys.create(role, "somebody")) == status


def test_the_refusal_names_the_role_that_is_needed(
    agent: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RIGHTS, ("GET", "/norms"), Role.ADMIN)  # type: ignore[arg-type]

    problem = agent.get("/norms").json()

    assert problem["status"] == 403
    assert "`admin`" in problem["detail"]


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        (Role.AGENT, {"/admin": 403, "/review": 403, "/norms": 200}),
        (Role.REVIEWER, {"/admin": 403, "/review": 200, "/norms": 200}),
        (Role.ADMIN, {"/admin": 200, "/review": 200, "/norms": 200}),
    ],
)
def test_a_signed_in_browser_has_the_role_of_its_session(
    service: TestClient, records: Records, role: Role, statuses: dict[str, int]
) -> None:
    """Pages and forms alike: with the right token and the wrong role nothing is done."""
    service.get(f"/sign-in?token={records.sessions.token(role, 'somebody')}")
    page = service.get("/norms", headers=BROWSER).text
    token = re.search(r'name="form_token" value="(\w+)"', page)
    assert token is not None
    form = {"form_token": token[1], "name": "a key", "role": "agent"}

    assert {path: service.get(path).status_code for path in statuses} == statuses
    made = service.post("/admin/keys", data=form)

    assert made.status_code == (200 if role is Role.ADMIN else 403)
    assert len(records.keys.list()) == (1 if role is Role.ADMIN else 0)
