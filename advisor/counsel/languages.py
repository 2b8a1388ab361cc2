"""Which language a plan is written in: English by its small words, others by a trained model."""

from __future__ import annotations

import re

# Words that other languages of Europe do not share.
_WORDS = """
    about after all and any are been before but by can could does each every for from had has have
    her his how if into its last like may more most nobody not of off once only our out over own
    people she should some than that the their them then there these they this those to under until
    up use were what when where which who whom why will with without would you your send e-mail
    email customer customers rate call share give upload update delete erase correct train list data
    records users member members staff offers order orders reject approve check report tickets
    hosted store keep team access read score churn leads write run move ask show
    the order ticket invoice refund resend receipt reset password book repair ship cancel confirm
    remind export import schedule deploy print open close answer reply add remove merge archive
    parcel delivery address phone account report backup sync notify translate summarise review
"""
_ENGLISH = frozenset(_WORDS.split())
_WORD = re.compile(r"(?<![\w@/.\\-])[^\W\d_]+(?:[-'’][^\W\d_]+)*(?![\w@/\\])")
"""A word that is no part of a code, an address or a name of a file."""
_ENGLISH_SHARE = 0.22
_SHORT = 6
_TOO_FEW = 5
"""Fewer words in plain Latin letters than this are no sample for a model."""
_UNKNOWN = "und"
_NO_LANGUAGE = "zxx"


def language_of(text: str) -> str:
    """ISO 639-1 code of the language of `text`; `und` if there are too few words to tell.

    Codes, web addresses and names of files are left aside, and so are small differences: a text
    with enough of the small words of English is English.
    """
    words = [word.lower() for word in _WORD.findall(text[:4000])]
    if not words:
        return _UNKNOWN
    known = sum(word in _ENGLISH for word in words)
    if known >= len(words) * _ENGLISH_SHARE:
        return "en"
    latin = sum(word.isascii() for word in words) > len(words) / 2
    if latin and len(words) < _SHORT and known:
        return "en"
    if len(words) < _TOO_FEW and all(word.isascii() for word in words):
        return _UNKNOWN
    return _detected(" ".join(words))


def _detected(text: str) -> str:
    import py3langid

    language = str(py3langid.classify(text)[0])
    return _UNKNOWN if language == _NO_LANGUAGE else language
