"""Facts that others bring with them: whoever writes an e-mail to people sends a message.

They rest on the same words. None of them may permit anything: what permits has to be said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from advisor.errors import CorpusError, RequestError
from advisor.law.files import Located, parse, read_list, where
from advisor.reasoning.values import Plain
from advisor.reasoning.vocabulary import Vocabulary


class _Entry(BaseModel):
    """One entry of the file."""

    model_config = ConfigDict(extra="forbid")

    when: Annotated[dict[str, list[str] | Literal["any"]], Field(min_length=1, max_length=1)]
    then: Annotated[dict[str, str | bool], Field(min_length=1, max_length=1)]
    outside: str | None = None
    """A union of countries: only from a place outside it."""


@dataclass(frozen=True, slots=True)
class Following:
    """One fact that follows from another."""

    fact: str
    values: frozenset[str] | None
    """Values from which it follows; None: any value."""
    then: str
    value: Plain
    apart: frozenset[str] = frozenset()
    """Values from which it does not follow."""

    def follows(self, fact: str, value: Plain) -> bool:
        """Say whether a fact with this value brings the other one with it."""
        if fact != self.fact:
            return False
        members = value if isinstance(value, list) else [value]
        return any(
            (self.values is None or str(one) in self.values) and str(one) not in self.apart
            for one in members
        )


def load_following(path: Path, vocabulary: Vocabulary, root: Path) -> tuple[Following, ...]:
    """Read what follows from what.

    Raises:
        CorpusError: an entry names no fact, no value of one, or a value that can permit something.
    """
    return tuple(_checked(read_list(path, root), vocabulary))


def _checked(entries: Iterable[Located], vocabulary: Vocabulary) -> Iterator[Following]:
    for located in entries:
        entry = parse(_Entry, located)
        place = where(located)
        ((fact, values),) = entry.when.items()
        ((then, value),) = entry.then.items()
        sources: list[str] = [] if isinstance(values, str) else values
        _possible(vocabulary, place, fact, sources)
        _possible(vocabulary, place, then, [value])
        if not vocabulary[then].is_list and value in vocabulary[then].permits:
            raise CorpusError(f"{place}: `{then}` can permit something, so it never follows")
        plain: Plain = [str(value)] if vocabulary[then].is_list else value
        apart = frozenset[str]()
        if entry.outside is not None:
            apart = vocabulary.places.expand(entry.outside) | {"EU", entry.outside}
        chosen = None if isinstance(values, str) else frozenset(values)
        yield Following(fact, chosen, then, plain, apart)


def _possible(vocabulary: Vocabulary, place: str, fact: str, values: Sequence[str | bool]) -> None:
    """Stop at a fact or a value that the vocabulary does not know."""
    if fact not in vocabulary:
        raise CorpusError(f"{place}: unknown fact `{fact}`")
    for value in values:
        try:
            vocabulary.read(fact, [value] if vocabulary[fact].is_list else value)
        except RequestError as exc:
            raise CorpusError(f"{place}: {exc}") from exc
