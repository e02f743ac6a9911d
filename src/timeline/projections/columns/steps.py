"""What a facet tells of many areas from which day on, in columns.

Invariant: the rows are sorted by area, then day, and each area has one from the beginning of time on; a finding here
has neither support nor causes.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

import attrs
import numpy as np
import numpy.typing as npt

from timeline.projections.columns.days import FAR, Bools, Ints
from timeline.projections.facets.base import Finding, Resolved
from timeline.projections.possible import Bounds, PossibleDays
from timeline.projections.projection import Judged

_DAYS = 4 * FAR
_MOST = 2**62
_TABLE = 4
"""A table of so many numbers for each row is faster than sorting the rows."""


Numbers = TypeVar("Numbers", int, Ints)
"""One, or a column of them."""


def key(area: Numbers, day: Numbers | int) -> Numbers:
    """A number for an area and a day, in the order of areas, then days."""
    return area * _DAYS + day


def area_and_day(at: Numbers) -> tuple[Numbers, Numbers]:
    """The area and the day of such a number."""
    area = (at + FAR) // _DAYS
    return area, at - area * _DAYS


def beginnings(areas_count: int) -> Ints:
    """The beginning of time of each area, as keys."""
    return key(np.arange(areas_count), np.full(areas_count, -FAR))


def ranges(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """The numbers from each of some until before another: the place of that one, and a number."""
    counts = high - low
    if (counts == 1).all():
        return np.arange(len(low)), low
    place = np.repeat(np.arange(len(counts)), counts)
    return place, np.arange(len(place)) + np.repeat(low - np.cumsum(counts) + counts, counts)


class Told(Protocol):
    """Findings, each at a place."""

    @property
    def values(self) -> npt.NDArray[Any]:
        """The value of each."""

    @property
    def is_certain(self) -> Bools:
        """Whether each is certain."""

    @property
    def is_cut(self) -> Bools:
        """Whether what each holds possible is cut off at the day asked about."""

    def finding(self, place: int) -> Finding[Any]:
        """One of them."""

    def judged(self, places: Ints) -> list[Judged]:
        """What is judged at some places."""

    def codes(self, places: Ints) -> Ints:
        """Numbers of the findings at some places, always the same ones: equal only where they tell the same."""


@attrs.frozen(eq=False)
class Listed:
    """Findings in a list."""

    findings: Sequence[Finding[Any]]

    @functools.cached_property
    def values(self) -> npt.NDArray[Any]:
        """The value of each."""
        return column([each.value for each in self.findings])

    @functools.cached_property
    def is_certain(self) -> Bools:
        """Whether each is certain."""
        return np.array([each.is_certain for each in self.findings], np.bool_)

    @functools.cached_property
    def is_cut(self) -> Bools:
        """True where days are possible, more than one."""
        are_days = np.array([isinstance(each.possible, PossibleDays) for each in self.findings], np.bool_)
        return are_days & ~self.is_certain

    def finding(self, place: int) -> Finding[Any]:
        """One of them."""
        return self.findings[place]

    def judged(self, places: Ints) -> list[Judged]:
        """What is judged at some places."""
        found = map(self.findings.__getitem__, places.tolist())
        return [(each.value, each.possible, each.is_certain) for each in found]

    def codes(self, places: Ints) -> Ints:
        """The places themselves."""
        return places


@attrs.frozen(eq=False)
class Amounts:
    """Findings of amounts, made one by one when they are asked for."""

    values: Ints
    least: Ints
    greatest: Ints
    rests_on_doubt: Bools

    @functools.cached_property
    def is_certain(self) -> Bools:
        """Whether each is certain."""
        is_single: Bools = self.least == self.greatest
        return is_single & ~self.rests_on_doubt

    @property
    def is_cut(self) -> Bools:
        """None is."""
        return np.zeros(len(self.values), np.bool_)

    def finding(self, place: int) -> Finding[int]:
        """One of them."""
        bounds = Bounds(int(self.least[place]), int(self.greatest[place]))
        return Finding(Resolved(int(self.values[place])), bounds, (), bool(self.rests_on_doubt[place]))

    def judged(self, places: Ints) -> list[Judged]:
        """What is judged at some places."""
        columns = (self.values, self.least, self.greatest, self.is_certain)
        rows = zip(*(each[places].tolist() for each in columns), strict=True)
        return [(value, Bounds(least, greatest), is_certain) for value, least, greatest, is_certain in rows]

    def codes(self, places: Ints) -> Ints:
        """One number for all amounts with the same bounds and doubt."""
        return self._codes[places]

    @functools.cached_property
    def _codes(self) -> Ints:
        _, place = first_rows(combined([self.values, self.least, self.greatest, self.rests_on_doubt]))
        return place


def column(values: Sequence[Any]) -> npt.NDArray[Any]:
    """Values in a column: of truths where all are, else of objects."""
    if all(type(value) is bool for value in values):
        return np.array(values, np.bool_)
    found = np.empty(len(values), object)
    found[:] = values
    return found


def combined(columns: Sequence[Ints | Bools]) -> Ints:
    """For each row of some columns of whole numbers from 0 a number of its combination: equal where all are."""
    codes: Ints = np.zeros(len(columns[0]), np.int64)
    for each in columns:
        size = int(each.max(initial=0)) + 1
        if size * (int(codes.max(initial=0)) + 1) > _MOST:
            codes, each = (np.unique(one, return_inverse=True)[1] for one in (codes, each))
            size = int(each.max(initial=0)) + 1
        codes = codes * size + each
    return codes


def first_rows(codes: Ints) -> tuple[Ints, Ints]:
    """The first row of each number that there is, by numbers, and for each row the place of its own; all are from 0."""
    size = int(codes.max(initial=-1)) + 1
    if size > _TABLE * len(codes):
        _, first, place = np.unique(codes, return_index=True, return_inverse=True)
        return first, place
    row = np.full(size, -1)
    row[codes[::-1]] = np.arange(len(codes))[::-1]
    is_there = row >= 0
    return row[is_there], (np.cumsum(is_there) - 1)[codes]


Step = tuple[int, Finding[Any]]
"""What is told from which area and day on, as a key."""


@attrs.frozen(eq=False)
class Steps:
    """From which day on what is told of each area.

    Args:
        at: the areas and days, as keys.
        told: the place of what is told in `findings`.
    """

    at: Ints
    told: Ints
    findings: Told

    def on(self, area: Ints, day: Ints) -> Ints:
        """For each pair of an area and a day the place of what is told."""
        return self.told[np.searchsorted(self.at, key(area, day), "right") - 1]


def joined_steps(parts: Sequence[Steps]) -> Steps:
    """Steps of several parts, of days apart from each other; each part has its findings in a list."""
    told: list[Ints] = []
    findings: list[Finding[Any]] = []
    for each in parts:
        assert isinstance(each.findings, Listed)
        told.append(each.told + len(findings))
        findings += each.findings.findings
    at = np.concatenate([each.at for each in parts])
    order = np.argsort(at, kind="stable")
    return Steps(at[order], np.concatenate(told)[order], Listed(findings))
