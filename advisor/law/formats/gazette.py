"""The Gazette of India as text: the Digital Personal Data Protection Act, 2023.

The text was taken out of a PDF. Marginal notes stand at the end of each page, columns of the
Schedule one after the other, and nothing tells where a list ends but the width of its lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from advisor.errors import OfficialTextError
from advisor.law.formats.document import UnitList
from advisor.law.formats.indiacode import SectionReader
from advisor.law.formats.outline import LABEL, Outline

ACT_MARK = "THE DIGITAL PERSONAL DATA PROTECTION ACT, 2023"
_PAGE = re.compile(r"(?:\d+ |SEC\. 1\] )THE GAZETTE OF INDIA EXTRAORDINARY.*")
_NUMBERED = re.compile(r"\s*(\d{1,2})\.\s+(?=[A-Z(])")
_NOTE_WIDTH = 22
_ACT_NUMBER = re.compile(r"\d+ of \d{4}\.")
_SECTIONS = 44
_WIDTHS = {"letter": 88, "roman": 80, "capital": 76}
"""How wide lines get inside a list, in characters: the deeper, the narrower."""


@dataclass
class _Page:
    lines: list[str]
    notes: str


def mended(line: str) -> str:
    """Blanks that the PDF left inside words and brackets are taken out."""
    line = re.sub(r"–\s*–|––", "—", " ".join(line.split()))
    line = re.sub(r"\(\s+", "(", line)
    line = re.sub(r"\s+([,;)])", r"\1", line)
    line = re.sub(r"\s+\.(?=\s|$)", ".", line)
    line = re.sub(r"(?<=[a-z0-9]) -(?=[A-Za-z])", "-", line)
    return re.sub(r"(?<=[a-z]),(?=[a-z])", ", ", line)


def read_act(text: str, units: UnitList) -> None:
    """Add the sections and the Schedule.

    Raises:
        OfficialTextError: a section, a heading or a row of the Schedule is missing.
    """
    start = text.find("CHAPTER I\n")
    schedule = text.find("Breach of provisions of")
    if start < 0 or schedule < start:
        raise OfficialTextError("lacks its first chapter or its Schedule: it is cut short")
    pages = _pages(text[start:schedule])
    headings = _headings(pages)
    reader = SectionReader(Outline())
    chapter, count = "", 0
    lines = [line for page in pages for line in page.lines]
    for place, line in enumerate(lines):
        if re.fullmatch(r"CHAPTER [IVX]+", line):
            name = lines[place + 1] if place + 1 < len(lines) else ""
            chapter = f"Chapter {line.removeprefix('CHAPTER ')} — {name}"
            continue
        if place and re.fullmatch(r"CHAPTER [IVX]+", lines[place - 1]):
            continue
        number = _NUMBERED.match(line)
        if number is not None and int(number[1]) == count + 1:
            count += 1
            reader.section(str(count), headings[count - 1], chapter)
            line = line[number.end() :]
        following = lines[place + 1] if place + 1 < len(lines) else ""
        _read_line(reader, line, lines[place - 1] if place else "", following)
    if count != _SECTIONS:
        raise OfficialTextError(f"has {count} sections in a row instead of {_SECTIONS}")
    reader.finish(units)
    _read_schedule(text[schedule:], units)


def _read_line(reader: SectionReader, line: str, before: str, following: str) -> None:
    """A line begins something, goes on with what is being read, or ends a list."""
    outline = reader.outline
    if re.fullmatch(r"Illustrations?\.|Explanation\.\s*[—–-].*", line):
        reader.paragraph(line)
    elif outline.here.quoting and reader.aside is None:
        outline.here.say(line, anew=LABEL.match(line) is not None)
    elif line.startswith("“(") and outline.here.text.endswith("—"):
        outline.here.say(line, anew=True)
    elif reader.label(line):
        return
    elif reader.aside is not None:
        if re.match(r"\(([IVX]+)\) ", line) or not reader.aside.text:
            reader.say_aside(line)
        else:
            reader.aside.say(line)
    elif _ends_list(outline, line, before, following):
        outline.close_list()
        outline.here.say(line, anew=True)
    else:
        outline.here.say(line)


def _ends_list(outline: Outline, line: str, before: str, following: str) -> bool:
    """Words after a list are set as wide as what the list stands in.

    They begin a line though the line above had room for them, or are wider than the list.
    """
    width = _WIDTHS.get(outline.here.kind)
    if width is None or not before.endswith(",") or not line[:1].islower():
        return False
    roomy = len(before) + len(line.split(" ", 1)[0]) < width - 8 and len(line) > 60
    wide = max(len(line), len(following) if not LABEL.match(following) else 0) > width + 2
    return roomy or (wide and len(line) > width + 2)


def _pages(text: str) -> list[_Page]:
    found: list[_Page] = []
    lines: list[str] = []
    for raw in [*text.splitlines(), "0 THE GAZETTE OF INDIA EXTRAORDINARY"]:
        line = mended(raw)
        if _PAGE.fullmatch(line):
            found.append(_without_notes(lines))
            lines = []
        elif line:
            lines.append(line)
    return found


def _without_notes(lines: list[str]) -> _Page:
    """Part a page from its marginal notes, which are a column of short lines at its end."""
    first = next((i for i, line in enumerate(lines) if _is_imprint(line)), len(lines))
    lines = lines[:first]  # the title page goes on in Hindi
    end = len(lines)
    while end and len(lines[end - 1]) <= _NOTE_WIDTH and not _is_text(lines[end - 1]):
        end -= 1
    while end < len(lines) and lines[end][:1].islower():
        end += 1  # the last words of the text are short too
    return _Page(lines[:end], " ".join(lines[end:]))


def _is_imprint(line: str) -> bool:
    return line.startswith("vlk/kkj.k") or line == "EXTRAORDINARY"


def _is_text(line: str) -> bool:
    return LABEL.match(line) is not None or bool(re.match(r"CHAPTER |Illustration", line))


def _headings(pages: list[_Page]) -> list[str]:
    """The marginal notes of all sections, without the numbers of acts beside the text."""
    notes = _ACT_NUMBER.sub("", " ".join(page.notes for page in pages))
    found = [note.strip() for note in notes.split(".") if note.strip()]
    if len(found) != _SECTIONS:
        raise OfficialTextError(f"has {len(found)} marginal notes for {_SECTIONS} sections")
    return found


def _read_schedule(text: str, units: UnitList) -> None:
    """The columns of the Schedule stand one after the other; each cell is a sentence."""
    lines = [mended(line) for line in text.splitlines()]
    try:
        breaches = lines[lines.index("(2)") + 1 : lines.index("Sl. No.")]
        end = next(i for i, line in enumerate(lines) if line.startswith("THE SCHEDULE"))
        penalties = lines[lines.index("(3)") + 1 : end]
    except (ValueError, StopIteration) as exc:
        raise OfficialTextError("has a Schedule of another shape, or cut short") from exc
    rows = list(zip(cells(breaches), cells(penalties), strict=False))
    if len(rows) != 7 or len(cells(breaches)) != len(cells(penalties)):
        raise OfficialTextError(f"has a Schedule of {len(rows)} rows instead of 7")
    for number, (breach, penalty) in enumerate(rows, start=1):
        units.add(f"schedule-1({number})", f"{breach} — {penalty}", "Penalties", "The Schedule")


def cells(lines: list[str]) -> list[str]:
    """Cells of a table, each of which ends with a full stop at the end of a line."""
    found, words = [], ""
    for line in lines:
        words = f"{words} {line}".strip()
        if line.endswith("."):
            found.append(words)
            words = ""
    return [*found, words] if words else found
