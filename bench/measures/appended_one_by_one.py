"""Appending one event a commit to a log, and to a plain indexed table, that hold the workload already."""

from __future__ import annotations

from functools import partial

import timeline
from bench.measure import Figures, Line, Measure, as_fast, in_turn
from bench.peers import sqlite
from bench.rows import rows_of
from bench.setting import Setting
from bench.workload import one_area

_COUNT = 200


def once(setting: Setting, size: int) -> Figures:
    """A round: the median seconds of one append, ours and theirs in turn."""
    events = list(one_area("c0/g000/one", _COUNT))
    rows = sqlite.narrow(list(rows_of(events)))
    table = sqlite.connect(setting.copy(setting.table(size)))
    with timeline.connect(setting.copy(setting.log(size))) as log:
        figures = in_turn(
            {
                "ours": [partial(log.append, [event]) for event in events],
                "sqlite3 single-row commit": [partial(sqlite.insert, table, row) for row in rows],
            }
        )
    table.close()
    return figures


MEASURE = Measure("single", once, (Line("append, one by one", "ours", "sqlite3 single-row commit", as_fast(0.8)),))
