"""Tiny files in the publishers' formats, with made-up words: no official text is a test fixture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from advisor.law.files import Problems
from advisor.law.formats.document import Document, checksum
from advisor.law.formats.recognition import recognise
from advisor.law.library import Library
from advisor.law.loading import load_library
from advisor.law.official import OfficialStore

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
_INSTANCE = (
    '<BIB.INSTANCE><LG.DOC>EN</LG.DOC><NO.DOC FORMAT="YN" TYPE="OJ"><NO.CURRENT>{number}'
    "</NO.CURRENT><YEAR>{year}</YEAR></NO.DOC></BIB.INSTANCE>"
)
_SCHEMA = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation='
    '"http://formex.publications.europa.eu/schema/formex-05.55-20141201.xd"'
)


def formex_act(articles: str, *, year: int = 2016, number: int = 679, recitals: str = "") -> bytes:
    """An act with these articles; `articles` is XML."""
    instance = _INSTANCE.format(year=year, number=number)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<ACT {_SCHEMA}>{instance}'
        f"<PREAMBLE><GR.CONSID>{recitals}</GR.CONSID></PREAMBLE>"
        "<ENACTING.TERMS><DIVISION><TITLE><TI><P>CHAPTER I</P></TI><STI><P>Ducks</P></STI></TITLE>"
        f"{articles}</DIVISION></ENACTING.TERMS><FINAL><P>Done at the pond.</P></FINAL></ACT>"
    ).encode()


def formex_annex(number: str, contents: str, *, year: int = 2024, act: int = 1689) -> bytes:
    """An annex with this number; `contents` is XML."""
    instance = _INSTANCE.format(year=year, number=act)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ANNEX {_SCHEMA}>{instance}<TITLE><TI><P>ANNEX '
        f"{number}</P></TI><STI><P>Of ponds</P></STI></TITLE><CONTENTS>{contents}</CONTENTS>"
        "</ANNEX>"
    ).encode()


def article(number: int, body: str, heading: str = "Feeding") -> str:
    """One article; `body` is XML."""
    return (
        f'<ARTICLE IDENTIFIER="{number:03}"><TI.ART>Article {number}</TI.ART>'
        f"<STI.ART><P>{heading}</P></STI.ART>{body}</ARTICLE>"
    )


def paragraph(number: int, body: str) -> str:
    """One numbered paragraph."""
    return f"<PARAG><NO.PARAG>{number}.</NO.PARAG><ALINEA>{body}</ALINEA></PARAG>"


def points(*texts: str, labels: str = "abcdefgh") -> str:
    """A list with the labels (a), (b) ..."""
    items = "".join(
        f"<ITEM><NP><NO.P>({label})</NO.P><TXT>{text}</TXT></NP></ITEM>"
        for label, text in zip(labels, texts, strict=False)
    )
    return f'<LIST TYPE="alpha">{items}</LIST>'


def small_act(third: str = "The pond is closed at night.") -> bytes:
    """An act of three articles under the number of the GDPR."""
    return formex_act(
        article(1, paragraph(1, "Ducks are fed at noon.") + paragraph(2, "Geese wait."))
        + article(
            2, f"<ALINEA><P>Nobody feeds:</P>{points('stale bread;', 'sweet things.')}</ALINEA>"
        )
        + article(3, f"<ALINEA>{third}</ALINEA>"),
        recitals="<CONSID><NP><NO.P>(1)</NO.P><TXT>Ducks are many.</TXT></NP></CONSID>",
    )


def differences(cite: str, old: str, new: str) -> bytes:
    """A list of differences, as the corrigendum to the GDPR comes."""
    return f"Places that differ.\n\n{cite}\n  OJ 2016  : {old}\n  corrected: {new}\n".encode()


def web_page(body: str, celex: str = "32024R1689") -> bytes:
    """A page of EUR-Lex."""
    return (
        f'<!DOCTYPE html><html><head><meta property="eli:id_local" content="{celex}"/></head>'
        f"<body>{body}</body></html>"
    ).encode()


def pdf(*pages: Iterable[str]) -> bytes:
    """A PDF with these lines on its pages, in a standard font."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _FONT]
    numbers = []
    for lines in pages:
        shown = "".join(f"({_escaped(line)}) Tj T* " for line in lines)
        stream = f"BT /F1 10 Tf 12 TL 50 780 Td {shown}ET".encode("cp1252")
        page = len(objects) + 1
        numbers.append(page)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {page + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {len(numbers)} >>".encode()
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    return (
        data
        + head
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    )


_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def convention_lines(articles: Mapping[int, list[str]] | None = None) -> list[str]:
    """A convention of 36 articles; some of them as given."""
    lines = ["Council of Europe Treaty Series - No. 225", "Of ponds", "Preamble"]
    lines += ["The friends of ponds,", "Fond of ducks;", "Fonder of well-", "fed geese,"]
    lines += ["Have agreed as follows:", "Chapter I – General"]
    for number in range(1, 37):
        lines.append(f"Article {number} – Title {number}")
        lines += (articles or {}).get(number, [f"Words of article {number}."])
    return [*lines, "In witness whereof they signed."]


_INSTRUMENT = """
id: {id}
title: Ponds
short: {id}
kind: regulation
method: eu
unit: article
binding: operators
place: eu
address: https://example.org/
licence: none
status: made up
confidence: H
commencement:
  - {{provisions: [{id}], from: 2018-05-25}}
"""


def small_corpus(folder: Path, units: Mapping[str, str], instrument: str = "gdpr") -> Path:
    """A corpus that restates these units of one instrument."""
    home = folder / "instruments" / instrument
    (home / "restatement").mkdir(parents=True)
    (home / "instrument.yaml").write_text(_INSTRUMENT.format(id=instrument), encoding="utf-8")
    rows = "".join(
        f'  - {{id: "{instrument}:{at}", heading: h, units: [{{at: "", text: "{text}"}}]}}\n'
        for at, text in units.items()
    )
    text = f"division: d\nprovisions:\n{rows}"
    (home / "restatement" / "all.yaml").write_text(text, encoding="utf-8")
    return folder


def write_checksums(
    corpus: Path,
    *documents: tuple[str, Document],
    corrections: Mapping[str, str] | None = None,
    extra: str = "",
) -> None:
    """Checksums of these texts; `corrections` are the corrected words by identifier."""
    instrument = documents[0][1].instrument
    parts = [f"instrument: {instrument}\nkind: {documents[0][1].kind.value}\nmade: 2026-11-20\n"]
    parts.append(f"normalisation: plain\n{extra}texts:\n")
    for text, document in documents:
        sums = "".join(f"      {n} {checksum(u.text)}\n" for n, u in document.units.items())
        parts.append(_WORDING.format(text=text, corrects="", sums=sums))
    if corrections:
        sums = "".join(f"      {n} {checksum(words)}\n" for n, words in corrections.items())
        corrects = f"corrects: {documents[0][0]}"
        parts.append(_WORDING.format(text="corrigendum-2018", corrects=corrects, sums=sums))
    path = corpus / "instruments" / instrument / "checksums.yaml"
    path.write_text("".join(parts), encoding="utf-8")


_WORDING = """  - text: {text}
    publisher: P
    published: 2016-05-04
    sources: []
    compared: made up
    {corrects}
    units: |
{sums}"""


def read_document(data: bytes) -> Document:
    """What a file holds, which must be a text."""
    found = recognise(data)
    assert isinstance(found, Document)
    return found


def texts_of(document: Document) -> dict[str, str]:
    """Words by locator."""
    return {name.locator: unit.text for name, unit in document.units.items()}


def library_of(corpus: Path) -> Library:
    """The restatements of a corpus."""
    problems = Problems()
    library = load_library(corpus, problems)
    problems.raise_if_any()
    return library


def store_in(folder: Path) -> OfficialStore:
    """A store that is made when something is saved."""
    return OfficialStore(folder / "official")
