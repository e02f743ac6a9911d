"""What a question needs of a log: the part that is about the events it asks for, where an index tells which that is.

Invariant: what is told from a part is what is told from the whole log.
"""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import attrs

from timeline.engine import stretches
from timeline.engine.lookup import Lookup
from timeline.engine.states import KnownLike, P, States, position_in
from timeline.model.areas import Areas
from timeline.model.at import At
from timeline.model.days import EVER, Day, to_known_day
from timeline.model.entries import Entry
from timeline.model.knowledge import Knowledge
from timeline.projections.claims import Claim
from timeline.projections.facets import Facet
from timeline.projections.facets.base import Finding
from timeline.queries.contradictions import standing
from timeline.queries.status import at, find


class Parts(States[P]):
    """The states of knowledge, whole or in part."""

    def _findings(
        self, area: str, facets: Iterable[Facet[Any]], on: datetime.date, known_on: KnownLike, position: int | None
    ) -> tuple[str, At, list[Finding[Any]]]:
        """The id of an area, the coordinates, and what some facets say there: looked up where it can be."""
        if self._lookup is None:
            known = self._knowledge(known_on, position)
            area_id = self._area(area, known)
            return area_id, at(known, on), [find(facet, known, self._policy, area_id, on) for facet in facets]
        with self._lookup.snapshot():
            lookup, by, upto = self._lookup, to_known_day(known_on), position_in(position, self._lookup.head)
            area_id, coordinates = self._looked_up(area, lookup, by, upto), At(on, by, upto)
            if self._is_whole(lookup, upto):
                seek = functools.partial(self._causes, area_id, coordinates, lookup)
                return area_id, coordinates, lookup.findings(area_id, facets, on, by, seek)
            asked = list(facets)
            known = self._around(lookup, [area_id], asked, coordinates)
            return area_id, coordinates, [find(facet, known, self._policy, area_id, on) for facet in asked]

    def _causes(self, area: str, at: At, lookup: Lookup, facet: Facet[Any]) -> tuple[Claim, ...]:
        """The causes of what a facet says, by the plain definition."""
        with lookup.snapshot():
            known = self._around(lookup, [area], [facet], at)
        return find(facet, known, self._policy, area, at.on).causes

    def _inside(
        self, area: str | None, on: datetime.date, known_on: KnownLike, position: int | None
    ) -> tuple[list[str], Knowledge]:
        """The ids of the areas inside one on a day, or of all areas, and what can matter for their status."""
        if self._lookup is None:
            known = self._knowledge(known_on, position)
            around = None if area is None else self._area(area, known)
            return _areas_inside(known.areas, around, on), known
        with self._lookup.snapshot():
            lookup, by, at = self._lookup, to_known_day(known_on), position_in(position, self._lookup.head)
            around = None if area is None else self._looked_up(area, lookup, by, at)
            inside = _areas_inside(self._areas_at(lookup, by, at), around, on)
            return inside, self._around(lookup, inside, self._facets, At(on, by, at))

    def _described(self, known_on: KnownLike, position: int | None) -> Knowledge:
        """What is known of areas and sources."""
        if self._lookup is None:
            return self._knowledge(known_on, position)
        with self._lookup.snapshot():
            lookup, by, at = self._lookup, to_known_day(known_on), position_in(position, self._lookup.head)
            return attrs.evolve(lookup.described_at(by, at), areas=self._areas_at(lookup, by, at))

    def _areas_at(self, lookup: Lookup, known_on: Day, position: int) -> Areas:
        """The areas described in a state of knowledge, and those that events only name."""
        if self._is_whole(lookup, position):
            return lookup.areas(known_on)
        described = lookup.described_at(known_on, position).areas.described
        others = lookup.index.areas_named(None) - described.keys()
        about = [stretch for area in others for stretch in stretches.about(lookup.index, area)]
        events = self._part(lookup.entries(about), lookup, known_on, position).events
        return Areas(described, tuple(sorted(others & {known.event.area for known in events})))

    def _around(self, lookup: Lookup, areas: Sequence[str], facets: Collection[Facet[Any]], at: At) -> Knowledge:
        """What can matter for some facets of some areas on a day, in a state of knowledge."""
        if self._is_whole(lookup, at.position):
            return lookup.around(areas, facets, at.on, at.known_on)
        index, base = lookup.index, lookup.described_at(at.known_on, at.position)
        near = list(stretches.near_in_any(base, areas, facets, at.on))
        changed = index.happenings(stretches.always(each.pair for each in near), None) & set(index.changed())
        return self._part(lookup.at(index.happenings(near, None) | changed), lookup, at.known_on, at.position)

    def _over_time(
        self, area: str, facets: Iterable[Facet[Any]], known_on: KnownLike, position: int | None
    ) -> tuple[str, Knowledge, list[Entry]]:
        """The id of an area, what can matter for some facets of it on any day, and all entries about that, in order."""
        if self._lookup is None:
            known = self._knowledge(known_on, position)
            return self._area(area, known), known, self._entries[: known.position]
        with self._lookup.snapshot():
            lookup, by, at = self._lookup, to_known_day(known_on), position_in(position, self._lookup.head)
            area_id = self._looked_up(area, lookup, by, at)
            entries = lookup.entries(stretches.ever(lookup.described_at(by, at), area_id, facets))
            told = [entry for entry in entries if entry.position <= at]
            return area_id, self._part(told, lookup, by, at), told

    def _with_descriptions(self, parts: Sequence[Sequence[Entry]]) -> list[Entry]:
        """The entries of several parts of the log, and all that describes areas and sources, in order of position."""
        descriptions = self._lookup.descriptions() if self._lookup else ()
        return _in_order([descriptions, *parts])

    def _joined(self, known_on: KnownLike, position: int | None) -> Knowledge:
        """What is known of events that were ever said to be one with another."""
        if self._lookup is None:
            return self._knowledge(known_on, position)
        with self._lookup.snapshot():
            at = position_in(position, self._lookup.head)
            return self._part(self._lookup.together(), self._lookup, to_known_day(known_on), at)

    def _beside(self, apart_days: int, known_on: KnownLike, position: int | None) -> Knowledge:
        """What is known of events that may fall within so many days of another of their area and kind."""
        if self._lookup is None:
            return self._knowledge(known_on, position)
        with self._lookup.snapshot():
            at = position_in(position, self._lookup.head)
            entries = self._lookup.read(set(self._lookup.index.beside(apart_days)))
            return self._part(entries, self._lookup, to_known_day(known_on), at)

    def _all_inside(self, area: str | None, known_on: KnownLike, position: int | None) -> tuple[str | None, Knowledge]:
        """The id of an area, and what is known of all events about it or what ever lay inside; of all without one."""
        if self._lookup is None or area is None:
            known = self._knowledge(known_on, position)
            return None if area is None else self._area(area, known), known
        with self._lookup.snapshot():
            lookup, by, at = self._lookup, to_known_day(known_on), position_in(position, self._lookup.head)
            area_id = self._looked_up(area, lookup, by, at)
            inside = stretches.about_inside(lookup.index, lookup.described_at(by, at).areas, area_id)
            return area_id, self._part(lookup.entries(inside), lookup, by, at)

    def _claims_and_objections(self, on: datetime.date, known_on: KnownLike, position: int | None) -> Knowledge:
        """What is known of all that the projection calls a claim by a day, and of what speaks against one since."""
        if self._lookup is None:
            return self._knowledge(known_on, position)
        with self._lookup.snapshot():
            lookup, by, at = self._lookup, to_known_day(known_on), position_in(position, self._lookup.head)
            declared = self._projection.definition.contradictions.values()
            told = lookup.entries(stretches.claimed(lookup.index, declared, on))
            claims = standing(self._projection, self._part(told, lookup, by, at), self._policy, on)
            against = lookup.entries(stretches.against(lookup.described_at(by, at).areas, claims, on))
            return self._part(_in_order([told, against]), lookup, by, at)

    def _entries_about(
        self, area: str | None, kind: str | None, position: int | None
    ) -> tuple[str | None, list[Entry]]:
        """The id of an area, and among others all entries about it or else of a kind, with what was said of them."""
        if self._lookup is None or (area is None and kind is None):
            known = self._knowledge(EVER, position)
            entries = self._heard(self._entries[: known.position], EVER, known.position)
            return None if area is None else self._area(area, known), entries
        with self._lookup.snapshot():
            at = position_in(position, self._lookup.head)
            area_id = None if area is None else self._looked_up(area, self._lookup, EVER, at)
            index = self._lookup.index
            of_kind = [] if kind is None else stretches.of_kind(index, kind)
            wanted = of_kind if area_id is None else stretches.about(index, area_id)
            entries = self._with_descriptions([self._lookup.entries(wanted)])
            told = [entry for entry in entries if entry.position <= at]
            return area_id, self._heard(told, EVER, at)

    def _part(self, entries: list[Entry], lookup: Lookup, known_on: Day, position: int) -> Knowledge:
        """What is known from entries, all that are about some events, and of all areas and sources."""
        about = self._heard(entries, known_on, position)
        return lookup.with_events(lookup.described_at(known_on, position), about)


def _in_order(parts: Iterable[Iterable[Entry]]) -> list[Entry]:
    """The entries of several parts of a log, each once, in order of position."""
    found = {entry.position: entry for entry in itertools.chain.from_iterable(parts)}
    return [found[position] for position in sorted(found)]


def _areas_inside(areas: Areas, around: str | None, on: Day) -> list[str]:
    """The ids of all areas, or of those inside one on a day, sorted."""
    if around is None:
        return sorted(area.id for area in areas)
    return sorted(areas.inside(around, on).keys() - {around})
