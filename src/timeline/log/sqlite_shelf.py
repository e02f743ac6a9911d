"""The shelf in a SQLite file: a view for each table, over spans of integers and the statuses that they tell.

Invariant: a table has its note, its spans, their statuses and its view, or nothing at all.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from timeline.errors import InputError
from timeline.log.bodies import to_json
from timeline.log.shelf import Note, Plain, Spans
from timeline.log.sqlite_index import Query

CREATE_SHELF = [
    "CREATE TABLE derived_notes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, note TEXT NOT NULL) STRICT",
    """CREATE TABLE derived_statuses (
        note INTEGER NOT NULL REFERENCES derived_notes,
        number INTEGER NOT NULL,
        status TEXT NOT NULL,
        PRIMARY KEY (note, number)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE derived_spans (
        note INTEGER NOT NULL REFERENCES derived_notes,
        area INTEGER NOT NULL REFERENCES names,
        number INTEGER NOT NULL,
        start INTEGER,
        "end" INTEGER,
        status INTEGER NOT NULL,
        PRIMARY KEY (note, area, number)
    ) STRICT, WITHOUT ROWID""",
]
_FROM = "FROM derived_spans AS spans JOIN derived_statuses AS statuses USING (note) JOIN names ON names.id = area"
_COLUMNS_COUNT, _ROWS_AT_ONCE = 5, 100
_NOTE = "(SELECT id FROM derived_notes WHERE name = :table)"
_JOINED = f"{_FROM} WHERE statuses.number = spans.status"


class SqliteShelf:
    """Derived tables of a log; whoever changes them holds the write transaction.

    Args:
        connection: the log's.
        query: runs a statement with its parameters.
        number: the integer that stands for the name of an area.
    """

    def __init__(self, connection: sqlite3.Connection, query: Query, number: Callable[[str], int]) -> None:
        self._connection = connection
        self._query = query
        self._number = number

    def replace(self, table: str, spans: Spans, note: Note) -> int:
        """Put spans in place of the old ones of a table; tells how many."""
        self.drop(table)
        insert = "INSERT INTO derived_notes (name, note) VALUES (?, ?) RETURNING id"
        (id_,) = self._connection.execute(insert, (table, to_json(note))).fetchone()
        statuses = ((id_, *each) for each in enumerate(spans.statuses))
        self._connection.executemany("INSERT INTO derived_statuses VALUES (?, ?, ?)", statuses)
        numbers: dict[int, int] = {}
        count = 0
        for area, *told in spans.pages:
            numbers |= {each: self._number(spans.areas[each]) for each in set(area) - numbers.keys()}
            self._insert(id_, [numbers[each] for each in area], range(count, count + len(area)), *told)
            count += len(area)
        self._connection.execute(_view(table, id_, spans.names))
        return count

    def _insert(self, note: int, *columns: Sequence[int | None]) -> None:
        """Insert spans, some with each statement, which takes less than half the time of one a row."""
        values: list[int | None] = [None] * (_COLUMNS_COUNT * len(columns[0]))
        for number, column in enumerate(columns):
            values[number::_COLUMNS_COUNT] = column
        row = f"({note}, ?, ?, ?, ?, ?)"
        for some in _parts(values, _COLUMNS_COUNT * _ROWS_AT_ONCE):
            rows = ", ".join([row] * (len(some) // _COLUMNS_COUNT))
            self._connection.execute(f"INSERT INTO derived_spans VALUES {rows}", some)

    def drop(self, table: str) -> None:
        """Forget a table.

        Raises:
            InputError: it is one of the log's own.
        """
        name = view_name(table)
        taken = self._query("SELECT sql FROM sqlite_master WHERE name = :name COLLATE NOCASE", {"name": name})
        if taken and _FROM not in taken[0][0]:
            raise InputError(f"derived table {table!r}", expected="a name of its own", found="a table of the log")
        self._connection.execute(f'DROP VIEW IF EXISTS "{name}"')
        for told in ("derived_spans", "derived_statuses"):
            self._connection.execute(f"DELETE FROM {told} WHERE note = {_NOTE}", {"table": table})
        self._connection.execute("DELETE FROM derived_notes WHERE name = ?", (table,))

    def rows(self, table: str) -> Iterator[Plain]:
        """The rows of a table in the order in which they were given."""
        sql = f"""SELECT names.name, date(start * 86400, 'unixepoch'), date("end" * 86400, 'unixepoch'), statuses.status
            {_JOINED} AND spans.note = {_NOTE} ORDER BY spans.number"""
        rows = self._query(sql, {"table": table})
        return ({"area": area, "start": start, "end": end, **json.loads(told)} for area, start, end, told in rows)

    def notes(self) -> dict[str, Note]:
        """The note of each table."""
        return {name: json.loads(note) for name, note in self._query("SELECT name, note FROM derived_notes", {})}


def _parts(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def view_name(table: str) -> str:
    """The name of the view over a table."""
    return table.replace("-", "_")


def _view(table: str, id_: int, names: Sequence[str]) -> str:
    told = "".join(f"json_extract(statuses.status, '$.{name}') AS \"{name}\", " for name in names)
    position = f"(SELECT json_extract(note, '$.position') FROM derived_notes WHERE id = {id_})"
    return f"""CREATE VIEW "{view_name(table)}" AS SELECT names.name AS area,
        date(start * 86400, 'unixepoch') AS start, date("end" * 86400, 'unixepoch') AS "end", {told}
        {position} AS position, {position} = (SELECT max(position) FROM entries) AS is_current
        {_JOINED} AND spans.note = {id_}"""
