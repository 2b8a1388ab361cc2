"""The language model's place in an answer: beside the offline reading, never above it.

Each answer is first worked out without a model. What a model reads, argues and writes is judged
by the same code afterwards, and of the two answers the stricter is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from advisor import wire
from advisor.answers import answer_of
from advisor.counsel import InferredFact, Json, PlanReading
from advisor.counsel.model import (
    Asker,
    Bounds,
    LiteLLM,
    Masker,
    ModelReading,
    Open,
    Prompts,
    Spend,
    Step,
    agreeing,
    characterise,
    only_home,
)
from advisor.counsel.model import Endpoint as ModelEndpoint
from advisor.counsel.model.privacy import Border
from advisor.errors import CounselError, ModelUnavailableError
from advisor.memory import Answer as Remembered
from advisor.memory import Cache
from advisor.reasoning.decision import Verdict, strictest
from advisor.reasoning.loop import Advice, Depth, advise
from advisor.reasoning.opinion import Alternative
from advisor.reasoning.plan import Inferred, Plan
from advisor.reasoning.rulebook import Rulebook
from advisor.reasoning.second_reading import as_only_reading, with_second_reading
from advisor.reasoning.values import Choice, Members, Possible
from advisor.reasoning.vocabulary import Vocabulary, shown
from advisor.settings import Settings

_MOST_OFFERED = 6
_DECIDING = ("purpose", "operations", "subjects.located_in")
_FAULTS = (ModelUnavailableError, CounselError)

Tell = Callable[[wire.TraceEntry], None]
"""Hears of each step when it is done."""


@dataclass(frozen=True)
class Asked:
    """One plan as the offline steps left it."""

    plan: Plan
    words: str
    payload: Json
    reading: PlanReading
    as_of: date
    foreign: bool
    """The words are in a language that is not read offline."""
    offline: wire.Answer
    """The answer without a model, with every caution that belongs to it."""


@dataclass
class Session:
    """What models did for one answer."""

    spend: Spend
    tell: Tell
    trail: list[Step] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

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
    details = (f"prompt {step.prompt}", f"{step.seconds:.2f} s")
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
    masker: Masker = Open

    @classmethod
    def open(
        cls,
        settings: Settings,
        book: Rulebook,
        cache: Cache,
        *,
        border: Border = only_home,
        masker: Masker = Open,
    ) -> Assistant | None:
        """Return the assistant that the settings ask for; None where they name no model.

        Raises:
            PromptError: a prompt file is wrong.
        """
        endpoints = endpoints_of(settings)
        if not endpoints:
            return None
        prompts = Prompts.load()
        asker = Asker(endpoints, LiteLLM(), prompts, border, CachedAnswers(cache))
        bounds = Bounds(
            settings.model_call_seconds,
            settings.model_answer_seconds,
            settings.model_tokens,
            settings.model_cost,
        )
        return cls(book, asker, bounds, settings.horizon_months, masker)

    def session(self, tell: Tell | None = None) -> Session:
        """Begin an answer: its bounds count from now."""
        return Session(Spend(self.bounds), tell or (lambda _: None))

    # One plan ------------------------------------------------------------------------------

    def improve(self, asked: Asked, session: Session) -> wire.Answer:
        """Return the offline answer with what a model can add to it.

        The verdict is never milder than the offline one. Whatever goes wrong, there is an answer.
        """
        steps = len(session.trail)
        answer = self._improved(asked, session)
        done = session.trail[steps:]
        lost = [step for step in done if step.failed]
        limits = (*_limits(lost), *answer.limits)
        trace = (*answer.trace, *session.entries(steps))
        return answer.model_copy(update={"limits": limits, "trace": trace})

    def _improved(self, asked: Asked, session: Session) -> wire.Answer:
        answer = asked.offline
        try:
            read = self._read(asked, session)
        except _FAULTS:
            return answer
        finally:
            _tell(session, 1 if not asked.foreign else 2)
        entries = _inferred(read.facts, self.book.vocabulary)
        plan = _agreed(asked.plan, entries)
        alone = asked.foreign and not asked.plan.inferred
        if alone and asked.offline.verdict is wire.Verdict.ESCALATE:
            second = as_only_reading(self.book, plan, entries)
        else:
            second = with_second_reading(self.book, plan, entries, asked.as_of)
        advice = self._advise(second.plan, asked.as_of)
        other = answer_of(advice, asked.as_of, gate=False)
        if not alone:
            advice, other = self._holding(advice, other, asked)
        if stands_in(asked.offline, other):
            answer = _in_place(asked.offline, other, alone)
        offered = (*second.left, *(second.taken if alone or asked.reading.unread else ()))
        return self._offer(answer, second.plan, offered, asked.as_of)

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

    def _advise(self, plan: Plan, as_of: date) -> Advice:
        return advise(self.book, plan, as_of, Depth(horizon_months=self.horizon_months))

    def _holding(
        self, advice: Advice, answer: wire.Answer, asked: Asked
    ) -> tuple[Advice, wire.Answer]:
        """The answer with those alternatives only that also help the plan as it is read offline.

        A fact that a model read must not make a change look sufficient that is not.
        """
        kept = tuple(
            one for one in advice.opinion.alternatives if self._helps(one, asked.plan, asked.as_of)
        )
        if kept == advice.opinion.alternatives:
            return advice, answer
        opinion = replace(advice.opinion, alternatives=kept)
        advice = replace(advice, opinion=opinion)
        return advice, answer_of(advice, asked.as_of, gate=False)

    def _helps(self, way: Alternative, plan: Plan, as_of: date) -> bool:
        changed = {**way.changes, **way.settles}
        then = replace(
            plan,
            stated={**plan.stated, **changed},
            unstated=plan.unstated - changed.keys(),
            inferred=tuple(one for one in plan.inferred if one.fact not in changed),
        )
        found = advise(self.book, then, as_of, Depth(gate=True)).opinion
        return found.verdict is Verdict.PROCEED

    # What only a human can confirm --------------------------------------------------------------

    def _offer(
        self, answer: wire.Answer, plan: Plan, left: Sequence[Inferred], as_of: date
    ) -> wire.Answer:
        """Put as questions what a model read and what was not taken on its word."""
        if answer.verdict is not wire.Verdict.ESCALATE:
            return answer
        stated = {*plan.stated, *plan.unstated}
        ranked = sorted(
            (one for one in left if one.fact not in stated),
            key=lambda one: _DECIDING.index(one.fact) if one.fact in _DECIDING else len(_DECIDING),
        )
        best = dict(_confirmed(ranked))
        if not best:
            return answer
        questions = {question.fact: question for question in answer.facts.questions}
        evidence = {one.fact: one.evidence for one in ranked}
        for fact in list(best)[:_MOST_OFFERED]:
            offered = self._question(fact, best, plan, evidence[fact], as_of)
            known = questions.get(fact)
            if known is None:
                questions[fact] = offered
            else:
                because = f"{known.matters_because}; {offered.matters_because}"
                questions[fact] = known.model_copy(update={"matters_because": because})
        report = answer.facts.model_copy(update={"questions": tuple(questions.values())})
        return answer.model_copy(update={"facts": report})

    def _question(
        self, fact: str, best: dict[str, Possible], plan: Plan, evidence: str, as_of: date
    ) -> wire.Question:
        kind = self.book.vocabulary[fact]
        label = self.book.vocabulary.label(fact, best[fact])
        answers = {_key(best[fact]): (best[fact], label)}
        if isinstance(best[fact], Choice):
            for value in kind.domain():
                if len(kind.domain()) == 2 and value not in best[fact].options:  # type: ignore[union-attr]
                    other = Choice(frozenset({value}))
                    answers[_key(other)] = (other, kind.label_one(value))
        forks = {
            key: self._if_confirmed({**best, fact: value}, plan, as_of)
            for key, (value, _) in answers.items()
        }
        return wire.Question(
            fact=fact,
            question=kind.question,
            matters_because=f"a language model reads “{evidence}” as: {label}; that is to be "
            "confirmed",
            if_={key: verdict.value for key, verdict in forks.items()},
            labels={key: label for key, (_, label) in answers.items()},
        )

    def _if_confirmed(self, facts: dict[str, Possible], plan: Plan, as_of: date) -> Verdict:
        then = replace(
            plan,
            stated={**facts, **plan.stated},
            inferred=tuple(one for one in plan.inferred if one.fact not in facts),
            doubted=(),
        )
        return advise(self.book, then, as_of, Depth(gate=True)).opinion.verdict


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


def _confirmed(left: Sequence[Inferred]) -> dict[str, Possible]:
    """What would be stated if a human confirmed all of it."""
    found: dict[str, Possible] = {}
    for one in left:
        before = found.get(one.fact)
        if isinstance(one.value, Members):
            sure = one.value.sure | (before.sure if isinstance(before, Members) else frozenset())
            found[one.fact] = Members(sure, sure)
        elif before is None:
            found[one.fact] = one.value
    return found


def _key(value: Possible) -> str:
    plain = value.plain()
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, list):
        return ",".join(plain) or "none"
    return str(plain)


def _tell(session: Session, last: int) -> None:
    for step in session.trail[-last:]:
        session.tell(entry_of(step))
