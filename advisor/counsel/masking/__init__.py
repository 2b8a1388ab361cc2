"""Taking personal identifiers out of a text before it leaves the process, and putting them back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from advisor.counsel.masking.fields import labelled
from advisor.counsel.masking.found import Found, apart
from advisor.counsel.masking.named import named
from advisor.counsel.masking.patterns import formed

_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*_\d+\]")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without its identifiers, and what stood in their place."""

    text: str
    originals: tuple[tuple[str, str], ...]
    """Placeholder and the words that it stands for, in the order of first mention."""

    def unmask(self, text: str) -> str:
        """Put the identifiers back into a text that was written from the masked one."""
        kept = dict(self.originals)
        return _PLACEHOLDER.sub(lambda match: kept.get(match[0], match[0]), text)


class Masker:
    """Replaces personal identifiers by placeholders that stay the same throughout one request.

    It rather masks too much: a company's name taken for a person's does no harm.
    """

    def mask(self, text: str) -> Masked:
        """Return the text without names stated as such, addresses, and identifiers with a form."""
        return self.mask_all((text,))[0]

    def mask_all(self, texts: tuple[str, ...]) -> tuple[Masked, ...]:
        """Mask several texts of one request: the same words get the same placeholder.

        A placeholder that a text already contains is never handed out, so that nobody can have an
        identifier put back where they choose.
        """
        taken = {match for text in texts for match in _PLACEHOLDER.findall(text)}
        names: dict[tuple[str, str], str] = {}
        counts: dict[str, int] = {}

        def placeholder(kind: str, words: str) -> str:
            key = (kind, " ".join(words.split()).casefold())
            while key not in names:
                counts[kind] = counts.get(kind, 0) + 1
                name = f"[{kind}_{counts[kind]}]"
                if name not in taken:
                    names[key] = name
            return names[key]

        found = [_identifiers(text) for text in texts]
        known = {
            text[one.start : one.end]
            for text, some in zip(texts, found, strict=True)
            for one in some
            if one.kind == "NAME"
        }
        return tuple(
            _masked(text, apart((*some, *_again(text, known))), placeholder)
            for text, some in zip(texts, found, strict=True)
        )


def _identifiers(text: str) -> tuple[Found, ...]:
    return apart((*formed(text), *named(text), *labelled(text)))


def _again(text: str, names: set[str]) -> Iterator[Found]:
    """Further mentions of a person who was named: by the whole name, or by a part of it."""
    parts = {part for name in names for part in (name, *name.split()) if len(part) > 2}
    if not parts:
        return
    longest_first = sorted((re.escape(part) for part in parts), key=len, reverse=True)
    for match in re.finditer(rf"\b(?:{'|'.join(longest_first)})\b", text):
        yield Found(match.start(), match.end(), "NAME")


def _masked(text: str, found: tuple[Found, ...], placeholder: Callable[[str, str], str]) -> Masked:
    parts: list[str] = []
    originals: dict[str, str] = {}
    end = 0
    for one in found:
        words = text[one.start : one.end]
        name = placeholder(one.kind, words)
        originals.setdefault(name, words)
        parts += (text[end : one.start], name)
        end = one.end
    return Masked("".join((*parts, text[end:])), tuple(originals.items()))


__all__ = ["Found", "Masked", "Masker"]
