"""What is known of a log with an index, in columns: events that stand alone are read so, only the rest as entries.

Invariant: it tells what the knowledge of all entries tells, and what it reads later is of the same entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from timeline.engine.lookup import Lookup
from timeline.log.index import PlainEvent
from timeline.model.days import BEGINNING, Day
from timeline.model.entries import Entry
from timeline.model.events import Event, kind_named, kind_of
from timeline.model.exact import is_as_in_json
from timeline.model.knowledge import InForce
from timeline.model.policy import Policy, Rank
from timeline.model.sources import Sources
from timeline.projections.columns.days import Ints, day_of, number
from timeline.projections.columns.events import EventColumns, event_columns

_IN_JSON = {str, int, type(None)}
_CREDIBILITY: int = attrs.fields(Event).credibility.default  # type: ignore[assignment]


@attrs.frozen(eq=False)
class StoredEvents:
    """Events in a log, each alone, precise and about the whole of its area."""

    kinds: Sequence[type[Event]]
    areas: Sequence[str]
    days: Ints
    ranks: Sequence[Rank]
    _positions: Sequence[int]
    _lookup: Lookup

    def known(self, places: Sequence[int]) -> list[InForce]:
        """The events at some places, read from the log."""
        positions = [self._positions[place] for place in places]
        entries = {entry.position: entry for entry in self._lookup.at(positions)}
        return [_alone(entries[position]) for position in positions]

    def field(self, kind: type[Event], name: str, places: Sequence[int]) -> list[Any] | None:
        """What a field holds at some places, all of one kind; None where it takes reading the events to tell."""
        if not is_as_in_json(kind, name):
            return None
        held = self._lookup.columns.field(kind_of(kind).name, name)
        values = [held[self._positions[place]] for place in places]
        return values if {type(value) for value in values} <= _IN_JSON else None


def stored_columns(lookup: Lookup, policy: Policy, known_on: Day) -> EventColumns:
    """What is known of a log by a day, in columns; within a snapshot of it."""
    base = lookup.described(known_on)
    rows = list(lookup.columns.plain(base.position))
    schemas = {name: kind_named(name).schema for name in {row[1] for row in rows}}
    present = [row for row in rows if (row[7] or 1) == schemas[row[1]]]
    others = set(range(1, base.position + 1)).difference(row[0] for row in present)
    rest = lookup.with_events(base, others)
    by = number(known_on)
    plain = [row for row in present if row[4] is None or row[4] <= by]
    stored = _stored(plain, lookup, policy, rest.sources)
    return event_columns(
        attrs.evolve(rest, areas=lookup.areas(known_on)), policy, more=lookup.ever_named(), stored=stored
    )


def _stored(rows: Sequence[PlainEvent], lookup: Lookup, policy: Policy, sources: Sources) -> StoredEvents:
    positions, kinds, areas, days, reported, source, credibility, _ = zip(*rows, strict=True) if rows else ((),) * 8
    classes = {name: kind_named(name).cls for name in set(kinds)}
    reports = list(zip(source, credibility, reported, strict=True))
    ranks = {report: _rank(report, policy, sources) for report in set(reports)}
    return StoredEvents(
        [classes[name] for name in kinds],
        areas,
        np.array(days, np.int64),
        [ranks[report] for report in reports],
        positions,
        lookup,
    )


def _rank(report: tuple[str | None, int | None, int | None], policy: Policy, sources: Sources) -> Rank:
    source, credibility, reported = report
    assert policy.rank_of_report is not None
    reported_on = BEGINNING if reported is None else day_of(reported)
    return policy.rank_of_report(source, _CREDIBILITY if credibility is None else credibility, reported_on, sources)


def _alone(entry: Entry) -> InForce:
    assert isinstance(entry.statement, Event)
    return InForce(entry.statement, entry.reported_on, (entry,))
