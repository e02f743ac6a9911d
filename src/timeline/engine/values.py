"""What the fields of events hold, read from their bodies without making entries of them.

Invariant: what is told is what the event itself would tell; what takes the event itself to tell is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from timeline.engine.strips import Page
from timeline.log.index import Columns
from timeline.model.events import Event, kind_of
from timeline.model.exact import is_as_in_json
from timeline.projections.brief import TooFarError

_IN_JSON = {str, int, type(None)}
_UNREAD: Any = object()

Fields = tuple[tuple[type[Event], str | None], ...]
"""The field that is read of each kind; None where each event counts."""

Read = Callable[[Sequence[int]], dict[int, Any]]


class FieldValues:
    """The values of fields in pages of rows; each page keeps what was read of it.

    Args:
        columns: of the log.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._readers: dict[Fields, Read] = {}

    def of(self, page: Page, fields: Fields, places: Sequence[int]) -> list[Any]:
        """What fields hold in the rows at some places of a page.

        Raises:
            TooFarError: it takes reading the events to tell.
        """
        values = page.values.get(fields)
        if values is None:
            values = page.values[fields] = _unread(page, fields)
        if unread := [place for place in places if values[place] is _UNREAD]:
            found = self._reader(fields)([page.numbers[place] for place in unread])
            for place in unread:
                values[place] = found[page.numbers[place]]
        return [values[place] for place in places]

    def _reader(self, fields: Fields) -> Read:
        if fields not in self._readers:
            self._readers[fields] = _reader(self._columns, fields)
        return self._readers[fields]


def _unread(page: Page, fields: Fields) -> list[Any]:
    """What can be told without reading: of a kind without a field the kind itself."""
    untold = [kind.kind if field is None else _UNREAD for kind, field in fields]
    return [untold[place] for place in page.kinds]


def _reader(columns: Columns, fields: Fields) -> Read:
    """What tells what fields hold in the events at some positions; of a kind without a field the kind itself.

    Raises:
        TooFarError: the events are to be read to tell.
    """
    if not all(field is None or is_as_in_json(kind, field) for kind, field in fields):
        raise TooFarError
    read = columns.reader([(kind.kind, field) for kind, field in fields])
    present = {kind.kind: kind_of(kind).schema for kind, _ in fields}
    itself = {kind.kind for kind, field in fields if field is None}

    def values(positions: Sequence[int]) -> dict[int, Any]:
        rows = read(positions)
        if not all(present[kind] == schema and type(value) in _IN_JSON for _, kind, value, schema in rows):
            raise TooFarError
        return {number: kind if kind in itself else value for number, kind, value, _ in rows}

    return values
