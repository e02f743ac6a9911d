"""What `latest`, `first` and `last_on` tell, in columns: claims in the order of their days, on one day of their ranks.

A claim is precise where its day is known and its source does not doubt it. The last precise day decides, but not in
unclear regions: from the first day on which another claim may have begun until before the first precise day by which it
surely had. There, and where equal ranks disagree, all claims that lie near are weighed.

Invariant: what does not lie near a region cannot matter in it, for a precise day lies between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from timeline.model.days import EVER
from timeline.model.when import Window
from timeline.projections.claims import Claim
from timeline.projections.columns.claims import ClaimColumns
from timeline.projections.columns.crowds import can_be_weighed, weighed
from timeline.projections.columns.days import FAR, Bools, Ints, day_of, number
from timeline.projections.columns.regions import Regions
from timeline.projections.columns.steps import (
    Listed,
    Steps,
    area_and_day,
    beginnings,
    combined,
    joined_steps,
    key,
    ranges,
)
from timeline.projections.facets.base import Finding, Resolved
from timeline.projections.facets.last_on import LastOn
from timeline.projections.facets.latest import First, Latest
from timeline.projections.possible import PossibleDays, Values


@attrs.frozen(eq=False)
class PreciseDays:
    """The days with precise claims, as keys of areas and days.

    Args:
        at: those days, sorted.
        rows: the rows of all precise claims, by area, day and rank.
        ends: where in `rows` each of the days ends.
        is_disputed: whether equal ranks say different things on it.
    """

    at: Ints
    rows: Ints
    ends: Ints
    is_disputed: Bools

    @property
    def best(self) -> Ints:
        """For each day the row of a claim of the greatest rank."""
        return self.rows[self.ends - 1]

    def after(self, at: Ints) -> Ints:
        """The first of the days after each of some, in the same area; the end of time if there is none."""
        area, _ = area_and_day(at)
        never = key(area, np.full(len(area), FAR))
        following = np.append(self.at, key(2**31, 0))[np.searchsorted(self.at, at, "right")]
        return np.where(following < never, following, never)

    def rows_within(self, start: Ints, end: Ints) -> tuple[Ints, Ints]:
        """The rows of the days from each of some to another, both included: the place of that one, and a row."""
        begins = np.append(0, self.ends)
        low = begins[np.searchsorted(self.at, start, "left")]
        high = begins[np.searchsorted(self.at, end, "right")]
        place, number = ranges(low, high)
        return place, self.rows[number]

    def last_by(self, at: Ints) -> Ints:
        """The last of the days up to each of some, in the same area; that one if there is none."""
        last = np.append(self.at, key(-1, 0))[np.searchsorted(self.at, at, "right") - 1]
        return np.where(area_and_day(last)[0] == area_and_day(at)[0], last, at)


def _precise_days(claims: ClaimColumns) -> PreciseDays:
    rows = np.flatnonzero(_is_precise(claims))
    at = key(claims.area[rows], claims.begun_by[rows])
    order = np.argsort(at)
    rows, at = rows[order], at[order]
    days, begins, counts = np.unique(at, return_index=True, return_counts=True)
    rank = _ranks_of_several(claims, rows, np.repeat(counts, counts))
    order = np.argsort(combined([np.repeat(np.arange(len(days)), counts), rank]))
    rows, rank = rows[order], rank[order]
    ends = begins + counts
    best = np.repeat(ends - 1, counts)
    differs = (rank == rank[best]) & (claims.value[rows] != claims.value[rows[best]])
    return PreciseDays(days, rows, ends, np.bincount(np.repeat(np.arange(len(days)), counts), differs, len(days)) > 0)


def _ranks_of_several(claims: ClaimColumns, rows: Ints, counts: Ints) -> Ints:
    """The places of the ranks of rows that share their day with others; of one alone it does not matter."""
    rank = np.zeros(len(rows), np.int64)
    rank[counts > 1] = claims.ranks(rows[counts > 1])
    return rank


def _is_precise(claims: ClaimColumns) -> Bools:
    is_one_day: Bools = claims.begun_from == claims.begun_by
    return is_one_day & ~claims.is_qualified


@attrs.frozen(eq=False)
class Unclear:
    """The claims that are not precise: those of some rows, then those of incidents kept apart.

    Args:
        start: the first day on which each may have begun, as a key of its area and the day.
        end: the last such day.
    """

    start: Ints
    end: Ints
    rows: Ints
    apart: Sequence[Claim]

    def regions(self, start: Ints, end: Ints, precise: tuple[Ints, Ints], place: Ints, chosen: Ints) -> Regions:
        """Regions with the claims that can matter in each.

        Args:
            precise: the place of a region and a row that matters in it, for each.
            place: the place of the region in which each of the chosen matters.
            chosen: places of these claims.
        """
        is_row = chosen < len(self.rows)
        of_row = np.concatenate([precise[0], place[is_row]])
        rows = np.concatenate([precise[1], self.rows[chosen[is_row]]])
        order = np.argsort(of_row)
        apart: dict[int, list[Claim]] = {}
        for of_claim, each in zip(place[~is_row].tolist(), chosen[~is_row].tolist(), strict=True):
            apart.setdefault(of_claim, []).append(self.apart[each - len(self.rows)])
        return Regions(start, end, rows[order], np.searchsorted(of_row[order], np.arange(len(start) + 1)), apart)


def _unclear(claims: ClaimColumns) -> Unclear:
    rows = np.flatnonzero(~_is_precise(claims))
    apart = [(area, claim) for area, of_area in claims.apart.items() for claim in of_area]
    ends = np.array(
        [[key(area, number(day)) for day in (claim.first.earliest, claim.first.latest)] for area, claim in apart],
        np.int64,
    ).reshape(-1, 2)
    return Unclear(
        np.concatenate([key(claims.area[rows], claims.begun_from[rows]), ends[:, 0]]),
        np.concatenate([key(claims.area[rows], claims.begun_by[rows]), ends[:, 1]]),
        rows,
        [claim for _, claim in apart],
    )


def _regions(claims: ClaimColumns, days: PreciseDays, more: Ints) -> Regions:
    """The unclear regions; those that touch are one.

    Args:
        more: the starts of others, each up to the next precise day.
    """
    unclear = _unclear(claims)
    disputed = days.at[days.is_disputed]
    start = np.concatenate([unclear.start, disputed, more])
    end = days.after(np.concatenate([unclear.end, disputed, more]))
    order = np.argsort(start)
    start, reached = start[order], np.maximum.accumulate(end[order])
    begins = np.flatnonzero(np.append(True, start[1:] > reached[:-1])) if len(start) else np.zeros(0, np.int64)
    counts = np.diff(np.append(begins, len(start)))
    first, last = start[begins], reached[begins + counts - 1]
    is_claim = order < len(unclear.start)
    place = np.repeat(np.arange(len(begins)), counts)[is_claim]
    precise = days.rows_within(days.last_by(first), last)
    return unclear.regions(first, last, precise, place, order[is_claim])


def latest_steps(facet: Latest[Any], claims: ClaimColumns) -> Steps:
    """What a `latest` tells of all areas; before the first precise day, what was so before is possible too."""
    days = _precise_days(claims)
    is_told = _is_told_before(facet, claims, days)
    regions = _regions(claims, days, beginnings(claims.areas_count)[is_told])
    is_behind_another = np.isin(days.last_by(regions.start), days.at)
    is_weighed = ~regions.have_apart & (is_behind_another | ~is_told[area_and_day(regions.start)[0]])
    is_weighed &= can_be_weighed(claims)
    is_before_one = ~is_weighed & ~regions.have_apart & _are_before_one(claims, regions)
    unclear = [
        weighed(claims, regions.at(is_weighed)),
        _before_one(facet, claims, regions.at(is_before_one)),
        regions.at(~is_weighed & ~is_before_one).steps(facet, claims),
    ]
    return _steps(claims, days.at, claims.value[days.best], _said(claims), regions, unclear)


def _are_before_one(claims: ClaimColumns, regions: Regions) -> Bools:
    """Whether each is all that is before one precise claim."""
    found: Bools = np.diff(regions.begins) == 1
    row = regions.rows[regions.begins[:-1][found]]
    found[found] = regions.end[found] == key(claims.area[row], claims.begun_from[row])
    return found


def _before_one(facet: Latest[Any], claims: ClaimColumns, regions: Regions) -> Steps:
    """What is told before one precise claim, of which it may tell what was so."""
    before = claims.told(facet.before, regions.rows)
    possible = [Values(frozenset([None, value])) for value in before]
    return Steps(regions.start, np.arange(len(before)), Listed([Finding(Resolved(None), each) for each in possible]))


def _is_told_before(facet: Latest[Any], claims: ClaimColumns, days: PreciseDays) -> Bools:
    """Whether a claim of each area that may be its first may tell what was so before."""
    rows = claims.rows_of(facet.before)
    is_first = (
        key(claims.area[rows], claims.begun_from[rows]) <= days.after(beginnings(claims.areas_count))[claims.area[rows]]
    )
    is_told = np.zeros(claims.areas_count, np.bool_)
    is_told[claims.area[rows[is_first]]] = True
    is_told[list(claims.apart) if facet.before else []] = True
    return is_told


def _said(claims: ClaimColumns) -> list[Finding[Any]]:
    """What is told where one value is so for sure, of each value, and last of nothing."""
    return [Finding(Resolved(value), Values(frozenset([value]))) for value in (*claims.values, None)]


def last_on_steps(facet: LastOn, claims: ClaimColumns) -> Steps:
    """What a `last_on` tells of all areas."""
    days = _precise_days(claims)
    numbers, place = np.unique(area_and_day(days.at)[1], return_inverse=True)
    told = [_last_on(Window(day, day)) for day in map(day_of, numbers.tolist())]
    regions = _regions(claims, attrs.evolve(days, is_disputed=np.zeros(len(days.at), np.bool_)), np.zeros(0, np.int64))
    told.append(_last_on(None))
    return _steps(claims, days.at, place, told, regions, [regions.steps(facet, claims)])


def _last_on(window: Window | None) -> Finding[Any]:
    possible = PossibleDays((window,) if window else (), nothing=window is None, on=EVER)
    return Finding(Resolved(window and window.latest), possible)


def first_steps(facet: First[Any], claims: ClaimColumns) -> Steps:
    """What a `first` tells of all areas: no claim that surely began after the first precise day can matter."""
    days = _precise_days(claims)
    firsts = np.unique(days.after(beginnings(claims.areas_count)))
    place = np.flatnonzero(np.isin(days.at, firsts))
    regions = _first_regions(claims, days)
    value = claims.value[days.best[place]]
    return _steps(claims, days.at[place], value, _said(claims), regions, [regions.steps(facet, claims)])


def _first_regions(claims: ClaimColumns, days: PreciseDays) -> Regions:
    """All days of the areas where other claims may be the first, or equal ranks disagree."""
    unclear = _unclear(claims)
    area, _ = area_and_day(unclear.start)
    begins = beginnings(claims.areas_count)
    firsts = days.after(begins)
    is_near = unclear.start <= firsts[area]
    is_chosen = np.isin(firsts, days.at[days.is_disputed])
    is_chosen[area[is_near]] = True
    chosen = np.flatnonzero(is_chosen)
    place = np.cumsum(is_chosen)[area[is_near]] - 1
    precise = days.rows_within(firsts[chosen], firsts[chosen])
    return unclear.regions(begins[chosen], key(chosen, FAR), precise, place, np.flatnonzero(is_near))


def _steps(
    claims: ClaimColumns,
    at: Ints,
    told: Ints,
    findings: Sequence[Finding[Any]],
    regions: Regions,
    unclear: Sequence[Steps],
) -> Steps:
    """Steps on precise days, from nothing on, and those of the regions in place of what they cover.

    Args:
        findings: what is told on precise days, and last what is told of nothing.
        unclear: what is told in the regions.
    """
    at = np.concatenate([beginnings(claims.areas_count), at])
    told = np.concatenate([np.full(claims.areas_count, len(findings) - 1), told])
    is_clear = ~regions.cover(at)
    return joined_steps([Steps(at[is_clear], told[is_clear], Listed(findings)), *unclear])
