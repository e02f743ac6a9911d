"""What makes an index slow: an area with many retractions, many late arrivals in one week, a long log."""

from __future__ import annotations

import random
from pathlib import Path

import timeline
from bench.measure import Figures, Line, Measure, as_time, each, p50, race, within
from bench.setting import HOSTILE, LATE, Setting
from bench.workload import TOWN, questions

_SHORT = 1_000


def once(setting: Setting, size: int) -> Figures:
    """A round: the median of a status in each place."""
    hostile, short = setting.hostile_log(size), setting.short_log(_SHORT)
    return race(
        {
            "plain towns": lambda: _p50(setting, hostile),
            "hostile": lambda: _p50(setting, hostile, HOSTILE),
            "late": lambda: _p50(setting, hostile, LATE),
            "towns in a log of 1,000 events": lambda: _p50(setting, short),
        }
    )


def _p50(setting: Setting, path: Path, area: str | None = None) -> float:
    """Of one area, or of towns drawn by their number of events."""
    with timeline.connect(path) as log:
        log.status("c0", on="2015-01-01")
        asked = ((area or town, at) for town, at in questions(TOWN, random.Random()))
        return p50(each(lambda about, at: log.status(about, **at), asked, setting.box))


MEASURE = Measure(
    "hostile",
    once,
    (
        Line("status, a tenth as many events and 3 of 10 retracted", "hostile", "plain towns", within(3), as_time),
        Line("status, a hundredth as many in one week, late", "late", "plain towns", within(3), as_time),
        Line("status, plain towns", "plain towns", "towns in a log of 1,000 events", within(2), as_time),
    ),
    start=1_000,
)
