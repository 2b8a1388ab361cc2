"""What every address of the service works with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request

from advisor.records import Records
from advisor.service.faults import Faults
from advisor.service.gate import Caller, Doorkeeper
from advisor.service.metrics import Metrics
from advisor.service.negotiation import wants_page
from advisor.service.ports import Advisor
from advisor.service.rendering import Pages
from advisor.wire import AdviseRequest, Answer, TraceEntry


@dataclass(frozen=True, slots=True)
class Desk:
    """The advisor, its records, and the ways to answer."""

    advisor: Advisor
    records: Records
    pages: Pages
    faults: Faults
    metrics: Metrics
    doorkeeper: Doorkeeper

    def advise(
        self, request: AdviseRequest, tell: Callable[[TraceEntry], None] | None = None
    ) -> Answer:
        """Return the advice on a plan, counted but not yet stored; `tell` hears of each step."""
        begun = time.perf_counter()
        answer = self.advisor.advise(request, tell)
        self.metrics.advised(answer.verdict, time.perf_counter() - begun)
        return answer

    def keep(self, caller: Caller, request: AdviseRequest, answer: Answer) -> Answer:
        """Store an answer and return it with its identifier."""
        return self.records.opinions.add(caller.principal.tenant, request, answer)


def page_wanted(request: Request) -> bool:
    """Whether `request` asks for a page rather than for JSON."""
    return wants_page(request.headers.get("accept", ""), request.query_params.get("format"))
