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
from timeline.projections.claims import Claim, claims
from timeline.projections.facets import Facet, Finding
from timeline.projections.possible import Bounds, Possible, Values
from timeline.projections.projection import Projection, judgements, rests_on
from timeline.queries.plain import plain

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


def find(facet: Facet[T], knowledge: Knowledge, policy: Policy, area: str, on: Day) -> Finding[T]:
    """What a facet says for an area on a day, under the hierarchy of that day."""
    return facet.find(claims_of(facet, knowledge, policy, area, on), on)


def claims_of(facet: Facet[Any], knowledge: Knowledge, policy: Policy, area: str, on: Day) -> list[Claim]:
    """What a facet is given to judge by, under the hierarchy of a day."""
    return claims(knowledge, policy, area, on, look=facet.look, kinds=facet.kinds, read=facet.read, takes=facet.takes)


def ask(facet: Facet[T], knowledge: Knowledge, policy: Policy, area: str, on: datetime.date) -> Answer[T]:
    """One facet, made on the spot or taken from a projection."""
    found = find(facet, knowledge, policy, area, on)
    evidence = found.resolved.evidence(on)
    return Answer(found.value, at(knowledge, on), area, found.possible, found.is_certain, evidence)


def status(projection: type[P], knowledge: Knowledge, policy: Policy, area: str, on: datetime.date) -> P:
    """Every facet of a projection."""
    facets = projection.definition.facets.items()
    findings = {name: find(facet, knowledge, policy, area, on) for name, facet in facets}
    return projection(at(knowledge, on), area, findings)


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


def judgements_as_data(judged: Mapping[str, tuple[Any, Possible | None, bool]]) -> dict[str, Any]:
    """Values, certainty and possibilities by name, as plain data; no possibilities where nobody can know."""
    return {
        "values": {name: plain(value) for name, (value, _, _) in judged.items()},
        "certain": {name: certain for name, (_, _, certain) in judged.items()},
        "possible": {
            name: possible_as_data(possible) for name, (_, possible, _) in judged.items() if possible is not None
        },
    }


def possible_as_data(possible: Possible) -> dict[str, Any]:
    """What a value may be, as plain data."""
    if isinstance(possible, Bounds):
        return {"min": possible.min, "max": possible.max}
    if isinstance(possible, Values):
        return {"values": [plain(value) for value in possible]} | ({"at_most": True} if possible.at_most else {})
    windows = [[show_day(each.earliest), show_day(min(each.latest, possible.on))] for each in possible.windows]
    return {"windows": windows, "nothing": possible.nothing}


def as_data(answer: Projection) -> dict[str, Any]:
    """An answer as one JSON document."""
    evidence: Mapping[str, Day | None] = answer.evidence
    return {
        "area": answer.area,
        "at": answer.at.as_data(),
        **judgements_as_data(judgements(answer)),
        "evidence": {name: show_day(day) for name, day in evidence.items() if day is not None},
    }
