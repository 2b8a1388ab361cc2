"""Figures for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client import generate_latest as written
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from advisor.memory import Counts, Size

MEDIA_TYPE = CONTENT_TYPE_LATEST
BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

Remembered = Callable[[], tuple[Counts, Size | None]]


class Metrics:
    """Counts since the process started; safe to use from many threads.

    Labels come from closed lists: no stranger, and no plan, can make one.
    """

    def __init__(self, remembered: Remembered | None = None) -> None:
        """Start counting.

        Args:
            remembered: gives what the cache did and holds.
        """
        self._registry = CollectorRegistry()
        mine = self._registry
        self._requests = Counter(
            "advisor_requests", "Answered HTTP requests.", ["method", "status"], registry=mine
        )
        self._advice = Counter(
            "advisor_advice", "Answers given, by verdict.", ["verdict"], registry=mine
        )
        self._seconds = Histogram(
            "advisor_advise_seconds",
            "Time from a request to its verdict.",
            buckets=BOUNDS_S,
            registry=mine,
        )
        self._away = Counter(
            "advisor_turned_away", "Requests turned away, by reason.", ["reason"], registry=mine
        )
        self.under_way = Gauge(
            "advisor_advice_under_way", "Advice being worked out.", registry=mine
        )
        self.waiting = Gauge(
            "advisor_advice_waiting", "Requests for advice that wait.", registry=mine
        )
        if remembered is not None:
            self._registry.register(_Memory(remembered))

    def request(self, method: str, status: int) -> None:
        """Count an answered request."""
        self._requests.labels(method, str(status)).inc()

    def advised(self, verdict: str, seconds: float) -> None:
        """Count an answer and how long it took."""
        self._advice.labels(verdict).inc()
        self._seconds.observe(seconds)

    def turned_away(self, reason: str) -> None:
        """Count a request that was turned away: `overload`, `timeout`, `rate` or `size`."""
        self._away.labels(reason).inc()

    def text(self) -> str:
        """Return all figures in Prometheus' text format."""
        return written(self._registry).decode()


class _Memory(Collector):
    """What the reasoning cache did and holds, read when it is asked for."""

    def __init__(self, remembered: Remembered) -> None:
        self._remembered = remembered

    def collect(self) -> Iterator[Metric]:
        """Give the figures of this moment."""
        counts, size = self._remembered()
        told = {"hit": counts.hits, "miss": counts.misses, "failure": counts.failures}
        asked = CounterMetricFamily(
            "advisor_cache_questions", "Questions to the reasoning cache.", labels=["result"]
        )
        for result, number in told.items():
            asked.add_metric([result], number)
        yield asked
        every = counts.hits + counts.misses
        yield GaugeMetricFamily(
            "advisor_cache_hit_ratio",
            "Share of questions that were remembered, since the start.",
            value=counts.hits / every if every else 0.0,
        )
        if size is not None:
            yield GaugeMetricFamily(
                "advisor_cache_entries", "Entries in the cache.", value=size.entries
            )
            yield GaugeMetricFamily(
                "advisor_cache_bytes", "Bytes that the cache takes.", value=size.bytes
            )
