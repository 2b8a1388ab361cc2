"""What was worked out before: the reasoning cache."""

from advisor.memory.cache import (
    Answer,
    Cache,
    Counts,
    Holds,
    Recalled,
    Size,
    always,
    drop_changed,
    recall,
)
from advisor.memory.keys import Question, key_of
from advisor.memory.opening import open_cache

__all__ = [
    "Answer",
    "Cache",
    "Counts",
    "Holds",
    "Question",
    "Recalled",
    "Size",
    "always",
    "drop_changed",
    "key_of",
    "open_cache",
    "recall",
]
