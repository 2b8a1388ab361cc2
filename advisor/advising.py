"""The advisor as a whole: words and facts in, an answer of the wire contract out.

This is the wiring: counsel reads the words, reasoning judges, memory remembers, retrieval finds.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

from pydantic import JsonValue

from advisor import wire
from advisor.answers import answer_of, step_answer
from advisor.assisting import Asked, Assistant, Session, Tell
from advisor.border import border_of
from advisor.browsing import contents, covered
from advisor.corpus_proofs import reviews_of, rows_of
from advisor.counsel import Counsel, OfflineCounsel, PlanReading
from advisor.errors import CorpusError, RequestError, UnavailableError
from advisor.following import Judged, basis_of, binding, following, footing_of
from advisor.law.calendar import months_from
from advisor.law.files import read_yaml
from advisor.law.identifiers import ProvisionId
from advisor.law_views import LawViews
from advisor.memory import Answer as Remembered
from advisor.memory import Cache, Counts, Size, drop_changed, key_of, open_cache, recall
from advisor.memory import Question as CacheKey
from advisor.official_texts import bring, with_official_texts
from advisor.purposes import PURPOSE, for_purpose, purposes_of, together
from advisor.reasoning.decision import Verdict, strictest
from advisor.reasoning.fingerprints import Fingerprints, common_files
from advisor.reasoning.loading import load_rulebook
from advisor.reasoning.loop import Advice, Depth, advise
from advisor.reasoning.plan import Inferred, Plan
from advisor.reasoning.precedents import changed_norms
from advisor.reasoning.reach import watched
from advisor.reasoning.rulebook import Rulebook, Thresholds
from advisor.reasoning.steps import Watch, watching
from advisor.reasoning.steps import step as entering
from advisor.reasoning.values import Members, Possible
from advisor.reasoning.vocabulary import shown
from advisor.records import digest_of
from advisor.remembered_readings import RememberingCounsel
from advisor.retrieval import Retriever, open_retriever, passages_of
from advisor.scenario_files import scenario_of
from advisor.settings import Settings
from advisor.telemetry import from_environment

_SURE, _SURE_TO_PERMIT = 0.6, 0.9
_ENGLISH = frozenset({"en", "und"})
_DECIDING = frozenset({"purpose", "operations", "subjects.located_in"})
"""Stated together, these decide beside words that were not understood."""


_NO_MODEL = wire.Limit(
    topic="reasoner",
    text="A language model was asked for and none is connected: the offline counsel answered.",
)


def _unheard(entry: wire.TraceEntry) -> None:
    """Tell nobody."""


def today() -> date:
    """Today's date in UTC."""
    return datetime.now(UTC).date()


@cache
def code_version() -> str:
    """Hash of the code that works answers out: changed code remembers nothing of the old."""
    digest = sha256()
    here = Path(__file__).parent
    rooms = (here / "law", here / "reasoning", here / "wire")
    for path in (here / "answers.py", *sorted(p for room in rooms for p in room.rglob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@dataclass
class _Work:
    """What accompanies one request through its steps and purposes."""

    session: Session | None
    """A model's work on it, where one is wanted."""
    tell: Tell
    judged: list[Judged] = field(default_factory=list)
    """What was judged by the rules, part by part."""


@dataclass
class Advisor:
    """Advises on plans and shows the law it advises from. Safe to call from many threads."""

    settings: Settings
    book: Rulebook
    prints: Fingerprints
    counsel: Counsel
    cache: Cache
    clock: Callable[[], date] = today
    profile: dict[str, Possible] = field(default_factory=dict)
    assistant: Assistant | None = None
    """The language model's place; None where none is connected."""
    watch: Watch | None = None
    """Told of each step of the loop; nobody where no collector of traces is configured."""
    _retriever: Retriever | None = None
    _opening: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def open(cls, settings: Settings, clock: Callable[[], date] = today) -> Advisor:
        """Load the corpus and open the cache; the search index opens when first needed.

        Raises:
            CorpusError: the corpus or the profile is wrong.
            OfficialTextError: an official text is to be imported, and is damaged or another one.
        """
        thresholds = Thresholds(settings.thresholds.to_doubt, settings.thresholds.to_save)
        bring(settings, datetime.now(UTC))
        book = with_official_texts(load_rulebook(settings.corpus, thresholds), settings)
        prints = Fingerprints(book, common_files(settings.corpus))
        cache = open_cache(settings)
        with suppress(UnavailableError):
            # What cannot be dropped now is not served either: it is checked when it is read.
            drop_changed(cache, prints.prints)
        advisor = cls(
            settings=settings,
            book=book,
            prints=prints,
            counsel=RememberingCounsel(
                OfflineCounsel.load(settings.corpus, book.vocabulary), cache, book.version
            ),
            cache=cache,
            clock=clock,
            profile=_profile(settings.profile, book),
            watch=from_environment(),
        )
        advisor.assistant = Assistant.open(
            settings, book, cache, border=border_of(settings, book, clock), find=advisor.found
        )
        return advisor

    @property
    def law(self) -> LawViews:
        """The law as pages and routes show it."""
        return LawViews(self.book, self.clock())

    def under(self, profile: Mapping[str, JsonValue]) -> Advisor:
        """Return this advisor for a tenant of whom `profile` is always true.

        What the operator's own profile says of a fact gives way to what the tenant's does.

        Raises:
            CorpusError: a fact or value is not, or no longer, in the vocabulary.
        """
        return replace(self, profile={**self.profile, **_read(profile, "profile", self.book)})

    # Advice --------------------------------------------------------------------------------

    def advise(
        self,
        request: wire.AdviseRequest,
        tell: Tell | None = None,
        precedents: Sequence[wire.Precedent] = (),
    ) -> wire.Answer:
        """Return the advice on a plan, step by step where it has steps.

        Args:
            tell: hears of each step of the loop when it is done.
            precedents: reviewers' overrulings that may bind; applied after the cache, which
                knows only what the rules say.

        Raises:
            RequestError: a fact or value cannot be taken.
        """
        started = perf_counter()
        work = _Work(self._session(request, tell), tell or _unheard)
        lapses: datetime | None = None
        with watching(self.watch), entering("advise"):
            answer = self._by_rules(request, work)
            if precedents:
                decides = binding(self.book, answer, work.judged, precedents, self._advice)
                if decides is not None:
                    answer, lapses = following(answer, decides), decides.expires_at
        answer = answer.model_copy(update={"receipt": self._receipt(request, answer, lapses)})
        elapsed = round((perf_counter() - started) * 1000, 3)
        return answer.model_copy(
            update={"meta": answer.meta.model_copy(update={"elapsed_ms": elapsed})}
        )

    def basis(
        self, request: wire.AdviseRequest, as_of: date, also: Sequence[str] = ()
    ) -> tuple[tuple[wire.Basis, ...], wire.Verdict]:
        """Return what the opinion on a plan rests on, and its verdict by the rules alone.

        Raises:
            RequestError: a fact or value cannot be taken.
        """
        for name in also:
            if name not in self.book.vocabulary:
                raise RequestError("scope.facts", f"there is no fact `{name}`", "see /facts")
        work = _Work(None, _unheard)
        dated = request.model_copy(update={"as_of": as_of, "depth": "gate"})
        answer = self._by_rules(dated, work)
        advice = [self._advice(part.plan, as_of) for part in work.judged]
        parts = tuple(basis_of(entry, as_of, also) for entry in advice)
        # Where no norm says what is right there is nothing by which to tell a like plan.
        covered = all(footing_of(part).covered for part in parts)
        alone = strictest(Verdict(part.verdict.value) for part in parts)
        if alone.value != answer.verdict.value:
            # Something else than these facts decided: words that were not read, for instance.
            return (), answer.verdict
        return (parts if covered else ()), answer.verdict

    def _by_rules(self, request: wire.AdviseRequest, work: _Work) -> wire.Answer:
        """The answer by the rules alone; what was judged is added to the work."""
        if request.steps:
            return self._steps(request, work)
        return self._one(request, request.action, request.facts, request.payload, None, work)

    def _advice(self, plan: Plan, as_of: date) -> Advice:
        return advise(self.book, plan, as_of, Depth(gate=True))

    def again(
        self, stored: wire.StoredAnswer, as_of: date, depth: Literal["gate", "opinion"]
    ) -> wire.Answer:
        """Judge a stored request again by the rules alone, under the law of a date.

        Where its words were erased, or a model read them, the facts of then are judged.

        Raises:
            RequestError: a fact or value is no longer known.
        """
        request = stored.request.model_copy(update={"as_of": as_of, "depth": depth})
        if stored.erased is None and stored.meta.model is None:
            return self._by_rules(request, _Work(None, _unheard))
        reports = [step.facts for step in stored.steps] or [stored.facts]
        answers = [self._recorded(r, request) for r in reports if r is not None]
        verdict = strictest(Verdict(answer.verdict.value) for answer in answers)
        return next(a for a in answers if a.verdict.value == verdict.value)

    def _recorded(self, report: wire.FactReport, request: wire.AdviseRequest) -> wire.Answer:
        """The answer to facts as they were recorded."""
        assert request.as_of is not None
        stated, unstated = self._stated(dict(report.stated), "")
        plan = Plan(
            stated=stated,
            unstated=unstated,
            inferred=tuple(self._inferred_again(report)),
            profile=self.profile,
        )
        answer, _ = self._recalled(plan, request.as_of, request.depth == "gate")
        return answer.model_copy(update={"meta": self._meta(request, request.as_of)})

    def _inferred_again(self, report: wire.FactReport) -> Iterator[Inferred]:
        for entry in report.inferred:
            # Partial knowledge, an object, was never read from words.
            if isinstance(entry.value, dict):
                continue
            possible = self.book.vocabulary.read(entry.fact, entry.value)
            if isinstance(possible, Members):
                possible = Members(possible.sure, None if possible.sure else possible.possible)
            if possible is not None:
                yield Inferred(entry.fact, possible, entry.confidence, entry.evidence)

    def scenario(self, stored: wire.StoredAnswer) -> str:
        """Return a reviewed opinion as a scenario for the evaluation, in YAML.

        Raises:
            RequestError: it is not one: nobody reviewed it, or its words were erased.
        """
        return scenario_of(stored)

    def suspended(self, precedent: wire.Precedent) -> str:
        """Say why a precedent may bind no more under this corpus; nothing where it may."""
        changed = {
            n for part in precedent.parts for n in changed_norms(footing_of(part), self.book)
        }
        return f"changed since: {', '.join(sorted(changed))}" if changed else ""

    def _session(self, request: wire.AdviseRequest, tell: Tell | None) -> Session | None:
        """A model's work on this request; none at the gate, or where none is wanted."""
        if self.assistant is None or request.depth == "gate" or request.reasoner == "offline":
            return None
        return self.assistant.session(tell)

    def _steps(self, request: wire.AdviseRequest, work: _Work) -> wire.Answer:
        """Judge every step over the shared facts; the strictest decides."""
        answers: list[wire.Answer] = []
        for number, step in enumerate(request.steps):
            words = "\n".join(part for part in (request.action, step.action) if part) or None
            payload = step.payload if step.payload is not None else request.payload
            facts = {**request.facts, **step.facts}
            answers.append(self._one(request, words, facts, payload, number, work))
        verdict = strictest(Verdict(answer.verdict.value) for answer in answers)
        deciding = next(a for a in answers if a.verdict.value == verdict.value)
        number = answers.index(deciding) + 1
        parts = tuple(step_answer(i + 1, request.steps[i].action, a) for i, a in enumerate(answers))
        summary = f"Step {number} of {len(answers)} decides. {deciding.summary}"
        return deciding.model_copy(update={"steps": parts, "summary": summary})

    def _one(
        self,
        request: wire.AdviseRequest,
        words: str | None,
        facts: dict[str, Any],
        payload: JsonValue,
        step: int | None,
        work: _Work,
    ) -> wire.Answer:
        where = "" if step is None else f"steps.{step}."
        stated, unstated = self._stated(facts, where)
        reading = self._read(words, payload)
        as_of, source = self._as_of(request, reading)
        foreign = reading is not None and reading.language not in _ENGLISH
        plan = Plan(
            stated=stated,
            unstated=unstated,
            inferred=() if foreign or reading is None else self._inferred(reading),
            profile=self.profile,
        )
        understood = not foreign and (reading is None or not reading.unread)
        gate = request.depth == "gate"
        parts = self._parts(plan, None if foreign else reading)
        work.judged += (Judged(part, as_of, understood) for _, part in parts)
        answer, hit = self._answered(parts, as_of, gate)
        if foreign and reading is not None:
            answer = _unread(answer, reading.language, stated)
        if reading is not None and reading.unread and not foreign:
            answer = _partly_read(answer, reading.unread, stated)
        if reading is not None:
            answer = _with_reading(answer, reading, gate)
        for entry in answer.trace:
            work.tell(entry)
        if self.assistant is None and request.reasoner == "model":
            answer = answer.model_copy(update={"limits": (_NO_MODEL, *answer.limits)})
        if work.session is not None and self.assistant is not None:
            asked = Asked(plan, words or "", payload, reading, as_of, foreign, answer)
            with entering("model"):
                answer = self.assistant.improve(asked, work.session)
        models = work.session.models if work.session is not None else ()
        meta = self._meta(request, as_of).model_copy(
            update={
                "reasoner": "model" if models else "offline",
                "model": ", ".join(models) or None,
                "cache": "hit" if hit else "miss",
                "as_of_source": source,
            }
        )
        return answer.model_copy(update={"meta": meta})

    def _meta(self, request: wire.AdviseRequest, as_of: date) -> wire.Meta:
        return wire.Meta(
            reasoner="offline",
            corpus=self.book.version,
            norms=self.book.norms_version,
            code=code_version(),
            as_of=as_of,
            depth=request.depth,
        )

    def _stated(
        self, facts: dict[str, Any], where: str
    ) -> tuple[dict[str, Possible], frozenset[str]]:
        stated: dict[str, Possible] = {}
        unstated: set[str] = set()
        for name, value in facts.items():
            try:
                possible = self.book.vocabulary.read(name, value)
            except RequestError as exc:
                raise RequestError(where + exc.field, exc.problem, exc.allowed) from None
            if possible is None:
                unstated.add(name)
            else:
                stated[name] = possible
        return stated, frozenset(unstated)

    def _read(self, words: str | None, payload: JsonValue) -> PlanReading | None:
        if words is None and payload is None:
            return None
        with entering("characterise"):
            return self.counsel.characterise(words or "", payload)

    def _inferred(self, reading: PlanReading) -> tuple[Inferred, ...]:
        """Facts read from words; several readings of one list are one lower bound."""
        found: dict[str, Inferred] = {}
        for entry in reading.facts:
            possible = self.book.vocabulary.read(entry.fact, entry.value)
            if possible is None or entry.confidence < self._needed(entry.fact, entry.value):
                continue
            if isinstance(possible, Members):
                possible = Members(possible.sure, None if possible.sure else possible.possible)
            before = found.get(entry.fact)
            if before and isinstance(before.value, Members) and isinstance(possible, Members):
                possible = Members(before.value.sure | possible.sure, None)
                evidence = f"{before.evidence} … {entry.evidence}"
                confidence = min(before.confidence, entry.confidence)
                found[entry.fact] = Inferred(entry.fact, possible, confidence, evidence)
            elif before is None or entry.confidence > before.confidence:
                found[entry.fact] = Inferred(entry.fact, possible, entry.confidence, entry.evidence)
        return tuple(found[name] for name in sorted(found))

    def _needed(self, fact: str, value: object) -> float:
        """How sure a reading must be to count: what can permit takes more than what forbids."""
        permits = self.book.vocabulary[fact].permits
        return _SURE_TO_PERMIT if not isinstance(value, list) and value in permits else _SURE

    def _as_of(self, request: wire.AdviseRequest, reading: PlanReading | None) -> tuple[date, str]:
        if request.as_of is not None:
            return request.as_of, "request"
        if reading is not None and reading.as_of is not None:
            return reading.as_of, "words"
        return self.clock(), "today"

    # Memory --------------------------------------------------------------------------------

    def _parts(self, plan: Plan, reading: PlanReading | None) -> list[tuple[str, Plan]]:
        """The plan for each of its purposes with the purpose's name, or as it is, without one."""
        purposes = purposes_of(plan.stated, reading)
        return [(name, for_purpose(plan, name, read)) for name, read in purposes] or [("", plan)]

    def _answered(
        self, parts: list[tuple[str, Plan]], as_of: date, gate: bool
    ) -> tuple[wire.Answer, bool]:
        """The answer to a plan, purpose by purpose where it has several."""
        found = [(name, self._recalled(part, as_of, gate)) for name, part in parts]
        if not found[0][0]:
            return found[0][1]
        labels = self.book.vocabulary[PURPOSE].labels
        answer = together([(name, one) for name, (one, _) in found], lambda p: labels.get(p, p))
        return answer, all(hit for _, (_, hit) in found)

    def _recalled(self, plan: Plan, as_of: date, gate: bool) -> tuple[wire.Answer, bool]:
        key = key_of(self._cache_key(plan, as_of, gate))

        def work_out() -> Remembered:
            depth = Depth(gate=gate, horizon_months=self.settings.horizon_months)
            with watched() as reach:
                advice = advise(self.book, plan, as_of, depth)
                answer = answer_of(advice, as_of, gate=gate)
            cited = {*advice.cited, *(source for n in reach.norms for source in self._sources(n))}
            return Remembered(answer.model_dump(mode="json"), self.prints.rests_on(reach, cited))

        recalled = recall(self.cache, key, work_out, lambda a: self.prints.hold(a.rests_on))
        return wire.Answer.model_validate(recalled.value), recalled.hit

    def _sources(self, norm: str) -> tuple[ProvisionId, ...]:
        return self.book.norm_by_id[norm].source

    def _cache_key(self, plan: Plan, as_of: date, gate: bool) -> CacheKey:
        facts: dict[str, JsonValue] = {}
        for origin, values in (("stated", plan.stated), ("profile", plan.profile)):
            for name, value in values.items():
                facts[f"{origin}:{name}"] = shown(value)  # type: ignore[assignment]
        for name in plan.unstated:
            facts[f"stated:{name}"] = None
        for entry in plan.inferred:
            read = shown(entry.value)
            facts[f"inferred:{entry.fact}"] = [read, entry.confidence, entry.evidence]  # type: ignore[list-item]
        thresholds = self.book.thresholds
        return CacheKey(
            facts=facts,
            epoch=self._epoch(as_of),
            # No version of the corpus: each answer knows what of it it rests on.
            versions={"code": code_version()},
            settings={
                "gate": gate,
                "horizon_months": self.settings.horizon_months,
                "to_doubt": thresholds.to_doubt,
                "to_save": thresholds.to_save,
            },
        )

    def _epoch(self, as_of: date) -> str:
        """The interval between two dates on which any answer, horizon included, could change."""
        months = self.settings.horizon_months
        edges = {*self.book.dates(), *(months_from(day, -months) for day in self.book.dates())}
        passed = [edge for edge in edges if edge <= as_of]
        return max(passed, default=date.min).isoformat()

    def _receipt(
        self, request: wire.AdviseRequest, answer: wire.Answer, lapses: datetime | None
    ) -> wire.Receipt:
        """Bind the verdict to exactly this request; the records sign it when they keep it."""
        until = datetime.now(UTC) + self.settings.receipt_validity
        for change in answer.horizon[:1]:
            until = min(until, datetime.combine(change.date, datetime.min.time(), UTC))
        if lapses is not None:
            until = min(until, lapses)
        return wire.Receipt(digest=digest_of(request, answer.meta.as_of), valid_until=until)

    # The law -------------------------------------------------------------------------------

    @property
    def retriever(self) -> Retriever:
        """The search index, opened when first needed."""
        with self._opening:
            if self._retriever is None:
                passages = list(passages_of(self.book.library))
                self._retriever = open_retriever(passages, self.settings, book=self.book)
            return self._retriever

    def search(
        self, query: str, top: int, instruments: Sequence[str] | None = None
    ) -> list[wire.SearchHit]:
        """Return at most `top` provisions, best first."""
        hits = self.retriever.search(query, top, instruments)
        return [self.law.hit(hit.passage, hit.score) for hit in hits]

    def found(self, query: str, top: int, as_of: date) -> list[str]:
        """Return the identifiers of at most `top` provisions that apply on a date, best first."""
        return [str(hit.passage.id) for hit in self.retriever.search(query, top, None, as_of)]

    def provision(self, id: str) -> wire.ProvisionView | None:
        """Return a provision with its neighbours."""
        return self._examined_law().provision(id)

    def instruments(self) -> list[wire.InstrumentView]:
        """Return all instruments."""
        return self.law.instruments()

    def contents(self, id: str) -> wire.ContentsView | None:
        """Return an instrument as a tree."""
        return contents(self.law, id)

    def coverage(self) -> list[wire.CoverageView]:
        """Return what norms cover, instrument by instrument."""
        return covered(self._examined_law())

    def _examined_law(self) -> LawViews:
        corpus = self.settings.corpus
        return replace(
            self.law,
            coverage=rows_of(self.book, corpus),
            reviews=reviews_of(self.book, corpus),
        )

    def norms(self) -> list[wire.NormView]:
        """Return all norms."""
        return self.law.norms()

    def norm(self, id: str) -> wire.NormView | None:
        """Return one norm."""
        return self.law.norm(id)

    def facts(self) -> list[wire.FactView]:
        """Return the fact vocabulary, in the order in which to ask."""
        return self.law.facts()

    def concepts(self) -> list[wire.ConceptView]:
        """Return all open concepts."""
        return self.law.concepts()

    def versions(self) -> wire.Versions:
        """Return which corpus and norms answer."""
        return wire.Versions(corpus=self.book.version, norms=self.book.norms_version)

    def close(self) -> None:
        """Let go of the cache."""
        self.cache.close()

    def remembered(self) -> tuple[Counts, Size | None]:
        """Return what the reasoning cache did in this process, and what it holds."""
        return self.cache.counts(), self.cache.size()

    def ready(self) -> bool:
        """Whether advice can be given and provisions found now."""
        return bool(self.retriever.version)


def _profile(path: Path | None, book: Rulebook) -> dict[str, Possible]:
    if path is None:
        return {}
    data = read_yaml(path, path.parent)
    if not isinstance(data, dict):
        raise CorpusError(f"{path.name}:1: a profile is a map of facts")
    return _read(data, path.name, book)


def _read(profile: Mapping[str, Any], source: str, book: Rulebook) -> dict[str, Possible]:
    found: dict[str, Possible] = {}
    for name, value in profile.items():
        try:
            possible = book.vocabulary.read(name, value)
        except RequestError as exc:
            raise CorpusError(f"{source}: {exc}") from exc
        if possible is not None:
            found[name] = possible
    return found


def _unread(answer: wire.Answer, language: str, stated: dict[str, Possible]) -> wire.Answer:
    """Words in another language were not read: only stated facts count, and may decide."""
    limit = wire.Limit(
        topic="language",
        text=f"The words seem to be in another language ({language}) and were not read; "
        "only the stated facts were judged.",
    )
    limits = (limit, *answer.limits)
    if answer.verdict in (wire.Verdict.REFUSE, wire.Verdict.MODIFY):
        return answer.model_copy(update={"limits": limits})
    if answer.verdict is wire.Verdict.PROCEED and stated.keys() >= _DECIDING:
        return answer.model_copy(update={"limits": limits})
    summary = (
        f"The plan seems to be written in another language ({language}), which is not read "
        "offline. State the facts, or describe the plan in English."
    )
    return answer.model_copy(
        update={"verdict": wire.Verdict.ESCALATE, "summary": summary, "limits": limits}
    )


def _partly_read(
    answer: wire.Answer, unread: tuple[str, ...], stated: dict[str, Possible]
) -> wire.Answer:
    """A plan of which a part was not understood gets no leave on the part that was."""
    if answer.verdict is not wire.Verdict.PROCEED or stated.keys() >= _DECIDING:
        return answer
    parts = "; ".join(unread[:3])
    limit = wire.Limit(
        topic="reading",
        text=f"A part of the plan was not understood ({parts}); only the rest was judged.",
    )
    summary = (
        f"A part of the plan was not understood ({parts}). Put that part in plain English, leave "
        "it out, or state the facts."
    )
    return answer.model_copy(
        update={
            "verdict": wire.Verdict.ESCALATE,
            "summary": summary,
            "limits": (limit, *answer.limits),
        }
    )


def _with_reading(answer: wire.Answer, reading: PlanReading, gate: bool) -> wire.Answer:
    """Say in the trace how the words were read."""
    if gate:
        return answer
    details = list(reading.notes)
    if reading.addressed_advisor:
        details.append("the text addresses the advisor or claims an approval: read as data")
    entry = wire.TraceEntry(
        step="read",
        text=f"{len(reading.facts)} facts read from the words, language {reading.language}",
        details=tuple(details),
    )
    return answer.model_copy(update={"trace": (entry, *answer.trace)})
