"""The spans of all areas at once, from columns: what `history` tells of each, as rows.

Invariant: the rows of an area are those of its history, with what is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from timeline.model.days import EVER, Day, plus, show_day
from timeline.projections.columns.days import FAR, Ints, day_of, differs_from_last, number
from timeline.projections.columns.facets import AllSteps
from timeline.projections.columns.steps import Told, area_and_day, key
from timeline.projections.possible import PossibleDays
from timeline.projections.projection import Judged, Projection
from timeline.queries.many import derived_of, places
from timeline.queries.plain import plain
from timeline.queries.status import possible_as_data


@attrs.frozen(eq=False)
class JudgedColumn:
    """What is told under one name, for each row the place in a list of what is judged."""

    judged: Sequence[Judged]
    place: Ints

    def behind(self, other: JudgedColumn) -> JudgedColumn:
        """The rows of another, then its own."""
        place = np.append(other.place, self.place + len(other.judged))
        return JudgedColumn([*other.judged, *self.judged], place)

    def at(self, rows: Ints) -> JudgedColumn:
        """Some of its rows."""
        return JudgedColumn(self.judged, self.place[rows])

    def differs(self) -> Ints:
        """A number for each row, other than that of the row before where it is judged otherwise."""
        codes: dict[Judged, int] = {}
        try:
            code = [codes.setdefault(each, len(codes)) for each in self.judged]
        except TypeError:
            return self._differs_one_by_one()
        return np.array(code, np.int64)[self.place]

    def _differs_one_by_one(self) -> Ints:
        """The same where values cannot be looked up, only compared."""
        told = [self.judged[place] for place in self.place.tolist()]
        return np.cumsum([0, *(one != other for one, other in zip(told[1:], told, strict=False))][: len(told)])


def rows_of_all(projection: type[Projection], steps: AllSteps) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each area that is known with the rows of its spans, in the order of their ids."""
    at, told = changes(projection, steps)
    area, day = area_and_day(at)
    is_new = np.any([differs_from_last(area), *(differs_from_last(each.differs()) for each in told.values())], axis=0)
    start = np.flatnonzero(is_new)
    begins = day[start]
    ends = np.append(np.where(differs_from_last(area[start]), FAR, begins)[1:], FAR)
    shown = {name: _Shown(each.at(start)) for name, each in told.items()}
    bounds = np.searchsorted(area[start], np.arange(len(steps.events.number_of) + 1))
    known = {each.id for each in steps.events.areas}
    for id_, number_ in steps.events.number_of.items():
        if id_ in known:
            rows = range(bounds[number_], bounds[number_ + 1])
            yield id_, [_row(id_, day_of(int(begins[row])), day_of(int(ends[row])), row, shown) for row in rows]


def changes(projection: type[Projection], steps: AllSteps) -> tuple[Ints, dict[str, JudgedColumn]]:
    """All areas and days on which any facet may change, as sorted keys, and what is told there under each name."""
    turns = steps.turns
    parts = [_within(projection, steps, *stretch) for stretch in zip(turns, [*turns[1:], EVER], strict=True)]
    at = np.concatenate([each for each, _ in parts])
    order = np.argsort(at, kind="stable")
    told = parts[0][1]
    for _, more in parts[1:]:
        told = {name: each.behind(told[name]) for name, each in more.items()}
    return at[order], {name: each.at(order) for name, each in told.items()}


def _within(projection: type[Projection], steps: AllSteps, turn: Day, end: Day) -> tuple[Ints, dict[str, JudgedColumn]]:
    """The same for the days from one turn of the hierarchy until before the next."""
    facets = [steps.of(facet, turn) for facet in projection.definition.facets.values()]
    areas = np.arange(len(steps.events.number_of))
    begins = key(areas, np.full(len(areas), number(turn)))
    changes = np.unique(np.concatenate([begins, *(each.at for each in facets)]))
    area, day = area_and_day(changes)
    is_within = (number(turn) <= day) & (day < number(end))
    area, day = area[is_within], day[is_within]
    found = places(projection, steps, turn, area, day)
    told = {
        name: JudgedColumn(*derived_of(projection, steps, day, found, name)) for name in projection.definition.derived
    }
    return changes[is_within], told | {name: _of_facet(*each) for name, each in found.items()}


def _of_facet(findings: Told, at: Ints) -> JudgedColumn:
    _, first, place = np.unique(findings.codes(at), return_index=True, return_inverse=True)
    found = [findings.finding(each) for each in at[first].tolist()]
    return JudgedColumn([(each.value, each.possible, each.is_certain) for each in found], place)


class _Shown:
    """What is told under one name as plain data, made once for each place."""

    def __init__(self, told: JudgedColumn) -> None:
        self._judged = told.judged
        self._places = told.place.tolist()
        self._plain: dict[int, tuple[Any, bool, Any]] = {}

    def at(self, row: int, last: Day) -> tuple[Any, bool, Any]:
        """The value, whether it is certain and what is possible up to the last day of a span."""
        place = self._places[row]
        value, possible, is_certain = self._judged[place]
        if isinstance(possible, PossibleDays):
            return plain(value), is_certain, possible_as_data(possible.asked_on(last))
        if place not in self._plain:
            self._plain[place] = plain(value), is_certain, None if possible is None else possible_as_data(possible)
        return self._plain[place]


def _row(area: str, start: Day, end: Day, row: int, shown: Mapping[str, _Shown]) -> dict[str, Any]:
    last = plus(end, -1)
    told = {name: each.at(row, last) for name, each in shown.items()}
    return {
        "area": area,
        "start": show_day(start),
        "end": show_day(end),
        **{name: value for name, (value, _, _) in told.items()},
        "certain": {name: is_certain for name, (_, is_certain, _) in told.items()},
        "possible": {name: possible for name, (_, _, possible) in told.items() if possible is not None},
    }
