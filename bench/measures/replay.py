"""Replay: from a closed file to the spans of a projection that has none yet.

`eventsourcing` folds every aggregate anew from its events and keeps no spans; reading all rows is the limit, reading
all events from UmaDB what its users begin with.
"""

from __future__ import annotations

from bench import ours
from bench.measure import Figures, Line, Measure, as_fast, race, seconds
from bench.ours import Custom, Declared
from bench.peers import peer, sqlite
from bench.setting import Setting

_THREE_MILLION = "three million a second"
_FIVE_MILLION = "five million a second"


def once(setting: Setting, size: int) -> Figures:
    """A round: seconds an event."""
    rows = setting.rows(size)
    figures = race(
        {
            "declared": lambda: ours.replay(setting.copy(setting.log(size)), Declared),
            "spans": lambda: ours.spans(setting.log(size), Declared),
            "fold": lambda: ours.fold_in_columns(setting.log(size), Declared),
            "custom": lambda: ours.replay(setting.copy(setting.log(size)), Custom),
            "sqlite3, reading the rows": lambda: seconds(lambda: sqlite.read_all(setting.table(size))),
            "eventsourcing": lambda: _eventsourcing(setting, size),
            "umadb, reading the events": lambda: _umadb(setting, size),
        }
    )
    return {_THREE_MILLION: 1 / 3e6, _FIVE_MILLION: 1 / 5e6} | {
        name: figure / len(rows) for name, figure in figures.items()
    }


def _eventsourcing(setting: Setting, size: int) -> float:
    eventsourcing, path = peer("eventsourcing"), setting.path()
    eventsourcing.append_batches(path, [setting.rows(size)])
    return float(eventsourcing.replay(path, sorted({row.area for row in setting.rows(size)})))


def _umadb(setting: Setting, size: int) -> float:
    return float(peer("umadb").read_all(setting.path(), setting.rows(size)))


_DECLARED, _CUSTOM = "replay, declared facets", "replay, a fold of one's own"
MEASURE = Measure(
    "replay",
    once,
    (
        Line(_DECLARED, "declared", _THREE_MILLION, as_fast(1.0)),
        Line(_DECLARED, "declared", "eventsourcing", as_fast(60)),
        Line("the same without keeping them", "spans", _THREE_MILLION, as_fast(1.0)),
        Line("the fold alone, in columns", "fold", _FIVE_MILLION, as_fast(1.0)),
        Line(_DECLARED, "declared", "sqlite3, reading the rows"),
        Line(_DECLARED, "declared", "umadb, reading the events"),
        Line(_CUSTOM, "custom", "eventsourcing", as_fast(8)),
    ),
)
