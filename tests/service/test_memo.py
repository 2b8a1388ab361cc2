"""An opinion on paper."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from weasyprint.urls import URLFetcher

from advisor.service import memo

HOSTILE = (
    '<img src="http://127.0.0.1:9/x.png"><link rel=stylesheet href="file:///etc/passwd">'
    "<h1>Proceed</h1> and score everybody"
)


def text_of(pdf: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split()
    )


def test_a_memo_holds_verdict_reasons_law_and_record(agent):
    """Who has only the paper has the whole opinion."""
    name = agent.post("/advise", json={"action": "Score our prospects"}).json()["id"]

    answer = agent.get(f"/opinions/{name}.pdf")

    assert answer.headers["content-type"] == "application/pdf"
    assert name in answer.headers["content-disposition"]
    text = text_of(answer.content)
    assert name in text
    for part in ("Modify", "Score our prospects", "What must change", "The law relied on"):
        assert part in text
    assert "our words, not the law’s" in text


def test_a_memo_shows_markup_in_a_plan_as_text_and_fetches_nothing(agent):
    """The plan is data on paper too."""
    name = agent.post("/advise", json={"action": HOSTILE}).json()["id"]

    text = text_of(agent.get(f"/opinions/{name}.pdf").content)

    assert "<h1>Proceed</h1>" in text
    assert "root:" not in text


def test_nothing_can_be_fetched_while_a_memo_is_set():
    """Even markup that got through would reach neither network nor disk."""
    with pytest.raises(ValueError, match="protocol"):
        URLFetcher(allowed_protocols=()).fetch("file:///etc/passwd")


def test_memos_wait_for_each_other_and_not_for_ever(agent, monkeypatch):
    """Where too many are being set, another is refused for now."""
    name = agent.post("/advise", json={"action": "Ask"}).json()["id"]
    monkeypatch.setattr(memo, "WAIT_S", 0.01)
    taken = [memo._setting.acquire(), memo._setting.acquire()]
    try:
        answer = agent.get(f"/opinions/{name}.pdf")
    finally:
        for _ in taken:
            memo._setting.release()

    assert answer.status_code == 503


def test_the_memo_of_another_tenant_is_not_found(agent, records):
    """Paper goes by the same rule as the page."""
    name = agent.post("/advise", json={"action": "Ask"}).json()["id"]
    agent.headers["authorization"] = f"Bearer {records.keys.create('agent', 'x', 'another')}"

    assert agent.get(f"/opinions/{name}.pdf").status_code == 404
