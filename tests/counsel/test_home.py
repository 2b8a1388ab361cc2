"""Loopback and private addresses count as home, and nothing else does."""

from __future__ import annotations

import pytest

from advisor.counsel.home import at_home


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:11434/v1",
        "http://localhost:8080",
        "http://[::1]:8000/v1",
        "http://10.2.3.4/v1",
        "https://192.168.7.9:8443",
        "http://[fd12:3456::1]/v1",
        "http://[::ffff:10.0.0.7]/v1",
    ],
)
def test_home(address: str) -> None:
    """This machine and private ranges."""
    assert at_home(address)


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "https://8.8.8.8/v1",
        "http://0.0.0.0:8000",
        "http://[::ffff:8.8.8.8]/v1",
        "http://127.0.0.1.invalid/v1",
        "http://localhost@8.8.8.8/v1",
        "127.0.0.1:8000",
        "not an address",
    ],
)
def test_not_home(address: str | None) -> None:
    """Public addresses, names that resolve nowhere, and what is no address."""
    assert not at_home(address)
