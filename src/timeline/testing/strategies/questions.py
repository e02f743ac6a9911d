"""Questions about a log: on, just before and just after every day on which an answer may change."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import attrs
from hypothesis import strategies as st

from timeline.model.areas import Area
from timeline.model.days import EVER, Day, Unbounded, plus
from timeline.model.entries import said_by
from timeline.model.events import Event
from timeline.testing.script import Script
from timeline.testing.strategies.times import DAY, FIRST_DAY, days


@attrs.frozen
class Question:
    """The coordinates of a question: an area on a day, as known on another."""

    area: str
    on: datetime.date
    known_on: Day = EVER

    def arguments(self) -> str:
        """The arguments as Python, to be put into a call."""
        known = "" if self.known_on is EVER else f", known_on={str(self.known_on)!r}"
        return f"{self.area!r}, on={str(self.on)!r}{known}"


def questions(log: Script, *, lengths: Iterable[int] = ()) -> st.SearchStrategy[Question]:
    """Questions about a log: on, just before and just after every day on which anything may change, and on others.

    Args:
        log: the log.
        lengths: for how many days an event goes on to count; the days on which it ceases to are boundaries too.
    """
    near = _near(boundaries(log, lengths)) or [FIRST_DAY]
    known = _near({day for each in log if isinstance(day := getattr(each, "reported_on", None), datetime.date)})
    on = st.one_of(st.sampled_from(near), st.sampled_from(near), days())
    parts = st.tuples(st.sampled_from(log.areas), on, st.sampled_from([EVER] * (len(known) // 2 + 1) + known))
    return parts.map(lambda each: Question(*each))


def boundaries(log: Script, lengths: Iterable[int] = ()) -> set[datetime.date]:
    """The days on which a log's events may begin, end or cease to count, and those on which its hierarchy changes."""
    said = [said_by(each) for each in log]
    whens = [each.when for each in said if isinstance(each, Event)]
    ends = {day for when in whens for window in (when.first, when.last) for day in (window.earliest, window.latest)}
    parents = [parent for each in said if isinstance(each, Area) for parent in each.parents]
    turns = {day for parent in parents for day in (parent.start, parent.end)}
    counted = {plus(day, length) for day in ends for length in (0, *lengths)}
    return {day for day in counted | turns if not isinstance(day, Unbounded)}


def _near(days_: Iterable[datetime.date]) -> list[datetime.date]:
    return sorted({day + step * DAY for day in days_ for step in (-1, 0, 1)})
