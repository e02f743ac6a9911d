"""Where a facet of an area looks, and what it takes from the rows and the entries there.

Invariant: it is of one hierarchy and one state of what is known of sources, so that all that it keeps stays true.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from timeline.engine.kept import Kept
from timeline.engine.strips import Page
from timeline.engine.told import RankOf
from timeline.model.knowledge import InForce
from timeline.projections.brief import TooFarError
from timeline.projections.claims import Claim, claims_of_one
from timeline.projections.facets import Facet
from timeline.projections.facets.base import Finding


class Sight:
    """Where a facet of an area looks, under one hierarchy and with one state of what is known of sources.

    Args:
        facet: the facet.
        distances: the areas it looks at, each with its distance.
        epoch: a number for what is known of sources.
        rank_of: ranks a report by that.
        kept: of the log.
    """

    __slots__ = (
        "_claims",
        "_counts",
        "_fields",
        "_kept",
        "distances",
        "epoch",
        "facet",
        "findings",
        "rank_of",
        "strips",
    )

    def __init__(
        self, facet: Facet[Any], distances: Mapping[str, int], epoch: int, rank_of: RankOf, kept: Kept
    ) -> None:
        self.facet = facet
        self.distances = distances
        self.epoch = epoch
        self.rank_of = rank_of
        self._kept = kept
        self._fields = tuple(facet.fields.items())
        self._counts = not any(facet.fields.values())
        self._claims: dict[int | tuple[int, int], Sequence[Claim]] = {}
        self.findings: dict[tuple[tuple[int, ...], bool], Finding[Any]] = {}
        self.strips = [
            kept.strip(areas, facet.kinds, counts_somewhere=facet.takes_somewhere and is_near_enough)
            for areas, is_near_enough in self._apart()
        ]

    def _apart(self) -> list[tuple[tuple[str, ...], bool]]:
        """The areas whose rows are kept together, and whether an unknown place inside one of them is near enough."""
        if self.facet.look == "down":
            return [(tuple(self.distances), True)]
        return [((area,), not (distance and self.facet.look == "up")) for area, distance in self.distances.items()]

    def amounts(self, page: Page, places: Sequence[int]) -> list[int]:
        """What the facet counts of the rows at some places of a page."""
        if self._counts:
            return [1] * len(places)
        amounts = [0 if value is None else value for value in self.values(page, places)]
        if not all(type(amount) is int and amount >= 0 for amount in amounts):
            raise TooFarError
        return amounts

    def values(self, page: Page, places: Sequence[int]) -> list[Any]:
        """What the facet reads from the rows at some places of a page."""
        return self._kept.values.of(page, self._fields, places)

    def claims_alone(self, numbers: Collection[int]) -> list[Claim]:
        """The claims of events of which nothing else was said; none of one that the facet does not take."""
        if unread := sorted(number for number in numbers if number not in self._claims):
            for number, known in zip(unread, self._kept.happenings.alone(unread), strict=True):
                self._claims[number] = self._claimed([known])
        return [claim for number in numbers for claim in self._claims[number]]

    def other_claims(self, numbers: Collection[int], known_on: int) -> list[Claim]:
        """The claims that some happenings make as known on a day."""
        found: list[Claim] = []
        for number, told in zip(numbers, self._kept.happenings.told(numbers), strict=True):
            key = number, told.step(known_on)
            if key not in self._claims:
                self._claims[key] = self._claimed(told.in_force(key[1], self.epoch, self.rank_of))
            found += self._claims[key]
        return found

    def _claimed(self, in_force: Sequence[InForce]) -> Sequence[Claim]:
        facet = self.facet
        return [
            claim
            for known in in_force
            if type(known.event) in facet.fields and known.event.area in self.distances
            for claim in claims_of_one(
                known,
                facet.look,
                self.distances[known.event.area],
                read=facet.read,
                takes=facet.takes,
                rank_of=self.rank_of,
            )
        ]
