"""Where in a log to look for what a question needs: the days on which events of some kinds about some areas may fall.

Invariant: what lies outside cannot matter for the question, whatever is known when.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from timeline.log.index import Index, Pair, Stretch
from timeline.model.areas import Areas
from timeline.model.days import BEGINNING, EVER, Day, plus
from timeline.model.knowledge import Knowledge
from timeline.model.when import Window
from timeline.projections.claims import Look, area_distances
from timeline.projections.contradicted import Contradicted
from timeline.projections.facets import Facet
from timeline.projections.reach import Reach

Reaches = dict[Look, dict[str, Reach]]
"""How far is reached by where is looked, among the events of each kind."""


def near(index: Index, needs: Mapping[Pair, Reach], on: Day, known_on: Day) -> Iterator[Stretch]:
    """The days around one for what each reach names."""
    last = [pair for pair, reach in needs.items() if reach.is_to_last and not reach.is_all]
    first = [pair for pair, reach in needs.items() if reach.is_to_first and not reach.is_all]
    ahead = [pair for pair, reach in needs.items() if reach.is_ahead]
    last_days = index.last_days(last, on, known_on)
    first_days = index.first_days(first, BEGINNING, known_on)
    next_days = index.first_days(ahead, plus(on, 1), known_on)
    for pair, reach in needs.items():
        yield from _back(pair, reach, on, last_days.get(pair, BEGINNING))
        if reach.is_to_first and not reach.is_all:
            yield Stretch(pair, BEGINNING, min(first_days.get(pair, EVER), on))
    for pair in ahead:
        yield Stretch(pair, plus(on, 1), next_days.get(pair, EVER))


def _back(pair: Pair, reach: Reach, on: Day, last: Day) -> Iterator[Stretch]:
    """The days up to one that a reach names."""
    starts: list[Day] = [plus(on, 1 - reach.days_count)] if reach.days_count else []
    starts += [last] if reach.is_to_last else []
    starts += [BEGINNING] if reach.is_all else []
    if starts:
        yield Stretch(pair, min(starts), on)


def near_in_any(base: Knowledge, areas: Sequence[str], facets: Iterable[Facet[Any]], on: Day) -> Iterator[Stretch]:
    """The days around one for what some facets of some areas look at, whatever else is withdrawn or not known.

    It is for events of which nothing else was ever said: of others an earlier word may have been of another day.
    """
    for pair, reach in needed(base, areas, reaches(facets), on).items():
        is_bounded = not (reach.is_all or reach.is_to_last or reach.is_to_first)
        yield Stretch(pair, plus(on, 1 - reach.days_count) if is_bounded else BEGINNING, EVER if reach.is_ahead else on)


def ever(base: Knowledge, area: str, facets: Iterable[Facet[Any]]) -> list[Stretch]:
    """All of time for each kind and area that some facets of an area look at under any hierarchy."""
    far = reaches(facets)
    days: list[Day] = [BEGINNING, *base.areas.boundaries()]
    return always({pair for day in days for pair in needed(base, [area], far, day)})


def always(pairs: Iterable[Pair]) -> list[Stretch]:
    """All of time for each of some pairs."""
    return [Stretch(pair, BEGINNING, EVER) for pair in pairs]


def needed(base: Knowledge, areas: Sequence[str], reaches: Reaches, on: Day) -> Mapping[Pair, Reach]:
    """How far is reached among the events of each kind and area that the facets of some areas look at."""
    needs: dict[Pair, Reach] = {}
    for look, of_kinds in reaches.items():
        near = {place for area in areas for place in area_distances(base.areas, area, look, on)}
        for place, (kind, reach) in itertools.product(near, of_kinds.items()):
            pair = (place, kind)
            needs[pair] = needs[pair] | reach if pair in needs else reach
    return needs


def reaches(facets: Iterable[Facet[Any]]) -> Reaches:
    """How far some facets reach."""
    found: Reaches = {}
    for facet in facets:
        of_look = found.setdefault(facet.look, {})
        for kind in facet.kinds:
            of_look[kind.kind] = of_look.get(kind.kind, Reach()) | facet.reach
    return found


def about(index: Index, area: str) -> list[Stretch]:
    """All of time for an area, for whatever kind."""
    return _always_there(index, [area], index.kinds())


def of_kind(index: Index, kind: str) -> list[Stretch]:
    """All of time for a kind, in whatever area."""
    return _always_there(index, index.areas_named(None), [kind])


def about_inside(index: Index, areas: Areas, area: str) -> list[Stretch]:
    """All of time for an area, and for all that ever lay inside, of whatever kind."""
    days: list[Day] = [BEGINNING, *areas.boundaries()]
    return _always_there(index, {each for day in days for each in areas.inside(area, day)}, index.kinds())


def claimed(index: Index, declared: Iterable[Contradicted], on: Day) -> list[Stretch]:
    """The days up to one for all that may be claimed, or may end a claim."""
    facets = [facet for each in declared for facet in (each.claims, each.until) if facet]
    kinds = {kind.kind for facet in facets for kind in facet.kinds}
    return [Stretch(pair, BEGINNING, on) for pair in index.pairs(list(index.areas_named(None)), list(kinds))]


def against(areas: Areas, claims: Iterable[tuple[Contradicted, str, Window]], on: Day) -> list[Stretch]:
    """The days since each claim for all that speaks against it, about its area or one inside."""
    since: dict[Pair, Day] = {}
    for declared, area, first in claims:
        kinds = {kind.kind for facet in declared.by for kind in facet.kinds}
        for pair in itertools.product(areas.inside(area, on), kinds):
            since[pair] = min(first.earliest, since.get(pair, EVER))
    return [Stretch(pair, start, on) for pair, start in since.items()]


def _always_there(index: Index, areas: Iterable[str], kinds: Iterable[str]) -> list[Stretch]:
    return always(index.pairs(list(areas), list(kinds)))
