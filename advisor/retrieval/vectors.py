"""Vectors of short texts, kept on disk and worked out once."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from advisor.retrieval.embedding import DIMENSION, Embedder, Matrix, Progress

_KEPT = 3
"""Files of one name that stay: those used last."""


def ensure_vectors(
    name: str,
    texts: Sequence[str],
    embedder: Embedder,
    folder: Path,
    progress: Progress | None = None,
) -> Matrix:
    """Return one unit vector for each text, in order; only texts not met before are embedded.

    Args:
        name: what the texts are, for the file's name.
    """
    digests = [hashlib.sha256(text.encode()).digest() for text in texts]
    version = hashlib.sha256(embedder.version.encode() + b"".join(digests)).hexdigest()[:16]
    target = folder / f"{name}-{version}.npz"
    known = _read(target) if target.is_file() else _met(name, embedder.version, folder)
    missing = [n for n, digest in enumerate(digests) if digest not in known]
    if missing:
        embedded = embedder.embed([texts[n] for n in missing], progress)
        known |= {digests[n]: row for n, row in zip(missing, embedded, strict=True)}
    vectors = np.zeros((len(texts), DIMENSION), dtype=np.float32)
    for row, digest in enumerate(digests):
        vectors[row] = known[digest]
    if target.is_file():
        with suppress(OSError):  # a folder that may only be read serves as well
            target.touch()
    else:
        _write(target, embedder.version, digests, vectors)
        for old in _files(name, folder)[_KEPT:]:
            old.unlink(missing_ok=True)
    return vectors


def _write(target: Path, model: str, digests: Sequence[bytes], vectors: Matrix) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    held = np.frombuffer(b"".join(digests), dtype=np.uint8).reshape(-1, 32)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        unfinished = Path(scratch) / target.name
        with unfinished.open("wb") as file:
            np.savez(file, model=np.array(model), digests=held, meanings=vectors)
        unfinished.replace(target)


def _met(name: str, model: str, folder: Path) -> dict[bytes, Matrix]:
    """The vectors of all earlier files of that name and model, by digest of their text."""
    met: dict[bytes, Matrix] = {}
    for path in _files(name, folder):
        met |= _read(path, model)
    return met


def _read(path: Path, model: str | None = None) -> dict[bytes, Matrix]:
    with np.load(path, allow_pickle=False) as stored:
        if model is not None and str(stored["model"]) != model:
            return {}
        rows = zip(stored["digests"], stored["meanings"], strict=True)
        return {digest.tobytes(): meaning for digest, meaning in rows}


def _files(name: str, folder: Path) -> list[Path]:
    """Files of that name, the one used last first."""
    found = folder.glob(f"{name}-*.npz")
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
