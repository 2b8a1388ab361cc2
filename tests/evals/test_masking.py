"""A labelled identifier counts as masked only where no telling part of it is left."""

from __future__ import annotations

import pytest

from advisor.counsel.masking import Masked
from evals.masking import sentences


@pytest.mark.parametrize(
    ("words", "masked", "left"),
    [
        ("Tariq al-Masri", "Write to [NAME_1] al-Masri.", True),
        ("Hélène d'Arcy", "Write to [NAME_1] d'Arcy.", True),
        ("12 rue des Pins", "Write to [ADDRESS_1] 12a", False),
        ("Ann de Vries", "Write to [NAME_1] de nuit.", False),
    ],
)
def test_what_is_left_of_an_identifier(
    words: str, masked: str, left: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A word with a capital or a digit anywhere tells; a particle or two characters do not."""

    class HalfMasker:
        def mask(self, text: str) -> Masked:
            return Masked(masked, ())

    monkeypatch.setattr(sentences, "_masker", HalfMasker)
    sentence = sentences.Sentence(text=f"Write to {words}.", identifiers=(("NAME", words),))

    assert bool(sentences.mask(sentence).left) is left
