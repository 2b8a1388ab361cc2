"""Whether a model is served at home: on this machine or inside the operator's own network."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit


def at_home(api_base: str | None) -> bool:
    """Say whether an address is on loopback or in a private range.

    A name is at home only if every address that it resolves to is; a name that cannot be resolved
    is not. No address at all means the provider's own, so somewhere else.
    """
    host = urlsplit(api_base).hostname if api_base else None
    if not host:
        return False
    try:
        return _private(host)
    except ValueError:
        pass
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(_private(str(address)) for address in found)


def _private(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    return (ip.is_loopback or ip.is_private or ip.is_link_local) and not ip.is_unspecified
