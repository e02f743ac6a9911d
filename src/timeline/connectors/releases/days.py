"""The days that a release names: "Jan. 8", "Jan. 24-25", "between Dec. 22 and yesterday", "Thursday and today".

Invariant: a day named without a year is the last one of that name that is not after the release, and not half a year
before it; what names days that are none of these is told apart from what names none.
"""

from __future__ import annotations

import datetime
import re

from timeline.connectors.releases.numbers import NUMBER, number

LONGEST_AGO_DAYS = 183
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d)"
_NAMED = rf"yesterday|today|{'|'.join(_WEEKDAYS)}"
_CLOCK = r"(?:\d{1,2}(?::\d\d)?\s+[ap]\.?m\.?,?\s+)?"
_TERM = rf"(?:{_DAY}(?:,?\s+\d{{4}})?|\b(?:{_NAMED})\b(?!['’]s\s+report))"
_NUMBER_ONLY = r"\d{1,2}(?!\d)(?!\s+(?:\w+\s+)?(?:air\s?)?strikes?)"
_LAST_HOURS = r"(?:the\s+)?(?:last|past)\s+24\s+hours"
_LAST_DAYS = rf"(?:the\s+)?(?:last|past)\s+(?P<ago>{NUMBER})\s+days"
_SINCE = rf"since\s+(?:{_NAMED})"
_AMONG = rf"(?:,\s*(?:{_TERM}|{_NUMBER_ONLY}))*"
DAYS = (
    rf"(?:{_LAST_HOURS}|{_LAST_DAYS.replace('(?P<ago>', '(?:')}|{_SINCE}|(?:(?:between|from)\s+)?{_CLOCK}{_TERM}"
    rf"(?:\s*[-–—]\s*\d{{1,2}}(?!\d)|{_AMONG},?\s*(?:[-–—&/]|through|thru|to|and|until)\s*(?:{_CLOCK}{_TERM}|{_NUMBER_ONLY}))?)"
)
"""A pattern (case is to be ignored) of a day or of two that bound a stretch."""

_ANY = re.compile(DAYS, re.IGNORECASE)
_ENDS = re.compile(
    rf"(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s+(?P<year>\d{{4}})\b)?"
    rf"|\b(?P<named>{_NAMED})\b|(?<![\d:])(?P<only>\d{{1,2}})(?![\d:])(?!\s+[ap]\.?m\b)",
    re.IGNORECASE,
)
_NOT_OF_STRIKES = re.compile(
    rf"\b(?:reported|said|announced|noted|details)\s+(?:on\s+)?(?:{_NAMED})\b|\bclosed\s+(?:with)?in\s+{_LAST_HOURS}",
    re.IGNORECASE,
)
WHOLE_DAY = rf"(?:{_DAY},?\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
"""A pattern (case is to be ignored) of a day with its year."""

_WHOLE = re.compile(rf"\b({_DAY}),?\s+(\d{{4}})\b", re.IGNORECASE)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")

Days = tuple[datetime.date, datetime.date]
"""The first and the last day of a stretch; the same for one day."""


def days_in(text: str, release: datetime.date) -> Days | None:
    """The first days that a sentence names for strikes; None if it names none, or days that run backwards.

    Args:
        text: the sentence; what it says of the day of the report itself is passed over.
        release: the day of the release.

    Example:
        >>> release = datetime.date(2017, 1, 3)
        >>> [str(day) for day in days_in("19 strikes between Dec. 30 and Jan. 2, it was said today", release)]
        ['2016-12-30', '2017-01-02']
    """
    named = _ANY.search(_NOT_OF_STRIKES.sub(" ", text))
    if named is None:
        return None
    return _until(named[0], release) or _bounded(named[0], release)


def _until(text: str, release: datetime.date) -> Days | None:
    """The days up to the release, of "the last three days" or "since Monday"."""
    if re.fullmatch(_LAST_HOURS, text, re.IGNORECASE):
        return (_before(release, 1), release)
    if last := re.fullmatch(_LAST_DAYS, text, re.IGNORECASE):
        return (_before(release, number(last["ago"]) or 0), release)
    if re.fullmatch(_SINCE, text, re.IGNORECASE):
        return (_named(text.split()[1].lower(), release), release)
    return None


def _bounded(text: str, release: datetime.date) -> Days | None:
    ends = list(_ENDS.finditer(text))
    end = _end(ends[-1], ends[0]["month"], release)
    start = _end(ends[0], None, end) if end and len(ends) > 1 else end
    return (start, end) if start and end else None


def names_days(text: str) -> bool:
    """Whether a sentence names days for strikes, though perhaps none that can be read."""
    return bool(_ANY.search(_NOT_OF_STRIKES.sub(" ", text)))


def _end(found: re.Match[str], month: str | None, by: datetime.date) -> datetime.date | None:
    if found["named"]:
        return _named(found["named"].lower(), by)
    if found["year"]:
        return _date(int(found["year"]), _month(found["month"]), int(found["day"]))
    name = found["month"] or month
    return _last_by(_month(name), int(found["day"] or found["only"]), by) if name else None


def _named(name: str, release: datetime.date) -> datetime.date:
    if name in _WEEKDAYS:
        return _before(release, (release.weekday() - _WEEKDAYS.index(name)) % 7)
    return _before(release, 1 if name == "yesterday" else 0)


def _before(day: datetime.date, days: int) -> datetime.date:
    return day - datetime.timedelta(days=min(days, day.toordinal() - 1))


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _last_by(month: int, day: int, by: datetime.date) -> datetime.date | None:
    found = (_date(year, month, day) for year in (by.year, by.year - 1))
    return next((each for each in found if each and 0 <= (by - each).days <= LONGEST_AGO_DAYS), None)


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
        name, day = whole[1].split()
        return _date(int(whole[2]), _month(name), int(re.sub(r"\D", "", day)))
    return None
