"""Cache keys: two questions share a key only where they are the same question."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import rfc8785
from pydantic import JsonValue

_LAYOUT = 1
_LARGEST_EXACT = 2**53 - 1
"""Canonical JSON holds integers up to here; RFC 8785, section 3.2.2.3."""


@dataclass(frozen=True, slots=True)
class Question:
    """Everything on which an answer depends, and nothing else.

    What changes an answer without being named here would make a remembered answer wrong.
    """

    facts: Mapping[str, JsonValue]
    """Canonical facts by name. Lists keep their order, so a list that stands for a set comes
    sorted; null (left open) differs from absence."""
    epoch: str
    """The interval between two dates on which any answer could change."""
    versions: Mapping[str, str]
    """Names and versions of what reasons: corpus and code."""
    settings: Mapping[str, JsonValue] = field(default_factory=dict)
    """Settings that steer an answer: thresholds, depth, how far the horizon reaches."""


def key_of(question: Question) -> str:
    """Return the key of `question`: SHA-256 of its canonical JSON (RFC 8785), in hexadecimal.

    The order in which facts were given makes no difference.
    """
    canonical = rfc8785.dumps(
        {
            "layout": _LAYOUT,
            "facts": {name: _plain(value) for name, value in question.facts.items()},
            "epoch": question.epoch,
            "versions": dict(question.versions),
            "settings": {name: _plain(value) for name, value in question.settings.items()},
        }
    )
    return hashlib.sha256(canonical).hexdigest()


def _plain(value: JsonValue) -> JsonValue:
    """Wrap integers beyond canonical JSON's range, and objects so that none looks wrapped."""
    if isinstance(value, list):
        return [_plain(member) for member in value]
    if isinstance(value, dict):
        return {"object": {name: _plain(inner) for name, inner in value.items()}}
    if isinstance(value, int) and abs(value) > _LARGEST_EXACT:
        return {"integer": str(value)}
    return value
