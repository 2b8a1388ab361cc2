"""What a fact brings along never permits anything."""

from pathlib import Path

import pytest

from advisor.counsel.following import load_following
from advisor.counsel.offline import OfflineCounsel
from advisor.errors import CorpusError
from advisor.reasoning.vocabulary import Vocabulary


def _operations(counsel: OfflineCounsel, text: str) -> set[str]:
    return {
        str(member)
        for fact in counsel.characterise(text).facts
        if fact.fact == "operations" and isinstance(fact.value, list)
        for member in fact.value
    }


def test_a_channel_brings_the_message_along(counsel: OfflineCounsel) -> None:
    """Whoever reaches people by letter post sends them something."""
    assert "send_message" in _operations(counsel, "Letter post to the members in Oslo")


def test_a_server_within_the_eea_is_no_transfer(counsel: OfflineCounsel) -> None:
    """Only a place outside the EEA makes hosting a transfer."""
    assert "transfer" not in _operations(counsel, "The CRM is hosted in Frankfurt")
    assert "transfer" in _operations(counsel, "The CRM is hosted in Manila")


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{when: {channel: [email]}, then: {consent.status: given}}", "never follows"),
        ("{when: {chanel: [email]}, then: {operations: call}}", "unknown fact"),
        ("{when: {channel: [pigeon]}, then: {operations: call}}", "not possible"),
    ],
)
def test_a_wrong_rule_stops_the_load(
    tmp_path: Path, vocabulary: Vocabulary, entry: str, problem: str
) -> None:
    """A permission never follows, and neither does anything unknown."""
    path = tmp_path / "following.yaml"
    path.write_text(f"- {entry}\n", encoding="utf-8")

    with pytest.raises(CorpusError, match=problem):
        load_following(path, vocabulary, tmp_path)
