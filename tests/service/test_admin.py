"""The Admin page: keys of one's own tenant, and the check of the records."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from advisor.records import Records
from advisor.wire import AdviseRequest, Verdict
from tests.canned_advisor import short_answer
from tests.service.headers import BROWSER


@pytest.fixture
def form_token(browser) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', browser.get("/admin").text)
    assert found
    return found[1]


def test_a_key_is_made_shown_once_and_ended(browser, records: Records, form_token):
    """The key works until it is ended, and is never shown again."""
    made = browser.post(
        "/admin/keys", data={"form_token": form_token, "name": "Bot", "role": "agent"}
    )
    key = re.search(r'class="secret">([^<]+)<', made.text)
    assert key
    assert records.keys.principal(key[1]) is not None
    assert key[1] not in browser.get("/admin").text

    (entry,) = (entry for entry in records.keys.list() if entry.name == "Bot")
    browser.post(f"/admin/keys/{entry.id}/end", data={"form_token": form_token})

    assert records.keys.principal(key[1]) is None


@pytest.mark.parametrize("address", ["/admin/keys", "/admin/audit", "/admin/keys/x/end"])
def test_a_form_of_another_site_does_nothing(browser, records: Records, address):
    """Without the session's token nothing is made, ended or checked."""
    answer = browser.post(address, data={"name": "Bot", "role": "admin"})

    assert answer.status_code == 403
    assert records.keys.list() == ()


def test_a_key_of_another_tenant_is_neither_seen_nor_ended(browser, records: Records, form_token):
    """Tenants are kept apart, for their administrators too."""
    key = records.keys.create("agent", "Foreign bot", "another")
    (entry,) = records.keys.list()

    answer = browser.post(f"/admin/keys/{entry.id}/end", data={"form_token": form_token})

    assert answer.status_code == 404
    assert records.keys.principal(key) is not None
    assert "Foreign bot" not in browser.get("/admin").text


@pytest.mark.parametrize("role", ["agent", "reviewer"])
def test_only_administrators_see_the_page(service, records: Records, role):
    """A key of a lesser role does not open it."""
    service.headers.update(BROWSER)
    service.headers["authorization"] = f"Bearer {records.keys.create(role, 'somebody')}"

    assert service.get("/admin").status_code == 403


def test_a_name_is_needed(browser, records: Records, form_token):
    """What is wrong is said, and no key is made."""
    answer = browser.post("/admin/keys", data={"form_token": form_token, "role": "agent"})

    assert answer.status_code == 422
    assert "a name is needed" in answer.text
    assert records.keys.list() == ()


def test_the_check_names_a_record_that_was_changed(browser, records: Records, form_token):
    """Who changes an opinion behind the service's back is found out on the page."""
    records.opinions.add("default", AdviseRequest(action="x"), short_answer(Verdict.REFUSE))
    whole = browser.post("/admin/audit", data={"form_token": form_token}).text
    with records._database.writing() as session:
        session.execute(text("UPDATE opinions SET verdict = 'proceed'"))

    changed = browser.post("/admin/audit", data={"form_token": form_token}).text

    assert "<strong>Yes.</strong>" in whole
    assert re.search(r"<strong>No. Record \d+:</strong>", changed)
