"""A case: the facts of one plan under the law of one date, with what follows from them.

A case is never changed; `changed` gives a new one and re-judges only the norms that rest on
the facts that moved. Repairs, forks and horizons are made of such changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property, lru_cache

from advisor.reasoning.judging import Status, applies_to, judge
from advisor.reasoning.places import Places
from advisor.reasoning.reach import SCOPE, concept_asked, scope_open
from advisor.reasoning.rulebook import Concept, Norm, Rulebook
from advisor.reasoning.silence import Assumption, presume
from advisor.reasoning.truth import FALSE, TRUE, UNKNOWN, negation
from advisor.reasoning.values import Possible


class CaseWorld:
    """The facts of a case with memory for what was derived from them.

    Args:
        weight: readings below this share do not count.
        chosen: for some concepts the one reading to use, to see what follows from it.
    """

    __slots__ = ("as_of", "book", "chosen", "facts", "memo", "places", "weight")

    def __init__(
        self,
        book: Rulebook,
        facts: Mapping[str, Possible],
        as_of: date,
        memo: dict[str, int] | None = None,
        weight: float | None = None,
        chosen: Mapping[str, str] | None = None,
    ) -> None:
        self.book = book
        self.facts = facts
        self.as_of = as_of
        self.places: Places = book.vocabulary.places
        self.memo: dict[str, int] = {} if memo is None else memo
        self.weight = book.thresholds.to_doubt if weight is None else weight
        self.chosen = chosen or {}

    def truth(self, name: str) -> int:
        """The truth of a derived fact, a concept, or `applies:<norm>`; computed once."""
        known = self.memo.get(name)
        if known is None:
            known = self.memo[name] = self._derive(name)
        return known

    def _derive(self, name: str) -> int:
        if name.startswith("concept."):
            concept_asked(name[8:])
            return self._concept(self.book.concepts[name[8:]])
        if name.startswith("applies:"):
            special = self.book.norm_by_id[name[8:]]
            return applies_to(special, self) if special.in_force(self.as_of) else FALSE
        truth = self.book.derived[name].holds(self)
        if truth != FALSE and name.startswith(SCOPE):
            scope_open(name)
        return truth

    def look_at_scopes(self) -> None:
        """Ask which laws reach this world, so that none goes unnoticed for want of a norm."""
        for name in self.book.scopes:
            self.truth(name)

    def _concept(self, concept: Concept) -> int:
        """What all readings with real weight agree on, above the floors of binding authority."""
        yes, no = FALSE, FALSE
        for floor in concept.floors:
            assert floor.where is not None
            if floor.decides:
                yes = max(yes, floor.where.holds(self))
            else:
                no = max(no, floor.where.holds(self))
        if yes == TRUE:
            return TRUE
        agreed = min(self._agreed(concept), negation(no))
        return max(yes, agreed)

    def _agreed(self, concept: Concept) -> int:
        picked = self.chosen.get(concept.id)
        truths = {
            reading.when.holds(self)
            for reading in concept.readings
            if (reading.id == picked if picked else reading.weight >= self.weight)
        }
        return truths.pop() if len(truths) == 1 else UNKNOWN


_NOTED = (Status.TRAVELS, Status.TENTATIVE)


class Case:
    """One plan's facts under the law of one date, judged."""

    __slots__ = (
        "__dict__",
        "_before",
        "_known",
        "_statuses",
        "as_of",
        "assumed",
        "book",
        "given",
        "unstated",
        "world",
    )

    def __init__(
        self,
        book: Rulebook,
        given: Mapping[str, Possible],
        as_of: date,
        unstated: frozenset[str] = frozenset(),
    ) -> None:
        self.book = book
        self.given: dict[str, Possible] = dict(given)
        self.as_of = as_of
        self.unstated = unstated
        """Facts stated as unknown: no presumption fills them."""
        facts = dict(self.given)
        self.assumed: dict[str, Assumption] = {}
        world = CaseWorld(book, facts, as_of)
        for presumption in book.presumptions:
            if presume(presumption, world, self.given, unstated, self.assumed, facts):
                world.memo.clear()
        self.world = CaseWorld(book, facts, as_of)
        self._statuses: dict[int, Status] | None = None
        self._known: dict[int, Status] = {}
        self._before: tuple[Case, frozenset[str]] | None = None

    @property
    def facts(self) -> Mapping[str, Possible]:
        """Everything known or presumed."""
        return self.world.facts

    @property
    def statuses(self) -> dict[int, Status]:
        """How each norm that is in play stands, by its index, in corpus order.

        What is not here is not in force or does not apply.
        """
        if self._statuses is None:
            kept, candidates = self._to_judge()
            for index in candidates:
                status = self._judged(index)
                if status is not Status.NOT_APPLICABLE:
                    kept[index] = status
            self._statuses = dict(sorted(kept.items()))
            self._before = None
        return self._statuses

    def _to_judge(self) -> tuple[dict[int, Status], list[int]]:
        """What stays as it was before a change, and the norms that can be triggered now."""
        book = self.book
        self.world.look_at_scopes()
        if self._before is None:
            return {}, book.triggered(self.as_of).possible(self.world)
        before, moved = self._before
        touched = self._touched(before, moved)
        kept = {index: status for index, status in before.statuses.items() if index not in touched}
        return kept, [index for index in touched if book.norms[index].in_force(self.as_of)]

    def _touched(self, before: Case, moved: frozenset[str]) -> set[int]:
        """The norms that name a moved fact, or something behind it whose truth moved with it.

        Norms on which a reading of little weight can decide are asked again wherever one of
        their facts moved: that reading may move while the concept does not.
        """
        book, old, new = self.book, before.world, self.world
        touched: set[int] = set()
        behind: set[str] = set()
        for fact in moved:
            touched |= book.norms_naming.get(fact, frozenset())
            touched |= book.norms_reading.get(fact, frozenset()) & self._marginal
            behind |= book.memos_reading.get(fact, frozenset())
        for name in behind:
            norms = book.norms_naming.get(name)
            if norms and not norms <= touched and old.truth(name) != new.truth(name):
                touched |= norms
        return touched

    def _judged(self, index: int) -> Status:
        """How one norm in force stands, remembered."""
        status = self._known.get(index)
        if status is None:
            self.world.look_at_scopes()
            status = judge(self.book.norms[index], self.world)
            if status is Status.OPEN and index in self._marginal:
                # A milder reading of little weight does not save a plan from a breach.
                firm = judge(self.book.norms[index], self._firm)
                status = Status.BREACHED if firm is Status.BREACHED else status
            if status in _NOTED and self._raised(self.book.norms[index]):
                status = Status.OPEN
            self._known[index] = status
        return status

    def _raised(self, norm: Norm) -> bool:
        """Whether the plan itself says that a fact of this norm is unknown.

        What nobody mentions may travel as a note; what somebody asks about has to be answered.
        """
        if norm.guidance or not self.unstated:
            return False
        open_terms = frozenset(name for name in norm.reads if name.startswith("concept."))
        return not self.unstated.isdisjoint(norm.reads | self.book.base_facts(open_terms))

    def status(self, norm: Norm) -> Status:
        """How one norm stands; not applicable where it is not in force.

        Until somebody asks for all, only this one is judged: most things that are tried out
        fail on the norm for which they are tried.
        """
        if self._statuses is not None or self._before is None:
            return self.statuses.get(norm.index, Status.NOT_APPLICABLE)
        before, moved = self._before
        reading = self.book.norms_reading
        if not any(norm.index in reading.get(fact, ()) for fact in moved):
            return before.statuses.get(norm.index, Status.NOT_APPLICABLE)
        return self._judged(norm.index) if norm.in_force(self.as_of) else Status.NOT_APPLICABLE

    @property
    def breaches(self) -> bool:
        """Whether some norm of the law, guidance aside, is breached; stops at the first."""
        norms = self.book.norms
        known, candidates = (self._statuses, []) if self._statuses else self._to_judge()
        if any(s is Status.BREACHED and not norms[i].guidance for i, s in known.items()):
            return True
        binding = (index for index in candidates if not norms[index].guidance)
        return any(self._judged(index) is Status.BREACHED for index in binding)

    def with_status(self, *wanted: Status) -> list[Norm]:
        """The norms that stand in one of these ways, in corpus order."""
        return [self.book.norms[i] for i, found in self.statuses.items() if found in wanted]

    @cached_property
    def _firm(self) -> CaseWorld:
        """The facts with readings of little weight left out."""
        weight = self.book.thresholds.to_save
        firm = CaseWorld(self.book, self.facts, self.as_of, weight=weight)
        firm.look_at_scopes()
        return firm

    @property
    def _marginal(self) -> frozenset[int]:
        """Norms that rest on a concept with a reading between the two thresholds."""
        return marginal_norms(self.book)

    def changed(self, changes: Mapping[str, Possible]) -> Case:
        """The case with some facts set; what rests on them is presumed and judged again."""
        case = object.__new__(Case)
        case.book, case.as_of = self.book, self.as_of
        case.given = {**self.given, **changes}
        case.unstated = self.unstated - changes.keys()
        facts = {**self.facts, **changes}
        case.assumed = {k: v for k, v in self.assumed.items() if k not in changes}
        moved = set(changes)
        memo = _without(self.world.memo, self.book, moved)
        world = CaseWorld(self.book, facts, self.as_of, memo)
        case._represume(world, facts, moved)
        case.world = world
        case._statuses, case._known = None, {}
        case._before = self, frozenset(moved)
        return case

    def _represume(self, world: CaseWorld, facts: dict[str, Possible], moved: set[str]) -> None:
        """Go through the presumptions that rest on a moved fact, which may move others."""
        book = self.book
        stale: set[int] = set()
        for fact in moved:
            stale |= book.presumptions_reading.get(fact, frozenset())
        numbers = sorted(stale)
        while numbers:
            number = numbers.pop(0)
            fact = book.presumptions[number].fact
            before = facts.get(fact)
            self.assumed.pop(fact, None)
            if fact in self.given:
                facts[fact] = self.given[fact]
            else:
                facts.pop(fact, None)
            for place, other in book.presumptions_of[fact]:
                seen = self._seen_by(place, world, facts)
                presume(other, seen, self.given, self.unstated, self.assumed, facts)
            numbers = [n for n in numbers if book.presumptions[n].fact != fact]
            if facts.get(fact) != before:
                moved.add(fact)
                for name in book.memos_reading.get(fact, ()):
                    world.memo.pop(name, None)
                later = book.presumptions_reading.get(fact, frozenset())
                numbers = sorted(set(numbers) | {n for n in later if n > number})

    def _seen_by(self, place: int, world: CaseWorld, facts: Mapping[str, Possible]) -> CaseWorld:
        """The world as one presumption sees it: what is presumed after it is not there yet."""
        hidden = self.book.presumed_later[place] & self.assumed.keys()
        if not hidden:
            return world
        known = {name: value for name, value in facts.items() if name not in hidden}
        known |= {name: self.given[name] for name in hidden if name in self.given}
        return CaseWorld(self.book, known, self.as_of)

    @cached_property
    def contested(self) -> dict[str, Concept]:
        """Concepts on which readings with real weight disagree about these facts."""
        return {
            concept.id: concept
            for concept in self.book.concepts.values()
            if self.world.truth(f"concept.{concept.id}") == UNKNOWN
            and is_contested(concept, self.world)
        }


def is_contested(concept: Concept, world: CaseWorld) -> bool:
    """Say whether two readings with real weight come out differently, facts being known."""
    truths = {r.when.holds(world) for r in concept.readings if r.weight >= world.weight}
    return TRUE in truths and FALSE in truths


def _without(memo: Mapping[str, int], book: Rulebook, moved: set[str]) -> dict[str, int]:
    kept = dict(memo)
    for fact in moved:
        for name in book.memos_reading.get(fact, ()):
            kept.pop(name, None)
    return kept


@lru_cache(maxsize=8)
def marginal_norms(book: Rulebook) -> frozenset[int]:
    """Norms whose judgement can hang on a reading between the two thresholds."""
    lower, upper = book.thresholds.to_doubt, book.thresholds.to_save
    names = {
        f"concept.{c.id}"
        for c in book.concepts.values()
        if any(lower <= reading.weight < upper for reading in c.readings)
    }
    return frozenset(n.index for n in book.norms if _mentions(book, n) & names)


def _mentions(book: Rulebook, norm: Norm) -> frozenset[str]:
    """Names in the conditions of a norm and of those that it yields to."""
    specials = (book.norm_by_id[special] for special in norm.yields_to)
    return norm.reads.union(*(_mentions(book, special) for special in specials))
