"""Single questions through the SQLite log, in any state of knowledge, areas drawn by their number of events.

The limit is one prepared indexed `SELECT` of the newest row of the area on that day; it knows neither the known axis
nor the hierarchy. UmaDB's reading of the newest event by tag is the simpler question still.
"""

from __future__ import annotations

import random
import sqlite3
from collections import ChainMap

import timeline
from bench.measure import UNTOLD_COST, Figures, Line, Measure, as_time, each, p50, p99, race, seconds, within
from bench.peers import peer, sqlite
from bench.setting import Setting
from bench.workload import LEVELS, TOWN, questions
from timeline import AreaStatus, Timeline

_SELECT = "one prepared indexed SELECT"


def once(setting: Setting, size: int) -> Figures:
    """A round: p50 and p99 for each level of areas, and the first question after opening."""
    path, table = setting.log(size), sqlite3.connect(setting.table(size), isolation_level=None)
    first = race({"first": lambda: seconds(lambda: _one_question(path))})
    with timeline.connect(path) as log:
        _warm(log)
        levels = [_level(setting, level, log, table) for level in LEVELS]
    table.close()
    return dict(ChainMap(first, *levels, _umadb(setting, size)))


def _one_question(path: object) -> None:
    with timeline.connect(str(path)) as log:
        _warm(log)


def _warm(log: Timeline[AreaStatus]) -> None:
    area, at = next(questions(TOWN, random.Random(0)))
    log.status(area, **at)


def _level(setting: Setting, level: str, log: Timeline[AreaStatus], table: sqlite3.Connection) -> Figures:
    select, control = sqlite.newest(table), AreaStatus.definition.facets["control"]
    rng = random.Random()
    asked = {
        "status": lambda area, at: log.status(area, **at),
        "one facet": lambda area, at: log.ask(control, area, **at),
        _SELECT: lambda area, at: select(area, at["on"]),
    }
    costs: dict[str, list[float]] = {}
    for name, ask in random.sample(list(asked.items()), len(asked)):
        costs[name] = each(ask, questions(level, rng), setting.box)
    return {
        f"{level} {name} {said}": figure(series)
        for name, series in costs.items()
        for said, figure in (("p50", p50), ("p99", p99))
    }


def _umadb(setting: Setting, size: int) -> Figures:
    def newest() -> float:
        umadb = peer("umadb")
        with umadb.server(setting.path()) as client:
            umadb.append_all(client, setting.rows(size))
            asked = ((area,) for area, _ in questions(TOWN, random.Random()))
            return p50(each(lambda area: umadb.newest(client, area), asked, setting.box))

    return race({"umadb, newest by tag": newest})


def _lines(level: str) -> tuple[Line, ...]:
    return (*_of(level, "status", 20), *_of(level, "one facet", 5))


def _of(level: str, asked: str, bound: float) -> tuple[Line, ...]:
    middle, worst = (f"{level} {asked} {said}" for said in ("p50", "p99"))
    return (
        Line(f"{asked}, {level}, p50", middle, f"{level} {_SELECT} p50", within(bound), as_time, _SELECT),
        Line(f"{asked}, {level}, p99", worst, middle, within(5), as_time, "its p50"),
    )


MEASURE = Measure(
    "question",
    once,
    (
        *(line for level in LEVELS for line in _lines(level)),
        Line("status, towns, p50", "towns status p50", "umadb, newest by tag", UNTOLD_COST, as_time),
        Line("the first status after opening", "first", "towns status p50", UNTOLD_COST, as_time, "p50 of towns"),
    ),
)
