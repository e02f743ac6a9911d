"""A bulk import: everything in one transaction."""

from __future__ import annotations

from bench import ours
from bench.measure import Figures, Line, Measure, as_fast, race
from bench.peers import sqlite
from bench.setting import Setting


def once(setting: Setting, size: int) -> Figures:
    """A round: seconds a statement."""
    given, rows = setting.statements(size), setting.rows(size)
    return race(
        {
            "ours": lambda: ours.append_batches(setting.path(), [given])[0] / len(given),
            "sqlite3, one transaction": lambda: (
                sqlite.append_batches(setting.path(), [rows], indexed=False)[0] / len(rows)
            ),
            "sqlite3, one transaction, then an index": lambda: (
                sqlite.append_then_index(setting.path(), rows) / len(rows)
            ),
        }
    )


_TITLE = "import in one transaction"
MEASURE = Measure(
    "import",
    once,
    (
        Line(_TITLE, "ours", "sqlite3, one transaction", as_fast(0.3)),
        Line(_TITLE, "ours", "sqlite3, one transaction, then an index"),
    ),
)
