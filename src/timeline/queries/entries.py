"""Which entries of a log are about an area or of a kind, with what was said about them since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from timeline.codec import encode_entry
from timeline.model.entries import Correction, Entry, Join, Reinstatement, Retraction, Statement
from timeline.model.events import Event


class Entries(list[Entry]):
    """Entries as they are stored, a list."""

    def rows(self) -> list[dict[str, Any]]:
        """One mapping an entry, of plain data: what the log gave it, then its statement."""
        return [encode_entry(entry) for entry in self]


def about(entries: Sequence[Entry], *, area: str | None = None, kind: type[Event] | None = None) -> Entries:
    """The entries about an area and of a kind, with the statements about them, in the order given.

    Args:
        entries: entries of a log, each event with all that was said of it; of a join some members may be left out.
        area: only what names this area id; None for all.
        kind: only events of this class, and statements about them; None for all.
    """
    by_id = {entry.id: entry for entry in entries}
    return Entries(entry for entry in entries if _is_about(entry, by_id, area, kind))


def _is_about(entry: Entry, by_id: dict[str, Entry], area: str | None, cls: type[Event] | None) -> bool:
    said = list(_said(entry, by_id))
    events = [each for each in said if isinstance(each, Event)]
    in_area = area is None or any(_area_of(each) == area for each in said)
    return in_area and (cls is None or any(isinstance(each, cls) for each in events))


def _said(entry: Entry, by_id: dict[str, Entry]) -> Iterator[Statement]:
    """What an entry says, and what the entries it is about say."""
    statement = entry.statement
    if isinstance(statement, (Correction, Retraction, Reinstatement)):
        if isinstance(statement, Correction):
            yield statement.replacement
        yield from _said(by_id[statement.target], by_id)
    elif isinstance(statement, Join):
        for member in statement.members:
            if member in by_id:
                yield from _said(by_id[member], by_id)
    else:
        yield statement


def _area_of(statement: Statement) -> str | None:
    return statement.area if isinstance(statement, Event) else getattr(statement, "id", None)
