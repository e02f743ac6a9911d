"""Where each area was in which status when: GeoJSON with times, which kepler.gl and Leaflet TimeDimension play.

Invariant: a feature is a span of an area, at its point or in its shape; its values are those of the status on each of
its days. A feature is shown from `time` on until `end_time`; its `times` are midnight of its first and of its last day.
"""

from __future__ import annotations

import datetime
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from timeline.connectors.stretches import DayLike, Days, days_shown, require_names, usual_names
from timeline.errors import InputError, listed
from timeline.model.areas import Area
from timeline.model.days import BEGINNING, EVER, Day, Unbounded, plus, show_day
from timeline.queries.history import Histories
from timeline.queries.words import value_text

Row = Mapping[str, Any]

AFTER_THE_LAST_DAYS = 30
OWN_NAMES = {"area", "name", "start", "end", "time", "end_time", "times"}
OF_A_VALUE = ("", "_certain", "_possible")


@attrs.frozen
class FeatureCollection:
    """Features over the days `[start, end)`, in the order in which they begin.

    Args:
        features: as GeoJSON has them.
        known_on: the last day whose reports count.
        position: the last entry of the log that counts.
        without_point: ids of areas with a history and no point (or shape); they are not among the features.
        unchanged: ids of areas of which no value ever changes; they are not either.
        note: what else a reader should know, such as whose words are left out.
    """

    features: tuple[dict[str, Any], ...]
    start: datetime.date
    end: datetime.date
    known_on: Day
    position: int
    without_point: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    note: str = ""

    def as_data(self) -> dict[str, Any]:
        """The GeoJSON document, with the state of knowledge it holds for as members of its own."""
        return {
            "type": "FeatureCollection",
            "known_on": show_day(self.known_on),
            "position": self.position,
            **({"note": self.note} if self.note else {}),
            "features": list(self.features),
        }

    def as_json(self) -> str:
        """The document as a text, a line a feature."""
        data = self.as_data()
        head = json.dumps({name: told for name, told in data.items() if name != "features"}, ensure_ascii=False)
        lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in self.features)
        return f'{head[:-1]}, "features": [\n{lines}\n]}}\n'


@attrs.frozen
class _Stretch:
    """The days `[start, end)` of an area over which what is told stays the same."""

    area: str
    start: Day
    end: Day
    told: dict[str, Any]


def features(
    spans: Histories,
    areas: Iterable[Area],
    *,
    names: Sequence[str] | None = None,
    start: DayLike | None = None,
    end: DayLike | None = None,
    shapes: bool = False,
    note: str = "",
) -> FeatureCollection:
    """The spans of some areas as features.

    Args:
        spans: the spans of these areas and perhaps of others, as `Timeline.spans` tells them.
        areas: the areas, for their names, points and shapes.
        names: the values that a feature tells, and that change where one ends and the next begins; without it control
            and condition, or all that are no amounts and no days.
        start: the first day; without it, that of the first change.
        end: the day after the last; without it, a month after the last change.
        shapes: show an area in its shape where it has one, else at its point.
        note: what else a reader should know, such as the `note` of a timeline that leaves sources out.

    Raises:
        NotFoundError: no value has one of the names.
        InputError: two properties would have one name, there is no value to tell, nothing ever changes and no days are
            given, or the start is not before the end.

    Example:
        >>> import timeline
        >>> from timeline.conflict import AreaLiberated
        >>> tl = timeline.connect()
        >>> hawija = timeline.Area("hawija", "Hawija", point=timeline.Point(35.3, 43.8))
        >>> _ = tl.append([hawija, AreaLiberated(area="hawija", when="2017-10-05", by="isf")])
        >>> found = features(tl.spans(), tl.areas(), names=["control"])
        >>> found.features[0]["geometry"]["coordinates"], found.features[0]["properties"]["time"]
        ([43.8, 35.3], '2017-10-05T00:00:00Z')
    """
    by_id, told_names = {area.id: area for area in areas}, names or usual_names(spans.projection)
    require_names("geojson", told_names, spans.names)
    _require_apart(told_names)
    every = _stretches((row for row in spans if row["area"] in by_id), told_names)
    told = {area: found for area, found in every.items() if len(found) > 1}
    geometries = {area: made for area in told if (made := geometry(by_id[area], shapes=shapes))}
    placed = [each for area in geometries for each in told[area]]
    bounded = sorted(each.start for found in told.values() for each in found if isinstance(each.start, datetime.date))
    days = days_shown(bounded, start, end, before=0, after=AFTER_THE_LAST_DAYS)
    shown = [
        _feature(each, by_id[each.area].name, geometries[each.area], days)
        for each in placed
        if each.start < days[1] and days[0] < each.end
    ]
    return FeatureCollection(
        tuple(sorted(shown, key=lambda feature: feature["properties"]["time"])),
        *days,
        spans.known_on,
        spans.position,
        without_point=tuple(area for area in told if area not in geometries),
        unchanged=tuple(area for area in every if area not in told),
        note=note,
    )


def _require_apart(names: Sequence[str]) -> None:
    if not names:
        do = "name them (--facet, names=), such as an amount"
        raise InputError("geojson", expected="values to tell", found="a projection of amounts and days alone", do=do)
    count_of = Counter([*OWN_NAMES, *(f"{name}{end}" for name in dict.fromkeys(names) for end in OF_A_VALUE)])
    if taken := sorted(name for name, count in count_of.items() if count > 1):
        do = "name the facet otherwise"
        raise InputError("geojson", expected="values with names of their own", found=listed(taken), do=do)


def _stretches(rows: Iterable[Row], names: Sequence[str]) -> dict[str, list[_Stretch]]:
    """The stretches of each area, from the rows of its spans."""
    found: dict[str, list[_Stretch]] = {}
    judged = ((row, {"area": row["area"], **_judged(row, names)}) for row in rows)
    for told, equal in itertools.groupby(judged, key=lambda each: each[1]):
        spans = [row for row, _ in equal]
        area, start, end = told.pop("area"), spans[0]["start"], spans[-1]["end"]
        found.setdefault(area, []).append(_Stretch(area, _day(start, BEGINNING), _day(end, EVER), told))
    return found


def _day(text: str | None, unbounded: Unbounded) -> Day:
    return unbounded if text is None else datetime.date.fromisoformat(text)


def _judged(row: Row, names: Sequence[str]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name in names:
        is_certain, possible = row["certain"][name], row["possible"].get(name)
        told[name] = _flat(row[name])
        told[f"{name}_certain"] = is_certain
        told[f"{name}_possible"] = None if is_certain or possible is None else _possible_text(possible)
    return told


def _flat(value: Any) -> Any:
    """A plain value that a map can tell by a colour: as it is, or in words where it has parts."""
    if isinstance(value, dict) and set(value) == {"disputed"}:
        return "disputed: " + " / ".join(map(_word, value["disputed"]))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


def _word(value: Any) -> str:
    return value_text(_flat(value))


def _possible_text(possible: dict[str, Any]) -> str:
    if "values" in possible:
        return "; ".join(map(_word, possible["values"]))
    if "windows" in possible:
        windows = [f"{first or ''}..{last or ''}" for first, last in possible["windows"]]
        return "; ".join([*windows, *(["nothing"] if possible["nothing"] else [])])
    return f"{possible['min']} to {possible['max']}"


def geometry(area: Area, *, shapes: bool) -> dict[str, Any] | None:
    """Where an area is shown: in its shape if asked to and it has one, else at its point; nowhere without."""
    if shapes and area.shape:
        return area.shape.as_geojson()
    return {"type": "Point", "coordinates": [area.point.longitude, area.point.latitude]} if area.point else None


def _feature(stretch: _Stretch, name: str, geometry: dict[str, Any], days: Days) -> dict[str, Any]:
    properties = {"area": stretch.area, "name": name, **_when(stretch, days), **stretch.told}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _when(stretch: _Stretch, days: Days) -> dict[str, Any]:
    """The days of a stretch, and the moments over which it is shown; one that goes on has no last moment."""
    first, last = max(stretch.start, days[0]), plus(min(stretch.end, days[1]), -1)
    times = [f"{first}T00:00:00Z", f"{last}T00:00:00Z"]
    return {
        "start": show_day(stretch.start),
        "end": show_day(stretch.end),
        "time": times[0],
        "end_time": None if stretch.end is EVER else f"{last}T23:59:59Z",
        "times": list(dict.fromkeys(times)),
    }
