"""The status of many areas on many days at once, in columns.

Invariant: a row is what `status` tells of its area and day, without what that rests on.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from timeline.errors import InputError
from timeline.model.at import At
from timeline.model.days import Day, to_day
from timeline.model.plain import plain
from timeline.projections.columns.days import FAR, Bools, Ints, day_of, number
from timeline.projections.columns.facets import AllSteps
from timeline.projections.columns.steps import Told, column, combined, first_rows, key
from timeline.projections.facets.base import asked
from timeline.projections.projection import Judged, Projection, judged_and_read

Found = tuple[Told, Ints]
"""What a facet tells, and for each row its place there."""

Values = npt.NDArray[Any]
EPOCH = datetime.date(1970, 1, 1).toordinal()


@attrs.frozen(eq=False)
class StatusColumns:
    """The status of areas on days, a row each.

    Args:
        area: the id of the area of each row.
        on: its day, as `datetime64[D]`.
        known_on: what could be known by this day counts.
        position: entries up to this one count.
    """

    area: npt.NDArray[Any]
    on: npt.NDArray[np.datetime64]
    known_on: Day
    position: int
    _projection: type[Projection]
    _values: Mapping[str, Values]
    _certain: Mapping[str, Bools]

    def __len__(self) -> int:
        return len(self.area)

    def __getitem__(self, name: str) -> Values:
        return self._values[self._name(name)]

    def certain(self, name: str) -> Bools:
        """For each row whether a value is so in every placement of imprecise events, and rests on no doubtful date.

        Raises:
            NotFoundError: there is no value of that name.
        """
        return self._certain[self._name(name)]

    @property
    def columns(self) -> dict[str, npt.NDArray[Any]]:
        """The area, the day and each value by name, as data frames take them."""
        return {"area": self.area, "on": self.on, **self._values}

    def rows(self) -> list[dict[str, Any]]:
        """One mapping a row, of plain data, with `certain` by name."""
        return list(self._rows())

    def _rows(self) -> Iterator[dict[str, Any]]:
        names = self._projection.definition.names
        days = np.datetime_as_string(self.on).tolist()
        values = zip(*(self._values[name].tolist() for name in names), strict=True)
        certain = zip(*(self._certain[name].tolist() for name in names), strict=True)
        for area, on, told, is_so in zip(self.area.tolist(), days, values, certain, strict=True):
            row = dict(zip(names, map(plain, told), strict=True))
            yield {"area": area, "on": on, **row, "certain": dict(zip(names, is_so, strict=True))}

    def _name(self, name: str) -> str:
        if name not in self._values:
            raise self._projection.definition.unknown(name)
        return name


def day_numbers(days: str | datetime.date | Sequence[str | datetime.date] | npt.NDArray[np.datetime64]) -> Ints:
    """Days as numbers: of one day, of several, or of a column of them.

    Raises:
        InputError: one is not one civil day.
    """
    if isinstance(days, np.ndarray) and days.dtype.kind == "M":
        return days.astype("datetime64[D]").astype(np.int64) + EPOCH
    given = [days] if isinstance(days, (str, datetime.date)) else list(days)
    if set(map(type, given)) == {datetime.date}:
        return np.fromiter(map(datetime.date.toordinal, given), np.int64, len(given))  # type: ignore[arg-type]
    numbers = {day: number(to_day(day, name="days")) for day in dict.fromkeys(given)}
    return np.array([numbers[day] for day in given], np.int64)


def paired(area: Sequence[int], day: Ints) -> tuple[Ints, Ints]:
    """As many areas as days: one alone of either is repeated.

    Raises:
        InputError: there are more of one than of the other.
    """
    if len(area) != len(day) and 1 not in (len(area), len(day)):
        found = f"{len(area)} areas and {len(day)} days"
        raise InputError("status_many", expected="as many areas as days", found=found, do="give a day for each area")
    areas, days = np.broadcast_arrays(np.array(area, np.int64), day)
    return areas, days


def status_many(projection: type[Projection], steps: AllSteps, area: Ints, day: Ints) -> StatusColumns:
    """The status of areas on days, given as numbers, of one row each."""
    turns = np.array([number(turn) for turn in steps.turns])
    in_order = np.argsort(key(area, day))  # what lies side by side is looked up several times as fast
    turn_of = np.searchsorted(turns, day[in_order], "right") - 1
    told = [
        (rows, _told(projection, steps, turn, area[rows], day[rows]))
        for place, turn in enumerate(steps.turns)
        if len(rows := in_order[turn_of == place])
    ]
    names = projection.definition.names
    ids = column(list(steps.events.number_of))
    return StatusColumns(
        ids[area],
        (day - EPOCH).astype("datetime64[D]"),
        steps.events.known_on,
        steps.events.position,
        projection,
        {name: _scattered(len(area), [(rows, each[name][0]) for rows, each in told]) for name in names},
        {name: _scattered(len(area), [(rows, each[name][1]) for rows, each in told]) for name in names},
    )


def _told(
    projection: type[Projection], steps: AllSteps, turn: Day, area: Ints, day: Ints
) -> dict[str, tuple[Values, Bools]]:
    """Each value by name, and whether it is certain, under the hierarchy from a turn on."""
    found = places(projection, steps, turn, area, day)
    told = {name: (findings.values[at], findings.is_certain[at]) for name, (findings, at) in found.items()}
    derived = {name: derived_of(projection, steps, day, found, name) for name in projection.definition.derived}
    return told | {
        name: (column([value for value, _, _ in judged])[place], column([sure for _, _, sure in judged])[place])
        for name, (judged, place) in derived.items()
    }


def places(projection: type[Projection], steps: AllSteps, turn: Day, area: Ints, day: Ints) -> dict[str, Found]:
    """For each facet by name what it tells under the hierarchy from a turn on, and for each row its place there."""
    facets = {name: steps.of(facet, turn) for name, facet in projection.definition.facets.items()}
    return {name: (each.findings, each.on(area, day)) for name, each in facets.items()}


def derived_of(
    projection: type[Projection], steps: AllSteps, day: Ints, found: Mapping[str, Found], name: str
) -> tuple[list[Judged], Ints]:
    """All that is judged of a derived value, and for each row the place of what is judged there.

    It is computed once for all rows in which those facets tell the same that it read.
    """
    codes = [_codes(day, *told) for told in found.values()]
    first, place = first_rows(combined(codes))
    told = zip(*(each[first].tolist() for each in codes), strict=True)
    memory = steps.memory(projection, name, tuple(findings for findings, _ in found.values()))

    def judge(row: int) -> tuple[Judged, frozenset[str]]:
        return judged_and_read(_answer(projection, steps, day, row, found), name)

    judged = [memory.judged(each, partial(judge, row)) for row, each in zip(first.tolist(), told, strict=True)]
    once = {id(each): each for each in judged}
    place_of = {each: number for number, each in enumerate(once)}
    return [*once.values()], np.array([place_of[id(each)] for each in judged], np.int64)[place]


def _codes(day: Ints, findings: Told, at: Ints) -> Ints:
    """Numbers for what a facet tells, equal only where it tells the same on the day asked about."""
    codes = findings.codes(at)
    return key(codes, np.where(findings.is_cut[at], day + FAR, 0)) if findings.is_cut.any() else codes


def _answer(
    projection: type[Projection], steps: AllSteps, day: Ints, row: int, found: Mapping[str, Found]
) -> Projection:
    on = day_of(int(day[row]))
    told = {name: asked(findings.finding(int(at[row])), on) for name, (findings, at) in found.items()}
    return projection(At(on, steps.events.known_on, steps.events.position), "", told)  # type: ignore[arg-type]


def _scattered(count: int, parts: Sequence[tuple[Ints, Values]]) -> Values:
    """Parts of a column put together in their places."""
    kinds = {each.dtype for _, each in parts}
    whole = np.empty(count, kinds.pop() if len(kinds) == 1 else object)
    for rows, each in parts:
        whole[rows] = each
    return whole
