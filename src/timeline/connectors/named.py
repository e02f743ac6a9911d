"""Where a row says something was, by a name of its own, perhaps with a country and a point; and the area that it means.

Invariant: an area is taken only if it is certain (see `finding`); else the row is refused, with what it may have meant.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import attrs

from timeline.connectors.finding import PlaceFinder
from timeline.connectors.found import Found
from timeline.connectors.gazetteer import Gazetteer
from timeline.errors import EventFieldError
from timeline.model.areas import Area, Areas, Point

REMEMBERED = 16384


@attrs.frozen
class Named:
    """Where a row says it was.

    Args:
        name: the name, or the id of an area.
        country: the country it lies in; empty if the row does not say.
        point: where it is said to be.
        is_id: whether the name is an id, which may be of an area that nobody has described.
        column: the column of the name, for what is said when it is not found.
    """

    name: str
    country: str = ""
    point: Point | None = None
    is_id: bool = False
    column: str = attrs.field(default="", eq=False)

    @property
    def key(self) -> tuple[object, ...]:
        """What two rows about one place have in common."""
        return self.name, self.country, self.point, self.is_id


class NamedFinder:
    """Finds named places among the areas known and in a gazetteer.

    Args:
        areas: the areas known.
        gazetteer: where to look up what is not among them.
        describes: whether to describe as new what nobody knows.
        note: says of each area that is described here where it comes from.
    """

    def __init__(self, areas: Areas, *, gazetteer: Gazetteer | None, describes: bool, note: str) -> None:
        self._finder = PlaceFinder(areas, gazetteer=gazetteer, describes=describes, note=note)
        self._find = functools.lru_cache(maxsize=REMEMBERED)(self._find_anew)

    def meet(self, place: Named) -> str:
        """Find the area of a place, or refuse it; what is found is not doubtful.

        Raises:
            EventFieldError: no area is certain; names those that may be meant.
        """
        self.area(place)
        return ""

    def settle(self) -> Sequence[Area]:
        """The areas to be described for the first time."""
        return self._finder.added

    def area(self, place: Named) -> str:
        """The id of the area of a place.

        Raises:
            EventFieldError: no area is certain.
        """
        return place.name if place.is_id else self.found(place).id

    def found(self, place: Named) -> Area:
        """The area of a place that is named.

        Raises:
            EventFieldError: no area is certain.
        """
        found = self._find(place)
        if found.area is None:
            may_be = "; it may be " + ", or ".join(map(str, found.candidates)) if found.candidates else ""
            raise EventFieldError(
                "place",
                expected="the name of one area",
                found=f"{place.name!r}{may_be}",
                do="describe the area, give it this alias, or name a gazetteer",
                path=place.column,
            )
        return found.area

    def _find_anew(self, place: Named) -> Found:
        return self._finder.find(place.name, country=place.country or None, point=place.point)
