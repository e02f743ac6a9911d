"""A facet of an area period by period: how many strikes a week, who held it at the end of each month.

Invariant: the periods are calendar weeks (ISO 8601, from Monday) or months, cut to `[start, end)`; they tile it. An
amount is that of exactly the days of its period, whatever the facet's own window; any other value is that at the end of
the last day of its period.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Callable, Iterator
from typing import Any

import attrs

from timeline.errors import InputError
from timeline.model.days import Day, last_day, plus, show_day
from timeline.model.knowledge import Knowledge
from timeline.model.plain import plain
from timeline.model.policy import Policy
from timeline.projections.facets import Facet, Total
from timeline.projections.possible import Possible
from timeline.projections.projection import Projection
from timeline.queries.many_days import ManyDays
from timeline.queries.status import at, newest_evidence

DAY = datetime.timedelta(days=1)


@attrs.frozen
class Period:
    """A calendar week or month, the days `[start, end)` of it that were asked about, and the value.

    Args:
        start: its first day.
        end: the day after its last.
        is_whole: false where the bounds of the question cut it short.
        value: the amount of its days, or the value at the end of the last.
        is_certain: whether no placement of imprecise events gives another value.
        possible: what the value may be; None where nobody can know.
        evidence: the newest day that an event behind the value speaks of; None where nothing does.
    """

    start: datetime.date
    end: datetime.date
    is_whole: bool
    value: Any
    is_certain: bool
    possible: Possible | None
    evidence: Day | None

    def as_data(self) -> dict[str, Any]:
        """The period as plain data."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "whole": self.is_whole,
            "value": plain(self.value),
            "certain": self.is_certain,
            "possible": None if self.possible is None else self.possible.as_data(),
            "evidence": None if self.evidence is None else show_day(self.evidence),
        }


@attrs.frozen
class Series:
    """The periods of a facet for an area, in order."""

    area: str
    name: str
    every: str
    known_on: Day
    position: int
    periods: tuple[Period, ...]

    def __iter__(self) -> Iterator[Period]:
        return iter(self.periods)

    def __len__(self) -> int:
        return len(self.periods)

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping a period, of plain data."""
        return [{"area": self.area, **period.as_data()} for period in self]

    def as_data(self) -> dict[str, Any]:
        """The series as one JSON document."""
        return {
            "area": self.area,
            "name": self.name,
            "every": self.every,
            "known_on": show_day(self.known_on),
            "position": self.position,
            "periods": [period.as_data() for period in self],
        }


def _monday(day: datetime.date) -> datetime.date:
    return day - day.weekday() * DAY


def _first_of_month(day: datetime.date) -> datetime.date:
    return day.replace(day=1)


_BEGINS: dict[str, Callable[[datetime.date], datetime.date]] = {"week": _monday, "month": _first_of_month}
_ENDS: dict[str, Callable[[datetime.date], Day]] = {
    "week": lambda day: plus(_monday(day), 7),
    "month": lambda day: plus(last_day(day.year, day.month), 1),
}


@attrs.frozen
class _Question:
    """What is asked of each period: a facet, or the name of a derived value of a projection."""

    asked: Facet[Any] | str
    projection: type[Projection]
    days: ManyDays
    _amounts: dict[int, Total] = attrs.field(factory=dict, init=False)

    @property
    def name(self) -> str:
        return self.asked if isinstance(self.asked, str) else self.asked.name or repr(self.asked)

    def period(self, start: datetime.date, end: datetime.date, is_whole: bool) -> Period:
        on, asked = end - DAY, self.asked
        if isinstance(asked, str):
            answer = self._answer(on)
            value, certain, possible = getattr(answer, asked), answer.certain(asked), answer.possible(asked)
            return Period(start, end, is_whole, value, certain, possible, newest_evidence(answer))
        found = self.days.find(self._over(asked, (end - start).days), on)
        evidence = found.resolved.evidence(on)
        return Period(start, end, is_whole, found.value, found.is_certain, found.possible, evidence)

    def _answer(self, on: datetime.date) -> Projection:
        facets = self.projection.definition.facets.items()
        found = {name: self.days.find(facet, on) for name, facet in facets}
        return self.projection(at(self.days.knowledge, on), self.days.area, found)

    def _over(self, facet: Facet[Any], days_count: int) -> Facet[Any]:
        """The facet, an amount over exactly so many days."""
        if not isinstance(facet, Total):
            return facet
        if days_count not in self._amounts:
            amount = self._amounts[days_count] = copy.copy(facet)
            amount.days_count = days_count
        return self._amounts[days_count]


def series(
    projection: type[Projection],
    knowledge: Knowledge,
    policy: Policy,
    area: str,
    asked: Facet[Any] | str,
    *,
    every: str,
    start: datetime.date,
    end: datetime.date,
) -> Series:
    """What is asked for each period of `[start, end)`, under the hierarchy of its last day.

    Args:
        asked: a facet, or the name of a derived value of the projection.

    Raises:
        InputError: `every` is not `week` or `month`, or the start is not before the end.
    """
    if every not in _BEGINS:
        raise InputError("every", expected="week or month", found=repr(every))
    if start >= end:
        raise InputError("series", expected="a start before the end", found=f"{start} to {end}")
    question = _Question(asked, projection, ManyDays(knowledge, policy, area))
    periods = tuple(question.period(*stretch) for stretch in _stretches(every, start, end))
    return Series(area, question.name, every, knowledge.known_on, knowledge.position, periods)


def _stretches(
    every: str, start: datetime.date, end: datetime.date
) -> Iterator[tuple[datetime.date, datetime.date, bool]]:
    """The periods cut to the bounds, and whether each is whole."""
    while start < end:
        ends = _ENDS[every](start)
        until = min(ends, end)
        assert isinstance(until, datetime.date)
        yield start, until, _BEGINS[every](start) == start and ends <= end
        start = until
