"""What is shown of a history: which values, over which days, and the stretches over which a value stays the same.

Invariant: no two neighbours are equal in what is judged of a value; each lies within the days that are shown.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from timeline.errors import InputError, NotFoundError, listed
from timeline.model.days import Day, Unbounded, plus, to_day
from timeline.projections.facets import LastOn, Total
from timeline.projections.projection import Projection
from timeline.queries.history import History, Span

USUAL = ("control", "condition")

DayLike = str | datetime.date
Days = tuple[datetime.date, datetime.date]


def stretches(history: History[Any], name: str, days: Days) -> Iterator[Span]:
    """The maximal spans of one value of a history, those that lie in the days `[start, end)`, cut to them."""
    start, end = days
    for judged, equal in itertools.groupby(history, key=lambda span: span.judged[name]):
        spans = list(equal)
        whole = Span(spans[0].start, spans[-1].end, {name: judged})
        if whole.start < end and start < whole.end:
            yield whole.cut(start, end)


def usual_names(projection: type[Projection]) -> tuple[str, ...]:
    """The values shown unless others are named: control and condition, or all that are no amounts and no days."""
    names, facets = projection.definition.names, projection.definition.facets
    if set(USUAL) <= set(names):
        return USUAL
    return tuple(name for name in names if not isinstance(facets.get(name), (Total, LastOn)))


def require_names(where: str, names: Sequence[str], known: Sequence[str]) -> None:
    """Refuse names that no value has.

    Raises:
        NotFoundError: names those that there are.
    """
    for name in names:
        if name not in known:
            expected = listed(known)
            raise NotFoundError(
                where, expected=expected, found=repr(name), what="facet", name=name, nearest=tuple(known)
            )


def days_shown(
    found: Sequence[datetime.date], start: DayLike | None, end: DayLike | None, *, before: int, after: int
) -> Days:
    """The days `[start, end)` to show: as given, else from the first change to the last, with a margin.

    Args:
        found: the days of the changes, sorted.
        before: days shown before the first change.
        after: days shown from the last change on.

    Raises:
        InputError: nothing ever changes and a bound is missing, or the start is not before the end.
    """
    if not found and (start is None or end is None):
        do = "name another area, or give a start and an end"
        raise InputError("start and end", expected="something that changes on some day", found="nothing", do=do)
    first = _bounded(plus(found[0], -before), datetime.date.min) if start is None else to_day(start, name="start")
    until = _bounded(plus(found[-1], after), datetime.date.max) if end is None else to_day(end, name="end")
    if first >= until:
        raise InputError("start and end", expected="a start before the end", found=f"{first} to {until}")
    return first, until


def _bounded(day: Day, nearest: datetime.date) -> datetime.date:
    return nearest if isinstance(day, Unbounded) else day
