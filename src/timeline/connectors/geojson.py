"""Where each area was in which status when: GeoJSON with times, which kepler.gl and Leaflet TimeDimension play.

Invariant: a feature is a span of an area, at the point of the area; its values are those of the status on each of its
days. A feature is shown from `time` on until `end_time`; its `times` are midnight of its first and of its last day.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from timeline.connectors.stretches import DayLike, Days, changes, days_shown, spans_of, usual_names
from timeline.errors import InputError, listed
from timeline.model.areas import Area
from timeline.model.days import EVER, Day, plus, show_day
from timeline.projections.possible import Bounds, Possible, Values
from timeline.queries.history import History, Span
from timeline.queries.plain import plain
from timeline.queries.words import value_text

AFTER_THE_LAST_DAYS = 30
OWN_NAMES = {"area", "name", "start", "end", "time", "end_time", "times"}


@attrs.frozen
class FeatureCollection:
    """Features over the days `[start, end)`, in the order in which they begin.

    Args:
        features: as GeoJSON has them.
        known_on: the last day whose reports count.
        position: the last entry of the log that counts.
        without_point: ids of areas with a history and no point; they are not among the features.
        unchanged: ids of areas of which no value ever changes; they are not either.
    """

    features: tuple[dict[str, Any], ...]
    start: datetime.date
    end: datetime.date
    known_on: Day
    position: int
    without_point: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The GeoJSON document, with the state of knowledge it holds for as members of its own."""
        return {
            "type": "FeatureCollection",
            "known_on": show_day(self.known_on),
            "position": self.position,
            "features": list(self.features),
        }

    def as_json(self) -> str:
        """The document as a text, a line a feature."""
        data = self.as_data()
        head = json.dumps({name: data[name] for name in ("type", "known_on", "position")}, ensure_ascii=False)
        lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in self.features)
        return f'{head[:-1]}, "features": [\n{lines}\n]}}\n'


def features(
    histories: Iterable[History[Any]],
    areas: Iterable[Area],
    *,
    names: Sequence[str] | None = None,
    start: DayLike | None = None,
    end: DayLike | None = None,
) -> FeatureCollection:
    """The spans of some areas as features.

    Args:
        histories: one for each area, all in one state of knowledge.
        areas: these areas and perhaps others, for their names and points.
        names: the values that a feature tells, and that change where one ends and the next begins; without it control
            and condition, or all that are no amounts and no days.
        start: the first day; without it, that of the first change.
        end: the day after the last; without it, a month after the last change.

    Raises:
        NotFoundError: a history has no value of one of the names.
        InputError: a value has a name that every feature has, nothing ever changes and no days are given, or the start
            is not before the end.

    Example:
        >>> import timeline
        >>> from timeline.conflict import AreaLiberated
        >>> tl = timeline.connect()
        >>> hawija = timeline.Area("hawija", "Hawija", point=timeline.Point(35.3, 43.8))
        >>> _ = tl.append([hawija, AreaLiberated(area="hawija", when="2017-10-05", by="isf")])
        >>> found = features([tl.history("hawija")], tl.areas(), names=["control"])
        >>> found.features[0]["geometry"]["coordinates"], found.features[0]["properties"]["time"]
        ([43.8, 35.3], '2017-10-05T00:00:00Z')
    """
    known, by_id = list(histories), {area.id: area for area in areas}
    told_names = names or (usual_names(known[0]) if known else ())
    unchanged = tuple(each.area for each in known if len(list(spans_of(each, told_names))) == 1)
    _require_free(told_names)
    told = [each for each in known if each.area not in set(unchanged)]
    placed = [each for each in told if by_id[each.area].point]
    days = days_shown(changes(told, told_names), start, end, before=0, after=AFTER_THE_LAST_DAYS)
    found = [feature for each in placed for feature in _features_of(each, by_id[each.area], told_names, days)]
    found.sort(key=lambda feature: feature["properties"]["time"])
    without_point = tuple(each.area for each in told if not by_id[each.area].point)
    return FeatureCollection(tuple(found), *days, *_coordinates(known), without_point, unchanged)


def _coordinates(histories: Sequence[History[Any]]) -> tuple[Day, int]:
    return (histories[0].known_on, histories[0].position) if histories else (EVER, 0)


def _require_free(names: Sequence[str]) -> None:
    if taken := sorted(OWN_NAMES & set(names)):
        do = "name the facet otherwise"
        raise InputError("geojson", expected="values with names of their own", found=listed(taken), do=do)


def _features_of(history: History[Any], area: Area, names: Sequence[str], days: Days) -> Iterator[dict[str, Any]]:
    assert area.point is not None
    geometry = {"type": "Point", "coordinates": [area.point.longitude, area.point.latitude]}
    about = {"area": area.id, "name": area.name}
    for span in spans_of(history, names):
        if span.start < days[1] and days[0] < span.end:
            properties = {**about, **_when(span, days), **_judged(span, names)}
            yield {"type": "Feature", "geometry": geometry, "properties": properties}


def _when(span: Span, days: Days) -> dict[str, Any]:
    """The days of a span, and the moments over which it is shown; one that goes on has no last moment."""
    shown = span.cut(*days)
    first, last = f"{shown.start}T00:00:00Z", plus(shown.end, -1)
    return {
        "start": show_day(span.start),
        "end": show_day(span.end),
        "time": first,
        "end_time": None if span.end is EVER else f"{last}T23:59:59Z",
        "times": list(dict.fromkeys([first, f"{last}T00:00:00Z"])),
    }


def _judged(span: Span, names: Sequence[str]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name in names:
        value, possible, is_certain = span.judged[name]
        told[name] = _flat(value)
        told[f"{name}_certain"] = is_certain
        told[f"{name}_possible"] = None if is_certain else _possible_text(possible)
    return told


def _flat(value: object) -> Any:
    """A value that a map can tell by a colour: plain, and in words where it has parts."""
    data = plain(value)
    return value_text(value) if isinstance(data, (list, dict)) else data


def _possible_text(possible: Possible | None) -> str | None:
    if isinstance(possible, Bounds):
        return f"{possible.min} to {possible.max}"
    if isinstance(possible, Values):
        return "; ".join(map(value_text, possible))
    return None if possible is None else repr(possible)
