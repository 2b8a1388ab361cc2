"""Names where the text states them as such, and postal addresses.

No list of first names and no model: a name counts where its place in the text says that it is
one: after a form of address, beside the role of a person, below a sign-off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from advisor.counsel.masking.found import Found

_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-ŽȘȚΆ-ΏΑ-ΩЀ-ЯḀ-Ỿ]"
_WORD = (
    r"(?:(?:(?:al|el|ad|as|ar|an|ibn|abu)-|(?:d|l|dell|dall|t)['’])?"
    rf"{_CAPITAL}[\w'’ß-]*[\w]|{_CAPITAL}\.)"
)
_PARTICLE = (
    r"(?:de|la|le|du|da|dos|das|del|di|van|von|der|den|ten|ter|bin|bint|al|el|y|e|zu|af|av"
    r"|dei|degli|della|mac|ni|ní)"
)
_NAME = rf"{_WORD}(?:\s+(?:{_PARTICLE}\s+){{0,2}}{_WORD}){{0,3}}"
NAME_ON_ONE_LINE = rf"{_WORD}(?:[^\S\n]+(?:{_PARTICLE}\s+){{0,2}}{_WORD}){{0,3}}"
_FULL = rf"{_WORD}(?:\s+(?:{_PARTICLE}\s+){{0,2}}{_WORD}){{1,3}}"

_TITLE = (
    r"(?:Mr|Mrs|Ms|Mx|Miss|Sir|Dr|Prof|Herrn?|Frau|Mme|Mlle|Monsieur|Madame|Señora?|Sra?|Sig(?:nora?)?"
    r"|Shri|Smt|Sri|Kumari|Pan|Pani|Mevrouw|Dhr|Mw|Señor|Don|Doña|Dott(?:\.ssa)?|Ing|Rev|Lady|Lord"
    r"|Dame|Doctor|Professor|Hr|Fru)\b\.?"
)
_ROLE = (
    r"(?:customer|client|patient|employee|colleague|contact|lead|prospect|subscriber|member|donor"
    r"|tenant|applicant|candidate|passenger|guest|buyer|seller|user|caller|complainant|debtor"
    r"|borrower|policyholder|student|pupil|parent|mother|father|guardian|driver|agent|manager"
    r"|owner|director|champion|signatory|recipient|son|daughter|wife|husband|child|nominee"
    r"|requester|visitor|payee|beneficiary|DPO|CEO|CTO|CFO|CISO|officer|lawyer|counsel|doctor|rep"
    r"|winner|traveller|pensioner|resident|renter|reader|attendee|participant|claimant|shopper"
    r"|cardholder|landlord|witness|nurse|teacher|friend|brother|sister|assistant|technician|minor)"
)
_SAID = (
    r"(?:named|called|is known as|known as|by the name of|name is|names are|signed by|on behalf of"
    r"|belongs to|belonging to|registered to|addressed to|speak to|spoke to|spoke with|met with"
    r"|call|phone|ring|email|e-mail|write to|ask|cc|attn\.?|dear|hi|hello|regards,?|from|to|for|of"
    r"|about|with|by|and|notify|tell|inform|remind|invite|contact|thank|text|message|visit|meet"
    r"|refund|pay|charge|block|delete|erase|remove|unsubscribe|enrich|score|rate|rank|profile"
    r"|reject|approve|assign|its|it['’]s)"
)
_SAYS_ONE_NAME = (
    r"(?:named|called|dear|hi|hello|attn\.?:?|signed,?|regards,|(?:call|ring|phone) back|ask for"
    r"|sp(?:eak|oke) (?:to|with)|this is|i['’]m|i am|my name['’]s|me llamo|je suis|ich bin"
    r"|ich heiße|jag heter)"
)
_SIGN_OFF = (
    r"(?:(?:kind|best|warm|many)?\s?(?:regards|wishes)|yours(?: (?:sincerely|faithfully|truly))?"
    r"|sincerely(?: yours)?|thanks|thank you|cheers|best(?=\s*[,\n])"
    r"|(?:viele|liebe|beste|herzliche)"
    r" gr(?:ü|ue)(?:ß|ss)e|mit freundlichen gr(?:ü|ue)(?:ß|ss)en|mfg|cordialement|bien à vous"
    r"|salutations(?: distinguées)?|(?:un )?saludos?(?: cordial(?:es)?)?|atentamente|atenciosamente"
    r"|(?:cordiali|distinti) saluti|cumprimentos|met vriendelijke groet(?:en)?|groet(?:en|jes)?"
    r"|(?:z poważaniem|pozdrawiam)|(?:med )?(?:vänlig|venlig|vennlig) h[äi]ls(?:ning(?:ar)?|en)"
    r"|(?:med )?venlige hilsner|ystävällisin terveisin|mvh|s (?:pozdravem|úctou)|üdvözlettel)"
)
_KEY = r"(?:full|first|last|middle|given|family|maiden|sur|customer|contact|account|user|holder)"

_PLACES_OF_NAMES = (
    re.compile(rf"\b(?:{_TITLE}\s+)+((?:{_PARTICLE}\s+){{0,2}}{_NAME})"),
    re.compile(rf"\b(?i:{_ROLE})s?:?,?\s+\(?({_FULL})", re.MULTILINE),
    re.compile(rf"\b(?i:{_SIGN_OFF})[,.!]*\s+(?:{_TITLE}\s+)*({NAME_ON_ONE_LINE})"),
    re.compile(rf"^({_FULL}):\s", re.MULTILINE),
    re.compile(rf"\|[^\S\n]*({_FULL})[^\S\n]*(?:\||$)", re.MULTILINE),
    re.compile(rf"^({_FULL})[^\S\n]*\|", re.MULTILINE),
    re.compile(rf"\b({_WORD},\s{_NAME})[\"']?\s*<"),
    re.compile(rf"\b(?i:{_KEY}[ _-]?)?(?i:name)s?\b[\"']?\s*(?:[:=]|is|are)\s*[\"']?({_NAME})"),
    re.compile(rf"\b(?i:(?:my|our|her|his|their) name(?:s)? (?:is|are)) ({_NAME})"),
    re.compile(rf"\b(?i:{_SAYS_ONE_NAME})\s+({_NAME})"),
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


def _words(file: str) -> frozenset[str]:
    lines = (Path(__file__).parent / file).read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


_NOT_NAMES = _words("not_names.txt")
"""Words that begin with a capital and are no part of a person's name."""
_ENDS_NO_PERSON = _words("ends_no_person.txt")
"""What ends the name of a company, a post or a body: no word before it is a person's either."""

_STREET_BEFORE = (
    r"(?i:rue|avenue|boulevard|place|quai|chemin|impasse|allée|route|cours|via|viale|piazza|corso"
    r"|vicolo|calle|carrer|plaza|paseo|avenida|ronda|camino|rua|praça|travessa|estrada|ulica|ul\."
    r"|aleja|al\.|plac|os\.)"
)
_STREET_AFTER = (
    r"(?i:street|st\.?|road|rd\.?|avenue|ave\.?|lane|ln\.?|drive|dr\.?|court|ct\.?|close|crescent"
    r"|square|terrace|way|place|row|gardens|parade|boulevard|blvd\.?|marg|nagar|colony|chowk"
    r"|layout|sector|gata|gatan|vej|gade|katu|utca|walk|quay|mews|grove|hill|rise|trail|parkway"
    r"|highway|wharf|park)"
)
_STREET_JOINED = (
    r"(?i:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer|markt|chaussee|straat|laan|gracht"
    r"|plein|kade|singel|vägen|gatan|gade|vej|stræde|veien|katu)"
)
_POSTCODE = (
    r"(?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z]\d[\dW] ?[A-Z\d]{4}|\d{4} ?[A-Z]{2}"
    r"|\d{4}-\d{3}|\d{2}-\d{3}|\d{5}(?:-\d{4})?|\d{3} ?\d{2,3}|(?:[A-Z]{1,2}-)?\d{4,6})"
)
_UNIT_WORD = (
    r"(?i:flat|apt\.?|apartment|unit|suite|ste\.?|house|plot|door|floor|villa|shop|office|room"
    r"|appartement|étage|bte\.?|bus|interno|int\.?|scala|piso|esc\.?|top|hs|whg\.?|lok\.?|m\.)"
)
_UNIT = (
    rf"(?:{_UNIT_WORD}\s?(?:no\.?\s?)?#?\w{{1,5}}|\d{{1,2}}[º°ª.]?\s?(?:[A-Z]|tv|th|mf|dto|esq|izq)"
    r"|\d{1,2}[º°ª]|\d{1,2}-\d{1,2}|#\w{1,5})"
)
_HOUSE = r"\d{1,5}(?:\s?[A-Za-z]\b)?(?:[/-]\d{1,4}[A-Za-z]?)?"
_PLACE = rf"{_WORD}(?:[ -]{_WORD}){{0,2}}(?: [A-Z]\b)?"
_TOWN = rf"(?:(?:,?\s+(?:{_POSTCODE}|{_UNIT})(?!\w)|,?[^\S\n]+{_PLACE})){{0,6}}"
_FRENCH_PARTS = rf"(?:(?:{_PARTICLE}|des|d['’]|l['’])\s*)*"

_ADDRESSES = tuple(
    re.compile(form)
    for form in (
        rf"\b\d{{1,5}}\s?[A-Za-z]?(?:\s?(?:bis|ter))?,?\s+{_STREET_BEFORE}\s+{_FRENCH_PARTS}"
        rf"{_WORD}(?:[\s-]+{_FRENCH_PARTS}{_WORD}){{0,3}}{_TOWN}",
        rf"\b{_STREET_BEFORE}\s+{_FRENCH_PARTS}{_WORD}(?:\s+{_FRENCH_PARTS}{_WORD}){{0,3}},?\s+"
        rf"(?:n[.º°]\s*)?{_HOUSE}(?!\w){_TOWN}",
        rf"(?:\b{_UNIT_WORD}\s?(?:no\.?\s?)?#?\w{{1,5}},?\s+)?"
        rf"#?\b\d{{1,5}}[A-Za-z]?(?:[/-]\d+)?,?\s+(?:(?:{_WORD}|\d+(?:st|nd|rd|th))\s+){{1,4}}"
        rf"{_STREET_AFTER}(?!\w){_TOWN}",
        rf"\b(?:{_WORD}\s){{0,2}}[A-ZÄÖÜ][\wäöüß.-]*\s?{_STREET_JOINED}\s+{_HOUSE}(?!\w){_TOWN}",
        rf"\b{_WORD}ring\s+{_HOUSE},?\s+{_POSTCODE}\b{_TOWN}",
        rf"\b(?:{_UNIT_WORD}\s?(?:no\.?\s?)?#?\w{{1,5}}|[A-Z]-?\d{{1,4}}|(?i:no)\.\s?\d{{1,5}})"
        rf"(?:,\s+[A-Z0-9][^,;:\n]{{1,40}}?){{1,5}}[ ,-]+{_POSTCODE}\b",
        r"\b(?i:p\.?\s?o\.?\s?box|postfach|bo[iî]te postale|bp)\s+\d{1,6}\b",
        r"\b(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2})\b",
        r"\b(?i:pin ?code|pin|postcode|postal code|zip(?: code)?|plz)\b[:\s]{0,3}(?:is\s)?"
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


def nobody(words: str) -> bool:
    """Return whether words in the place of a name are a company, a post or nothing but labels."""
    bare = [_bare(word) for word in words.split()]
    return bare[-1] in _ENDS_NO_PERSON or _NOT_NAMES.issuperset(bare)


def _name(text: str, start: int, end: int) -> Iterator[Found]:
    """Cut words off both ends that are no part of a name, line by line; nothing may be left."""
    for line in re.finditer(r"[^\n]+", text[start:end]):
        words = list(re.finditer(r"\S+", line[0]))
        if words and _bare(words[-1][0]) in _ENDS_NO_PERSON:
            continue
        while words and (_no_name(words[0][0]) or re.fullmatch(_TITLE, words[0][0])):
            words.pop(0)
        for number, word in enumerate(words):
            if _no_name(word[0]):
                words = words[:number]
                break
        if words:
            first = start + line.start()
            last = first + words[-1].end()
            if text[last - 2 : last] in ("'s", "’s"):
                last -= 2
            while text[last - 1] in ".,'’-" and last - 1 > first:
                last -= 1
            yield Found(first + words[0].start(), last, "NAME")


def _no_name(word: str) -> bool:
    bare = _bare(word)
    return bare in _NOT_NAMES or (word.isupper() and len(bare) > 1 and len(bare) <= 5)


def _bare(word: str) -> str:
    return word.strip(".,'’-").lower()
