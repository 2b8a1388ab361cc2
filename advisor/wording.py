"""A finished decision in a model's words: what survives checking, else the plain template."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from advisor import wire
from advisor.counsel.languages import language_of
from advisor.counsel.model import Asker, Masker, Spend, Step
from advisor.counsel.model.drafting import Draft, NoticeSentence, Sentence, draft
from advisor.law.identifiers import ProvisionId
from advisor.law.library import Library
from advisor.reasoning.decision import Verdict
from advisor.reasoning.verification import contradicts, unsound

_FEWEST = 2
"""A summary of fewer sentences that stand is none."""
_LEAD = {
    wire.Verdict.PROCEED: "Go ahead.",
    wire.Verdict.MODIFY: "Not as planned.",
    wire.Verdict.REFUSE: "Do not do this.",
    wire.Verdict.ESCALATE: "A human must decide.",
}
"""Said in our words, whatever a draft says after it."""
_ENGLISH = ("en", "und")


@dataclass(frozen=True)
class _Checker:
    """What a sentence of a draft is held against."""

    verdict: Verdict
    allowed: frozenset[str]
    library: Library
    answer: wire.Answer
    notes: list[str]

    def kept(self, sentences: Sequence[Sentence], part: str) -> list[Sentence]:
        """The sentences that stand; for the others, why not is noted."""
        found: list[Sentence] = []
        for number, one in enumerate(sentences, 1):
            reason = self._wrong(one)
            if reason is None:
                found.append(one)
            else:
                self.notes.append(f"sentence {number} of the {part} was struck: {reason}")
        return found

    def _wrong(self, one: Sentence) -> str | None:
        if contradicts(one.text, self.verdict):
            return "it speaks of another verdict"
        if language_of(one.text) not in _ENGLISH:
            return "it is not in English"
        as_of = self.answer.meta.as_of
        return unsound(one.text, one.citations, self.allowed, self.library, as_of)

    def cited(self, sentences: Sequence[Sentence]) -> str:
        """Sentences with what supports each."""
        return " ".join(
            f"{one.text.strip().rstrip('.')} ({self._cites(one.citations)})." for one in sentences
        )

    def _cites(self, names: Sequence[str]) -> str:
        return ", ".join(self.library.cite(ProvisionId.parse(n)) for n in dict.fromkeys(names))


def worded(
    answer: wire.Answer,
    library: Library,
    asker: Asker,
    masker: Masker,
    spend: Spend,
    trail: list[Step],
    notes: list[str],
) -> wire.Answer:
    """Return the answer with summary, reasons and notice as a model drafted them.

    Each part keeps its template where too little of the draft stands.

    Raises:
        ModelUnavailableError: no model answered.
        CounselError: the answer had the wrong shape.
    """
    provisions = {one.id: one.text for one in answer.citations if one.verified}
    decision = json.dumps(_decision(answer), ensure_ascii=False, indent=1)
    listed = json.dumps(provisions, ensure_ascii=False, indent=1)
    said = draft(asker, answer.verdict.value, decision, listed, masker, spend, trail)
    checker = _Checker(Verdict(answer.verdict.value), frozenset(provisions), library, answer, notes)
    return answer.model_copy(
        update={
            "summary": _summary(answer, said, checker),
            "blocking": tuple(_reason(one, said, checker) for one in answer.blocking),
            "notice": _notice(answer, said, checker),
        }
    )


def _decision(answer: wire.Answer) -> dict[str, object]:
    return {
        "verdict": answer.verdict.value,
        "blocking": [
            {"norm": b.norm, "rule": b.title, "why": b.why, "citations": b.citations}
            for b in answer.blocking
        ],
        "conditions": [
            {"text": c.text, "when": c.when, "citations": c.citations} for c in answer.conditions
        ],
        "changes": [
            {"title": a.title, "make_sure": a.make_sure, "citations": a.citations}
            for a in answer.alternatives
        ],
        "questions": [
            {"question": q.question, "because": q.matters_because, "citations": q.citations}
            for q in answer.facts.questions
        ],
        "coming": [
            {"date": h.date.isoformat(), "change": h.change, "citations": h.citations}
            for h in answer.horizon
        ],
        "notice": dict(enumerate(_paragraphs(answer), 1)),
    }


def _paragraphs(answer: wire.Answer) -> list[str]:
    return [part for part in (answer.notice or "").split("\n\n") if part.strip()]


def _summary(answer: wire.Answer, said: Draft, checker: _Checker) -> str:
    kept = checker.kept(said.summary, "summary")
    if len(kept) < max(_FEWEST, len(said.summary) / 2):
        checker.notes.append("too little of the summary stood: the template is kept")
        return answer.summary
    return f"{_LEAD[answer.verdict]} {checker.cited(kept)}"


def _reason(one: wire.Blocking, said: Draft, checker: _Checker) -> wire.Blocking:
    """A blocking norm with its reason: what was drafted for it and cites the norm itself."""
    drafted = [
        r for r in said.reasons if r.norm == one.norm and set(r.citations) & {*one.citations}
    ]
    kept = checker.kept(drafted, "reasons")
    if not kept or len(kept) < len(drafted):
        return one
    return one.model_copy(update={"why": " ".join(sentence.text.strip() for sentence in kept)})


def _notice(answer: wire.Answer, said: Draft, checker: _Checker) -> str | None:
    """The notice as drafted, if all of it stands and no paragraph of the law's is left out."""
    paragraphs = _paragraphs(answer)
    if not paragraphs or not said.notice:
        return answer.notice
    kept = checker.kept(said.notice, "notice")
    covered = {n for one in said.notice for n in one.covers}
    if len(kept) < len(said.notice) or not covered >= set(range(1, len(paragraphs) + 1)):
        checker.notes.append("the notice did not stand as a whole: the template is kept")
        return answer.notice
    return "\n\n".join(
        " ".join(one.text.strip() for one in said.notice if _first(one) == number)
        for number in range(1, len(paragraphs) + 1)
        if any(_first(one) == number for one in said.notice)
    )


def _first(one: NoticeSentence) -> int:
    return min(one.covers, default=1)
