"""Events of a log in SQLite by column, without making entries of them: those that stand alone, precise and whole.

What never changes of them is sealed a page at a time when a projection is replayed, and read from there; the rest is
read from the entries. Invariant: of an event told here nothing else was ever said, no other was ever said to be the
same, and it is about the whole of its area on one day that its source does not doubt.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from timeline.log.bodies import to_json
from timeline.log.index import Fields, PlainEvents, Report
from timeline.log.sqlite_index import SCHEMA_OF_BODY, Query
from timeline.model.days import EPOCH

if TYPE_CHECKING:
    import sqlite3

    from timeline.log.index import Ints

PAGE = 50_000
"""How many positions a page holds; files rely on it."""

CREATE_PAGES = """CREATE TABLE derived_pages (
        page INTEGER NOT NULL,
        name TEXT NOT NULL,
        content ANY NOT NULL,
        PRIMARY KEY (page, name)
    ) STRICT"""

_EVENTS, _REPORTS = "events", "reports"
_COLUMNS_COUNT = 5
_PUT = "INSERT INTO derived_pages VALUES (?, ?, ?)"
_WITHIN = "position > :after AND position <= :upto"
_PRECISE = f"""SELECT position, kind, area, earliest + {EPOCH}, reported_on + {EPOCH},
        coalesce(json_extract(body, '$.source[0]'), json_extract(body, '$.source.source')),
        json_extract(body, '$.credibility'), coalesce(json_extract(body, '$.schema'), 1)
    FROM entries WHERE {_WITHIN} AND area IS NOT NULL AND earliest = latest
        AND coalesce(length(json_extract(body, '$.when')), 10) = 10 AND json_extract(body, '$.scope') IS NULL"""
_FIELD = f"""SELECT position, json_extract(body, :path) FROM entries
    WHERE {_WITHIN} AND kind = (SELECT id FROM names WHERE name = :kind)"""


@attrs.frozen(eq=False)
class _Page:
    """The precise events of a page about whole areas, in columns.

    Args:
        columns: their positions, kinds, areas, days and the places of their reports.
    """

    columns: Ints
    reports: Sequence[Report]


_VALUES = f"""SELECT position, name, json_extract(body, CASE name {{paths}} END), {SCHEMA_OF_BODY}
    FROM json_each(:positions) CROSS JOIN entries ON position = value JOIN names ON names.id = kind"""


class SqliteColumns:
    """What the table of entries tells of events.

    Args:
        query: runs a statement with its parameters.
    """

    def __init__(self, query: Query) -> None:
        self._query = query

    def plain(self, head: int) -> PlainEvents:
        """The events that stand alone, precise and whole, up to a position."""
        import numpy as np

        sealed = self._sealed(_EVENTS)
        pages = [self._page(page, head, is_sealed=page in sealed) for page in range(-(-head // PAGE))]
        reports: dict[Report, int] = {}
        columns = np.concatenate(
            [np.zeros((_COLUMNS_COUNT, 0), np.int64), *(_merged(each, reports) for each in pages)], 1
        )
        changed = [position for (position,) in self._query("SELECT position FROM happening_entries", {})]
        position, kind, area, day, report = columns[:, ~np.isin(columns[0], changed)]
        names: dict[int, str] = dict(self._query("SELECT id, name FROM names", {}))
        return PlainEvents(position, kind, area, day, report, list(reports), names)

    def field(self, kind: str, name: str, head: int) -> dict[int, Any]:
        """By position what the events of a kind say in a field, as JSON has it; None where they do not."""
        column = _column(kind, name)
        sealed = self._sealed(column)
        found: dict[int, Any] = {}
        for page in range(-(-head // PAGE)):
            found.update(self._content(page, column) if page in sealed else self._field(kind, name, page, head))
        return found

    def reader(self, fields: Fields) -> Callable[[Sequence[int]], Iterable[tuple[int, str, Any, int]]]:
        """What tells of the events at some positions: the position, the kind, what its field holds in JSON, its schema.

        Args:
            fields: for some kinds the name of a field, or None.
        """
        numbered = list(enumerate(fields))
        sql = _VALUES.format(paths=" ".join(f"WHEN :kind{number} THEN :path{number}" for number, _ in numbered))
        kinds = {f"kind{number}": kind for number, (kind, _) in numbered}
        paths = {f"path{number}": name and f"$.{name}" for number, (_, name) in numbered}
        return lambda positions: self._query(sql, {**kinds, **paths, "positions": json.dumps(positions)})

    def seal(self, connection: sqlite3.Connection, head: int, fields: Iterable[tuple[str, str]]) -> None:
        """Seal what is not sealed yet of the pages that are full; the caller holds the write transaction.

        Args:
            fields: the kinds and the names of fields that are to be told too.
        """

        full = set(range(head // PAGE))
        for page in sorted(full - self._sealed(_EVENTS)):
            read = self._read(page, head)
            contents = {_EVENTS: read.columns.astype("<i4").tobytes(), _REPORTS: to_json(read.reports)}
            connection.executemany(_PUT, [(page, name, content) for name, content in contents.items()])
        for kind, name in fields:
            column = _column(kind, name)
            for page in sorted(full - self._sealed(column)):
                connection.execute(_PUT, (page, column, to_json(self._field(kind, name, page, head))))

    def _sealed(self, name: str) -> set[int]:
        rows = self._query("SELECT page FROM derived_pages WHERE name = :name", {"name": name})
        return {page for (page,) in rows}

    def _content(self, page: int, name: str) -> Any:
        sql = "SELECT content FROM derived_pages WHERE page = :page AND name = :name"
        ((content,),) = self._query(sql, {"page": page, "name": name})
        return content if isinstance(content, bytes) else json.loads(content)

    def _page(self, page: int, head: int, *, is_sealed: bool) -> _Page:
        if not is_sealed:
            return self._read(page, head)
        import numpy as np

        columns = np.frombuffer(self._content(page, _EVENTS), "<i4").astype(np.int64)
        return _Page(columns.reshape(_COLUMNS_COUNT, -1), [tuple(each) for each in self._content(page, _REPORTS)])

    def _read(self, page: int, head: int) -> _Page:
        import numpy as np

        rows = self._query(_PRECISE, _bounds(page, head))
        *numbers, reported, source, credibility, schema = zip(*rows, strict=True) if rows else ((),) * 8
        reports: dict[Report, int] = {}
        said = zip(source, credibility, reported, schema, strict=True)
        columns = [*numbers, [reports.setdefault(each, len(reports)) for each in said]]
        return _Page(np.array(columns, np.int64), list(reports))

    def _field(self, kind: str, name: str, page: int, head: int) -> list[tuple[int, Any]]:
        rows: list[Any] = self._query(_FIELD, {"kind": kind, "path": f"$.{name}", **_bounds(page, head)})
        return rows


def _bounds(page: int, head: int) -> dict[str, int]:
    return {"after": page * PAGE, "upto": min((page + 1) * PAGE, head)}


def _column(kind: str, name: str) -> str:
    return f"{kind}.{name}"


def _merged(page: _Page, reports: dict[Report, int]) -> Ints:
    """The columns of a page with the places of its reports among those of all."""
    import numpy as np

    places = np.array([reports.setdefault(each, len(reports)) for each in page.reports], np.int64)
    return np.array([*page.columns[:-1], places[page.columns[-1]]])
