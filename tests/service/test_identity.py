"""Signing in at an OpenID provider: a real one on this machine, with real keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import ECKey, RSAKey
from pydantic import ValidationError

from advisor.records import Records
from advisor.service.app import create_app
from advisor.settings import Settings
from tests.canned_advisor import CannedAdvisor
from tests.service.headers import BROWSER
from tests.service.issuer import CLIENT, SECRET, Issuer, issuing, query_of

ROLES = {"legal": "reviewer", "ops": "admin", "crm": "agent"}


@pytest.fixture(scope="module", params=["RS256", "ES256"])
def provider(request) -> Iterator[Issuer]:
    with issuing(request.param) as issuer:
        yield issuer


@pytest.fixture
def issuer(provider: Issuer) -> Issuer:
    provider.claims, provider.forge = {}, None
    return provider


@pytest.fixture
def client(issuer: Issuer, records: Records, tmp_path: Path) -> TestClient:
    settings = Settings(
        home=tmp_path,
        oidc_issuer=issuer.address,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_roles=ROLES,
        oidc_tenant_claim="org",
    )
    issuer.claims = {"org": "acme"}
    app = create_app(CannedAdvisor(), records, settings)
    return TestClient(app, base_url="https://advisor.test", headers=BROWSER)


def to_provider(client: TestClient, onward: str = "/norms") -> httpx.Response:
    return client.get("/sign-in/oidc", params={"next": onward}, follow_redirects=False)


def back(client: TestClient, onward: str = "/norms") -> str:
    """Go to the provider and return where it sends the browser."""
    there = to_provider(client, onward).headers["location"]
    return httpx.get(there).headers["location"]


def signed_in(client: TestClient) -> httpx.Response:
    return client.get(back(client), follow_redirects=False)


def test_a_person_signs_in_with_the_role_of_their_group(
    client: TestClient, records: Records
) -> None:
    """And is led on to the page that was wanted, in their own tenant."""
    response = signed_in(client)

    assert response.status_code == 303
    assert response.headers["location"] == "/norms"
    cookies = response.headers.get_list("set-cookie")
    session = next(c for c in cookies if c.startswith("advisor_session="))
    assert "HttpOnly" in session
    assert "Secure" in session
    assert "SameSite=lax" in session
    principal = records.sessions.principal(session.split("=", 1)[1].split(";")[0])
    assert principal is not None
    assert (principal.name, principal.role, principal.tenant) == ("A. Lawyer", "reviewer", "acme")
    assert client.get("/norms").status_code == 200


def test_the_way_there_carries_state_nonce_and_a_challenge(client: TestClient) -> None:
    asked = query_of(to_provider(client).headers["location"])

    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32
    assert asked["redirect_uri"] == "https://advisor.test/sign-in/oidc/return"


def test_the_strongest_role_of_several_groups_counts(
    client: TestClient, issuer: Issuer, records: Records
) -> None:
    issuer.claims["groups"] = ["crm", "ops"]
    cookie = signed_in(client).cookies["advisor_session"]

    principal = records.sessions.principal(cookie)
    assert principal is not None
    assert principal.role == "admin"


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"nonce": "another"}, 401),
        ({"nonce": None}, 401),
        ({"aud": "another"}, 401),
        ({"aud": [CLIENT, "another"]}, 401),
        ({"aud": [CLIENT, "another"], "azp": "another"}, 401),
        ({"iss": "https://evil.example"}, 401),
        ({"exp": 1}, 401),
        ({"exp": None}, 401),
        ({"exp": int(time.time()) - 120}, 401),
        ({"iat": int(time.time()) + 3_600}, 401),
        ({"sub": None}, 401),
        ({"groups": ["staff"]}, 403),
        ({"groups": []}, 403),
        ({"groups": {"legal": True}}, 403),
        ({"org": "../other"}, 403),
        ({"org": None}, 403),
    ],
)
def test_an_identity_that_is_not_for_this_sign_in_is_refused(
    client: TestClient, issuer: Issuer, claims: dict[str, Any], status: int
) -> None:
    """Wrong nonce, audience, issuer, time, group or tenant: no session."""
    issuer.claims.update(claims)

    response = signed_in(client)

    assert response.status_code == status
    assert "advisor_session" not in response.cookies
    assert client.get("/norms", headers={"accept": "application/json"}).status_code == 401


@pytest.mark.parametrize("forgery", ["unsigned", "shared_secret", "another_key"])
def test_a_forged_identity_is_refused(client: TestClient, issuer: Issuer, forgery: str) -> None:
    """No signature, the public key as a secret, or a key of somebody else."""
    issuer.forge = getattr(issuer, forgery)

    response = signed_in(client)

    assert response.status_code == 401
    assert "advisor_session" not in response.cookies


def test_a_return_address_works_once(client: TestClient) -> None:
    """Who copies it from a history signs nobody in."""
    address = back(client)
    cookie = client.cookies["advisor_sign_in"]
    assert client.get(address, follow_redirects=False).status_code == 303
    client.cookies.clear()
    client.cookies.set("advisor_sign_in", cookie, path="/sign-in")

    assert client.get(address, follow_redirects=False).status_code == 401


def test_a_sign_in_that_began_in_another_browser_is_refused(client: TestClient) -> None:
    """Nobody is signed in as somebody else by a link."""
    address = back(client)
    client.cookies.clear()

    response = client.get(address, follow_redirects=False)

    assert response.status_code == 401
    assert "advisor_session" not in response.cookies


@pytest.mark.parametrize(
    "query", ["", "?state=x&code=y", "?state=x", "?code=y", "?error=access_denied&state=x"]
)
def test_a_return_without_a_beginning_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/sign-in/oidc/return{query}").status_code == 401


def test_an_error_of_the_provider_is_told(client: TestClient) -> None:
    state = query_of(to_provider(client).headers["location"])["state"]

    response = client.get(f"/sign-in/oidc/return?error=access_denied&state={state}&code=x")

    assert response.status_code == 401


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil"])
def test_a_sign_in_never_leads_elsewhere(client: TestClient, elsewhere: str) -> None:
    assert client.get(back(client, elsewhere), follow_redirects=False).headers["location"] == "/"


def test_a_new_key_of_the_provider_is_looked_up(client: TestClient, issuer: Issuer) -> None:
    """Providers rotate their keys."""
    signed_in(client)
    kind = type(issuer.key)
    issuer.key = (
        RSAKey.generate_key(2048, {"kid": "two"})
        if kind is RSAKey
        else ECKey.generate_key("P-256", {"kid": "two"})
    )

    assert signed_in(client).status_code == 303


def test_a_provider_that_is_down_is_told_as_such(records: Records, tmp_path: Path) -> None:
    """The sign-in page still works for keys."""
    settings = Settings(
        home=tmp_path, oidc_issuer="http://127.0.0.1:9", oidc_client_id="x", oidc_roles=ROLES
    )
    client = TestClient(create_app(CannedAdvisor(), records, settings), headers=BROWSER)

    response = client.get("/sign-in/oidc")

    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert "/sign-in/oidc" in client.get("/sign-in").text


@pytest.mark.parametrize(
    "chosen",
    [
        {"oidc_issuer": "http://login.example", "oidc_client_id": "x", "oidc_roles": ROLES},
        {
            "oidc_issuer": "http://127.0.0.1.evil.org",
            "oidc_client_id": "x",
            "oidc_roles": ROLES,
        },
        {"oidc_issuer": "https://login.example", "oidc_client_id": "x"},
        {"oidc_issuer": "https://login.example", "oidc_roles": ROLES},
    ],
)
def test_half_a_provider_is_refused(chosen: dict[str, Any]) -> None:
    """Neither without encryption nor without roles."""
    with pytest.raises(ValidationError, match="oidc_issuer"):
        Settings(**chosen)
