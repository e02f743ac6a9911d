"""Many questions at once: every area on a day, and random pairs of an area and a day in columns.

The first question about a state of knowledge reads what is known, the next ones do not. The joins "as of"
answer a simpler question, with precise days and no known axis: who took the area last.
"""

from __future__ import annotations

import datetime
import random
import sqlite3
from collections.abc import Sequence

import timeline
from bench.measure import Figures, Line, Measure, as_fast, race, seconds
from bench.ours import Control
from bench.peers import peer, sqlite
from bench.peers.joins import Join, join_of
from bench.setting import Setting
from bench.workload import DAYS_COUNT, FIRST_DAY, TOWN, areas, drawn
from timeline import AreaStatus, Projection

_PAIRS = 100_000
_MILLION = "a million a second"


def once(setting: Setting, size: int) -> Figures:
    """A round: seconds an answer."""
    join = join_of(setting.rows(size), _PAIRS)
    return {_MILLION: 1e-6} | race(
        {
            "status_many, first": lambda: _many(setting, size, AreaStatus, asked_before=0),
            "status_many": lambda: _many(setting, size, AreaStatus, asked_before=1),
            "one facet, first": lambda: _many(setting, size, Control, asked_before=0),
            "one facet": lambda: _many(setting, size, Control, asked_before=1),
            "statuses": lambda: _statuses(setting, size),
            "500 SELECTs": lambda: _selects(setting, size),
            "DuckDB ASOF JOIN": lambda: _a_pair("duckdb", join),
            "Polars join_asof": lambda: _a_pair("polars", join),
            "pandas merge_asof": lambda: _a_pair("pandas", join),
        }
    )


def _a_pair(name: str, join: Join) -> float:
    return float(peer(name).asof(join)) / _PAIRS


def _many(setting: Setting, size: int, projection: type[Projection], *, asked_before: int) -> float:
    with timeline.connect(setting.log(size), projection=projection) as log:
        log.status_many("c0", FIRST_DAY) if asked_before else log.status("c0", on=FIRST_DAY)
        towns, on = drawn(TOWN, random.Random(), _PAIRS), _days(_PAIRS)
        return seconds(lambda: log.status_many(towns, on)) / _PAIRS


def _days(count: int) -> Sequence[datetime.date]:
    return [FIRST_DAY + datetime.timedelta(days=random.randrange(DAYS_COUNT)) for _ in range(count)]


def _statuses(setting: Setting, size: int) -> float:
    with timeline.connect(setting.log(size)) as log:
        log.status("c0", on=FIRST_DAY)
        return seconds(lambda: log.statuses(on="2015-01-01")) / len(areas())


def _selects(setting: Setting, size: int) -> float:
    table = sqlite3.connect(setting.table(size), isolation_level=None)
    select, day = sqlite.newest(table), _days(1)[0]
    took = seconds(lambda: [select(area.id, day) for area in areas()])
    table.close()
    return took / len(areas())


_FACET = "many questions, one facet"
MEASURE = Measure(
    "many",
    once,
    (
        Line("many questions, whole status", "status_many", _MILLION, as_fast(1.0)),
        Line("many questions, whole status, the first", "status_many, first", _MILLION, as_fast(1.0)),
        Line(_FACET, "one facet", "DuckDB ASOF JOIN", as_fast(1.0)),
        Line(f"{_FACET}, the first", "one facet, first", "DuckDB ASOF JOIN", as_fast(1.0)),
        Line(_FACET, "one facet", "Polars join_asof"),
        Line(_FACET, "one facet", "pandas merge_asof"),
        Line("statuses of 500 areas on a day", "statuses", "500 SELECTs"),
    ),
)
