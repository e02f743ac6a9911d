"""Areas, sources and citations: four areas whose parents change with the days, and three sources."""

from __future__ import annotations

import functools
import itertools
from typing import TypeVar

import attrs
from hypothesis import strategies as st

from timeline.model.areas import Area, Parent
from timeline.model.days import BEGINNING, EVER, Day
from timeline.model.sources import Citation, Source
from timeline.testing.strategies.times import DAY, FIRST_DAY, days

T = TypeVar("T")

AREAS = ("country", "district", "town", "hills")
SOURCES = ("good", "fair", "unheard")


def _area(number: int) -> st.SearchStrategy[Area]:
    """Descriptions of one area, with parents among those before it, over all days or over some of them."""
    return one_of(_areas_of(number))


def one_of(values: list[T]) -> st.SearchStrategy[T]:
    """One of many values, by its number: Hypothesis shows a strategy in full where an error comes up in it."""
    return st.integers(0, len(values) - 1).map(values.__getitem__)


def _areas_of(number: int) -> list[Area]:
    above, turns = AREAS[:number], (FIRST_DAY + 31 * DAY, FIRST_DAY + 59 * DAY)
    periods: list[tuple[Day, Day]] = [(BEGINNING, EVER), *((turn, EVER) for turn in turns), (BEGINNING, turns[0])]
    alone = [(Parent(area, *period),) for area in above for period in periods]
    pairs = [(*one, *other) for one, other in itertools.product(alone, alone) if one[0].area < other[0].area]
    return [Area(AREAS[number], AREAS[number].title(), parents=each) for each in [(), *alone, *pairs]]


@functools.cache
def areas() -> st.SearchStrategy[list[Area]]:
    """Descriptions of areas, each with parents among those before it: a graph without cycles that changes.

    Where one is missing, events name an area that nobody has described.
    """
    drawn = (one_of([None, *_areas_of(number)]) for number in range(len(AREAS)))
    return st.tuples(*drawn).map(lambda each: [area for area in each if area])


@functools.cache
def areas_again() -> st.SearchStrategy[Area]:
    """A later description of one of the areas."""
    again = st.one_of(*(_area(number) for number in range(1, len(AREAS))))
    return st.builds(lambda area, day: attrs.evolve(area, reported_on=day), again, days())


@functools.cache
def sources() -> st.SearchStrategy[list[Source]]:
    """Descriptions of two of the three sources, or of none; nobody has described the third."""
    pairs = itertools.product("AB", "CB")
    described = [[Source("good", "Good", good), Source("fair", "Fair", fair)] for good, fair in pairs]
    return st.sampled_from([[], *described])


@functools.cache
def citations() -> st.SearchStrategy[Citation]:
    """Citations of one page of each source."""
    return st.sampled_from([Citation(source, "page 1") for source in SOURCES])
