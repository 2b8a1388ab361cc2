"""Misspelt words are put right, and never into or out of a denial."""

import pytest

from advisor.counsel.normalising import clean
from advisor.counsel.offline import OfflineCounsel
from advisor.counsel.spelling import Spelling
from advisor.reasoning.vocabulary import Vocabulary
from tests.counsel.conftest import CORPUS


@pytest.fixture(scope="module")
def spelling(vocabulary: Vocabulary) -> Spelling:
    """The spelling that the offline counsel was loaded with."""
    return OfflineCounsel.load(CORPUS, vocabulary)._reader.spelling


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("email the custmers in Lyon", "email the customers in Lyon"),
        ("they gave ther consnt", "they gave their consent"),
        ("the spnish prospets", "the Spanish prospects"),
        ("nver asked", "never asked"),
        ("they didnt agree", "they didn't agree"),
        ("contct detials", "contact details"),
    ],
)
def test_a_plain_slip_is_put_right(spelling: Spelling, written: str, meant: str) -> None:
    """One slip, or two in a long word, hides nothing."""
    assert spelling.mended(clean(written)).text == meant


@pytest.mark.parametrize(
    "written",
    [
        "unsigned clauses",
        "nott",  # might be a name: denials are only read from the list
        "nevre",
        "unlawful",
        "ask Marit and Karan",
        "leads_PL",
        "send to a.nowak@exmaple.pl",
        "noticed and noted",
    ],
)
def test_what_may_be_right_is_left_alone(spelling: Spelling, written: str) -> None:
    """Names, addresses, codes, and whatever might be a denial keep their letters."""
    assert spelling.mended(clean(written)).text == written


def test_spans_point_into_the_plan_as_written(spelling: Spelling) -> None:
    """The evidence is the operator's own words, slip and all."""
    mended = spelling.mended(clean("mail teh custmers now"))

    start = mended.text.index("customers")

    assert mended.original[slice(*mended.span(start, start + len("customers")))] == "custmers"
