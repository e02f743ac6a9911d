"""What is asked of a printed place name, and what it leads to.

Invariant: an area is found, or else the candidates say why none of them was taken.
"""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from timeline.model.areas import Area, Point


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
class Asked:
    """A question: the name as printed, the country it must lie in, and where it is said to be."""

    printed: str
    country: str | None
    point: Point | None


def nearest_first(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """In order of distance where one is known, else in the order given."""

    def distance(candidate: Candidate) -> float:
        return candidate.kilometres if candidate.kilometres is not None else float("inf")

    return tuple(sorted(candidates, key=distance))
