"""What is known of a log with an index, in columns: events that stand alone are read so, only the rest as entries.

Invariant: it tells what the knowledge of all entries tells, and what it reads later is of the same entries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from timeline.engine.lookup import Lookup
from timeline.log.index import PlainEvents, Report
from timeline.model.days import BEGINNING, Day
from timeline.model.entries import Entry
from timeline.model.events import Event, kind_named, kind_of
from timeline.model.exact import is_as_in_json
from timeline.model.knowledge import InForce
from timeline.model.policy import Policy, Rank
from timeline.model.sources import Sources
from timeline.projections.columns.days import FAR, Bools, Ints, day_of, number
from timeline.projections.columns.events import EventColumns, event_columns

_IN_JSON = {str, int, type(None)}
_CREDIBILITY: int = attrs.fields(Event).credibility.default  # type: ignore[assignment]


@attrs.frozen(eq=False)
class StoredEvents:
    """Events in a log, each alone, precise and about the whole of its area."""

    kind: Ints
    kinds: Mapping[int, type[Event]]
    area: Ints
    areas: Mapping[int, str]
    day: Ints
    rank: Ints
    ranks: Sequence[Rank]
    _position: Ints
    _head: int
    _lookup: Lookup

    def known(self, places: Ints) -> list[InForce]:
        """The events at some places, read from the log."""
        positions = self._position[places].tolist()
        entries = {entry.position: entry for entry in self._lookup.at(positions)}
        return [_alone(entries[position]) for position in positions]

    def field(self, kind: type[Event], name: str, places: Ints) -> list[Any] | None:
        """What a field holds at some places, all of one kind; None where it takes reading the events to tell."""
        if not is_as_in_json(kind, name):
            return None
        held = self._lookup.columns.field(kind_of(kind).name, name, self._head)
        values = [held[position] for position in self._position[places].tolist()]
        return values if {type(value) for value in values} <= _IN_JSON else None


def stored_columns(lookup: Lookup, policy: Policy, known_on: Day) -> EventColumns:
    """What is known of a log by a day, in columns; within a snapshot of it."""
    base = lookup.described(known_on)
    plain = lookup.columns.plain(base.position)
    plain = plain.at(np.flatnonzero(_is_present(plain)))
    others = np.setdiff1d(np.arange(1, base.position + 1), plain.position, assume_unique=True).tolist()
    rest = lookup.with_events(base, others)
    known = plain.at(np.flatnonzero(_is_known(plain, known_on)))
    stored = _stored(known, base.position, lookup, policy, rest.sources)
    return event_columns(
        attrs.evolve(rest, areas=lookup.areas(known_on)), policy, more=lookup.ever_named(), stored=stored
    )


def _is_present(plain: PlainEvents) -> Bools:
    """Whether each was stored in the present shape of its kind."""
    schema = np.array([schema for *_, schema in plain.reports], np.int64)
    present = {number: kind_named(plain.names[number]).schema for number in np.unique(plain.kind).tolist()}
    is_present: Bools = schema[plain.report] == _looked_up(present, plain.kind)
    return is_present


def _is_known(plain: PlainEvents, known_on: Day) -> Bools:
    reported = np.array([-FAR if day is None else day for _, _, day, _ in plain.reports], np.int64)
    is_known: Bools = reported[plain.report] <= number(known_on)
    return is_known


def _looked_up(found: Mapping[int, int], numbers: Ints) -> Ints:
    """For each of some numbers what is found of it."""
    table = np.zeros(max(found, default=0) + 1, np.int64)
    table[list(found)] = list(found.values())
    return table[numbers]


def _stored(plain: PlainEvents, head: int, lookup: Lookup, policy: Policy, sources: Sources) -> StoredEvents:
    kinds = {number: kind_named(plain.names[number]).cls for number in np.unique(plain.kind).tolist()}
    said, rank = np.unique(plain.report, return_inverse=True)
    ranks = [_rank(plain.reports[report], policy, sources) for report in said.tolist()]
    return StoredEvents(
        plain.kind, kinds, plain.area, plain.names, plain.day, rank, ranks, plain.position, head, lookup
    )


def _rank(report: Report, policy: Policy, sources: Sources) -> Rank:
    source, credibility, reported, _ = report
    assert policy.rank_of_report is not None
    reported_on = BEGINNING if reported is None else day_of(reported)
    return policy.rank_of_report(source, _CREDIBILITY if credibility is None else credibility, reported_on, sources)


def _alone(entry: Entry) -> InForce:
    assert isinstance(entry.statement, Event)
    return InForce(entry.statement, entry.reported_on, (entry,))
