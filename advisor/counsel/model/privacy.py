"""What must be so before a plan leaves the process: where it may go, and in what form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from advisor.counsel.home import at_home
from advisor.counsel.model.calling import Endpoint
from advisor.reasoning.plan import Plan

Border = Callable[[Endpoint], str | None]
"""Says why nothing may go to an endpoint now; None where it may."""

PlanBorder = Callable[[Endpoint, Plan], str | None]
"""Says why one plan may not go to an endpoint; None where it may."""


class Masked(Protocol):
    """A text in which placeholders stand for personal identifiers."""

    @property
    def text(self) -> str:
        """The text that may leave."""
        ...

    def unmask(self, text: str) -> str:
        """Put back into any text what the placeholders stand for."""
        ...


class Masker(Protocol):
    """Whoever takes personal identifiers out of texts."""

    def mask_all(self, texts: tuple[str, ...]) -> tuple[Masked, ...]:
        """Return the texts of one request with stable placeholders."""
        ...


@dataclass(frozen=True, slots=True)
class _Plain:
    text: str

    def unmask(self, text: str) -> str:
        return text


class NoMask:
    """Leaves texts as they are: for plans without people in them, such as labelled ones."""

    def mask_all(self, texts: tuple[str, ...]) -> tuple[Masked, ...]:
        """Return the texts as they are."""
        return tuple(_Plain(text) for text in texts)


def only_home(endpoint: Endpoint, *_: Plan) -> str | None:
    """The strictest border: nothing leaves this machine and its private network."""
    if at_home(endpoint.api_base):
        return None
    return f"`{endpoint.model}` is served elsewhere, and whether a plan may go there is not known"
