"""The states of knowledge of a log: what is in force for coordinates that are fully resolved first.

Invariant: it holds nothing but entries already read, which never change, and states computed from them alone.
"""

from __future__ import annotations

import datetime
import itertools
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from timeline.errors import AmbiguousNameError, InputError, NotFoundError
from timeline.log.base import Log, Shelf
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

P = TypeVar("P", bound=Projection)

DayLike = str | datetime.date
KnownLike = str | datetime.date | Unbounded
Progress = Callable[[int, int], None]

_KEPT_STATES = 8


class Store(Log, Shelf, Protocol):
    """A log that also keeps derived rows."""


class States(Generic[P]):
    """A log as a projection and a policy see it, with the names that questions use resolved.

    Args:
        log: where entries are kept.
        projection: what is asked by `status` and its like.
        policy: whose word counts when reports of one day differ.
        hearings: whose words are heard at all; empty for everybody's.
    """

    def __init__(
        self,
        log: Store,
        projection: type[P],
        policy: Policy = BY_RELIABILITY,
        *,
        hearings: tuple[Hearing, ...] = (),
    ) -> None:
        self._log = log
        self._projection = projection
        self._policy = policy
        self._hearings = hearings
        self._entries: list[Entry] = []
        self._states: OrderedDict[tuple[Day, int], Knowledge] = OrderedDict()

    def _read_on(self) -> None:
        self._entries.extend(self._log.read(after=len(self._entries)))

    def _knowledge(self, known_on: KnownLike, position: int | None) -> Knowledge:
        self._read_on()
        coordinates = to_known_day(known_on), self._position(position)
        if coordinates not in self._states:
            known, at = coordinates
            apart = knowledge(self._heard(known, at), known_on=known, position=at)
            self._states[coordinates] = merged(apart, lambda event: self._policy.rank(event, apart.sources))
            while len(self._states) > _KEPT_STATES:
                self._states.popitem(last=False)
        self._states.move_to_end(coordinates)
        return self._states[coordinates]

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
