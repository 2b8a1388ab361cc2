"""Where the people are, when nobody said: the plan under each law that may apply.

If all of these laws answer alike the answer stands; else the place is asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from advisor.reasoning.case import Case
from advisor.reasoning.decision import Verdict
from advisor.reasoning.horizon import verdict_on
from advisor.reasoning.opinion import Fork, Question, Unexamined
from advisor.reasoning.truth import TRUE, UNKNOWN
from advisor.reasoning.values import Members

PLACE = "subjects.located_in"


@dataclass(frozen=True)
class Placing:
    """One plan in the places where its people may be."""

    case: Case
    """The case to go on with: as stated, or with the people in the Union."""
    elsewhere: tuple[Case, ...] = ()
    """The same plan where another law of the corpus applies on the date."""
    later: tuple[Case, ...] = ()
    """The same plan where a law of the corpus applies now or from a coming date."""
    question: Question | None = None
    """Asked where the laws answer differently."""

    @property
    def supposed(self) -> bool:
        """True where the place was supposed rather than said."""
        return bool(self.later)

    def limits(self) -> tuple[Unexamined, ...]:
        """What the reader must know where the place was only supposed."""
        if not self.supposed:
            return ()
        laws = "the law of the Union and Indian law" if self.elsewhere else "the law of the Union"
        return (
            Unexamined(
                "Place",
                f"The plan does not say where the people are. It was judged under {laws}; "
                "where they are elsewhere, other law decides.",
                self.case.book.derived["scope.gdpr"].source[1:],
            ),
        )


def placed(case: Case) -> Placing:
    """Suppose a place where none is known and personal data are used."""
    unknown = (case.world.truth("people.in_eea"), case.world.truth("people.in_india"))
    personal = case.world.truth("data.is_personal")
    if unknown != (UNKNOWN, UNKNOWN) or personal != TRUE or PLACE in case.unstated:
        return Placing(case)
    union = case.changed({PLACE: Members(frozenset(), case.book.vocabulary.places.eu)})
    india = case.changed({PLACE: Members(frozenset({"IN"}), frozenset({"IN"}))})
    applies = any(norm.regime == "dpdp" for norm in case.book.in_force(case.as_of))
    if not applies:
        return Placing(union, later=(india,))
    verdicts = {"EU": verdict_on(union), "IN": verdict_on(india)}
    question = None if len(set(verdicts.values())) == 1 else where(case, verdicts)
    return Placing(union, (india,), (india,), question)


def where(case: Case, verdicts: dict[str, Verdict]) -> Question:
    """The question where the people are, with the verdict in each place."""
    return Question(
        fact=PLACE,
        question=case.book.vocabulary[PLACE].question,
        matters_because="the laws that may apply differ on this plan",
        forks=tuple(Fork(name, name, found, ()) for name, found in verdicts.items()),
        citations=case.book.derived["scope.gdpr"].source[1:],
    )
