"""Which claims are contradicted: what a projection holds against each, there or inside, since it was made.

Invariant: each event speaks once against a claim, and none that was over before the first day on which the claim may
have been made. Dates are imprecise: what cannot have begun before the claim is told apart from what may have.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from timeline.errors import InputError
from timeline.model.at import At
from timeline.model.days import BEGINNING, Day, plus
from timeline.model.knowledge import Knowledge
from timeline.model.plain import plain
from timeline.model.policy import Policy
from timeline.model.when import Window
from timeline.projections.claims import Claim, Look, claims, in_order
from timeline.projections.contradicted import Contradicted
from timeline.projections.facets import Facet
from timeline.projections.projection import Projection
from timeline.queries.explain import cause_as_data
from timeline.queries.status import at


@attrs.frozen
class Objection:
    """An event that speaks against a claim.

    Args:
        claim: the event as the first of the facets sees it.
        facets: the facets by which it speaks against the claim.
        day: the newest day that it speaks of, up to the day asked about.
        is_sure: true when it can neither have begun before every claim nor been over before the days asked about.
    """

    claim: Claim
    facets: tuple[str, ...]
    day: datetime.date
    is_sure: bool

    def as_data(self) -> dict[str, Any]:
        """The event and its citation as plain data, with what it speaks by."""
        mine = {"facets": list(self.facets), "day": self.day.isoformat(), "sure": self.is_sure}
        return cause_as_data(self.claim) | mine


@attrs.frozen
class Contradiction:
    """Both sides of a contradiction about an area.

    Args:
        name: the name under which the projection declares it.
        area: id of the area.
        since: the days on which it may first have been claimed; what speaks against it counts from the earliest on.
        claims: the events that claim it, by day.
        objections: the events that speak against it, the newest first.
    """

    name: str
    area: str
    since: Window
    claims: tuple[Claim, ...]
    objections: tuple[Objection, ...]

    @property
    def sure_count(self) -> int:
        """How many of the objections are sure."""
        return sum(objection.is_sure for objection in self.objections)

    @property
    def newest(self) -> datetime.date:
        """The newest day that an objection speaks of."""
        return self.objections[0].day

    def as_data(self) -> dict[str, Any]:
        """Both sides as plain data."""
        return {
            "name": self.name,
            "area": self.area,
            "since": plain(self.since),
            "claims": [cause_as_data(claim) for claim in self.claims],
            "objections": [objection.as_data() for objection in self.objections],
        }


@attrs.frozen
class Contradictions:
    """All contradictions on a day: those with the most sure, then most, then newest objections first.

    Args:
        within_days: only objections of so many days back count; None for all since the claim.
    """

    at: At
    within_days: int | None
    ranked: tuple[Contradiction, ...]

    def __iter__(self) -> Iterator[Contradiction]:
        return iter(self.ranked)

    def __len__(self) -> int:
        return len(self.ranked)

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping an objection, of plain data, with the claim that it speaks against."""
        return [
            {"contradicts": each.name, "in_area": each.area, **plain(each.since), **objection.as_data()}
            for each in self
            for objection in each.objections
        ]

    def as_data(self) -> dict[str, Any]:
        """The contradictions as one JSON document."""
        found = [each.as_data() for each in self]
        return {"at": self.at.as_data(), "within_days": self.within_days, "contradictions": found}


@attrs.frozen
class _Question:
    """A state of knowledge, a day and how far back from it objections count."""

    knowledge: Knowledge
    policy: Policy
    on: datetime.date
    after: Day

    def claims(self, facet: Facet[Any], area: str, look: Look) -> tuple[Claim, ...]:
        """What a facet takes about an area and had surely begun by the day."""
        told = claims(
            self.knowledge, self.policy, area, self.on, look=look, kinds=facet.kinds, read=facet.read, takes=facet.takes
        )
        return in_order(claim for claim in told if claim.day <= self.on)


def contradictions(
    projection: type[Projection],
    knowledge: Knowledge,
    policy: Policy,
    on: datetime.date,
    *,
    within: datetime.timedelta | None = None,
) -> Contradictions:
    """Each claim of any area in force by a day against which something speaks.

    Args:
        within: count only objections of so many days back, the day asked about included; without it, all since.

    Raises:
        InputError: `within` is not a length of whole days.
    """
    within_days = None if within is None else _whole_days(within)
    question = _Question(knowledge, policy, on, BEGINNING if within_days is None else plus(on, -within_days))
    declared = projection.definition.contradictions.values()
    found = [_contradiction(question, each, area) for each in declared for area in knowledge.by_area]
    return Contradictions(at(knowledge, on), within_days, tuple(sorted(filter(None, found), key=_rank)))


def standing(
    projection: type[Projection], knowledge: Knowledge, policy: Policy, on: datetime.date
) -> Iterator[tuple[Contradicted, str, Window]]:
    """Each declaration with an area of which something is claimed by a day, and the days on which it first may be."""
    question = _Question(knowledge, policy, on, BEGINNING)
    for declared in projection.definition.contradictions.values():
        for area in knowledge.by_area:
            if claims := _standing(question, declared, area):
                yield declared, area, _since(claims)


def _whole_days(within: datetime.timedelta) -> int:
    if not isinstance(within, datetime.timedelta) or within.days < 1 or within % datetime.timedelta(days=1):
        raise InputError("within", expected="whole days, such as days(30)", found=repr(within))
    return within.days


def _rank(found: Contradiction) -> tuple[object, ...]:
    return (-found.sure_count, -len(found.objections), -found.newest.toordinal(), found.area, found.name)


def _contradiction(question: _Question, declared: Contradicted, area: str) -> Contradiction | None:
    standing = _standing(question, declared, area)
    if not standing:
        return None
    since = _since(standing)
    objections = _objections(question, declared, area, standing)
    return Contradiction(declared.name, area, since, tuple(standing), objections) if objections else None


def _standing(question: _Question, declared: Contradicted, area: str) -> list[Claim]:
    """The claims about an area itself that nothing has ended since."""
    ends = question.claims(declared.until, area, "up") if declared.until else []
    ended = max((claim.day for claim in ends), default=BEGINNING)
    return [claim for claim in question.claims(declared.claims, area, "here") if claim.day >= ended]


def _since(standing: Sequence[Claim]) -> Window:
    """The days on which the first of some claims may have been made: an imprecise one may precede one dated before."""
    firsts = [claim.first for claim in standing]
    return Window(min(each.earliest for each in firsts), min(each.latest for each in firsts))


def _objections(
    question: _Question, declared: Contradicted, area: str, standing: Sequence[Claim]
) -> tuple[Objection, ...]:
    since = _since(standing)
    spoken: dict[str, Claim] = {}
    facets: dict[str, dict[str, None]] = {}
    for facet in declared.by:
        for claim in question.claims(facet, area, "down"):
            if claim.value != 0 and question.after < _newest(claim, question) >= since.earliest:
                spoken.setdefault(claim.known.id, claim)
                facets.setdefault(claim.known.id, {})[facet.name] = None
    newest_last = in_order(spoken.values())
    found = [_objection(claim, tuple(facets[claim.known.id]), question, standing) for claim in reversed(newest_last)]
    return tuple(sorted(found, key=lambda each: each.day, reverse=True))


def _objection(claim: Claim, facets: tuple[str, ...], question: _Question, standing: Sequence[Claim]) -> Objection:
    sure_days = [each.first.latest for each in standing if not each.is_qualified]
    is_after = any(day <= claim.first.earliest for day in sure_days) and claim.last.earliest > question.after
    return Objection(claim, facets, _newest(claim, question), is_after and not claim.is_qualified)


def _newest(claim: Claim, question: _Question) -> datetime.date:
    newest = min(claim.last_day, question.on)
    assert isinstance(newest, datetime.date)
    return newest
