"""Who reports: sources with their Admiralty reliability, and citations of the exact page or row.

Invariant: a source nobody has described is one whose reliability cannot be judged (F).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from timeline.model.fields import is_any_text, is_id, is_one_of, is_text
from timeline.model.names import find
from timeline.model.when import to_last_day

RELIABILITIES = ("A", "B", "C", "D", "E", "F")


def to_published_day(value: str | datetime.date | None) -> datetime.date | None:
    """The day something was published: the last one when only a month or a year is known."""
    return None if value is None else to_last_day(value, name="published")


def to_reported_day(value: str | datetime.date | None) -> datetime.date | None:
    """The day something was reported: the last one when only a month or a year is known."""
    return None if value is None else to_last_day(value, name="reported_on")


@attrs.frozen
class Citation:
    """The exact place where a source says it.

    Args:
        source: id of the source.
        locator: a URL, page, row or release within it.
        published: the day it was published; of a month or a year the last day.

    Example:
        >>> Citation("cjtf-oir", "release 2017-10-05", "2017-10-05").published
        datetime.date(2017, 10, 5)
    """

    source: str = attrs.field(validator=is_id)
    locator: str = attrs.field(default="", validator=is_any_text)
    published: datetime.date | None = attrs.field(default=None, converter=to_published_day)


@attrs.frozen
class Source:
    """Somebody who reports, and how reliable (Admiralty A, completely, to E, not at all; F cannot be judged)."""

    id: str = attrs.field(validator=is_id)
    name: str = attrs.field(validator=is_text)
    reliability: str = attrs.field(default="F", validator=is_one_of(*RELIABILITIES))
    reported_on: datetime.date | None = attrs.field(default=None, converter=to_reported_day, kw_only=True)

    @property
    def aliases(self) -> tuple[str, ...]:
        """A source has none."""
        return ()


@attrs.frozen
class Sources:
    """The sources described in a state of knowledge."""

    described: Mapping[str, Source]

    def __iter__(self) -> Iterator[Source]:
        return iter(sorted(self.described.values(), key=lambda source: source.id))

    def __len__(self) -> int:
        return len(self.described)

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping a source, of plain data."""
        return [{"id": each.id, "name": each.name, "reliability": each.reliability} for each in self]

    def find(self, name: str) -> Source:
        """The source with that id or name.

        Raises:
            NotFoundError: there is none; lists the nearest.
        """
        return find("source", name, self.described)

    def reliability(self, source: str | None) -> str:
        """The Admiralty letter of a source; F for one nobody has described."""
        known = self.described.get(source) if source else None
        return known.reliability if known else "F"
