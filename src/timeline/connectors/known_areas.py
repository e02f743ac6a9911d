"""The areas known while a file is read: by every reading of a name, by country, by distance and by shape.

Invariant: nothing is decided here; each question gives all areas that fit it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from timeline.connectors.places import is_division, kilometres
from timeline.connectors.spelling import spelling
from timeline.model.areas import Area, Point
from timeline.model.names import folded

Reading = tuple[str, Callable[[Area], Iterable[str]], Callable[[str], str]]
READINGS: tuple[Reading, ...] = (
    ("id", lambda area: (area.id,), folded),
    ("name", lambda area: (area.name,), folded),
    ("alias", lambda area: area.aliases, folded),
    ("spelling", lambda area: (area.name, *area.aliases), spelling),
)


class KnownAreas:
    """Areas to be looked up, and added to.

    Args:
        areas: the areas known at first.
    """

    def __init__(self, areas: Iterable[Area]) -> None:
        self.by_id: dict[str, Area] = {}
        self._children: dict[str, dict[str, Area]] = defaultdict(dict)
        self._shaped: dict[str, Area] = {}
        self._above: dict[str, frozenset[str]] = {}
        self._countries: dict[str, Area | None] = {}
        self._called: dict[str, dict[str, dict[str, Area]]] = {how: defaultdict(dict) for how, _, _ in READINGS}
        for area in areas:
            self.add(area)

    def add(self, area: Area) -> None:
        """Know one more area, which no other lies in yet."""
        self.by_id[area.id] = area
        self._countries.clear()
        if area.shape:
            self._shaped[area.id] = area
        for parent in area.parents:
            self._children[parent.area][area.id] = area
        for how, names, key in READINGS:
            for name in names(area):
                self._called[how][key(name)][area.id] = area

    def called(self, printed: str) -> list[tuple[str, list[Area]]]:
        """The areas of that name at each reading, in order."""
        return [(how, list(self._called[how].get(key(printed), {}).values())) for how, _, key in READINGS]

    def with_any_name(self, names: Iterable[str]) -> list[Area]:
        """The areas that have one of these as name or alias, in any spelling."""
        found = [area for name in names for _, areas in self.called(name)[1:] for area in areas]
        return list({area.id: area for area in found}.values())

    def spelled_like(self, key: str) -> dict[str, list[Area]]:
        """The areas by the keys of their spellings, those keys that begin with the same letter."""
        return {each: list(areas.values()) for each, areas in self._called["spelling"].items() if each[:1] == key[:1]}

    # Where they lie

    def country(self, printed: str) -> Area | None:
        """The one area without parents of that name, in any spelling."""
        if printed not in self._countries:
            readings = ([area for area in areas if not area.parents] for _, areas in self.called(printed))
            fitting = next(filter(None, readings), [])
            self._countries[printed] = fitting[0] if len(fitting) == 1 else None
        return self._countries[printed]

    def names_of_country(self, printed: str) -> tuple[str, ...]:
        """All the names of a country, its id among them; of one that nobody knows, the name itself."""
        country = self.country(printed)
        return (country.id, country.name, *country.aliases) if country else (printed,)

    def is_in(self, area: Area, country: str | None) -> bool:
        """True when the area ever lay in the country of that name, is it, or no country is named."""
        if country is None:
            return True
        known = self.country(country)
        return known is not None and known.id in self.above(area.id)

    def above(self, area: str) -> frozenset[str]:
        """The ids of the area and of all that it ever lay in."""
        if area not in self._above:
            self._above[area] = frozenset(_closure(area, self._parents))
        return self._above[area]

    def parts(self, area: str) -> list[Area]:
        """The areas that ever lay right in it."""
        return list(self._children[area].values())

    def division(self, printed: str, country: str) -> Area | None:
        """The one part of a country that has this name, or has it with a word such as governorate; never the town.

        Args:
            printed: such as `Homs`, of a table or a map in which all names are those of governorates.
            country: the name or id of the country.
        """
        known = self.country(country)
        name = spelling(_bare(printed))
        fitting = [
            area
            for area in (self.parts(known.id) if known else ())
            if name in {spelling(_bare(each)) for each in (area.name, *area.aliases)}
        ]
        return fitting[0] if len(fitting) == 1 else None

    def distance(self, area: Area, point: Point | None) -> float | None:
        """The kilometres to a point: 0 in its shape, else from its own point, else from the nearest inside it."""
        if point is None:
            return None
        if area.shape and area.shape.contains(point):
            return 0.0
        inside = [area.point] if area.point else [self.by_id[each].point for each in _closure(area.id, self._parts)]
        return min((kilometres(each, point) for each in inside if each), default=None)

    def around(self, point: Point | None, country: str | None) -> Area | None:
        """The one area of the country whose shape holds the point, and that no other such area lies in."""
        if point is None:
            return None
        shaped = [area for area in self._shaped.values() if area.shape and area.shape.contains(point)]
        holding = [area for area in shaped if self.is_in(area, country)]
        wider = {above for area in holding for above in self.above(area.id) - {area.id}}
        narrowest = [area for area in holding if area.id not in wider]
        return narrowest[0] if len(narrowest) == 1 else None

    def _parents(self, area: str) -> list[str]:
        known = self.by_id.get(area)
        return [parent.area for parent in known.parents] if known else []

    def _parts(self, area: str) -> list[str]:
        return list(self._children[area])


def _closure(start: str, step: Callable[[str], list[str]]) -> set[str]:
    """What can be reached by a step, the start among it."""
    found, frontier = {start}, [start]
    while frontier:
        news = [each for each in step(frontier.pop()) if each not in found]
        found.update(news)
        frontier += news
    return found


def _bare(name: str) -> str:
    """The name of a division without the word that says that it is one."""
    most, _, last = name.rpartition(" ")
    return most if most and is_division(last) else name
