"""How far from a day the claims lie that can matter on it, so that no more of a log need be looked at.

Invariant: a facet tells the same with or without what lies farther away. An event beyond doubt is one that surely
happened, about the whole of its area, on a day that is known and not called doubtful.
"""

from __future__ import annotations

import enum

import attrs


class Direction(enum.Enum):
    """Which claims up to a day can matter on it."""

    ALL = "all"
    LAST = "from the last one beyond doubt on"
    FIRST = "up to the first one beyond doubt"


@attrs.frozen
class Reach:
    """The claims that can matter on a day.

    Args:
        direction: which ones up to the day.
        days_count: only those of so many days, the day itself included; None for any.
        looks_ahead: also those behind the day, up to the first one beyond doubt.
    """

    direction: Direction = Direction.ALL
    days_count: int | None = None
    looks_ahead: bool = False


EVERYTHING = Reach()
