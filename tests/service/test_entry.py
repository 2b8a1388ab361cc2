"""Who may come in, and how."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from advisor.records import Records
from advisor.service.app import create_app
from advisor.settings import Settings
from tests.canned_advisor import CannedAdvisor
from tests.service.headers import BROWSER


@pytest.mark.parametrize(
    "address",
    ["/", "/opinions", "/norms", "/facts", "/metrics", "/openapi.json", "/nowhere", "/sign-in/x"],
)
def test_every_address_asks_for_a_key(service: TestClient, address: str) -> None:
    """Whatever is not on the short list is closed, even what does not exist."""
    response = service.get(address)

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/sign-in", "/static/advisor.css"])
def test_a_few_addresses_are_open(service: TestClient, address: str) -> None:
    """Health, readiness, the sign-in page and its looks need no key."""
    assert service.get(address).status_code == 200


def test_a_revoked_or_altered_key_is_refused(service: TestClient, records: Records) -> None:
    """A key ends when it is revoked, although it was right a moment ago."""
    key = records.keys.create("agent", "campaigns")
    headers = {"authorization": f"Bearer {key}"}
    assert service.get("/norms", headers=headers).status_code == 200

    assert service.get("/norms", headers={"authorization": f"Bearer {key}x"}).status_code == 401
    assert service.get("/norms", headers={"authorization": f"Basic {key}"}).status_code == 401
    records.keys.revoke(records.keys.list()[0].id)
    assert service.get("/norms", headers=headers).status_code == 401


def test_the_operator_can_fix_the_admin_key(service: TestClient) -> None:
    """`ADVISOR_ADMIN_KEY` opens what a made key opens."""
    headers = {"authorization": "Bearer fixed by the operator"}

    assert service.get("/norms", headers=headers).status_code == 200


def test_a_sign_in_address_works_once(service: TestClient, records: Records) -> None:
    """Who reads the address later, in a log or a history, cannot use it."""
    address = records.sign_in_address("http://localhost")

    first = service.get(address, follow_redirects=False)
    service.cookies.clear()
    second = service.get(address, follow_redirects=False)

    assert first.headers["location"] == "/"
    assert "HttpOnly" in first.headers["set-cookie"]
    assert "SameSite=lax" in first.headers["set-cookie"]
    assert second.status_code == 401
    assert "set-cookie" not in second.headers


def test_a_browser_is_led_to_the_sign_in_page_and_back(
    service: TestClient, records: Records
) -> None:
    """Signing in leads on to the page that was wanted."""
    service.headers.update(BROWSER)

    page = service.get("/norms")
    key = records.keys.create("reviewer", "A. Lawyer")
    onward = service.post("/sign-in", data={"key": key, "next": "/norms"}, follow_redirects=False)

    assert 'value="/norms"' in page.text
    assert onward.headers["location"] == "/norms"


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil", "/\n"])
def test_signing_in_never_leads_elsewhere(
    service: TestClient, records: Records, elsewhere: str
) -> None:
    """An address of another site is not followed."""
    key = records.keys.create("reviewer", "A. Lawyer")

    response = service.post(
        "/sign-in", data={"key": key, "next": elsewhere}, follow_redirects=False
    )

    assert response.headers["location"] == "/"


def test_another_site_cannot_sign_anybody_in(service: TestClient, records: Records) -> None:
    """A form on another site does not open a session here."""
    key = records.keys.create("reviewer", "A. Lawyer")

    response = service.post(
        "/sign-in", data={"key": key}, headers={"origin": "https://evil.example"}
    )

    assert response.status_code == 403


def test_another_site_cannot_ask_in_the_name_of_a_session(
    browser: TestClient, advisor: CannedAdvisor
) -> None:
    """A form without this session's token is not taken, and JSON asks for a key."""
    assert browser.post("/ask", data={"action": "a plan"}).status_code == 403
    assert browser.post("/ask", data={"action": "a", "form_token": "0" * 64}).status_code == 403
    assert browser.post("/advise", json={"action": "a plan"}).status_code == 403
    assert advisor.asked == []


def test_signing_out_ends_the_session(browser: TestClient) -> None:
    """After signing out, the old cookie opens nothing."""
    cookie = browser.cookies["advisor_session"]
    token = re.search(r'name="form_token" value="(\w+)"', browser.get("/norms").text)
    assert token is not None

    browser.post("/sign-out", data={"form_token": token[1]})
    browser.cookies.set("advisor_session", cookie)

    assert browser.get("/norms", headers={"accept": "application/json"}).status_code == 401


def test_tenants_do_not_see_each_other(service: TestClient, records: Records) -> None:
    """An opinion of one tenant does not exist for another."""
    ours = {"authorization": f"Bearer {records.keys.create('agent', 'a', tenant='ours')}"}
    theirs = {"authorization": f"Bearer {records.keys.create('admin', 'b', tenant='theirs')}"}
    given = service.post("/advise", json={"action": "a plan"}, headers=ours).json()

    assert service.get(f"/opinions/{given['id']}", headers=ours).status_code == 200
    assert service.get(f"/opinions/{given['id']}", headers=theirs).status_code == 404
    assert service.get("/opinions", headers=theirs).json()["opinions"] == []


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é"])
@pytest.mark.parametrize("address", ["/ask", "/sign-out"])
def test_every_form_asks_for_the_token_of_its_session(
    browser: TestClient, advisor: CannedAdvisor, address: str, token: str | None
) -> None:
    """Without it nothing is done: not even signing out."""
    fields = {"action": "a plan"} | ({} if token is None else {"form_token": token})

    assert browser.post(address, data=fields).status_code == 403
    assert advisor.asked == []
    assert browser.get("/norms").status_code == 200


def test_the_token_of_another_session_is_none(service: TestClient, records: Records) -> None:
    """A form made for one session is worth nothing in another."""
    tokens = []
    for _ in range(2):
        service.cookies.clear()
        service.get(records.sign_in_address("http://localhost"), headers=BROWSER)
        page = service.get("/norms", headers=BROWSER).text
        found = re.search(r'name="form_token" value="(\w+)"', page)
        assert found is not None
        tokens.append(found[1])

    assert service.post("/ask", data={"action": "x", "form_token": tokens[0]}).status_code == 403


@pytest.mark.parametrize("address", ["/", "/sign-in", "/norms", "/healthz", "/no", "/advise"])
def test_headers_forbid_what_pages_do_not_need(browser: TestClient, address: str) -> None:
    """No inline script or style, no frame, no other site, no guessing of types, no storing."""
    headers = browser.get(address).headers
    policy = headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


def test_pages_have_neither_inline_scripts_nor_styles(browser: TestClient) -> None:
    """The policy would forbid them, and the page would break."""
    for address in ("/", "/norms", "/opinions", "/coverage", "/facts"):
        page = browser.get(address).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page), address
        assert not re.search(r"<script(?![^>]*\ssrc=)", page), address


def test_behind_https_the_cookie_goes_with_https_alone(
    advisor: CannedAdvisor, records: Records, tmp_path: Path
) -> None:
    """A proxy that ends TLS is told by `ADVISOR_PUBLIC_URL`."""
    settings = Settings(home=tmp_path, public_url="https://advisor.example")
    client = TestClient(create_app(advisor, records, settings), base_url="http://10.0.0.1")

    answer = client.get(records.sign_in_address("http://10.0.0.1"), follow_redirects=False)

    assert "Secure" in answer.headers["set-cookie"]
