"""Dates in a plan: when the action is to happen, and when a system came on the market."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name} | {
    name.lower(): number for number, name in enumerate(calendar.month_abbr) if name
} | {"sept": 9}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))

_DATE = re.compile(
    rf"""(?<![\w/.-])(?:
    (?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d)
    |(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m2>{_MONTH})\.?,?\s+(?P<y2>(?:19|20)\d\d)
    |(?P<m3>{_MONTH})\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>(?:19|20)\d\d)
    |(?P<m4>{_MONTH})\.?,?\s+(?P<y4>(?:19|20)\d\d)
    |(?P<d5>\d{{1,2}})[./](?P<m5>\d{{1,2}})[./](?P<y5>20\d\d)
    |(?P<y6>20\d\d)
    )(?![\w/-])""",
    re.IGNORECASE | re.VERBOSE,
)
_PAST = re.compile(
    r"(?:since|collected|gathered|obtained|bought|purchased|signed(?: up)?|born|founded|until|till"
    r"|through|before|ordered|joined|last|recorded|given|withdr\w+|objected|unsubscribed|created"
    r"|dated back|stored|act|rules|regulation|law|customers?|regulation \(eu\))(?:\s+\w+){0,3}?"
    r"\s+(?:on\s+|in\s+|the\s+|to\s+)*$",
    re.IGNORECASE,
)
_MARKET = re.compile(
    r"(?:put in(?:to)? service|placed on the market|on the market|launched|in service|deployed"
    r"|released|in use|live|introduced|marketed)"
    r"(?:\s+(?:since|in|on|from|first|only|as of|early|late|mid))*\s*$",
    re.IGNORECASE,
)
_ACTION = re.compile(
    r"(?:\bon|\bdated|\bas of|\bstarting|\bfrom|\bfor|\bscheduled|\bby|\beffective|\bat|\bin|,|\("
    r"|\b(?:date|when|send[ _]at|send date|run date|scheduled[ _]for|start(?:ing)?(?: date)?):?)"
    r"\s*(?:the\s+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that a text states."""

    day: date
    """The last day of a month or year named alone: duties grow with time."""
    first: date
    """The first day that the words can mean."""
    start: int
    end: int
    of_action: bool
    of_system: bool


def dates(text: str) -> Iterator[Dated]:
    """The dates in `text`, with what each is the date of."""
    for hit in _DATE.finditer(text):
        span = _days(hit)
        if span is None:
            continue
        first, last = span
        before = text[max(0, hit.start() - 60) : hit.start()]
        of_system = bool(_MARKET.search(before))
        year_alone = hit.group("y6") is not None
        yield Dated(
            day=last,
            first=first,
            start=hit.start(),
            end=hit.end(),
            of_action=not of_system
            and not year_alone
            and not _PAST.search(before)
            and bool(_ACTION.search(before) or not before.strip()),
            of_system=of_system,
        )


def date_of_action(found: list[Dated]) -> date | None:
    """The one date that the words state for the action; None if there is none, or several."""
    stated = {one.day for one in found if one.of_action}
    return stated.pop() if len(stated) == 1 else None


def _days(hit: re.Match[str]) -> tuple[date, date] | None:
    year = next(int(hit[g]) for g in ("y", "y2", "y3", "y4", "y5", "y6") if hit[g])
    try:
        if hit["y6"]:
            return date(year, 1, 1), date(year, 12, 31)
        month_text = next(hit[g] for g in ("m", "m2", "m3", "m4", "m5") if hit[g])
        month = _MONTHS.get(month_text.lower()) or int(month_text)
        if hit["m4"]:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        day = date(year, month, next(int(hit[g]) for g in ("d", "d2", "d3", "d5") if hit[g]))
        return day, day
    except ValueError:
        return None
