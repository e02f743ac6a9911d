"""The claims of a facet at hand, in order of days: for who asks what it tells of many days.

Invariant: what is told of a day is what the facet finds in all the claims, but for the claims in support of the value,
which only their newest day stands for. Of each day only the claims are weighed that can matter on it.
"""

from __future__ import annotations

import bisect
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

from timeline.model.days import FAR, Day, day_number, last_at
from timeline.model.events import WHOLE
from timeline.projections.brief import Amounts, Dated, TooFarError, find_near
from timeline.projections.claims import Claim, in_order
from timeline.projections.facets.base import Facet, Finding
from timeline.projections.facets.fold import Fold, once
from timeline.projections.reach import Reach

_LENGTHS = (0, 31, 366, 2 * FAR)
_NEVER = -2 * FAR
_TO_FIRST = Reach(is_to_first=True)


def finder(facet: Facet[Any], claims: Sequence[Claim]) -> Callable[[Day], Finding[Any]]:
    """What tells what a facet says on a day, given all claims about an area."""
    if type(facet) is Fold:
        return FoldByDay(facet, claims).find
    return ByDay(facet, claims).find


class FoldByDay:
    """What a fold tells of each day, each event taken in once."""

    def __init__(self, facet: Fold[Any], claims: Sequence[Claim]) -> None:
        self._facet = facet
        self._claims = claims
        self._steps = facet.steps(claims)
        self._starts = [day for day, *_ in self._steps]
        consumed = once(in_order(claims))
        self._days = [claim.day for claim in consumed]
        self._newest = list(itertools.accumulate((claim.last_day for claim in consumed), max))

    def find(self, on: Day) -> Finding[Any]:
        """What it tells of a day."""
        _, state, rests_on_doubt = self._steps[last_at(self._starts, on)]
        place = bisect.bisect_right(self._days, on)
        newest = min(self._newest[place - 1], on) if place else None
        seek = functools.partial(_causes, self._facet, self._claims, on)
        return Finding(Dated(state, (), newest), None, (), rests_on_doubt, seek)


class ByDay:
    """Claims by the days on which they may lie: those on one known day in order, on one unknown day, and the others.

    Args:
        facet: whose claims they are.
        claims: all of them.
    """

    def __init__(self, facet: Facet[Any], claims: Sequence[Claim]) -> None:
        self.facet = facet
        self.claims = claims
        lone = [claim for claim in claims if _is_on_one_day(claim)]
        self.plain = sorted(filter(_is_plain, lone), key=lambda claim: claim.day)
        self.days = [day_number(claim.day) for claim in self.plain]
        self.windows = Stretches(claim for claim in lone if not _is_plain(claim))
        self.others = Stretches(claim for claim in claims if not _is_on_one_day(claim))

    def find(self, on: Day) -> Finding[Any]:
        """What the facet tells of a day."""
        return ClaimsNearDay(self, on).find()

    @functools.cached_property
    def days_beyond_doubt(self) -> list[int]:
        """The days of the plain claims about the whole of their area, in order."""
        return [day_number(claim.day) for claim in self.plain if claim.known.event.scope == WHOLE]

    @functools.cached_property
    def sums(self) -> list[int]:
        """The sum over all plain claims before each."""
        return list(itertools.accumulate((cast(int, claim.value) for claim in self.plain), initial=0))

    @functools.cached_property
    def adding(self) -> list[int]:
        """The days of the plain claims that add anything, in order."""
        return [day_number(claim.day) for claim in self.plain if claim.value]

    def between(self, low: int, high: int) -> list[Claim]:
        """The claims that may lie on the days between two."""
        first, last = _places(self.days, low, high)
        return [*self.plain[first:last], *self.not_plain(low, high)]

    def not_plain(self, low: int, high: int) -> list[Claim]:
        """Those of them that are not on one known day."""
        return [claim for stretches in (self.windows, self.others) for _, _, claim in stretches.between(low, high)]


def _is_on_one_day(claim: Claim) -> bool:
    """Whether it surely happened on one day, of which nobody doubts the ends between which it lies."""
    when = claim.known.event.when
    is_alone = claim.is_sure and not claim.known.members
    return is_alone and not (when.lasts or when.is_qualified)


def _is_plain(claim: Claim) -> bool:
    """Whether that day is known."""
    return claim.first.earliest == claim.first.latest


def _places(days: Sequence[int], low: int, high: int) -> tuple[int, int]:
    """From which place, and before which, the days lie between two."""
    return bisect.bisect_left(days, low), bisect.bisect_right(days, high)


class Stretches:
    """Claims by the stretches of days on which they may lie, those of about one length together."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        ends = [(day_number(claim.first.earliest), day_number(claim.last.latest), claim) for claim in claims]
        ends.sort(key=lambda row: row[0])
        self._groups = [
            (length, rows, [row[0] for row in rows])
            for shorter, length in itertools.pairwise((-1, *_LENGTHS))
            if (rows := [row for row in ends if shorter < row[1] - row[0] <= length])
        ]

    def between(self, low: int, high: int) -> Iterator[tuple[int, int, Claim]]:
        """Those that may lie on the days between two, each behind the earliest and the latest day that it may."""
        for length, rows, starts in self._groups:
            first, last = _places(starts, low - length, high)
            yield from (row for row in rows[first:last] if row[1] >= low)


class ClaimsNearDay:
    """What lies near a day among claims at hand: `projections.brief.Near`."""

    __slots__ = ("_by_day", "_facet", "_number", "on")

    def __init__(self, by_day: ByDay, on: Day) -> None:
        self.on = on
        self._number = day_number(on)
        self._by_day = by_day
        self._facet = by_day.facet

    def find(self) -> Finding[Any]:
        """What the facet tells of the day."""
        try:
            return find_near(self._facet, self)
        except TooFarError:
            return self._facet.find(self._reached(), self.on)

    def _reached(self) -> Sequence[Claim]:
        """The claims that can matter on the day."""
        reach, days, on = self._facet.reach, self._by_day.days_beyond_doubt, self._number
        if reach.is_all:
            return self._by_day.claims
        if reach == _TO_FIRST:
            return self._by_day.between(-FAR, min(_next(days, -FAR, FAR), on))
        starts = [on - reach.days_count + 1]
        starts += [_last(days, on, -FAR)] if reach.is_to_last else []
        starts += [-FAR] if reach.is_to_first else []
        return self._by_day.between(min(starts), _next(days, on, FAR) if reach.is_ahead else on)

    @property
    def causes(self) -> Callable[[], tuple[Claim, ...]]:
        """Finds the causes among all claims."""
        return functools.partial(_causes, self._facet, self._by_day.claims, self.on)

    def last_day(self, since: int | None = None) -> int | None:
        """The last day with a plain claim up to the day asked about, from a day on; None where there is none."""
        day = _last(self._by_day.days, self._number, _NEVER)
        return None if day == _NEVER or (since is not None and day < since) else day

    def next_day(self) -> int | None:
        """The first day after the one asked about with a plain claim; None where there is none."""
        day = _next(self._by_day.days, self._number, _NEVER)
        return None if day == _NEVER else day

    def said_from(self, day: int) -> tuple[frozenset[Any], int]:
        """What the facet reads from the plain claims of a day and those on unknown days from then on; the newest."""
        windows = list(self._by_day.windows.between(day, self._number))
        claims = [*self._plain_on(day), *(claim for _, _, claim in windows)]
        newest = max([day, *(latest for _, latest, _ in windows if latest <= self._number)])
        return frozenset(claim.value for claim in claims), newest

    def _plain_on(self, day: int) -> Sequence[Claim]:
        first, last = _places(self._by_day.days, day, day)
        return self._by_day.plain[first:last]

    def amounts(self, since: int) -> Amounts:
        """What the plain claims from a day on add up to, and what those on unknown days may add."""
        first, last = _places(self._by_day.days, since, self._number)
        day = _last(self._by_day.adding, self._number, _NEVER)
        sums, windows = self._by_day.sums, self._by_day.windows.between(since, self._number)
        unknown = [(earliest, latest, cast(int, claim.value)) for earliest, latest, claim in windows]
        return Amounts(sums[last] - sums[first], None if day < since else day, unknown)

    def windows(self, since: int) -> Sequence[tuple[int, int]]:
        """The days from which and up to which claims on unknown days may be between a day and the day asked about."""
        return [(earliest, latest) for earliest, latest, _ in self._by_day.windows.between(since, self._number)]

    def others(self, since: int | None, *, but_windows: bool = False) -> Sequence[Claim]:
        """The claims that are not plain and may lie between a day and the day asked about."""
        low = -FAR if since is None else since
        if but_windows:
            return [claim for _, _, claim in self._by_day.others.between(low, self._number)]
        return self._by_day.not_plain(low, self._number)

    def others_ahead(self, until: int | None) -> Sequence[Claim]:
        """The claims that are not plain and may have begun by a day to come; of None, all of them."""
        return self._by_day.not_plain(-FAR, FAR if until is None else until)

    def found_on(self, day: int | None, others: Sequence[Claim]) -> Finding[Any]:
        """What the facet tells by its definition of the plain claims of one day, and others."""
        return self._facet.find([*(() if day is None else self._plain_on(day)), *others], self.on)


def _causes(facet: Facet[Any], claims: Sequence[Claim], on: Day) -> tuple[Claim, ...]:
    return facet.find(claims, on).causes


def _last(days: Sequence[int], up_to: int, otherwise: int) -> int:
    """The last of some days up to one."""
    place = bisect.bisect_right(days, up_to)
    return days[place - 1] if place else otherwise


def _next(days: Sequence[int], after: int, otherwise: int) -> int:
    """The first of some days after one."""
    place = bisect.bisect_right(days, after)
    return days[place] if place < len(days) else otherwise
