"""Which facets are told in columns by more than their plain definition.

Invariant: a facet of another class, a subclass too, is told by its plain definition, for it may define anything anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from timeline.model.days import BEGINNING, Day
from timeline.projections.columns.amounts import active_steps, total_steps
from timeline.projections.columns.claims import ClaimColumns, claim_columns
from timeline.projections.columns.events import EventColumns
from timeline.projections.columns.folds import fold_steps
from timeline.projections.columns.memory import Memory
from timeline.projections.columns.order import first_steps, last_on_steps, latest_steps
from timeline.projections.columns.plain import plain_steps
from timeline.projections.columns.steps import Steps, Told
from timeline.projections.facets.active import Active
from timeline.projections.facets.base import Facet
from timeline.projections.facets.fold import Fold
from timeline.projections.facets.last_on import LastOn
from timeline.projections.facets.latest import First, Latest
from timeline.projections.facets.total import Total
from timeline.projections.projection import Projection

_IN_COLUMNS: dict[type, Callable[[Any, ClaimColumns], Steps]] = {
    Active: active_steps,
    First: first_steps,
    Fold: fold_steps,
    LastOn: last_on_steps,
    Latest: latest_steps,
    Total: total_steps,
}


def steps_of(facet: Facet[Any], claims: ClaimColumns) -> Steps:
    """What a facet tells of all areas over all time, under the hierarchy that the claims are of."""
    tell: Callable[[Any, ClaimColumns], Steps] = _IN_COLUMNS.get(type(facet), plain_steps)
    return tell(facet, claims)


@attrs.frozen(eq=False)
class AllSteps:
    """What facets tell of all areas over all time, each found when it is first asked for."""

    events: EventColumns
    _steps: dict[tuple[Facet[Any], Day], Steps] = attrs.field(init=False, factory=dict)
    _memories: dict[tuple[type[Projection], str, tuple[Told, ...]], Memory] = attrs.field(init=False, factory=dict)

    @property
    def turns(self) -> list[Day]:
        """The days from which on there is another hierarchy; the first is the beginning of time."""
        return [BEGINNING, *sorted(self.events.areas.boundaries())]

    def of(self, facet: Facet[Any], turn: Day) -> Steps:
        """What a facet tells under the hierarchy from a turn on."""
        if (facet, turn) not in self._steps:
            self._steps[facet, turn] = steps_of(facet, claim_columns(self.events, facet, turn))
        return self._steps[facet, turn]

    def memory(self, projection: type[Projection], name: str, told: tuple[Told, ...]) -> Memory:
        """What was judged of a derived value over what its facets tell."""
        memory = self._memories.get((projection, name, told))
        if memory is None or memory.is_full:
            memory = self._memories[projection, name, told] = Memory(tuple(projection.definition.facets))
        return memory
