"""A place is read with its part: where the people are, where data go, where the operator is."""

import pytest

from advisor.counsel import OfflineCounsel

PEOPLE, DESTINATION, OPERATOR = (
    "subjects.located_in",
    "transfer.destinations",
    "actor.established_in",
)


def _placed(counsel: OfflineCounsel, text: str) -> set[tuple[str, str]]:
    return {
        (fact.fact, code)
        for fact in counsel.characterise(text).facts
        if fact.fact in (PEOPLE, DESTINATION, OPERATOR) and isinstance(fact.value, list)
        for code in fact.value
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("E-mail customers in Lyon", {(PEOPLE, "FR")}),
        ("E-mail our German and French prospects", {(PEOPLE, "DE"), (PEOPLE, "FR")}),
        ("E-mail users in Spain and Italy", {(PEOPLE, "ES"), (PEOPLE, "IT")}),
        ("Write to .de customers", {(PEOPLE, "DE")}),
        ("email customers in lyon", {(PEOPLE, "FR")}),
        ("Give our Bengaluru team access to EU tickets", {(DESTINATION, "IN"), (PEOPLE, "EU")}),
        ("Store French customers' orders in us-east-1", {(PEOPLE, "FR"), (DESTINATION, "US")}),
        ("Run it on servers in eu-west-1 for Irish users", {(DESTINATION, "IE"), (PEOPLE, "IE")}),
        ("A Dutch bank writes to its customers in Rotterdam", {(OPERATOR, "NL"), (PEOPLE, "NL")}),
        ("Send Polish orders to a vendor in Singapore", {(PEOPLE, "PL"), (DESTINATION, "SG")}),
        ("Ask employees in Tallinn to update their records", {(PEOPLE, "EE")}),
    ],
)
def test_the_words_beside_a_place_give_its_part(
    counsel: OfflineCounsel, text: str, expected: set[tuple[str, str]]
) -> None:
    """People beside a place are there; servers, vendors and teams beside it see the data there."""
    assert _placed(counsel, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Reading the orders is a nice way to start",
        "Mobile users get most of the offers, and the best ones Of course",
        "Let us polish the message and send it to us",
        "The turkey voucher goes to everyone",
        "Split the list in half and date the entries",
    ],
)
def test_ordinary_words_are_no_places(counsel: OfflineCounsel, text: str) -> None:
    """A town with the name of a common word is not read from that word."""
    assert _placed(counsel, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "E-mail customers outside the EU",
        "No data leaves Germany",
        "Mail everybody except customers in Spain",
        "The records are not sent to India",
    ],
)
def test_a_place_that_is_left_out_is_not_read(counsel: OfflineCounsel, text: str) -> None:
    """Where nothing happens is no place of the plan."""
    assert _placed(counsel, text) == set()
