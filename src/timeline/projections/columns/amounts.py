"""What `total` and `active` tell, in columns: sums of what counts from one day until before another.

Invariant: a claim counts over one stretch of days in the resolved value, over one in the least and over one in the
greatest. Incidents kept apart are told by the plain definition, each alone, and add up with the rest.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import attrs
import numpy as np

from timeline.model.days import BEGINNING, EVER
from timeline.projections.claims import Claim, happenings
from timeline.projections.columns.claims import ClaimColumns
from timeline.projections.columns.days import FAR, Bools, Ints, Narrow, differs_from_last, later, number
from timeline.projections.columns.plain import plain_steps
from timeline.projections.columns.steps import Amounts, Listed, Steps, area_and_day, beginnings, key
from timeline.projections.facets.active import Active
from timeline.projections.facets.base import Facet, Finding, Resolved
from timeline.projections.facets.total import Total
from timeline.projections.possible import Bounds, Possible, Values

_MOST = 2**53
"""Sums are exact below."""

Outcome = tuple[int, int, int]
"""What counts in the resolved value, in the least and in the greatest."""

Stretch = tuple[Ints, Ints]
Changes = tuple[Ints, Ints]
"""On which area and day, as keys, a sum changes, and by how much."""

Placed = tuple[Narrow, Ints]
"""The same by the places of the keys."""


def total_steps(facet: Total, claims: ClaimColumns) -> Steps:
    """What a total tells of all areas."""
    if _may_overflow(claims):
        return plain_steps(facet, claims)
    over = _window(claims.ended_by, facet.days_count)
    surely_over = _window(claims.begun_from, facet.days_count)
    stretches = [(claims.ended_by, over), (claims.ended_by, surely_over), (claims.begun_from, over)]
    amounts = np.array([*claims.values, 0], np.int64)[claims.value]
    at, sums, unqualified = _sums(claims, stretches, amounts, _Apart(facet, _bounds))
    doubt = _differ(sums, unqualified)
    changed = _changed(at, [*sums, doubt])
    value, least, greatest = (each[changed] for each in sums)
    return Steps(at[changed], np.arange(len(value)), Amounts(value, least, greatest, doubt[changed]))


def active_steps(facet: Active, claims: ClaimColumns) -> Steps:
    """What an `active` tells of all areas."""
    over = later(claims.ended_by, facet.days_count)
    surely_over = later(claims.ended_from, facet.days_count)
    stretches = [(claims.begun_by, over), (claims.begun_by, surely_over), (claims.begun_from, over)]
    at, *sums = _sums(claims, stretches, np.ones(len(claims.area), np.int64), _Apart(facet, _truths))
    so, unqualified = ([each > 0 for each in three] for three in sums)
    place = so[0] * 8 + so[1] * 4 + so[2] * 2 + _differ(so, unqualified)
    changed = _changed(at, [place])
    return Steps(
        at[changed], place[changed], Listed([_active(*told) for told in itertools.product((False, True), repeat=4)])
    )


def _active(so: bool, surely: bool, maybe: bool, doubt: bool) -> Finding[bool]:
    return Finding(Resolved(so), Values(frozenset([maybe] if surely else [maybe, False])), (), doubt)


def _may_overflow(claims: ClaimColumns) -> bool:
    apart = [cast(int, claim.value) for each in claims.apart.values() for claim in each]
    return max([*claims.values, *apart], default=0) * (len(claims.area) + len(apart)) >= _MOST


def _window(start: Ints, days_count: int | None) -> Ints:
    """Until before which day something counts that counts so many days, or for ever."""
    return np.full(len(start), FAR) if days_count is None else later(start, days_count)


@attrs.frozen
class _Apart:
    """How incidents kept apart are told: each by the plain definition, as amounts that add up."""

    facet: Facet[Any]
    read: Callable[[Any, Possible], Outcome]

    def changes(self, claims: ClaimColumns, with_qualified: bool) -> list[Changes]:
        """The changes of the three sums."""
        found = [
            each for area, of_area in claims.apart.items() for each in self._of_area(area, of_area, with_qualified)
        ]
        at = np.array([key for key, _ in found], np.int64)
        amounts = np.array([outcome for _, outcome in found], np.int64).reshape(-1, 3)
        return [(at, amounts[:, column]) for column in range(3)]

    def _of_area(self, area: int, claims: Sequence[Claim], with_qualified: bool) -> Iterator[tuple[int, Outcome]]:
        for claims_of_one in happenings(claims):
            counted = [claim for claim in claims_of_one if with_qualified or not claim.is_qualified]
            before: Outcome = (0, 0, 0)
            for day in sorted({BEGINNING, *self.facet.boundaries(counted)} - {EVER}):
                after = self.read(*self.facet.outcome(counted, day))
                low, middle, high = (new - old for new, old in zip(after, before, strict=True))
                yield key(area, number(day)), (low, middle, high)
                before = after


def _bounds(value: Any, possible: Possible) -> Outcome:
    assert isinstance(possible, Bounds)
    return (value, possible.min, possible.max)


def _truths(value: Any, possible: Possible) -> Outcome:
    return (int(value), int(False not in possible), int(True in possible))


def _sums(
    claims: ClaimColumns, stretches: Sequence[Stretch], amounts: Ints, apart: _Apart
) -> tuple[Ints, list[Ints], list[Ints]]:
    """All keys at which any sum changes, the three sums from then on, and those without the qualified claims.

    Most claims count over the same days in all three, so only where one does not the difference is added.
    """

    def changes(chosen: Bools | slice, stretch: Stretch, sign: int = 1) -> Changes:
        return _changes(claims.area[chosen], stretch[0][chosen], stretch[1][chosen], sign * amounts[chosen])

    common = stretches[0]
    begins = beginnings(claims.areas_count)
    parts = [_joined((begins, np.zeros(len(begins), np.int64)), changes(slice(None), common))]
    for stretch, of_all, of_sure in zip(
        stretches, apart.changes(claims, True), apart.changes(claims, False), strict=True
    ):
        differs = (stretch[0] != common[0]) | (stretch[1] != common[1])
        own = _joined(changes(differs, stretch), changes(differs, common, -1))
        parts += [own, of_all, _joined(changes(claims.is_qualified, stretch, -1), of_sure)]
    at, (shared, *rest) = _aligned(parts)
    each_own = [_added(np.bincount(*shared, len(at)).astype(np.int64), own) for own in rest[::3]]
    return at, *_summed_twice(np.searchsorted(at, begins), each_own, rest[1::3], rest[2::3])


def _changes(area: Ints, start: Ints, end: Ints, amount: Ints) -> Changes:
    begins = start < end
    ends = begins & (end < FAR)
    at = np.concatenate([key(area[begins], start[begins]), key(area[ends], end[ends])])
    return at, np.concatenate([amount[begins], -amount[ends]])


def _joined(some: Changes, more: Changes) -> Changes:
    return np.concatenate([some[0], more[0]]), np.concatenate([some[1], more[1]])


def _aligned(parts: Sequence[Changes]) -> tuple[Ints, list[Placed]]:
    """All keys of several changes, sorted, and those changes by the places of their keys."""
    at = np.concatenate([each for each, _ in parts])
    order = np.argsort(at)
    at = at[order]
    is_new = differs_from_last(at)
    place = np.empty(len(at), np.int32)
    place[order] = np.cumsum(is_new, dtype=np.int32) - 1
    places = np.split(place, np.cumsum([len(each) for each, _ in parts])[:-1])
    return at[is_new], [(each, amount) for each, (_, amount) in zip(places, parts, strict=True)]


def _summed_twice(
    first: Ints, own: Sequence[Ints], of_all: Sequence[Placed], of_sure: Sequence[Placed]
) -> tuple[list[Ints], list[Ints]]:
    """The sums of some changes and others by place, and of the same and yet others; at once where neither are any."""
    sums = [_summed(first, _added(each, more)) for each, more in zip(own, of_all, strict=True)]
    if not any(len(place) for place, _ in (*of_all, *of_sure)):
        return sums, sums
    return sums, [_summed(first, _added(each, more)) for each, more in zip(own, of_sure, strict=True)]


def _added(amounts: Ints, changes: Placed) -> Ints:
    """Some amounts with changes to a few of them."""
    places, changed = changes
    if not len(places):
        return amounts
    found = amounts.copy()
    np.add.at(found, places, changed)
    return found


def _summed(first: Ints, changes: Ints) -> Ints:
    """A sum from each key on, begun anew where an area does."""
    whole = np.cumsum(changes)
    return whole - np.repeat(whole[first] - changes[first], np.diff(np.append(first, len(changes))))


def _differ(some: Sequence[Ints | Bools], others: Sequence[Ints | Bools]) -> Bools:
    return _any([one != other for one, other in zip(some, others, strict=True)])


def _changed(at: Ints, told: Sequence[Ints | Bools]) -> Bools:
    """Where something else is told than before, or an area begins."""
    return _any([area_and_day(at)[1] == -FAR, *map(differs_from_last, told)])


def _any(truths: Sequence[Bools]) -> Bools:
    found: Bools = np.any(truths, axis=0)
    return found
