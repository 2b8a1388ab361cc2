"""The Gazette of India as text: the Digital Personal Data Protection Rules, 2025."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from advisor.errors import OfficialTextError
from advisor.law.formats.document import Correction, Unit, UnitList
from advisor.law.formats.gazette import cells, mended
from advisor.law.formats.indiacode import SectionReader
from advisor.law.formats.outline import LABEL, Outline, joined, take_label
from advisor.law.identifiers import ProvisionId

MARK = "G.S.R. 846(E)"
CORRIGENDUM_MARK = "CORRIGENDA"
_PAGE = re.compile(r"(\d+) THE GAZETTE OF INDIA : EXTRAORDINARY.*")
_SCHEDULES = ("FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH", "SEVENTH")
_RULE = re.compile(r"(\d{1,2})\.\s?(?=[A-Z])")
_ITEM = re.compile(r"(\d{1,2})\.\s")
_CASE = re.compile(r"Case (\d+): ")
_RULES = 23
_COLUMNS = {3: 3, 4: 2, 7: 2}
"""Schedules that are tables, and how many columns of text they have."""


def read_rules(text: str, units: UnitList) -> None:
    """Add rules and schedules.

    Raises:
        OfficialTextError: a rule, a schedule or a cell of a table is missing.
    """
    lines = [line for raw in text.splitlines() if (line := mended(raw))]
    try:
        begin = next(i for i, line in enumerate(lines) if line.startswith("1. Short title"))
        starts = [lines.index(f"{name} SCHEDULE") for name in _SCHEDULES]
        end = next(
            i for i, line in enumerate(lines) if i > starts[-1] and line.startswith("[F. No")
        )
    except (ValueError, StopIteration) as exc:
        raise OfficialTextError("lacks rule 1, a schedule or its end: it is cut short") from exc
    if sorted(starts) != starts or begin > starts[0]:
        raise OfficialTextError("has its schedules in another order")
    _read_body([line for line in lines[begin : starts[0]] if not _PAGE.fullmatch(line)], units)
    for number, (first, last) in enumerate(zip(starts, [*starts[1:], end], strict=True), start=1):
        _read_schedule(number, lines[first + 1 : last], units)


def _read_body(lines: Sequence[str], units: UnitList) -> None:
    reader, count = SectionReader(Outline()), 0
    for number, heading, first, rest in _numbered(lines, _RULE):
        count += 1
        if number != count:
            raise OfficialTextError(f"has rule {number} where {count} should stand")
        reader.section(str(number), heading, "Rules")
        for line in [first, *rest]:
            _read_line(reader, line)
    if count != _RULES:
        raise OfficialTextError(f"has {count} rules instead of {_RULES}")
    reader.finish(units)


def _numbered(
    lines: Sequence[str], pattern: re.Pattern[str]
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Part lines into numbered pieces: number, heading, first words, other lines."""
    starts: list[int] = []
    for place, line in enumerate(lines):
        found = pattern.match(line)
        if found and int(found[1]) == len(starts) + 1:
            starts.append(place)
    for number, (first, last) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), 1):
        piece = [_after_number(lines[first], pattern), *lines[first + 1 : last]]
        heading, rest = _heading(piece)
        yield number, heading, rest[0] if rest else "", rest[1:]


def _after_number(line: str, pattern: re.Pattern[str]) -> str:
    found = pattern.match(line)
    return line[found.end() :] if found else line


def _heading(lines: list[str]) -> tuple[str, list[str]]:
    """A heading ends with a full stop and a dash: `Leave. — (1) The authority ...`."""
    words = ""
    for place, line in enumerate(lines[:3]):
        words = joined(words, line)
        title = re.match(r"([^.—]+?)\s*\.\s*[—-]\s*", words)
        if title:
            return title[1], [words[title.end() :], *lines[place + 1 :]]
        if words.endswith(".") and place + 1 < len(lines) and lines[place + 1].startswith("—"):
            rest = lines[place + 1].lstrip("— ")
            return words.rstrip(" ."), [rest, *lines[place + 2 :]]
    return "", lines


def _read_line(reader: SectionReader, line: str) -> None:
    outline = reader.outline
    if line == "Illustration.":
        reader.illustration()
    elif reader.aside is not None and (case := _CASE.match(line)):
        bare = re.sub(r"-illustration.*", "-illustration", reader.aside.at)
        if reader.aside.text:
            reader.begin_case()
        reader.aside.at = f"{bare}-{case[1]}"
        reader.aside.say(line)
    elif line and not reader.label(line):
        if reader.aside is not None:
            reader.aside.say(line)
        else:
            outline.here.say(line)


def _read_schedule(number: int, lines: list[str], units: UnitList) -> None:
    at = f"schedule-{number}"
    if number not in _COLUMNS:
        lines = [line for line in lines if not _PAGE.fullmatch(line)]
    note = next((i for i, line in enumerate(lines) if line.startswith("Note:")), len(lines))
    body = lines[:note]
    notes = [line for line in lines[note:] if not _PAGE.fullmatch(line)]
    parts = [i for i, line in enumerate(body) if re.fullmatch(r"PART [AB]", line)]
    title = f"{_SCHEDULES[number - 1].capitalize()} Schedule"
    if parts:
        for first, last in zip(parts, [*parts[1:], len(body)], strict=True):
            name = f"{at}-{body[first][-1]}"
            _read_part(
                number, name, f"{title}, Part {body[first][-1]}", body[first + 1 : last], units
            )
    else:
        _read_part(number, at, title, body, units)
    if notes:
        _read_note(at, title, notes, units)


def _read_part(number: int, at: str, title: str, lines: list[str], units: UnitList) -> None:
    if number in _COLUMNS:
        _read_table(at, title, lines, _COLUMNS[number], units)
        return
    reader = SectionReader(Outline())
    if number == 2:
        begin = next(
            (i for i, line in enumerate(lines) if line.startswith("Implementation of")), None
        )
        if begin is None:
            raise OfficialTextError("lacks the opening words of the Second Schedule")
        reader.section(at, title, title)
        for line in lines[begin:]:
            _read_line(reader, line)
    else:
        for item, heading, first, rest in _numbered(lines, _ITEM):
            reader.section(f"{at}({item})", f"{title}: {heading}" if heading else title, title)
            for line in [first, *rest]:
                _read_line(reader, line)
    if not reader.outline.nodes:
        raise OfficialTextError(f"has nothing in its {title}")
    reader.finish(units)


def _read_table(at: str, title: str, lines: list[str], columns: int, units: UnitList) -> None:
    """Each row has its number, then its cells; each cell ends with a full stop."""
    rows = [[first, *rest] for _, _, first, rest in _numbered(lines, _ITEM)]
    if not rows:
        raise OfficialTextError(f"has no rows in its {title}")
    openings: list[str] = []
    for number, row in enumerate(rows, start=1):
        row = _unbroken(row, openings)
        found = cells(row)
        if len(found) != columns:
            raise OfficialTextError(f"has {len(found)} columns in row {number} of its {title}")
        openings = [line for line in row if any(cell.startswith(line) for cell in found)]
        units.add(f"{at}({number})", " — ".join(found), title, title)


def _unbroken(row: list[str], openings: Sequence[str]) -> list[str]:
    """A row that goes on over the page: the rest of its middle cell comes after its last one.

    Where the last cell begins is seen from the row above, whose cell opens with the same words.
    """
    page = next((i for i, line in enumerate(row) if _PAGE.fullmatch(line)), None)
    if page is None:
        return row
    before, after = row[:page], row[page + 1 :]
    last = max((i for i, line in enumerate(before) if i and line in openings[1:]), default=None)
    whole = last is None or before[last - 1].endswith(".") or not before[-1].endswith(".")
    return [*before, *after] if whole else [*before[:last], *after, *before[last:]]


def _read_note(at: str, title: str, lines: list[str], units: UnitList) -> None:
    outline = Outline(forgiving=True)
    outline.open(f"{at}-note", f"{title}: Note", title)
    for line in lines:
        taken, rest = take_label(outline, line) if LABEL.match(line) else (False, line)
        outline.here.say(rest if taken else line)
    for node in outline.written():
        units.add(node.at, node.text, node.heading, node.division)


_READING = re.compile(r"for\s+[“\"](.+?)[”\"],\s*read\s+[“\"](.+?)[”\"]", re.DOTALL)
_PLACE = re.compile(r"in page (\d+)|lines? (\d+)")


def read_corrigendum(text: str, rules: str, published: dict[ProvisionId, Unit]) -> Correction:
    """The readings of a corrigendum to the Rules, placed by the words that they replace.

    Page and line lead to a place only where the words alone do not.

    Raises:
        OfficialTextError: a reading finds no place.
    """
    flat = " ".join(text.split())
    changes: list[tuple[ProvisionId, str, str]] = []
    units = list(published.values())
    place, page = 0, 0
    readings = list(_READING.finditer(flat))
    if not readings:
        raise OfficialTextError("has no readings: the corrigendum is cut short")
    begin = 0
    for reading in readings:
        line = 0
        for found in _PLACE.finditer(flat, begin, reading.start()):
            page, line = (int(found[1]), 0) if found[1] else (page, int(found[2]))
        begin = reading.end()
        old, new = reading[1], reading[2]
        if re.fullmatch(r"\([a-z]\) to \([a-z]\)", old):
            continue  # letters of a list, by which its points are cited here already
        if re.search(r"\w", old):
            place = _next_with(old, units, place)
        else:
            place = _ending_at(page, line, old, rules, units)
        changes.append((units[place].id, old, new))
        place += 1
    return Correction("dpdp-rules", "corrigendum-2025", tuple(changes))


def _next_with(words: str, units: list[Unit], start: int) -> int:
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    for place in range(start, len(units)):
        if pattern.search(units[place].text):
            return place
    raise OfficialTextError(f"corrects `{words[:40]}`, which is not in the rules")


def _ending_at(page: int, line: int, mark: str, rules: str, units: list[Unit]) -> int:
    """The unit that ends with `mark` in a line of a page."""
    lines = [text for raw in rules.splitlines() if (text := mended(raw))]
    heads = [
        i for i, text in enumerate(lines) if (m := _PAGE.fullmatch(text)) and m[1] == str(page)
    ]
    wanted = lines[heads[-1] + line] if heads and heads[-1] + line < len(lines) else ""
    for place, unit in enumerate(units):
        if wanted.endswith(mark) and unit.text.endswith(wanted):
            return place
    raise OfficialTextError(f"corrects page {page}, line {line}, which ends otherwise")
