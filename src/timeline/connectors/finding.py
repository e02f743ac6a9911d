"""Printed place names to the areas they mean; what is not certain is not found, but told with the nearest candidates.

Invariant: a name leads to an area only if it is the only one that fits at the first reading that any fits (id, name,
alias, spelling, gazetteer, in this order), lies in the country, and is not far from the point given. What lies in other
countries never makes a match; it may only be among the candidates.
"""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs

from timeline.connectors.gazetteer import Gazetteer, GazetteerPlace
from timeline.connectors.places import is_division, kilometres, settlement_name, slug
from timeline.connectors.spelling import spelling
from timeline.model.areas import Area, Areas, Point
from timeline.model.names import folded

FAR_KM = 50.0
WIDE_KM = 200.0
SAME_PLACE_KM = 25.0
CANDIDATES = 3
ALIKE = 0.7

Reading = tuple[str, Callable[[Area], Iterable[str]], Callable[[str], str]]
READINGS: tuple[Reading, ...] = (
    ("id", lambda area: (area.id,), folded),
    ("name", lambda area: (area.name,), folded),
    ("alias", lambda area: area.aliases, folded),
    ("spelling", lambda area: (area.name, *area.aliases), spelling),
)


@attrs.frozen
class Candidate:
    """A place that a name may have meant.

    Args:
        name: its name.
        why: why it was thought of, and why it was not taken.
        area: the area, unless only a gazetteer knows the place.
        kilometres: how far it is from the point given, if both are known.
    """

    name: str
    why: str
    area: Area | None = None
    kilometres: float | None = None

    def __str__(self) -> str:
        return f"{self.name} ({self.area.id if self.area else 'gazetteer'}): {self.why}"


@attrs.frozen
class Found:
    """What a name leads to: an area and how, or no area and the nearest candidates.

    Args:
        area: the area; none if no place fits, or if several do.
        how: `id`, `name`, `alias`, `spelling`, `gazetteer`, `described` or `shape`; empty without an area. A place that
            is found by `shape` is somewhere in the area.
        candidates: what else was thought of, the nearest first.
    """

    area: Area | None
    how: str = ""
    candidates: tuple[Candidate, ...] = ()


@attrs.frozen
class _Asked:
    """A question: the name as printed, the country it must lie in, and where it is said to be."""

    printed: str
    country: str | None
    point: Point | None


class PlaceFinder:
    """Finds the area that a printed name means, among those described and those of a gazetteer.

    Args:
        areas: the areas known.
        gazetteer: places to look up what the areas do not have; one that is found is described as a new area.
        describes: also describe as new what nobody knows; else it stays unmatched.
        shapes: else take the narrowest area around the point given, though of another name. What happened at the place
            then happened somewhere in that area: give such an event the scope `somewhere_in`.
        note: says of each area that is described here where it comes from.

    Example:
        >>> areas = Areas({area.id: area for area in [
        ...     Area("iq", "Iraq"), Area("iq/hawija", "Hawija", aliases=["Al-Huwayjah"], parents=["iq"])]})
        >>> found = PlaceFinder(areas).find("AL Huwayja", country="Iraq")
        >>> found.area.id, found.how
        ('iq/hawija', 'spelling')
    """

    def __init__(
        self,
        areas: Areas,
        *,
        gazetteer: Gazetteer | None = None,
        describes: bool = False,
        shapes: bool = False,
        note: str = "",
    ) -> None:
        self.added: list[Area] = []
        self._gazetteer = gazetteer
        self._describes = describes
        self._shapes = shapes
        self._note = note
        self._areas: dict[str, Area] = {}
        self._children: dict[str, dict[str, Area]] = defaultdict(dict)
        self._shaped: dict[str, Area] = {}
        self._wider: dict[str, frozenset[str]] = {}
        self._called: dict[str, dict[str, dict[str, Area]]] = {how: defaultdict(dict) for how, _, _ in READINGS}
        self._divisions: dict[tuple[str, str], Area | None] = {}
        for area in areas:
            self._learn(area)

    def find(self, printed: str, *, country: str | None = None, point: Point | None = None) -> Found:
        """The area that a name means.

        Args:
            printed: the name as printed, without words such as "near".
            country: the name or id of the country it lies in; areas of other countries are not taken.
            point: where it is said to be; an area far from it is not taken.
        """
        asked = _Asked(_cleaned(printed), _cleaned(country or "") or None, point)
        if not asked.printed:
            return self._in_shape(asked)
        refused: list[Candidate] = []
        for how, fitting in self._readings(asked, refused):
            if len(fitting) == 1:
                return Found(fitting[0], how)
            if fitting:
                return Found(None, candidates=_nearest_first(self._rivals(fitting, asked)))
        return self._from_gazetteer(asked) or self._described(asked, refused)

    # Among the areas

    def _readings(self, asked: _Asked, refused: list[Candidate]) -> Iterator[tuple[str, list[Area]]]:
        """The areas that fit at each reading of the name; those that only have the name are refused."""
        for how, _, key in READINGS:
            called = self._called[how].get(key(asked.printed), {}).values()
            whys = {area.id: self._why_not(area, asked) for area in called}
            known = {candidate.area.id for candidate in refused if candidate.area}
            unfit = [area for area in called if whys[area.id] and area.id not in known]
            refused += [self._candidate(area, asked, whys[area.id]) for area in unfit]
            yield how, self._proven([area for area in called if not whys[area.id]], asked, refused)

    def _why_not(self, area: Area, asked: _Asked) -> str:
        """Why an area of the right name is not the one asked for; nothing if it may be."""
        if not self._is_in(area, asked.country):
            return f"not in {asked.country}"
        distance = self._distance(area, asked.point)
        if distance is not None and distance > (FAR_KM if area.point else WIDE_KM):
            return f"{distance:,.0f} km from the coordinates given"
        return ""

    def _is_in(self, area: Area, country: str | None) -> bool:
        return country is None or self._root(country) in self._above(area.id)

    def _proven(self, fitting: list[Area], asked: _Asked, refused: Sequence[Candidate]) -> list[Area]:
        """Those known to be near, if any is known so or a namesake is known to be far; else all that may be."""
        proven = [area for area in fitting if self._distance(area, asked.point) is not None]
        return proven if proven or self._is_doubtful(asked, refused) else fitting

    def _is_doubtful(self, asked: _Asked, refused: Sequence[Candidate]) -> bool:
        """True when a place of that name is known in the country, though far from the point."""
        return any(candidate.area and self._is_in(candidate.area, asked.country) for candidate in refused)

    def _rivals(self, fitting: Sequence[Area], asked: _Asked) -> list[Candidate]:
        return [self._candidate(area, asked, f"one of {len(fitting)} that it may mean") for area in fitting]

    def _candidate(self, area: Area, asked: _Asked, why: str) -> Candidate:
        return Candidate(area.name, why, area, self._distance(area, asked.point))

    def _distance(self, area: Area, point: Point | None) -> float | None:
        """How far an area is from a point: 0 in its shape, else from its own point, else from the nearest inside."""
        if point is None:
            return None
        if area.shape and area.shape.contains(point):
            return 0.0
        points = [area.point] if area.point else [inside.point for inside in self._inside(area.id)]
        return min((kilometres(each, point) for each in points if each), default=None)

    def _inside(self, area: str) -> list[Area]:
        """The area and all that ever lay in it."""
        found = {area: self._areas[area]}
        frontier = [area]
        while frontier:
            below = self._children[frontier.pop()]
            frontier += [child for child in below if child not in found]
            found |= below
        return list(found.values())

    def _root(self, country: str) -> str | None:
        """The id of the country of that name: an area without parents, in any spelling."""
        for how, _, key in READINGS:
            fitting = [area.id for area in self._called[how].get(key(country), {}).values() if not area.parents]
            if fitting:
                return fitting[0] if len(fitting) == 1 else None
        return None

    def _above(self, area: str) -> frozenset[str]:
        """The ids of the area and of all that it ever lay in, its country among them."""
        if area not in self._wider:
            found, frontier = {area}, [area]
            while frontier:
                known = self._areas.get(frontier.pop())
                wider = {parent.area for parent in known.parents} - found if known else set()
                found |= wider
                frontier += wider
            self._wider[area] = frozenset(found)
        return self._wider[area]

    # What nobody has described

    def _from_gazetteer(self, asked: _Asked) -> Found | None:
        """The area of the one place that a gazetteer has of that name, described if need be."""
        if self._gazetteer is None or asked.country is None:
            return None
        for places in self._gazetteer.called(asked.printed, self._country_names(asked.country)):
            fitting = [place for place in places if _is_near(place, asked.point)]
            if len(fitting) == 1:
                return self._known_as(fitting[0], asked) or self._describe_place(fitting[0], asked, asked.country)
            if fitting:
                return Found(None, candidates=_nearest_first(_namesakes(fitting, asked)))
        return None

    def _country_names(self, printed: str) -> tuple[str, ...]:
        root = self._root(printed)
        area = self._areas[root] if root else None
        return (area.id, area.name, *area.aliases) if area else (printed,)

    def _known_as(self, place: GazetteerPlace, asked: _Asked) -> Found | None:
        """The area described under another name of the place; nobody's if it is none."""
        areas = self._same_as(place)
        if len(areas) > 1:
            return Found(None, candidates=_nearest_first(self._rivals(areas, asked)))
        return Found(areas[0], "gazetteer") if areas else None

    def _same_as(self, place: GazetteerPlace) -> list[Area]:
        """The areas that have a name of the place, and a point not far from it."""
        keys = {(how, key(name)) for name in place.spellings for how, _, key in READINGS[1:]}
        called = {area.id: area for how, key in sorted(keys) for area in self._called[how].get(key, {}).values()}
        return [area for area in called.values() if area.point and kilometres(area.point, place.point) <= SAME_PLACE_KM]

    def _describe_place(self, place: GazetteerPlace, asked: _Asked, printed_country: str) -> Found:
        country = self._country(printed_country)
        parents = [self._division(name, country) for name in place.divisions]
        inside = list(dict.fromkeys(parent.id for parent in parents if parent)) or [country.id]
        name = settlement_name(asked.printed)
        aliases = () if folded(name) == folded(place.name) else (name,)
        return self._describe(place.name, inside, asked, "gazetteer", aliases=aliases, point=place.point)

    def _described(self, asked: _Asked, refused: Sequence[Candidate]) -> Found:
        """A new area of that name, or the area around the point, unless a known place may be meant; else no area."""
        candidates = (*_nearest_first(refused), *_nearest_first(self._alike(asked, refused)))
        if self._may_be_known(asked, refused):
            return Found(None, candidates=candidates)
        if not self._describes:
            return attrs.evolve(self._in_shape(asked), candidates=candidates)
        country = self._country(asked.country) if asked.country else None
        if country and spelling(asked.printed) == spelling(country.name):
            return Found(country, "described")
        around = self._around(asked) or country
        parents = [around.id] if around else []
        return self._describe(settlement_name(asked.printed), parents, asked, "described", point=asked.point)

    def _in_shape(self, asked: _Asked) -> Found:
        around = self._around(asked) if self._shapes else None
        return Found(around, "shape") if around else Found(None)

    def _around(self, asked: _Asked) -> Area | None:
        """The area of the country whose shape holds the point, and that no other such area lies in."""
        if asked.point is None:
            return None
        shaped = [area for area in self._shaped.values() if area.shape and area.shape.contains(asked.point)]
        holding = [area for area in shaped if self._is_in(area, asked.country)]
        wider = {above for area in holding for above in self._above(area.id) - {area.id}}
        narrowest = [area for area in holding if area.id not in wider]
        return narrowest[0] if len(narrowest) == 1 else None

    def _may_be_known(self, asked: _Asked, refused: Sequence[Candidate]) -> bool:
        """True when a namesake is known in the country, or abroad and not known to be far from the point."""
        is_far = [candidate.kilometres is not None and candidate.kilometres > FAR_KM for candidate in refused]
        return self._is_doubtful(asked, refused) or not all(is_far)

    def _describe(
        self,
        name: str,
        parents: Sequence[str],
        asked: _Asked,
        how: str,
        *,
        aliases: Sequence[str] = (),
        point: Point | None = None,
    ) -> Found:
        id_ = "/".join([*parents[:1], slug(name)])
        if id_ in self._areas:
            candidate = self._candidate(self._areas[id_], asked, "has the id that a new area of that name would get")
            return Found(None, candidates=(candidate,))
        area = Area(id_, name, aliases=aliases, point=point, parents=parents, note=self._note)
        self._add(area)
        return Found(area, how)

    def _country(self, printed: str) -> Area:
        """The country of that name, described if nobody has."""
        id_ = self._root(printed) or slug(printed)
        if id_ not in self._areas:
            self._add(Area(id_, printed, note=self._note))
        return self._areas[id_]

    def _division(self, printed: str, country: Area) -> Area | None:
        """The part of a country that a gazetteer calls so: by its name, else where most of its places lie."""
        key = (printed, country.id)
        if key not in self._divisions:
            self._divisions[key] = self.division(printed, country.id) or self._division_of_most(printed, country)
        return self._divisions[key]

    def division(self, printed: str, country: str) -> Area | None:
        """The one part of a country that has this name, or has it with a word such as governorate; never the town.

        Args:
            printed: such as `Homs`, of a table or a map in which all names are those of governorates.
            country: the name or id of the country.
        """
        name = _bare(_cleaned(printed))
        root = self._root(_cleaned(country))
        fitting = [
            area
            for area in (self._children[root].values() if root else ())
            if spelling(name) in {spelling(_bare(each)) for each in (area.name, *area.aliases)}
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _division_of_most(self, printed: str, country: Area) -> Area | None:
        """The area right under the country that holds more than half of the described places of a division."""
        places = self._gazetteer.inside(self._country_names(country.name)) if self._gazetteer else ()
        here = [place for place in places if printed in place.divisions]
        known = [area for place in here for area in self._same_as(place)]
        above = [parent.area for area in known for parent in area.parents if parent.area in self._children[country.id]]
        (most, count), *_ = Counter(above).most_common(1) or [("", 0)]
        return self._areas[most] if count * 2 > len(above) else None

    def _alike(self, asked: _Asked, refused: Sequence[Candidate]) -> list[Candidate]:
        """The areas of the country that begin with the same letter and whose names are spelled most like it."""
        printed = spelling(asked.printed)
        known = {candidate.area.id for candidate in refused if candidate.area}
        keys = {
            key: area
            for key, areas in self._called["spelling"].items()
            if key[:1] == printed[:1]
            for area in areas.values()
            if area.parents and area.id not in known and self._is_in(area, asked.country)
        }
        close = difflib.get_close_matches(printed, keys, n=CANDIDATES, cutoff=ALIKE)
        areas = {keys[key].id: keys[key] for key in close}
        return [self._candidate(area, asked, "spelled much like it") for area in areas.values()]

    def _add(self, area: Area) -> None:
        self.added.append(area)
        self._learn(area)

    def _learn(self, area: Area) -> None:
        self._areas[area.id] = area
        if area.shape:
            self._shaped[area.id] = area
        for parent in area.parents:
            self._children[parent.area][area.id] = area
        for how, names, key in READINGS:
            for name in names(area):
                self._called[how][key(name)][area.id] = area


def _cleaned(name: str) -> str:
    """The name on one line; empty if it has no letter and no digit."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(printable.split()) if slug(printable) else ""


def _bare(name: str) -> str:
    """The name of a division without the word that says that it is one."""
    most, _, last = name.rpartition(" ")
    return most if most and is_division(last) else name


def _is_near(place: GazetteerPlace, point: Point | None) -> bool:
    return point is None or kilometres(place.point, point) <= FAR_KM


def _namesakes(places: Sequence[GazetteerPlace], asked: _Asked) -> list[Candidate]:
    why = f"one of {len(places)} of that name in the gazetteer"
    return [
        Candidate(place.name, why, None, kilometres(place.point, asked.point) if asked.point else None)
        for place in places
    ]


def _nearest_first(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """In order of distance where one is known, else in the order given."""

    def distance(candidate: Candidate) -> float:
        return candidate.kilometres if candidate.kilometres is not None else float("inf")

    return tuple(sorted(candidates, key=distance))
