"""From the words of a plan to facts: every cue, every place and date, each as it stands.

A pure function of text and compiled cues. What is not said outright is not taken as a fact that
permits; nothing is read from silence.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisor.counsel.addressing import addresses_advisor
from advisor.counsel.clauses import Clauses, Standing
from advisor.counsel.cues import SURE, Cue, Mood
from advisor.counsel.dates import Dated, date_of_action, dates
from advisor.counsel.following import Following
from advisor.counsel.languages import language_of
from advisor.counsel.normalising import Clean, clean
from advisor.counsel.numbers import number_of
from advisor.counsel.places import Gazetteer
from advisor.counsel.plan import InferredFact, Origin, PlanReading, Polarity
from advisor.counsel.scope import Done, Fit, Scopes
from advisor.counsel.spelling import Spelling
from advisor.counsel.unread import Understanding
from advisor.reasoning.values import Plain
from advisor.reasoning.vocabulary import GENTLE_PURPOSES, Vocabulary

_DONE_BY = frozenset({"channel", "purpose", "operations"})
"""Facts that say what a plan does, against which a consent is held."""


_UNIONS = frozenset({"EU", "EEA"})
"""Places that hold others: people there may be the ones that the plan addresses."""

_NAMING = frozenset({"subjects.relationship", "subjects.capacity", "subjects.count"})
"""Facts that a name alone gives: "do not call customers" still speaks of customers."""

_SAYS_NO_ACT = _NAMING | {"subjects.located_in", "data.categories", "transfer.destinations"}
"""Facts whose words name things, people or places, and do not show that an act was understood."""


@dataclass(frozen=True)
class Reader:
    """Everything that reading needs, loaded once."""

    vocabulary: Vocabulary
    cues: tuple[Cue, ...]
    gazetteer: Gazetteer
    scopes: Scopes
    understanding: Understanding
    spelling: Spelling
    followings: tuple[Following, ...]

    def read(self, text: str, origin: Origin = Origin.WORDS, *, prose: bool = True) -> PlanReading:
        """Return the facts that `text` states, each with the words that it rests on."""
        written = clean(text)
        cleaned = self.spelling.mended(written)
        words = cleaned.text
        clauses = Clauses(words)
        found_dates = list(dates(words))
        notes: list[str] = []
        found = [
            *self._from_cues(words, clauses, notes),
            *self._from_places(words, clauses),
            *_from_dates(found_dates),
        ]
        hits = self._of_these_people(clauses, self._in_scope(words, found, notes), notes)
        as_of = date_of_action(found_dates)
        if as_of is None and sum(d.of_action for d in found_dates) > 1:
            notes.append("several dates are stated for the action")
        if cleaned.hidden or cleaned.lookalikes:
            notes.append("hidden characters or letters of another alphabet were taken out")
        acts = [(hit.start, hit.end) for hit in found if hit.fact not in _SAYS_NO_ACT]
        settled = self._settled(hits, notes)
        purposes = self._purposes(hits)
        presumed = any(h.fact == "purpose" and h.value in GENTLE_PURPOSES for h in settled)
        dark = [
            f"{one.because}: `{words[one.start : one.end][:80]}`"
            for one in self.understanding.dark(words, acts, acts=prose, presumed=presumed)
        ]
        # Mending the spelling may turn a foreign word into an English one.
        dark += [
            f"{one.because}: `{written.text[one.start : one.end][:80]}`"
            for one in self.understanding.foreign(written.text)
        ]
        return PlanReading(
            unread=tuple(dict.fromkeys(dark)),
            facts=tuple(_located(hit, cleaned, origin) for hit in settled),
            purposes=tuple(_located(hit, cleaned, origin) for hit in purposes),
            as_of=as_of,
            language=language_of(words),
            addressed_advisor=addresses_advisor(words),
            notes=tuple(dict.fromkeys(notes)),
        )

    # --- gathering --------------------------------------------------------------------

    def _from_cues(self, text: str, clauses: Clauses, notes: list[str]) -> Iterator[_Hit]:
        for cue in self.cues:
            if cue.needs is not None and not cue.needs.search(text):
                continue
            taken_away: dict[tuple[int, int], bool] = {}
            for match in cue.pattern.finditer(text):
                sentence = clauses.sentence(match.start())
                if cue.unless is not None and sentence not in taken_away:
                    taken_away[sentence] = cue.unless.search(text, *sentence) is not None
                if taken_away.get(sentence):
                    continue
                inside = cue.words if self._turns_inside(cue) else None
                standing = clauses.standing(match.start(), match.end(), inside)
                yield from self._taken(cue, match, standing, notes)

    def _turns_inside(self, cue: Cue) -> bool:
        """Say whether small words within a match count: not for acts, which go on regardless."""
        return cue.mood is not Mood.ACT or self._permits(cue.fact, cue.value)

    def _taken(
        self, cue: Cue, match: re.Match[str], standing: Standing, notes: list[str]
    ) -> Iterator[_Hit]:
        value: Plain | None = cue.value
        if value is None:
            value = number_of(cue.fact, match)
            if value is None:
                return
        polarity = Polarity.ASSERTED
        if standing.denials and (standing.close or cue.fact not in _NAMING):
            if standing.denials % 2 == 0:
                # Denied twice: said after all, but not plainly enough to permit anything.
                if self._permits(cue.fact, value):
                    return
            elif cue.negated is None or standing.denials > 1:
                return
            else:
                value, polarity = cue.negated, Polarity.NEGATED
                if self._permits(cue.fact, value) and not (standing.close and standing.plain):
                    return
        if not self._allowed(cue.fact, value, cue.mood, standing):
            words = match.group().strip()
            notes.append(f"`{words}` is not said outright, so it is not taken as {cue.fact}")
            return
        yield _Hit(cue.fact, value, cue.confidence, match.start(), match.end(), polarity)
        if polarity is Polarity.ASSERTED:
            for fact, also in cue.also:
                if not self._permits(fact, also) or standing.plain:
                    yield _Hit(fact, also, cue.confidence, match.start(), match.end(), polarity)

    def _allowed(self, fact: str, value: Plain, mood: Mood, standing: Standing) -> bool:
        """Say whether words that stand like this carry the value."""
        if mood is Mood.ACT:
            return True
        permits = self._permits(fact, value)
        if standing.conditional or (standing.doubted and permits):
            return False
        if permits and (standing.partial or standing.proposed):
            return False
        return not (permits and mood is Mood.STATE and standing.intended)

    def _permits(self, fact: str, value: Plain | None) -> bool:
        if fact == "purpose":
            return value in GENTLE_PURPOSES
        return not isinstance(value, list) and value in self.vocabulary[fact].permits

    def _from_places(self, text: str, clauses: Clauses) -> Iterator[_Hit]:
        for one in self.gazetteer.placed(text, clauses):
            yield _Hit(
                one.fact, [one.mention.code], one.confidence, one.mention.start, one.mention.end
            )

    # --- covering ---------------------------------------------------------------------

    def _in_scope(self, text: str, hits: list[_Hit], notes: list[str]) -> list[_Hit]:
        """The hits without permissions that were given for something else."""
        if self.scopes.elsewhere(text):
            checked = self.scopes.checked_elsewhere
            kept = [
                h
                for h in hits
                if h.fact not in checked or not self._permits(h.fact, h.value)
                if (h.fact, h.value) != ("legal_basis", "consent")
            ]
            if len(kept) < len(hits):
                notes.append("a permission seems to be one for another case, so it is not taken")
            hits = kept
        if not any(hit.fact.startswith("consent.") for hit in hits):
            return hits
        done = [
            Done(hit.fact, str(value), hit.start, hit.end)
            for hit in hits
            if hit.fact in _DONE_BY
            for value in (hit.value if isinstance(hit.value, list) else [hit.value])
        ]
        given = any((h.fact, h.value) == ("consent.status", "given") for h in hits)
        for one in self.scopes.objects(text):
            fit = self.scopes.fit(text, one, done)
            if fit is Fit.COVERS:
                continue
            words = text[one.start : one.end].strip()
            notes.append(f"the consent is one for `{words}`, so it is not taken for this plan")
            hits = [h for h in hits if not self._rests_on_consent(h)]
            if given and self.scopes.topical(text, one):
                hits.append(_Hit("consent.specific", False, SURE, one.start, one.end))
            if fit is Fit.ONLY_OTHER:
                hits.append(_Hit("consent.status", "absent", SURE, one.start, one.end))
        return hits

    def _of_these_people(self, clauses: Clauses, hits: list[_Hit], notes: list[str]) -> list[_Hit]:
        """The hits without a consent that people of another country gave."""
        where = [hit for hit in hits if hit.fact == "subjects.located_in"]
        for hit in hits:
            if (hit.fact, hit.value) != ("consent.status", "given"):
                continue
            sentence = clauses.sentence(hit.start)
            inside = {c for one in where if _within(one, sentence) for c in _members(one)}
            outside = {c for one in where if not _within(one, sentence) for c in _members(one)}
            if inside and outside - inside and not inside & _UNIONS:
                notes.append("the consent is one of people elsewhere, so it is not taken")
                return [h for h in hits if not self._rests_on_consent(h)]
        return hits

    def _rests_on_consent(self, hit: _Hit) -> bool:
        if hit.fact == "legal_basis":
            return hit.value == "consent"
        of_consent = hit.fact.startswith("consent.") and hit.fact != "consent.parental_verified"
        return of_consent and self._permits(hit.fact, hit.value)

    # --- settling ---------------------------------------------------------------------

    def _settled(self, hits: Iterable[_Hit], notes: list[str]) -> list[_Hit]:
        """One value for each fact that has one, every member once for lists."""
        by_fact: dict[str, list[_Hit]] = defaultdict(list)
        for hit in hits:
            by_fact[hit.fact].append(hit)
        facts = {fact: self._of_fact(fact, found, notes) for fact, found in by_fact.items()}
        states = [hit.value for hit in facts.get("consent.status", [])]
        if "consent.status" in by_fact and "given" not in states:
            # Whoever has no consent, or not plainly, does not rest on it.
            facts["legal_basis"] = [h for h in facts.get("legal_basis", []) if h.value != "consent"]
        settled = [hit for found in facts.values() for hit in found]
        settled += self._brought_along(settled)
        return sorted(
            [*settled, *self._following(settled)], key=lambda h: (h.start, h.fact, str(h.value))
        )

    def _of_fact(self, fact: str, found: list[_Hit], notes: list[str]) -> list[_Hit]:
        if self.vocabulary[fact].is_list:
            best: dict[str, _Hit] = {}
            for hit in found:
                for member in hit.value if isinstance(hit.value, list) else [str(hit.value)]:
                    known = best.get(member)
                    if known is None or hit.confidence > known.confidence:
                        best[member] = hit.with_value([member])
            return list(best.values())
        if fact == "subjects.youngest_age":
            return [min(found, key=lambda h: (int(str(h.value)), h.start))]
        sure = [h for h in found if h.confidence >= SURE or not self._permits(fact, h.value)]
        strict = [h for h in sure if not self._permits(fact, h.value)]
        if fact == "automation.human_review" and any(h.value == "on_request" for h in sure):
            # "Fully automatic, with a human review on request" says both, and they agree.
            strict = [h for h in strict if h.value != "none"]
        pool = strict or sure
        if not pool:
            return []
        if strict and len(strict) < len(sure):
            notes.append(f"the words speak both ways about {fact}; the cautious one counts")
        return [max(pool, key=lambda h: (h.confidence, h.end - h.start, -h.start))]

    def _purposes(self, hits: Iterable[_Hit]) -> list[_Hit]:
        """Each purpose once, where there are several that carry no basis of their own."""
        best: dict[Plain, _Hit] = {}
        for hit in hits:
            if hit.fact != "purpose" or hit.value in GENTLE_PURPOSES:
                continue
            known = best.get(hit.value)
            if known is None or hit.confidence > known.confidence:
                best[hit.value] = hit
        return list(best.values()) if len(best) > 1 else []

    def _brought_along(self, settled: list[_Hit]) -> list[_Hit]:
        """Facts that those read bring with them, and that were not read themselves."""
        known = {(hit.fact, str(hit.value)) for hit in settled}
        single = {hit.fact for hit in settled if not self.vocabulary[hit.fact].is_list}
        found: dict[tuple[str, str], _Hit] = {}
        for rule in self.followings:
            key = (rule.then, str(rule.value))
            if key in known or key in found or rule.then in single:
                continue
            for hit in settled:
                if rule.follows(hit.fact, hit.value):
                    found[key] = hit.with_fact(rule.then, rule.value)
                    break
        return list(found.values())

    def _following(self, settled: list[_Hit]) -> Iterator[_Hit]:
        """Facts that follow from a number: an age below eighteen is a child's."""
        known = {hit.fact for hit in settled}
        for hit in settled:
            young = hit.fact == "subjects.youngest_age" and int(str(hit.value)) < 18
            if young and "subjects.includes_children" not in known:
                yield hit.with_fact("subjects.includes_children", True)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A value found at a place in the cleaned text."""

    fact: str
    value: Plain
    confidence: float
    start: int
    end: int
    polarity: Polarity = Polarity.ASSERTED

    def with_value(self, value: Plain) -> _Hit:
        return _Hit(self.fact, value, self.confidence, self.start, self.end, self.polarity)

    def with_fact(self, fact: str, value: Plain) -> _Hit:
        return _Hit(fact, value, self.confidence, self.start, self.end, self.polarity)


def _within(hit: _Hit, span: tuple[int, int]) -> bool:
    return span[0] <= hit.start < span[1]


def _members(hit: _Hit) -> list[str]:
    return list(map(str, hit.value)) if isinstance(hit.value, list) else [str(hit.value)]


def _from_dates(found: list[Dated]) -> Iterator[_Hit]:
    for one in found:
        if one.of_system:
            # The earliest day that the words can mean would call a new system an old one only
            # where a year spans a date that matters; the first day is what such a year says.
            yield _Hit("ai.on_market_since", one.first, 0.9, one.start, one.end)


def _located(hit: _Hit, cleaned: Clean, origin: Origin) -> InferredFact:
    start, end = cleaned.span(hit.start, hit.end)
    evidence = cleaned.original[start:end]
    lead = len(evidence) - len(evidence.lstrip())
    return InferredFact(
        fact=hit.fact,
        value=hit.value,
        confidence=hit.confidence,
        start=start + lead,
        end=start + lead + len(evidence.strip()),
        evidence=evidence.strip(),
        polarity=hit.polarity,
        origin=origin,
    )
