"""Which text a file holds, told by what stands in it and never by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from lxml import etree

from advisor.errors import OfficialTextError
from advisor.law.formats import convention, corrigendum, eurlex, formex, gazette, indiacode, rules
from advisor.law.formats.document import Correction, Document, Unit, UnitList
from advisor.law.formats.markup import MAX_BYTES, name_of, parse_html, parse_xml
from advisor.law.identifiers import ProvisionId
from advisor.law.provisions import TextKind

EU = "Publications Office of the European Union"
COUNCIL_OF_EUROPE = "Treaty Office of the Council of Europe"
INDIA = "Gazette of India, in the transcription of another hand"
INDIA_CODE = "India Code, in the transcription of another hand"

_ACTS = {(2016, 679): ("gdpr", "oj-2016"), (2024, 1689): ("ai-act", "oj-2024")}
_CELEX = {"32016R0679": "gdpr", "32024R1689": "ai-act"}
_CONSOLIDATED = (
    re.compile(rb"\b0(2016R0679|2024R1689)-(\d{8})\b"),
    re.compile(rb'CONSLEG\.REF="0?(2016R0679|2024R1689)"[^>]*?START\.DATE="(\d{8})"'),
)
_PARLIAMENT = re.compile(r"\bP\d+_TA\(?-?(\d{4})\)?|Position of the European Parliament adopted")
_OMNIBUS = "the amending Regulation (EU) 2026/1744"


class LaterVersionError(OfficialTextError):
    """A consolidated version, known by its identifier, whose wording is not among the checksums."""

    def __init__(self, instrument: str, celex: str) -> None:
        self.instrument = instrument
        self.celex = celex
        super().__init__(
            f"is the consolidated text {celex}, a later version of `{instrument}`, recognised as "
            "such; its wording is not among the checksums, so it is not imported"
        )


@dataclass(frozen=True, slots=True)
class Aside:
    """A file that holds no text to import, and why."""

    reason: str
    known: bool
    """True: it is known what it is. False: it is a file like any other."""


Reader = Callable[[dict[ProvisionId, Unit], str], Correction]


@dataclass(frozen=True, slots=True)
class Corrigendum:
    """A file of corrections: read once the text that it corrects is at hand."""

    instrument: str
    read: Reader
    """Takes the units as published, and the raw text of the file that they came from."""


Found = Document | Corrigendum | Aside


def recognise(data: bytes) -> Found:
    """Read one file.

    Raises:
        OfficialTextError: it is a text that is known here, and damaged, wrong or a later version.
    """
    if len(data) > MAX_BYTES:
        raise OfficialTextError(f"is larger than {MAX_BYTES // 2**20} MiB")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF-"):
        return _pdf(data)
    if b"<html" in data[:8192].lower():
        return _html(data)
    if head.startswith(b"<"):
        return _xml(data)
    return _text(data)


def _xml(data: bytes) -> Found:
    if b"formex" not in data[:4096] and not re.search(rb"<(ACT|ANNEX|CONS\.ACT)[\s>]", data[:4096]):
        return Aside("is XML of another kind", known=False)
    _refuse_consolidated(data)
    root = parse_xml(data)
    tag = name_of(root)
    if tag in {"DOC", "PUBLICATION"}:
        return Aside("describes a package of the Official Journal", known=True)
    if tag.startswith("CONS"):
        return Aside("is a consolidated text of another act", known=False)
    number = formex.number_of(root)
    if number == (2026, 1744):
        return Aside(f"is {_OMNIBUS}: units that it amends keep their restatement", known=True)
    if tag not in {"ACT", "ANNEX"} or number not in _ACTS:
        which = f" of act {number[0]}/{number[1]}" if number else ""
        return Aside(f"is a Formex file{which} that is not imported", known=False)
    if _language(root) not in {"EN", ""}:
        raise OfficialTextError(f"is in another language ({_language(root)}); import the English")
    instrument, text = _ACTS[number]
    units = UnitList(instrument)
    part = ""
    if tag == "ACT":
        formex.read_act(root, units)
    else:
        part = f"Annex {formex.read_annex(root, units)}"
    return Document(instrument, text, TextKind.OFFICIAL, EU, "Formex 4", units.found, part)


def _language(root: etree._Element) -> str:
    return (root.findtext("BIB.INSTANCE/LG.DOC") or "").strip()


def _html(data: bytes) -> Found:
    root = parse_html(data)
    celex = eurlex.number_of(root)
    if celex not in _CELEX:
        _refuse_consolidated(data)
        if _PARLIAMENT.search(data.decode("utf-8", "replace")):
            raise OfficialTextError(_parliament())
        return Aside("is a web page of another kind", known=False)
    instrument = _CELEX[celex]
    if instrument != "ai-act":
        return Aside("is the page of an act that is imported from Formex", known=True)
    units = UnitList(instrument)
    eurlex.read_page(root, units)
    if not units.found:
        raise OfficialTextError("is the page of the AI Act without its text: it is cut short")
    return Document(instrument, "oj-2024", TextKind.OFFICIAL, EU, "EUR-Lex HTML", units.found)


def _refuse_consolidated(data: bytes) -> None:
    for pattern in _CONSOLIDATED:
        found = pattern.search(data)
        if found is not None:
            act, day = found[1].decode(), found[2].decode()
            raise LaterVersionError(_CELEX["3" + act], f"0{act}-{day}")


def _parliament() -> str:
    return (
        "is a text of the European Parliament from before the act was adopted, and not the act "
        "as published in the Official Journal"
    )


def _pdf(data: bytes) -> Found:
    pages = convention.pdf_pages(data, most=3)
    opening = " ".join(" ".join(pages).split())
    if convention.MARK in opening:
        units = UnitList("coe-ai")
        convention.read_convention(convention.pdf_pages(data), units)
        return Document(
            "coe-ai", "cets-225", TextKind.OFFICIAL, COUNCIL_OF_EUROPE, "PDF", units.found
        )
    if _PARLIAMENT.search(opening):
        if "2024/1689" in opening or "Artificial Intelligence" in opening:
            raise OfficialTextError(_parliament())
        return Aside("is a text of the European Parliament", known=False)
    if "PE-CONS 30" in opening:
        return Aside(
            f"is {_OMNIBUS} as put for signature, not as published: units that it amends keep "
            "their restatement",
            known=True,
        )
    if "2024/1689" in opening and "Official Journal" in opening:
        return Aside(
            "is the Official Journal's PDF of the AI Act, which is imported from Formex or HTML",
            known=True,
        )
    return Aside("is a PDF of another kind", known=False)


def _text(data: bytes) -> Found:
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    opening = text[:1500]
    if b"\0" in data[:4096]:
        return Aside("is no text", known=False)
    reader = _reader(text, opening)
    if isinstance(reader, Aside):
        return reader
    if "\ufffd" in text:
        raise OfficialTextError("is not UTF-8 throughout: it is damaged")
    return reader()


def _reader(text: str, opening: str) -> Aside | Callable[[], Found]:
    if corrigendum.is_list_of_differences(text):
        return lambda: Corrigendum(
            "gdpr", lambda units, _: corrigendum.read_differences(text, units)
        )
    if rules.CORRIGENDUM_MARK in opening and re.search(r"G\.S\.R\.\s*846", text):
        return lambda: Corrigendum(
            "dpdp-rules", lambda units, raw: rules.read_corrigendum(text, raw, units)
        )
    if opening.lstrip().startswith(gazette.ACT_MARK):
        return partial(
            _indian, "dpdp", "gazette-2023", INDIA, "Gazette text", gazette.read_act, text
        )
    if re.match(r"---\n", opening) and "indiacode.nic.in/handle/123456789/22037" in opening:
        return partial(
            _indian, "dpdp", "indiacode-2023", INDIA_CODE, "India Code Markdown",
            indiacode.read_sections, text,
        )  # fmt: skip
    if re.search(r"^G\.S\.R\. 846\(E\)", text, re.MULTILINE) and "THE GAZETTE OF INDIA" in text:
        return partial(
            _indian, "dpdp-rules", "gazette-2025", INDIA, "Gazette text", rules.read_rules, text
        )
    if opening.lstrip().startswith(convention.MARK):
        return Aside(
            "is a plain text of the convention, which is imported from the Treaty Office's PDF",
            known=True,
        )
    if _PARLIAMENT.search(text[:300]):
        raise OfficialTextError(_parliament())
    return Aside("is no text that is known here", known=False)


def _indian(
    instrument: str,
    name: str,
    publisher: str,
    form: str,
    read: Callable[[str, UnitList], None],
    text: str,
) -> Document:
    units = UnitList(instrument)
    read(text, units)
    if not units.found:
        raise OfficialTextError("has the marks of an act, and not its text: it is cut short")
    return Document(
        instrument, name, TextKind.TRANSCRIPTION, publisher, form, units.found, raw=text
    )
