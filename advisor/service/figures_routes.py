"""The Figures page: verdicts over time, what blocks, how fast, and how well."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.service.charts import MOST_NORMS, column_chart, eval_runs, quantiles
from advisor.service.desk import Desk
from advisor.service.gate import caller_of
from advisor.service.review_view import waiting
from advisor.wire import Verdict


def figures_routes(desk: Desk, home: Path) -> APIRouter:
    """Return the address of the Figures page.

    Args:
        home: the data folder, where the evaluation leaves its figures.
    """
    routes = APIRouter(include_in_schema=False)

    @routes.get("/figures")
    def figures(request: Request) -> Response:
        """Show what the opinions of the caller's tenant come to."""
        tenant = caller_of(request).principal.tenant
        tally = desk.records.tallies.of(tenant)
        return desk.pages.show(
            request,
            "figures.html",
            tally=tally,
            chart=column_chart(tally),
            totals={
                verdict: sum(day.counts.get(verdict, 0) for day in tally.days)
                for verdict in Verdict
            },
            norms=tally.blocking[:MOST_NORMS],
            quantiles=quantiles(tally.elapsed_ms),
            waiting=len(waiting(desk.records.opinions, tenant)),
            runs=eval_runs(home),
        )

    return routes
