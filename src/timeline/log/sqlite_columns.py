"""Events of a log in SQLite by column, without making entries of them: those that stand alone, precise and whole.

Invariant: of an event told here nothing else was ever said, no other was ever said to be the same, and it is about the
whole of its area on one day that its source does not doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timeline.log.index import PlainEvent
from timeline.log.schema import STATEMENT_NUMBERS
from timeline.log.sqlite_index import EPOCH, Query

_PAGE = 50_000
_IS_PLAIN = f"""kind > {max(STATEMENT_NUMBERS.values())} AND earliest = latest
    AND coalesce(length(json_extract(body, '$.when')), 10) = 10
    AND json_extract(body, '$.scope') IS NULL AND position NOT IN (SELECT position FROM happening_entries)"""
_PLAIN = f"""SELECT position, kinds.name, areas.name, earliest + {EPOCH}, reported_on + {EPOCH},
        coalesce(json_extract(body, '$.source[0]'), json_extract(body, '$.source.source')),
        json_extract(body, '$.credibility'), json_extract(body, '$.schema')
    FROM entries JOIN names AS kinds ON kinds.id = kind JOIN names AS areas ON areas.id = area
    WHERE position > :after AND position <= :upto AND {_IS_PLAIN}"""
_FIELD = """SELECT position, json_extract(body, :path) FROM entries
    WHERE kind = (SELECT id FROM names WHERE name = :kind)"""


class SqliteColumns:
    """What the table of entries tells of events.

    Args:
        query: runs a statement with its parameters.
    """

    def __init__(self, query: Query) -> None:
        self._query = query

    def plain(self, head: int) -> Iterator[PlainEvent]:
        """The events that stand alone, precise and whole, up to a position."""
        for after in range(0, head, _PAGE):
            yield from self._query(_PLAIN, {"after": after, "upto": min(after + _PAGE, head)})

    def field(self, kind: str, name: str) -> dict[int, Any]:
        """By position what the events of a kind say in a field, as JSON has it; None where they do not."""
        return dict(self._query(_FIELD, {"kind": kind, "path": f"$.{name}"}))
