"""Printed place names to areas: found among those described, else described under their parent.

Invariant: a name under a parent gives one id, made of the two alone, and an area with that id is taken before any
other. So what one reading described the next one finds, whatever others have described since.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from timeline.model.areas import Area, Areas, Point
from timeline.model.names import folded

NEAR_KM = 30.0
REMOTE_DEGREES = 9
SETTLEMENTS = frozenset({"town", "city", "village", "neighborhood", "neighbourhood"})
DIVISIONS = frozenset(
    {"agency", "canton", "cercle", "commune", "constituency", "council", "county", "departement", "department"}
    | {"district", "governorate", "kota", "lga", "municipality", "oblast", "okrug", "prefecture", "province", "qada"}
    | {"raion", "rayon", "regency", "region", "state", "subdistrict", "territory", "woreda", "zone"}
)
_EARTH_KM = 6371.0


@functools.lru_cache(maxsize=65536)
def slug(name: str) -> str:
    """A name as a part of an id; empty if it has no letter and no digit.

    Example:
        >>> slug("Kobane/Ayn al Arab"), slug("Al-Mayādīn"), slug("-")
        ('kobane-ayn-al-arab', 'al-mayadin', '')
    """
    return "-".join(folded(name).replace("/", " ").split())


@functools.lru_cache(maxsize=65536)
def settlement_name(printed: str) -> str:
    """The name without the words at its end that only say that people live there.

    Example:
        >>> settlement_name("Tadmur town"), settlement_name("Khan Tuman dam")
        ('Tadmur', 'Khan Tuman dam')
    """
    most, _, last = printed.rpartition(" ")
    return settlement_name(most) if slug(most) and last.casefold() in SETTLEMENTS else printed


def district_name(printed: str) -> str:
    """The name with "district" after it unless it says by itself that it is a division.

    Example:
        >>> district_name("Pristina"), district_name("Qaḑā’ al Mawşil")
        ('Pristina district', 'Qaḑā’ al Mawşil')
    """
    return printed if is_division(printed) else f"{printed} district"


def is_division(name: str) -> bool:
    """True when a word of the name is one for a part of a country, such as district or governorate."""
    return not DIVISIONS.isdisjoint(slug(name).split("-"))


def kilometres(one: Point, other: Point) -> float:
    """The distance between two points along the ground."""
    north, east = math.radians(other.latitude - one.latitude), math.radians(other.longitude - one.longitude)
    shrink = math.cos(math.radians(one.latitude)) * math.cos(math.radians(other.latitude))
    half_chord = math.sin(north / 2) ** 2 + shrink * math.sin(east / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half_chord)))


class Places:
    """The areas known while a file is read, and those that it adds.

    Args:
        areas: the areas described before.
        note: says of each area that is described here where it comes from.
    """

    def __init__(self, areas: Areas, *, note: str = "") -> None:
        self.added: list[Area] = []
        self._note = note
        self._known: dict[str, Area] = {}
        self._slugs: dict[str, frozenset[str]] = {}
        self._children: dict[str, dict[str, Area]] = defaultdict(dict)
        self._cells: dict[str, dict[_Cell, set[str]]] = {}
        for area in areas.described.values():
            self._learn(area)

    def country(self, printed: str) -> Area:
        """The area without parents of that name; what stands in brackets after it is another name.

        Args:
            printed: such as `Syria` or `Yemen (North Yemen)`.
        """
        before_brackets = printed.split("(")[0].strip()
        name = before_brackets if slug(before_brackets) else printed
        roots = (area for area in self._known.values() if not area.parents)
        fitting = self._called(roots, slug(name), slug(printed))
        return self._known.get(slug(name)) or _first(fitting) or self._describe(slug(name), name, printed)

    def division(self, printed: str, parent: Area) -> Area:
        """The part of a country or governorate of exactly that name, directly under its parent.

        Args:
            printed: such as `Homs Governorate`, which the town of Homs is not called.
            parent: the area that it is a part of.
        """
        id_ = f"{parent.id}/{slug(printed)}"
        fitting = self._called(self._children[parent.id].values(), slug(printed))
        return self._known.get(id_) or _first(fitting) or self._describe(id_, printed, printed, parent)

    def part(self, printed: str, parent: Area) -> Area:
        """The part of a country of that name, which may be printed without the word for what it is.

        Args:
            printed: such as `Kirkuk`, which is also found as `Kirkuk Governorate`.
            parent: the country.
        """
        id_ = f"{parent.id}/{slug(printed)}"
        children = self._children[parent.id].values()
        fitting = self._called(children, slug(printed)) or self._called_in_short(children, slug(printed))
        return self._known.get(id_) or _first(fitting) or self._describe(id_, printed, printed, parent)

    def place(self, printed: str, parent: Area, *, around: Area, near: Point | None, point: Point | None) -> Area:
        """The place of that name in a district, or in its governorate outside all other districts.

        Args:
            printed: such as `Tadmur town`, which is also found, and described, as Tadmur.
            parent: the narrowest division known.
            around: the governorate, to find in it what is described without a district.
            near: where it is or nearly so; a namesake described more than 30 km away is another place.
            point: where it is, for the description.
        """
        name = settlement_name(printed)
        id_ = f"{parent.id}/{slug(name)}"
        fitting = self._called(self._outside_other_divisions(around, parent), slug(name), slug(printed))
        return (
            self._known.get(id_) or _nearest(fitting, near) or self._describe(id_, name, printed, parent, point=point)
        )

    def is_remote(self, point: Point, area: Area, country: Area) -> bool:
        """True when other places of a country are known, and none within some hundred kilometres around a point.

        Args:
            point: where the area is said to be.
            area: one in the country.
            country: the country.
        """
        if country.id not in self._cells:
            self._cells[country.id] = _by_cell(self._inside(country))
        cells = self._cells[country.id]
        is_near = any(_has_other(cells.get(cell, ()), area) for cell in _cells_around(point))
        is_remote = not is_near and any(_has_other(ids, area) for ids in cells.values())
        if area.point:
            cells[_cell(area.point)].add(area.id)
        return is_remote

    def _inside(self, area: Area) -> Iterator[Area]:
        seen = {area.id}
        frontier = [area.id]
        while frontier:
            for child in self._children[frontier.pop()].values():
                if child.id not in seen:
                    seen.add(child.id)
                    frontier.append(child.id)
                    yield child

    def _called(self, areas: Iterable[Area], *slugs: str) -> list[Area]:
        return [area for area in areas if not self._slugs[area.id].isdisjoint(slugs)]

    def _called_in_short(self, areas: Iterable[Area], name: str) -> list[Area]:
        """The divisions that have this name before or after the word that says what they are."""
        return [area for area in areas if any(_without_division(each) == name for each in self._slugs[area.id])]

    def _outside_other_divisions(self, around: Area, parent: Area) -> Iterator[Area]:
        seen = {around.id}
        frontier = [around.id]
        while frontier:
            for area in self._children[frontier.pop()].values():
                if area.id not in seen and (area.id == parent.id or not is_division(area.name)):
                    seen.add(area.id)
                    frontier.append(area.id)
                    yield area

    def _describe(
        self, id_: str, name: str, printed: str, parent: Area | None = None, *, point: Point | None = None
    ) -> Area:
        aliases = (printed,) if printed != name else ()
        parents = (parent.id,) if parent else ()
        area = Area(id_, name, aliases=aliases, point=point, parents=parents, note=self._note)
        self._learn(area)
        self.added.append(area)
        return area

    def _learn(self, area: Area) -> None:
        self._known[area.id] = area
        self._slugs[area.id] = frozenset(map(slug, (area.name, *area.aliases)))
        for parent in area.parents:
            self._children[parent.area][area.id] = area


@functools.lru_cache(maxsize=65536)
def _without_division(slug_: str) -> str:
    """A slug without the words for a part of a country; empty if it has none."""
    words = slug_.split("-")
    return "" if DIVISIONS.isdisjoint(words) else "-".join(word for word in words if word not in DIVISIONS)


def _first(areas: list[Area]) -> Area | None:
    return min(areas, key=lambda area: area.id, default=None)


def _nearest(areas: list[Area], near: Point | None) -> Area | None:
    distances = [(_distance(area, near), area.id, area) for area in areas]
    close = [found for found in distances if found[0] <= NEAR_KM]
    return min(close, key=lambda found: found[:2])[2] if close else None


def _distance(area: Area, near: Point | None) -> float:
    """The distance in kilometres; the longest that is still near if nobody says where the two are."""
    return kilometres(area.point, near) if area.point and near else NEAR_KM


_Cell = tuple[int, int]
"""A part of the earth, some degrees wide and high."""


def _cell(point: Point) -> _Cell:
    return int((point.latitude + 90) // REMOTE_DEGREES), int((point.longitude + 180) // REMOTE_DEGREES)


def _cells_around(point: Point) -> Iterator[_Cell]:
    """The cell of a point and its neighbours."""
    row, column = _cell(point)
    columns = 360 // REMOTE_DEGREES
    return ((row + up, (column + across) % columns) for up in (-1, 0, 1) for across in (-1, 0, 1))


def _by_cell(areas: Iterable[Area]) -> dict[_Cell, set[str]]:
    cells: dict[_Cell, set[str]] = defaultdict(set)
    for area in areas:
        if area.point:
            cells[_cell(area.point)].add(area.id)
    return cells


def _has_other(ids: Collection[str], area: Area) -> bool:
    return len(ids) > (area.id in ids)
