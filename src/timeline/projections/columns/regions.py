"""Regions: days of an area on which several claims are to be weighed, with the claims that can matter on them.

Invariant: no two regions share a day of an area.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from timeline.projections.claims import Claim
from timeline.projections.columns.claims import ClaimColumns
from timeline.projections.columns.days import Bools, Ints
from timeline.projections.columns.plain import Region, listed_steps
from timeline.projections.columns.steps import Steps, ranges
from timeline.projections.facets.base import Facet


@attrs.frozen(eq=False)
class Regions:
    """Regions in the order of their areas and days.

    Args:
        start: the area and day from which on each is, as a key.
        end: before which it ends.
        rows: the rows of the claims that can matter, those of one region behind those of the other.
        begins: where in `rows` those of each region begin, and where the last ends.
        apart: for the place of a region the claims of incidents kept apart that can matter in it.
    """

    start: Ints
    end: Ints
    rows: Ints
    begins: Ints
    apart: Mapping[int, Sequence[Claim]]

    @property
    def have_apart(self) -> Bools:
        """Whether the claims of incidents kept apart can matter in each."""
        found = np.zeros(len(self.start), np.bool_)
        found[list(self.apart)] = True
        return found

    def cover(self, at: Ints) -> Bools:
        """Whether some days of areas lie in any of them."""
        inside = np.searchsorted(self.start, at, "right") - 1
        is_inside: Bools = (inside >= 0) & (at < np.append(self.end, 0)[inside])
        return is_inside

    def at(self, are_wanted: Bools) -> Regions:
        """Those that are wanted."""
        places = np.flatnonzero(are_wanted)
        of_region, numbers = ranges(self.begins[places], self.begins[places + 1])
        begins = np.searchsorted(of_region, np.arange(len(places) + 1))
        apart = {new: self.apart[old] for new, old in enumerate(places.tolist()) if old in self.apart}
        return Regions(self.start[places], self.end[places], self.rows[numbers], begins, apart)

    def steps(self, facet: Facet[Any], claims: ClaimColumns) -> Steps:
        """What a facet tells by its plain definition."""
        return listed_steps(step for region in self._read(claims) for step in region.steps(facet))

    def _read(self, claims: ClaimColumns) -> Iterator[Region]:
        """Each with its claims, which are read together, for reading a few at a time is dear."""
        read = iter(claims.claims(self.rows))
        ends = zip(self.start.tolist(), self.end.tolist(), np.diff(self.begins).tolist(), strict=True)
        for place, (start, end, count) in enumerate(ends):
            yield Region(start, end, [*itertools.islice(read, count), *self.apart.get(place, ())])
