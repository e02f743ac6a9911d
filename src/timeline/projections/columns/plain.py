"""What any facet tells, by its plain definition: on each day on which it may change, for one area after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs
import numpy as np

from timeline.projections.claims import Claim
from timeline.projections.columns.claims import ClaimColumns
from timeline.projections.columns.days import FAR, Ints, day_of, number
from timeline.projections.columns.steps import Listed, Step, Steps, area_and_day, key
from timeline.projections.facets.base import Facet


@attrs.frozen
class Region:
    """The days of an area from `start` until before `end`, as keys, and the claims that can matter on them."""

    start: int
    end: int
    claims: Sequence[Claim]

    def steps(self, facet: Facet[Any]) -> Iterator[Step]:
        """What the plain definition tells."""
        area, _ = area_and_day(self.start)
        changes = {key(area, number(day)) for day in facet.boundaries(self.claims)}
        for at in sorted({self.start, *(each for each in changes if self.start < each < self.end)}):
            yield at, facet.find(self.claims, day_of(area_and_day(at)[1]))


def plain_steps(facet: Facet[Any], claims: ClaimColumns) -> Steps:
    """What a facet tells of all areas."""
    always = (Region(key(area, -FAR), key(area, FAR), of_area) for area, of_area in _by_area(claims))
    return listed_steps(step for each in always for step in each.steps(facet))


def _by_area(claims: ClaimColumns) -> Iterator[tuple[int, list[Claim]]]:
    order = np.argsort(claims.area, kind="stable")
    ends = np.searchsorted(claims.area[order], np.arange(claims.areas_count + 1))
    for area in range(claims.areas_count):
        yield area, [*claims.claims(order[ends[area] : ends[area + 1]]), *claims.apart.get(area, ())]


def listed_steps(steps: Iterable[Step]) -> Steps:
    """Steps, given one by one in any order."""
    ordered = sorted(steps, key=lambda step: step[0])
    at: Ints = np.array([at for at, _ in ordered], np.int64)
    return Steps(at, np.arange(len(at)), Listed([finding for _, finding in ordered]))
