"""Names where the text states them as such, and postal addresses.

No list of first names and no model: a name counts where its place in the text says that it is
one: after a form of address, beside the role of a person, in a field called name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from advisor.counsel.masking.found import Found

_WORD = r"(?:[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’ß-]*[\w]|[A-ZÀ-ÖØ-ÞĀ-Ž]\.)"
_PARTICLE = r"(?:de|la|le|du|da|dos|das|del|di|van|von|der|den|ten|ter|bin|bint|al|el|y|zu|af)"
_NAME = rf"{_WORD}(?:\s+(?:{_PARTICLE}\s+){{0,2}}{_WORD}){{0,3}}"
_FULL = rf"{_WORD}(?:\s+(?:{_PARTICLE}\s+){{0,2}}{_WORD}){{1,3}}"

_TITLE = (
    r"(?:Mr|Mrs|Ms|Mx|Miss|Sir|Dr|Prof|Herrn?|Frau|Mme|Mlle|Monsieur|Madame|Señora?|Sra?|Sig(?:nora?)?"
    r"|Shri|Smt|Sri|Kumari|Pan|Pani|Mevrouw|Dhr|Mw)\b\.?"
)
_ROLE = (
    r"(?:customer|client|patient|employee|colleague|contact|lead|prospect|subscriber|member|donor"
    r"|tenant|applicant|candidate|passenger|guest|buyer|seller|user|caller|complainant|debtor"
    r"|borrower|policyholder|student|pupil|parent|mother|father|guardian|driver|agent|manager"
    r"|owner|director|champion|signatory|recipient|son|daughter|wife|husband|child|nominee"
    r"|requester|visitor|payee|beneficiary|DPO|CEO|CTO|CFO|CISO|officer|lawyer|counsel|doctor|rep)"
)
_SAID = (
    r"(?:named|called|is known as|known as|by the name of|name is|names are|signed by|on behalf of"
    r"|belongs to|belonging to|registered to|addressed to|speak to|spoke to|spoke with|met with"
    r"|call|phone|ring|email|e-mail|write to|ask|cc|attn\.?|dear|hi|hello|regards,?|from|to|for|of"
    r"|about|with|by|and)"
)
_KEY = r"(?:full|first|last|middle|given|family|maiden|sur|customer|contact|account|user|holder)"

_PLACES_OF_NAMES = (
    re.compile(rf"\b(?:{_TITLE}\s+)+({_NAME})"),
    re.compile(rf"\b{_ROLE}s?:?,?\s+\(?({_FULL})", re.MULTILINE),
    re.compile(rf"\b(?i:{_KEY}[ _-]?)?(?i:name)s?\b[\"']?\s*(?:[:=]|is|are)\s*[\"']?({_NAME})"),
    re.compile(rf"\b(?i:(?:my|our|her|his|their) name(?:s)? (?:is|are)) ({_NAME})"),
    re.compile(rf"\b(?i:named|called|dear|hi|hello|attn\.?:?|signed,?|regards,)\s+({_NAME})"),
    re.compile(rf"\b(?i:{_SAID})\s+({_FULL})"),
    re.compile(rf"\b({_FULL})\s*(?:,|\(|–|-|—)\s*(?:aged?\s)?(?:\d{{1,3}}\b|born\b|{_ROLE}\b)"),
    re.compile(rf"\b({_FULL})(?:['’]s)\b"),
    re.compile(rf"\b({_FULL})\s+(?:<|\[|\()?\s*[\w.+-]+@[\w-]+\.\w"),
    re.compile(
        rf"\b({_FULL})\s+(?:has|had|was|wants?|wanted|asked|asks|called|complained|objected"
        r"|bought|ordered|says?|said|wrote|works?|lives?|opted|unsubscribed|signed|died|owes"
        r"|requested|requests|agreed|consented|withdrew|turns|booked|cancelled|resigned)\b"
    ),
)  # fmt: skip

_NOT_NAMES = frozenset(
    word
    for line in (Path(__file__).parent / "not_names.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
"""Words that begin with a capital and are no part of a person's name."""

_STREET_BEFORE = (
    r"(?i:rue|avenue|boulevard|place|quai|chemin|impasse|allée|via|viale|piazza|corso|calle|plaza"
    r"|paseo|avenida|rua|travessa|ulica|ul\.)"
)
_STREET_AFTER = (
    r"(?i:street|st\.?|road|rd\.?|avenue|ave\.?|lane|ln\.?|drive|dr\.?|court|ct\.?|close|crescent"
    r"|square|terrace|way|place|row|gardens|parade|boulevard|blvd\.?|marg|nagar|colony|chowk"
    r"|layout|sector|gata|gatan|vej|gade|katu|utca)"
)
_STREET_JOINED = (
    r"(?i:straße|strasse|str\.|weg|platz|allee|gasse|ring|straat|laan|gracht|plein|vägen)"
)
_POSTCODE = r"(?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|\d{3} ?\d{3}|\d{4} ?[A-Z]{2}|\d{4,5})"
_TOWN = rf"(?:,?\s+{_POSTCODE}\b)?(?:,?\s+{_WORD}(?:[ -]{_WORD})?)?(?:,?\s+{_POSTCODE}\b)?"
_FRENCH_PARTS = rf"(?:(?:{_PARTICLE}|des|d['’]|l['’])\s*)*"

_ADDRESSES = tuple(
    re.compile(form)
    for form in (
        rf"\b\d{{1,5}}\s?[A-Za-z]?(?:\s?(?:bis|ter))?,?\s+{_STREET_BEFORE}\s+{_FRENCH_PARTS}"
        rf"{_WORD}(?:[\s-]+{_FRENCH_PARTS}{_WORD}){{0,3}}{_TOWN}",
        rf"\b{_STREET_BEFORE}\s+{_FRENCH_PARTS}{_WORD}(?:\s+{_FRENCH_PARTS}{_WORD}){{0,3}},?\s+"
        rf"(?:n[.º°]\s*)?\d{{1,5}}\b{_TOWN}",
        r"(?:\b(?i:flat|apt\.?|apartment|unit|house|plot|door)\s?(?:no\.?\s?)?#?\w{1,5},?\s+)?"
        rf"#?\b\d{{1,5}}[A-Za-z]?(?:[/-]\d+)?,?\s+(?:(?:{_WORD}|\d+(?:st|nd|rd|th))\s+){{1,4}}"
        rf"{_STREET_AFTER}(?!\w){_TOWN}",
        rf"\b[A-ZÄÖÜ][\wäöüß.-]*\s?{_STREET_JOINED}\s+\d{{1,4}}\s?[a-z]?\b{_TOWN}",
        r"\b(?i:p\.?\s?o\.?\s?box|postfach|bo[iî]te postale|bp)\s+\d{1,6}\b",
        r"\b(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2})\b",
        r"\b(?i:pin ?code|pin|postcode|postal code|zip(?: code)?|plz)\b\W{0,3}(?:is\s)?"
        rf"{_POSTCODE}\b",
    )
)


def named(text: str) -> Iterator[Found]:
    """Find names that are stated as such, and postal addresses."""
    for form in _PLACES_OF_NAMES:
        for match in form.finditer(text):
            yield from _name(text, match.start(1), match.end(1))
    for form in _ADDRESSES:
        for match in form.finditer(text):
            yield Found(match.start(), match.end(), "ADDRESS")


def _name(text: str, start: int, end: int) -> Iterator[Found]:
    """Cut words off both ends that are no part of a name; nothing may be left."""
    words = list(re.finditer(r"\S+", text[start:end]))
    while words and _no_name(words[0][0]):
        words.pop(0)
    for number, word in enumerate(words):
        if _no_name(word[0]):
            words = words[:number]
            break
    if words:
        last = start + words[-1].end()
        while text[last - 1] in ".,'’-" and last - 1 > start:
            last -= 1
        yield Found(start + words[0].start(), last, "NAME")


def _no_name(word: str) -> bool:
    bare = word.strip(".,'’-").lower()
    return bare in _NOT_NAMES or (word.isupper() and len(bare) > 1 and len(bare) <= 5)
