"""The claims of one facet about all areas in columns, under the hierarchy of one day.

Invariant: a row is what `projections.claims` makes a claim of; a claim of an incident on which the best reports do not
agree is kept apart.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from timeline.log.coded import Coded
from timeline.model.days import Day
from timeline.model.events import Event
from timeline.projections.claims import Claim, area_distances, claims_of_one
from timeline.projections.columns.days import Bools, Ints, Narrow
from timeline.projections.columns.events import EventColumns
from timeline.projections.columns.steps import ranges
from timeline.projections.facets.base import Facet
from timeline.projections.facets.total import Total


@attrs.frozen(eq=False)
class ClaimColumns:
    """The claims of a facet, in no particular order.

    Args:
        areas_count: how many areas there are.
        area: the number of the area that each claim counts for.
        value: what the facet reads from it: the place in `values`.
        apart: for the number of an area, its claims of incidents on which the best reports do not agree.
    """

    areas_count: int
    area: Ints
    value: Ints
    values: Sequence[Any]
    apart: Mapping[int, Sequence[Claim]]
    _events: EventColumns
    _row: Ints
    _distance: Ints

    @functools.cached_property
    def begun_from(self) -> Ints:
        """The first day on which each may have begun."""
        return self._wide(self._events.begun_from)

    @functools.cached_property
    def begun_by(self) -> Ints:
        """The last such day."""
        return self._wide(self._events.begun_by)

    @functools.cached_property
    def ended_from(self) -> Ints:
        """The first day on which each may have ended."""
        return self._wide(self._events.ended_from)

    @functools.cached_property
    def ended_by(self) -> Ints:
        """The last such day."""
        return self._wide(self._events.ended_by)

    @functools.cached_property
    def is_qualified(self) -> Bools:
        """Whether its source calls the date of each uncertain or approximate."""
        return self._events.is_qualified[self._row]

    def rows_of(self, kinds: Collection[type[Event]]) -> Ints:
        """The rows of events of some kinds."""
        is_of_kind = np.zeros(len(self._events.area), np.bool_)
        for kind in self._events.rows_of.keys() & set(kinds):
            is_of_kind[self._events.rows_of[kind]] = True
        return np.flatnonzero(is_of_kind[self._row])

    def told(self, fields: Mapping[type[Event], str | None], chosen: Ints) -> list[Any]:
        """What the events of some rows say in a field of their kind; None of any other kind."""
        found = np.full(len(chosen), None)
        for kind, name in fields.items():
            of_kind = np.flatnonzero(np.isin(chosen, self.rows_of({kind})))
            if name and len(of_kind):
                found[of_kind] = self._events.told(kind, name, self._row[chosen[of_kind]])
        return list(found)

    def _wide(self, column: Narrow) -> Ints:
        return column[self._row].astype(np.int64)

    def ranks(self, chosen: Ints) -> Ints:
        """For each of some rows the place of its rank among theirs."""
        distances = self._distance[chosen].tolist()
        of_reports = self._events.ranks(self._row[chosen])
        ranks = [(-distance, *rank) for distance, rank in zip(distances, of_reports, strict=True)]
        places = {rank: place for place, rank in enumerate(sorted(set(ranks)))}
        return np.array([places[rank] for rank in ranks], np.int64)

    def events(self, chosen: Ints) -> list[Event]:
        """The events of some rows."""
        return self._events.events(self._row[chosen])

    def claims(self, chosen: Ints) -> list[Claim]:
        """The claims of some rows, as the plain definition is given them."""
        return [
            Claim(known, self.values[value], (-distance, *self._events.rank_of(known)))
            for known, value, distance in zip(
                self._events.known(self._row[chosen]),
                self.value[chosen].tolist(),
                self._distance[chosen].tolist(),
                strict=True,
            )
        ]


@attrs.frozen(eq=False)
class Near:
    """Whose events count for which areas, and from how far away; sorted by the area of the events.

    Args:
        begins: where those of each area begin, and where the last ends.
    """

    begins: Ints
    target: Ints
    distance: Ints

    def joined(self, areas: Narrow) -> tuple[Ints, Ints]:
        """For events in some areas, each pair of an event's place and a place in this table."""
        return ranges(self.begins[areas], self.begins[areas + 1])


def claim_columns(events: EventColumns, facet: Facet[Any], on: Day) -> ClaimColumns:
    """The claims of a facet about all areas, under the hierarchy of a day."""
    about = _near(events, facet, on)
    rows, value, values = _read(facet, events)
    place, pair = about.joined(events.area[rows])
    row, value, distance = rows[place], value[place], about.distance[pair]
    is_near_enough = events.is_whole[row] | (distance == 0) if facet.look == "up" else np.ones(len(row), np.bool_)
    row, value, distance, pair = (each[is_near_enough] for each in (row, value, distance, pair))
    return ClaimColumns(
        len(events.number_of),
        about.target[pair],
        value,
        values,
        _apart(events, facet, about),
        events,
        row,
        distance,
    )


def _near(events: EventColumns, facet: Facet[Any], on: Day) -> Near:
    pairs = sorted(
        (events.number_of[source], target, distance)
        for area, target in events.number_of.items()
        for source, distance in area_distances(events.areas, area, facet.look, on).items()
    )
    table = np.array(pairs, np.int64).reshape(-1, 3)
    begins = np.searchsorted(table[:, 0], np.arange(len(events.number_of) + 1))
    return Near(begins, table[:, 1], table[:, 2])


def _read(facet: Facet[Any], events: EventColumns) -> tuple[Ints, Ints, list[Any]]:
    """The rows that a facet takes, and what it reads from each as a place in the list of all values."""
    parts = [part for kind in facet.kinds if kind in events.rows_of for part in _read_kind(facet, kind, events)]
    places: dict[Any, int] = {}
    nothing = np.zeros(0, np.int64)
    rows, found = [nothing], [nothing]
    for of_part, said in parts:
        place = np.array(
            [-1 if each is None else places.setdefault(each, len(places)) for each in said.values], np.int64
        )
        rows.append(of_part)
        found.append(place[said.place])
    row, value = np.concatenate(rows), np.concatenate(found)
    return row[value >= 0], value[value >= 0], list(places)


def _read_kind(facet: Facet[Any], kind: type[Event], events: EventColumns) -> Iterator[tuple[Ints, Coded]]:
    """Rows of a kind, and what a facet reads from each; None where it takes nothing."""
    held, stored = events.held_and_stored(kind)
    by_column = _by_column(facet, kind, events, stored)
    if by_column is not None:
        yield by_column
    read = held if by_column is not None else events.rows_of[kind]
    said = [facet.read(known.event) if facet.takes(known.event) else None for known in events.known(read)]
    yield read, Coded(np.arange(len(said)), said)


def _by_column(facet: Facet[Any], kind: type[Event], events: EventColumns, rows: Ints) -> tuple[Ints, Coded] | None:
    """The same of events in the log; None where the facet has ways of its own."""
    if type(facet).takes is not Facet.takes or type(facet).read not in (Facet.read, Total.read):
        return None
    taken = rows if facet.takes_somewhere else rows[events.is_whole[rows]]
    name = facet.fields[kind]
    if name is None:
        return taken, Coded(np.zeros(len(taken), np.int64), [1 if isinstance(facet, Total) else kind.kind])
    said = events.field(kind, name, taken)
    is_refused = said and isinstance(facet, Total) and not all(each is None or _is_amount(each) for each in said.values)
    return None if said is None or is_refused else (taken, said)


def _is_amount(value: Any) -> bool:
    return isinstance(value, int) and value >= 0


def _apart(events: EventColumns, facet: Facet[Any], about: Near) -> dict[int, list[Claim]]:
    known = [each for each in events.apart if type(each.event) in facet.kinds]
    areas = np.array([events.number_of[each.event.area] for each in known], np.int64)
    found: dict[int, list[Claim]] = defaultdict(list)
    for event, pair in zip(*about.joined(areas), strict=True):
        distance, read, takes = int(about.distance[pair]), facet.read, facet.takes
        found[int(about.target[pair])] += claims_of_one(
            known[event], facet.look, distance, read=read, takes=takes, rank_of=events.rank_of
        )
    return found
