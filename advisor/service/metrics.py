"""Figures for Prometheus, in its text format."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


@dataclass(slots=True)
class Metrics:
    """Counts since the process started; safe to use from many threads."""

    requests: Counter[tuple[str, str]] = field(default_factory=Counter)
    advice: Counter[str] = field(default_factory=Counter)
    _durations: Counter[float] = field(default_factory=Counter)
    _duration_sum_s: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def request(self, method: str, status: int) -> None:
        """Count an answered request."""
        with self._lock:
            self.requests[(method, str(status))] += 1

    def advised(self, verdict: str, seconds: float) -> None:
        """Count an answer and how long it took."""
        with self._lock:
            self.advice[verdict] += 1
            self._duration_sum_s += seconds
            self._durations[next((bound for bound in BOUNDS_S if seconds <= bound), -1.0)] += 1

    def text(self) -> str:
        """Return all figures in Prometheus' text format."""
        with self._lock:
            lines = [
                "# HELP advisor_requests_total Answered HTTP requests.",
                "# TYPE advisor_requests_total counter",
                *(
                    f'advisor_requests_total{{method="{method}",status="{status}"}} {count}'
                    for (method, status), count in sorted(self.requests.items())
                ),
                "# HELP advisor_advice_total Answers given, by verdict.",
                "# TYPE advisor_advice_total counter",
                *(
                    f'advisor_advice_total{{verdict="{verdict}"}} {count}'
                    for verdict, count in sorted(self.advice.items())
                ),
                "# HELP advisor_advise_seconds Time from a request to its verdict.",
                "# TYPE advisor_advise_seconds histogram",
                *self._histogram(),
            ]
        return "\n".join(lines) + "\n"

    def _histogram(self) -> list[str]:
        lines, below = [], 0
        for bound in BOUNDS_S:
            below += self._durations[bound]
            lines.append(f'advisor_advise_seconds_bucket{{le="{bound}"}} {below}')
        total = self._durations.total()
        return [
            *lines,
            f'advisor_advise_seconds_bucket{{le="+Inf"}} {total}',
            f"advisor_advise_seconds_sum {self._duration_sum_s:.6f}",
            f"advisor_advise_seconds_count {total}",
        ]
