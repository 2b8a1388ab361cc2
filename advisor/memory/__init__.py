"""What was worked out before: the reasoning cache."""

from advisor.memory.cache import Answer, Cache, Counts, Recalled, recall
from advisor.memory.keys import Question, key_of
from advisor.memory.opening import open_cache

__all__ = [
    "Answer",
    "Cache",
    "Counts",
    "Question",
    "Recalled",
    "key_of",
    "open_cache",
    "recall",
]
