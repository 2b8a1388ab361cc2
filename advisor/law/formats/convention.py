"""The Treaty Office's PDF of the framework convention on artificial intelligence (CETS 225)."""

from __future__ import annotations

import io
import logging
import re

from pypdf import PdfReader

from advisor.errors import OfficialTextError
from advisor.law.formats.document import UnitList
from advisor.law.formats.outline import Outline, joined

MARK = "Council of Europe Treaty Series - No. 225"
_MAX_PAGES = 600
_FURNITURE = re.compile(r"CETS 225 [–-] .*|_{5,}|\d{1,3}|")
_CHAPTER = re.compile(r"Chapter ([IVX]+) [–-] (.+)")
_ARTICLE = re.compile(r"Article (\d+) [–-] (.+)")


def pdf_pages(data: bytes, most: int = _MAX_PAGES) -> list[str]:
    """The text of at most `most` pages.

    Raises:
        OfficialTextError: the file is no PDF, or damaged.
    """
    # A damaged file makes the library warn a lot before it raises or gives no text.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise OfficialTextError("is an encrypted PDF")
        pages: list[str] = []
        for page in reader.pages:
            if len(pages) >= most:
                break
            pages.append(page.extract_text())
    except OfficialTextError:
        raise
    except Exception as exc:  # a hostile PDF makes pypdf raise almost anything
        raise OfficialTextError(f"is a damaged PDF: {type(exc).__name__}") from exc
    return pages


def read_convention(pages: list[str], units: UnitList) -> None:
    """Add preamble and articles.

    Raises:
        OfficialTextError: the text breaks off, or an article is missing.
    """
    lines = [
        " ".join(line.split())
        for page in pages
        for line in page.splitlines()
        if not _FURNITURE.fullmatch(" ".join(line.split()))
    ]
    try:
        begin = lines.index("Preamble")
        agreed = lines.index("Have agreed as follows:", begin)
        end = next(i for i, line in enumerate(lines) if line.startswith("In witness whereof"))
    except (ValueError, StopIteration) as exc:
        raise OfficialTextError("lacks the preamble or the closing words: it is cut short") from exc
    preamble = [*_paragraphs(lines[begin + 1 : agreed]), lines[agreed]]
    for number, text in enumerate(preamble, start=1):
        units.add(f"preamble-{number}", text, "Preamble", "Preamble")
    _read_articles(lines[agreed + 1 : end], units)


def _paragraphs(lines: list[str]) -> list[str]:
    """Each paragraph of the preamble ends a line with a semicolon; the first with a comma."""
    found: list[str] = [""]
    for line in lines:
        found[-1] = joined(found[-1], line)
        if line.endswith(";") or len(found) == 1:
            found.append("")
    return [text for text in found if text]


def _read_articles(lines: list[str], units: UnitList) -> None:
    outline, chapter, count = Outline(), "", 0
    for line in lines:
        if title := _CHAPTER.fullmatch(line):
            chapter = f"Chapter {title[1]} – {title[2]}"
        elif (title := _ARTICLE.fullmatch(line)) and int(title[1]) == count + 1:
            count += 1
            outline.open(str(count), title[2], chapter)
        elif count:
            label, _, rest = line.partition(" ")
            plausible = re.fullmatch(r"\d{1,2}|[a-z]", label) is not None
            if plausible and outline.label(label):
                outline.here.say(rest)
            else:
                outline.here.say(line)
    if count != 36:
        raise OfficialTextError(f"has {count} articles in a row instead of 36")
    for node in outline.written():
        units.add(node.at, node.text, node.heading, node.division)
