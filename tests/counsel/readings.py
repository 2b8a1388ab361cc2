"""Plans with the facts that must, and must not, be read from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from advisor.counsel import PlanReading

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Labelled:
    """A plan in words with its labels. A fact may be forbidden in several values."""

    id: str
    text: str
    read: tuple[tuple[str, Any], ...]
    not_read: tuple[tuple[str, Any], ...]
    as_of: date | None


class _Pairs(yaml.SafeLoader):
    """YAML whose labels keep a key that stands twice."""


def _mapping(loader: _Pairs, node: yaml.MappingNode) -> Any:
    pairs = [
        (loader.construct_object(key, deep=True), loader.construct_object(value, deep=True))
        for key, value in node.value
    ]
    return pairs if not any(key == "texts" for key, _ in pairs) else dict(pairs)


_Pairs.add_constructor("tag:yaml.org,2002:map", _mapping)


def labelled(name: str) -> list[Labelled]:
    """The plans of one file, a line for each wording."""
    with (_HERE / name).open(encoding="utf-8") as stream:
        entries = yaml.load(stream, _Pairs)
    return [
        Labelled(
            id=f"{entry['id']}-{number}",
            text=text,
            read=tuple(entry.get("read") or ()),
            not_read=tuple(entry.get("not_read") or ()),
            as_of=entry.get("as_of"),
        )
        for entry in entries
        for number, text in enumerate(entry["texts"])
    ]


def reads(reading: PlanReading, fact: str, value: Any) -> bool:
    """Say whether a value, or every member of a list, was read."""
    values = [one.value for one in reading.facts if one.fact == fact]
    if isinstance(value, list):
        return all(
            any(isinstance(found, list) and member in found for found in values) for member in value
        )
    return value in values
