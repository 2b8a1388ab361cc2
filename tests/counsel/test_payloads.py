"""Calls as they are written out are read like payloads."""

import pytest

from advisor.counsel.offline import OfflineCounsel
from advisor.counsel.payloads import sentences, written_call


def test_a_written_call_is_taken_apart() -> None:
    """Names, keys, values and the comment of a call are kept."""
    found = written_call("sms.send(country='PT', opt_out=None, consent=True)  # nobody was asked")

    assert found == (
        {"tool": "sms.send", "country": "PT", "opt_out": None, "consent": True},
        "nobody was asked",
    )


@pytest.mark.parametrize(
    "text", ["Send it (today)", "f(x for x in y)", "f(**{'a': 1})", "f(", "f(g())"]
)
def test_other_words_are_no_call(text: str) -> None:
    """What has no plain values is read as words."""
    assert written_call(text) is None


def test_names_made_of_words_are_taken_apart() -> None:
    """`leads_de` are leads of DE."""
    assert sentences({"list": "leads_de"}) == "list: leads DE"


def test_the_key_of_a_field_gives_a_place_its_part(counsel: OfflineCounsel) -> None:
    """A target is where data go; a source is nothing of the kind."""
    reading = counsel.characterise(
        "", {"tool": "etl.run", "from": "Milan", "to": "Dubai", "customers": "AT"}
    )

    places = {(f.fact, str(f.value)) for f in reading.facts}
    assert ("transfer.destinations", "['AE']") in places
    assert ("subjects.located_in", "['AT']") in places
    assert ("transfer.destinations", "['IT']") not in places
