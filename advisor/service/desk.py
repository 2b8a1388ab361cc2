"""What every address of the service works with."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request

from advisor.errors import RequestError
from advisor.records import KeyTakenError, Records
from advisor.service.faults import Faults
from advisor.service.gate import Caller, Doorkeeper, as_reviewer
from advisor.service.metrics import Metrics
from advisor.service.negotiation import wants_page
from advisor.service.ports import Advisor
from advisor.service.problems import ConflictError, NotFoundError
from advisor.service.rates import Rates
from advisor.service.rendering import Pages
from advisor.wire import (
    Act,
    AdviseRequest,
    Answer,
    Basis,
    ReviewOutcome,
    ReviewRequest,
    Scope,
    StoredAnswer,
    TraceEntry,
)

IDEMPOTENCY_KEY = "Idempotency-Key"
PATIENCE = timedelta(seconds=20)
"""How long a second caller waits for the record that a first one makes under the same key."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The advisor, its records, and the ways to answer."""

    advisor: Advisor
    records: Records
    pages: Pages
    faults: Faults
    metrics: Metrics
    doorkeeper: Doorkeeper
    rates: Rates

    def advisor_for(self, caller: Caller) -> Advisor:
        """Return the advisor who knows what is always true of the caller's tenant."""
        profile = self.records.tenants.profile(caller.principal.tenant)
        return self.advisor.under(profile) if profile else self.advisor

    def advise(
        self,
        caller: Caller,
        request: AdviseRequest,
        tell: Callable[[TraceEntry], None] | None = None,
    ) -> Answer:
        """Return the advice on a plan, counted but not yet stored; `tell` hears of each step."""
        begun = time.perf_counter()
        precedents = self.records.precedents.binding(caller.principal.tenant)
        answer = self.advisor_for(caller).advise(request, tell, precedents)
        self.metrics.advised(answer.verdict, time.perf_counter() - begun)
        return answer

    def keep(
        self, caller: Caller, request: AdviseRequest, answer: Answer, key: str | None = None
    ) -> Answer:
        """Store an answer and return it with its identifier and its receipt signed."""
        return self.records.opinions.add(caller.principal.tenant, request, answer, key=key)

    def advise_once(
        self,
        caller: Caller,
        request: AdviseRequest,
        key: str,
        tell: Callable[[TraceEntry], None] | None = None,
    ) -> Answer:
        """Return the stored advice under an Idempotency-Key, giving and storing it the first time.

        Raises:
            RequestError: the key stands for another request.
            ConflictError: the first request under the key is still being answered.
        """
        tenant = caller.principal.tenant
        idempotency = self.records.idempotency
        with idempotency.turn(tenant, key, PATIENCE) as held:
            if not held:
                raise ConflictError(
                    f"{IDEMPOTENCY_KEY}: the first request with this key is still being answered"
                )
            known = idempotency.find(tenant, key, request)
            if known is None:
                answer = self.advise(caller, request, tell)
                try:
                    return self.keep(caller, request, answer, key)
                except KeyTakenError:
                    # Another process was faster: its record is the one.
                    known = idempotency.find(tenant, key, request)
            if known is None or not known.same_request:
                raise RequestError(
                    IDEMPOTENCY_KEY,
                    "this key was used for another request",
                    "a new key for every new request",
                )
            return _as_answer(self.stored(caller, known.opinion))

    def stored(self, caller: Caller, identifier: str) -> StoredAnswer:
        """Return an opinion of the caller's tenant.

        Raises:
            NotFoundError: there is none by this name.
        """
        stored = self.records.opinions.get(caller.principal.tenant, identifier)
        if stored is None:
            raise NotFoundError(f"there is no opinion `{identifier}` among those you may see")
        return stored

    def review(self, caller: Caller, identifier: str, wanted: ReviewRequest) -> ReviewOutcome:
        """Record what a reviewer does with an opinion.

        Raises:
            ForbiddenError: the caller is no reviewer.
            NotFoundError: there is no such opinion.
            RequestError: the act does not fit the opinion as it stands.
        """
        principal = as_reviewer(caller).principal
        parts, note = self._binding_parts(caller, self.stored(caller, identifier), wanted)
        reviews = self.records.reviews
        outcome = reviews.add(principal.tenant, identifier, principal.name, wanted, parts)
        if outcome is None:
            raise NotFoundError(f"there is no opinion `{identifier}` among those you may see")
        return outcome.model_copy(update={"note": note})

    def _binding_parts(
        self, caller: Caller, stored: StoredAnswer, wanted: ReviewRequest
    ) -> tuple[Sequence[Basis], str]:
        """What an overruling would bind by, or why it binds no other plan."""
        if wanted.act is not Act.OVERRULE:
            return (), ""
        scope = wanted.scope or Scope()
        if not scope.binds:
            return (), "It is for this opinion only, as asked."
        if stored.erased is not None:
            return (), "It binds no other plan: the words of this one were erased."
        parts, verdict = self.advisor_for(caller).basis(
            stored.request, stored.meta.as_of, scope.facts
        )
        by_rules = stored.precedents[0].instead_of if stored.precedents else stored.verdict
        if verdict is not by_rules:
            return (), (
                "It binds no other plan: the opinion did not rest on its facts alone, or the "
                "rules have changed since. Ask again, and review the new opinion."
            )
        if not parts:
            return (), "It binds no other plan: no norm of the corpus says what is right there."
        return parts, ""


def _as_answer(stored: StoredAnswer) -> Answer:
    return Answer.model_validate({name: getattr(stored, name) for name in Answer.model_fields})


def page_wanted(request: Request) -> bool:
    """Whether `request` asks for a page rather than for JSON."""
    return wants_page(request.headers.get("accept", ""), request.query_params.get("format"))
