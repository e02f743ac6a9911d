"""Entries as rows of the table `entries`, and back.

Invariant: the entry of a row is the one that the row was made of.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from typing import Any

from timeline.codec import name_of
from timeline.log.bodies import body_of
from timeline.log.reading import statement_of
from timeline.model.days import BEGINNING, Day
from timeline.model.entries import Cancelling, Entry
from timeline.model.events import Event

INSERT = "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
SELECT = """SELECT position, entries.id, recorded_at, reported_on, kinds.name, areas.name, earliest, body
    FROM entries JOIN names AS kinds ON kinds.id = kind LEFT JOIN names AS areas ON areas.id = area"""

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_MICROSECOND = datetime.timedelta(microseconds=1)

Row = tuple[Any, ...]


def row_of(entry: Entry, number: Callable[[str], int]) -> Row:
    """The row of an entry, as `INSERT` takes it.

    Args:
        number: the integer that stands for a name in the log.
    """
    statement = entry.statement
    head = entry.position, bytes.fromhex(entry.id), _microseconds(entry.recorded_at), _to_number(entry.reported_on)
    if isinstance(statement, Event):
        when, kind, area = statement.when, number(statement.kind), number(statement.area)
        ends = _to_number(when.first.earliest), _to_number(when.last.latest)
        return (*head, kind, area, *ends, None, body_of(statement))
    target = bytes.fromhex(statement.target) if isinstance(statement, Cancelling) else None
    return (*head, number(name_of(statement)), None, None, None, target, body_of(statement))


def entry_of(row: Row) -> Entry:
    """The entry of a row as `SELECT` gives it.

    Raises:
        EventFieldError: a field is missing, unknown or not acceptable; says the path.
        NotFoundError: the kind is not declared in this process.
        ValueError: a column holds what it cannot; OverflowError and TypeError likewise.
    """
    position, id_, recorded_at, reported, kind, area, earliest, body = row
    reported_on = _to_day(reported)
    statement = statement_of(kind, area, body, _to_day(earliest), reported_on)
    return Entry(position, id_.hex(), _instant(recorded_at), reported_on, statement)


@functools.lru_cache(maxsize=16)
def _microseconds(at: datetime.datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


@functools.lru_cache(maxsize=16)
def _instant(recorded_at: int) -> datetime.datetime:
    return _EPOCH + recorded_at * _MICROSECOND


def _to_number(day: Day) -> int | None:
    return day.toordinal() - _EPOCH_DAY if isinstance(day, datetime.date) else None


def _to_day(number: int | None) -> Day:
    return BEGINNING if number is None else datetime.date.fromordinal(number + _EPOCH_DAY)
