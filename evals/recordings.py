"""Runs of a model on record: what was asked, by its hash, and what came back.

A recording can be replayed without a model. It shows how the advisor deals with these answers; it
says nothing about what the model would answer today, so a replay is labelled as one.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TextIO

import rfc8785

from advisor.counsel.model import Call, Endpoint, Reply, Transport
from advisor.errors import CorpusError, ModelUnavailableError

RECORDINGS = Path(__file__).resolve().parent / "recordings"


def key_of(endpoint: Endpoint, call: Call) -> str:
    """SHA-256 of a request: the model, what it was told, and the form of the answer."""
    told = [[one.role, one.text] for one in call.messages]
    asked = {"model": endpoint.model, "messages": told, "schema": call.schema}
    return hashlib.sha256(rfc8785.dumps(asked)).hexdigest()


@dataclass
class Recorder:
    """Passes calls on and writes down what came back, one line of JSON each."""

    inner: Transport
    to: TextIO
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, endpoint: Endpoint, call: Call) -> Reply:
        """Return the model's answer, on record.

        Raises:
            ModelUnavailableError: there is none. Nothing is recorded then.
        """
        reply = self.inner.send(endpoint, call)
        line = {"request": key_of(endpoint, call), "model": endpoint.model, **asdict(reply)}
        with self._lock:
            self.to.write(json.dumps(line, ensure_ascii=False) + "\n")
            self.to.flush()
        return reply


class Replay:
    """Answers from a recording, and from nothing else."""

    def __init__(self, path: Path) -> None:
        """Read a recording.

        Raises:
            CorpusError: the file is missing or has a line of another form.
        """
        self.models: set[str] = set()
        self._replies: dict[str, Reply] = {}
        for model, key, reply in _lines(path):
            self.models.add(model)
            self._replies[key] = reply

    def send(self, endpoint: Endpoint, call: Call) -> Reply:
        """Return what the model answered then.

        Raises:
            ModelUnavailableError: this was not asked then.
        """
        reply = self._replies.get(key_of(endpoint, call))
        if reply is None:
            raise ModelUnavailableError("this request is not on record")
        return reply


def _lines(path: Path) -> Iterator[tuple[str, str, Reply]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as exc:
        raise CorpusError(f"{path.name}:1: there is no such recording") from exc
    for number, line in enumerate(text.splitlines(), 1):
        try:
            entry = json.loads(line)
            key, model = entry.pop("request"), entry.pop("model")
            yield model, key, Reply(**entry)
        except (ValueError, KeyError, TypeError, AttributeError) as exc:
            raise CorpusError(f"{path.name}:{number}: no line of a recording") from exc
