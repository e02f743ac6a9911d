"""Appending one event a commit to a log, and to a plain indexed table, that hold the workload already."""

from __future__ import annotations

import statistics

from bench import ours
from bench.measure import Figures, Line, Measure, as_fast, race
from bench.peers import sqlite
from bench.rows import rows_of
from bench.setting import Setting
from bench.workload import one_area

_COUNT = 200


def once(setting: Setting, size: int) -> Figures:
    """A round: the median seconds of one append."""
    events = list(one_area("c0/g000/one", _COUNT))
    log, table = setting.copy(setting.log(size)), setting.copy(setting.table(size))
    return race(
        {
            "ours": lambda: statistics.median(ours.append_batches(log, [[event] for event in events])),
            "sqlite3 single-row commit": lambda: statistics.median(sqlite.append_singles(table, list(rows_of(events)))),
        }
    )


MEASURE = Measure("single", once, (Line("append, one by one", "ours", "sqlite3 single-row commit", as_fast(0.8)),))
