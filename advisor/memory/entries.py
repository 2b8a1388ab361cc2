"""How an answer is written into a cache: as JSON, which runs no code when it is read."""

from __future__ import annotations

from pydantic import JsonValue

from advisor.memory.cache import Answer


def written(answer: Answer) -> dict[str, JsonValue]:
    """Return an answer as plain JSON values."""
    return {"value": answer.value, "rests_on": [*sorted(answer.rests_on)]}


def read(stored: JsonValue) -> Answer | None:
    """Read what was stored; anything else than an answer counts as nothing."""
    match stored:
        case {"value": value, "rests_on": [*names]}:
            return Answer(value, frozenset(str(name) for name in names))
        case _:
            return None
