"""Whether a plan may itself be sent abroad: the advisor takes its own advice.

A plan about people is personal data even when its identifiers are masked (pseudonymised, Art. 4(5)
GDPR). Before it goes to a language model's provider, the transfer norms are asked about just
that: the same people and the same operator, and one transfer to the provider's country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from advisor.law.identifiers import ProvisionId
from advisor.reasoning.case import Case
from advisor.reasoning.judging import Status
from advisor.reasoning.placing import placed
from advisor.reasoning.plan import Plan
from advisor.reasoning.rulebook import Norm, Rulebook
from advisor.reasoning.values import Possible

_CHAPTERS = tuple(
    ProvisionId.parse(id)
    for id in ("gdpr:44", "gdpr:45", "gdpr:46", "gdpr:47", "gdpr:48", "gdpr:49", "dpdp:16")
)
_KEPT = (
    "subjects.located_in",
    "actor.established_in",
    "actor.public_body",
    "actor.significant_data_fiduciary",
)
"""What the plan says of people and operator, and what decides which law reaches them."""


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a plan may not be sent, and the provisions that say so."""

    why: str
    citations: tuple[ProvisionId, ...]


def objection(
    book: Rulebook,
    plan: Plan,
    country: str,
    instrument: Mapping[str, Possible],
    as_of: date,
) -> Objection | None:
    """Return what stands in the way of sending the plan to a provider in `country`, if anything.

    What is open counts like a breach: nobody is there to be asked.

    Args:
        country: ISO 3166-1 alpha-2 code of the country where the provider processes.
        instrument: what the operator states of the transfer to it, as `transfer.*` facts.
    """
    vocabulary = book.vocabulary
    given = plan.given()
    asked: dict[str, object] = {
        "operations": ["transfer"],
        "transfer.destinations": [country],
        "data.personal": True,
        "data.form": "pseudonymised",
        "transfer.repeated": True,
    }
    facts = {name: given[name] for name in _KEPT if name in given}
    for name, value in asked.items():
        possible = vocabulary.read(name, value)
        assert possible is not None
        facts[name] = possible
    case = placed(Case(book, {**facts, **instrument}, as_of, frozenset())).case
    for index, status in case.statuses.items():
        norm = book.norms[index]
        if status in (Status.BREACHED, Status.OPEN) and not norm.guidance and _on_transfers(norm):
            return Objection(norm.title, norm.source)
    return None


def _on_transfers(norm: Norm) -> bool:
    return any(chapter.covers(id) for chapter in _CHAPTERS for id in norm.source)
