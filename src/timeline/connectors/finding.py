"""Printed place names to the areas they mean; what is not certain is not found, but told with the nearest candidates.

Invariant: a name leads to an area only if it is the only one that fits at the first reading that any fits (id, name,
alias, spelling, gazetteer, in this order), lies in the country, and is not far from the point given. What lies in other
countries never makes a match; it may only be among the candidates.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence

import attrs

from timeline.connectors.found import Asked, Candidate, Found, nearest_first
from timeline.connectors.gazetteer import Gazetteer, GazetteerPlace
from timeline.connectors.known_areas import KnownAreas
from timeline.connectors.places import kilometres, settlement_name, slug
from timeline.connectors.spelling import spelling
from timeline.model.areas import Area, Areas, Point
from timeline.model.names import folded

FAR_KM = 50.0
WIDE_KM = 200.0
SAME_PLACE_KM = 25.0
CANDIDATES = 3
ALIKE = 0.7


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
        self._known = KnownAreas(areas)
        self._gazetteer = gazetteer
        self._describes = describes
        self._shapes = shapes
        self._note = note
        self._divisions: dict[tuple[str, str], Area | None] = {}

    def find(self, printed: str, *, country: str | None = None, point: Point | None = None) -> Found:
        """The area that a name means.

        Args:
            printed: the name as printed, without words such as "near".
            country: the name or id of the country it lies in; areas of other countries are not taken.
            point: where it is said to be; an area far from it is not taken.
        """
        asked = Asked(_cleaned(printed), _cleaned(country or "") or None, point)
        if not asked.printed:
            return self._in_shape(asked)
        refused: list[Candidate] = []
        for how, fitting in self._readings(asked, refused):
            if len(fitting) == 1:
                return Found(fitting[0], how)
            if fitting:
                return self._rivals(fitting, asked)
        return self._from_gazetteer(asked) or self._described(asked, refused)

    def division(self, printed: str, country: str) -> Area | None:
        """The one part of a country that has this name, or has it with a word such as governorate; never the town.

        Args:
            printed: such as `Homs`, of a table or a map in which all names are those of governorates.
            country: the name or id of the country.
        """
        return self._known.division(_cleaned(printed), _cleaned(country))

    # Among the areas

    def _readings(self, asked: Asked, refused: list[Candidate]) -> Iterator[tuple[str, list[Area]]]:
        """The areas that fit at each reading of the name; those that only have the name are refused."""
        for how, called in self._known.called(asked.printed):
            whys = {area.id: self._why_not(area, asked) for area in called}
            known = {candidate.area.id for candidate in refused if candidate.area}
            unfit = [area for area in called if whys[area.id] and area.id not in known]
            refused += [self._candidate(area, asked, whys[area.id]) for area in unfit]
            yield how, self._proven([area for area in called if not whys[area.id]], asked, refused)

    def _why_not(self, area: Area, asked: Asked) -> str:
        """Why an area of the right name is not the one asked for; nothing if it may be."""
        if not self._known.is_in(area, asked.country):
            return f"not in {asked.country}"
        distance = self._known.distance(area, asked.point)
        if distance is not None and distance > (FAR_KM if area.point else WIDE_KM):
            return f"{distance:,.0f} km from the coordinates given"
        return ""

    def _proven(self, fitting: list[Area], asked: Asked, refused: Sequence[Candidate]) -> list[Area]:
        """Those known to be near, if any is known so or a namesake is known to be far; else all that may be."""
        proven = [area for area in fitting if self._known.distance(area, asked.point) is not None]
        return proven if proven or self._is_doubtful(asked, refused) else fitting

    def _is_doubtful(self, asked: Asked, refused: Sequence[Candidate]) -> bool:
        """True when a place of that name is known in the country, though far from the point."""
        return any(candidate.area and self._known.is_in(candidate.area, asked.country) for candidate in refused)

    def _may_be_known(self, asked: Asked, refused: Sequence[Candidate]) -> bool:
        """True when a namesake is known in the country, or abroad and not known to be far from the point."""
        is_far = [candidate.kilometres is not None and candidate.kilometres > FAR_KM for candidate in refused]
        return self._is_doubtful(asked, refused) or not all(is_far)

    def _rivals(self, fitting: Sequence[Area], asked: Asked) -> Found:
        why = f"one of {len(fitting)} that it may mean"
        return Found(None, candidates=nearest_first(self._candidate(area, asked, why) for area in fitting))

    def _unmatched(self, asked: Asked, refused: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """The areas of that name that were refused, then those of the country that are spelled most like it."""
        printed = spelling(asked.printed)
        known = {candidate.area.id for candidate in refused if candidate.area}
        keys = {
            key: area
            for key, areas in self._known.spelled_like(printed).items()
            for area in areas
            if area.parents and area.id not in known and self._known.is_in(area, asked.country)
        }
        close = difflib.get_close_matches(printed, keys, n=CANDIDATES, cutoff=ALIKE)
        areas = {keys[key].id: keys[key] for key in close}.values()
        alike = [self._candidate(area, asked, "spelled much like it") for area in areas]
        return (*nearest_first(refused), *nearest_first(alike))

    def _candidate(self, area: Area, asked: Asked, why: str) -> Candidate:
        return Candidate(area.name, why, area, self._known.distance(area, asked.point))

    # What nobody has described

    def _from_gazetteer(self, asked: Asked) -> Found | None:
        """The area of the one place that a gazetteer has of that name, described if need be."""
        if self._gazetteer is None or asked.country is None:
            return None
        for places in self._gazetteer.called(asked.printed, self._known.names_of_country(asked.country)):
            fitting = [place for place in places if _is_near(place, asked.point)]
            if len(fitting) == 1:
                return self._of_place(fitting[0], asked, asked.country)
            if fitting:
                return Found(None, candidates=nearest_first(_namesakes(fitting, asked)))
        return None

    def _of_place(self, place: GazetteerPlace, asked: Asked, country: str) -> Found:
        """The area of the country that has another name of the place, else a new one."""
        areas = [area for area in self._same_as(place) if self._known.is_in(area, country)]
        if areas:
            return Found(areas[0], "gazetteer") if len(areas) == 1 else self._rivals(areas, asked)
        inside = self._country(country)
        divisions = [self._division(name, inside) for name in place.divisions]
        parents = list(dict.fromkeys(division.id for division in divisions if division)) or [inside.id]
        name = settlement_name(asked.printed)
        aliases = () if folded(name) == folded(place.name) else (name,)
        area = Area(_id(parents, place.name), place.name, aliases=aliases, point=place.point, parents=parents)
        return self._describe(area, asked, "gazetteer")

    def _same_as(self, place: GazetteerPlace) -> list[Area]:
        """The areas that have a name of the place, and a point not far from it."""
        areas = self._known.with_any_name(place.spellings)
        return [area for area in areas if area.point and kilometres(area.point, place.point) <= SAME_PLACE_KM]

    def _division(self, printed: str, country: Area) -> Area | None:
        """The part of a country that a gazetteer calls so: by its name, else where most of its places lie."""
        key = (printed, country.id)
        if key not in self._divisions:
            self._divisions[key] = self.division(printed, country.id) or self._division_of_most(printed, country)
        return self._divisions[key]

    def _division_of_most(self, printed: str, country: Area) -> Area | None:
        """The area right under the country that holds more than half of the described places of a division."""
        places = self._gazetteer.inside(self._known.names_of_country(country.id)) if self._gazetteer else ()
        here = [area for place in places if printed in place.divisions for area in self._same_as(place)]
        parts = {part.id: part for part in self._known.parts(country.id)}
        above = [parent.area for area in here for parent in area.parents if parent.area in parts]
        (most, count), *_ = Counter(above).most_common(1) or [("", 0)]
        return parts[most] if count * 2 > len(above) else None

    def _described(self, asked: Asked, refused: Sequence[Candidate]) -> Found:
        """A new area of that name, or the area around the point, unless a known place may be meant; else no area."""
        may_be_known = self._may_be_known(asked, refused)
        if may_be_known or not self._describes:
            found = Found(None) if may_be_known else self._in_shape(asked)
            return attrs.evolve(found, candidates=self._unmatched(asked, refused))
        country = self._country(asked.country) if asked.country else None
        if country and spelling(asked.printed) == spelling(country.name):
            return Found(country, "described")
        around = self._known.around(asked.point, asked.country) or country
        name, parents = settlement_name(asked.printed), [around.id] if around else []
        return self._describe(Area(_id(parents, name), name, point=asked.point, parents=parents), asked, "described")

    def _in_shape(self, asked: Asked) -> Found:
        around = self._known.around(asked.point, asked.country) if self._shapes else None
        return Found(around, "shape") if around else Found(None)

    def _describe(self, area: Area, asked: Asked, how: str) -> Found:
        if area.id in self._known.by_id:
            why = "has the id that a new area of that name would get"
            return Found(None, candidates=(self._candidate(self._known.by_id[area.id], asked, why),))
        return Found(self._add(area), how)

    def _country(self, printed: str) -> Area:
        """The country of that name, described if nobody has."""
        known = self._known.country(printed) or self._known.by_id.get(slug(printed))
        return known or self._add(Area(slug(printed), printed))

    def _add(self, area: Area) -> Area:
        noted = attrs.evolve(area, note=self._note)
        self.added.append(noted)
        self._known.add(noted)
        return noted


def _id(parents: Sequence[str], name: str) -> str:
    return "/".join([*parents[:1], slug(name)])


def _cleaned(name: str) -> str:
    """The name on one line; empty if it has no letter and no digit."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(printable.split()) if slug(printable) else ""


def _is_near(place: GazetteerPlace, point: Point | None) -> bool:
    return point is None or kilometres(place.point, point) <= FAR_KM


def _namesakes(places: Sequence[GazetteerPlace], asked: Asked) -> list[Candidate]:
    why = f"one of {len(places)} of that name in the gazetteer"
    return [
        Candidate(place.name, why, None, kilometres(place.point, asked.point) if asked.point else None)
        for place in places
    ]
