"""A tool call as plain sentences, so that it is read like words: one for each value."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

_DEPTH = 32
_MAX_SENTENCES = 2_000
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]+")
_JOINED = re.compile(r"(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9])")
"""What joins the words of a value such as `leads_PL`."""

_COUNTRY = re.compile(r"(?<=[a-z]_)[a-z]{2}(?=$|,)")


def _value(value: str) -> str:
    """A value with the words of its names apart: `leads_de` are leads of DE."""
    return _JOINED.sub(" ", _COUNTRY.sub(lambda found: found.group().upper(), value))


def sentences(payload: Json) -> str:
    """Return the payload as text, one line for each value with the name of its key."""
    lines: list[str] = []
    for line in _lines(payload, "", _DEPTH):
        lines.append(line)
        if len(lines) >= _MAX_SENTENCES:
            break
    return ";\n".join(lines)


def _lines(value: Json, name: str, depth: int) -> Iterator[str]:
    words = _HUMP.sub(" ", name).strip().lower()
    if depth == 0 or value is None:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _lines(inner, str(key), depth - 1)
    elif isinstance(value, str):
        named = words in _NAMES_OF_TOOLS
        said = _HUMP.sub(" ", value) if named else _value(value)
        yield f"{words}: {said}" if words and words not in _SPEAKING else said
    elif isinstance(value, bool):
        yield f"{words}: true" if value else f"{words}: false\nno {words}"
    elif isinstance(value, int | float):
        yield f"{words}: {value}"
    else:
        scalars = [str(one) for one in value if isinstance(one, str | int | float)]
        if scalars and len(scalars) == len(value):
            yield f"{words}: {_value(', '.join(scalars))}"
        else:
            for inner in value:
                yield from _lines(inner, name, depth - 1)


_NAMES_OF_TOOLS = frozenset(
    {
        "tool", "function", "fn", "method", "operation", "op", "endpoint", "command", "cmd", "call",
        "tool name", "function name", "name of tool", "step", "job", "api",
    }
)  # fmt: skip
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


_WRITTEN_CALL = re.compile(
    r"(?P<tool>[A-Za-z_][\w.]*)\((?P<rest>.*)\)\s*(?:;\s*)?(?P<note>#.*)?", re.S
)


def written_call(text: str) -> tuple[Mapping[str, Json], str] | None:
    """A call written out as in Python, `send(list='leads', opt_out=True)`, and its comment.

    None where the text is no such call, or one whose arguments are no plain values.
    """
    found = _WRITTEN_CALL.fullmatch(text.strip())
    if found is None:
        return None
    try:
        call = ast.parse(f"_({found['rest']})", mode="eval").body
        if not isinstance(call, ast.Call):
            return None
        given = {word.arg: _plain(word.value) for word in call.keywords if word.arg}
        if len(given) < len(call.keywords):
            return None
        placed = [_plain(one) for one in call.args]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    arguments = {"argument": placed} if placed else {}
    return {"tool": found["tool"], **arguments, **given}, (found["note"] or "").lstrip("# ")


def _plain(node: ast.expr) -> Json:
    """The value that a literal stands for.

    Raises:
        ValueError: it is no literal.
    """
    if isinstance(node, ast.Name):
        # `true`, `null` and names of lists are no literals in Python, and plain in a note.
        return {"true": True, "false": False, "null": None}.get(node.id, node.id)
    value: Json = ast.literal_eval(node)
    return value
