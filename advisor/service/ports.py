"""What the service needs from the rest of the advisor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Protocol

from pydantic import JsonValue

from advisor.memory import Counts, Size
from advisor.wire import (
    AdviseRequest,
    Answer,
    Basis,
    ConceptView,
    ContentsView,
    CoverageView,
    FactView,
    InstrumentView,
    NormView,
    Precedent,
    ProvisionView,
    SearchHit,
    StoredAnswer,
    TraceEntry,
    Verdict,
    Versions,
)


class Advisor(Protocol):
    """Advises on plans and shows the law it advises from. Safe to call from many threads."""

    def advise(
        self,
        request: AdviseRequest,
        tell: Callable[[TraceEntry], None] | None = None,
        precedents: Sequence[Precedent] = (),
    ) -> Answer:
        """Return the advice on a plan; `tell` hears of each step when it is done.

        Args:
            precedents: overrulings that may bind; they decide only where they fit.

        Raises:
            RequestError: the request names a fact, value or date that cannot be taken.
        """
        ...

    def basis(
        self, request: AdviseRequest, as_of: date, also: Sequence[str] = ()
    ) -> tuple[tuple[Basis, ...], Verdict]:
        """Return what the opinion on a plan rests on, and its verdict by the rules alone.

        Args:
            also: facts that count as material besides those that the opinion rests on.

        Raises:
            RequestError: a fact cannot be taken.
        """
        ...

    def scenario(self, stored: StoredAnswer) -> str:
        """Return a reviewed opinion as a scenario for the evaluation, in YAML.

        Raises:
            RequestError: nobody reviewed it, or its words were erased.
        """
        ...

    def under(self, profile: Mapping[str, JsonValue]) -> Advisor:
        """Return the advisor for a tenant of whom `profile` is always true.

        Raises:
            CorpusError: a fact or value of it is not, or no longer, in the vocabulary.
        """
        ...

    def search(
        self, query: str, top: int, instruments: Sequence[str] | None = None
    ) -> Sequence[SearchHit]:
        """Return at most `top` provisions, best first."""
        ...

    def provision(self, id: str) -> ProvisionView | None:
        """Return a provision with its neighbours."""
        ...

    def instruments(self) -> Sequence[InstrumentView]:
        """Return all instruments."""
        ...

    def contents(self, id: str) -> ContentsView | None:
        """Return an instrument as a tree."""
        ...

    def coverage(self) -> Sequence[CoverageView]:
        """Return what norms cover, instrument by instrument."""
        ...

    def norms(self) -> Sequence[NormView]:
        """Return all norms."""
        ...

    def norm(self, id: str) -> NormView | None:
        """Return one norm."""
        ...

    def facts(self) -> Sequence[FactView]:
        """Return the fact vocabulary, in the order in which to ask."""
        ...

    def concepts(self) -> Sequence[ConceptView]:
        """Return all open concepts."""
        ...

    def versions(self) -> Versions:
        """Return which corpus and norms answer."""
        ...

    def remembered(self) -> tuple[Counts, Size | None]:
        """Return what the reasoning cache did in this process, and what it holds."""
        ...

    def ready(self) -> bool:
        """Whether advice can be given now."""
        ...
