"""Identifiers that have a form: addresses of mail and machines, cards, accounts, national numbers.

The patterns and check digits are Presidio's and python-stdnum's. Presidio runs without a language
model: its recognisers are asked one by one, and a weak pattern counts only beside a word that
speaks of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from advisor.counsel.masking.found import Found

_ENOUGH = 0.4
"""Presidio's score from which a pattern counts by itself."""
_BESIDE_ITS_WORD = 0.05
"""The score from which it counts where a word that speaks of it stands before it."""
_BEFORE = 60
"""How far before an identifier its word may stand, in characters."""

_RECOGNISERS = {
    "CreditCardRecognizer": "CARD",
    "IbanRecognizer": "IBAN",
    "PhoneRecognizer": "PHONE",
    "IpRecognizer": "IP_ADDRESS",
    "MacAddressRecognizer": "DEVICE",
    "CryptoRecognizer": "ACCOUNT",
    "InAadhaarRecognizer": "AADHAAR",
    "InPanRecognizer": "PAN",
    "InPassportRecognizer": "PASSPORT",
    "InVoterRecognizer": "VOTER_ID",
    "InVehicleRegistrationRecognizer": "VEHICLE",
    "UsSsnRecognizer": "NATIONAL_NUMBER",
    "UsItinRecognizer": "NATIONAL_NUMBER",
    "UsPassportRecognizer": "PASSPORT",
    "UsBankRecognizer": "ACCOUNT",
    "NhsRecognizer": "NATIONAL_NUMBER",
    "UkNinoRecognizer": "NATIONAL_NUMBER",
    "UkPassportRecognizer": "PASSPORT",
    "EsNifRecognizer": "NATIONAL_NUMBER",
    "EsNieRecognizer": "NATIONAL_NUMBER",
    "EsPassportRecognizer": "PASSPORT",
    "ItFiscalCodeRecognizer": "NATIONAL_NUMBER",
    "ItPassportRecognizer": "PASSPORT",
    "ItIdentityCardRecognizer": "NATIONAL_NUMBER",
    "ItDriverLicenseRecognizer": "LICENCE",
    "PlPeselRecognizer": "NATIONAL_NUMBER",
    "FiPersonalIdentityCodeRecognizer": "NATIONAL_NUMBER",
    "SePersonnummerRecognizer": "NATIONAL_NUMBER",
    "DeTaxIdRecognizer": "NATIONAL_NUMBER",
    "DeSocialSecurityRecognizer": "NATIONAL_NUMBER",
    "DeIdCardRecognizer": "NATIONAL_NUMBER",
    "DePassportRecognizer": "PASSPORT",
    "DeHealthInsuranceRecognizer": "NATIONAL_NUMBER",
    "SgFinRecognizer": "NATIONAL_NUMBER",
    "AuTfnRecognizer": "NATIONAL_NUMBER",
    "AuMedicareRecognizer": "NATIONAL_NUMBER",
    "CaSinRecognizer": "NATIONAL_NUMBER",
    "KrRrnRecognizer": "NATIONAL_NUMBER",
    "TrNationalIdRecognizer": "NATIONAL_NUMBER",
    "ZaIdNumberRecognizer": "NATIONAL_NUMBER",
}

_CHECKED = (
    "fr.nir", "be.nn", "nl.bsn", "dk.cpr", "se.personnummer", "no.fodselsnummer", "fi.hetu",
    "de.idnr", "at.vnr", "ch.ssn", "es.dni", "es.nie", "it.codicefiscale", "pt.cc", "ie.pps",
    "pl.pesel", "cz.rc", "ro.cnp", "bg.egn", "gr.amka", "ee.ik", "lt.asmens", "lv.pvn", "hr.oib",
    "si.emso", "gb.nhs", "us.ssn", "br.cpf", "in_.aadhaar", "in_.pan", "in_.epic", "imei",
)  # fmt: skip
_PART = r"[A-Z]{0,6}\d[A-Z\d]*"
_GROUPED = re.compile(
    rf"(?<![\w.,+])(?:[A-Z]{{2}} )?{_PART}(?:[ ./+-]{_PART}){{0,8}}(?:[ -]?[A-Z])?(?!\w)",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"(?<![\w.,/+])\d(?:[ -]?\d){7,}(?![\w])")
_SPOKEN_OF = re.compile(
    r"\b(?:account|customer|client|member|policy|passport|licen[cs]e|tax|personal|national|"
    r"identity|identification|security|insurance|voter|loyalty|card|employee|patient|"
    r"registration|rijksregister\w*|register|steuer\w*|tin|nif|nie|dni|ssn|bsn|nir|nino|ppsn?|cpr|"
    r"pesel|kunden\w*|klant\w*|client[e]?)\b(?:\W+\w+){0,2}?\W+(?:id|no|nr|number|code|#)?\W{0,3}"
    r"((?!\d+-[a-z]{3})(?=[A-Z\d-]*\d)[A-Z\d][A-Z\d-]{4,}"
    r"|\d{1,4}(?:[ ./-]\d{1,4}){2,}(?:-?[A-Z])?)\b",
    re.IGNORECASE,
)
# Presidio's own recogniser of addresses asks the network which top-level domains exist.
_AT, _DOT = r"(?:@|\s?[\[(]at[\])]\s?)", r"(?:\.|\s?[\[(]dot[\])]\s?)"
_EMAIL = re.compile(rf"(?<![\w.+-])[\w+%][\w.+%'-]*{_AT}[\w-]+(?:{_DOT}[\w-]+)+", re.IGNORECASE)
_SPELLED_EMAIL = re.compile(
    r"\b[\w+-]+(?: (?:dot|underscore|dash|hyphen) [\w+-]+)* at [\w-]+(?: dot [\w-]+)+",
    re.IGNORECASE,
)
_INTERNATIONAL = re.compile(r"(?<![\w+])\+\d(?:[ .-]?\(0\))?(?:[ ./()-]{0,2}\d){7,13}(?!\w)")
_UPI = re.compile(r"(?<![\w.@])[\w.-]{2,}@(?:ok\w+|upi|ybl|ibl|axl|paytm|apl|icici|sbi)\b")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .,]\d{3})+$")
_LONGEST_AMOUNT = 13
"""An identifier may be written in threes too; beside its word it counts if it is longer."""
_ISO_DAY = re.compile(r"(?:19|20)\d\d[-/. ]\d\d[-/. ]\d\d$|\d\d[-/. ]\d\d[-/. ](?:19|20)\d\d$")
_SPAN_OF_YEARS = re.compile(r"(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d$")
_YEAR_OF_AN_ACT = re.compile(r"(?<!\d)(?:19|20)\d\d/$")
_NUMBER_OF_A_YEAR = re.compile(r"(?:19|20)\d\d[-/]\d{1,4}$")
"""An act, a case or an invoice by its year: 2016/679."""


def formed(text: str) -> Iterator[Found]:
    """Find the identifiers that have a form."""
    for recogniser in _recognisers():
        yield from recogniser.find(text)
    for form in (_EMAIL, _SPELLED_EMAIL):
        for match in form.finditer(text):
            yield Found(match.start(), match.end(), "EMAIL")
    for match in _INTERNATIONAL.finditer(text):
        yield Found(match.start(), match.end(), "PHONE")
    for match in _UPI.finditer(text):
        yield Found(match.start(), match.end(), "ACCOUNT")
    for match in _GROUPED.finditer(text):
        if end := _checked_until(match[0]):
            yield Found(match.start(), match.start() + end, "NATIONAL_NUMBER")
    for match in _LONG_NUMBER.finditer(text):
        if not _a_day_or_an_amount(match[0]):
            yield Found(match.start(), match.end(), "NUMBER")
    for match in _SPOKEN_OF.finditer(text):
        if not _a_day_or_an_amount(match[1]) or len(match[1]) > _LONGEST_AMOUNT:
            yield Found(match.start(1), match.end(1), "NUMBER")


def _a_day_or_an_amount(words: str) -> bool:
    return any(
        form.match(words) for form in (_THOUSANDS, _ISO_DAY, _SPAN_OF_YEARS, _NUMBER_OF_A_YEAR)
    )


def _checked_until(words: str) -> int:
    """Return where a number with right check digits ends that the words begin with; 0 for none."""
    for end in [len(words), *(m.start() for m in reversed(list(re.finditer(r"[ ./+-]", words))))]:
        part = words[:end]
        if sum(sign.isalnum() for sign in part) > 7 and not _a_day_or_an_amount(part):
            spellings = {part, re.sub(r"[ ./-]", "", part)}
            if any(module.is_valid(one) for one in spellings for module in _numbers()):
                return end
    return 0


@cache
def _numbers() -> tuple[Any, ...]:
    return tuple(import_module(f"stdnum.{name}") for name in _CHECKED)


@dataclass(frozen=True)
class _Recogniser:
    """One of Presidio's, asked without its engine."""

    recogniser: Any
    kind: str
    spoken_of: re.Pattern[str] | None

    def find(self, text: str) -> Iterator[Found]:
        hits = self.recogniser.analyze(text, self.recogniser.supported_entities, None)
        for hit in hits or ():
            words = text[hit.start : hit.end]
            if hit.score >= _ENOUGH and self.kind in {"IBAN", "CARD"}:
                yield Found(hit.start, hit.end, self.kind)
            elif _a_day_or_an_amount(words.strip()) or _YEAR_OF_AN_ACT.search(
                text[: hit.start][-6:]
            ):
                continue
            elif hit.score >= _ENOUGH or self._beside_its_word(text, hit):
                yield Found(hit.start, hit.end, self.kind)

    def _beside_its_word(self, text: str, hit: Any) -> bool:
        if self.spoken_of is None or hit.score < _BESIDE_ITS_WORD:
            return False
        return bool(self.spoken_of.search(text[max(0, hit.start - _BEFORE) : hit.start]))


@cache
def _recognisers() -> tuple[_Recogniser, ...]:
    """Presidio's recognisers, imported when first needed: the import takes seconds."""
    shelf = import_module("presidio_analyzer.predefined_recognizers")
    found = []
    for name, kind in _RECOGNISERS.items():
        recogniser = getattr(shelf, name)()
        context = [re.escape(word) for word in recogniser.context or ()]
        spoken_of = re.compile(rf"\b(?:{'|'.join(context)})\b", re.IGNORECASE) if context else None
        found.append(_Recogniser(recogniser, kind, spoken_of))
    return tuple(found)
