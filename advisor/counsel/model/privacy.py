"""What must be so before a plan leaves the process: where it may go, and in what form."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from advisor.counsel.model.calling import Endpoint

Border = Callable[[Endpoint], str | None]
"""Says why a plan may not go to an endpoint; None where it may."""

_LOCAL_NAMES = frozenset({"localhost", "host.docker.internal"})


class Masked(Protocol):
    """A text in which placeholders stand for personal identifiers."""

    @property
    def text(self) -> str:
        """The text that may leave."""
        ...

    @property
    def unmask(self) -> Callable[[str], str]:
        """Puts back into any text what the placeholders stand for."""
        ...


class Masker(Protocol):
    """Whoever takes personal identifiers out of a text."""

    def __call__(self, text: str) -> Masked:
        """Return the text with stable placeholders."""
        ...


@dataclass(frozen=True, slots=True)
class Open:
    """A text as it stands, for a model that runs at home."""

    text: str

    @property
    def unmask(self) -> Callable[[str], str]:
        """Nothing to put back."""
        return str


def is_home(api_base: str | None) -> bool:
    """Say whether an address is one of this machine or of its private network."""
    host = urlsplit(api_base).hostname if api_base else None
    if host is None:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host in _LOCAL_NAMES or host.endswith(".localhost")
    return address.is_loopback or address.is_private or address.is_link_local


def only_home(endpoint: Endpoint) -> str | None:
    """The strictest border: nothing leaves this machine and its private network."""
    if is_home(endpoint.api_base):
        return None
    return f"`{endpoint.model}` is served elsewhere, and whether a plan may go there is not known"
