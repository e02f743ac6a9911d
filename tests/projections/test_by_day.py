"""What is told of many days from claims in order is what the plain definition tells of each."""

from __future__ import annotations

import datetime
import functools
import random
from collections.abc import Sequence
from typing import Any

import pytest

import timeline
from crowded import START, crowded, reported
from timeline import AreaStatus, Timeline
from timeline.conflict import AreaCaptured, AreaLiberated, FightingReported, InsurgentActivity, StrikeReported
from timeline.log.memory import MemoryLog
from timeline.model.days import BEGINNING, Day, plus
from timeline.model.events import WHOLE
from timeline.model.knowledge import Knowledge
from timeline.model.policy import BY_RELIABILITY
from timeline.projections.by_day import finder
from timeline.projections.claims import Claim
from timeline.projections.facets.base import Facet, Finding, Resolved
from timeline.projections.facets.last_on import LastOn
from timeline.projections.facets.latest import First, Latest
from timeline.projections.facets.total import Total
from timeline.projections.possible import PossibleDays
from timeline.projections.reach import Reach
from timeline.queries.status import claims_of
from timeline.testing.script import play


class OwnLatest(Latest[Any]):
    """Told by what it reaches, for it is of another class; so are those below."""


class OwnTotal(Total):
    """Reaches some days back."""


class OwnFirst(First[Any]):
    """Reaches in two directions."""

    @property
    def reach(self) -> Reach:
        return Reach(days_count=9, is_to_first=True)


class LastWhole(LastOn):
    """The last event about the whole of its area: of others it takes no notice."""

    def resolve(self, claims: Sequence[Claim], on: Day) -> Resolved[datetime.date | None]:
        return super().resolve(whole(claims), on)

    def possible(self, claims: Sequence[Claim], on: Day) -> PossibleDays:
        return super().possible(whole(claims), on)

    def witnesses(self, claims: Sequence[Claim], on: Day) -> Sequence[Claim]:
        return super().witnesses(whole(claims), on)


def whole(claims: Sequence[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.known.event.scope == WHOLE]


FACETS: list[Facet[Any]] = [
    *AreaStatus.definition.facets.values(),
    timeline.latest(AreaCaptured.by, AreaLiberated.by, before=AreaLiberated.from_, look="up"),
    timeline.first(AreaCaptured.by, AreaLiberated.by, look="down"),
    timeline.first(InsurgentActivity.deaths_best),
    timeline.last_on(StrikeReported, InsurgentActivity, look="down"),
    timeline.total(InsurgentActivity.deaths_best, StrikeReported.strikes, look="down"),
    timeline.total(InsurgentActivity.deaths_best, within=timeline.days(9), look="up"),
    timeline.count(InsurgentActivity, AreaLiberated, within=timeline.days(20), look="down"),
    timeline.active(FightingReported, StrikeReported, for_=timeline.days(3), look="down"),
    timeline.fold(lambda seen, event: (*seen, event.kind)[-3:], (), kinds=[AreaCaptured, StrikeReported], look="down"),
    OwnLatest({AreaCaptured: "by", AreaLiberated: "by"}, "down", AreaLiberated.from_),
    OwnTotal({StrikeReported: "strikes"}, "down", timeline.days(9)),
    OwnFirst({AreaCaptured: "by", AreaLiberated: "by"}, "here"),
    LastWhole({StrikeReported: None, InsurgentActivity: None}, "down"),
]


def told(found: Finding[Any], on: Day) -> tuple[object, ...]:
    return found.value, found.possible, found.disputes, found.rests_on_doubt, found.resolved.evidence(on)


@functools.cache
def known(seed: int, size: int) -> Knowledge:
    """What is known from a crowded log."""
    rng = random.Random(seed)
    tl, ids = Timeline(MemoryLog(), AreaStatus), {}
    for place, statement in enumerate(crowded(rng, size)):
        ids[str(place)] = play(tl, statement, ids)
    return tl._knowledge(rng.choice([timeline.EVER, reported(rng)]), None)


def claims(facet: Facet[Any], known: Knowledge) -> Sequence[Claim]:
    """What a facet is given of the area that all others lie in."""
    return claims_of(facet, known, BY_RELIABILITY, "country", START)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("facet", FACETS, ids=repr)
def test_a_facet_tells_of_each_day_what_it_finds_in_all_claims(facet: Facet[Any], seed: int):
    about = claims(facet, known(seed, 150))
    find = finder(facet, about)
    ends = facet.boundaries(about) | {START}
    for day in sorted({BEGINNING, *ends, *(plus(end, -1) for end in ends)}):
        assert told(facet.find(about, day), day) == told(find(day), day)


@pytest.mark.parametrize("seed", range(4))
def test_the_causes_of_a_day_are_those_of_all_claims(seed: int):
    for facet in AreaStatus.definition.facets.values():
        about = claims(facet, known(seed, 30))
        find = finder(facet, about)
        for day in (START + datetime.timedelta(days=each) for each in range(0, 70, 7)):
            assert facet.find(about, day).causes == find(day).causes
