"""The events of a state of knowledge in columns.

Invariant: each event in force, or incident on which its best reports agree, is one row; all others are kept apart. The
first rows are of events at hand; those behind them are still in a log, each alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import attrs
import numpy as np

from timeline.log.coded import Coded
from timeline.model.areas import Areas
from timeline.model.days import Day
from timeline.model.events import WHOLE, Event
from timeline.model.knowledge import InForce, Knowledge
from timeline.model.policy import Policy, Rank
from timeline.model.when import When
from timeline.projections.columns.days import Bools, Ints, Narrow, number


class Stored(Protocol):
    """Events that are still in a log, each alone."""

    @property
    def kind(self) -> Narrow:
        """A number that stands for the kind of each."""

    @property
    def kinds(self) -> Mapping[int, type[Event]]:
        """What that stands for."""

    @property
    def area(self) -> Narrow:
        """A number that stands for its area."""

    @property
    def areas(self) -> Mapping[int, str]:
        """What that stands for: an id."""

    @property
    def windows(self) -> Narrow:
        """The ends of the windows of its first day and of its last, a column each."""

    @property
    def is_whole(self) -> Bools:
        """Whether it is about the whole of its area."""

    @property
    def is_qualified(self) -> Bools:
        """Whether its source calls its date uncertain or approximate."""

    def known(self, places: Ints) -> list[InForce]:
        """The events at some places, read from the log."""

    def events(self, places: Ints) -> list[Event]:
        """The same without the entries that they rest on."""

    def ranks(self, places: Ints) -> list[Rank]:
        """The ranks of the events at some places."""

    def field(self, kind: type[Event], name: str, places: Ints) -> Coded | None:
        """What a field holds at some places, all of one kind; None where it takes reading the events to tell."""


class NothingStored:
    """No events are in a log: all are at hand."""

    kind = area = np.zeros(0, np.int32)
    windows = np.zeros((4, 0), np.int32)
    is_whole = is_qualified = np.zeros(0, np.bool_)
    kinds: Mapping[int, type[Event]] = {}
    areas: Mapping[int, str] = {}

    def known(self, places: Ints) -> list[InForce]:
        """None."""
        return []

    def events(self, places: Ints) -> list[Event]:
        """None."""
        return []

    def ranks(self, places: Ints) -> list[Rank]:
        """None."""
        return []

    def field(self, kind: type[Event], name: str, places: Ints) -> Coded | None:
        """None."""
        return Coded(places, [])


@attrs.frozen(eq=False)
class EventColumns:
    """All that is in force for one `known_on` and `position`.

    Args:
        number_of: the number of each area: its place among all ids, sorted.
        rank_of: the rank of an event.
        area: the number of the area of each row.
        begun_from: the first day on which it may have begun.
        begun_by: the last such day.
        ended_from: the first day on which it may have ended.
        ended_by: the last such day.
        is_whole: whether it is about the whole of its area.
        is_qualified: whether its source calls its date uncertain or approximate.
        rows_of: the rows of each kind.
        apart: the incidents on which the best reports do not agree.
    """

    known_on: Day
    position: int
    areas: Areas
    number_of: Mapping[str, int]
    rank_of: Callable[[InForce], Rank]
    area: Narrow
    begun_from: Narrow
    begun_by: Narrow
    ended_from: Narrow
    ended_by: Narrow
    is_whole: Bools
    is_qualified: Bools
    rows_of: Mapping[type[Event], Ints]
    apart: Sequence[InForce]
    _held: Sequence[InForce]
    _stored: Stored

    def known(self, rows: Ints) -> list[InForce]:
        """The events of some rows, in their order."""
        count = len(self._held)
        places = rows[rows >= count] - count
        stored = iter(self._stored.known(places) if len(places) else ())
        return [self._held[row] if row < count else next(stored) for row in rows.tolist()]

    def events(self, rows: Ints) -> list[Event]:
        """The same without the entries that they rest on."""
        count = len(self._held)
        places = rows[rows >= count] - count
        stored = iter(self._stored.events(places) if len(places) else ())
        return [self._held[row].event if row < count else next(stored) for row in rows.tolist()]

    def ranks(self, rows: Ints) -> list[Rank]:
        """The ranks of some rows, in their order."""
        count = len(self._held)
        stored = iter(self._stored.ranks(rows[rows >= count] - count))
        return [self.rank_of(self._held[row]) if row < count else next(stored) for row in rows.tolist()]

    def told(self, kind: type[Event], name: str, rows: Ints) -> list[Any]:
        """What a field holds in rows of a kind."""
        count = len(self._held)
        stored = rows[rows >= count]
        said = self.field(kind, name, stored)
        behind = iter(said.listed() if said else [getattr(event, name) for event in self.events(stored)])
        return [getattr(self._held[row].event, name) if row < count else next(behind) for row in rows.tolist()]

    def held_and_stored(self, kind: type[Event]) -> tuple[Ints, Ints]:
        """The rows of a kind: of events at hand, and of those in the log."""
        rows = self.rows_of[kind]
        count = int(np.searchsorted(rows, len(self._held)))
        return rows[:count], rows[count:]

    def field(self, kind: type[Event], name: str, rows: Ints) -> Coded | None:
        """What a field holds in rows of events in the log; None where it takes reading the events to tell."""
        return self._stored.field(kind, name, rows - len(self._held))


def event_columns(
    knowledge: Knowledge, policy: Policy, *, more: Iterable[str] = (), stored: Stored | None = None
) -> EventColumns:
    """A state of knowledge in columns.

    Args:
        knowledge: what is known, as far as it is at hand.
        more: ids of areas to be told of besides those that are known.
        stored: what else is known.
    """

    def rank_of(known: InForce) -> Rank:
        return policy.rank(known, knowledge.sources)

    behind = stored or NothingStored()
    held = [each for each in knowledge.events if not (each.whens or each.alternatives)]
    events = [each.event for each in held]
    whens = [event.when for event in events]
    begun_from, begun_by, ended_from, ended_by = np.append(windows(whens), behind.windows, 1)
    numbers = _places({area.id for area in knowledge.areas}.union(more))
    return EventColumns(
        knowledge.known_on,
        knowledge.position,
        knowledge.areas,
        numbers,
        rank_of,
        np.append(_narrow([numbers[event.area] for event in events]), _translated(behind.area, behind.areas, numbers)),
        begun_from,
        begun_by,
        ended_from,
        ended_by,
        np.append(np.array([event.scope == WHOLE for event in events], np.bool_), behind.is_whole),
        np.append(np.array([when.is_qualified for when in whens], np.bool_), behind.is_qualified),
        _rows_of([type(event) for event in events], behind),
        [each for each in knowledge.events if each.whens or each.alternatives],
        held,
        behind,
    )


def _places(values: Iterable[Any]) -> dict[Any, int]:
    return {value: place for place, value in enumerate(sorted(values))}


def _translated(column: Narrow, names: Mapping[int, str], numbers: Mapping[str, int]) -> Narrow:
    """For each number of a column the number of what it stands for."""
    table = np.zeros(int(column.max(initial=0)) + 1, np.int32)
    for each in np.unique(column).tolist():
        table[each] = numbers[names[each]]
    return table[column]


def _rows_of(held: Sequence[type[Event]], behind: Stored) -> dict[type[Event], Ints]:
    found: dict[type[Event], list[int]] = {}
    for row, kind in enumerate(held):
        found.setdefault(kind, []).append(row)
    rows = {kind: _ints(rows) for kind, rows in found.items()}
    for number_, kind in behind.kinds.items():
        rows[kind] = np.append(rows.get(kind, _ints([])), len(held) + np.flatnonzero(behind.kind == number_))
    return rows


def _ints(values: Sequence[Any]) -> Ints:
    return np.array(values, np.int64)


def _narrow(values: Sequence[Any]) -> Narrow:
    return np.array(values, np.int32)


def windows(whens: Iterable[When]) -> Narrow:
    """The ends of the windows of first days and of last days, a column each."""
    ends = [(when.first.earliest, when.first.latest, when.last.earliest, when.last.latest) for when in whens]
    return _narrow([[number(day) for day in each] for each in ends]).reshape(-1, 4).T
