"""A reviewer's morning, in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.pages.conftest import Site, ask

pytestmark = pytest.mark.browser


@pytest.fixture
def agents_page(chromium: Browser, site: Site) -> Iterator[Page]:
    """A page of somebody who signed in with an agent's key."""
    key = site.records.keys.create("agent", "campaigns")
    context = chromium.new_context()
    context.set_default_timeout(5_000)
    page = context.new_page()
    page.goto(site.address + "/review")
    page.get_by_label("API key").fill(key)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/review")
    yield page
    context.close()


def test_from_a_question_to_a_precedent_that_is_followed(page: Page, site: Site) -> None:
    """Ask, get an escalation, overrule it; the next plan like it follows the overruling."""
    name = ask(page, "Something nobody thought of")
    expect(page.get_by_role("heading", level=1)).to_have_text("Escalate")
    page.locator("summary", has_text="Overrule").click()
    page.get_by_role("radio", name="Modify").check()
    page.get_by_label("Why?", exact=True).fill("Only with the form in place.")
    page.get_by_role("button", name="Overrule").click()
    expect(page.get_by_role("status")).to_contain_text("Overruled")
    expect(page.locator(".standing-act")).to_contain_text("Only with the form in place.")

    page.goto(site.address + "/precedents")
    expect(page.locator(".precedent").first).to_contain_text("Something nobody thought of")
    page.goto(site.address)
    ask(page, "The same as before")

    expect(page.get_by_role("heading", level=1)).to_have_text("Modify")
    expect(page.locator(".standing-act")).to_contain_text("Only with the form in place.")
    page.locator(".standing-act a").first.click()
    expect(page).to_have_url(re.compile(name))


def test_the_queue_goes_by_keys_alone(page: Page, site: Site) -> None:
    """j to the next, Enter to open, a to affirm, Ctrl+Enter to send, u to undo: no mouse."""
    for plan in ("First odd plan", "Second odd plan"):
        page.goto(site.address)
        ask(page, plan)
    page.goto(site.address + "/review")
    waiting = page.locator("a.row-link").count()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("a.row-link").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/opinions/*")
    opened = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != opened)
    page.keyboard.press("k")
    page.wait_for_url(opened)

    page.keyboard.press("a")
    page.keyboard.type("Nothing speaks against it.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("Affirmed")
    page.goto(site.address + "/review")
    expect(page.locator("a.row-link")).to_have_count(waiting - 1)

    page.goto(opened)
    page.keyboard.press("u")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Taken back")
    expect(page.locator(".history li")).to_have_count(2)
    page.goto(site.address + "/review")
    expect(page.locator("a.row-link")).to_have_count(waiting)


def test_keys_can_be_turned_off(page: Page, site: Site) -> None:
    """Who speaks to the computer is not surprised by letters; the choice is remembered."""
    ask(page, "A third odd plan")
    page.get_by_role("button", name="Turn keys off").click()
    page.reload()

    page.keyboard.press("a")

    expect(page.locator(".acts details[open]")).to_have_count(0)
    page.get_by_role("button", name="Turn keys on").click()


def test_what_cannot_be_recorded_is_not_lost(context: BrowserContext, site: Site) -> None:
    """A day that has passed is refused beside the form, and the reason is still there."""
    page = context.new_page()  # The browser itself complains of a 422: not one that fails for it.
    page.goto(site.address)
    ask(page, "A fourth odd plan")
    page.locator("summary", has_text="Overrule").click()
    page.get_by_role("radio", name="Refuse").check()
    page.get_by_label("Why?", exact=True).fill("A long thought.")
    page.get_by_label("Last day on which it binds").fill("2020-01-01")
    with page.expect_response("**/review/*") as answered:
        page.get_by_label("Why?", exact=True).press("Control+Enter")

    assert answered.value.status == 422
    expect(page.get_by_role("alert")).to_contain_text("passed")
    expect(page.get_by_label("Why?", exact=True)).to_have_value("A long thought.")
    expect(page.get_by_role("radio", name="Refuse")).to_be_checked()


def test_an_agent_sees_the_queue_and_cannot_act(agents_page: Page, site: Site) -> None:
    """Who asks does not review what was answered, and does not see the Admin page."""
    agents_page.get_by_role("link", name="Ask", exact=True).click()
    ask(agents_page, "An odd plan of an agent")

    expect(agents_page.locator("#review")).to_contain_text("A reviewer or an administrator")
    expect(agents_page.locator("#review form")).to_have_count(0)
    expect(agents_page.get_by_role("link", name="Admin")).to_have_count(0)
    refused = agents_page.goto(site.address + "/admin")
    assert refused is not None
    assert refused.status == 403


def test_a_fact_that_was_misread_is_corrected_and_asked_again(page: Page, site: Site) -> None:
    """Coloured words lead to the fact, the fact to its field, and the field to a new opinion."""
    first = ask(page, "Score our prospects and e-mail the best tenth")
    read = page.locator("a.read").first
    read.hover()
    expect(read.locator(".tip")).to_contain_text("94 in 100")
    page.locator("#fact-purpose").get_by_role("link", name="correct").click()
    field = page.locator("#again-purpose")
    expect(field).to_be_focused()
    expect(field.locator("option:checked")).to_have_text("As read: direct marketing")

    field.select_option("service_delivery")
    page.locator(".again").get_by_role("button", name="Ask for an opinion").click()
    page.wait_for_url(lambda url: "/opinions/" in url and first not in url)

    stored = site.records.opinions.get("default", page.url.rsplit("/", 1)[1])
    assert stored is not None
    assert stored.request.facts == {"purpose": "service_delivery"}
