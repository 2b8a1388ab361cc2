"""An opinion as a memo on A4."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from advisor.errors import UnavailableError
from advisor.service.opinion_view import OpinionView
from advisor.service.rendering import TEMPLATES, Pages
from advisor.service.review_view import history_of
from advisor.wire import FactView, StoredAnswer

WAIT_S = 20.0
"""How long a memo waits for those that are set before it."""
_setting = threading.BoundedSemaphore(2)
"""Setting pages keeps a processor busy: a few at a time, so that advice is not held up."""


def memo_of(pages: Pages, answer: StoredAnswer, vocabulary: Sequence[FactView]) -> bytes:
    """Return the memo as PDF. Everything in it comes from the opinion; nothing is fetched.

    Raises:
        UnavailableError: too many memos are being set.
    """
    text = pages.fill(
        "memo.html",
        answer=answer,
        view=OpinionView(answer, vocabulary, pages.cite_of),
        history=history_of(answer, datetime.now(UTC)),
        style=(TEMPLATES / "memo.css").read_text(encoding="utf-8"),
    )
    if not _setting.acquire(timeout=WAIT_S):
        raise UnavailableError("other memos are being set")
    try:
        return _pdf(text)
    finally:
        _setting.release()


def _pdf(text: str) -> bytes:
    # Takes a second to load, and only memos need it.
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    nowhere = URLFetcher(allowed_protocols=())
    document: bytes = HTML(string=text, url_fetcher=nowhere).write_pdf(pdf_variant="pdf/ua-1")
    return document
