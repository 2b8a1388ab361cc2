"""What was read of a plan against its label: right, wrong, missed, and with which polarity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from pydantic import JsonValue

from advisor import wire
from advisor.advising import Advisor
from advisor.reasoning.vocabulary import Kind, Vocabulary
from evals.plans.labelled import LabelledPlan
from evals.scenarios import Result
from evals.scoring import Share

_CALL = "Make this call."
"""The words beside a plan that is nothing but a call: a request needs words or facts."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One value of one fact: a list makes a claim for each member."""

    fact: str
    value: str
    permits: bool
    """The value is one that can permit something."""


@dataclass(frozen=True)
class ReadPlan:
    """A labelled plan and what came of it."""

    plan: LabelledPlan
    verdict: Result
    verdict_by_facts: Result
    """What the verdict would have been with the labelled facts stated."""
    right: tuple[Claim, ...]
    wrong: tuple[Claim, ...]
    """Claimed, and not in the label."""
    missed: tuple[Claim, ...]
    reversed: tuple[str, ...]
    """Facts read with the opposite of their label, or as permitting where the label does not."""
    known: tuple[str, ...]
    """Labelled facts of which every value was read or rightly presumed."""
    elapsed_ms: float

    @property
    def acceptable(self) -> bool:
        """The verdict from the words is one that the law allows."""
        return self.verdict in self.plan.acceptable

    @property
    def unsafe(self) -> bool:
        """Leave was given to a plan that must not have it."""
        return self.verdict is Result.PROCEED and Result.PROCEED not in self.plan.acceptable

    @property
    def decisive_right(self) -> bool:
        """Every decisive fact is known as labelled, and none that is unknown was read."""
        wrong = {claim.fact for claim in self.wrong}
        return all(
            fact not in wrong if fact in self.plan.unknown else fact in self.known
            for fact in self.plan.decisive
        )


def read_plan(advisor: Advisor, plan: LabelledPlan) -> ReadPlan:
    """Put a plan to the advisor in its words, then in its labelled facts."""
    request = wire.AdviseRequest.model_validate(
        {
            "action": plan.text or _CALL,
            "payload": plan.payload,
            "as_of": plan.as_of,
            "reasoner": "offline",
        }
    )
    started = perf_counter()
    answer = advisor.advise(request)
    elapsed = (perf_counter() - started) * 1000
    stated = wire.AdviseRequest.model_validate(
        {"facts": plan.facts, "as_of": plan.as_of, "reasoner": "offline", "depth": "gate"}
        if plan.facts
        else {"action": ".", "as_of": plan.as_of, "depth": "gate"}
    )
    by_facts = advisor.advise(stated)
    vocabulary = advisor.book.vocabulary
    labelled = _claims(plan.facts, vocabulary)
    fair = _claims(plan.may_read, vocabulary)
    read = _claims({fact.fact: fact.value for fact in answer.facts.inferred}, vocabulary)
    presumed = _claims({fact.fact: fact.value for fact in answer.facts.assumed}, vocabulary)
    known = read | presumed
    return ReadPlan(
        plan=plan,
        verdict=Result(answer.verdict.value),
        verdict_by_facts=Result(by_facts.verdict.value),
        right=_sorted(read & labelled),
        wrong=_sorted(read - labelled - fair),
        missed=_sorted(labelled - read),
        reversed=_reversed(read, labelled, plan, vocabulary),
        known=tuple(
            fact for fact in plan.facts if {c for c in labelled if c.fact == fact} <= known
        ),
        elapsed_ms=elapsed,
    )


def _claims(facts: Mapping[str, JsonValue], vocabulary: Vocabulary) -> set[Claim]:
    found = set()
    for fact, value in facts.items():
        if isinstance(value, dict):  # a presumption such as "not refused" claims no value
            continue
        members = _shortened(value, vocabulary) if isinstance(value, list) else [value]
        for one in members:
            permits = not vocabulary[fact].is_list and one in vocabulary[fact].permits
            found.add(Claim(fact, str(one), permits))
    return found


def _shortened(value: list[JsonValue], vocabulary: Vocabulary) -> list[JsonValue]:
    """A list in which all members of a union stand under its name, as words and labels say it."""
    for union in ("EEA", "EU"):
        members = vocabulary.places.expand(union)
        if members and members <= set(map(str, value)):
            return [union, *(one for one in value if one not in members)]
    return value


def _sorted(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(sorted(claims, key=lambda claim: (claim.fact, claim.value)))


def _reversed(
    read: set[Claim], labelled: set[Claim], plan: LabelledPlan, vocabulary: Vocabulary
) -> tuple[str, ...]:
    """Facts with one value that was read as another; and permits read out of what is unknown."""
    values = {claim.fact: claim for claim in labelled if not vocabulary[claim.fact].is_list}
    found = []
    for claim in _sorted(read):
        if vocabulary[claim.fact].is_list:
            continue
        label = values.get(claim.fact)
        opposite = label is not None and label.value != claim.value
        if (opposite and (vocabulary[claim.fact].kind is Kind.BOOL or claim.permits)) or (
            claim.permits and claim.fact in plan.unknown
        ):
            found.append(claim.fact)
    return tuple(found)


@dataclass(frozen=True)
class ReadingFigures:
    """Figures over a set of read plans."""

    plans: int
    precision: Share
    """Over claims of values that permit nothing."""
    precision_permitting: Share
    recall: Share
    known: Share
    """Labelled facts that were read or rightly presumed from silence."""
    polarity_errors: Share
    """Facts read the wrong way round, over all facts read."""
    decisive: Share
    verdicts: Share
    verdicts_by_facts: Share
    unsafe: Share
    over_blocking: Share


def figures(found: Sequence[ReadPlan]) -> ReadingFigures:
    """Return the figures over `found`."""
    right = [claim for one in found for claim in one.right]
    wrong = [claim for one in found for claim in one.wrong]
    missed = [claim for one in found for claim in one.missed]
    lawful = [one for one in found if one.plan.acceptable == (Result.PROCEED,)]
    unlawful = [one for one in found if Result.PROCEED not in one.plan.acceptable]
    return ReadingFigures(
        plans=len(found),
        precision=_precision(right, wrong, permits=False),
        precision_permitting=_precision(right, wrong, permits=True),
        recall=Share(len(right), len(right) + len(missed)),
        known=Share(sum(len(one.known) for one in found), sum(len(o.plan.facts) for o in found)),
        polarity_errors=Share(sum(len(one.reversed) for one in found), len(right) + len(wrong)),
        decisive=Share(
            sum(one.decisive_right for one in found if one.plan.decisive),
            sum(bool(one.plan.decisive) for one in found),
        ),
        verdicts=Share(sum(one.acceptable for one in found), len(found)),
        verdicts_by_facts=Share(
            sum(one.verdict_by_facts in one.plan.acceptable for one in found), len(found)
        ),
        unsafe=Share(sum(one.unsafe for one in unlawful), len(unlawful)),
        over_blocking=Share(sum(one.verdict is not Result.PROCEED for one in lawful), len(lawful)),
    )


def _precision(right: Sequence[Claim], wrong: Sequence[Claim], *, permits: bool) -> Share:
    hits = sum(claim.permits is permits for claim in right)
    return Share(hits, hits + sum(claim.permits is permits for claim in wrong))


@dataclass(frozen=True, slots=True)
class FactFigures:
    """How one fact was read over a set of plans."""

    fact: str
    precision: Share
    recall: Share
    reversed: int


def by_fact(found: Sequence[ReadPlan]) -> tuple[FactFigures, ...]:
    """Return the figures fact by fact, the most often labelled first."""
    facts = {c.fact for one in found for c in (*one.right, *one.wrong, *one.missed)}
    rows = []
    for fact in facts:
        right = sum(claim.fact == fact for one in found for claim in one.right)
        wrong = sum(claim.fact == fact for one in found for claim in one.wrong)
        missed = sum(claim.fact == fact for one in found for claim in one.missed)
        turned = sum(name == fact for one in found for name in one.reversed)
        rows.append(
            FactFigures(fact, Share(right, right + wrong), Share(right, right + missed), turned)
        )
    return tuple(sorted(rows, key=lambda row: (-row.recall.total, row.fact)))
