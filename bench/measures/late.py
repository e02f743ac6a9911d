"""A late event costs what it changes: one a commit, in areas of a five-hundredth, a fiftieth and a fifth of the events.

The bare insert is a commit of one row into a plain indexed table of the same areas. A total over all time cannot settle
early: it is asked after each late event, beside one of a month.
"""

from __future__ import annotations

import datetime
import random
import sqlite3
from collections import ChainMap
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import attrs

import timeline
from bench.measure import UNTOLD_COST, Figures, Line, Measure, alike, as_time, in_turn, within
from bench.peers import sqlite
from bench.rows import rows_of
from bench.setting import IN_MEMORY, Setting, aged, aged_area
from bench.workload import DAYS_COUNT, FIRST_DAY, id_of, late_week
from timeline import AreaStatus, Correction, Event, Retraction, Timeline, days, total
from timeline.conflict import StrikeReported
from timeline.model.entries import Statement

_EACH = 60
_AREAS = ("500th", "50th", "5th")
Series = dict[str, Sequence[Callable[[], Any]]]
_ALL, _MONTH = total(StrikeReported.strikes), total(StrikeReported.strikes, within=days(30))
_END = FIRST_DAY + datetime.timedelta(days=DAYS_COUNT)


def once(setting: Setting, size: int) -> Figures:
    """A round: the median of one append in each area, all of them in turn, on disk and in memory."""
    return dict(ChainMap(*(_in(place, title, setting, size) for title, place in setting.places.items())))


def _in(place: Path, title: str, setting: Setting, size: int) -> Figures:
    sizes = (size // 500, size // 50, size // 5)
    table = sqlite.connect(setting.copy(setting.aged_table(sizes), place))
    with timeline.connect(setting.copy(setting.aged_log(sizes), place)) as log:
        series = ChainMap(*(_series(name, many, log, table) for name, many in zip(_AREAS, sizes, strict=True)))
        figures = in_turn(series)
    table.close()
    return {f"{name}{title}": figure for name, figure in figures.items()}


def _series(name: str, size: int, log: Timeline[AreaStatus], table: sqlite3.Connection) -> Series:
    rows = sqlite.narrow(list(rows_of(late_week(aged_area(size), _EACH))))
    return {
        f"{name}, late": [partial(log.append, [each]) for each in _late(size)],
        f"{name}, late on the known axis": [partial(log.append, [each]) for each in _known_late(size)],
        f"{name}, all-time total": [partial(log.ask, _ALL, aged_area(size), on=_END) for _ in range(_EACH)],
        f"{name}, total of a month": [partial(log.ask, _MONTH, aged_area(size), on=_END) for _ in range(_EACH)],
        f"{name}, bare insert": [partial(sqlite.insert, table, row) for row in rows],
    }


def _late(size: int) -> Iterator[Statement]:
    """Events of a week in the middle, and corrections and retractions of earlier ones, in turn."""
    changed = random.Random(size).sample([each for each in aged((size,)) if isinstance(each, Event)], min(_EACH, size))
    for number, event in enumerate(late_week(aged_area(size), _EACH)):
        if number % 3 == 0 or number >= len(changed):
            yield event
        elif number % 3 == 1:
            yield Retraction(target=id_of(changed[number]), reason="withdrawn", reported_on=_END)
        else:
            revised = attrs.evolve(changed[number], credibility=1)
            yield Correction(target=id_of(changed[number]), replacement=revised, reason="revised", reported_on=_END)


def _known_late(size: int) -> Iterator[Statement]:
    """Events that were reported within a week of the day they happened on, and that the log took in years later."""
    reported_on = FIRST_DAY + datetime.timedelta(days=DAYS_COUNT // 2 + 7)
    for event in late_week(aged_area(size), _EACH):
        yield attrs.evolve(event, reported_on=reported_on, external_id=f"{event.external_id} known")


def _lines(what: str) -> tuple[Line, ...]:
    title = f"append, {what}, area of a"
    beside_insert = (
        Line(f"{title} {area}", f"{area}, {what}", f"{area}, bare insert", within(3), as_time, "bare insert")
        for area in _AREAS
    )
    small, large = (f"{area}, {what}" for area in (_AREAS[0], _AREAS[-1]))
    return (*beside_insert, Line(f"{title} 5th", large, small, alike(2), as_time, "area of a 500th"))


_TOTALS = tuple(
    Line(
        f"an all-time total after it, area of a {area}",
        f"{area}, all-time total",
        f"{area}, total of a month",
        UNTOLD_COST,
        as_time,
        "a total of 30 days",
    )
    for area in _AREAS
)


def _in_memory(line: Line) -> Line:
    title, ours, rival = (f"{text}{IN_MEMORY}" for text in (line.title, line.ours, line.rival))
    return attrs.evolve(line, title=title, ours=ours, rival=rival)


_ON_DISK = (*_lines("late"), *_lines("late on the known axis"))
MEASURE = Measure("late", once, (*_ON_DISK, *_TOTALS, *map(_in_memory, _ON_DISK)), start=5_000)
