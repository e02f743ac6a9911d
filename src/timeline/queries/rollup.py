"""How many of the areas inside another have each value: what the whole looks like, place by place.

Invariant: every area inside is counted once, those of which nothing is known too.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import attrs

from timeline.model.at import At
from timeline.model.knowledge import Knowledge
from timeline.model.plain import plain
from timeline.model.policy import Policy
from timeline.projections.projection import Projection
from timeline.queries.status import at, statuses


@attrs.frozen
class Group:
    """The areas that have one value, sorted by id."""

    value: Any
    areas: tuple[str, ...]


@attrs.frozen
class Rollup:
    """The areas inside an area, grouped by a value of their status; the largest group first.

    Args:
        area: id of the area that they are inside of.
        name: the value that they are grouped by.
        groups: the groups; an area of which nothing is known is in one too.
        answers: the status of each area inside, sorted by id.
    """

    area: str
    at: At
    name: str
    groups: tuple[Group, ...]
    answers: tuple[Projection, ...] = attrs.field(repr=False)

    def __iter__(self) -> Iterator[Group]:
        return iter(self.groups)

    def __len__(self) -> int:
        return len(self.groups)

    def count(self, value: object) -> int:
        """How many of the areas have a value."""
        return sum(len(group.areas) for group in self.groups if group.value == value)

    @property
    def is_unanimous(self) -> bool:
        """True when all the areas surely have one value; false where one of them may have another, or there is none."""
        return len(self.groups) == 1 and all(answer.certain(self.name) for answer in self.answers)

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping a group, of plain data."""
        return [
            {"value": plain(group.value), "areas_count": len(group.areas), "areas": list(group.areas)} for group in self
        ]

    def as_data(self) -> dict[str, Any]:
        """The groups as one JSON document."""
        return {
            "area": self.area,
            "at": self.at.as_data(),
            "name": self.name,
            "unanimous": self.is_unanimous,
            "groups": self.rows(),
        }


def rollup(
    projection: type[Projection], knowledge: Knowledge, policy: Policy, area: str, on: datetime.date, *, name: str
) -> Rollup:
    """The areas inside an area under the hierarchy of a day, grouped by a value of their status."""
    inside = sorted(knowledge.areas.inside(area, on).keys() - {area})
    answers = tuple(statuses(projection, knowledge, policy, inside, on))
    groups: list[tuple[Any, list[str]]] = []
    for answer in answers:
        _areas_with(getattr(answer, name), groups).append(answer.area)
    told = (Group(value, tuple(areas)) for value, areas in groups)
    return Rollup(area, at(knowledge, on), name, tuple(sorted(told, key=_largest_first)), answers)


def _areas_with(value: object, groups: list[tuple[Any, list[str]]]) -> list[str]:
    """The areas gathered under a value; values need not be hashable."""
    found = next((areas for known, areas in groups if known == value), None)
    if found is None:
        found = []
        groups.append((value, found))
    return found


def _largest_first(group: Group) -> tuple[int, str]:
    return (-len(group.areas), group.areas[0])
