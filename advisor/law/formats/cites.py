"""Citations as the reference normalisation writes them, turned into identifiers."""

from __future__ import annotations

import re

from advisor.errors import OfficialTextError
from advisor.law.identifiers import IdentifierError, ProvisionId

INSTRUMENTS = {
    "gdpr": "gdpr",
    "ai-act": "ai-act",
    "coe-ai-convention": "coe-ai",
    "dpdp-act": "dpdp",
    "dpdp-rules": "dpdp-rules",
}
"""Names of the reference files, and ours."""

_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
_UNCITED = re.compile(
    r"Preamble, (opening formula|enacting formula|citation \d+)|Long title|Enacting formula"
    r"|Whereas \d+|Testimonium"
)
_RULES: tuple[tuple[str, str], ...] = (
    (r"Recital (\d+)", r"rec\1"),
    (r"Preamble, para\. (\d+)", r"preamble-\1"),
    (r"Annex ([IVX]+)(?:, title)?", r"annex-\1"),
    (r"Annex ([IVX]+), indent (\d+)", r"annex-\1-indent-\2"),
    (r"Annex ([IVX]+), Section (\w+)((?:\(.+\))?)", r"annex-\1-\2\3"),
    (r"Annex ([IVX]+)(\(.+\))", r"annex-\1\2"),
    (r"(?:Art\.|s\.|r\.) (\d+[a-z]*(?:\([^)]+\))*)(?:, indent \d+)?", r"\1"),
    (r"Art\. (\d+(?:\([^)]+\))*), second subparagraph, point (\(.+\))", r"\1(2nd)\2"),
    (r"Schedule, item (\d+)", r"schedule-1(\1)"),
)


def identifier_of(reference: str, cite: str) -> ProvisionId | None:
    """The identifier of a `cite` of the reference file `reference`, such as `dpdp-act`.

    None for what has no identifier because it decides nothing: formulas, titles of acts.
    Several lines can have one identifier: an annex's title and its opening words, the dashes
    of Art. 53(1) GDPR and the words above them.

    Raises:
        OfficialTextError: the reference has no such file, or the citation is written otherwise.
    """
    instrument = INSTRUMENTS.get(reference)
    if instrument is None:
        raise OfficialTextError(f"`{reference}` is no reference file")
    if _UNCITED.fullmatch(cite):
        return None
    place, extra = _extra(cite)
    for pattern, locator in _RULES:
        found = re.fullmatch(pattern, place)
        if found:
            return _parse(instrument, found.expand(locator) + extra, cite)
    return _parse(instrument, _schedule(place) + extra, cite)


def _extra(cite: str) -> tuple[str, str]:
    """Part a citation from its illustration or explanation."""
    found = re.fullmatch(r"(.+?) (Illustration|Explanation)(?: \(([IVX]+)\)|, Case (\d+))?", cite)
    if found is None:
        return cite, ""
    number = str(_ROMAN[found[3]]) if found[3] else found[4]
    return found[1], f"-{found[2].lower()}" + (f"-{number}" if number else "")


def _schedule(cite: str) -> str:
    """`First Schedule, Part B, item 11(c)` is `schedule-1-B(11)(c)`."""
    found = re.fullmatch(
        rf"({'|'.join(_ORDINALS)}) Schedule(?:, Part ([A-Z]))?(?:, (Note))?"
        r"(?:,? (?:item |paragraph )?(\d+)?((?:\([^)]+\))*))?",
        cite,
    )
    if found is None:
        raise OfficialTextError(f"`{cite}` is no citation of the reference")
    part = f"-{found[2]}" if found[2] else ""
    note = "-note" if found[3] else ""
    item = f"({found[4]})" if found[4] else ""
    return f"schedule-{_ORDINALS.index(found[1]) + 1}{part}{note}{item}{found[5] or ''}"


def _parse(instrument: str, locator: str, cite: str) -> ProvisionId:
    locator = re.sub(r"\(([a-z]+)/([A-Z])\)", r"(\1)(\2)", locator)
    try:
        return ProvisionId.parse(f"{instrument}:{locator}")
    except IdentifierError as exc:
        raise OfficialTextError(f"`{cite}` is no citation of the reference") from exc
