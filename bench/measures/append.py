"""Appending in batches of a thousand, durable, from event objects.

The first batch, which describes the areas and the sources, is not timed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bench import ours
from bench.measure import UNTOLD_COST, Figures, Line, Measure, as_fast, as_time, batches, race
from bench.peers import peer, sqlite
from bench.setting import Setting
from timeline import Area, Source

_BATCH = 1_000


def once(setting: Setting, size: int) -> Figures:
    """A round: seconds an event of each way to append."""
    described = [each for each in setting.statements(size) if isinstance(each, (Area, Source))]
    events = list(batches(setting.statements(size)[len(described) :], _BATCH))
    rows = list(batches(setting.rows(size), _BATCH))
    ways: dict[str, Callable[[], list[float]]] = {
        "ours": lambda: ours.append_batches(setting.path(), [described, *events])[1:],
        "the log alone": lambda: ours.append_to_log(setting.path(), [described, *events])[1:],
        "sqlite3 executemany, one index": lambda: sqlite.append_batches(setting.path(), rows, indexed=True),
        "sqlite3 executemany, no index": lambda: sqlite.append_batches(setting.path(), rows, indexed=False),
        "eventsourcing save": lambda: peer("eventsourcing").append_batches(setting.path(), rows),
        "umadb append": lambda: peer("umadb").append_batches(setting.path(), rows),
    }
    return race({name: _figures(name, way, rows) for name, way in ways.items()})


def _figures(name: str, way: Callable[[], list[float]], rows: Sequence[Sequence[Any]]) -> Callable[[], Figures]:
    def figures() -> Figures:
        costs, tenth = way(), max(1, len(rows) // 10)
        return {
            name: _a_row(costs, rows),
            f"{name}, first tenth": _a_row(costs[:tenth], rows[:tenth]),
            f"{name}, longest pause": max(costs),
        }

    return figures


def _a_row(costs: Sequence[float], rows: Sequence[Sequence[Any]]) -> float:
    return sum(costs) / sum(map(len, rows))


_TITLE = "append, batches of 1,000"
MEASURE = Measure(
    "append",
    once,
    (
        Line(_TITLE, "ours", "sqlite3 executemany, one index", as_fast(1.0)),
        Line(_TITLE, "ours", "eventsourcing save", as_fast(5)),
        Line(_TITLE, "ours", "umadb append"),
        Line("the same, the log alone", "the log alone", "sqlite3 executemany, no index", as_fast(0.6)),
        Line("the same, all beside the first tenth", "ours", "ours, first tenth", as_fast(0.7)),
        Line(
            "the same, the longest pause",
            "ours, longest pause",
            "sqlite3 executemany, one index, longest pause",
            UNTOLD_COST,
            as_time,
        ),
    ),
)
