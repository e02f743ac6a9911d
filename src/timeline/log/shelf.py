"""What is kept of a replay: the spans of a projection, under its name.

Invariant: all that is here can be dropped and replayed; no entry and no answer rests on it.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import attrs

Plain = dict[str, Any]
Note = dict[str, str | int]
Page = tuple[Sequence[int], Sequence[int | None], Sequence[int | None], Sequence[int]]
"""Some spans in columns: the place of an area, the first day, the day before which each ends, and the place of the
status that it tells."""

_EPOCH = datetime.date(1970, 1, 1)


@attrs.frozen(eq=False)
class Spans:
    """The spans of all areas, those of an area together and in their order; a status that many tell is held once.

    Args:
        names: what a status tells, in the order in which it is shown.
        areas: ids of areas.
        statuses: each status by name, as JSON.
        pages: the spans, to be gone through once; days as days since 1970-01-01, None where there is no bound.
    """

    names: Sequence[str]
    areas: Sequence[str]
    statuses: Sequence[str]
    pages: Iterable[Page]

    def rows(self) -> Iterator[Plain]:
        """Each span as `area`, `start`, `end` and what it tells."""
        statuses = list(map(json.loads, self.statuses))
        for page in self.pages:
            for area, start, end, status in zip(*page, strict=True):
                yield {"area": self.areas[area], "start": _iso(start), "end": _iso(end), **statuses[status]}


def _iso(day: int | None) -> str | None:
    return None if day is None else str(_EPOCH + datetime.timedelta(days=day))


class Shelf(Protocol):
    """The spans of projections, by the names of their tables."""

    def replace(self, table: str, spans: Spans, *, note: Note) -> int:
        """Put spans in place of the old ones of a table, in one step, with a note of what they are; tells how many."""

    def rows(self, table: str) -> Iterator[Plain]:
        """The rows of a table in the order in which they were given; nothing when there is no such table."""

    def notes(self) -> dict[str, Note]:
        """The note of each table."""

    def drop(self, table: str) -> None:
        """Forget a table."""
