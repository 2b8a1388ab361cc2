"""Where plans may go: what the transfer norms say of sending one to a model's provider."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from advisor.counsel.home import at_home
from advisor.counsel.model import Endpoint, PlanBorder
from advisor.reasoning.plan import Plan
from advisor.reasoning.rulebook import Rulebook
from advisor.reasoning.sending import objection
from advisor.reasoning.values import Possible
from advisor.settings import Settings


def border_of(settings: Settings, book: Rulebook, clock: Callable[[], date]) -> PlanBorder:
    """Return what says why a plan may not go to an endpoint, by the advisor's own norms.

    Home is free. Elsewhere the provider's country has to be known, and the transfer norms have
    to let this plan go there today.

    Raises:
        RequestError: the instrument in the settings is none that the vocabulary knows.
    """
    instrument = _instrument(settings, book)

    def border(endpoint: Endpoint, plan: Plan) -> str | None:
        if at_home(endpoint.api_base):
            return None
        if endpoint.country is None:
            return f"`{endpoint.model}` is served elsewhere, and nobody said in which country"
        found = objection(book, plan, endpoint.country, instrument, clock())
        if found is None:
            return None
        cited = ", ".join(str(citation) for citation in found.citations)
        where = f"`{endpoint.model}` in {endpoint.country}"
        return f"the plan may not go to {where}: {found.why} ({cited})"

    return border


def _instrument(settings: Settings, book: Rulebook) -> Mapping[str, Possible]:
    stated = {
        "transfer.mechanism": settings.model_transfer_mechanism,
        "transfer.impact_assessed": settings.model_transfer_assessed,
    }
    found: dict[str, Possible] = {}
    for name, value in stated.items():
        possible = None if value is None else book.vocabulary.read(name, value)
        if possible is not None:
            found[name] = possible
    return found
