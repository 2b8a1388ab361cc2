"""Reading opinions and the law over HTTP."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from advisor.service.negotiation import wants_page
from tests.canned_advisor import CannedAdvisor
from tests.service.headers import BROWSER


def test_an_opinion_can_be_read_again_as_it_was_given(agent: TestClient) -> None:
    """The stored opinion says the same, with what was asked and when."""
    given = agent.post("/advise", json={"action": "Score people", "facts": {"purpose": None}})

    stored = agent.get(f"/opinions/{given.json()['id']}").json()

    assert {name: stored[name] for name in given.json()} == given.json()
    assert stored["request"]["action"] == "Score people"
    assert stored["created"].endswith("Z")


def test_opinions_are_listed_newest_first_and_filtered(agent: TestClient) -> None:
    """By verdict, day and instrument; blank filters of a form filter nothing."""
    for plan in ("Score people", "a late parcel", "a person objected"):
        agent.post("/advise", json={"action": plan})

    def verdicts(query: str) -> list[str]:
        return [entry["verdict"] for entry in agent.get(f"/opinions?{query}").json()["opinions"]]

    assert sorted(verdicts("verdict=&from=&to=&instrument=")) == ["modify", "proceed", "refuse"]
    assert verdicts("verdict=refuse") == ["refuse"]
    assert verdicts("instrument=eprivacy") == ["modify"]
    assert verdicts("to=2001-01-01") == []
    assert agent.get("/opinions?verdict=maybe").status_code == 422


def test_provisions_are_found_by_identifiers_with_slashes(agent: TestClient) -> None:
    """`cjeu:C-634/21` is one identifier, slash and all."""
    found = agent.get("/provisions/cjeu:C-634/21").json()

    assert found["cite"] == "C-634/21 SCHUFA Holding"
    assert found["text_kind"] == "restatement"


def test_search_returns_the_members_of_the_contract(agent: TestClient) -> None:
    """Best first, each with its text and the kind of it."""
    hit = agent.get("/search", params={"q": "safeguards", "top": 1}).json()["results"][0]

    assert hit.keys() == {"id", "cite", "heading", "text", "text_kind", "score", "url"}
    assert agent.get("/search").json()["errors"][0]["field"] == "q"
    assert agent.get("/search?q=x&top=0").json()["errors"][0]["field"] == "top"


@pytest.mark.parametrize("address", ["/instruments", "/norms", "/facts", "/concepts"])
def test_the_law_is_data_for_programs_and_a_page_for_people(
    agent: TestClient, address: str
) -> None:
    """The same address serves both."""
    assert isinstance(agent.get(address).json(), list)
    assert agent.get(address, headers=BROWSER).text.startswith("<!doctype html>")
    assert agent.get(address, headers={**BROWSER}, params={"format": "json"}).json()


def test_a_norm_is_written_with_its_names_on_the_wire(agent: TestClient) -> None:
    """`from` is called `from`."""
    assert agent.get("/norms/gdpr-transfer-needs-ground").json()["from"] == "2018-05-25"


@pytest.mark.parametrize("address", ["/opinions/1", "/provisions/gdpr:999", "/norms/none", "/no"])
def test_what_is_not_there_is_told_in_the_form_that_was_asked_for(
    agent: TestClient, address: str
) -> None:
    """A problem document for programs, a page for people."""
    assert agent.get(address).json()["status"] == 404
    page = agent.get(address, headers=BROWSER)
    assert page.status_code == 404
    assert "There is nothing at this address" in page.text


def test_readiness_is_lost_with_the_corpus(
    service: TestClient, advisor: CannedAdvisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that cannot advise says so to its minders."""
    assert service.get("/readyz").json()["corpus"] == "2026.11.20"
    monkeypatch.setattr(advisor, "ready", lambda: False)
    assert service.get("/readyz").status_code == 503


def test_figures_count_verdicts(agent: TestClient) -> None:
    """Prometheus can draw how often each verdict was given."""
    agent.post("/advise", json={"action": "Score people"})

    figures = agent.get("/metrics").text

    assert 'advisor_advice_total{verdict="modify"} 1' in figures
    assert 'advisor_requests_total{method="POST",status="200"} 1' in figures
    assert "advisor_advise_seconds_count 1" in figures


def test_the_openapi_document_names_every_route_of_the_contract(agent: TestClient) -> None:
    """The contract can be generated from the code."""
    document = agent.get("/openapi.json").json()

    assert {
        "/advise",
        "/advise/batch",
        "/opinions",
        "/opinions/{identifier}",
        "/provisions/{identifier}",
        "/search",
        "/instruments",
        "/norms",
        "/norms/{identifier}",
        "/facts",
        "/healthz",
        "/readyz",
        "/metrics",
    } <= document["paths"].keys()
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"


def test_pages_are_closed_to_scripts_from_elsewhere(browser: TestClient) -> None:
    """The policy names only this site, and the page has nothing written into it."""
    page = browser.get("/")

    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script>|https?://", page.text)


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", True),
        ("application/json", False),
        ("*/*", False),
        ("", False),
        ("application/json, text/html;q=0.5", False),
        ("text/html;q=x", False),
    ],
)
def test_a_page_is_shown_to_whoever_prefers_one(accept: str, page: bool) -> None:
    """Programs that accept anything get JSON."""
    assert wants_page(accept) is page
