"""Verification: every citation resolves and is in force, every quotation is in its provision."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from advisor.law.identifiers import ProvisionId
from advisor.law.library import Library
from advisor.reasoning.decision import Verdict
from advisor.reasoning.opinion import Blocking, Condition, Opinion, TraceEntry

_UNSUPPORTED = (
    "The provisions that carried this answer could not be verified, so it does not stand. "
    "A human must decide."
)
_QUOTED = re.compile('[\u201c\u00ab"]([^\u201d\u00bb"]{3,})[\u201d\u00bb"]')
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Struck:
    """A citation that did not hold, and why."""

    citation: ProvisionId
    reason: str


def check(citation: ProvisionId, library: Library, as_of: date) -> Struck | None:
    """Say why a citation does not hold on a date; None if it does.

    A ruling says what the law has meant, so it holds for earlier dates too.
    """
    if not library.resolves(citation):
        return Struck(citation, "is not in the corpus")
    if citation in library.authorities:
        return None
    provision = library.provision(citation, as_of)
    if provision is None:
        return Struck(citation, "has no text")
    instrument = library.instruments[citation.instrument]
    if provision.in_force(as_of) or instrument.binding == "states":
        # A treaty that is not in force supports a reading; it is marked and never breached.
        return None
    return Struck(citation, f"is not in force on {as_of.isoformat()}")


def quotations(text: str) -> list[str]:
    """The passages that a text puts in quotation marks and so claims to be verbatim."""
    return _QUOTED.findall(text)


def _stands(
    quotation: str, citations: tuple[ProvisionId, ...], library: Library, as_of: date
) -> bool:
    for citation in citations:
        authority = library.authorities.get(citation)
        provision = None if authority else library.provision(citation, as_of)
        text = authority.holding if authority else provision.text if provision else ""
        ours = provision.restatement if provision else ""
        if quoted(quotation, text) or quoted(quotation, ours):
            return True
    return False


def quoted(quotation: str, text: str) -> bool:
    """Say whether a quotation stands in a text, spacing and typographic quotes aside."""
    return _plain(quotation) in _plain(text)


def _plain(text: str) -> str:
    marks = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
    return _SPACE.sub(" ", text.translate(marks)).strip().casefold()


def verify(opinion: Opinion, library: Library, as_of: date) -> Opinion:
    """Strike what cannot be cited or is misquoted; escalate if that carried the verdict.

    Horizon entries cite law that is still to come and are checked for existence only.
    """
    struck: dict[ProvisionId, Struck] = {}
    for citation in opinion.citations():
        if (failed := check(citation, library, as_of)) is not None:
            struck[citation] = failed
    coming = {c for entry in opinion.horizon for c in entry.citations}
    gone = {c for c in struck if c not in coming or not library.resolves(c)}
    blocking = tuple(_blocking(item, gone) for item in opinion.blocking)
    misquoted: list[str] = []

    def holds(name: str, text: str, citations: tuple[ProvisionId, ...]) -> bool:
        false = [q for q in quotations(text) if not _stands(q, citations, library, as_of)]
        misquoted.extend(
            f"{name}: “{quotation}” stands in none of its citations" for quotation in false
        )
        return not false

    kept = tuple(b for b in blocking if b.citations and holds(b.norm, b.why, b.citations))
    conditions = tuple(c for c in opinion.conditions if holds(c.id, c.text, c.citations))
    verdict = opinion.verdict
    if opinion.blocking and not kept:
        verdict = Verdict.ESCALATE
    if verdict is Verdict.PROCEED and opinion.basis and not set(opinion.basis) - gone:
        verdict = Verdict.ESCALATE
    summary = opinion.summary if verdict is opinion.verdict else _UNSUPPORTED
    entry = TraceEntry(
        "verify",
        f"checked {len(opinion.citations())} citations, struck {len(gone) + len(misquoted)}",
        (*(f"{c} {struck[c].reason}" for c in sorted(gone, key=str)), *misquoted),
    )
    return replace(
        opinion,
        verdict=verdict,
        summary=summary,
        blocking=kept,
        basis=_kept(opinion.basis, gone),
        conditions=tuple(_condition(item, gone) for item in conditions),
        alternatives=tuple(
            replace(a, citations=_kept(a.citations, gone)) for a in opinion.alternatives
        ),
        questions=tuple(replace(q, citations=_kept(q.citations, gone)) for q in opinion.questions),
        trace=(*opinion.trace, entry),
    )


def _kept(citations: Iterable[ProvisionId], gone: set[ProvisionId]) -> tuple[ProvisionId, ...]:
    return tuple(citation for citation in citations if citation not in gone)


def _blocking(item: Blocking, gone: set[ProvisionId]) -> Blocking:
    return replace(item, citations=_kept(item.citations, gone))


def _condition(item: Condition, gone: set[ProvisionId]) -> Condition:
    return replace(item, citations=_kept(item.citations, gone))
