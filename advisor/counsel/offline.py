"""Counsel without a language model: cues, places and dates."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from advisor.counsel.cues import load_cues
from advisor.counsel.following import load_following
from advisor.counsel.payloads import Json, sentences, written_call
from advisor.counsel.places import Gazetteer
from advisor.counsel.plan import InferredFact, Origin, PlanReading
from advisor.counsel.reading import Reader
from advisor.counsel.scope import Scopes
from advisor.counsel.spelling import Spelling
from advisor.counsel.unread import Understanding
from advisor.reasoning.vocabulary import Vocabulary


class OfflineCounsel:
    """Reads plans by the cues in the corpus. Safe to share between threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @classmethod
    def load(cls, corpus: Path, vocabulary: Vocabulary) -> OfflineCounsel:
        """Read cues and places from the corpus folder.

        Raises:
            CorpusError: an entry is wrong; the message names its file and line.
        """
        folder = corpus / "facts" / "cues"
        gazetteer = Gazetteer.load(folder / "places", corpus)
        understanding = Understanding.load(corpus)
        spelling = folder / "words" / "spelling.yaml"
        return cls(
            Reader(
                vocabulary,
                load_cues(folder, vocabulary, corpus),
                gazetteer,
                Scopes.load(folder / "scope" / "consents.yaml", corpus),
                understanding,
                Spelling.load(spelling, corpus, understanding.english, gazetteer.well_known()),
                load_following(folder / "scope" / "following.yaml", vocabulary, corpus),
            )
        )

    def characterise(self, action: str, payload: Json = None) -> PlanReading:
        """Return the facts that the words and the payload of a plan state."""
        words = self._words(action)
        if payload is None:
            return words
        call = self._reader.read(sentences(payload), Origin.PAYLOAD, prose=False)
        return PlanReading(
            facts=_together(words.facts, call.facts, self._reader.vocabulary),
            as_of=words.as_of or call.as_of,
            language=words.language if action.strip() else call.language,
            addressed_advisor=words.addressed_advisor or call.addressed_advisor,
            notes=tuple(dict.fromkeys((*words.notes, *call.notes))),
            purposes=(*words.purposes, *call.purposes),
            unread=(*words.unread, *call.unread),
        )

    def _words(self, action: str) -> PlanReading:
        """Read the words; a tool call written out as the action is read like a payload."""
        call = _as_json(action)
        note = ""
        if call is None and (written := written_call(action)) is not None:
            call, note = written
        if call is None:
            return self._reader.read(action)
        said = sentences(call)
        reading = self._reader.read(f"{said}\n{note}" if note else said, prose=False)
        return replace(reading, facts=tuple(_found_in(action, fact) for fact in reading.facts))


def _as_json(action: str) -> Json:
    if not action.lstrip().startswith(("{", "[")):
        return None
    try:
        call: Json = json.loads(action)
    except (ValueError, RecursionError):
        return None
    return call


def _found_in(action: str, fact: InferredFact) -> InferredFact:
    """The same fact with its evidence where it stands in the written call."""
    start = action.find(fact.evidence)
    if start >= 0:
        return replace(fact, start=start, end=start + len(fact.evidence))
    return replace(fact, start=0, end=len(action))


def _together(
    words: tuple[InferredFact, ...], call: tuple[InferredFact, ...], vocabulary: Vocabulary
) -> tuple[InferredFact, ...]:
    """Facts of both; where they differ on one value, the one that permits nothing."""
    merged = {_key(fact, vocabulary): fact for fact in call}
    for fact in words:
        key = _key(fact, vocabulary)
        other = merged.get(key)
        if other is None or _outranks(fact, other, vocabulary):
            merged[key] = fact
    return tuple(merged.values())


def _outranks(words: InferredFact, call: InferredFact, vocabulary: Vocabulary) -> bool:
    """Say whether what the words state counts before what the call states."""
    permits = vocabulary[words.fact].permits
    if isinstance(words.value, list) or isinstance(call.value, list) or words.value == call.value:
        return True
    if (call.value in permits) != (words.value in permits):
        return call.value in permits
    return words.confidence >= call.confidence


def _key(fact: InferredFact, vocabulary: Vocabulary) -> tuple[str, str]:
    return fact.fact, str(fact.value) if vocabulary[fact.fact].is_list else ""
