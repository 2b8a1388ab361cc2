"""The index on disk: every chunk's vectors in one file, from which a store is opened.

The file is named after its content. It is written beside its final place and moved there,
so that a reader never sees half of it, and each process opens a store of its own from it.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from advisor.retrieval.embedding import DIMENSION, Embedder, Matrix, Progress
from advisor.retrieval.passages import Passage, fingerprint
from advisor.retrieval.payload import PASSAGE
from advisor.retrieval.words import VERSION as WORDS_VERSION
from advisor.retrieval.words import Words, words_of_text

_LAYOUT = "index-1"
_KEPT = 3
"""Index files that stay: those used last, for a corpus that changes back and forth."""


@dataclass(frozen=True, slots=True)
class Index:
    """The vectors of all chunks. All arrays have one row a chunk."""

    version: str
    passages: NDArray[np.int32]
    """Position of the passage that the chunk belongs to."""
    meanings: Matrix
    words: tuple[Words, ...]
    digests: NDArray[np.uint8]
    """SHA-256 of what was embedded, so that only changed texts are embedded again."""

    def __len__(self) -> int:
        return len(self.passages)


def version_of(passages: Sequence[Passage], model: str) -> str:
    """Name the index of `passages` under one model; it changes when either does."""
    return fingerprint(passages, model, WORDS_VERSION, _LAYOUT)


def ensure_index(
    passages: Sequence[Passage], embedder: Embedder, folder: Path, progress: Progress | None = None
) -> Index:
    """Return the index of `passages`, from `folder` if it is there, else built and kept there."""
    version = version_of(passages, embedder.version)
    target = folder / f"index-{version}.npz"
    if target.is_file():
        index = _read(target, version)
        with suppress(OSError):  # a folder that may only be read serves as well
            target.touch()
        return index
    folder.mkdir(parents=True, exist_ok=True)
    index = build(passages, embedder, _known(folder, embedder.version), progress)
    _write(index, embedder.version, target)
    _prune(folder)
    return index


def build(
    passages: Sequence[Passage],
    embedder: Embedder,
    known: dict[bytes, Matrix] | None = None,
    progress: Progress | None = None,
) -> Index:
    """Embed every chunk of `passages` whose vector is not `known` by its digest."""
    from advisor.retrieval.chunks import chunks_of, meaning_of, wording_of

    known = known or {}
    nodes = chunks_of(passages)
    texts = [meaning_of(node) for node in nodes]
    owners = [int(node.metadata[PASSAGE]) for node in nodes]
    digests = [hashlib.sha256(text.encode()).digest() for text in texts]

    new = [n for n, digest in enumerate(digests) if digest not in known]
    meanings = np.zeros((len(texts), DIMENSION), dtype=np.float32)
    for row, digest in enumerate(digests):
        if digest in known:
            meanings[row] = known[digest]
    if new:
        meanings[new] = embedder.embed([texts[n] for n in new], progress)

    return Index(
        version=version_of(passages, embedder.version),
        passages=np.array(owners, dtype=np.int32),
        meanings=meanings,
        words=tuple(words_of_text(wording_of(node)) for node in nodes),
        digests=np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, 32),
    )


def _write(index: Index, model: str, target: Path) -> None:
    lengths = [len(words.indices) for words in index.words]
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        unfinished = Path(scratch) / target.name
        with unfinished.open("wb") as file:
            np.savez(
                file,
                model=np.array(model),
                passages=index.passages,
                meanings=index.meanings,
                digests=index.digests,
                offsets=np.cumsum([0, *lengths], dtype=np.int64),
                indices=np.array([i for w in index.words for i in w.indices], dtype=np.uint32),
                weights=np.array([x for w in index.words for x in w.weights], dtype=np.float32),
            )
        unfinished.replace(target)


def _read(path: Path, version: str) -> Index:
    with np.load(path, allow_pickle=False) as stored:
        offsets, indices, weights = stored["offsets"], stored["indices"], stored["weights"]
        return Index(
            version=version,
            passages=stored["passages"],
            meanings=stored["meanings"],
            words=tuple(
                Words(tuple(indices[a:b].tolist()), tuple(weights[a:b].tolist()))
                for a, b in pairwise(offsets)
            ),
            digests=stored["digests"],
        )


def _known(folder: Path, model: str) -> dict[bytes, Matrix]:
    """The vectors of all earlier indexes of the same model, by digest of their text."""
    known: dict[bytes, Matrix] = {}
    for path in _files(folder):
        with np.load(path, allow_pickle=False) as stored:
            if str(stored["model"]) == model:
                rows = zip(stored["digests"], stored["meanings"], strict=True)
                known |= {digest.tobytes(): meaning for digest, meaning in rows}
    return known


def _prune(folder: Path) -> None:
    for path in _files(folder)[_KEPT:]:
        path.unlink(missing_ok=True)


def _files(folder: Path) -> list[Path]:
    """Index files, the one used last first."""
    return sorted(folder.glob("index-*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
