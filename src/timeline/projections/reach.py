"""How far from a day the claims lie that can matter on it, so that no more of a log need be looked at.

Invariant: a facet tells the same with or without what lies farther away. An event beyond doubt is one that surely
happened, about the whole of its area, on a day that is known and not called doubtful.
"""

from __future__ import annotations

import attrs


@attrs.frozen
class Reach:
    """The claims that can matter on a day: those that any of these names.

    Args:
        is_all: all that may have begun by then.
        days_count: those of so many days, the day itself included.
        is_to_last: those that may not lie before the last one beyond doubt.
        is_to_first: those that may not lie behind the first one beyond doubt.
        is_ahead: those behind the day, up to the first one beyond doubt.
    """

    is_all: bool = False
    days_count: int = 0
    is_to_last: bool = False
    is_to_first: bool = False
    is_ahead: bool = False

    def __or__(self, other: Reach) -> Reach:
        return Reach(
            self.is_all or other.is_all,
            max(self.days_count, other.days_count),
            self.is_to_last or other.is_to_last,
            self.is_to_first or other.is_to_first,
            self.is_ahead or other.is_ahead,
        )


EVERYTHING = Reach(is_all=True)
