"""Proofs about norms and authorities: nothing binds before its law does, every link resolves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from advisor.law.files import Located, Problems, read_list, where
from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.law.instruments import NEVER
from advisor.law.library import Library
from advisor.reasoning.rulebook import Norm, Rulebook


def prove_norms(book: Rulebook, corpus: Path, problems: Problems) -> None:
    """Check the dates of norms against their provisions, and the links of authorities."""
    for norm in book.norms:
        _dates(norm, book.library, problems)
    path = corpus / "authorities.yaml"
    for entries in problems.each([path] if path.is_file() else [], lambda p: read_list(p, corpus)):
        for entry in entries:
            _authority(entry, book, problems)


def _dates(norm: Norm, library: Library, problems: Problems) -> None:
    first = norm.source[0]
    applies = library.since(first)
    # Guidance has no commencement of its own law to wait for: it reads a law that applies.
    if norm.since < applies and not norm.because and not norm.guidance:
        day = "it has no date yet" if applies == NEVER else f"that applies from {applies}"
        problems.add(
            f"{norm.place}: `{norm.id}` starts on {norm.since}, before its source `{first}` "
            f"({day}): correct `from`, or say why in `because`"
        )
    if norm.until is not None and norm.until <= norm.since:
        problems.add(f"{norm.place}: `{norm.id}` ends on {norm.until}, before it starts")
    ended = _ended(library, first)
    if ended is not None and (norm.until is None or norm.until > ended) and not norm.because:
        problems.add(
            f"{norm.place}: `{norm.id}` outlives its source `{first}`, which ended on {ended}: "
            f"correct `until`, or say why in `because`"
        )


def _ended(library: Library, name: ProvisionId) -> date | None:
    """The day on which a provision ceased to apply, if nothing took its place."""
    wordings = library.wordings.get(name, ())
    ends = [wording.until for wording in wordings]
    return max(end for end in ends if end) if ends and all(ends) else None


def _authority(entry: Located, book: Rulebook, problems: Problems) -> None:
    for concept in entry.get("concepts") or []:
        if concept not in book.concepts:
            problems.add(f"{where(entry)}: `{entry.get('id')}` names unknown concept `{concept}`")
    for text in [*(entry.get("cites") or []), *(entry.get("provisions") or [])]:
        try:
            found = book.library.resolves(ProvisionId.parse(str(text)))
        except IdentifierError as exc:
            problems.add(f"{where(entry)}: {exc}")
            continue
        if not found:
            problems.add(f"{where(entry)}: `{text}` is not in the corpus")
