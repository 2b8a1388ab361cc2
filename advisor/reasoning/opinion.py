"""The opinion: what the advisor says, every part with the provisions it stands on.

Field names follow the wire contract, so that translating to JSON adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from advisor.law.identifiers import ProvisionId
from advisor.reasoning.decision import Verdict
from advisor.reasoning.rulebook import When
from advisor.reasoning.values import Possible

Citations = tuple[ProvisionId, ...]


@dataclass(frozen=True, slots=True)
class Blocking:
    """A norm that the plan breaches for certain."""

    norm: str
    title: str
    why: str
    facts: tuple[str, ...]
    citations: Citations


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that must be done before, during or after the action."""

    id: str
    text: str
    when: When
    blocking: bool
    citations: Citations
    advice: bool = False
    """Asked for by guidance, not by law."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A changed plan that was judged afresh and reaches `verdict`."""

    title: str
    changes: dict[str, Possible]
    settles: dict[str, Possible]
    make_sure: tuple[str, ...]
    verdict: Verdict
    cost: float
    citations: Citations
    levers: tuple[str, ...]
    narrows: bool = False
    """Leaves people, data or a country out of the plan."""


@dataclass(frozen=True, slots=True)
class WeighedGround:
    """A reason for a reading."""

    canon: str
    weight: str
    text: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class WeighedReading:
    """A reading with its weight, what it says of this plan, and the verdict that it leads to."""

    id: str
    text: str
    weight: float
    outcome: str
    verdict: Verdict
    grounds: tuple[WeighedGround, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """An open concept that this plan raises."""

    concept: str
    question: str
    decisive: bool
    readings: tuple[WeighedReading, ...]
    settled_by: str
    """Reading or binding authority that carries the outcome; empty where it is contested."""
    movement: str
    would_settle: str


@dataclass(frozen=True, slots=True)
class Fork:
    """What one answer to a question leads to, the other open questions at their best."""

    answer: str
    label: str
    verdict: Verdict
    remaining: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that can change the verdict and is not known."""

    fact: str
    question: str
    matters_because: str
    forks: tuple[Fork, ...]
    citations: Citations

    @property
    def remaining(self) -> tuple[str, ...]:
        """Facts that stay open after the best answer."""
        left = (f.remaining for f in self.forks if f.verdict is Verdict.PROCEED)
        return min(left, key=len, default=())


@dataclass(frozen=True, slots=True)
class Coming:
    """A date on which the law changes for this plan, facts held constant."""

    date: date
    change: str
    verdict_then: Verdict
    citations: Citations


@dataclass(frozen=True, slots=True)
class Unexamined:
    """Law outside the corpus that may decide."""

    topic: str
    text: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sources that disagree about a fact, and what was done about it."""

    fact: str
    text: str
    stated: Possible | None = None
    read: Possible | None = None
    evidence: str = ""
    citations: Citations = ()


@dataclass(frozen=True, slots=True)
class TraceEntry:
    """What one step of the loop did."""

    step: str
    did: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opinion:
    """The whole answer to a plan, before it is given an id and a receipt."""

    verdict: Verdict
    confidence: float
    summary: str
    blocking: tuple[Blocking, ...]
    conditions: tuple[Condition, ...]
    alternatives: tuple[Alternative, ...]
    issues: tuple[Issue, ...]
    regimes: tuple[tuple[str, Verdict], ...]
    questions: tuple[Question, ...]
    horizon: tuple[Coming, ...]
    notice: str
    limits: tuple[Unexamined, ...]
    conflicts: tuple[Conflict, ...]
    basis: Citations
    """Provisions that carry the verdict where nothing blocks: what is met, or leaves it free."""
    trace: tuple[TraceEntry, ...] = field(default=())

    def citations(self) -> Citations:
        """Every provision and authority that the opinion cites, carrying ones first."""
        groups: list[Citations] = [item.citations for item in self.blocking]
        groups += [item.citations for item in self.conflicts]
        groups.append(self.basis)
        groups += [item.citations for item in self.questions]
        groups += [item.citations for item in self.conditions]
        groups += [item.citations for item in self.alternatives]
        groups += [g.citations for i in self.issues for r in i.readings for g in r.grounds]
        groups += [item.citations for item in self.horizon]
        groups += [item.citations for item in self.limits]
        return tuple(dict.fromkeys(name for group in groups for name in group))
