"""Appending one event a commit to a log, and to a plain indexed table, that hold the workload already."""

from __future__ import annotations

from collections import ChainMap
from functools import partial
from pathlib import Path

import timeline
from bench.measure import Figures, Line, Measure, as_fast, in_turn
from bench.peers import sqlite
from bench.rows import rows_of
from bench.setting import IN_MEMORY, Setting
from bench.workload import one_area

_COUNT = 200
_THEIRS = "sqlite3 single-row commit"


def once(setting: Setting, size: int) -> Figures:
    """A round: the median seconds of one append, ours and theirs in turn, on disk and in memory."""
    return dict(ChainMap(*(_in(place, title, setting, size) for title, place in setting.places.items())))


def _in(place: Path, title: str, setting: Setting, size: int) -> Figures:
    events = list(one_area("c0/g000/one", _COUNT))
    rows = sqlite.narrow(list(rows_of(events)))
    table = sqlite.connect(setting.copy(setting.table(size), place))
    with timeline.connect(setting.copy(setting.log(size), place)) as log:
        figures = in_turn(
            {
                f"ours{title}": [partial(log.append, [event]) for event in events],
                f"{_THEIRS}{title}": [partial(sqlite.insert, table, row) for row in rows],
            }
        )
    table.close()
    return figures


def _line(title: str) -> Line:
    return Line(f"append, one by one{title}", f"ours{title}", f"{_THEIRS}{title}", as_fast(0.8), called=_THEIRS)


MEASURE = Measure("single", once, (_line(""), _line(IN_MEMORY)))
