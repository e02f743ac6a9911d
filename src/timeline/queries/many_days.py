"""What facets say of one area on many days: the claims are gathered once for each hierarchy of areas.

Invariant: it is what `status.find` says of each day, but that of the claims in support only the newest day is told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from timeline.model.days import BEGINNING, Day, last_at
from timeline.model.knowledge import Knowledge
from timeline.model.policy import Policy
from timeline.projections.by_day import finder
from timeline.projections.facets import Facet, Finding
from timeline.queries.status import claims_of


class ManyDays:
    """An area in a state of knowledge."""

    def __init__(self, knowledge: Knowledge, policy: Policy, area: str) -> None:
        self.knowledge = knowledge
        self.area = area
        self._policy = policy
        self._turns: list[Day] = [BEGINNING, *sorted(knowledge.areas.boundaries())]
        self._finders: dict[tuple[Facet[Any], Day], Callable[[Day], Finding[Any]]] = {}

    def find(self, facet: Facet[Any], on: Day) -> Finding[Any]:
        """What a facet says on a day, under the hierarchy of that day."""
        turn = self._turns[last_at(self._turns, on)]
        if (facet, turn) not in self._finders:
            claims = claims_of(facet, self.knowledge, self._policy, self.area, turn)
            self._finders[facet, turn] = finder(facet, claims)
        return self._finders[facet, turn](on)
