"""Bytes an event on disk, of closed files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.measure import UNTOLD_COST, Figures, Line, Measure, as_bytes, race, within
from bench.peers import peer, sqlite
from bench.setting import Setting


def once(setting: Setting, size: int) -> Figures:
    """A round: bytes a row."""
    rows = setting.rows(size)

    def bytes_of(write: Callable[[Path], Any]) -> Callable[[], float]:
        return lambda: _written(setting.path(), write) / len(rows)

    return race(
        {
            "ours": lambda: setting.log(size).stat().st_size / len(rows),
            "text columns and JSON": bytes_of(lambda path: sqlite.write_wide(path, rows)),
            "eventsourcing": bytes_of(lambda path: peer("eventsourcing").append_batches(path, [rows])),
            "umadb": bytes_of(lambda path: peer("umadb").write(path, rows)),
        }
    )


def _written(path: Path, write: Callable[[Path], Any]) -> float:
    write(path)
    return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))


_TITLE = "bytes an event on disk"
MEASURE = Measure(
    "disk",
    once,
    (
        Line(_TITLE, "ours", "text columns and JSON", within(0.6), as_bytes),
        Line(_TITLE, "ours", "eventsourcing", UNTOLD_COST, as_bytes),
        Line(_TITLE, "ours", "umadb", UNTOLD_COST, as_bytes),
    ),
)
