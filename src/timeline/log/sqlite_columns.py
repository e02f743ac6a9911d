"""Events of a log in SQLite by column, without making entries of them: those that stand alone, precise and whole.

Invariant: of an event told here nothing else was ever said, no other was ever said to be the same, and it is about the
whole of its area on one day that its source does not doubt.
"""

from __future__ import annotations

from typing import Any

from timeline.log.index import PlainEvents, Report
from timeline.log.schema import STATEMENT_NUMBERS
from timeline.log.sqlite_index import EPOCH, Query

_PAGE = 50_000
_IS_PLAIN = f"""kind > {max(STATEMENT_NUMBERS.values())} AND earliest = latest
    AND coalesce(length(json_extract(body, '$.when')), 10) = 10
    AND json_extract(body, '$.scope') IS NULL AND position NOT IN (SELECT position FROM happening_entries)"""
_PLAIN = f"""SELECT position, kind, area, earliest + {EPOCH}, reported_on + {EPOCH},
        coalesce(json_extract(body, '$.source[0]'), json_extract(body, '$.source.source')),
        json_extract(body, '$.credibility'), coalesce(json_extract(body, '$.schema'), 1)
    FROM entries WHERE position > :after AND position <= :upto AND {_IS_PLAIN}"""
_FIELD = """SELECT position, json_extract(body, :path) FROM entries
    WHERE kind = (SELECT id FROM names WHERE name = :kind)"""


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

        reports: dict[Report, int] = {}
        pages = [np.zeros((5, 0), np.int64)]
        for after in range(0, head, _PAGE):
            rows = self._query(_PLAIN, {"after": after, "upto": min(after + _PAGE, head)})
            *numbers, reported, source, credibility, schema = zip(*rows, strict=True) if rows else ((),) * 8
            said = zip(source, credibility, reported, schema, strict=True)
            pages.append(np.array([*numbers, [reports.setdefault(each, len(reports)) for each in said]], np.int64))
        position, kind, area, day, report = np.concatenate(pages, axis=1)
        names: dict[int, str] = dict(self._query("SELECT id, name FROM names", {}))
        return PlainEvents(position, kind, area, day, report, list(reports), names)

    def field(self, kind: str, name: str) -> dict[int, Any]:
        """By position what the events of a kind say in a field, as JSON has it; None where they do not."""
        return dict(self._query(_FIELD, {"kind": kind, "path": f"$.{name}"}))
