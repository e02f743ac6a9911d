"""What may be wrong with the entries of a log; nothing when every rule of the log holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from timeline.log.base import external_id
from timeline.model.days import Unbounded, show_day
from timeline.model.entries import Correction, Entry, Join, Reinstatement, Retraction
from timeline.model.events import Event


def defects(entries: Iterable[Entry], count: int, progress: Callable[[int, int], None]) -> Iterator[str]:
    """What breaks a rule of the log, a line each; of the entries only their ids are kept.

    Args:
        entries: every entry of the log, in order.
        count: how many they are.
        progress: called with (entries done, entries in all).
    """
    seen: set[str] = set()
    for number, entry in enumerate(entries, 1):
        yield from _defects_of(entry, number, seen)
        seen.add(entry.id)
        progress(number, count)


def _defects_of(entry: Entry, number: int, seen: set[str]) -> Iterator[str]:
    statement = entry.statement
    where = f"position {entry.position}"
    if entry.position != number:
        yield f"{where}: expected position {number}"
    if entry.id in seen:
        yield f"{where}: the id {entry.id} occurs twice"
    if not isinstance(entry.reported_on, Unbounded) and entry.reported_on > entry.recorded_at.date():
        yield f"{where}: reported on {show_day(entry.reported_on)}, after it was recorded"
    for target in _targets(entry):
        if target not in seen:
            yield f"{where}: is about {target}, which is not before it"
    if isinstance(statement, Event) and _expected_id(statement) not in (None, entry.id):
        yield f"{where}: its id does not follow from its source and external id"


def _targets(entry: Entry) -> tuple[str, ...]:
    statement = entry.statement
    if isinstance(statement, Join):
        return statement.members
    return (statement.target,) if isinstance(statement, (Correction, Retraction, Reinstatement)) else ()


def _expected_id(event: Event) -> str | None:
    if event.external_id is None or event.source is None:
        return None
    return external_id(event.source.source, event.external_id)
