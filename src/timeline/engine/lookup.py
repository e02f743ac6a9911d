"""What is known, cut to what can matter for a question: found through the index of a log instead of reading all of it.

Invariant: of every area and day it was cut for, what the definition tells over it is what it tells over all that is
known. What is kept between questions are entries, which never change, and what their descriptions say.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import attrs

from timeline.errors import AmbiguousNameError, NotFoundError
from timeline.log.index import Indexed, Pair, Stretch
from timeline.model.areas import Areas
from timeline.model.days import BEGINNING, EVER, Day, plus
from timeline.model.entries import Entry
from timeline.model.incidents import merged
from timeline.model.knowledge import Knowledge, every_area, knowledge
from timeline.model.policy import Policy
from timeline.projections.claims import area_distances
from timeline.projections.facets import Facet
from timeline.projections.reach import Direction, Reach

_MOST_ENTRIES = 50_000


class Lookup:
    """Looks up what a question needs in a log with an index.

    Args:
        log: the log.
        policy: whose word counts when reports of one incident differ.
    """

    def __init__(self, log: Indexed, policy: Policy) -> None:
        self._log = log
        self._policy = policy
        self._entries: dict[int, Entry] = {}
        self._described: list[Entry] = []
        self._head = 0
        self._days: list[Day] = []
        self._bases: dict[int, Knowledge] = {}

    def snapshot(self) -> AbstractContextManager[None]:
        """All that is looked up within is of one state of the log."""
        return self._log.snapshot()

    def described(self, known_on: Day) -> Knowledge:
        """The areas and sources as described by then, and no events."""
        self._read_descriptions()
        epoch = bisect.bisect_right(self._days, known_on)
        if epoch not in self._bases:
            self._bases[epoch] = knowledge(self._described, known_on=known_on, position=self._head)
        return attrs.evolve(self._bases[epoch], known_on=known_on, position=self._head)

    def _read_descriptions(self) -> None:
        head = self._log.head
        if head > self._head:
            found = self._log.at(self._log.index.descriptions(after=self._head))
            self._head = head
            if found:
                self._described += found
                self._days = sorted({entry.reported_on for entry in self._described})
                self._bases.clear()

    def areas(self, known_on: Day) -> Areas:
        """The areas as described by then, and those that events in force only name."""
        described = self.described(known_on).areas.described
        return Areas(described, tuple(sorted(self._log.index.areas_named(known_on) - described.keys())))

    def area(self, name: str, known_on: Day) -> str:
        """The id of an area by what is known, else by anything that the log had ever seen.

        Raises:
            NotFoundError: the log has never seen it; names the nearest.
            AmbiguousNameError: the name fits several.
        """
        if name in self.described(known_on).areas.described:
            return name
        try:
            return self.areas(known_on).find(name).id
        except AmbiguousNameError:
            raise
        except NotFoundError:
            ever = every_area(self._described)
            named = self._log.index.areas_named(None) | set(ever.undescribed)
            return Areas(ever.described, tuple(sorted(named - ever.described.keys()))).find(name).id

    def around(self, areas: Iterable[str], facets: Iterable[Facet[Any]], on: Day, known_on: Day) -> Knowledge:
        """What can matter for some facets of some areas on a day."""
        base = self.described(known_on)
        needs = _needs(base, areas, facets, on)
        positions = self._log.index.happenings(list(self._stretches(needs, on, known_on)), known_on)
        return self._with_events(base, positions)

    def over_time(self, area: str, facets: Iterable[Facet[Any]], known_on: Day) -> Knowledge:
        """What can matter for some facets of an area on any day."""
        base = self.described(known_on)
        return self._with_events(base, self._log.index.happenings(_ever(base, area, facets), known_on))

    def entries(self, area: str, facets: Iterable[Facet[Any]], known_on: Day) -> list[Entry]:
        """The descriptions, and all entries about events that some facets of an area look at, known by then or not."""
        stretches = _ever(self.described(known_on), area, facets)
        about = self._at(self._log.index.happenings(stretches, None))
        return sorted([*self._described, *about], key=lambda entry: entry.position)

    def _with_events(self, base: Knowledge, positions: Iterable[int]) -> Knowledge:
        known = knowledge(self._at(positions), known_on=base.known_on, position=base.position)
        apart = attrs.evolve(known, areas=base.areas, sources=base.sources)
        return merged(apart, lambda event: self._policy.rank(event, apart.sources))

    def _at(self, positions: Iterable[int]) -> list[Entry]:
        wanted = sorted(positions)
        missing = [position for position in wanted if position not in self._entries]
        if len(self._entries) + len(missing) > _MOST_ENTRIES:
            self._entries.clear()
            missing = wanted
        self._entries.update((entry.position, entry) for entry in (self._log.at(missing) if missing else ()))
        return [self._entries[position] for position in wanted]

    def _stretches(self, needs: dict[Pair, set[Reach]], on: Day, known_on: Day) -> Iterator[Stretch]:
        """Where to look for what each reach needs."""
        last, first, ahead = (
            [pair for pair, reaches in needs.items() if any(map(fits, reaches))]
            for fits in (_goes_back, _goes_forward, _looks_ahead)
        )
        index = self._log.index
        last_days = index.last_days(last, on, known_on)
        first_days = index.first_days(first, BEGINNING, known_on)
        next_days = index.first_days(ahead, plus(on, 1), known_on)
        for pair, reaches in needs.items():
            start = min(_start(reach, on, last_days.get(pair, BEGINNING)) for reach in reaches)
            end = max(_end(reach, on, first_days.get(pair, EVER)) for reach in reaches)
            yield Stretch(pair, start, end)
            if any(map(_looks_ahead, reaches)):
                yield Stretch(pair, plus(on, 1), next_days.get(pair, EVER))


def _goes_back(reach: Reach) -> bool:
    return reach.direction is Direction.LAST


def _goes_forward(reach: Reach) -> bool:
    return reach.direction is Direction.FIRST


def _looks_ahead(reach: Reach) -> bool:
    return reach.looks_ahead


def _start(reach: Reach, on: Day, last: Day) -> Day:
    if reach.days_count is not None:
        return plus(on, 1 - reach.days_count)
    return last if reach.direction is Direction.LAST else BEGINNING


def _end(reach: Reach, on: Day, first: Day) -> Day:
    return min(first, on) if reach.direction is Direction.FIRST else on


def _ever(base: Knowledge, area: str, facets: Iterable[Facet[Any]]) -> list[Stretch]:
    """All of time for each kind and area that some facets of an area look at under any hierarchy."""
    heard = list(facets)
    days: list[Day] = [BEGINNING, *base.areas.boundaries()]
    pairs = {pair for day in days for pair in _needs(base, [area], heard, day)}
    return [Stretch(pair, BEGINNING, EVER) for pair in pairs]


def _needs(base: Knowledge, areas: Iterable[str], facets: Iterable[Facet[Any]], on: Day) -> dict[Pair, set[Reach]]:
    """How far each facet reaches among the events of each kind and area that it looks at."""
    needs: dict[Pair, set[Reach]] = {}
    asked, heard = list(areas), list(facets)
    for look in {facet.look for facet in heard}:
        near = {place for area in asked for place in area_distances(base, area, look, on)}
        for facet in (each for each in heard if each.look == look):
            for place in near:
                for kind in facet.kinds:
                    needs.setdefault(Pair(place, kind.kind), set()).add(facet.reach)
    return needs
