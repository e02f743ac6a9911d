"""What is known of a log with an index, in columns: events that stand alone are read so, only the rest as entries.

Invariant: it tells what the knowledge of all entries tells, and what it reads later is of the same entries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import attrs
import numpy as np

from timeline.engine.lookup import Lookup
from timeline.log.coded import Coded
from timeline.log.index import Field, LoneEvents
from timeline.model.areas import Areas
from timeline.model.days import Day
from timeline.model.entries import Entry
from timeline.model.events import WHOLE, Event, kind_named, kind_of
from timeline.model.exact import is_as_in_json
from timeline.model.hearing import Hearing, heard
from timeline.model.knowledge import InForce, every_area
from timeline.model.policy import Policy, Rank
from timeline.model.sources import Sources
from timeline.model.when import When
from timeline.projections.columns.days import Bools, Ints, Narrow, day_of, number
from timeline.projections.columns.events import EventColumns, event_columns, windows
from timeline.projections.projection import Projection

_IN_JSON = {str, int, type(None)}
_EVENT_BY_EVENT = 10
"""How many times as dear it is to read an event as to read a field of one beside those of all others."""
_CREDIBILITY: int = attrs.fields(Event).credibility.default  # type: ignore[assignment]


@attrs.frozen(eq=False)
class StoredEvents:
    """Events in a log, each alone."""

    kind: Narrow
    kinds: Mapping[int, type[Event]]
    area: Narrow
    areas: Mapping[int, str]
    windows: Narrow
    is_whole: Bools
    is_qualified: Bools
    _events: LoneEvents
    _head: int
    _lookup: Lookup
    _policy: Policy
    _sources: Sources

    def known(self, places: Ints) -> list[InForce]:
        """The events at some places, read from the log."""
        positions = self._events.position[places].tolist()
        entries = {entry.position: entry for entry in self._lookup.at(positions)}
        return [_alone(entries[position]) for position in positions]

    def events(self, places: Ints) -> list[Event]:
        """The same without the entries that they rest on, of which none is kept."""
        positions = self._events.position[places].tolist()
        events = {entry.position: entry.statement for entry in self._lookup.read(positions)}
        return [cast(Event, events[position]) for position in positions]

    def ranks(self, places: Ints) -> list[Rank]:
        """The ranks of the events at some places."""
        found = self._events.at(places)
        said = (found.source.listed(), found.credibility.listed(), found.reported.tolist())
        return [self._rank(*report) for report in zip(*said, strict=True)]

    def field(self, kind: type[Event], name: str, places: Ints) -> Coded | None:
        """What a field holds at some places, all of one kind; None where it takes reading the events to tell."""
        if not is_as_in_json(kind, name):
            return None
        field = kind_of(kind).name, name
        held = self._events.fields.get(field)
        if not held and len(places) * _EVENT_BY_EVENT < self._head:
            return None
        said = held.at(places) if held else self._read(field).at(self._events.position[places] - 1)
        return said if {type(value) for value in said.values} <= _IN_JSON else None

    def _read(self, field: Field) -> Coded:
        return self._lookup.columns.field(field, self._head)

    def _rank(self, source: str | None, credibility: int | None, reported: int) -> Rank:
        assert self._policy.rank_of_report is not None
        given = _CREDIBILITY if credibility is None else credibility
        return self._policy.rank_of_report(source, given, day_of(reported), self._sources)


def fields_read(projection: type[Projection]) -> list[Field]:
    """The kinds and fields that a projection reads as they are in JSON."""
    facets = projection.definition.facets.values()
    read = [each for facet in facets for of in (facet.fields, facet.fields_besides) for each in of.items()]
    return sorted({(kind_of(kind).name, name) for kind, name in read if name and is_as_in_json(kind, name)})


def stored_columns(
    lookup: Lookup,
    policy: Policy,
    known_on: Day,
    position: int,
    fields: Sequence[Field],
    *,
    hearings: Sequence[Hearing] = (),
) -> EventColumns:
    """What is known of a log by a day up to a position, in columns; within a snapshot of it.

    Args:
        fields: the kinds and fields that will be asked for.
        hearings: whose words are heard; empty for everybody's.
    """
    base = lookup.described_at(known_on, position)
    lone = lookup.columns.lone(lookup.head, fields)
    lone = _those(lone, _is_present(lone) & (lone.position <= position))
    entries = _others(lookup, lone, position)
    told = heard(entries, hearings, known_on=known_on, position=position)
    rest = lookup.with_events(base, told)
    known = _those(lone, (lone.reported <= number(known_on)) & _are_heard(lone, hearings))
    named = _areas_of(known).union(each.event.area for each in rest.events)
    areas = Areas(base.areas.described, tuple(sorted(named - base.areas.described.keys())))
    ever = _areas_of(lone).union(area.id for area in every_area(entries))
    stored = _stored(known, lookup, policy, base.sources)
    return event_columns(attrs.evolve(rest, areas=areas), policy, more=ever, stored=stored)


def _others(lookup: Lookup, lone: LoneEvents, position: int) -> list[Entry]:
    """The entries up to a position that are not such events."""
    is_other = np.ones(position + 1, np.bool_)
    is_other[lone.position] = False
    return lookup.at(np.flatnonzero(is_other)[1:].tolist())


def _areas_of(events: LoneEvents) -> set[str]:
    """The ids of the areas that events are about."""
    return {events.names[area] for area in np.unique(events.area).tolist()}


def _are_heard(events: LoneEvents, hearings: Sequence[Hearing]) -> Bools:
    """Whether everybody hears the source of each."""
    are_heard = [all(each.hears_source(source) for each in hearings) for source in events.source.values]
    return np.array(are_heard, np.bool_)[events.source.place]


def _those(events: LoneEvents, are_wanted: Bools) -> LoneEvents:
    """Those of some events that are wanted; they are not copied if all are."""
    return events if are_wanted.all() else events.at(np.flatnonzero(are_wanted))


def _is_present(events: LoneEvents) -> Bools:
    """Whether each was stored in the present shape of its kind."""
    kinds = np.unique(events.kind).tolist()
    present = np.zeros(max(kinds, default=0) + 1, np.int64)
    present[kinds] = [kind_named(events.names[kind]).schema for kind in kinds]
    is_present: Bools = np.array(events.schema.values, np.int64)[events.schema.place] == present[events.kind]
    return is_present


def _stored(events: LoneEvents, lookup: Lookup, policy: Policy, sources: Sources) -> StoredEvents:
    kinds = {number: kind_named(events.names[number]).cls for number in np.unique(events.kind).tolist()}
    is_whole = np.array([scope in (None, WHOLE) for scope in events.scope.values], np.bool_)[events.scope.place]
    ends, is_qualified = _dates(events)
    return StoredEvents(
        events.kind,
        kinds,
        events.area,
        events.names,
        ends,
        is_whole,
        is_qualified,
        events,
        lookup.head,
        lookup,
        policy,
        sources,
    )


def _dates(events: LoneEvents) -> tuple[Narrow, Bools]:
    """The windows of each, and whether its date is qualified; each text is read once."""
    ends = np.tile(events.day, (4, 1))
    is_qualified = np.zeros(len(events.day), np.bool_)
    is_told = np.array([text is not None for text in events.when.values], np.bool_)[events.when.place]
    texts, place = np.unique(events.when.place[is_told], return_inverse=True)
    whens = [When.parse(events.when.values[text]) for text in texts.tolist()]
    ends[:, is_told] = windows(whens)[:, place]
    is_qualified[is_told] = np.array([when.is_qualified for when in whens], np.bool_)[place]
    return ends, is_qualified


def _alone(entry: Entry) -> InForce:
    assert isinstance(entry.statement, Event)
    return InForce(entry.statement, entry.reported_on, (entry,))
