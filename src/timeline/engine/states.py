"""The states of knowledge of a log: what is in force for coordinates that are fully resolved first.

Invariant: it holds nothing but entries already read, which never change, and states computed from them alone.
"""

from __future__ import annotations

import datetime
import itertools
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from timeline.engine.lookup import Lookup
from timeline.errors import InputError
from timeline.log.base import Log
from timeline.log.index import Indexed
from timeline.log.shelf import Shelf
from timeline.log.view import View
from timeline.model.days import Day, Unbounded, to_known_day
from timeline.model.entries import (
    Entry,
)
from timeline.model.hearing import Hearing, every_source, heard
from timeline.model.incidents import merged
from timeline.model.knowledge import Knowledge, every_area, knowledge
from timeline.model.policy import BY_RELIABILITY, Policy
from timeline.projections.facets import Facet
from timeline.projections.projection import Projection

if TYPE_CHECKING:
    from timeline.projections.columns.events import EventColumns
    from timeline.projections.columns.facets import AllSteps

K = TypeVar("K")
P = TypeVar("P", bound=Projection)
V = TypeVar("V")

DayLike = str | datetime.date
KnownLike = str | datetime.date | Unbounded
Progress = Callable[[int, int], None]

_KEPT_STATES = 8
_KEPT_STEPS = 2


class Store(Log, Shelf, Protocol):
    """A log that also keeps derived rows."""


class States(Generic[P]):
    """A log as a projection and a policy see it, with the names that questions use resolved.

    Args:
        log: where entries are kept.
        projection: what is asked by `status` and its like.
        policy: whose word counts when reports of one day differ.
        hearings: whose words are heard at all; empty for everybody's.
        note: what is left out or only supposed, in words.
    """

    def __init__(
        self,
        log: Store,
        projection: type[P],
        policy: Policy = BY_RELIABILITY,
        *,
        hearings: tuple[Hearing, ...] = (),
        note: str = "",
    ) -> None:
        self._log = log
        self._projection = projection
        self._policy = policy
        self._hearings = hearings
        self._note = note
        self._forget()

    def _forget(self) -> None:
        """Hold nothing that was read: what was taken back is never answered from."""
        log, policy = self._log, self._policy
        self._entries: list[Entry] = []
        self._states: OrderedDict[tuple[Day, int], Knowledge] = OrderedDict()
        self._steps: OrderedDict[tuple[Day, int], AllSteps] = OrderedDict()
        stored = log.log if isinstance(log, View) else log
        self._lookup = Lookup(stored, policy) if isinstance(stored, Indexed) else None

    def _read_on(self) -> None:
        self._entries.extend(self._log.read(after=len(self._entries)))

    def _knowledge(self, known_on: KnownLike, position: int | None) -> Knowledge:
        self._read_on()
        coordinates = to_known_day(known_on), position_in(position, len(self._entries))
        if coordinates not in self._states:
            known, at = coordinates
            apart = knowledge(self._heard(self._entries[:at], known, at), known_on=known, position=at)
            self._states[coordinates] = self._merged(apart)
        return _kept(self._states, coordinates, _KEPT_STATES)

    def _merged(self, apart: Knowledge) -> Knowledge:
        """The same with each incident in place of its members."""
        return merged(apart, lambda event: self._policy.rank(event, apart.sources))

    def _is_whole(self, lookup: Lookup, position: int) -> bool:
        """Whether the log is asked about as it is up to its head."""
        return position == lookup.head and not self._hearings

    def _all_steps(self, known_on: KnownLike, position: int | None) -> AllSteps:
        """What facets tell of all areas that the log had ever seen, over all time."""
        from timeline.projections.columns.facets import AllSteps

        by = to_known_day(known_on)
        coordinates = by, self._log.head if position is None else position
        if coordinates not in self._steps:
            self._steps[coordinates] = AllSteps(self._event_columns(by, position))
        return _kept(self._steps, coordinates, _KEPT_STEPS)

    def _event_columns(self, known_on: Day, position: int | None) -> EventColumns:
        from timeline.engine.stored import fields_read, stored_columns
        from timeline.projections.columns.events import event_columns

        lookup = self._lookup
        if lookup and self._policy.rank_of_report:
            with lookup.snapshot():
                at, fields = position_in(position, lookup.head), fields_read(self._projection)
                return stored_columns(lookup, self._policy, known_on, at, fields, hearings=self._hearings)
        known = self._knowledge(known_on, position)
        ever = every_area(itertools.islice(self._entries, known.position))
        return event_columns(known, self._policy, more=(area.id for area in ever))

    def _ids(self, areas: Iterable[str], known_on: KnownLike, position: int | None) -> dict[str, str]:
        """The id of each of several areas."""
        if self._lookup is None:
            known = self._knowledge(known_on, position)
            return {name: self._area(name, known) for name in dict.fromkeys(areas)}
        with self._lookup.snapshot():
            at = position_in(position, self._lookup.head)
            return {name: self._looked_up(name, self._lookup, known_on, at) for name in dict.fromkeys(areas)}

    def _looked_up(self, area: str, lookup: Lookup, known_on: KnownLike, position: int) -> str:
        """The id of an area, found without reading the whole log where that can be."""
        by = to_known_day(known_on)
        if self._is_whole(lookup, position):
            return lookup.area(area, by)
        return lookup.area_at(area, by, position) or self._area(area, self._knowledge(by, position))

    def _id(self, area: str, known_on: KnownLike, position: int | None) -> str:
        """The id of an area."""
        return self._ids([area], known_on, position)[area]

    def _heard(self, entries: list[Entry], known_on: Day, position: int) -> list[Entry]:
        """The entries without the words of those who are not heard."""
        return heard(entries, self._hearings, known_on=known_on, position=position)

    def _value(self, name: str) -> str:
        """The name, if the projection has a value of it."""
        if name not in self._projection.definition.names:
            raise self._projection.definition.unknown(name)
        return name

    @property
    def _facets(self) -> Collection[Facet[Any]]:
        return self._projection.definition.facets.values()

    def _facet(self, name: str) -> Facet[Any] | str:
        """The facet of the projection with that name; the name itself if it is a derived value."""
        return self._projection.definition.facets.get(name) or self._value(name)

    def _area(self, name: str, known: Knowledge) -> str:
        """The id of an area by what is known, else by anything that the log had ever seen at the position."""
        found = known.areas.fitting(name)
        return (found or every_area(itertools.islice(self._entries, known.position)).find(name)).id

    def _source(self, name: str) -> str:
        """The id of a source that the log describes or cites."""
        if self._lookup and self._lookup.describes_source(name):
            return name
        self._read_on()
        return every_source(self._entries).find(name).id


def position_in(position: int | None, head: int) -> int:
    """A position of a log; without one its head."""
    if position is None:
        return head
    if not isinstance(position, int) or not 0 <= position <= head:
        raise InputError("position", expected=f"a position from 0 to {head}", found=repr(position))
    return position


def _kept(kept: OrderedDict[K, V], key: K, count: int) -> V:
    """The value of a key, which with so many others used last is kept."""
    kept.move_to_end(key)
    while len(kept) > count:
        kept.popitem(last=False)
    return kept[key]
