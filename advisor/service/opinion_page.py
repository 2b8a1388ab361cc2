"""The page of one opinion, with the forms to review it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Request
from starlette.responses import Response

from advisor.records import Role
from advisor.service.ask_form import form_of, posted_of
from advisor.service.desk import Desk
from advisor.service.gate import caller_of
from advisor.service.opinion_view import OpinionView
from advisor.service.review_view import history_of, neighbours, waiting
from advisor.wire import Act, Problem, State, StoredAnswer


@dataclass(frozen=True, slots=True)
class Draft:
    """A review that was filled in and could not be taken."""

    fields: Mapping[str, str]
    problem: Problem

    @property
    def act(self) -> str:
        """Which form it was."""
        return self.fields.get("act", "")


def show_opinion(
    desk: Desk, request: Request, stored: StoredAnswer, draft: Draft | None = None
) -> Response:
    """Show an opinion, and to reviewers what they can do with it."""
    caller = caller_of(request)
    principal = caller.principal
    now = datetime.now(UTC)
    vocabulary = desk.advisor.facts()
    view = OpinionView(stored, vocabulary, desk.pages.cite_of)
    reviewing = caller.session is not None and principal.role in (Role.REVIEWER, Role.ADMIN)
    done = request.query_params.get("done")
    return desk.pages.show(
        request,
        "opinion.html",
        status=draft.problem.status if draft else 200,
        view=view,
        answer=stored,
        form=form_of(posted_of(stored.request), vocabulary, taken=view.taken),
        instruments={entry.id: entry for entry in desk.advisor.instruments()},
        history=history_of(stored, now),
        now=now,
        reviewing=reviewing,
        queue=neighbours(waiting(desk.records.opinions, principal.tenant), stored.id)
        if reviewing
        else None,
        done=next((act for act in stored.reviews if act.id == done), None),
        standing=_standing_act(stored),
        draft=draft,
    )


def _standing_act(stored: StoredAnswer) -> object:
    """The act that decides where the opinion stands."""
    acts = {State.AFFIRMED: Act.AFFIRM, State.OVERRULED: Act.OVERRULE}
    wanted = acts.get(stored.state)
    standing = [act for act in stored.reviews if act.act is wanted and not act.withdrawn_by]
    return standing[-1] if standing else None
