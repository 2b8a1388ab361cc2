"""Fingerprints of what an answer may rest on: a changed part has another one.

An answer rests on
- `common`: every corpus file but norms, concepts and restatements, with the commencement of
  every provision. Facts, derived facts, levers, limits and places bear on all plans;
- `reach:<scope>` for each law whose scope was not false throughout: which norms it has, and on
  which facts and dates each applies. So an added or removed norm, or one that applies to other
  plans than before, touches every answer of its law;
- `norm:<id>`, all that a norm says, for each norm that came into play;
- `concept:<id>` for each concept that was asked for;
- each provision or authority that is cited, by its text.

Why that is enough: a norm that never came into play had `applies` false in every world. If its
`reach` is the same, and so is every concept and derived fact that was asked for, `applies` is
false there still, and the rest of the norm is never read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from functools import cached_property
from pathlib import Path

from advisor.law.files import yaml_files
from advisor.law.identifiers import ProvisionId
from advisor.law.library import Library
from advisor.reasoning.conditions import Condition
from advisor.reasoning.reach import Reach
from advisor.reasoning.rulebook import Concept, Norm, Rulebook

COMMON = "common"
FREE = "free"
"""The group of norms that no scope guards: they may apply to any plan."""
_SEPARATE = ("norms/", "concepts/")
_PLACES = frozenset({"index", "place"})
"""Where a thing stands in its file says nothing to an answer."""


def common_files(corpus: Path) -> str:
    """Return one hash over the corpus files that bear on every answer."""
    digest = hashlib.sha256()
    for file in yaml_files(corpus):
        name = file.relative_to(corpus).as_posix()
        if not name.startswith(_SEPARATE) and "/restatement/" not in name:
            digest.update(name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


class Fingerprints:
    """The fingerprints of one rulebook, by name."""

    def __init__(self, book: Rulebook, common: str) -> None:
        """Take the fingerprints of `book`.

        Args:
            common: hash of the files that bear on every answer.
        """
        self._book = book
        self.common = common
        self._concepts = {name: _printed(_told(c)) for name, c in book.concepts.items()}

    @cached_property
    def prints(self) -> Mapping[str, str]:
        """All fingerprints by name."""
        return dict(self._all())

    def rests_on(self, reach: Reach, cited: Iterable[ProvisionId]) -> frozenset[str]:
        """Return what an answer rests on, each as `name@fingerprint`."""
        names = [COMMON, f"reach:{FREE}"]
        names += (f"reach:{scope}" for scope in reach.scopes)
        names += (f"norm:{norm}" for norm in reach.norms)
        names += (f"concept:{concept}" for concept in reach.concepts)
        names += (str(name) for name in cited)
        return frozenset(f"{name}@{self.prints.get(name, '')}" for name in names)

    def hold(self, rests_on: Iterable[str]) -> bool:
        """Say whether everything that an answer rests on is as it was."""
        prints = self.prints
        for entry in rests_on:
            name, _, printed = entry.rpartition("@")
            if prints.get(name, "") != printed:
                return False
        return True

    def _all(self) -> Iterator[tuple[str, str]]:
        book = self._book
        yield COMMON, _printed(self.common, *_structure(book.library), *_runs(book))
        groups: dict[str, list[str]] = {FREE: []}
        groups |= {name: [] for name in book.scopes}
        for norm in book.norms:
            groups.setdefault(norm.guard or FREE, []).append(_reach_of(norm))
        for guard, reaches in groups.items():
            yield f"reach:{guard}", _printed(*reaches)
        for norm in book.norms:
            yield f"norm:{norm.id}", self._norm(norm)
        for name, printed in self._concepts.items():
            yield f"concept:{name}", printed
        texts = _Texts(book.library)
        for identifier in texts.known():
            yield str(identifier), texts.printed(identifier)

    def _norm(self, norm: Norm) -> str:
        """All that a norm says, with the concepts and special norms behind it."""
        behind = [self._concepts[name] for name in sorted(self._behind(norm.reads))]
        special = [self._norm(self._book.norm_by_id[name]) for name in norm.yields_to]
        return _printed(_told(norm), *behind, *special)

    def _behind(self, reads: frozenset[str]) -> set[str]:
        """The concepts that some names rest on, through derived facts and other concepts."""
        found: set[str] = set()
        waiting, seen = list(reads), set(reads)
        while waiting:
            name = waiting.pop()
            inner: frozenset[str] = frozenset()
            if name.startswith("concept."):
                found.add(name[8:])
                inner = _names_of(self._book.concepts[name[8:]])
            elif name in self._book.derived:
                inner = self._book.derived[name].reads
            waiting += inner - seen
            seen |= inner
        return found


def _reach_of(norm: Norm) -> str:
    """To which plans a norm may apply, and when."""
    return _told((norm.id, norm.applies, norm.since, norm.until, norm.masked))


def _names_of(concept: Concept) -> frozenset[str]:
    names: frozenset[str] = frozenset()
    for reading in concept.readings:
        names |= reading.when.reads
        for ground in reading.grounds:
            names |= ground.where.reads if ground.where else frozenset()
    return names


def _structure(library: Library) -> Iterator[str]:
    """Which provisions there are, and when each applies; their texts stand apart."""
    for wording in library:
        yield f"{wording.id} {wording.since} {wording.until}"


def _runs(book: Rulebook) -> Iterator[str]:
    """The order of the laws among the norms: answers list what they find in corpus order."""
    before = ""
    for norm in book.norms:
        guard = norm.guard or FREE
        if guard not in (before, FREE):
            yield guard
            before = guard


class _Texts:
    """Fingerprints of texts; one of a provision covers the units inside it."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._done: dict[ProvisionId, str] = {}

    def known(self) -> Iterator[ProvisionId]:
        """Everything that can be cited."""
        yield from self._library.authorities
        seen: set[ProvisionId] = set()
        for wording in self._library:
            identifier: ProvisionId | None = wording.id
            while identifier is not None and identifier not in seen:
                seen.add(identifier)
                yield identifier
                identifier = identifier.parent

    def printed(self, identifier: ProvisionId) -> str:
        """The fingerprint of what a citation of `identifier` shows, dates apart."""
        if identifier not in self._done:
            authority = self._library.authorities.get(identifier)
            wordings = self._library.wordings.get(identifier, ())
            inner = (self.printed(child) for child in self._library.children(identifier))
            shown = (repr((w.heading, w.text, w.kind.value, w.restatement)) for w in wordings)
            self._done[identifier] = _printed(_told(authority), *shown, *inner)
        return self._done[identifier]


def _told(value: object) -> str:
    """Write a value out in full, conditions as they are written in the corpus."""
    match value:
        case Condition():
            return value.source
        case tuple() | list():
            return "(" + ",".join(_told(item) for item in value) + ")"
        case frozenset() | set():
            return "{" + ",".join(sorted(_told(item) for item in value)) + "}"
        case Mapping():
            entries = sorted((_told(k), _told(v)) for k, v in value.items())
            return "{" + ",".join(f"{k}:{v}" for k, v in entries) + "}"
        case ProvisionId():
            return str(value)
        case _ if hasattr(value, "__dataclass_fields__"):
            return _members(value)
        case _:
            return repr(value)


def _members(thing: object) -> str:
    members = (f for f in fields(thing) if f.name not in _PLACES)  # type: ignore[arg-type]
    inner = ",".join(f"{member.name}={_told(getattr(thing, member.name))}" for member in members)
    return f"{type(thing).__name__}({inner})"


def _printed(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
