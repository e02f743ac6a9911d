"""All that a projection tells of one area, day by day, found where somebody looks.

Invariant: between two neighbouring boundaries no facet tells anything else; what is told of a day is its status.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import attrs

from timeline.model.at import At
from timeline.model.days import BEGINNING, EVER, Day, last_at
from timeline.model.knowledge import Knowledge
from timeline.model.policy import Policy
from timeline.projections.by_day import finder
from timeline.projections.facets import Facet, Finding
from timeline.projections.facets.base import asked
from timeline.projections.projection import Projection
from timeline.queries.status import claims_of

P_co = TypeVar("P_co", bound=Projection, covariant=True)


@attrs.frozen
class Steps:
    """What a facet tells of an area over all of time.

    Args:
        turns: the days from which on there is another hierarchy; the first is `BEGINNING`.
        finders: for each turn what tells what the facet says on a day.
        days: the days on which the facet may change; the first is `BEGINNING`.
    """

    turns: Sequence[Day]
    finders: Sequence[Callable[[Day], Finding[Any]]]
    days: Sequence[Day]
    _found: dict[Day, Finding[Any]] = attrs.field(factory=dict, init=False)

    def at(self, on: Day) -> Finding[Any]:
        """What the facet tells of a day; the evidence is that of the day from which on it does."""
        start = self.days[last_at(self.days, on)]
        if start not in self._found:
            self._found[start] = self.find(start)
        return asked(self._found[start], on)

    def find(self, on: Day) -> Finding[Any]:
        """The same with the evidence of the day."""
        return self.finders[last_at(self.turns, on)](on)


@attrs.frozen
class Past(Generic[P_co]):
    """An area over all of time, in one state of knowledge."""

    projection: type[P_co]
    area: str
    known_on: Day
    position: int
    steps: Mapping[str, Steps]

    def boundaries(self) -> list[Day]:
        """The days on which anything may change, in order; the first is `BEGINNING`."""
        return sorted({day for steps in self.steps.values() for day in steps.days})

    def status(self, on: Day) -> P_co:
        """The status on a day, with its evidence."""
        return self._answer(on, {name: steps.find(on) for name, steps in self.steps.items()})

    def judged(self, on: Day) -> P_co:
        """The status on a day, with the evidence of the days from which on each facet tells so: found once for them."""
        return self._answer(on, {name: steps.at(on) for name, steps in self.steps.items()})

    def since(self, name: str, on: Day) -> Day:
        """The first day from which a value has been what it is on a day; `BEGINNING` if it always was."""
        value = getattr(self.judged(on), name)
        since = on
        for boundary in reversed([each for each in self.boundaries() if each <= on]):
            if getattr(self.judged(boundary), name) != value:
                break
            since = boundary
        return since

    def _answer(self, on: Day, findings: dict[str, Finding[Any]]) -> P_co:
        return self.projection(At(on, self.known_on, self.position), self.area, findings)  # type: ignore[arg-type]


def past(projection: type[P_co], knowledge: Knowledge, policy: Policy, area: str) -> Past[P_co]:
    """An area in a state of knowledge; costs a look at every claim about it."""
    facets = projection.definition.facets.items()
    steps = {name: _steps(facet, knowledge, policy, area) for name, facet in facets}
    return Past(projection, area, knowledge.known_on, knowledge.position, steps)


def _steps(facet: Facet[Any], knowledge: Knowledge, policy: Policy, area: str) -> Steps:
    """Between two changes of the hierarchy the claims are the same; within, the facet names its own boundaries."""
    turns: list[Day] = [BEGINNING, *sorted(knowledge.areas.boundaries())]
    finders, days = [], list[Day]()
    for start, end in zip(turns, [*turns[1:], EVER], strict=True):
        about = claims_of(facet, knowledge, policy, area, start)
        finders.append(finder(facet, about))
        days += sorted({start, *(day for day in facet.boundaries(about) if start < day < end)})
    return Steps(turns, finders, days)
