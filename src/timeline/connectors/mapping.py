"""A declared mapping: how each column of a table is read, and what a row then says.

Invariant: what a row says depends on the row, and on the present day only in that a day yet to come is refused.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from timeline.connectors.digests import digest
from timeline.connectors.printed import Place
from timeline.model.events import Event

Values = Mapping[str, Any]


@attrs.frozen
class Column:
    """How a column is read.

    Args:
        read: from the text of a field to its value; raises `InputError`.
        may_lack: whether the file may be without it; it is then read as if it were empty.
    """

    read: Callable[[str], Any]
    may_lack: bool = False


@attrs.frozen
class Draft:
    """What a row says, while its place is not yet an area.

    Args:
        kind: the kind of event.
        place: where it was.
        fields: all fields but the area and the external id.
        id: the source's own id; without one it is made of the content of the row.
        remarks: what is unusual about it, a text each, to be counted over the file.
    """

    kind: type[Event]
    place: Place
    fields: Values
    id: str
    remarks: Sequence[str] = ()

    def event(self, area: str) -> Event:
        """The event, in its area."""
        return self.kind(area=area, external_id=self.id, **self.fields)

    @property
    def content(self) -> int:
        """A digest of all that it says."""
        return digest(repr((self.kind.kind, self.place.key, self.fields)))


@attrs.frozen
class LeftOut:
    """A row that makes no event, though it is not bad.

    Args:
        id: the source's own id.
        why: said of it; rows left out for the same reason are counted together.
    """

    id: str
    why: str


@attrs.frozen
class RowMapping:
    """How the rows of a table become events.

    Args:
        columns: how each column that is used is read.
        draft: what a row says, from its values and the present day; raises `EventFieldError` with the column as path.
        hint: what to do about a column that is missing.
    """

    columns: Mapping[str, Column]
    draft: Callable[[Values, datetime.date], Draft | LeftOut]
    hint: str = ""

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that a file must have."""
        return tuple(name for name, column in self.columns.items() if not column.may_lack)


Choose = Callable[[Sequence[str]], RowMapping]
"""The mapping for a file, from the names of its columns."""
