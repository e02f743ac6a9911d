"""Areas and their hierarchy: a directed acyclic graph that may change with the days.

Invariant: the hierarchy used for a question is that of the day asked about; walking it ends even where reports
disagree, and gives each area once with its shortest distance.
"""

from __future__ import annotations

import bisect
import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

import attrs

from timeline.errors import AreaCycleError, InputError
from timeline.model.days import BEGINNING, EVER, Day, Unbounded, show_day, to_day
from timeline.model.fields import (
    is_any_text,
    is_id,
    is_instance_or_none,
    is_text,
    is_texts,
    refuse,
    to_tuple,
)
from timeline.model.names import find, fitting
from timeline.model.shapes import Shape
from timeline.model.sources import to_reported_day


def _is_degrees(limit: int) -> Callable[[object, attrs.Attribute[float], float], None]:
    def validator(instance: object, attribute: attrs.Attribute[float], value: float) -> None:
        if not isinstance(value, (int, float)) or not -limit <= value <= limit:
            raise refuse(instance, attribute.name, f"degrees from -{limit} to {limit}", value)

    return validator


@attrs.frozen
class Point:
    """A place on the earth, in degrees (WGS 84)."""

    latitude: float = attrs.field(validator=_is_degrees(90))
    longitude: float = attrs.field(validator=_is_degrees(180))


def _to_end(value: str | datetime.date | Unbounded) -> Day:
    return value if isinstance(value, Unbounded) else to_day(value)


@attrs.frozen
class Parent:
    """An area that another lies in, over the days `[start, end)`."""

    area: str = attrs.field(validator=is_id)
    start: Day = attrs.field(default=BEGINNING, converter=_to_end)
    end: Day = attrs.field(default=EVER, converter=_to_end)

    def __attrs_post_init__(self) -> None:
        if not self.start < self.end:
            raise InputError(f"parent {self.area}", expected="start < end", found=f"{self.start} to {self.end}")

    def holds_on(self, on: Day) -> bool:
        """True on the days from its start to the day before its end."""
        return self.start <= on < self.end


def _to_parents(values: Iterable[str | Parent]) -> tuple[Parent, ...]:
    return tuple(Parent(value) if isinstance(value, str) else value for value in to_tuple(values))


@attrs.frozen
class Area:
    """A named territory.

    Args:
        id: the stable id, such as `iq/kirkuk/hawija`; the slashes mean nothing to the engine.
        name: what people call it.
        aliases: what they call it otherwise.
        point: where it is, or its middle.
        shape: its outline.
        parents: the areas it lies in, each an id or a `Parent` with its days.

    Example:
        >>> Area("iq/hamrin", "Hamrin hills", parents=["iq/diyala", "iq/kirkuk"]).parents[0].area
        'iq/diyala'
    """

    id: str = attrs.field(validator=is_id)
    name: str = attrs.field(validator=is_text)
    aliases: tuple[str, ...] = attrs.field(default=(), converter=to_tuple, validator=is_texts, kw_only=True)
    point: Point | None = attrs.field(default=None, validator=is_instance_or_none(Point), kw_only=True)
    shape: Shape | None = attrs.field(default=None, validator=is_instance_or_none(Shape), kw_only=True)
    parents: tuple[Parent, ...] = attrs.field(default=(), converter=_to_parents, kw_only=True)
    note: str = attrs.field(default="", validator=is_any_text, kw_only=True)
    reported_on: datetime.date | None = attrs.field(default=None, converter=to_reported_day, kw_only=True)


def _told(parent: Parent) -> str | dict[str, Any]:
    days = {end: day for end in ("start", "end") if (day := show_day(getattr(parent, end)))}
    return {"area": parent.area, **days} if days else parent.area


def _row(area: Area) -> dict[str, Any]:
    return {
        "id": area.id,
        "name": area.name,
        "aliases": list(area.aliases),
        "latitude": area.point and area.point.latitude,
        "longitude": area.point and area.point.longitude,
        "shape": area.shape and area.shape.as_geojson(),
        "parents": [_told(each) for each in area.parents],
        "note": area.note,
    }


@attrs.frozen
class Areas:
    """The areas in a state of knowledge: those described, and those that events only name."""

    described: Mapping[str, Area]
    undescribed: tuple[str, ...] = ()
    _children: Mapping[str, tuple[tuple[str, Parent], ...]] = attrs.field(init=False, eq=False, repr=False)
    _turns: Sequence[datetime.date] = attrs.field(init=False, eq=False, repr=False)
    _near: dict[tuple[str, bool, int], dict[str, int]] = attrs.field(init=False, eq=False, repr=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        children: dict[str, list[tuple[str, Parent]]] = defaultdict(list)
        for area in self.described.values():
            for parent in area.parents:
                children[parent.area].append((area.id, parent))
        object.__setattr__(self, "_children", {area: tuple(below) for area, below in children.items()})
        object.__setattr__(self, "_turns", sorted(self.boundaries()))

    def __iter__(self) -> Iterator[Area]:
        return iter(sorted(self._all().values(), key=lambda area: area.id))

    def __len__(self) -> int:
        return len(self._all())

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping an area, of plain data, for a map or a join: its point is a `latitude` and a `longitude`.

        Example:
            >>> Areas({"a": Area("a", "A", point=Point(35.3, 43.8))}).rows()[0]["longitude"]
            43.8
        """
        return [{**_row(area), "described": area.id in self.described} for area in self]

    def _all(self) -> dict[str, Area]:
        named_only = {parent for parent in self._children if parent not in self.described} | set(self.undescribed)
        return {**self.described, **{area: Area(area, area) for area in named_only}}

    def find(self, name: str) -> Area:
        """The area with that id, name or alias.

        Raises:
            NotFoundError: there is none; lists the nearest names.
            AmbiguousNameError: the name fits several; lists them.
        """
        return self.described[name] if name in self.described else find("area", name, self._all())

    def fitting(self, name: str) -> Area | None:
        """The same; None where there is none, for who looks elsewhere then.

        Raises:
            AmbiguousNameError: the name fits several; lists them.
        """
        return fitting("area", name, self._all())

    def above(self, area: str, on: Day) -> dict[str, int]:
        """The area itself and all it lies in on that day, each with its shortest distance upwards."""
        return self._distances(area, on, is_up=True)

    def inside(self, area: str, on: Day) -> dict[str, int]:
        """The area itself and all that lie in it on that day, each with its shortest distance downwards."""
        return self._distances(area, on, is_up=False)

    def _distances(self, area: str, on: Day, *, is_up: bool) -> dict[str, int]:
        """The same for all days between two on which the hierarchy changes, so that it is found once for them."""
        key = (area, is_up, self.turn(on))
        if key not in self._near:
            step = self._parents if is_up else self._children_on
            self._near[key] = _distances(area, lambda near: step(near, on))
        return self._near[key]

    def turn(self, on: Day) -> int:
        """A number that is the same for all days between two on which the hierarchy changes."""
        return bisect.bisect_right(cast(Sequence[Day], self._turns), on)

    def boundaries(self) -> set[datetime.date]:
        """The days on which some area gains or loses a parent."""
        parents = [parent for area in self.described.values() for parent in area.parents]
        ends = {end for parent in parents for end in (parent.start, parent.end)}
        return {end for end in ends if not isinstance(end, Unbounded)}

    def require_acyclic(self) -> None:
        """Refuse a hierarchy in which an area lies inside itself on some day.

        Raises:
            AreaCycleError: names the areas that form the cycle.
        """
        days: list[Day] = [BEGINNING, *sorted(self.boundaries())]
        for day in days:
            for area in self.described:
                for parent in self._parents(area, day):
                    if area in self.above(parent, day):
                        raise _cycle(area, parent, day)

    def _parents(self, area: str, on: Day) -> list[str]:
        known = self.described.get(area)
        return [parent.area for parent in known.parents if parent.holds_on(on)] if known else []

    def _children_on(self, area: str, on: Day) -> list[str]:
        return [child for child, parent in self._children.get(area, ()) if parent.holds_on(on)]


def _distances(start: str, neighbours: Callable[[str], list[str]]) -> dict[str, int]:
    distances = {start: 0}
    frontier = [start]
    while frontier:
        found = {area for near in frontier for area in neighbours(near) if area not in distances}
        distances.update(dict.fromkeys(found, distances[frontier[0]] + 1))
        frontier = sorted(found)
    return distances


def _cycle(area: str, parent: str, day: Day) -> AreaCycleError:
    do = "leave out one of these parents, or give them days that do not meet"
    return AreaCycleError(
        f"area {area}",
        expected="parents that do not lie inside it",
        found=f"parent {parent} inside {area} on {day}",
        do=do,
        cycle=(area, parent),
    )
