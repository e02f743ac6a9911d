"""An area of 2,000 events beside `repository.get(id, version=…)` of an aggregate alike: its status, and its past."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from typing import Any

import timeline
from bench.measure import UNTOLD, Figures, Line, Measure, as_fast, as_time, each, p50, race
from bench.peers import peer
from bench.rows import rows_of
from bench.setting import Setting, aged, aged_area
from bench.workload import FIRST_DAY, TOWN, questions
from timeline import Timeline


def once(setting: Setting, size: int) -> Figures:
    """A round: the median of each."""
    return race(
        {
            "ours": lambda: _ours(setting, size),
            "history": lambda: _past(setting, size, lambda log, area, on: log.history(area)),
            "explain": lambda: _past(setting, size, lambda log, area, on: log.explain(area, on=on)),
            "eventsourcing get(version)": lambda: _theirs(setting, size),
        }
    )


def _ours(setting: Setting, size: int) -> float:
    with timeline.connect(setting.aged_log((size,))) as log:
        log.status(aged_area(size), on="2015-01-01")
        asked = ((at,) for _, at in questions(TOWN, random.Random()))
        return p50(each(lambda at: log.status(aged_area(size), **at), asked, setting.box))


def _past(setting: Setting, size: int, ask: Callable[[Timeline[Any], str, datetime.date], object]) -> float:
    """What is told of all the area has lived through, its entries read before."""
    with timeline.connect(setting.aged_log((size,))) as log:
        ask(log, aged_area(size), FIRST_DAY)
        asked = ((at["on"],) for _, at in questions(TOWN, random.Random()))
        return p50(each(lambda on: ask(log, aged_area(size), on), asked, setting.box))


def _theirs(setting: Setting, size: int) -> float:
    eventsourcing, path = peer("eventsourcing"), setting.path()
    eventsourcing.append_batches(path, [list(rows_of(aged((size,))))])
    app = eventsourcing.application(path)
    versions = ((random.randint(1, size),) for _ in iter(int, 1))
    costs = each(lambda version: eventsourcing.get(app, aged_area(size), version), versions, setting.box)
    app.close()
    return p50(costs)


MEASURE = Measure(
    "incumbent",
    once,
    (
        Line("status of an area of so many events", "ours", "eventsourcing get(version)", as_fast(200), as_time),
        Line("its whole history, six facets", "history", "eventsourcing get(version)", UNTOLD, as_time),
        Line("its status explained", "explain", "eventsourcing get(version)", UNTOLD, as_time),
    ),
    most=2_000,
)
