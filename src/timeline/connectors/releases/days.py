"""The days that a release names without a year: "Jan. 8", "Jan. 24-25", "between Dec. 22 and Dec. 28".

Invariant: a day named is the last one of that month and number that is not after the release.
"""

from __future__ import annotations

import datetime
import re

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)"
DAYS = (
    rf"(?:{_DAY}(?:,?\s+\d{{4}})?(?:\s*(?:-|–|—|through|to|and|until)\s*(?:{_DAY}|\d{{1,2}}(?!\d)))?(?:,?\s+\d{{4}})?)"
)
"""A pattern of a day or of two that bound a stretch."""

_PARTS = re.compile(rf"({_MONTH})?\s*\b(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_WHOLE = re.compile(rf"\b({_DAY}),?\s+(\d{{4}})\b", re.IGNORECASE)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")

Days = tuple[datetime.date, datetime.date]
"""The first and the last day of a stretch; the same for one day."""


def days_of(text: str, release: datetime.date) -> Days | None:
    """The days that a text names, given the day of the release; None if they are no days or run backwards.

    Example:
        >>> [str(day) for day in days_of("between Dec. 30 and Jan. 2", datetime.date(2017, 1, 3))]
        ['2016-12-30', '2017-01-02']
    """
    named = _PARTS.findall(_YEAR.sub(" ", text))
    if not 1 <= len(named) <= 2 or not named[0][0]:
        return None
    first_month, first = named[0]
    last_month, last = named[-1]
    end = _last_by(last_month or first_month, int(last), release)
    start = end and _last_by(first_month, int(first), end)
    return (start, end) if start and end else None


def _last_by(month: str, day: int, by: datetime.date) -> datetime.date | None:
    number = _MONTHS.index(month[:3].lower()) + 1
    return next(
        (found for year in range(by.year, by.year - 5, -1) if (found := _date(year, number, day)) and found <= by), None
    )


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def dated(text: str) -> datetime.date | None:
    """The first day with its year in a text, as `Jan. 9, 2017` or `2017-01-09`; None if there is none.

    Example:
        >>> dated("SOUTHWEST ASIA, Jan. 9, 2017 – On Jan. 8")
        datetime.date(2017, 1, 9)
    """
    if iso := _ISO.search(text):
        return _date(*map(int, iso.groups()))
    if whole := _WHOLE.search(text):
        month, day = whole[1].split()
        named = _MONTHS.index(month[:3].lower()) + 1
        return _date(int(whole[2]), named, int(re.sub(r"\D", "", day)))
    return None
