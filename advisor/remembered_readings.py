"""What was read from the same words before: remembered apart from what follows from it."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import cast

from pydantic import JsonValue, TypeAdapter

from advisor.counsel import Json, OfflineCounsel, PlanReading
from advisor.memory import Answer, Cache, Question, key_of, recall

_READING = TypeAdapter(PlanReading)


@cache
def reading_version() -> str:
    """Hash of the code that reads words: changed code remembers no reading of the old."""
    digest = sha256()
    here = Path(__file__).parent
    for path in sorted((*(here / "counsel").rglob("*.py"), *(here / "reasoning").rglob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class RememberingCounsel:
    """The offline counsel with memory: the same words under the same cues are read once."""

    def __init__(self, counsel: OfflineCounsel, memory: Cache, corpus: str) -> None:
        """Put `memory` before `counsel`.

        Args:
            corpus: version of the whole corpus. Words are read by cues and vocabulary, and what
                counts as known English is learnt from the texts, so any file may bear on it.
        """
        self._counsel = counsel
        self._memory = memory
        self._versions = {"corpus": corpus, "code": reading_version()}

    def characterise(self, action: str, payload: Json = None) -> PlanReading:
        """Return the facts that the words and the payload of a plan state."""
        told: dict[str, JsonValue] = {"words": action, "payload": cast(JsonValue, payload)}
        question = Question(facts=told, epoch="reading", versions=self._versions)

        def read() -> Answer:
            reading = self._counsel.characterise(action, payload)
            return Answer(_READING.dump_python(reading, mode="json"), frozenset())

        return _READING.validate_python(recall(self._memory, key_of(question), read).value)
