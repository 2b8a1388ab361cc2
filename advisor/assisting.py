"""The language model's place in an answer: beside the offline reading, never above it.

Each answer is first worked out without a model. What a model reads, argues and writes is judged
by the same code afterwards, and of the two answers the stricter is given.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from advisor import wire
from advisor.answers import answer_of
from advisor.counsel import InferredFact, Json, PlanReading
from advisor.counsel.model import (
    Asker,
    Bounds,
    LiteLLM,
    Masked,
    Masker,
    ModelReading,
    PlanBorder,
    Prompts,
    Spend,
    Step,
    agreeing,
    characterise,
    only_home,
)
from advisor.counsel.model import Endpoint as ModelEndpoint
from advisor.errors import CounselError, ModelUnavailableError
from advisor.hearing import Find, decisive, heard
from advisor.memory import Answer as Remembered
from advisor.memory import Cache
from advisor.offering import with_offers
from advisor.reasoning.decision import Verdict, strictest
from advisor.reasoning.loop import Depth, advise, leads_to
from advisor.reasoning.opinion import Alternative
from advisor.reasoning.plan import Inferred, Plan
from advisor.reasoning.rulebook import Rulebook
from advisor.reasoning.second_reading import as_only_reading, with_second_reading
from advisor.reasoning.values import Members, Possible
from advisor.reasoning.vocabulary import Vocabulary, shown
from advisor.settings import Settings
from advisor.wording import worded

Tell = Callable[[wire.TraceEntry], None]
"""Hears of each step when it is done."""


@dataclass(frozen=True)
class Asked:
    """One plan as the offline steps left it."""

    plan: Plan
    words: str
    payload: Json
    reading: PlanReading | None
    """None where the plan has no words and no payload."""
    as_of: date
    foreign: bool
    """The words are in a language that is not read offline."""
    offline: wire.Answer
    """The answer without a model, with every caution that belongs to it."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What came of reading a plan with a model."""

    answer: wire.Answer
    plan: Plan
    """The plan on which the answer stands."""
    fullest: Plan
    """The plan with all that could be taken from the model."""
    offered: tuple[Inferred, ...]


@dataclass
class Session:
    """What models did for one answer."""

    spend: Spend
    tell: Tell
    trail: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gone: bool = False
    """Nobody answered: nothing more is asked for this answer."""

    def check(self) -> None:
        """Go on only while somebody answers.

        Raises:
            ModelUnavailableError: nobody did before.
        """
        if self.gone:
            raise ModelUnavailableError("not tried, since nobody answered before")

    def lost(self, step: str, why: str, since: int) -> None:
        """Note that a step gave nothing, where the asking itself did not note it."""
        if not any(one.failed for one in self.trail[since:]):
            self.trail.append(Step(step, "", "", why, True))

    @property
    def models(self) -> tuple[str, ...]:
        """The models that answered."""
        return tuple(dict.fromkeys(step.model for step in self.trail if step.model))

    @property
    def failed(self) -> tuple[Step, ...]:
        """What no model answered, and the offline step stood in for."""
        return tuple(step for step in self.trail if step.failed)

    def entries(self, since: int = 0) -> tuple[wire.TraceEntry, ...]:
        """The steps from a number on as a trace shows them, with the spend of the whole answer."""
        steps = tuple(entry_of(step) for step in self.trail[since:])
        if not steps:
            return ()
        spent = wire.TraceEntry(step="spend", text=self.spend.told(), details=tuple(self.notes))
        return (*steps, spent)


def entry_of(step: Step) -> wire.TraceEntry:
    """A step of a model as an entry of the trace."""
    text = f"offline instead: {step.text}" if step.failed else f"{step.model}: {step.text}"
    details = (f"prompt {step.prompt}", f"{step.seconds:.2f} s") if step.prompt else ()
    return wire.TraceEntry(step=f"{step.step} (model)", text=text, details=details)


class CachedAnswers:
    """What models answered, in the cache of decisions but under keys of its own."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def get(self, key: str) -> str | None:
        """The answer under `key`, or None."""
        found = self._cache.get(f"model:{key}")
        return found.value if found is not None and isinstance(found.value, str) else None

    def put(self, key: str, text: str) -> None:
        """Keep an answer. It rests on no norm: it is what a model said to exactly these words."""
        self._cache.put(f"model:{key}", Remembered(text, frozenset()), self._cache.generation())


@dataclass(frozen=True)
class Assistant:
    """Puts a language model to work on answers. Safe to share between threads."""

    book: Rulebook
    asker: Asker
    bounds: Bounds
    horizon_months: int
    masker: Masker
    border: PlanBorder = only_home
    find: Find | None = None
    """Searches the law for counsel; None where nothing can be searched."""

    @classmethod
    def open(
        cls,
        settings: Settings,
        book: Rulebook,
        cache: Cache,
        *,
        border: PlanBorder = only_home,
        masker: Masker | None = None,
        find: Find | None = None,
    ) -> Assistant | None:
        """Return the assistant that the settings ask for; None where they name no model.

        Raises:
            PromptError: a prompt file is wrong.
        """
        endpoints = endpoints_of(settings)
        if not endpoints:
            return None
        prompts = Prompts.load()
        asker = Asker(endpoints, LiteLLM(), prompts, only_home, CachedAnswers(cache))
        bounds = Bounds(
            settings.model_call_seconds,
            settings.model_answer_seconds,
            settings.model_tokens,
            settings.model_cost,
        )
        return cls(
            book,
            asker,
            bounds,
            settings.horizon_months,
            masker or PlanMasker(settings.model_call_seconds),
            border,
            find,
        )

    def session(self, tell: Tell | None = None) -> Session:
        """Begin an answer: its bounds count from now."""
        return Session(Spend(self.bounds), tell or (lambda _: None))

    # One plan ------------------------------------------------------------------------------

    def improve(self, asked: Asked, session: Session) -> wire.Answer:
        """Return the offline answer with what a model can add to it.

        The verdict is never milder than the offline one. Whatever goes wrong, there is an answer.
        """
        here = replace(
            self, asker=replace(self.asker, border=lambda one: self.border(one, asked.plan))
        )
        return here._improved(asked, session)

    def _improved(self, asked: Asked, session: Session) -> wire.Answer:
        steps, answer = len(session.trail), asked.offline
        read = _Read(answer, asked.plan, asked.plan, ())
        if asked.reading is not None:
            with self._step("characterise", session):
                session.check()
                read = self._read_again(asked, session)
                answer = read.answer
        if decisive(answer) and not session.gone:
            with self._step("argue", session):
                answer = self._argued(answer, read.plan, session)
        answer = with_offers(self.book, answer, read.fullest, read.offered, asked.as_of)
        with self._step("draft", session):
            session.check()
            answer = worded(
                answer,
                self.book.library,
                self.asker,
                self.masker,
                session.spend,
                session.trail,
                session.notes,
            )
        lost = [step for step in session.trail[steps:] if step.failed]
        limits = (*_limits(lost), *answer.limits)
        trace = (*answer.trace, *session.entries(steps))
        return answer.model_copy(update={"limits": limits, "trace": trace})

    @contextmanager
    def _step(self, name: str, session: Session) -> Iterator[None]:
        """A step that may fail: the answer then stays as it was before. It is told either way."""
        before = len(session.trail)
        try:
            yield
        except ModelUnavailableError as exc:
            # Nobody there: the later steps do not wait for the same once more.
            session.gone = True
            session.lost(name, str(exc), before)
        except CounselError as exc:
            session.lost(name, str(exc), before)
        finally:
            for step in session.trail[before:]:
                session.tell(entry_of(step))

    def _read_again(self, asked: Asked, session: Session) -> _Read:
        answer = asked.offline
        assert asked.reading is not None
        read = self._read(asked, session)
        entries = _inferred(read.facts, self.book.vocabulary)
        plan = _agreed(asked.plan, entries)
        alone = asked.foreign and asked.offline.verdict is wire.Verdict.ESCALATE
        if alone:
            second = as_only_reading(self.book, plan, entries)
        else:
            second = with_second_reading(self.book, plan, entries, asked.as_of)
        used = asked.plan
        if second.taken or second.doubted:
            before = None if alone else asked.plan
            other = self._answer(self.book, second.plan, asked.as_of, before)
            if stands_in(answer, other):
                answer, used = _in_place(answer, other, alone), second.plan
        else:
            answer = _surer(answer, asked.plan, plan)
        offered = (*second.left, *(second.taken if alone or asked.reading.unread else ()))
        return _Read(answer, used, second.plan, offered)

    def _argued(self, answer: wire.Answer, plan: Plan, session: Session) -> wire.Answer:
        """The answer under the grounds that a model found, where it is nowhere milder."""
        book = heard(
            self.book,
            answer,
            self.find,
            self.asker,
            session.spend,
            session.trail,
            session.notes,
        )
        other = self._answer(book, plan, answer.meta.as_of, plan)
        if stands_in(answer, other):
            return _in_place(answer, other, False)
        session.notes.append("the grounds found would make the answer milder: it stays as it was")
        return answer

    def _answer(self, book: Rulebook, plan: Plan, as_of: date, before: Plan | None) -> wire.Answer:
        """The answer to a plan; its alternatives are held against another reading of it.

        What a model read or argued must not make a change look sufficient that is not.
        """
        advice = advise(book, plan, as_of, Depth(horizon_months=self.horizon_months))
        if before is not None:
            ways = advice.opinion.alternatives
            kept = tuple(one for one in ways if self._helps(one, before, as_of))
            if kept != ways:
                advice = replace(advice, opinion=replace(advice.opinion, alternatives=kept))
        return answer_of(advice, as_of, gate=False)

    def _read(self, asked: Asked, session: Session) -> ModelReading:
        """Have the plan read; in another language twice, by prompts that do not see each other."""

        def once(prompt: str) -> ModelReading:
            return characterise(
                self.asker,
                self.book.vocabulary,
                asked.words,
                asked.payload,
                self.masker,
                session.spend,
                session.trail,
                prompt=prompt,
            )

        read = once("characterise")
        if asked.foreign:
            read = agreeing(read, once("characterise-again"), self.book.vocabulary)
        session.notes += [f"not taken: {note}" for note in read.notes]
        return read

    def _helps(self, way: Alternative, plan: Plan, as_of: date) -> bool:
        changed = {**way.changes, **way.settles}
        then = replace(
            plan,
            stated={**plan.stated, **changed},
            unstated=plan.unstated - changed.keys(),
            inferred=tuple(one for one in plan.inferred if one.fact not in changed),
        )
        return leads_to(self.book, then, as_of) is Verdict.PROCEED


class PlanMasker:
    """Takes personal identifiers out of plans. What it needs is loaded beside everything else."""

    def __init__(self, seconds: float) -> None:
        """Begin to load; a text waits for it at most so many seconds."""
        self._seconds = seconds
        self._loaded: list[Masker] = []
        self._loading = threading.Thread(target=self._load, name="masking", daemon=True)
        self._loading.start()

    def _load(self) -> None:
        from advisor.counsel.masking import Masker as Identifiers

        masker = Identifiers()
        masker.mask_all(("",))
        self._loaded.append(masker)

    def mask_all(self, texts: tuple[str, ...]) -> tuple[Masked, ...]:
        """Return the texts of one request with stable placeholders.

        Raises:
            ModelUnavailableError: nothing can be masked yet, so nothing may leave.
        """
        self._loading.join(self._seconds)
        if not self._loaded:
            raise ModelUnavailableError("identifiers cannot be masked yet")
        return self._loaded[0].mask_all(texts)


def endpoints_of(settings: Settings) -> tuple[ModelEndpoint, ...]:
    """The model that the settings name, and the one that stands in for it."""
    found: list[ModelEndpoint] = []
    if settings.model:
        key = settings.model_api_key
        found.append(
            ModelEndpoint(
                settings.model,
                settings.model_api_base,
                key.get_secret_value() if key else None,
                settings.model_country,
            )
        )
    if settings.model and settings.model_fallback:
        key = settings.model_fallback_api_key
        same = (
            settings.model_fallback_api_base is None
            and settings.model_fallback.partition("/")[0] == settings.model.partition("/")[0]
        )
        if key is None and same:
            key = settings.model_api_key
        found.append(
            ModelEndpoint(
                settings.model_fallback,
                settings.model_api_base if same else settings.model_fallback_api_base,
                key.get_secret_value() if key else None,
                settings.model_country if same else settings.model_fallback_country,
            )
        )
    return tuple(found)


# Two answers ---------------------------------------------------------------------------------


def stands_in(offline: wire.Answer, other: wire.Answer) -> bool:
    """Say whether another answer may be given in place of the offline one.

    It is nowhere milder: not in its verdict, not in what blocks, not in what to do.
    """
    verdicts = [Verdict(offline.verdict.value), Verdict(other.verdict.value)]
    if strictest(verdicts) is not verdicts[1]:
        return False
    if {one.norm for one in offline.blocking} - {one.norm for one in other.blocking}:
        return False
    if other.verdict is wire.Verdict.MODIFY and not other.alternatives:
        return False
    if other.verdict is wire.Verdict.PROCEED:
        return {one.id for one in offline.conditions} <= {one.id for one in other.conditions}
    return True


def _surer(answer: wire.Answer, before: Plan, now: Plan) -> wire.Answer:
    """The same answer, surer of the facts in which both readings agree."""
    used = [(old, new) for old, new in zip(before.inferred, now.inferred, strict=True)]
    used = [(old, new) for old, new in used if old.fact not in before.stated]
    if not used:
        return answer
    gain = min(new.confidence for _, new in used) / min(old.confidence for old, _ in used)
    sure = {new.fact: round(new.confidence, 3) for _, new in used}
    inferred = tuple(
        one.model_copy(update={"confidence": sure.get(one.fact, one.confidence)})
        for one in answer.facts.inferred
    )
    report = answer.facts.model_copy(update={"inferred": inferred})
    confidence = min(round(answer.confidence * gain, 3), 1.0)
    return answer.model_copy(update={"confidence": confidence, "facts": report})


def _in_place(offline: wire.Answer, other: wire.Answer, alone: bool) -> wire.Answer:
    """The other answer, with the cautions that the offline one gave."""
    before = () if alone else offline.limits
    limits = {(one.topic, one.text): one for one in (*before, *other.limits)}
    if alone:
        text = (
            "The words are in another language. A language model read them, twice; what it read "
            "may forbid and ask, and permits nothing."
        )
        limits = {("language", text): wire.Limit(topic="language", text=text), **limits}
    read = tuple(entry for entry in offline.trace if entry.step == "read")
    return other.model_copy(
        update={"limits": tuple(limits.values()), "trace": (*read, *other.trace)}
    )


def _limits(lost: Sequence[Step]) -> tuple[wire.Limit, ...]:
    if not lost:
        return ()
    named = ", ".join(dict.fromkeys(step.step for step in lost))
    text = f"The language model gave nothing to use for: {named}. The offline steps stood in."
    return (wire.Limit(topic="reasoner", text=text),)


# Facts ---------------------------------------------------------------------------------------


def _inferred(facts: Sequence[InferredFact], vocabulary: Vocabulary) -> tuple[Inferred, ...]:
    """What a model read, as the loop takes it: lists as lower bounds, member by member."""
    found: dict[tuple[str, object], Inferred] = {}
    for fact in facts:
        possible = vocabulary.read(fact.fact, fact.value)
        if possible is None:
            continue
        if isinstance(possible, Members):
            parts = possible.sure if vocabulary[fact.fact].values else {None}
            for part in sorted(parts, key=str):
                sure = possible.sure if part is None else frozenset({part})
                key = (fact.fact, sure)
                bound = Members(sure, None)
                found.setdefault(key, Inferred(fact.fact, bound, fact.confidence, fact.evidence))
        else:
            entry = Inferred(fact.fact, possible, fact.confidence, fact.evidence)
            found.setdefault((fact.fact, shown_key(possible)), entry)
    return tuple(found.values())


def shown_key(value: Possible) -> str:
    """A value as something that can be compared."""
    return repr(shown(value))


def _agreed(plan: Plan, entries: Sequence[Inferred]) -> Plan:
    """The plan with more confidence in what both readings state."""
    same = {(one.fact, shown_key(one.value)) for one in entries}
    return replace(
        plan,
        inferred=tuple(
            replace(one, confidence=1 - (1 - one.confidence) / 2)
            if (one.fact, shown_key(one.value)) in same
            else one
            for one in plan.inferred
        ),
    )
