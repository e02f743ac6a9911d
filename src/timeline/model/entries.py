"""What the log holds: events, and statements about entries, areas and sources.

Invariant: an entry never changes; a statement about entries names earlier ones by their ids.
"""

from __future__ import annotations

import datetime

import attrs

from timeline.model.areas import Area
from timeline.model.days import Day
from timeline.model.events import Event
from timeline.model.fields import is_names, is_one_of, is_text, to_tuple
from timeline.model.sources import Source, to_reported_day

OUR_ERROR = "our-error"
SOURCE_CHANGED = "source-changed"

Described = Event | Area | Source


@attrs.frozen(kw_only=True)
class Correction:
    """The replacement of one entry: what it should have said, or what its source says now."""

    target: str = attrs.field(validator=is_text)
    replacement: Described
    reason: str = attrs.field(validator=is_text)
    because: str = attrs.field(default=SOURCE_CHANGED, validator=is_one_of(OUR_ERROR, SOURCE_CHANGED))
    reported_on: datetime.date | None = attrs.field(default=None, converter=to_reported_day)


@attrs.frozen(kw_only=True)
class Retraction:
    """The withdrawal of one entry."""

    target: str = attrs.field(validator=is_text)
    reason: str = attrs.field(validator=is_text)
    reported_on: datetime.date | None = attrs.field(default=None, converter=to_reported_day)


@attrs.frozen(kw_only=True)
class Reinstatement:
    """The undoing of one retraction."""

    target: str = attrs.field(validator=is_text)
    reason: str = attrs.field(validator=is_text)
    reported_on: datetime.date | None = attrs.field(default=None, converter=to_reported_day)


@attrs.frozen(kw_only=True)
class Join:
    """Several events report one happening: an incident, which counts once.

    Args:
        members: the ids of the events, two at least; they share kind, area and shape (a day, or lasting).
        reason: why they are one, for those who ask later.
        reported_on: the first day one could know that they are.
    """

    members: tuple[str, ...] = attrs.field(converter=to_tuple, validator=is_names)
    reason: str = attrs.field(validator=is_text)
    reported_on: datetime.date | None = attrs.field(default=None, converter=to_reported_day)


Cancelling = Correction | Retraction | Reinstatement
Statement = Described | Cancelling | Join


def said_by(statement: Statement) -> Statement:
    """What a statement says of the world: of a correction its replacement."""
    return statement.replacement if isinstance(statement, Correction) else statement


@attrs.frozen
class Entry:
    """A statement at its position in the log.

    Args:
        position: 1, 2, 3 …, no gaps.
        id: 32 hexadecimal digits, given by the log.
        recorded_at: the instant (UTC) at which the log took it in.
        reported_on: the first day it could be known, resolved; `BEGINNING` if it always was.
        statement: what it says.
    """

    position: int
    id: str
    recorded_at: datetime.datetime
    reported_on: Day
    statement: Statement
