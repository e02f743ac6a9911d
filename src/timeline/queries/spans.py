"""The spans of all areas at once, from columns: what `history` tells of each.

Invariant: the spans of an area are those of its history, with what is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs
import numpy as np

from timeline.log.bodies import to_json
from timeline.log.shelf import Page, Spans
from timeline.model.days import EVER, Day, plus
from timeline.model.plain import plain
from timeline.projections.columns.days import FAR, Ints, day_of, differs_from_last, number
from timeline.projections.columns.facets import AllSteps
from timeline.projections.columns.steps import Told, area_and_day, combined, first_rows, key
from timeline.projections.possible import PossibleDays
from timeline.projections.projection import Judged, Projection
from timeline.queries.many import EPOCH, derived_of, places

Progress = Callable[[int, int], None]

_PAGE = 20_000
_TRUTH = {True: "true", False: "false"}
_Told = tuple[str, str, str | None]
"""The value, whether it is certain, and what is possible, each as JSON; None where nothing is said of that."""


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


def spans_of_all(projection: type[Projection], steps: AllSteps, progress: Progress) -> Spans:
    """The spans of each area that is known, in the order of their ids.

    Args:
        progress: called with (areas done, areas in all) as the spans are gone through.
    """
    at, told = changes(projection, steps)
    area, day = area_and_day(at)
    is_new = np.any([differs_from_last(area), *(differs_from_last(each.differs()) for each in told.values())], axis=0)
    ends = np.append(np.where(differs_from_last(area[is_new]), FAR, day[is_new])[1:], FAR)
    ids = list(steps.events.number_of)
    is_known = np.isin(ids, [each.id for each in steps.events.areas])[area[is_new]]
    rows, ends = np.flatnonzero(is_new)[is_known], ends[is_known]
    statuses, status = _statuses({name: _texts(told[name].at(rows), ends) for name in projection.definition.names})
    pages = _pages(area[rows], day[rows], ends, status, progress)
    return Spans([*projection.definition.names, "certain", "possible"], ids, statuses, pages)


def _pages(area: Ints, start: Ints, end: Ints, status: Ints, progress: Progress) -> Iterator[Page]:
    areas_count = int(area.max(initial=-1)) + 1
    for first in range(0, len(area), _PAGE):
        page = slice(first, first + _PAGE)
        yield area[page].tolist(), _days(start[page]), _days(end[page]), status[page].tolist()
        progress(int(area[page][-1]) + 1, areas_count)


def _days(numbers: Ints) -> list[int | None]:
    """Days since 1970-01-01; None for the ends of time."""
    days: list[int | None] = (numbers - EPOCH).tolist()
    for place in np.flatnonzero(np.abs(numbers) >= FAR).tolist():
        days[place] = None
    return days


def _statuses(told: Mapping[str, tuple[list[_Told], Ints]]) -> tuple[list[str], Ints]:
    """Each status that is told by all names together, as JSON, and for each row its place."""
    codes = combined([code for _, code in told.values()])
    first, place = first_rows(codes)
    places = zip(*(code[first].tolist() for _, code in told.values()), strict=True)
    each = [list_ for list_, _ in told.values()]
    return [_status(tuple(told), [of[at] for of, at in zip(each, row, strict=True)]) for row in places], place


def _status(names: Sequence[str], told: Sequence[_Told]) -> str:
    values, certain, possible = zip(*told, strict=True)
    judged = f'"certain":{{{_members(names, certain)}}},"possible":{{{_members(names, possible)}}}'
    return f"{{{_members(names, values)},{judged}}}"


def _members(names: Sequence[str], texts: Sequence[str | None]) -> str:
    """The members of a JSON object, each text under its name."""
    return ",".join([f'"{name}":{text}' for name, text in zip(names, texts, strict=True) if text is not None])


def _texts(told: JudgedColumn, ends: Ints) -> tuple[list[_Told], Ints]:
    """What is told under one name as JSON, each once, and for each row its place."""
    are_days = np.array([isinstance(possible, PossibleDays) for _, possible, _ in told.judged], np.bool_)
    codes = combined([told.place, np.where(are_days[told.place], ends, 0)])
    first, place = first_rows(codes)
    found = [_as_json(told.judged[told.place[row]], plus(day_of(int(ends[row])), -1)) for row in first.tolist()]
    places: dict[_Told, int] = {}
    code = [places.setdefault(each, len(places)) for each in found]
    return [*places], np.array(code, np.int64)[place]


def _as_json(judged: Judged, last: Day) -> _Told:
    """What is judged, as JSON; what is possible, up to the last day of a span."""
    value, possible, is_certain = judged
    if isinstance(possible, PossibleDays):
        possible = possible.asked_on(last)
    return to_json(plain(value)), _TRUTH[is_certain], None if possible is None else to_json(possible.as_data())


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
    changes = np.sort(np.concatenate([begins, *(each.at for each in facets)]))
    changes = changes[differs_from_last(changes)]
    area, day = area_and_day(changes)
    is_within = (number(turn) <= day) & (day < number(end))
    area, day = area[is_within], day[is_within]
    found = places(projection, steps, turn, area, day)
    told = {
        name: JudgedColumn(*derived_of(projection, steps, day, found, name)) for name in projection.definition.derived
    }
    return changes[is_within], told | {name: _of_facet(*each) for name, each in found.items()}


def _of_facet(findings: Told, at: Ints) -> JudgedColumn:
    first, place = first_rows(findings.codes(at))
    return JudgedColumn(findings.judged(at[first]), place)
