"""A tool call as plain sentences, so that it is read like words: one for each value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

_DEPTH = 32
_MAX_SENTENCES = 2_000
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]+")


def sentences(payload: Json) -> str:
    """Return the payload as text, one line for each value with the name of its key."""
    lines: list[str] = []
    for line in _lines(payload, "", _DEPTH):
        lines.append(line)
        if len(lines) >= _MAX_SENTENCES:
            break
    return "\n".join(lines)


def _lines(value: Json, name: str, depth: int) -> Iterator[str]:
    words = _HUMP.sub(" ", name).strip().lower()
    if depth == 0 or value is None:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _lines(inner, str(key), depth - 1)
    elif isinstance(value, str):
        said = _HUMP.sub(" ", value) if words in _NAMES_OF_TOOLS else value
        yield f"{words}: {said}" if words and words not in _SPEAKING else said
    elif isinstance(value, bool):
        yield f"{words}: true" if value else f"{words}: false\nno {words}"
    elif isinstance(value, int | float):
        yield f"{words}: {value}"
    else:
        scalars = [str(one) for one in value if isinstance(one, str | int | float)]
        if scalars and len(scalars) == len(value):
            yield f"{words}: {', '.join(scalars)}"
        else:
            for inner in value:
                yield from _lines(inner, name, depth - 1)


_NAMES_OF_TOOLS = frozenset({"tool", "function", "method", "operation", "endpoint", "command"})
"""Keys whose values are names made of words: `crm.update`, `sendEmail`."""
_SPEAKING = frozenset(
    {
        "action",
        "text",
        "body",
        "description",
        "message",
        "content",
        "prompt",
        "instruction",
        "task",
        "goal",
        "note",
        "comment",
        "summary",
        "title",
    }
)
