"""A real data set, where `--ucdp` names one, whole: its import in one transaction, and the status of its areas."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import timeline
from bench import ours
from bench.measure import Figures, Line, Measure, as_fast, as_time, each, p50, race, within
from bench.peers import sqlite
from bench.rows import Row, rows_of
from bench.setting import Setting
from bench.workload import TOWN, questions
from timeline import Event
from timeline.connectors import connector
from timeline.model.areas import Areas
from timeline.model.entries import Statement


def once(setting: Setting, size: int) -> Figures:
    """A round over all of its rows."""
    assert setting.ucdp is not None
    given = _read(setting.ucdp)
    rows = list(rows_of(given))
    log, table = setting.path(), setting.path()
    appended = race(
        {
            "import": lambda: ours.append_batches(log, [given])[0] / len(given),
            "sqlite3, one transaction": lambda: sqlite.append_then_index(table, rows) / len(rows),
        }
    )
    asked = race({"status": lambda: _status(setting, log, rows), "SELECT": lambda: _select(setting, table, rows)})
    return appended | asked


@lru_cache(maxsize=1)
def _read(path: Path) -> Sequence[Statement]:
    reading = connector("ucdp-ged")([path], areas=Areas({}), progress=lambda done, count: None)
    return sorted(reading.statements, key=lambda each: isinstance(each, Event))


def _status(setting: Setting, path: Path, rows: list[Row]) -> float:
    with timeline.connect(path) as log:
        log.status(rows[0].area, on="2017-01-01")
        asked = ((random.choice(rows).area, at) for _, at in questions(TOWN, random.Random()))
        return p50(each(lambda area, at: log.status(area, **at), asked, setting.box))


def _select(setting: Setting, path: Path, rows: list[Row]) -> float:
    table = sqlite3.connect(path, isolation_level=None)
    select = sqlite.newest(table)
    asked = ((random.choice(rows).area, at["on"]) for _, at in questions(TOWN, random.Random()))
    costs = each(select, asked, setting.box)
    table.close()
    return p50(costs)


MEASURE = Measure(
    "ucdp",
    once,
    (
        Line("UCDP GED, import", "import", "sqlite3, one transaction", as_fast(0.3)),
        Line("UCDP GED, status, p50", "status", "SELECT", within(20), as_time),
    ),
    most=0,
    needs=lambda setting: setting.ucdp is not None,
)
