"""The exported model gives the vectors of the packaged one, without torch."""

import subprocess
import sys

import numpy as np
import pytest

from advisor.errors import IndexUnavailableError
from advisor.retrieval.embedding import DIMENSION, OnnxEmbedder, exported_model, packaged_model
from advisor.retrieval.export import WeightsError, check_weights

VARIED = [
    "a",
    "",
    "Consent must be freely given.",
    "données à caractère personnel, § 7 Abs. 2 UWG",
    "个人数据 व्यक्तिगत डेटा",
    "Score our German and French prospects with a model hosted in the US.",
    "Data leave for a third country only under the conditions of the chapter. " * 4,
    "far more than the window of the model holds " * 100,
    "x" * 5_000,
    "line\nbreaks\tand 👩‍⚖️ signs",
]


def test_the_exported_model_agrees_with_the_packaged_one(embedder):
    """Serving on onnxruntime gives the same meaning to a text as torch does."""
    from sentence_transformers import SentenceTransformer

    packaged = SentenceTransformer(str(packaged_model()), device="cpu")
    expected = packaged.encode(VARIED, normalize_embeddings=True, show_progress_bar=False)

    cosine = (embedder.embed(VARIED) * expected).sum(axis=1)

    assert cosine.min() >= 0.999


def test_vectors_have_unit_length_and_keep_the_order_of_the_texts(embedder):
    """A text's vector does not depend on the texts beside it."""
    together = embedder.embed(VARIED)

    assert together.shape == (len(VARIED), DIMENSION)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for row, text in enumerate(VARIED):
        assert np.allclose(embedder.embed([text])[0], together[row], atol=1e-5)


def test_no_texts_give_no_vectors(embedder):
    assert embedder.embed([]).shape == (0, DIMENSION)


def test_progress_ends_with_all_texts_done(embedder):
    told = []

    embedder.embed(["a", "b"] * 20, lambda done, total: told.append((done, total)))

    assert told[-1] == (40, 40)


def test_other_weights_are_refused(tmp_path):
    """A model that was swapped would put provisions in other places, silently."""
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"not the model")

    with pytest.raises(WeightsError, match=r"requirements\.lock"):
        check_weights(weights)


def test_a_missing_export_says_what_to_run(tmp_path):
    with pytest.raises(IndexUnavailableError, match="make index"):
        OnnxEmbedder(exported_model(tmp_path))


def test_importing_retrieval_loads_nothing_heavy():
    """The command line starts at once."""
    script = (
        "import sys, advisor.retrieval;"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'llama_index', 'litellm',"
        " 'qdrant_client', 'onnxruntime'};"
        "print(sorted(heavy & set(sys.modules)))"
    )

    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert found.stdout.strip() == "[]"
