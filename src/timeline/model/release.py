"""What a release of a source changes of an event that a log holds: pure, one event at a time.

Invariant: what is said is compared, never when it was said: not the day an event was reported, nor the day its citation
was published. All that a release changes is known from its day, so that before it nothing changes.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TypeVar

import attrs

from timeline.errors import ConflictError, CorrectionConflictError
from timeline.model.days import EVER
from timeline.model.entries import (
    OUR_ERROR,
    SOURCE_CHANGED,
    Correction,
    Described,
    Entry,
    Reinstatement,
    Retraction,
    Statement,
)
from timeline.model.events import Event
from timeline.model.fields import is_any_text, is_id
from timeline.model.knowledge import knowledge, withdrawn

D = TypeVar("D", bound=Described)


@attrs.frozen
class Release:
    """All that a source says of its events on a day.

    Args:
        source: its id.
        reported_on: the day from which it is known.
        name: what the source calls it.
    """

    source: str = attrs.field(validator=is_id)
    reported_on: datetime.date
    name: str = attrs.field(default="", validator=is_any_text)

    def __str__(self) -> str:
        return f"{self.source} release {self.name}" if self.name else f"{self.source} of {self.reported_on}"


def revised(event: Event, held: Sequence[Entry], release: Release) -> list[Statement]:
    """What to append so that from the day of a release on an event stands as the release has it.

    A mistake of ours in reading the source, once mended, stays mended for as long as the source says the same.

    Args:
        event: what the release says.
        held: the entry of the event and all that was said of it, in order of position; none if it is new.
        release: which one.

    Raises:
        ConflictError: the event is known only from a later day, or another correction of it from the same day.
    """
    if not held:
        return [of_release(event, release)]
    _require_known(held[0], event, release)
    seen = _seen(held, release)
    gone = _withdrawing(seen)
    again: list[Statement] = [_reinstatement(each, release) for each in gone]
    last = _last_read(seen, gone)
    if last and says_the_same(last, event):
        return again
    _require_other_day(held, event, release)
    return [*again, _correction(held[0], event, release)]


def vanished(held: Sequence[Entry], release: Release) -> list[Statement]:
    """What to append because a release does not have an event any more; nothing if it was not in force by then.

    Args:
        held: the entry of the event and all that was said of it, in order of position.
        release: which one.
    """
    seen = _seen(held, release)
    if held[0] not in seen or _withdrawing(seen):
        return []
    return [Retraction(target=seen[0].id, reason=f"not in {release}", reported_on=release.reported_on)]


def of_release(statement: D, release: Release) -> D:
    """A statement of a release, known from its day; a citation keeps the day it was published."""
    return attrs.evolve(statement, reported_on=release.reported_on)


def says_the_same(one: Described, other: Described) -> bool:
    """Whether two say the same, whenever they said it.

    Example:
        >>> from timeline.conflict import AreaLiberated
        >>> old = AreaLiberated(area="iq/hawija", when="2017-10-05", by="isf", reported_on="2017-10-05")
        >>> says_the_same(old, attrs.evolve(old, reported_on="2018-01-01"))
        True
    """
    return one is other or (type(one) is type(other) and _said(one) == _said(other))


def _said(described: Described) -> tuple[object, ...]:
    """All that a statement says, but when it was said."""
    source = described.source if isinstance(described, Event) else None
    cited = (source.source, source.locator) if source else None
    names = (field.name for field in attrs.fields(type(described)))
    return cited, *(getattr(described, name) for name in names if name not in ("reported_on", "source"))


def _seen(held: Sequence[Entry], release: Release) -> list[Entry]:
    return [entry for entry in held if entry.reported_on <= release.reported_on]


def _withdrawing(seen: Sequence[Entry]) -> list[Entry]:
    """The retractions in force of an event."""
    gone = withdrawn(seen)
    return [
        entry
        for entry in seen
        if isinstance(entry.statement, Retraction) and entry.statement.target == seen[0].id and entry.id not in gone
    ]


def _last_read(seen: Sequence[Entry], without: Sequence[Entry]) -> Event | None:
    """What the source said last, as it was read: some retractions and what mends our own mistakes left out."""
    read = [entry for entry in seen if entry not in without and not _mends(entry)]
    known = knowledge(read, known_on=EVER, position=read[-1].position)
    return known.events[0].event if known.events else None


def _mends(entry: Entry) -> bool:
    return isinstance(entry.statement, Correction) and entry.statement.because == OUR_ERROR


def _reinstatement(retraction: Entry, release: Release) -> Reinstatement:
    return Reinstatement(target=retraction.id, reason=f"again in {release}", reported_on=release.reported_on)


def _correction(held: Entry, event: Event, release: Release) -> Correction:
    return Correction(
        target=held.id,
        replacement=of_release(event, release),
        reason=f"changed in {release}",
        because=SOURCE_CHANGED,
        reported_on=release.reported_on,
    )


def _require_known(held: Entry, event: Event, release: Release) -> None:
    if held.reported_on > release.reported_on:
        raise ConflictError(
            _where(event, release),
            expected=f"an event known by {release.reported_on}, the day of the release",
            found=f"one known from {held.reported_on}, at position {held.position}",
            do="import releases in the order of their days, the oldest first",
        )


def _require_other_day(held: Sequence[Entry], event: Event, release: Release) -> None:
    for entry in held:
        if _corrects(entry, held[0]) and entry.reported_on == release.reported_on:
            raise CorrectionConflictError(
                _where(event, release),
                expected="one correction known from one day",
                found=f"another known from {entry.reported_on}, at position {entry.position}",
                do="give this release a day of its own, the first on which one could know it",
                target=held[0].id,
            )


def _corrects(entry: Entry, target: Entry) -> bool:
    return isinstance(entry.statement, Correction) and entry.statement.target == target.id


def _where(event: Event, release: Release) -> str:
    return f"{release}, event {event.external_id}"
