"""What `latest` tells where several claims are to be weighed: many days at once, each beside each claim near it.

Invariant: the same as the plain definition in `facets.latest`. The values that are possible on a day are the bits of a
number.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from timeline.model.policy import Disputed
from timeline.projections.columns.claims import ClaimColumns
from timeline.projections.columns.days import Bools, Ints, are_in_calendar, differs_from_last
from timeline.projections.columns.regions import Regions
from timeline.projections.columns.steps import (
    Listed,
    Steps,
    area_and_day,
    combined,
    first_rows,
    joined_steps,
    key,
    ranges,
)
from timeline.projections.facets.base import Finding, Resolved
from timeline.projections.facets.latest import disputes_among, one_or_disputed
from timeline.projections.possible import Values

_MOST_VALUES = 62
_NOTHING = 1 << _MOST_VALUES
"""The bit of nothing, behind those of the values."""
_NEVER = -(2**62)
_MOST_PAIRS = 1_000_000
"""About how many pairs of a day and a claim are weighed at once."""


def can_be_weighed(claims: ClaimColumns) -> bool:
    """Whether the values are so few that each can be a bit of a number."""
    return len(claims.values) <= _MOST_VALUES


def weighed(claims: ClaimColumns, regions: Regions) -> Steps:
    """What is told in regions where nothing is kept apart, and what was so before the first claim does not matter."""
    at, rank = _turns(claims, regions), claims.ranks(regions.rows)
    region = np.searchsorted(regions.start, at, "right") - 1
    low, high = regions.begins[region], regions.begins[region + 1]
    part = np.cumsum(high - low) // _MOST_PAIRS
    cuts = np.flatnonzero(np.diff(part)) + 1
    parts = zip(*(np.split(each, cuts) for each in (at, low, high)), strict=True)
    return joined_steps([_steps(claims.values, _pairs(claims, regions, rank, *each)) for each in parts])


def _steps(values: Sequence[Any], pairs: _Pairs) -> Steps:
    all_, unqualified = (pairs.outcome(each) for each in (np.ones(len(pairs.day), np.bool_), ~pairs.is_qualified))
    doubt = (all_.so != unqualified.so) | (all_.may != unqualified.may)
    shared, disputes = _shared(pairs, all_.is_possible, values)
    codes = [all_.so, all_.may, doubt, shared]
    first, place = first_rows(combined(codes))
    told = zip(*(each[first].tolist() for each in codes), strict=True)
    return Steps(pairs.at, place, Listed([_finding(values, disputes, *each) for each in told]))


def _turns(claims: ClaimColumns, regions: Regions) -> Ints:
    """The days of regions on which another may be told, as keys: the ends of windows, and the days after them.

    The days before them are on which the plain definition may tell another of what was so before the first claim.
    """
    region = np.repeat(np.arange(len(regions.start)), np.diff(regions.begins))
    ends = np.concatenate([claims.begun_from[regions.rows], claims.begun_by[regions.rows]])
    days = np.concatenate([ends, ends + 1])
    of_day = np.tile(region, 4)
    at = key(area_and_day(regions.start)[0][of_day], days)
    is_within = are_in_calendar(days) & (regions.start[of_day] < at) & (at < regions.end[of_day])
    return np.unique(np.concatenate([regions.start, at[is_within]]))


@attrs.frozen(eq=False)
class _Outcome:
    """What some claims tell of each day.

    Args:
        so: the values of the resolved value, as bits; none where it is nothing.
        may: the possible values.
        is_possible: for each pair whether the claim may be the last.
    """

    so: Ints
    may: Ints
    is_possible: Bools


@attrs.frozen(eq=False)
class _Pairs:
    """Days, each beside all the claims that can matter on it.

    Args:
        at: the areas and days, as keys.
        starts: where the pairs of each day begin.
        day: the place of the day of each pair.
        on: the day itself.
        first: the first day on which its claim may have begun.
        last: the last such day.
        rank: the place of the rank of the claim.
        value: the place of its value.
        is_qualified: whether its source calls its date uncertain or approximate.
    """

    at: Ints
    starts: Ints
    day: Ints
    on: Ints
    first: Ints
    last: Ints
    rank: Ints
    value: Ints
    is_qualified: Bools

    def outcome(self, are_taken: Bools) -> _Outcome:
        """What those that are taken tell."""
        have_begun = are_taken & (self.last <= self.on)
        bar = self._greatest(have_begun, self.first)
        may_have_begun = are_taken & (self.first <= self.on)
        is_possible = may_have_begun & (self._ranked(np.minimum(self.last, self.on)) >= bar[self.day])
        is_last = have_begun & (self._ranked(self.last) == self._greatest(have_begun, self.last)[self.day])
        nothing = np.where(bar == _NEVER, _NOTHING, 0)
        return _Outcome(self._values(is_last), self._values(is_possible) | nothing, is_possible)

    def _ranked(self, days: Ints) -> Ints:
        return key(days, self.rank)

    def _greatest(self, chosen: Bools, days: Ints) -> Ints:
        """For each day the greatest of some days and ranks of the chosen claims."""
        return np.maximum.reduceat(np.where(chosen, self._ranked(days), _NEVER), self.starts)

    def _values(self, chosen: Bools) -> Ints:
        return np.bitwise_or.reduceat(np.where(chosen, 1 << self.value, 0), self.starts)


def _pairs(claims: ClaimColumns, regions: Regions, rank: Ints, at: Ints, low: Ints, high: Ints) -> _Pairs:
    """Days beside claims.

    Args:
        rank: the place of the rank of each claim of the regions.
        low: where the claims of the region of each day begin.
        high: where they end.
    """
    day, number = ranges(low, high)
    rows = regions.rows[number]
    return _Pairs(
        at,
        np.cumsum(high - low) - (high - low),
        day,
        area_and_day(at)[1][day],
        claims.begun_from[rows],
        claims.begun_by[rows],
        rank[number],
        claims.value[rows],
        claims.is_qualified[rows],
    )


def _shared(pairs: _Pairs, is_possible: Bools, values: Sequence[Any]) -> tuple[Ints, list[tuple[Disputed[Any], ...]]]:
    """For each day the place of the disputes that are possible on it, and the list of those; first of none."""
    chosen = np.flatnonzero(is_possible)
    chosen = chosen[np.lexsort((pairs.value[chosen], pairs.rank[chosen], pairs.day[chosen]))]
    day, rank, value = pairs.day[chosen], pairs.rank[chosen], pairs.value[chosen]
    rivals = ~differs_from_last(day) & ~differs_from_last(rank) & differs_from_last(value)
    found: dict[tuple[Disputed[Any], ...], int] = {(): 0}
    place = np.zeros(len(pairs.starts), np.int64)
    for each in np.unique(day[rivals]).tolist():
        of_day = chosen[np.searchsorted(day, each, "left") : np.searchsorted(day, each, "right")]
        place[each] = found.setdefault(_disputes(pairs, of_day, values), len(found))
    return place, list(found)


def _disputes(pairs: _Pairs, chosen: Ints, values: Sequence[Any]) -> tuple[Disputed[Any], ...]:
    value = [values[each] for each in pairs.value[chosen].tolist()]
    last = np.minimum(pairs.last[chosen], pairs.on[chosen])
    days = (pairs.rank[chosen].tolist(), pairs.first[chosen].tolist(), last.tolist())
    return disputes_among(list(zip(value, *days, strict=True)))


def _finding(
    values: Sequence[Any], disputes: Sequence[tuple[Disputed[Any], ...]], so: int, may: int, doubt: bool, shared: int
) -> Finding[Any]:
    resolved = one_or_disputed(_of_bits(values, so)) if so else None
    possible = _of_bits(values, may) | ({None} if may & _NOTHING else set())
    return Finding(Resolved(resolved), Values(possible), disputes[shared], doubt)


def _of_bits(values: Sequence[Any], bits: int) -> frozenset[Any]:
    return frozenset(itertools.compress(values, (bits >> place & 1 for place in range(len(values)))))
