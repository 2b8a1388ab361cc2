"""A running service and a real browser in front of it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from advisor.records import Records, sqlite_address
from advisor.service.app import create_app
from advisor.settings import Settings
from tests.canned_advisor import CannedAdvisor

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@dataclass(frozen=True)
class Site:
    """A service that runs, and its records."""

    address: str
    records: Records

    @property
    def sign_in_address(self) -> str:
        return self.records.sign_in_address(self.address)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("site")
    records = Records.open(sqlite_address(home / "records.db"))
    app = create_app(CannedAdvisor(), records, Settings(home=home))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the service did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Site(f"http://127.0.0.1:{port}", records)
    server.should_exit = True
    thread.join(5)
    records.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        missing = f"there is no {CHROMIUM}: apt-get install chromium"
        if os.environ.get("ADVISOR_CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, site: Site) -> StorageState:
    """What a browser keeps once an administrator signed in."""
    context = chromium.new_context()
    context.new_page().goto(site.sign_in_address)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def context(chromium: Browser, signed_in: StorageState) -> Iterator[BrowserContext]:
    opened = chromium.new_context(
        viewport={"width": 1440, "height": 900}, storage_state=signed_in, reduced_motion="reduce"
    )
    opened.set_default_timeout(5_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Page:
    """A signed-in page; whatever it complains of, or asks of another host, fails the test."""
    opened = context.new_page()
    opened.on("console", lambda said: pytest.fail(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    opened.on(
        "request",
        lambda asked: None if asked.url.startswith(site.address) else pytest.fail(asked.url),
    )
    opened.goto(site.address)
    return opened


def ask(page: Page, plan: str) -> str:
    """Ask on the Ask page; return the name of the opinion."""
    page.get_by_label("What is planned?").fill(plan)
    page.get_by_role("button", name="Ask for an opinion").click()
    page.wait_for_url("**/opinions/*")
    return page.url.rsplit("/", 1)[1]
