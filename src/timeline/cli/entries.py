"""An entry as a row of a table."""

from __future__ import annotations

from timeline.cli.show import day_text
from timeline.codec import name_of
from timeline.model.areas import Area
from timeline.model.entries import Correction, Entry, Join, Statement
from timeline.model.events import Event
from timeline.model.sources import Source
from timeline.queries.explain import describe


def row(entry: Entry) -> list[str]:
    """The entry as the cells of a table: position, id, area, what it says, source, day known."""
    statement = entry.statement
    said = statement.replacement if isinstance(statement, Correction) else statement
    source = said.source if isinstance(said, Event) else None
    area = said.area if isinstance(said, Event) else getattr(said, "id", "")
    reported_on = day_text(entry.reported_on, "ever")
    return [str(entry.position), entry.id, area, _says(statement), source.source if source else "", reported_on]


def _says(statement: Statement) -> str:
    if isinstance(statement, Event):
        return describe(statement)
    if isinstance(statement, (Area, Source)):
        return f"{name_of(statement)} {statement.name}"
    if isinstance(statement, Correction):
        return f"correction of {statement.target} ({statement.reason}): {_says(statement.replacement)}"
    if isinstance(statement, Join):
        return f"join of {', '.join(statement.members)} ({statement.reason})"
    return f"{name_of(statement)} of {statement.target} ({statement.reason})"
