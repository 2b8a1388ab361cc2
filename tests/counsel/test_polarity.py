"""A wrong polarity is the worst error: what is denied, hoped, partial or asked permits nothing."""

from pathlib import Path

import pytest
import yaml

from advisor.counsel import OfflineCounsel, Polarity
from advisor.reasoning.vocabulary import Vocabulary
from tests.counsel.readings import reads

SENTENCES = yaml.safe_load(
    (Path(__file__).parent / "permit-nothing.yaml").read_text(encoding="utf-8")
)
NAMING = {"purpose", "subjects.relationship", "channel", "ai.setting"}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_words_that_only_look_like_a_permission_permit_nothing(
    counsel: OfflineCounsel, vocabulary: Vocabulary, sentence: str
) -> None:
    """Denied, intended, conditional, partial, doubted or asked: none of it is a permission."""
    permitted = [
        fact
        for fact in counsel.characterise(sentence).facts
        if fact.fact not in NAMING
        and not isinstance(fact.value, list)
        and fact.value in vocabulary[fact.fact].permits
    ]
    assert permitted == []


def test_an_untaken_permission_is_noted(counsel: OfflineCounsel) -> None:
    """What was seen and not taken is said, so that a lawyer can follow."""
    reading = counsel.characterise("E-mail the users in Riga once they have agreed to marketing")
    assert any("not said outright" in note for note in reading.notes)


def test_where_words_speak_both_ways_the_cautious_one_counts(counsel: OfflineCounsel) -> None:
    """Consent of some and none of others is no consent."""
    reading = counsel.characterise(
        "Customers in Rome have consented. Customers in Turin have not consented."
    )
    assert reads(reading, "consent.status", "absent")
    assert not reads(reading, "consent.status", "given")


def test_denial_ends_with_its_clause(counsel: OfflineCounsel) -> None:
    """What is denied in one clause is not denied in the next."""
    reading = counsel.characterise(
        "We do not share the data with anyone, but every customer has consented to the newsletter"
    )
    assert reads(reading, "consent.status", "given")
    assert not reads(reading, "operations", ["disclose"])


def test_a_denied_disclosure_is_read_as_none(counsel: OfflineCounsel) -> None:
    """A bot that does not say what it is does not disclose itself."""
    reading = counsel.characterise("The bot does not tell callers that it is a machine")
    found = [fact for fact in reading.facts if fact.fact == "ai.disclosed"]
    assert [fact.value for fact in found] == [False]


def test_a_permitting_fact_is_read_only_from_strong_words(
    counsel: OfflineCounsel, vocabulary: Vocabulary
) -> None:
    """A permission needs nine parts in ten of confidence."""
    text = (
        "All members have opted in to e-mails; SCCs are signed; "
        "an officer reviews each refusal before it is sent"
    )
    for fact in counsel.characterise(text).facts:
        if not isinstance(fact.value, list) and fact.value in vocabulary[fact.fact].permits:
            assert fact.confidence >= 0.9 or fact.fact == "purpose"
            assert fact.polarity is Polarity.ASSERTED
