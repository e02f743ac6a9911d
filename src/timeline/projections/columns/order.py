"""What `latest`, `first` and `last_on` tell, in columns: claims in the order of their days, on one day of their ranks.

A claim is precise where its day is known and its source does not doubt it. The last precise day decides, but not in
unclear regions: from the first day on which another claim may have begun until before the first precise day by which it
surely had. There, and where equal ranks disagree, the plain definition tells, over the claims that lie near.

Invariant: what does not lie near a region cannot matter in it, for a precise day lies between.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import numpy as np

from timeline.model.days import EVER
from timeline.model.when import Window
from timeline.projections.claims import Claim
from timeline.projections.columns.claims import ClaimColumns
from timeline.projections.columns.days import FAR, Bools, Ints, day_of, number
from timeline.projections.columns.plain import Region
from timeline.projections.columns.steps import Listed, Steps, area_and_day, beginnings, key
from timeline.projections.facets.base import Facet, Finding, Resolved
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

    def rows_within(self, start: Ints, end: Ints) -> list[Ints]:
        """The rows of the days from each of some to another, both included."""
        begins = np.append(0, self.ends)
        low = begins[np.searchsorted(self.at, start, "left")]
        high = begins[np.searchsorted(self.at, end, "right")]
        return [self.rows[first:last] for first, last in zip(low.tolist(), high.tolist(), strict=True)]

    def last_by(self, at: Ints) -> Ints:
        """The last of the days up to each of some, in the same area; that one if there is none."""
        last = np.append(self.at, key(-1, 0))[np.searchsorted(self.at, at, "right") - 1]
        return np.where(area_and_day(last)[0] == area_and_day(at)[0], last, at)


def _precise_days(claims: ClaimColumns) -> PreciseDays:
    rows = np.flatnonzero(_is_precise(claims))
    at = key(claims.area[rows], claims.begun_by[rows])
    order = np.argsort(at, kind="stable")
    rows, at = rows[order], at[order]
    days, begins, counts = np.unique(at, return_index=True, return_counts=True)
    rank = _ranks_of_several(claims, rows, np.repeat(counts, counts))
    order = np.lexsort((rank, at))
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
    """The claims that are not precise.

    Args:
        start: the first day on which each may have begun, as a key of its area and the day.
        end: the last such day.
        claims: they themselves.
    """

    start: Ints
    end: Ints
    claims: Sequence[Claim]


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
        [*claims.claims(rows), *(claim for _, claim in apart)],
    )


def _regions(claims: ClaimColumns, days: PreciseDays, more: Ints) -> list[Region]:
    """The unclear regions; those that touch are one.

    Args:
        more: the starts of others, each up to the next precise day.
    """
    unclear = _unclear(claims)
    disputed = days.at[days.is_disputed]
    start = np.concatenate([unclear.start, disputed, more])
    end = days.after(np.concatenate([unclear.end, disputed, more]))
    order = np.argsort(start, kind="stable")
    start, reached = start[order], np.maximum.accumulate(end[order])
    begins = np.flatnonzero(np.append(True, start[1:] > reached[:-1])) if len(start) else np.zeros(0, np.int64)
    ends = np.append(begins, len(start))[1:]
    first, last = start[begins], reached[ends - 1]
    precise = _read_at_once(claims, days.rows_within(days.last_by(first), last))
    places = order.tolist()
    others = [places[low:high] for low, high in zip(begins.tolist(), ends.tolist(), strict=True)]
    near = zip(first.tolist(), last.tolist(), precise, others, strict=True)
    return [
        Region(since, until, [*sure, *(unclear.claims[each] for each in more if each < len(unclear.claims))])
        for since, until, sure, more in near
    ]


def _read_at_once(claims: ClaimColumns, rows: Sequence[Ints]) -> Iterator[list[Claim]]:
    """The claims of several lists of rows, read together, for reading a few at a time is dear."""
    read = iter(claims.claims(np.concatenate([np.zeros(0, np.int64), *rows])))
    return (list(itertools.islice(read, len(each))) for each in rows)


def latest_steps(facet: Latest[Any], claims: ClaimColumns) -> Steps:
    """What a `latest` tells of all areas; before the first precise day, what was so before is possible too."""
    days = _precise_days(claims)
    before_all = beginnings(claims.areas_count) if facet.before else np.zeros(0, np.int64)
    regions = _regions(claims, days, before_all)
    return _steps(facet, claims.areas_count, days.at, claims.value[days.best], _said(claims), regions)


def _said(claims: ClaimColumns) -> list[Finding[Any]]:
    """What is told where one value is so for sure, of each value, and last of nothing."""
    return [Finding(Resolved(value), Values(frozenset([value]))) for value in (*claims.values, None)]


def last_on_steps(facet: LastOn, claims: ClaimColumns) -> Steps:
    """What a `last_on` tells of all areas."""
    days = _precise_days(claims)
    numbers, place = np.unique(area_and_day(days.at)[1], return_inverse=True)
    told = [_last_on(Window(day, day)) for day in map(day_of, numbers.tolist())]
    regions = _regions(claims, attrs.evolve(days, is_disputed=np.zeros(len(days.at), np.bool_)), np.zeros(0, np.int64))
    return _steps(facet, claims.areas_count, days.at, place, [*told, _last_on(None)], regions)


def _last_on(window: Window | None) -> Finding[Any]:
    possible = PossibleDays((window,) if window else (), nothing=window is None, on=EVER)
    return Finding(Resolved(window and window.latest), possible)


def first_steps(facet: First[Any], claims: ClaimColumns) -> Steps:
    """What a `first` tells of all areas: no claim that surely began after the first precise day can matter."""
    days = _precise_days(claims)
    firsts = np.unique(days.after(beginnings(claims.areas_count)))
    place = np.flatnonzero(np.isin(days.at, firsts))
    regions = _first_regions(claims, days)
    return _steps(facet, claims.areas_count, days.at[place], claims.value[days.best[place]], _said(claims), regions)


def _first_regions(claims: ClaimColumns, days: PreciseDays) -> list[Region]:
    """All days of the areas where other claims may be the first, or equal ranks disagree."""
    unclear = _unclear(claims)
    area, _ = area_and_day(unclear.start)
    order = np.argsort(area, kind="stable")
    lows = np.searchsorted(area[order], np.arange(claims.areas_count + 1))
    begins = beginnings(claims.areas_count)
    firsts = days.after(begins)
    of_area = [order[low:high] for low, high in itertools.pairwise(lows.tolist())]
    near = [each[unclear.start[each] <= first] for each, first in zip(of_area, firsts, strict=True)]
    disputed = np.isin(firsts, days.at[days.is_disputed])
    chosen = np.flatnonzero(disputed | np.array([len(each) > 0 for each in near], np.bool_))
    precise = _read_at_once(claims, days.rows_within(firsts[chosen], firsts[chosen]))
    return [
        Region(int(begins[area]), key(area, FAR), [*sure, *(unclear.claims[each] for each in near[area])])
        for area, sure in zip(chosen.tolist(), precise, strict=True)
    ]


def _steps(
    facet: Facet[Any],
    areas_count: int,
    at: Ints,
    told: Ints,
    findings: Sequence[Finding[Any]],
    regions: Sequence[Region],
) -> Steps:
    """Steps on precise days, from nothing on, and those of the regions in place of what they cover.

    Args:
        findings: what is told on precise days, and last what is told of nothing.
    """
    at = np.concatenate([beginnings(areas_count), at])
    told = np.concatenate([np.full(areas_count, len(findings) - 1), told])
    starts = np.array([region.start for region in regions], np.int64)
    ends = np.array([region.end for region in regions], np.int64)
    inside = np.searchsorted(starts, at, "right") - 1
    is_clear = (inside < 0) | (at >= np.append(ends, 0)[inside])
    unclear = [step for region in regions for step in region.steps(facet)]
    at = np.concatenate([at[is_clear], np.array([each for each, _ in unclear], np.int64)])
    told = np.concatenate([told[is_clear], len(findings) + np.arange(len(unclear))])
    order = np.argsort(at, kind="stable")
    return Steps(at[order], told[order], Listed([*findings, *(finding for _, finding in unclear)]))
