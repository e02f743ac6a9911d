"""What was judged of a derived value: the same where those facets tell the same that it read.

Invariant: what facets tell goes by numbers that are equal only where they tell the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from timeline.projections.projection import Judged

Codes = tuple[int, ...]
"""A number for what each facet tells, in their order."""

Read = tuple[int, ...]
"""The places of the facets that were read."""

_MOST = 200_000
"""What may be judged before all of it is forgotten."""


class Memory:
    """What was judged of one derived value.

    Args:
        facets: the names of the facets, in the order of the codes.
    """

    def __init__(self, facets: Sequence[str]) -> None:
        self._facets = facets
        self._known: dict[Read, dict[Codes, Judged]] = {}

    @property
    def is_full(self) -> bool:
        """Whether it holds so much that it had better be begun anew."""
        return sum(map(len, self._known.values())) > _MOST

    def judged(self, codes: Codes, judge: Callable[[], tuple[Judged, frozenset[str]]]) -> Judged:
        """What is judged where facets tell what some codes stand for.

        Args:
            judge: judges it, and names the facets on which that rests.
        """
        for read, known in [*self._known.items()]:
            if (told := tuple(codes[each] for each in read)) in known:
                return known[told]
        judged, names = judge()
        read = tuple(number for number, facet in enumerate(self._facets) if facet in names)
        self._known.setdefault(read, {})[tuple(codes[each] for each in read)] = judged
        return judged
