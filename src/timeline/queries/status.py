"""What is the status of an area on a day: the plain definition, evaluated over what is in force."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

import attrs

from timeline.model.at import At
from timeline.model.days import Day, show_day
from timeline.model.knowledge import Knowledge
from timeline.model.policy import Policy
from timeline.projections.claims import claims
from timeline.projections.facets import Facet, Resolved
from timeline.projections.projection import Projection, rests_on, values
from timeline.queries.plain import plain

P = TypeVar("P", bound=Projection)
T = TypeVar("T")


@attrs.frozen
class Answer(Generic[T]):
    """The value of one facet for an area, with the coordinates it holds for and the newest day of its evidence."""

    value: T
    at: At
    area: str
    evidence: Day | None


def resolve(facet: Facet[T], knowledge: Knowledge, policy: Policy, area: str, on: Day) -> Resolved[T]:
    """The value of a facet for an area on a day, under the hierarchy of that day."""
    about = claims(knowledge, policy, area, on, look=facet.look, read=facet.read, takes=facet.takes)
    return facet.resolve(about, on)


def ask(facet: Facet[T], knowledge: Knowledge, policy: Policy, area: str, on: datetime.date) -> Answer[T]:
    """One facet, made on the spot or taken from a projection."""
    resolved = resolve(facet, knowledge, policy, area, on)
    return Answer(resolved.value, at(knowledge, on), area, resolved.evidence(on))


def status(projection: type[P], knowledge: Knowledge, policy: Policy, area: str, on: datetime.date) -> P:
    """Every facet of a projection."""
    facets = projection.definition.facets.items()
    resolved = {name: resolve(facet, knowledge, policy, area, on) for name, facet in facets}
    return projection(at(knowledge, on), area, resolved)


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


def as_data(answer: Projection) -> dict[str, Any]:
    """An answer as one JSON document."""
    evidence: Mapping[str, Day | None] = answer.evidence
    return {
        "area": answer.area,
        "at": answer.at.as_data(),
        "values": plain(values(answer)),
        "evidence": {name: show_day(day) for name, day in evidence.items() if day is not None},
    }
