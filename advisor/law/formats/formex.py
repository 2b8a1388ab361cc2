"""Formex 4, the XML of the Publications Office of the European Union."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from advisor.errors import OfficialTextError
from advisor.law.formats.document import UnitList
from advisor.law.formats.flow import DASH, Item, Naming, add_flow, label_of
from advisor.law.formats.markup import name_of

_BLOCKS = {"P", "LIST", "NP", "ALINEA", "PARAG", "TXT", "ARTICLE", "ITEM", "TBL"}
_LEFT_OUT = {"NOTE", "NO.P", "NO.PARAG"}


def number_of(root: etree._Element) -> tuple[int, int] | None:
    """Year and number of the act that a file belongs to, such as (2016, 679)."""
    for found in root.iterfind(".//BIB.INSTANCE/NO.DOC"):
        year, number = found.findtext("YEAR"), found.findtext("NO.CURRENT")
        if year and number and year.isdigit() and number.isdigit():
            return int(year), int(number)
    return None


def read_act(root: etree._Element, units: UnitList) -> None:
    """Add the recitals and articles of a file with an act.

    Raises:
        OfficialTextError: something of the act is missing or stands twice.
    """
    for recital in root.iterfind("PREAMBLE/GR.CONSID//CONSID"):
        number = label_of(_only(recital, "NP/NO.P"))
        add_flow(units, f"rec{number}", _flow(recital), Naming("", "Recitals"))
    terms = root.find("ENACTING.TERMS")
    if terms is None:
        raise OfficialTextError("has no enacting terms: the file is cut short")
    for article in terms.iter("ARTICLE"):
        if any(name_of(above) == "QUOT.S" for above in article.iterancestors()):
            continue
        _read_article(article, units)


def _read_article(article: etree._Element, units: UnitList) -> None:
    title = re.fullmatch(r"Article (\d+[a-z]*)", _only(article, "TI.ART"))
    if title is None:
        raise OfficialTextError(f"has an article titled `{_only(article, 'TI.ART')[:30]}`")
    number = title[1]
    heading = " ".join(_inline(e) for e in article.iterfind("STI.ART"))
    naming = Naming(heading, " — ".join(_divisions(article)))
    plain: list[str | Item] = []
    for part in article:
        if name_of(part) == "PARAG":
            at = f"{number}({label_of(_only(part, 'NO.PARAG'))})"
            add_flow(units, at, _flow(part), naming)
        elif name_of(part) not in {"TI.ART", "STI.ART"}:
            plain += _flow(part)
    if plain:
        add_flow(units, number, plain, naming)


def _divisions(article: etree._Element) -> Iterator[str]:
    for division in reversed(list(article.iterancestors("DIVISION"))):
        words = [_inline(e) for e in division.iterfind("TITLE/*")]
        yield ": ".join(w for w in words if w)


def read_annex(root: etree._Element, units: UnitList) -> str:
    """Add one annex and return its number.

    Raises:
        OfficialTextError: the annex has no number or no contents.
    """
    first, *others = [_inline(e) for e in root.iterfind("TITLE/TI/P")] or [""]
    title = re.fullmatch(r"ANNEX ([IVXLC]+)", first)
    contents = root.find("CONTENTS")
    if title is None or contents is None:
        raise OfficialTextError("is an annex without number or contents")
    number = title[1]
    heading = " ".join([*others, *(_inline(e) for e in root.iterfind("TITLE/STI/P"))])
    naming = Naming(heading, f"Annex {number}", indents=True)
    at = f"annex-{number}"
    opening = _flow(contents, stop={"GR.SEQ"})
    add_flow(units, at, [f"{first} — {heading}", *opening], naming)
    for group in contents.iterfind("GR.SEQ"):
        _read_group(group, at, naming, units)
    return number


def _read_group(group: etree._Element, above: str, naming: Naming, units: UnitList) -> None:
    """A section of an annex (`Section A`), or a numbered heading (`3. Quality system`)."""
    title = group.find("TITLE/TI")
    if title is None:
        raise OfficialTextError(f"has a part without a title in `{above}`")
    numbered = title.find("NP/NO.P")
    words = " ".join(_inline(e) for e in title)
    section = re.match(r"Section ([A-Z0-9]+)\b[.\s—–-]*(.*)", words, re.DOTALL)
    if numbered is not None:
        at = f"{above}({label_of(_inline(numbered))})"
        heading = _inline(title.find("NP/TXT"))
    elif section is not None:
        at, heading = f"{above}-{section[1]}", section[2]
    else:
        raise OfficialTextError(f"has a part titled `{words[:30]}` in `{above}`")
    part = Naming(f"{naming.heading}: {heading}" if heading else naming.heading, naming.division)
    flow = _flow(group, stop={"GR.SEQ", "TITLE"})
    inner = [p for p in flow if isinstance(p, Item) and "." in p.label]
    own = [p for p in flow if p not in inner]
    if numbered is not None and not any(isinstance(p, str) for p in own):
        own.insert(0, heading)
    if numbered is not None or section is None or any(isinstance(p, str) for p in own):
        add_flow(units, at, own, part)
    else:
        add_flow(units, at, own, part, always=False)
    for item in inner:  # points 3.1, 3.2 of an annex are numbered through from the annex itself
        add_flow(units, f"{above}({item.label})", item.content, part)
    for deeper in group.iterfind("GR.SEQ"):
        _read_group(deeper, at, part, units)


def _only(element: etree._Element, path: str) -> str:
    found = element.find(path)
    if found is None:
        raise OfficialTextError(f"has a {name_of(element)} without {path}")
    return _inline(found)


def _inline(element: etree._Element | None) -> str:
    return "" if element is None else " ".join("".join(_words(element)).split())


def _words(element: etree._Element) -> Iterator[str]:
    """The words of an element, without its footnotes."""
    tag = name_of(element)
    if tag == "NOTE":
        return
    if tag in {"QUOT.START", "QUOT.END"}:
        yield _character(element)
    if tag == "FT" and element.get("TYPE") == "NUMBER":
        yield _grouped("".join(element.itertext()))
        return
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""


def _character(element: etree._Element) -> str:
    code = element.get("CODE", "")
    if not re.fullmatch(r"[0-9A-Fa-f]{4}", code):
        raise OfficialTextError(f"has a quotation mark coded `{code[:10]}`")
    return chr(int(code, 16))


def _grouped(number: str) -> str:
    """`20000000` is printed `20 000 000`."""
    digits = number.strip()
    return f"{int(digits):,}".replace(",", " ") if digits.isdigit() and len(digits) > 4 else digits


def _flow(
    element: etree._Element, stop: frozenset[str] | set[str] = frozenset()
) -> list[str | Item]:
    """Paragraphs and points of an element, in reading order."""
    found: list[str | Item] = []
    words: list[str] = []

    def flush() -> None:
        line = " ".join("".join(words).split())
        words.clear()
        if line:
            found.append(line)

    def walk(here: etree._Element) -> None:
        words.append(here.text or "")
        for child in here:
            tag = name_of(child)
            if tag in stop or tag in _LEFT_OUT:
                pass
            elif tag == "LIST":
                flush()
                found.extend(_items(child))
            elif tag == "NP" and name_of(here) in {"CONTENTS", "GR.SEQ"}:
                flush()
                found.append(_item(child))
            elif tag == "QUOT.S":
                flush()
                words.append(_quoted(child))  # what follows, such as a semicolon, stays with it
            elif tag in _BLOCKS:
                flush()
                walk(child)
                flush()
            else:
                words.extend(_words(child))
            words.append(child.tail or "")

    walk(element)
    flush()
    return found


def _quoted(element: etree._Element) -> str:
    """Text of another act, quoted to be inserted there: its numbers are not ours."""
    parts: list[str] = []
    for child in element:
        if name_of(child) in _BLOCKS | {"NO.P", "NO.PARAG"}:
            parts.append(_quoted(child))
            parts.append(" ".join((child.tail or "").split()))
        else:
            return _inline(element)
    own = " ".join((element.text or "").split())
    return " ".join(part for part in [own, *parts] if part)


def _items(element: etree._Element) -> Iterator[Item]:
    dashes = element.get("TYPE", "") in {"DASH", "BULLET", "NDASH"}
    for item in element.iterfind("ITEM"):
        numbered = item.find("NP")
        if numbered is not None:
            yield _item(numbered)
        elif dashes:
            yield Item(DASH, tuple(_flow(item)))
        else:
            raise OfficialTextError("has a list item without a label")


def _item(numbered: etree._Element) -> Item:
    return Item(label_of(_only(numbered, "NO.P")), tuple(_flow(numbered)))
