"""Days and dates: four months, in every form of the syntax."""

from __future__ import annotations

import datetime
import functools
from typing import TypeVar

from hypothesis import strategies as st

from timeline.errors import WhenSyntaxError
from timeline.model.when import When

T = TypeVar("T")

FIRST_DAY = datetime.date(2017, 1, 1)
DAYS_COUNT = 120
DAY = datetime.timedelta(days=1)


@functools.cache
def days() -> st.SearchStrategy[datetime.date]:
    """Days of the four months in which everything drawn takes place."""
    return st.integers(0, DAYS_COUNT).map(lambda number: FIRST_DAY + number * DAY)


@functools.cache
def _ranges() -> st.SearchStrategy[str]:
    return st.tuples(days(), st.integers(0, 9)).map(lambda pair: f"[{pair[0]}..{pair[0] + pair[1] * DAY}]")


@functools.cache
def _ends() -> st.SearchStrategy[str]:
    day = days().map(str)
    month, since, until = day.map(lambda text: text[:7]), day.map("[{}..]".format), day.map("[..{}]".format)
    wide = st.tuples(days(), days()).map(lambda pair: f"[{min(pair)}..{max(pair)}]")
    return st.one_of(day, day, _ranges(), month, st.just("2017"), wide, until, since)


@functools.cache
def when_texts() -> st.SearchStrategy[str]:
    """Dates as text in every form of the syntax; some of them mean no day at all and are refused."""
    ends = st.builds(str.__add__, _ends(), st.sampled_from(["", "", "", "?", "~", "%"]))
    return st.one_of(ends, ends, st.builds("{}/{}".format, ends, st.one_of(ends, st.just(".."))))


def _parsed(text: str) -> When | None:
    try:
        return When.parse(text)
    except WhenSyntaxError:
        return None


def present(drawn: st.SearchStrategy[T | None]) -> st.SearchStrategy[T]:
    """What is drawn, without the times when it is nothing."""
    return drawn.filter(lambda each: each is not None)  # type: ignore[return-value]


@functools.cache
def whens() -> st.SearchStrategy[When]:
    """Dates of every form: days, months, ranges, stretches, qualified ones; their windows touch, nest and overlap."""
    return present(when_texts().map(_parsed))


@functools.cache
def narrow_whens() -> st.SearchStrategy[When]:
    """Dates with few placements each, so that every one can be tried."""
    day, width = st.integers(0, 20).map(lambda number: FIRST_DAY + number * DAY), st.integers(0, 2)
    ends = st.tuples(day, width).map(lambda pair: f"[{pair[0]}..{pair[0] + pair[1] * DAY}]")
    return present(st.one_of(ends, ends, st.builds("{}/{}".format, ends, ends)).map(_parsed))
