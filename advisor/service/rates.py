"""How much one caller may ask for in a time, so that none takes the service from the others."""

from __future__ import annotations

import math
import threading
import time

from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import SlidingWindowCounterRateLimiter

from advisor.service.gate import Caller
from advisor.service.problems import TooManyError
from advisor.settings import Settings

_PAUSE_S = 5.0
"""For so long a shared store that failed is not asked again."""
_SECONDS = 0.5
_WRONG_KEYS = "30/minute"


class Rates:
    """Counts what callers ask for; safe between threads.

    Counts are shared over Redis where a cache server is set. While it does not answer, each
    process counts by itself: the limit is then looser, never gone.
    """

    def __init__(self, settings: Settings) -> None:
        self._asked = parse(settings.rate_limit)
        self._wrong = parse(_WRONG_KEYS)
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared: SlidingWindowCounterRateLimiter | None = None
        if settings.cache_url is not None:
            store: Storage = RedisStorage(
                settings.cache_url.get_secret_value(),
                key_prefix="treaty-advisor-rates",
                wrap_exceptions=True,
                socket_timeout=_SECONDS,
                socket_connect_timeout=_SECONDS,
            )
            self._shared = SlidingWindowCounterRateLimiter(store)
        self._resting_until = 0.0
        self._lock = threading.Lock()

    def take(self, caller: Caller, cost: int = 1) -> None:
        """Count a request of `caller`, or `cost` of them.

        Raises:
            TooManyError: this is more than the caller may ask for now.
        """
        who = caller.principal
        self._take(self._asked, "asked", who.tenant, who.key_id or who.name, cost)

    def wrong_key(self, address: str) -> None:
        """Count a wrong key from a network address.

        Raises:
            TooManyError: there were too many from there.
        """
        self._take(self._wrong, "wrong", "", address, 1)

    def _take(self, item: RateLimitItem, kind: str, tenant: str, who: str, cost: int) -> None:
        limiter, allowed = self._hit(item, (kind, tenant, who), cost)
        if not allowed:
            reset = limiter.get_window_stats(item, kind, tenant, who).reset_time - time.time()
            raise TooManyError(
                f"more than {item} were asked for by one caller", max(1, math.ceil(reset))
            )

    def _hit(
        self, item: RateLimitItem, names: tuple[str, ...], cost: int
    ) -> tuple[SlidingWindowCounterRateLimiter, bool]:
        if self._shared is not None and time.monotonic() >= self._resting_until:
            try:
                return self._shared, self._shared.hit(item, *names, cost=cost)
            except StorageError:
                with self._lock:
                    self._resting_until = time.monotonic() + _PAUSE_S
        return self._own, self._own.hit(item, *names, cost=cost)
