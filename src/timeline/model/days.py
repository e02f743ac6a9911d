"""Civil days, and the two typed infinities that stand for an unbounded past and future.

Invariant: a day is a plain `datetime.date` or an `Unbounded`; the two compare with each other as one line.
"""

from __future__ import annotations

import bisect
import datetime
import enum
import re
from collections.abc import Sequence
from typing import cast

from timeline.errors import InputError


class Unbounded(enum.Enum):
    """An end of time: `BEGINNING` precedes every day, `EVER` follows every day."""

    BEGINNING = -1
    EVER = 1

    def __lt__(self, other: object) -> bool:
        return _comparable(other) and self is Unbounded.BEGINNING and other is not self

    def __le__(self, other: object) -> bool:
        return _comparable(other) and (self is Unbounded.BEGINNING or other is self)

    def __gt__(self, other: object) -> bool:
        return _comparable(other) and self is Unbounded.EVER and other is not self

    def __ge__(self, other: object) -> bool:
        return _comparable(other) and (self is Unbounded.EVER or other is self)

    def __repr__(self) -> str:
        return self.name

    __str__ = __repr__


def _comparable(other: object) -> bool:
    if isinstance(other, (datetime.date, Unbounded)):
        return True
    raise TypeError(f"a day cannot be compared with {other!r}")


BEGINNING = Unbounded.BEGINNING
EVER = Unbounded.EVER

Day = datetime.date | Unbounded

ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


FAR = 10_000_000
"""Farther from 1970-01-01, in days, than any day."""

EPOCH = datetime.date(1970, 1, 1).toordinal()


def day_number(day: Day) -> int:
    """The number of a day from 1970-01-01 on; the ends of time are farther than any day.

    Example:
        >>> day_number(datetime.date(1970, 1, 3)), day_number(BEGINNING)
        (2, -10000000)
    """
    return day.toordinal() - EPOCH if isinstance(day, datetime.date) else FAR * day.value


def day_numbered(number: int) -> datetime.date:
    """The day with that number."""
    return datetime.date.fromordinal(number + EPOCH)


def plus(day: Day, days_count: int) -> Day:
    """The day so many days later; past the ends of the calendar it is unbounded.

    Args:
        day: the day to start from.
        days_count: days to add; negative to go back.

    Example:
        >>> plus(datetime.date(2017, 12, 30), 2)
        datetime.date(2018, 1, 1)
        >>> plus(EVER, -1)
        EVER
    """
    if isinstance(day, Unbounded):
        return day
    try:
        return day + datetime.timedelta(days=days_count)
    except OverflowError:
        return EVER if days_count > 0 else BEGINNING


def last_day(year: int, month: int) -> datetime.date:
    """The last day of a month."""
    if month == 12:
        return datetime.date(year, 12, 31)
    return datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)


def to_day(value: str | datetime.date, *, name: str = "day") -> datetime.date:
    """One civil day, from a date or from `YYYY-MM-DD`.

    A question is about one day, so an imprecise text is refused rather than guessed at.

    Args:
        value: the day.
        name: what the caller calls it, for the error.

    Raises:
        InputError: it is not one civil day.

    Example:
        >>> to_day("2017-12-30")
        datetime.date(2017, 12, 30)
    """
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    found = ISO_DAY.fullmatch(value) if isinstance(value, str) else None
    day = found and _calendar_day(*map(int, found.groups()))
    if not day:
        raise InputError(name, expected="one day as YYYY-MM-DD", found=repr(value), do="give a year, month and day")
    return day


def _calendar_day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def to_known_day(value: str | datetime.date | Unbounded, *, name: str = "known_on") -> Day:
    """A day up to which something is known: one civil day, or `EVER` for all that is known at all."""
    return value if isinstance(value, Unbounded) else to_day(value, name=name)


def last_at(starts: Sequence[Day], on: Day) -> int:
    """The index of the last of several sorted days that is not after a day; -1 if all are."""
    return bisect.bisect_right(cast(Sequence[datetime.date], starts), cast(datetime.date, on)) - 1


def show_day(day: Day) -> str | None:
    """The day as it is printed in data: `YYYY-MM-DD`, and `None` for an unbounded end."""
    return None if isinstance(day, Unbounded) else day.isoformat()
