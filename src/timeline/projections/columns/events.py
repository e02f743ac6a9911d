"""The events of a state of knowledge in columns.

Invariant: each event in force, or incident on which its best reports agree, is one row; all others are kept apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import attrs
import numpy as np

from timeline.model.areas import Areas
from timeline.model.days import Day
from timeline.model.events import WHOLE, Event
from timeline.model.knowledge import InForce, Knowledge
from timeline.model.policy import Policy, Rank
from timeline.projections.columns.days import Bools, Ints, number


@attrs.frozen(eq=False)
class EventColumns:
    """All that is in force for one `known_on` and `position`.

    Args:
        number_of: the number of each area: its place among all ids, sorted.
        rank_of: the rank of an event.
        ranks_count: how many different ranks there are.
        known: the event of each row.
        area: the number of its area.
        begun_from: the first day on which it may have begun.
        begun_by: the last such day.
        ended_from: the first day on which it may have ended.
        ended_by: the last such day.
        is_whole: whether it is about the whole of its area.
        is_qualified: whether its source calls its date uncertain or approximate.
        rank: the place of its rank among all ranks.
        rows_of: the rows of each kind.
        apart: the incidents on which the best reports do not agree.
    """

    known_on: Day
    position: int
    areas: Areas
    number_of: Mapping[str, int]
    rank_of: Callable[[InForce], Rank]
    ranks_count: int
    known: Sequence[InForce]
    area: Ints
    begun_from: Ints
    begun_by: Ints
    ended_from: Ints
    ended_by: Ints
    is_whole: Bools
    is_qualified: Bools
    rank: Ints
    rows_of: Mapping[type[Event], Ints]
    apart: Sequence[InForce]

    def events_at(self, rows: Ints) -> list[Event]:
        """The events of some rows."""
        return [self.known[row].event for row in rows.tolist()]


def event_columns(knowledge: Knowledge, policy: Policy, more: Iterable[str] = ()) -> EventColumns:
    """A state of knowledge in columns.

    Args:
        more: ids of areas to be told of besides those that are known.
    """

    def rank_of(known: InForce) -> Rank:
        return policy.rank(known, knowledge.sources)

    known = [each for each in knowledge.events if not (each.whens or each.alternatives)]
    ids = sorted({area.id for area in knowledge.areas}.union(more))
    numbers = {area: place for place, area in enumerate(ids)}
    ranks = list(map(rank_of, known))
    places = {rank: place for place, rank in enumerate(sorted(set(ranks)))}
    events = [each.event for each in known]
    whens = [event.when for event in events]
    return EventColumns(
        knowledge.known_on,
        knowledge.position,
        knowledge.areas,
        numbers,
        rank_of,
        len(places),
        known,
        _ints(numbers[event.area] for event in events),
        _days(when.first.earliest for when in whens),
        _days(when.first.latest for when in whens),
        _days(when.last.earliest for when in whens),
        _days(when.last.latest for when in whens),
        np.fromiter((event.scope == WHOLE for event in events), np.bool_),
        np.fromiter((when.is_qualified for when in whens), np.bool_),
        _ints(places[rank] for rank in ranks),
        _rows_of(events),
        [each for each in knowledge.events if each.whens or each.alternatives],
    )


def _rows_of(events: Iterable[Event]) -> dict[type[Event], Ints]:
    found: dict[type[Event], list[int]] = {}
    for row, event in enumerate(events):
        found.setdefault(type(event), []).append(row)
    return {kind: np.array(rows, np.int64) for kind, rows in found.items()}


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _days(days: Iterable[Day]) -> Ints:
    return _ints(map(number, days))
