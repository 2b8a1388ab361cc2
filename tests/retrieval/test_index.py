"""The index is rebuilt when what it holds changes, and only as far as needed."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from advisor.retrieval.embedding import DIMENSION, WINDOW, Matrix, Progress, tokenizer
from advisor.retrieval.index import build, ensure_index, version_of
from advisor.retrieval.passages import Passage


class CountingEmbedder:
    """Gives every text some vector, and remembers what it was asked."""

    version = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        self.asked += texts
        return np.ones((len(texts), DIMENSION), dtype=np.float32)


@pytest.fixture
def counting() -> CountingEmbedder:
    return CountingEmbedder()


def test_an_unchanged_corpus_is_embedded_once(passages, counting, tmp_path):
    """The second start reads what the first one worked out."""
    first = ensure_index(passages, counting, tmp_path)
    asked = len(counting.asked)

    second = ensure_index(passages, counting, tmp_path)

    assert len(counting.asked) == asked
    assert second.version == first.version
    assert second.words == first.words
    assert np.array_equal(second.meanings, first.meanings)
    assert np.array_equal(second.passages, first.passages)


def test_only_changed_texts_are_embedded_again(passages, counting, tmp_path):
    """An amended provision costs one embedding, not thousands."""
    ensure_index(passages, counting, tmp_path)
    counting.asked.clear()
    amended = [replace(passages[0], text="Quite another text."), *passages[1:]]

    index = ensure_index(amended, counting, tmp_path)

    assert len(counting.asked) == 1
    assert counting.asked[0].endswith(f"{amended[0].heading}. Quite another text.")
    assert index.version == version_of(amended, "counting")


@pytest.mark.parametrize(
    "field", ["id", "cite", "heading", "context", "text", "applies_until", "restatement"]
)
def test_a_change_in_any_field_is_another_version(passages, field):
    """A new date or heading is found at once, not only a new text."""
    changed = [replace(passages[0], **{field: "ai-act:5"}), *passages[1:]]

    assert version_of(changed, "m") != version_of(passages, "m")
    assert version_of(passages, "n") != version_of(passages, "m")


def test_an_imported_text_is_embedded_beside_the_restatement(passages, counting, tmp_path):
    """The vectors of the restatements are kept; only the official text is new."""
    before = ensure_index(passages, counting, tmp_path)
    counting.asked.clear()
    imported = replace(passages[0], text="Words of the law.", restatement=passages[0].text)

    index = ensure_index([imported, *passages[1:]], counting, tmp_path)

    assert [text.endswith(". Words of the law.") for text in counting.asked] == [True]
    assert len(index) == len(before) + 1
    assert list(index.passages[:3]) == [0, 0, 1]
    assert before.words[0] in index.words
    assert index.words[0] not in before.words


def test_old_indexes_are_cleared_away(passages, counting, tmp_path):
    folder = tmp_path / "retrieval"
    for number in range(6):
        amended = [replace(passages[0], text=f"Text {number}."), *passages[1:]]
        ensure_index(amended, counting, folder)

    assert len(list(folder.iterdir())) == 3


def test_no_word_of_a_long_provision_is_lost(counting):
    """What is longer than the model's window becomes several chunks that fit."""
    sentences = [f"Duty number {n} asks for care of kind {n}." for n in range(200)]
    long = Passage("gdpr:4", "gdpr", "Art. 4 GDPR", "Long", "GDPR", " ".join(sentences))

    index = build([long], counting)

    count = tokenizer(truncate=False)
    assert len(index) > 1
    assert set(index.passages) == {0}
    assert all(len(count.encode(text).ids) <= WINDOW for text in counting.asked)
    assert all(any(sentence in text for text in counting.asked) for sentence in sentences)


def test_an_empty_corpus_has_an_empty_index(counting, tmp_path):
    assert len(ensure_index([], counting, tmp_path)) == 0
    assert len(ensure_index([], counting, tmp_path)) == 0
