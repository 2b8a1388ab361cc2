"""Every page, on every screen, by day and by night: fits, is in order, and is accessible."""

from __future__ import annotations

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from tests.pages.conftest import Site, ask

pytestmark = pytest.mark.browser

PLAN = "Score our prospects with a model hosted in the US and e-mail the best tenth"
WIDTHS = (390, 820, 1440)
ADDRESSES = [
    "/",
    "an opinion",
    "an overruled opinion",
    "/opinions",
    "/opinions?q=no-such-word",
    "/review",
    "/precedents",
    "/figures",
    "/admin",
    "/instruments",
    "/instruments/gdpr",
    "/coverage",
    "/norms",
    "/norms/gdpr-transfer-needs-ground",
    "/facts",
    "/concepts",
    "/search?q=data",
    "/provisions/cjeu:C-634/21",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_fits_every_screen_and_is_accessible(page: Page, site: Site, address: str) -> None:
    """Nobody scrolls sideways, headings are in order, and axe finds nothing, light and dark."""
    if address.startswith("an "):
        ask(page, PLAN)
    if address == "an overruled opinion":
        overrule(page)
    elif address.startswith("/"):
        page.goto(site.address + address)

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    check_headings(page)
    unfold(page)
    assert_accessible(page)


def test_the_sign_in_page_is_accessible(context: BrowserContext, site: Site) -> None:
    """Also those who are not in yet can read and use the page."""
    context.clear_cookies()
    page = context.new_page()
    page.goto(site.address + "/sign-in")

    check_headings(page)
    assert_accessible(page)


def test_paper_shows_the_opinion_and_no_controls(page: Page, site: Site) -> None:
    """A printed opinion has its law and its history, and nothing that can only be clicked."""
    ask(page, PLAN)
    page.emulate_media(media="print")

    expect(page.locator("aside.law")).to_be_visible()
    expect(page.locator("#why")).to_be_visible()
    for hidden in (".masthead nav", ".acts", ".again-section", ".jump"):
        expect(page.locator(hidden)).to_be_hidden()


def overrule(page: Page) -> None:
    page.get_by_text("Overrule", exact=False).first.click()
    page.get_by_role("radio", name="Refuse").check()
    page.get_by_label("Why?", exact=True).fill("Not with this host.")
    page.get_by_role("button", name="Overrule").click()
    expect(page.get_by_role("status")).to_contain_text("Overruled")


def unfold(page: Page) -> None:
    """Open what is folded, or axe would not see it; reviews open one at a time."""
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


def check_headings(page: Page) -> None:
    levels = page.eval_on_selector_all(
        "h1, h2, h3, h4", "found => found.map(heading => Number(heading.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def assert_accessible(page: Page) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert not [
            f"{scheme}: {one['id']} at {node['html'][:200]}"
            for one in found
            for node in one["nodes"]
        ]
