"""Where a row says something was, printed as place, district, governorate and country; and the area that this becomes.

Invariant: the area depends on the printed names and the areas described, not on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import attrs

from timeline.connectors.places import Places, district_name, kilometres, slug
from timeline.model.areas import Area, Areas, Point
from timeline.model.events import SOMEWHERE_IN, WHOLE

PLACE, DISTRICT, GOVERNORATE, COUNTRY = range(4)
FAR_KM = 50.0
FAR_FROM_AREA = "the coordinates are more than 50 km from the area of that name"
FAR_FROM_COUNTRY = "the coordinates are far from all other places known in the country"

Names = tuple[str, str, str, str]


@attrs.frozen
class Printed:
    """Where a row says it was.

    Args:
        names: the place, its district, its governorate and its country; empty where the row does not say. A place that
            only repeats the name of something wider counts as not said.
        promised: how narrow a name the source says it knows, from `PLACE` to `COUNTRY`.
        point: where it is said to be.
        is_exact: whether the point is the place's own.
        has_bare_names: whether divisions are printed without a word that says what they are, so that Kirkuk in Kirkuk
            is a town.

    Its `level` is the narrowest name that is both promised and said.
    """

    names: Names
    promised: int = PLACE
    point: Point | None = None
    is_exact: bool = False
    has_bare_names: bool = False
    said: Names = attrs.field(init=False, default=attrs.Factory(lambda self: _said(self), takes_self=True))
    level: int = attrs.field(init=False, default=attrs.Factory(lambda self: _level(self), takes_self=True))

    @property
    def scope(self) -> str:
        """A place is meant as a whole; in anything wider it was somewhere."""
        return SOMEWHERE_IN if self.level else WHOLE

    @property
    def is_wider(self) -> bool:
        """True when the name that was promised is not said."""
        return self.level > self.promised

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names that the area does not carry."""
        return tuple(filter(None, self.said[: self.level]))

    @property
    def key(self) -> tuple[str, ...]:
        """What two rows about one area have in common."""
        return (*("" for _ in range(self.level)), *map(slug, self.said[self.level :]))


def _said(place: Printed) -> Names:
    name, *wider = place.names
    wider = wider[-1:] if place.has_bare_names else wider
    return ("", *place.names[1:]) if slug(name) in map(slug, wider) else place.names


def _level(place: Printed) -> int:
    return next(level for level in range(place.promised, COUNTRY + 1) if place.said[level])


class Place(Protocol):
    """Where a row says something was."""

    @property
    def key(self) -> tuple[object, ...]:
        """What two rows about one place have in common."""


P = TypeVar("P", contravariant=True)


class Finder(Protocol[P]):
    """Finds the areas of the places of a file; all of them are met before the first is asked for."""

    def meet(self, place: P) -> str:
        """Take note of a place; says what is doubtful about it, or nothing.

        Raises:
            EventFieldError: it is no area, with the column as its path.
        """

    def settle(self) -> Sequence[Area]:
        """The areas to be described for the first time; no more places are met."""

    def area(self, place: P) -> str:
        """The id of the area of a place that was met."""


class PrintedFinder:
    """Finds printed places among the areas known, and describes what nobody has described.

    Args:
        areas: the areas known.
        note: says of each area that is described here where it comes from.
    """

    def __init__(self, areas: Areas, *, note: str) -> None:
        self._places = Places(areas, note=note)
        self._found: dict[tuple[str, ...], Area] = {}
        self._waiting: dict[tuple[str, ...], Printed] = {}

    def meet(self, place: Printed) -> str:
        """Take note of a place; exact ones are taken before others, for only they give an area its point."""
        if place.is_exact:
            return self._doubt(place, self._find(place))
        if place.key not in self._found:
            self._waiting.setdefault(place.key, place)
        return ""

    def settle(self) -> Sequence[Area]:
        """The areas to be described for the first time."""
        for place in self._waiting.values():
            self._find(place)
        self._waiting.clear()
        return self._places.added

    def area(self, place: Printed) -> str:
        """The id of the area of a place that was met."""
        return self._found[place.key].id

    def _find(self, place: Printed) -> Area:
        if place.key not in self._found:
            self._found[place.key] = _area(place, self._places)
        return self._found[place.key]

    def _doubt(self, place: Printed, area: Area) -> str:
        if place.point is None or place.level > PLACE:
            return ""
        if area.point and kilometres(area.point, place.point) > FAR_KM:
            return FAR_FROM_AREA
        country = self._places.country(place.names[COUNTRY])
        return FAR_FROM_COUNTRY if self._places.is_remote(place.point, area, country) else ""


def _area(place: Printed, places: Places) -> Area:
    name, district, governorate, country = place.names
    inside = around = places.country(country)
    if place.level < COUNTRY and governorate:
        named = places.part if place.has_bare_names else places.division
        inside = around = named(governorate, inside)
    if place.level < GOVERNORATE and district:
        inside = places.division(district_name(district), inside)
    if place.level > PLACE:
        return inside
    own_point = place.point if place.is_exact else None
    return places.place(name, inside, around=around, near=place.point, point=own_point)
