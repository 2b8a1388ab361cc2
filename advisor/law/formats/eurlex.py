"""The HTML of EUR-Lex, in which an act of the European Union is shown to readers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from advisor.errors import OfficialTextError
from advisor.law.formats.document import UnitList
from advisor.law.formats.flow import DASH, Item, Naming, add_flow, label_of
from advisor.law.formats.markup import name_of

_BLOCKS = {"p", "div", "td", "tr", "tbody", "table"}
_PART = "oj-ti-grseq-1"
_TITLES = ("oj-ti-art", "oj-sti-art", "oj-doc-ti", _PART, "eli-title")
_PARAGRAPH = re.compile(r"(\d+[a-z]?)\.\s+(?=\S)")


def number_of(root: etree._Element) -> str:
    """CELEX number that the page gives itself, such as `32024R1689`; empty where it has none."""
    for meta in root.iter("meta"):
        if meta.get("property") == "eli:id_local":
            return meta.get("content") or ""
    return ""


def read_page(root: etree._Element, units: UnitList) -> None:
    """Add recitals, articles and annexes of a page.

    Raises:
        OfficialTextError: something of the act is missing or stands twice.
    """
    for element in root.iter("div"):
        anchor = element.get("id") or ""
        if re.fullmatch(r"rct_\d+", anchor):
            _read_recital(element, units)
        elif re.fullmatch(r"art_\d+[a-z]*", anchor):
            _read_article(element, units)
        elif re.fullmatch(r"anx_[IVXLC]+", anchor):
            _read_annex(element, units)


def _read_recital(element: etree._Element, units: UnitList) -> None:
    flow = _flow(element)
    if len(flow) != 1 or not isinstance(flow[0], Item):
        raise OfficialTextError(f"has a recital `{element.get('id')}` of another shape")
    add_flow(units, f"rec{flow[0].label}", flow[0].content, Naming("", "Recitals"))


def _read_article(element: etree._Element, units: UnitList) -> None:
    title = re.fullmatch(r"Article (\d+[a-z]*)", _by_class(element, "oj-ti-art"))
    if title is None:
        raise OfficialTextError(f"has an article `{element.get('id')}` without its title")
    number = title[1]
    naming = Naming(_by_class(element, "oj-sti-art"), " — ".join(_divisions(element)))
    plain: list[str | Item] = []
    for part in element:
        if re.fullmatch(r"\d{3}[a-z]*\.\d{3}[a-z]*", part.get("id") or ""):
            flow = _flow(part)
            first = flow[0] if flow and isinstance(flow[0], str) else ""
            numbered = _PARAGRAPH.match(first)
            if numbered is None:
                raise OfficialTextError(f"has a paragraph `{part.get('id')}` without its number")
            at = f"{number}({numbered[1]})"
            add_flow(units, at, [first[numbered.end() :], *flow[1:]], naming)
        elif not _is_title(part):
            plain += _flow(part)
    if plain:
        add_flow(units, number, plain, naming)


def _divisions(element: etree._Element) -> Iterator[str]:
    for above in reversed(list(element.iterancestors("div"))):
        if (above.get("id") or "").startswith("cpt_"):
            titles = [*above.iterfind("p"), *above.iterfind("div/p")]
            words = [_inline(p) for p in titles if "oj-ti-section" in (p.get("class") or "")]
            yield ": ".join(words)


def _read_annex(element: etree._Element, units: UnitList) -> None:
    titles = [_inline(p) for p in element.iterfind("p") if p.get("class") == "oj-doc-ti"]
    first, *others = titles or [""]
    title = re.fullmatch(r"ANNEX ([IVXLC]+)", first)
    if title is None:
        raise OfficialTextError(f"has an annex `{element.get('id')}` without its number")
    heading = " ".join(others)
    annex = f"annex-{title[1]}"
    naming = Naming(heading, f"Annex {title[1]}", indents=True)
    at, part = annex, naming
    own: list[str | Item] = [f"{first} — {heading}"]
    open_point = Item(DASH, ())
    for child in element:
        if child.get("class") != _PART:
            flow = [] if _is_title(child) else _flow(child)
            counted = _counted(child, flow)
            if counted is None and own and own[-1] is open_point:
                open_point = Item(open_point.label, (*open_point.content, *flow))
                own[-1] = open_point
            elif counted is not None:
                open_point = counted
                own.append(counted)
            else:
                own += flow
            continue
        words = _inline(child)
        section = re.match(r"Section ([A-Z0-9]+)\b[.\s—–-]*(.*)", words, re.DOTALL)
        numbered = re.match(r"(\d+)\.\s*(.*)", words, re.DOTALL)
        if section is None and numbered is None and at != annex and not own:
            part = Naming(f"{heading}: {words}", naming.division)  # the title's second line
            continue
        _close(units, annex, at, own, part)
        if section is not None:
            at, title_words, own = f"{annex}-{section[1]}", section[2], []
        elif numbered is not None:
            at, title_words = f"{annex}({numbered[1]})", numbered[2]
            own = [Item(DASH, (title_words,))]
        else:
            raise OfficialTextError(f"has a part titled `{words[:30]}` in `{annex}`")
        part = Naming(f"{heading}: {title_words}" if title_words else heading, naming.division)
    _close(units, annex, at, own, part)


def _counted(element: etree._Element, flow: list[str | Item]) -> Item | None:
    """A point of an annex whose number stands beside it; what follows belongs to it."""
    if "oj-enumeration-spacing" not in (element.get("class") or ""):
        return None
    label, *content = flow
    if not isinstance(label, str):
        raise OfficialTextError("has a counted point without its number")
    return Item(label_of(label), tuple(content))


def _close(units: UnitList, annex: str, at: str, own: list[str | Item], part: Naming) -> None:
    """Add what stands under one heading; its name is its words where it has no others."""
    indents = Naming(part.heading, part.division, indents=at == annex)
    heading: tuple[str | Item, ...] = ()
    if own and isinstance(own[0], Item) and own[0].label == DASH and at.endswith(")"):
        heading, own = own[0].content, own[1:]
    inner = [p for p in own if isinstance(p, Item) and "." in p.label]
    rest = [p for p in own if p not in inner]
    if heading and not any(isinstance(p, str) for p in rest):
        rest.insert(0, *heading)
    add_flow(units, at, rest, indents, always=False)
    for item in inner:
        add_flow(units, f"{annex}({item.label})", item.content, part)


def _is_title(element: etree._Element) -> bool:
    classes = (element.get("class") or "").split()
    return any(name in classes for name in _TITLES)


def _by_class(element: etree._Element, name: str) -> str:
    found = next((p for p in element.iter("p") if name in (p.get("class") or "").split()), None)
    return "" if found is None else _inline(found)


def _inline(element: etree._Element) -> str:
    words = re.sub(r"\s*\x08(?=[.,;:)’]|$)", "", "".join(_words(element))).replace("\b", "")
    return " ".join(words.split())


def _is_note(element: etree._Element) -> bool:
    """A mark that leads to a footnote, or the footnote itself."""
    classes = element.get("class") or ""
    return "oj-note" in classes or (
        name_of(element) == "a" and (element.get("href") or "").startswith("#ntr")
    )


def _words(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not _is_note(child):
            yield from _words(child)
        # The blank before the mark of a footnote goes with the mark.
        yield ("\b" if _is_note(child) else "") + (child.tail or "")


def _flow(element: etree._Element) -> list[str | Item]:
    """Paragraphs and points: a table of two columns is a point with its label."""
    if _is_note(element):
        return []
    cells = _cells(element) if name_of(element) == "table" else None
    if cells is not None:
        label, content = cells
        if label.startswith(("‘", "'", "“")):  # a point of another act, quoted to be inserted there
            return [f"{label} {_inline(content)}"]
        return [Item(label_of(label), tuple(_flow(content)))]
    if name_of(element) not in _BLOCKS or not any(name_of(c) in _BLOCKS for c in element):
        line = _inline(element)
        return [line] if line else []
    found: list[str | Item] = []
    for child in element:
        found += _flow(child)
        tail = " ".join((child.tail or "").split())
        if tail and found and isinstance(found[-1], str):
            found[-1] += tail
    return found


def _cells(table: etree._Element) -> tuple[str, etree._Element] | None:
    rows = table.findall("tbody/tr") or table.findall("tr")
    columns = rows[0].findall("td") if len(rows) == 1 else []
    while len(columns) > 2 and not _inline(columns[0]):
        columns = columns[1:]  # an empty column indents
    return (_inline(columns[0]), columns[1]) if len(columns) == 2 else None
