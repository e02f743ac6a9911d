"""The outline of an area on the earth.

Invariant: every ring is closed, has three corners at least, and lies on the earth. An outline across the 180th meridian
is written as two polygons, as GeoJSON demands (RFC 7946).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import attrs

from timeline.errors import InputError

if TYPE_CHECKING:
    from timeline.model.areas import Point

Position = tuple[float, float]
Ring = tuple[Position, ...]
Polygon = tuple[Ring, ...]


def _to_polygons(polygons: Iterable[Any]) -> tuple[Polygon, ...]:
    try:
        return tuple(tuple(tuple(_position(each) for each in ring) for ring in polygon) for polygon in polygons)
    except (TypeError, ValueError) as error:
        expected = "polygons of rings of positions [longitude, latitude]"
        raise InputError("shape", expected=expected, found=str(error)) from error


def _position(pair: Iterable[Any]) -> Position:
    longitude, latitude, *_ = pair
    for degrees, limit in ((longitude, 180), (latitude, 90)):
        is_number = isinstance(degrees, (int, float)) and not isinstance(degrees, bool)
        if not is_number or not -limit <= degrees <= limit:
            raise InputError("shape", expected=f"degrees from -{limit} to {limit}", found=repr(degrees))
    return float(longitude), float(latitude)


@attrs.frozen
class Shape:
    """Where an area lies: one polygon or several.

    Args:
        polygons: of each, the outer ring, then its holes; a ring is positions of longitude and latitude (WGS 84), the
            last equal to the first.

    Example:
        >>> from timeline.model.areas import Point
        >>> square = Shape([[[(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]]])
        >>> square.contains(Point(latitude=1, longitude=1)), square.contains(Point(latitude=1, longitude=3))
        (True, False)
    """

    polygons: tuple[Polygon, ...] = attrs.field(converter=_to_polygons, repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.polygons or not all(self.polygons):
            raise InputError("shape", expected="a polygon with a ring, or several", found="none")
        for ring in self._rings():
            if len(ring) < 4 or ring[0] != ring[-1]:
                found = f"{len(ring)} that begin at {ring[0] if ring else None}"
                raise InputError("shape", expected="rings of four positions or more, the last the first", found=found)

    def _rings(self) -> Iterator[Ring]:
        return (ring for polygon in self.polygons for ring in polygon)

    def contains(self, point: Point) -> bool:
        """True for a point inside; a ray from it to the north then crosses the outline an odd number of times."""
        return any(_is_odd(_crossings(polygon, point)) for polygon in self.polygons)

    @classmethod
    def of_geojson(cls, geometry: Any) -> Shape:
        """The shape of a GeoJSON geometry.

        Raises:
            InputError: it is no Polygon and no MultiPolygon, or not on the earth.
        """
        kind = geometry.get("type") if isinstance(geometry, Mapping) else None
        if kind not in ("Polygon", "MultiPolygon"):
            raise InputError("shape", expected="a Polygon or a MultiPolygon", found=repr(kind))
        coordinates = geometry.get("coordinates") or ()
        return cls([coordinates] if kind == "Polygon" else coordinates)

    def as_geojson(self) -> dict[str, Any]:
        """The shape as a GeoJSON geometry."""
        polygons = [[[list(position) for position in ring] for ring in polygon] for polygon in self.polygons]
        if len(polygons) == 1:
            return {"type": "Polygon", "coordinates": polygons[0]}
        return {"type": "MultiPolygon", "coordinates": polygons}


def _is_odd(count: int) -> bool:
    return count % 2 == 1


def _crossings(polygon: Polygon, point: Point) -> int:
    """How often the outline passes north of a point."""
    return sum(_passes_north(side, point) for ring in polygon for side in pairwise(ring))


def _passes_north(side: tuple[Position, Position], point: Point) -> bool:
    (west, south), (east, north) = sorted(side)
    if not west <= point.longitude < east:
        return False
    return point.latitude < south + (north - south) * (point.longitude - west) / (east - west)
