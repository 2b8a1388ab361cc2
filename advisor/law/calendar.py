"""Days as lawyers write and count them."""

from __future__ import annotations

from datetime import date


def in_words(day: date) -> str:
    """Write a day out: `2 August 2026`."""
    return f"{day.day} {day:%B %Y}"


def months_from(day: date, months: int) -> date:
    """The day so many months later, or earlier where `months` is negative.

    Days beyond the 28th become the 28th, so that every month has the day.
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, 28))
