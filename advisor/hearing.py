"""Open terms argued by a model: its grounds join those of the corpus, under a cap."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from advisor import wire
from advisor.counsel.model import Asker, Spend, Step
from advisor.counsel.model.arguing import Argued, Question, argue
from advisor.errors import AdvisorError
from advisor.law.identifiers import ProvisionId
from advisor.law.library import Library
from advisor.reasoning.rulebook import Concept, Ground, Rulebook
from advisor.reasoning.verification import check, unsound
from advisor.reasoning.weighing import MOST_ARGUED, with_grounds

MOST_CONCEPTS = 2
_BY_MODEL = "model"
_AGAINST = "model, against"

Find = Callable[[str, int, date], Sequence[str]]
"""Identifiers of provisions for some words, best first."""


def decisive(answer: wire.Answer) -> list[str]:
    """The open terms on which the verdict hangs, and which no ruling settles."""
    return [one.concept for one in answer.issues if one.decisive and not one.settled_by][
        :MOST_CONCEPTS
    ]


def heard(
    book: Rulebook,
    answer: wire.Answer,
    find: Find | None,
    asker: Asker,
    spend: Spend,
    trail: list[Step],
    notes: list[str],
) -> Rulebook:
    """Return the rulebook with the grounds that a model found for the decisive open terms.

    Raises:
        ModelUnavailableError: no model was heard.
        CounselError: an answer had the wrong shape.
    """
    concepts: dict[str, Concept] = {}
    for name in decisive(answer):
        concept = book.concepts[name]
        asked = _question(book, concept, answer)
        found = argue(
            asker,
            asked,
            _searching(book.library, find, answer.meta.as_of),
            _sounding(book.library, answer.meta.as_of),
            spend,
            trail,
            notes,
        )
        concepts[name] = with_grounds(concept, _grounds(found))
    return book.with_concepts(concepts)


def _question(book: Rulebook, concept: Concept, answer: wire.Answer) -> Question:
    as_of = answer.meta.as_of
    names = [*concept.source, *(c for r in concept.readings for g in r.grounds for c in g.cite)]
    for norm in book.in_force(as_of):
        if f"concept.{concept.id}" in norm.reads:
            names += norm.source
    provisions = {
        str(name): text
        for name in dict.fromkeys(names)
        if check(name, book.library, as_of) is None and (text := _text(name, book.library, as_of))
    }
    facts = {one.fact: one.label or one.value for one in answer.facts.inferred}
    facts |= {one.fact: one.label or one.value for one in answer.facts.assumed}
    facts |= answer.facts.stated
    return Question(
        concept.id,
        concept.question,
        {reading.id: reading.text for reading in concept.readings},
        json.dumps(facts, ensure_ascii=False, default=str, sort_keys=True),
        provisions,
    )


def _text(name: ProvisionId, library: Library, as_of: date) -> str:
    authority = library.authorities.get(name)
    if authority is not None:
        return f"{authority.title}: {authority.holding}"
    provision = library.provision(name, as_of)
    return "" if provision is None else provision.text


def _searching(
    library: Library, find: Find | None, as_of: date
) -> Callable[[str, int], Mapping[str, str]]:
    def search(words: str, top: int) -> dict[str, str]:
        try:
            found = find(words, top, as_of) if find is not None else ()
        except AdvisorError:
            return {}
        ids = [ProvisionId.parse(name) for name in found]
        return {
            str(id): text
            for id in ids
            if check(id, library, as_of) is None and (text := _text(id, library, as_of))
        }

    return search


def _sounding(library: Library, as_of: date) -> Callable[[str, str, Sequence[str]], str | None]:
    def sound(text: str, quote: str, citations: Sequence[str]) -> str | None:
        return unsound(text, citations, citations, library, as_of, quotation=quote)

    return sound


def _grounds(found: Sequence[Argued]) -> dict[str, list[tuple[Ground, float]]]:
    """Grounds by reading with their points. They share what the cap allows."""
    grounds: dict[str, list[tuple[Ground, float]]] = {}
    for one in found:
        if one.strength <= 0:
            continue
        earned = MOST_ARGUED / 2 * one.strength
        ground = Ground(
            one.canon,
            _BY_MODEL if one.favours else _AGAINST,
            one.text,
            tuple(ProvisionId.parse(name) for name in one.citations),
        )
        grounds.setdefault(one.reading, []).append((ground, earned if one.favours else -earned))
    return grounds
