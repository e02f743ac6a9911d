"""What a fold tells of all areas: its plain definition begins anew for each day, here each event is taken in once.

Invariant: the events of an area come in the order of the plain definition, by day, rank and content. Where reports of
one incident disagree, the plain definition tells of the whole area.
"""

from __future__ import annotations

import copy
import functools
import itertools
import operator
from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from timeline.model.events import Event
from timeline.projections.columns.claims import ClaimColumns
from timeline.projections.columns.days import Bools, Ints, differs_from_last, number
from timeline.projections.columns.steps import Steps, area_and_day, beginnings, column, key
from timeline.projections.facets.base import Finding, Resolved
from timeline.projections.facets.fold import Fold
from timeline.projections.projection import Judged

_PAGE = 10_000
"""About how many events are read at once."""
_AREA = operator.itemgetter(0)

_State = tuple[int, Any, bool]
"""From which area and day on, as a key; the state; whether it would be another without the claims of doubtful dates."""


@attrs.frozen(eq=False)
class States:
    """States of a fold: nobody can know what else they may be."""

    states: Sequence[Any]
    rests_on_doubt: Sequence[bool]

    @functools.cached_property
    def values(self) -> npt.NDArray[Any]:
        """The states."""
        return column(self.states)

    @functools.cached_property
    def is_certain(self) -> Bools:
        """None is."""
        return np.zeros(len(self.states), np.bool_)

    @property
    def is_cut(self) -> Bools:
        """None is."""
        return self.is_certain

    def finding(self, place: int) -> Finding[Any]:
        """One of them."""
        return Finding(Resolved(self.states[place]), None, (), self.rests_on_doubt[place])

    def judged(self, places: Ints) -> list[Judged]:
        """What is judged at some places."""
        return [(self.states[place], None, False) for place in places.tolist()]

    def codes(self, places: Ints) -> Ints:
        """The places themselves."""
        return places


def fold_steps(facet: Fold[Any], claims: ClaimColumns) -> Steps:
    """What a fold tells of all areas."""
    is_clear = ~np.isin(np.arange(claims.areas_count), list(claims.apart))
    begins = beginnings(claims.areas_count)[is_clear].tolist()
    clear = np.flatnonzero(is_clear[claims.area])
    told = [(at, copy.deepcopy(facet.initial), False) for at in begins]
    told += _of_clear(facet, claims, clear)
    told += [
        (key(area, number(day)), *state) for area in claims.apart for day, *state in _of_apart(facet, claims, area)
    ]
    at: Ints = np.array([at for at, _, _ in told], np.int64)
    order = np.argsort(at, kind="stable")
    return Steps(at[order], order, States([state for _, state, _ in told], [doubt for _, _, doubt in told]))


def _of_apart(facet: Fold[Any], claims: ClaimColumns, area: int) -> list[tuple[Any, Any, bool]]:
    rows = np.flatnonzero(claims.area == area)
    return facet.steps([*claims.claims(rows), *claims.apart[area]])


def _of_clear(facet: Fold[Any], claims: ClaimColumns, rows: Ints) -> Iterator[_State]:
    """The states of areas of which no reports of one incident disagree, given the rows of their claims."""
    is_qualified = claims.is_qualified[rows]
    is_doubted = np.isin(claims.area[rows], claims.area[rows[is_qualified]])
    for _, states in _by_area(facet, claims, rows[~is_doubted]):
        yield from ((at, state, False) for at, state in states)
    without_doubt = {area: dict(states) for area, states in _by_area(facet, claims, rows[is_doubted & ~is_qualified])}
    for area, states in _by_area(facet, claims, rows[is_doubted]):
        yield from facet.compared(states, without_doubt.get(area, {}))


def _by_area(facet: Fold[Any], claims: ClaimColumns, rows: Ints) -> Iterator[tuple[int, Iterator[tuple[int, Any]]]]:
    """The areas of some rows, each with the states after its days."""
    for area, taken in itertools.groupby(_in_order(claims, rows), key=_AREA):
        yield area, facet.sweep((at, event) for _, at, event in taken)


def _in_order(claims: ClaimColumns, rows: Ints) -> Iterator[tuple[int, int, Event]]:
    """The events of some rows in order, each behind its area, and its area and day as a key."""
    at = key(claims.area[rows], claims.begun_by[rows])
    rank = _ranks_of_tied(claims, rows, at)
    order = np.lexsort((rank, at))
    rows, at, rank = rows[order], at[order], rank[order]
    starts = np.flatnonzero(differs_from_last(at) | differs_from_last(rank))
    for page in _pages(starts, len(rows)):
        events = claims.events(rows[page])
        _order_tied(events, starts[slice(*np.searchsorted(starts, (page.start, page.stop)))] - page.start)
        yield from zip(area_and_day(at[page])[0].tolist(), at[page].tolist(), events, strict=True)


def _ranks_of_tied(claims: ClaimColumns, rows: Ints, at: Ints) -> Ints:
    """For each row the place of its rank; 0 where no other row is of its area and day."""
    _, place, counts = np.unique(at, return_inverse=True, return_counts=True)
    tied = np.flatnonzero(counts[place] > 1)
    rank = np.zeros(len(rows), np.int64)
    rank[tied] = claims.ranks(rows[tied])
    return rank


def _pages(starts: Ints, count: int) -> Iterator[slice]:
    """Pages of so many rows that none begins but with one of some."""
    begins = starts[np.searchsorted(starts, np.arange(0, count, _PAGE), "right") - 1]
    return itertools.starmap(slice, itertools.pairwise([*np.unique(begins).tolist(), count]))


def _order_tied(events: list[Event], starts: Ints) -> None:
    """Put in order by content what comes from each of some places to the next, which is of one day and rank."""
    ends = np.append(starts[1:], len(events))
    is_tied = ends - starts > 1
    for start, end in zip(starts[is_tied].tolist(), ends[is_tied].tolist(), strict=True):
        events[start:end] = sorted(events[start:end], key=repr)
