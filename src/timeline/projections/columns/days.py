"""Days as whole numbers that add up as days do: those of the calendar by their ordinal, the ends of time far away.

Invariant: numbers are in the order of the days, and `later` is `plus` of each.
"""

from __future__ import annotations

import datetime
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from timeline.model.days import BEGINNING, EVER, Day, Unbounded

Ints: TypeAlias = npt.NDArray[np.int64]
Narrow: TypeAlias = npt.NDArray[np.integer[Any]]
"""As narrow as its numbers are small: to be widened before anything is added to it."""
Bools: TypeAlias = npt.NDArray[np.bool_]

FAR = 10_000_000
_FIRST, _LAST = datetime.date.min.toordinal(), datetime.date.max.toordinal()


def number(day: Day) -> int:
    """The number of a day."""
    return FAR * day.value if isinstance(day, Unbounded) else day.toordinal()


def day_of(number: int) -> Day:
    """The day with a number."""
    if abs(number) >= FAR:
        return EVER if number > 0 else BEGINNING
    return datetime.date.fromordinal(number)


def later(days: Ints, days_count: int) -> Ints:
    """Each day so many days later; past the end of the calendar it is without end."""
    moved = np.where(np.abs(days) < FAR, days + days_count, days)
    return np.where((np.abs(days) < FAR) & (moved > _LAST), FAR, moved)


def are_in_calendar(days: Ints) -> Bools:
    """Whether each is a day of the calendar, and neither before nor after all of them."""
    are_days: Bools = (days >= _FIRST) & (days <= _LAST)
    return are_days


def differs_from_last(column: Ints | Bools) -> Bools:
    """For each row whether it differs from the one before; the first does."""
    differs = np.ones(len(column), np.bool_)
    differs[1:] = column[1:] != column[:-1]
    return differs
