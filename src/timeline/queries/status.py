"""What is the status of an area on a day: the plain definition, evaluated over what is in force."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

import attrs

from timeline.model.at import At
from timeline.model.days import Day, show_day
from timeline.model.knowledge import Knowledge
from timeline.model.plain import plain
from timeline.model.policy import Policy
from timeline.projections.claims import Claim, claims
from timeline.projections.facets import Facet, Finding
from timeline.projections.possible import Possible
from timeline.projections.projection import Projection, rests_on

P = TypeVar("P", bound=Projection)
T = TypeVar("T")


@attrs.frozen
class Answer(Generic[T]):
    """The value of one facet for an area, with the coordinates it holds for.

    Args:
        possible: what the value may be over every placement of imprecise events; None where nobody can know.
        is_certain: whether no placement gives another value.
        evidence: the newest day that an event behind the value speaks of.
    """

    value: T
    at: At
    area: str
    possible: Possible | None
    is_certain: bool
    evidence: Day | None

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping, of plain data."""
        return [
            {
                "area": self.area,
                **self.at.as_data(),
                "value": plain(self.value),
                "certain": self.is_certain,
                "possible": None if self.possible is None else self.possible.as_data(),
                "evidence": None if self.evidence is None else show_day(self.evidence),
            }
        ]


def find(facet: Facet[T], knowledge: Knowledge, policy: Policy, area: str, on: Day) -> Finding[T]:
    """What a facet says for an area on a day, under the hierarchy of that day."""
    return facet.find(claims_of(facet, knowledge, policy, area, on), on)


def claims_of(facet: Facet[Any], knowledge: Knowledge, policy: Policy, area: str, on: Day) -> list[Claim]:
    """What a facet is given to judge by, under the hierarchy of a day."""
    return claims(knowledge, policy, area, on, look=facet.look, kinds=facet.kinds, read=facet.read, takes=facet.takes)


def told(found: Finding[T], at: At, area: str) -> Answer[T]:
    """What a facet says, as an answer."""
    return Answer(found.value, at, area, found.possible, found.is_certain, found.resolved.evidence(at.on))


def status(projection: type[P], knowledge: Knowledge, policy: Policy, area: str, on: datetime.date) -> P:
    """Every facet of a projection."""
    facets = projection.definition.facets.items()
    findings = {name: find(facet, knowledge, policy, area, on) for name, facet in facets}
    return projection(at(knowledge, on), area, findings)


def statuses(
    projection: type[P], knowledge: Knowledge, policy: Policy, areas: Iterable[str], on: datetime.date
) -> Iterator[P]:
    """The same of several areas: what a facet tells where nothing is known is found once."""
    coordinates, facets = at(knowledge, on), projection.definition.facets
    of_nothing = {facet: facet.find([], on) for facet in facets.values()}

    def told(facet: Facet[Any], area: str) -> Finding[Any]:
        claims = claims_of(facet, knowledge, policy, area, on)
        is_shared = not claims and _is_hashable(of_nothing[facet].value)
        return of_nothing[facet] if is_shared else facet.find(claims, on)

    return (
        projection(coordinates, area, {name: told(facet, area) for name, facet in facets.items()}) for area in areas
    )


def _is_hashable(value: object) -> bool:
    """Whether a value can stand in several answers, since nobody can change it."""
    try:
        hash(value)
    except TypeError:
        return False
    return True


def at(knowledge: Knowledge, on: datetime.date) -> At:
    """The coordinates of an answer over a state of knowledge."""
    return At(on, knowledge.known_on, knowledge.position)


def newest_evidence(answer: Projection) -> datetime.date | None:
    """The newest day that any event behind an answer speaks of; None where there is none.

    Where the projection derives values, only the facets they rest on count: a victory declared for the whole country
    must not make the news of a town look fresh.
    """
    derived = answer.definition.derived
    chosen = {facet for name in derived for facet in rests_on(answer, name)} if derived else set(answer.evidence)
    known = [day for name, day in answer.evidence.items() if name in chosen and isinstance(day, datetime.date)]
    return max(known, default=None)


def age_days(answer: Projection) -> int | None:
    """How many days before the day asked about the newest evidence is; None where there is none."""
    newest = newest_evidence(answer)
    return None if newest is None else (answer.at.on - newest).days
