"""Values that stand under a label: columns of a table, keys of a payload, lines of a ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.counsel.masking.found import Found
from advisor.counsel.masking.named import NAME_ON_ONE_LINE, nobody

_PERSON = (
    r"customer|client|patient|employee|contact|member|subscriber|user|account|policy|lead|guest"
    r"|passenger|holder|person|applicant|student|insured|case|kunden|klant|cliente|mitglieds"
)
_LABELS = {
    "NAME": (
        r"(?:[a-z]+ )?(?:name|nom|nome|naam|namn|navn|nimi)s?|(?:first|last|sur|fore|nick)name"
        r"|pr[ée]nom|cognome|nombre|apellidos?|apelido|voornaam|achternaam|(?:vor|nach)name"
        r"|f[öo]rnamn|efternamn|imi[ęe]|nazwisko|(?:account|card|policy)? ?holder"
        r"|caller|reporter|reported by|assignee|assigned to|owner|requester|requestor|requested by"
        r"|customer|client|patient|employee|contact(?: person)?|lead|with|beneficiary|payee|payer"
        r"|recipient|sender|from|to|applicant|candidate|guest|tenant|attendees?|participants?"
        r"|signatory|signed(?: by)?|author|agent|user|member|kunde|kundin|klant|cliente"
        r"|ansprechpartner"
    ),
    "ADDRESS": (
        r"(?:[a-z]+ )?(?:address|adresse|adress|adres|anschrift"
        r"|direcci[óo]n|indirizzo|morada|endere[çc]o)"
        r"|street|stra(?:ß|ss)e|rue|zip(?: code)?|zipcode"
        r"|post(?:al )?code|pin ?code|plz|cap|c[óo]digo postal"
    ),
    "NATIONAL_NUMBER": (
        r"tax (?:id|number|no)|steuer ?id|idnr|tin|nif|nie|dni|ssn|bsn|nir|nino|ni number|ppsn?|cpr"
        r"|pesel|personnummer|hetu|cnp|egn|rijksregisternummer|insz|codice fiscale|cf"
        r"|nhs(?: (?:no|number))?"
        r"|(?:national|social security|insurance|identity) (?:id|number|no)|id card"
        r"|aadhaar|pan|sin|cpf"
    ),
    "PASSPORT": r"passport(?: (?:no|nr|number|id))?|passnummer|reisepass",
    "NUMBER": (
        rf"ids?|cid|uid|(?:{_PERSON}) ?(?:id|ids|no|nr|num|number|nummer|ref|code)"
        r"|licen[cs]e(?: (?:no|number))?|iban|account|konto"
    ),
}  # fmt: skip
_KIND_OF = tuple((re.compile(form), kind) for kind, form in _LABELS.items())

_KEY = re.compile(r"""(?<![\w])["']?([A-Za-z][\w-]{1,30})["']?\s*[:=]\s*(?=["'\[\d])""")
_VALUES = re.compile(r"""["']([^"'\n]*(?:'[^"'\n]+)?)["']|(\d[\w-]*)""")
_LIST = re.compile(r"""\[[^\]\n]*\]|"[^"\n]*"|'[^'\n]*'|\d[\w-]*""")
_LINE_LABEL = re.compile(
    r"(?:^|[-–—|;,.:>(]\s)\s*([A-ZÀ-Ž][\w-]*(?: [\w-]+)?)(?: #?\d+)?:[^\S\n]+"
    r"([^\n;|]+)",
    re.MULTILINE,
)
_LETTERS = re.compile(r"[^\W\d_][^\d_@:/]*$")
_LEADING_NUMBER = re.compile(r"[A-Z]{0,4}[ -]?\d(?:[ ./-]?[A-Z]{0,3}\d)*(?:[ -]?[A-Z]\b)?")
_LEADING = {"NAME": re.compile(NAME_ON_ONE_LINE), "ADDRESS": re.compile(r".+")}
"""What of the rest of a line belongs to its label; of other kinds, the number it begins with."""
_CELL = {
    mark: re.compile(rf'(?:^|{re.escape(mark)}) *("[^"]*"|[^{re.escape(mark)}]*)')
    for mark in "\t|;,"
}


def labelled(text: str) -> Iterator[Found]:
    """Find the values whose label says that they are a person's."""
    yield from _in_tables(text)
    for match in _KEY.finditer(text):
        kind, held = kind_of(match[1]), _LIST.match(text, match.end())
        if kind and held:
            for value in _VALUES.finditer(held[0]):
                group = 1 if value[1] is not None else 2
                yield from _value(held.start() + value.start(group), value[group], kind)
    for match in _LINE_LABEL.finditer(text):
        kind = kind_of(match[1])
        form = _LEADING.get(kind or "", _LEADING_NUMBER)
        if kind and (said := form.match(match[2])):
            yield from _value(match.start(2), said[0], kind)


def kind_of(label: str) -> str | None:
    """Return what stands under a label such as `customer_id` or `firstName`, if it is known."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label.strip(" \"'#*"))
    words = " ".join(re.split(r"[\W_]+", apart)).strip(" 0123456789").lower()
    return next((kind for form, kind in _KIND_OF if form.fullmatch(words)), None)


def _in_tables(text: str) -> Iterator[Found]:
    """Find values below a header, up to an empty line or one with fewer cells.

    A row may have more cells: addresses often stand there with bare commas.
    """
    at = 0
    mark, kinds = _header("")
    for line in text.split("\n"):
        cells = list(_CELL[mark].finditer(line)) if mark else []
        if kinds and len(cells) >= len(kinds):
            for cell, kind in zip(cells, kinds, strict=False):
                value = cell[1].strip(' "')
                if kind:
                    yield from _value(at + cell.start(1) + cell[1].find(value), value, kind)
        else:
            mark, kinds = _header(line)
        at += len(line) + 1


def _header(line: str) -> tuple[str, list[str | None]]:
    for mark, form in _CELL.items():
        labels = form.findall(line)
        if len(labels) > 1 and all(len(label.split()) <= 3 for label in labels):
            kinds = [kind_of(label) for label in labels]
            if any(kinds):
                return mark, kinds
    return "", []


def _value(start: int, words: str, kind: str) -> Iterator[Found]:
    """A value counts where it looks like its kind: letters for a name, digits for the others."""
    if kind == "NAME":
        fits = bool(_LETTERS.match(words)) and words[0].isupper() and not nobody(words)
    else:
        fits = len(words) > 3 and any(sign.isdigit() for sign in words)
    if fits:
        yield Found(start, start + len(words.rstrip(" .,")), kind)
