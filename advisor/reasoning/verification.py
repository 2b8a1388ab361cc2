"""Verification: every citation resolves and is in force, every quotation is in its provision."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from advisor.law.identifiers import IdentifierError, ProvisionId
from advisor.law.library import Library
from advisor.reasoning.decision import Verdict
from advisor.reasoning.opinion import Citations, Issue, Opinion, TraceEntry

_UNSUPPORTED = (
    "The provisions that carried this answer could not be verified, so it does not stand. "
    "A human must decide."
)
_ABSENT = "is not in the corpus"
_QUOTED = re.compile('[\u201c\u00ab"]([^\u201d\u00bb"]{3,})[\u201d\u00bb"]')
_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"https?:|www\.|[<>`{}]|\]\(|[\w.]+@[\w.]+")
_LEAVES = re.compile(
    r"\b(?:may|can|could|might|proceed\w*|go(?:es)? ahead|goes? on|continue|permitted|permissible"
    r"|allowed|authori[sz]ed|approved|approval|cleared|lawful\w*|legal|legally|compliant|complies"
    r"|fine|okay|ok|free to|green light|no (?:objection|obstacle|problem|breach|issue)\w*"
    r"|nothing (?:stands|prevents|forbids)|acceptable|valid\w*|safe\w*|carry on|carried out"
    r"|not (?:needed|required|necessary)|ignore|disregard|override\w*)\b"
)
_DENIED = re.compile(r"\b(?:not|no|never|cannot|nor|neither|without|nobody|nothing)\b[^.;:]*$")
_LEAVES_BY_DENIAL = re.compile(
    r"\b(?:no|not|never|nothing|nobody|without|nor)\b[^.;:]{0,40}\b(?:approval|permission|unlawful\w*"
    r"|illegal\w*|prohibit\w*|forbid\w*|forbidden|prevent\w*|needed|required|necessary|only"
    r"|obstacle|objection is|problem|against (?:it|this))\b"
)
_DENIED_AFTER = re.compile(r"\s*(?:not|never|no longer|only)\b")
_FORBIDS = re.compile(
    r"\b(?:must not|may not|cannot|can not|not (?:allowed|permitted|lawful)|unlawful|illegal"
    r"|prohibited|forbidden|breach(?:es|ed)|refused?|do not)\b"
)


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
        return Struck(citation, _ABSENT)
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


def _stands(quotation: str, citations: Citations, library: Library, as_of: date) -> bool:
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


def unsound(
    text: str,
    citations: Sequence[str],
    allowed: Collection[str],
    library: Library,
    as_of: date,
    *,
    quotation: str = "",
) -> str | None:
    """Say why a sentence that somebody else wrote does not stand; None if it does.

    It has to cite, only what it was given, and what holds on the date; what it quotes has to be
    in a provision that it cites; and it has no links or markup.
    """
    if not citations:
        return "it cites nothing"
    if _MARKUP.search(text):
        return "it has a link or markup in it"
    found: list[ProvisionId] = []
    for name in citations:
        if name not in allowed:
            return "it cites what it was not given"
        try:
            found.append(ProvisionId.parse(name))
        except IdentifierError:
            return "it cites no provision"
    for citation in found:
        if (struck := check(citation, library, as_of)) is not None:
            return f"{citation} {struck.reason}"
    said = (*quotations(text), *([quotation] if quotation.strip() else []))
    if any(not _stands(one, tuple(found), library, as_of) for one in said):
        return "it quotes words that stand in none of its citations"
    return None


def contradicts(text: str, verdict: Verdict) -> bool:
    """Say whether a sentence speaks of another verdict than the one that was reached.

    Read with suspicion: where the verdict is no leave, any word of leave that is not denied
    right there counts, conditions attached to it or not.
    """
    plain = _plain(text)
    if verdict is Verdict.PROCEED:
        return _FORBIDS.search(plain) is not None
    return _LEAVES_BY_DENIAL.search(plain) is not None or any(
        not _DENIED.search(plain, max(0, found.start() - 24), found.start())
        and not _DENIED_AFTER.match(plain, found.end())
        for found in _LEAVES.finditer(plain)
    )


def verify(opinion: Opinion, library: Library, as_of: date) -> Opinion:
    """Strike what cannot be cited or is misquoted; escalate if that carried the verdict.

    Horizon entries cite law that is still to come and are checked for existence only.
    """
    struck = _struck(opinion, library, as_of)
    blocking = tuple(replace(b, citations=_kept(b.citations, struck)) for b in opinion.blocking)
    conditions = tuple(replace(c, citations=_kept(c.citations, struck)) for c in opinion.conditions)
    whys = {b.norm: _misquoted(b.why, b.citations, library, as_of) for b in blocking}
    texts = {c.id: _misquoted(c.text, c.citations, library, as_of) for c in conditions}
    checked = replace(
        opinion,
        blocking=tuple(b for b in blocking if b.citations and not whys[b.norm]),
        basis=_kept(opinion.basis, struck),
        conditions=tuple(c for c in conditions if not texts[c.id]),
        alternatives=tuple(
            replace(a, citations=_kept(a.citations, struck)) for a in opinion.alternatives
        ),
        questions=tuple(
            replace(q, citations=_kept(q.citations, struck)) for q in opinion.questions
        ),
        issues=tuple(_issue(issue, struck) for issue in opinion.issues),
        limits=tuple(replace(x, citations=_kept(x.citations, struck)) for x in opinion.limits),
        conflicts=tuple(
            replace(c, citations=_kept(c.citations, struck)) for c in opinion.conflicts
        ),
    )
    if not _carried(opinion, checked):
        checked = replace(checked, verdict=Verdict.ESCALATE, summary=_UNSUPPORTED)
    details = [f"{citation} {struck[citation].reason}" for citation in sorted(struck, key=str)]
    details += [
        f"{name}: “{quotation}” stands in none of its citations"
        for said in (whys, texts)
        for name, false in said.items()
        for quotation in false
    ]
    did = f"checked {len(opinion.citations())} citations, struck {len(details)}"
    return replace(checked, trace=(*opinion.trace, TraceEntry("verify", did, tuple(details))))


def _issue(issue: Issue, struck: Mapping[ProvisionId, Struck]) -> Issue:
    """An issue without grounds that nothing supports any more."""
    readings = tuple(
        replace(
            reading,
            grounds=tuple(
                replace(ground, citations=kept)
                for ground in reading.grounds
                if (kept := _kept(ground.citations, struck))
            ),
        )
        for reading in issue.readings
    )
    return replace(issue, readings=readings)


def _struck(opinion: Opinion, library: Library, as_of: date) -> dict[ProvisionId, Struck]:
    relied_on = replace(opinion, horizon=()).citations()
    failed = {c: found for c in relied_on if (found := check(c, library, as_of)) is not None}
    coming = (c for entry in opinion.horizon for c in entry.citations)
    return failed | {c: Struck(c, _ABSENT) for c in coming if not library.resolves(c)}


def _misquoted(text: str, citations: Citations, library: Library, as_of: date) -> list[str]:
    return [q for q in quotations(text) if not _stands(q, citations, library, as_of)]


def _carried(opinion: Opinion, checked: Opinion) -> bool:
    """Whether what carried the verdict is still there: some breach, or some of the basis."""
    if opinion.verdict is Verdict.PROCEED:
        return bool(checked.basis) or not opinion.basis
    return opinion.verdict is Verdict.ESCALATE or bool(checked.blocking) or not opinion.blocking


def _kept(citations: Citations, struck: Mapping[ProvisionId, Struck]) -> Citations:
    return tuple(citation for citation in citations if citation not in struck)
