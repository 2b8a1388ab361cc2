"""How titles and clauses are put into sentences."""

from __future__ import annotations

from collections.abc import Sequence


def lowered(title: str) -> str:
    """A title inside a sentence, acronyms left alone."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def sentence(text: str) -> str:
    """A clause as a sentence of its own: a capital first, a full stop last."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def joined(parts: Sequence[str]) -> str:
    """One sentence from several: commas, and `and` before the last."""
    if len(parts) < 2:
        return "".join(parts)
    first, *others = parts
    named = [first, *(lowered(part) for part in others)]
    return ", ".join(named[:-1]) + " and " + named[-1]
