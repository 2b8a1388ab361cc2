"""An opinion in the order in which it is read: verdict, reasons, proof."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from advisor.service.ask_form import posted_of
from advisor.service.figures import (
    Chain,
    Figure,
    Node,
    TimeLine,
    argument,
    narrow_argument,
    time_line,
)
from advisor.service.plan_spans import ReadPlan, read_plan
from advisor.service.rendering import address, anchor, capital, words
from advisor.wire import (
    Alternative,
    Citation,
    ExaminedNorm,
    FactView,
    Question,
    StoredAnswer,
    Verdict,
)

DRAWN_NORMS = 5
DRAWN_BESIDE = 1
"""How many norms are drawn beside those that are breached or open."""
DRAWN_FACTS = 3
DRAWN_PROVISIONS = 2
LONGEST_ADDRESS = 6_000
MOST_FORKS = 5


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact that the opinion went by, and on whose word."""

    fact: str
    meaning: str
    value: str
    source: str
    """stated, profile, inferred or assumed."""
    note: str
    first: bool = True
    """Whether no surer source speaks of the same fact."""
    confidence: int | None = None
    """In 100; only of what was read."""


@dataclass(frozen=True, slots=True)
class Fork:
    """Answers to a question, and the verdict to which each of them leads."""

    answers: tuple[str, ...]
    verdict: str


class OpinionView:
    """What the page of an opinion shows, worked out from the answer as it was given."""

    def __init__(
        self,
        answer: StoredAnswer,
        vocabulary: Sequence[FactView],
        cite_of: Callable[[str], str],
    ) -> None:
        self.answer = answer
        self._vocabulary = {fact.fact: fact for fact in vocabulary}
        self._cite_of = cite_of
        self._citations = {citation.id: citation for citation in answer.citations}

    def citation(self, identifier: str) -> Citation | None:
        """Return a citation with its text, if the answer carries it."""
        return self._citations.get(identifier)

    def meaning(self, fact: str) -> str:
        """Say what a fact is about."""
        known = self._vocabulary.get(fact)
        text = known.meaning if known and known.meaning else fact
        return capital(text)

    def telling(self, facts: Iterable[str]) -> list[FactLine]:
        """Return those of `facts` that were known rather than assumed, the first few."""
        wanted = set(facts)
        return [line for line in self.known_facts if line.fact in wanted][:DRAWN_FACTS]

    def value(self, fact: str, value: object) -> str:
        """Write a value of a fact in plain words."""
        known = self._vocabulary.get(fact)
        # A label of a bool repeats its meaning, so that yes or no says more.
        return words(value, known.labels if known and known.type != "bool" else None)

    def change(self, fact: str, change: object) -> str:
        """Say to what an alternative changes a fact."""
        if isinstance(change, Mapping) and len(change) == 1:
            how, what = next(iter(change.items()))
            if how == "remove":
                return f"without {self.value(fact, what)}"
            if how == "add":
                return f"also {self.value(fact, what)}"
            if how == "eea_only":
                return "only countries in the EEA"
        return self.value(fact, change)

    def was(self, fact: str) -> str:
        """Say how a fact was taken before a change; nothing where it was not known."""
        return next((line.value for line in self.facts if line.fact == fact), "")

    def ask_with(self, alternative: Alternative) -> str | None:
        """Return the address of the Ask page filled with a changed plan, if it can be."""
        changes = {**alternative.changes, **alternative.settles}
        if not all(isinstance(change, str | bool | int | list) for change in changes.values()):
            return None
        request = self.answer.request
        changed = request.model_copy(update={"facts": {**request.facts, **changes}})
        there = f"/?{urlencode(posted_of(changed), doseq=True)}"
        return there if changes and len(there) <= LONGEST_ADDRESS else None

    def forks(self, question: Question) -> list[Fork]:
        """Return what each answer leads to; many answers are put together by verdict."""
        labelled = [(self._answer(question, key), verdict) for key, verdict in question.if_.items()]
        if len(labelled) <= MOST_FORKS:
            return [Fork((label,), verdict) for label, verdict in labelled]
        together: dict[str, list[str]] = {}
        for label, verdict in labelled:
            together.setdefault(verdict, []).append(label)
        return [Fork(tuple(labels), verdict) for verdict, labels in together.items()]

    def _answer(self, question: Question, key: str) -> str:
        none = "none" if key == "[]" else ""
        return question.labels.get(key) or none or self.value(question.fact, key)

    @cached_property
    def taken(self) -> dict[str, str]:
        """How each fact read from the plan was taken, in words."""
        return {line.fact: line.value for line in self.facts if line.source == "inferred"}

    @cached_property
    def plan(self) -> ReadPlan:
        """The words of the plan with what was read from them."""
        groups = {name: fact.group for name, fact in self._vocabulary.items()}
        return read_plan(
            self.answer.request.action or "",
            self.answer.facts.inferred,
            group_of=lambda fact: groups.get(fact, ""),
            meaning_of=self.meaning,
            value_of=lambda read: (
                self._line(read.fact, read.value, "inferred", "", read.label).value
            ),
        )

    @cached_property
    def carrying(self) -> Citation | None:
        """The one provision that carries the verdict."""
        answer = self.answer
        ranked: list[str] = []
        for blocking in answer.blocking:
            ranked += blocking.citations
        if answer.verdict is Verdict.ESCALATE:
            for question in answer.facts.questions:
                ranked += question.citations
            for issue in answer.issues:
                for reading in issue.readings:
                    for ground in reading.grounds:
                        ranked += ground.citations
            for limit in answer.limits:
                ranked += limit.citations
        for examined in answer.examined:
            if examined.status in ("met", "permitted"):
                ranked += examined.citations
        for condition in answer.conditions:
            ranked += condition.citations
        for identifier in [*ranked, *self._citations]:
            if identifier in self._citations:
                return self._citations[identifier]
        return None

    @cached_property
    def before_acting(self) -> list[tuple[str, str]]:
        """What the page holds below the verdict: places and their names, with counts."""
        answer = self.answer
        parts = (
            ("why", len(answer.blocking), "reason", "reasons"),
            ("changes", len(answer.alternatives), "way to change it", "ways to change it"),
            ("conditions", len(answer.conditions), "condition", "conditions"),
            ("questions", len(answer.facts.questions), "open question", "open questions"),
            ("readings", len(answer.issues), "point of reading", "points of reading"),
            ("steps", len(answer.steps), "step", "steps"),
            ("horizon", len(answer.horizon), "coming change", "coming changes"),
            ("limits", len(answer.limits), "limit", "limits"),
        )
        return [
            (place, f"{count} {one if count == 1 else many}")
            for place, count, one, many in parts
            if count
        ]

    @cached_property
    def facts(self) -> list[FactLine]:
        """The facts gone by, most certain source first."""
        report = self.answer.facts
        lines = [self._line(fact, value, "stated", "") for fact, value in report.stated.items()]
        lines += [
            self._line(fact, value, "profile", "always so for this operator")
            for fact, value in report.profile.items()
        ]
        lines += [
            replace(
                self._line(
                    entry.fact, entry.value, "inferred", _evidence(entry.evidence), entry.label
                ),
                confidence=round(entry.confidence * 100),
            )
            for entry in report.inferred
        ]
        lines += [
            self._line(entry.fact, entry.value, "assumed", entry.because, entry.label)
            for entry in report.assumed
        ]
        seen: set[str] = set()
        marked = []
        for line in lines:
            marked.append(replace(line, first=line.fact not in seen))
            seen.add(line.fact)
        return marked

    @property
    def known_facts(self) -> list[FactLine]:
        """The facts that somebody said or wrote."""
        return [line for line in self.facts if line.source != "assumed"]

    @property
    def assumed_facts(self) -> list[FactLine]:
        """The facts that were presumed from silence."""
        return [line for line in self.facts if line.source == "assumed"]

    @cached_property
    def horizon(self) -> TimeLine:
        """The coming dates, to scale."""
        return time_line(self.answer.meta.as_of, self.answer.horizon)

    @cached_property
    def wide_argument(self) -> Figure:
        """The argument for a wide screen and for print."""
        return argument(self._chains)

    @cached_property
    def narrow_argument(self) -> Figure:
        """The argument for a narrow screen."""
        return narrow_argument(self._chains)

    @property
    def is_drawn(self) -> bool:
        """Whether there is an argument to draw."""
        return bool(self._chains)

    @cached_property
    def left_out(self) -> int:
        """How many norms the drawing leaves out."""
        return len(self._norms) - len(self._chains)

    def _line(self, fact: str, value: object, source: str, note: str, label: str = "") -> FactLine:
        """A line on one fact; a yes or no says more than its label beside its meaning."""
        plain = label if label and not isinstance(value, bool) else self.value(fact, value)
        return FactLine(fact, self.meaning(fact), plain, source, note)

    @cached_property
    def _norms(self) -> list[ExaminedNorm]:
        """The norms that carry the argument: breached, then open, then the rest."""
        answer = self.answer
        breached = [
            ExaminedNorm(
                norm=entry.norm,
                title=entry.title,
                status="breached",
                facts=entry.facts,
                citations=entry.citations,
            )
            for entry in answer.blocking
        ]
        known = {entry.norm for entry in breached}
        rest = [entry for entry in answer.examined if entry.norm not in known]
        if not any(entry.status == "open" for entry in rest):
            rest += [
                ExaminedNorm(
                    norm="",
                    title=question.question,
                    status="open",
                    facts=(question.fact,),
                    citations=question.citations,
                )
                for question in answer.facts.questions
            ]
        order = {"open": 0, "met": 1, "permitted": 1, "excused": 1}
        return breached + sorted(rest, key=lambda entry: order.get(entry.status, 2))

    @cached_property
    def _chains(self) -> list[Chain]:
        lines = {line.fact: line for line in self.facts if line.first}
        carrying = sum(entry.status in ("breached", "open") for entry in self._norms)
        drawn = min(carrying + DRAWN_BESIDE if carrying else DRAWN_NORMS, DRAWN_NORMS)
        return [
            Chain(
                norm=Node(
                    f"norm:{entry.norm or entry.title}",
                    entry.title,
                    entry.status,
                    address(entry.norm, "norms") if entry.norm else "#questions",
                ),
                facts=tuple(self._fact_node(fact, lines.get(fact)) for fact in self._drawn(entry)),
                provisions=tuple(
                    Node(identifier, self._cite_of(identifier), "law", f"#{anchor(identifier)}")
                    for identifier in entry.citations[:DRAWN_PROVISIONS]
                ),
            )
            for entry in self._norms[:drawn]
        ]

    def _drawn(self, norm: ExaminedNorm) -> list[str]:
        """Return the facts of `norm` that tell most: the unknown, then the known."""
        known = {line.fact: place for place, line in enumerate(self.facts) if line.first}
        return sorted(norm.facts, key=lambda fact: known.get(fact, -1))[:DRAWN_FACTS]

    def _fact_node(self, fact: str, line: FactLine | None) -> Node:
        name = _short(fact)
        known = self._vocabulary.get(fact)
        if line is not None and known and known.type == "bool":
            clause = known.labels.get({"yes": "true", "no": "false"}.get(line.value, ""))
            if clause:
                text = capital(clause)
                return Node(f"fact:{fact}", text, line.source, f"#fact-{fact}")
        if line is None:
            return Node(f"fact:{fact}", f"{name}: not known", "open", "#questions")
        return Node(f"fact:{fact}", f"{name}: {line.value}", line.source, f"#fact-{fact}")


def _short(fact: str) -> str:
    """Return a name short enough for the drawing."""
    name = fact.replace(".", ", ").replace("_", " ")
    return f"AI{name[2:]}" if name.startswith("ai,") else capital(name)


def _evidence(quoted: str) -> str:
    return f"from the words “{quoted}”" if quoted else ""
