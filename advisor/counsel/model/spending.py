"""Bounds of one answer, and what was spent of them: time, tokens, money."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from advisor.counsel.model.calling import Reply
from advisor.errors import ModelUnavailableError


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one answer may take from models."""

    call_seconds: float = 20.0
    answer_seconds: float = 45.0
    tokens: int = 60_000
    """Read and written together."""
    cost: float = 0.50
    """US dollars, where the price of a model is known."""


@dataclass
class Spend:
    """What one answer has taken from models so far. Safe to share between threads."""

    bounds: Bounds
    clock: Callable[[], float] = time.monotonic
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float = 0.0
    unpriced: bool = False
    """Some call went to a model whose price is not known."""
    estimated: bool = False
    recalled: int = 0
    """Answers that were remembered, and cost nothing."""
    begun: float = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.begun = self.clock()

    @property
    def elapsed(self) -> float:
        """Seconds since the answer was begun."""
        return self.clock() - self.begun

    @property
    def left(self) -> float:
        """Seconds until the answer is due."""
        return self.bounds.answer_seconds - self.elapsed

    def seconds(self) -> float:
        """How long the next call may take.

        Raises:
            ModelUnavailableError: a bound is reached.
        """
        if self.left <= 0:
            raise ModelUnavailableError(f"the {self.bounds.answer_seconds:g} s are used up")
        if self.tokens_in + self.tokens_out >= self.bounds.tokens:
            raise ModelUnavailableError(f"the {self.bounds.tokens:,} tokens are used up")
        if self.cost >= self.bounds.cost:
            raise ModelUnavailableError(f"the {self.bounds.cost:.2f} dollars are used up")
        return min(self.bounds.call_seconds, self.left)

    def tokens_left(self, wanted: int) -> int:
        """How many tokens an answer may have, at most `wanted`."""
        return max(1, min(wanted, self.bounds.tokens - self.tokens_in - self.tokens_out))

    def add(self, reply: Reply) -> None:
        """Count what a call took."""
        with self._lock:
            self.calls += 1
            self.tokens_in += reply.tokens_in
            self.tokens_out += reply.tokens_out
            self.estimated = self.estimated or reply.estimated
            if reply.cost is None:
                self.unpriced = True
            else:
                self.cost += reply.cost

    def told(self) -> str:
        """The spend in words."""
        about = "about " if self.estimated else ""
        price = "price unknown" if self.unpriced else f"{self.cost:.4f} dollars"
        return (
            f"{self.calls} calls, {self.recalled} remembered, {about}{self.tokens_in:,} tokens "
            f"read and {self.tokens_out:,} written, {price}, {self.elapsed:.1f} s"
        )
