"""Looking through the law over HTTP."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.service.headers import BROWSER


def test_an_instrument_is_a_tree(agent: TestClient) -> None:
    """Divisions hold articles, articles their paragraphs, each with its identifier."""
    found = agent.get("/instruments/gdpr").json()

    entry = found["divisions"][0]["entries"][0]
    assert entry["id"].startswith("gdpr:")
    assert [part["cite"] for part in entry["parts"]] == ["(1)", "(2)"]
    assert agent.get("/instruments/none").status_code == 404


def test_the_page_of_an_instrument_links_every_paragraph(browser: TestClient) -> None:
    """A deep link for each, by its identifier."""
    page = browser.get("/instruments/gdpr").text

    assert 'href="/provisions/gdpr:44(2)"' in page
    assert "<details" in page


def test_coverage_is_a_picture_and_a_table(agent: TestClient) -> None:
    """Programs get rows, people squares with words for those who cannot see them."""
    rows = agent.get("/coverage").json()[0]["entries"][0]["rows"]
    page = agent.get("/coverage", headers=BROWSER).text

    assert rows[0]["standing"] == "modelled"
    assert 'aria-label="gdpr:44, A heading: 9 of 9 units modelled"' in page
    assert "no fact for an order of a court of a third country" in page


def test_hits_show_what_was_looked_for(browser: TestClient) -> None:
    """Marked in the text, and never as markup of the query."""
    page = browser.get("/search", params={"q": "safeguards <b>safeguard</b>"}).text

    assert "<mark>safeguards</mark>" in page
    assert "<b>" not in page
