"""The limits: the `sqlite3` of the standard library, with rows ready to be bound.

`executemany` is its way to insert many; write-ahead mode with `synchronous = FULL`, as our log has it. A narrow table
holds integers and what is in no column as JSON; a wide one, for bytes, text columns and the whole event as JSON.
"""

from __future__ import annotations

import datetime
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from zlib import crc32

from bench.rows import EPOCH, Row

_NARROW = """CREATE TABLE IF NOT EXISTS events (id BLOB NOT NULL, recorded_at INTEGER NOT NULL, kind INTEGER NOT NULL,
    area INTEGER NOT NULL, day INTEGER, latest INTEGER, reported_on INTEGER NOT NULL, body TEXT NOT NULL)"""
_INDEX = "CREATE INDEX IF NOT EXISTS events_by_day ON events (area, day)"
_WIDE = """CREATE TABLE events (id TEXT NOT NULL, kind TEXT NOT NULL, area TEXT NOT NULL, day TEXT, latest TEXT,
    reported_on TEXT, recorded_at TEXT NOT NULL, body TEXT NOT NULL)"""
_INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_SELECT = "SELECT kind, body FROM events WHERE area = ? AND day <= ? ORDER BY day DESC LIMIT 1"

Narrow = tuple[bytes, int, int, int, int, int, int, str]


def connect(path: Path) -> sqlite3.Connection:
    """A durable connection in write-ahead mode."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def number_of(name: str) -> int:
    """An integer that stands for an area or a kind."""
    return crc32(name.encode()) & 0x7FFFFFFF


def narrow(rows: Sequence[Row]) -> list[Narrow]:
    """The rows as the narrow table takes them."""
    now = time.time_ns() // 1_000
    return [
        (row.id, now, number_of(row.kind), number_of(row.area), row.day, row.latest, row.reported_on, row.rest)
        for row in rows
    ]


def append_batches(path: Path, given: Sequence[Sequence[Row]], *, indexed: bool) -> list[float]:
    """The seconds of each batch, one commit each."""
    connection = connect(path)
    connection.execute(_NARROW)
    if indexed:
        connection.execute(_INDEX)
    return _timed(connection, [narrow(batch) for batch in given])


def insert(connection: sqlite3.Connection, row: Narrow) -> None:
    """One row and its commit."""
    connection.execute(_INSERT, row)


def append_then_index(path: Path, rows: Sequence[Row]) -> float:
    """The seconds of all rows in one transaction and the index after it."""
    connection = connect(path)
    connection.execute(_NARROW)
    bound = narrow(rows)
    start = time.perf_counter()
    connection.execute("BEGIN")
    connection.executemany(_INSERT, bound)
    connection.execute(_INDEX)
    connection.execute("COMMIT")
    took = time.perf_counter() - start
    connection.close()
    return took


def _timed(connection: sqlite3.Connection, given: Sequence[Sequence[Narrow]]) -> list[float]:
    costs = []
    for batch in given:
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_INSERT, batch)
        connection.execute("COMMIT")
        costs.append(time.perf_counter() - start)
    connection.close()
    return costs


def newest(connection: sqlite3.Connection) -> Callable[[str, datetime.date], object]:
    """One prepared indexed SELECT: the newest row of an area on a day, regardless of what was known."""

    def select(area: str, on: datetime.date) -> object:
        return connection.execute(_SELECT, (number_of(area), (on - EPOCH).days)).fetchone()

    return select


def read_all(path: Path) -> int:
    """Every row, as tuples; gives how many."""
    connection = sqlite3.connect(path)
    count = sum(1 for _ in connection.execute("SELECT kind, area, day, latest, reported_on, body FROM events"))
    connection.close()
    return count


def write_wide(path: Path, rows: Sequence[Row]) -> None:
    """The rows as text columns and JSON, without an index."""
    connection = connect(path)
    connection.execute(_WIDE)
    connection.execute("BEGIN")
    connection.executemany(_INSERT, map(_wide, rows))
    connection.execute("COMMIT")
    connection.close()


def _wide(row: Row) -> tuple[str, ...]:
    now = datetime.datetime.now(datetime.UTC).isoformat()
    days = (_iso(row.day), _iso(row.latest), _iso(row.reported_on))
    return (row.id.hex(), row.kind, row.area, *days, now, row.whole)


def _iso(day: int) -> str:
    return (EPOCH + datetime.timedelta(days=day)).isoformat()
