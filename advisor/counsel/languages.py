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
"""
_ENGLISH = frozenset(_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_ENGLISH_SHARE = 0.22
_SHORT = 6


def language_of(text: str) -> str:
    """ISO 639-1 code of the language of `text`; `und` if there are no words."""
    words = [word.lower() for word in _WORD.findall(text[:4000])]
    if not words:
        return "und"
    known = sum(word in _ENGLISH for word in words)
    if known >= len(words) * _ENGLISH_SHARE:
        return "en"
    latin = sum(word.isascii() for word in words) > len(words) / 2
    if latin and len(words) < _SHORT and known:
        return "en"
    return _detected(text[:4000])


def _detected(text: str) -> str:
    import py3langid

    return str(py3langid.classify(text)[0])
