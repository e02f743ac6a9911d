"""The states of knowledge of a log: what is in force for coordinates that are fully resolved first.

Invariant: it holds nothing but entries already read, which never change, and states computed from them alone.
"""

from __future__ import annotations

import datetime
import functools
import itertools
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import attrs

from timeline.engine.lookup import Lookup
from timeline.errors import AmbiguousNameError, InputError, NotFoundError
from timeline.log.base import Log
from timeline.log.index import Indexed
from timeline.log.shelf import Shelf
from timeline.model.areas import Areas
from timeline.model.at import At
from timeline.model.days import Day, Unbounded, to_known_day
from timeline.model.entries import (
    Entry,
)
from timeline.model.hearing import Hearing, every_source, heard
from timeline.model.incidents import merged
from timeline.model.knowledge import Knowledge, every_area, knowledge
from timeline.model.policy import BY_RELIABILITY, Policy
from timeline.projections.claims import Claim
from timeline.projections.facets import Facet
from timeline.projections.facets.base import Finding
from timeline.projections.projection import Projection
from timeline.queries.status import at, find

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
        self._lookup = Lookup(log, policy) if isinstance(log, Indexed) and not self._hearings else None

    def _read_on(self) -> None:
        self._entries.extend(self._log.read(after=len(self._entries)))

    def _knowledge(self, known_on: KnownLike, position: int | None) -> Knowledge:
        self._read_on()
        coordinates = to_known_day(known_on), self._position(position)
        if coordinates not in self._states:
            known, at = coordinates
            apart = knowledge(self._heard(known, at), known_on=known, position=at)
            self._states[coordinates] = merged(apart, lambda event: self._policy.rank(event, apart.sources))
        return _kept(self._states, coordinates, _KEPT_STATES)

    def _all_steps(self, known_on: KnownLike, position: int | None) -> AllSteps:
        """What facets tell of all areas that the log had ever seen, over all time."""
        from timeline.projections.columns.facets import AllSteps

        by = to_known_day(known_on)
        coordinates = by, self._log.head if position is None else position
        if coordinates not in self._steps:
            self._steps[coordinates] = AllSteps(self._event_columns(by, position))
        return _kept(self._steps, coordinates, _KEPT_STEPS)

    def _event_columns(self, known_on: Day, position: int | None) -> EventColumns:
        from timeline.engine.stored import stored_columns
        from timeline.projections.columns.events import event_columns

        if self._lookup is not None and position is None and self._policy.rank_of_report:
            with self._lookup.snapshot():
                return stored_columns(self._lookup, self._policy, known_on)
        known = self._knowledge(known_on, position)
        ever = every_area(itertools.islice(self._entries, known.position))
        return event_columns(known, self._policy, more=(area.id for area in ever))

    def _findings(
        self, area: str, facets: Iterable[Facet[Any]], on: datetime.date, known_on: KnownLike, position: int | None
    ) -> tuple[str, At, list[Finding[Any]]]:
        """The id of an area, the coordinates, and what some facets say there: looked up where it can be."""
        if self._lookup is None or position is not None:
            known = self._knowledge(known_on, position)
            area_id = self._area(area, known)
            return area_id, at(known, on), [find(facet, known, self._policy, area_id, on) for facet in facets]
        with self._lookup.snapshot():
            by = to_known_day(known_on)
            area_id = self._lookup.area(area, by)
            coordinates = At(on, by, self._lookup.head)
            seek = functools.partial(self._causes, area_id, coordinates)
            return area_id, coordinates, self._lookup.findings(area_id, facets, on, by, seek)

    def _causes(self, area: str, at: At, facet: Facet[Any]) -> tuple[Claim, ...]:
        """The causes of what a facet says, by the plain definition."""
        return find(facet, self._knowledge(at.known_on, at.position), self._policy, area, at.on).causes

    def _described(self, known_on: KnownLike, position: int | None) -> Knowledge:
        """What is known of areas and sources."""
        if self._lookup is None or position is not None:
            return self._knowledge(known_on, position)
        with self._lookup.snapshot():
            by = to_known_day(known_on)
            return attrs.evolve(self._lookup.described(by), areas=self._lookup.areas(by))

    def _ids(self, areas: Iterable[str], known_on: KnownLike, position: int | None) -> dict[str, str]:
        """The id of each of several areas."""
        if self._lookup is None or position is not None:
            known = self._knowledge(known_on, position)
            return {name: self._area(name, known) for name in dict.fromkeys(areas)}
        with self._lookup.snapshot():
            by = to_known_day(known_on)
            return {name: self._lookup.area(name, by) for name in dict.fromkeys(areas)}

    def _id(self, area: str, known_on: KnownLike, position: int | None) -> str:
        """The id of an area."""
        return self._ids([area], known_on, position)[area]

    def _inside(
        self, area: str | None, on: Day, known_on: KnownLike, position: int | None
    ) -> tuple[list[str], Knowledge]:
        """The ids of the areas inside one on a day, or of all areas, and what can matter for their status."""
        if self._lookup is None or position is not None:
            known = self._knowledge(known_on, position)
            around = None if area is None else self._area(area, known)
            return _areas_inside(known.areas, around, on), known
        with self._lookup.snapshot():
            by = to_known_day(known_on)
            around = None if area is None else self._lookup.area(area, by)
            inside = _areas_inside(self._lookup.areas(by), around, on)
            return inside, self._lookup.around(inside, self._facets, on, by)

    def _over_time(
        self, area: str, facets: Iterable[Facet[Any]], known_on: KnownLike, position: int | None
    ) -> tuple[str, Knowledge, list[Entry]]:
        """The id of an area, what can matter for some facets of it on any day, and all entries about that."""
        if self._lookup is None or position is not None:
            known = self._knowledge(known_on, position)
            return self._area(area, known), known, self._entries[: known.position]
        with self._lookup.snapshot():
            by, heard = to_known_day(known_on), list(facets)
            area_id = self._lookup.area(area, by)
            entries = self._lookup.entries(area_id, heard, by)
            return area_id, self._lookup.over_time(area_id, heard, by), entries

    def _heard(self, known_on: Day, position: int) -> list[Entry]:
        """The entries up to a position, without the words of those who are not heard."""
        return heard(self._entries[:position], self._hearings, known_on=known_on, position=position)

    def _position(self, position: int | None) -> int:
        head = len(self._entries)
        if position is None:
            return head
        if not isinstance(position, int) or not 0 <= position <= head:
            raise InputError("position", expected=f"a position from 0 to {head}", found=repr(position))
        return position

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
        try:
            return known.areas.find(name).id
        except AmbiguousNameError:
            raise
        except NotFoundError:
            return every_area(itertools.islice(self._entries, known.position)).find(name).id

    def _source(self, name: str) -> str:
        """The id of a source that the log describes or cites."""
        self._read_on()
        return every_source(self._entries).find(name).id


def _kept(kept: OrderedDict[K, V], key: K, count: int) -> V:
    """The value of a key, which with so many others used last is kept."""
    kept.move_to_end(key)
    while len(kept) > count:
        kept.popitem(last=False)
    return kept[key]


def _areas_inside(areas: Areas, around: str | None, on: Day) -> list[str]:
    """The ids of all areas, or of those inside one on a day, sorted."""
    if around is None:
        return sorted(area.id for area in areas)
    return sorted(areas.inside(around, on).keys() - {around})
