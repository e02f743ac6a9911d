"""What the tests of the oracle share: logs and questions, and the answers of the engine in its words."""

from __future__ import annotations

import datetime
from typing import Any

import attrs
from hypothesis import strategies as st

import timeline
from strategies import AREAS, DESCRIBED, days, played, scripts
from timeline import (
    BEGINNING,
    EVER,
    AreaStatus,
    Event,
    Projection,
    Source,
    active,
    count,
    first,
    fold,
    last_on,
    latest,
    latest_kind,
    total,
)
from timeline.conflict import (
    AreaCaptured,
    AreaLiberated,
    ControlObserved,
    FightingReported,
    InsurgentActivity,
    StrikeReported,
    VictoryDeclared,
)
from timeline.model.days import plus
from timeline.model.entries import Join
from timeline.projections.possible import Bounds, PossibleDays, Values
from timeline.testing import oracle as plainly
from timeline.testing.oracle import Oracle, Told

LOGS = scripts().map(played)
KNOWN = st.one_of(days(), st.just(EVER))
AREA = st.sampled_from(AREAS)
DAY = datetime.timedelta(days=1)


def collected(so_far: list[str], event: Event) -> list[str]:
    return [*so_far, repr(event)]


class Wide(Projection, name="wide", version=1):
    """Every reducer but that of days, and every look."""

    holder = latest(AreaCaptured.by, AreaLiberated.by, before=AreaLiberated.from_, look="down")
    observed = latest(ControlObserved.held_by)
    kind = latest_kind(AreaCaptured, StrikeReported, FightingReported, look="up")
    first_holder = first(AreaCaptured.by, AreaLiberated.by, look="up")
    first_inside = first(VictoryDeclared.by, InsurgentActivity.by, look="down")
    struck = active(StrikeReported, for_=timeline.days(1), look="up")
    fought = active(FightingReported, InsurgentActivity, for_=timeline.days(20), look="down")
    reports = count(StrikeReported, AreaCaptured, InsurgentActivity)
    recent = count(StrikeReported, FightingReported, within=timeline.days(10), look="up")
    strikes = total(StrikeReported.strikes)
    strikes_above = total(StrikeReported.strikes, within=timeline.days(45), look="up")
    strikes_inside = total(StrikeReported.strikes, within=timeline.days(7), look="down")
    events = fold(collected, [], kinds=[AreaCaptured, StrikeReported], look="down")


class LastDays(Projection, name="last-days", version=1):
    """The last day of something, with every look."""

    strike = last_on(StrikeReported, AreaLiberated)
    above = last_on(InsurgentActivity, VictoryDeclared, look="up")
    below = last_on(FightingReported, look="down")


# What the engine says, in the words of the oracle.


def told(answer: Projection) -> dict[str, Told]:
    judged = {name: (getattr(answer, name), answer.possible(name), answer.certain(name)) for name in names_of(answer)}
    return in_words(judged, answer.definition.derived, answer.at.on)


def names_of(answer: Projection) -> tuple[str, ...]:
    return answer.definition.names


def in_words(judged: dict[str, Any], derived: Any, on: datetime.date) -> dict[str, Told]:
    return {
        name: Told(value, None, None) if name in derived else Told(value, words(possible, on), certain)
        for name, (value, possible, certain) in judged.items()
    }


def words(possible: object, on: datetime.date) -> object:
    if isinstance(possible, Values):
        return possible.values
    if isinstance(possible, Bounds):
        return (possible.min, possible.max)
    if isinstance(possible, PossibleDays):
        windows = [(window.earliest, min(window.latest, on)) for window in possible.windows if window.earliest <= on]
        return (windows, possible.nothing)
    return possible


def expected(oracle: Oracle, area: str, on: datetime.date, known_on: Any = EVER, position: Any = None) -> Any:
    """The oracle's status; the days of a last event as stretches, the first of which may have no beginning."""
    facets = oracle.projection.definition.facets
    said = oracle.status(area, on, known_on, position)
    days_of = {name for name in said if name in facets and type(facets[name]).__name__ == "LastOn"}
    return {
        name: attrs.evolve(each, possible=(stretches(each.possible - {None}), None in each.possible))
        if name in days_of
        else each
        for name, each in said.items()
    }


def stretches(found: Any) -> list[tuple[Any, Any]]:
    joined: list[tuple[Any, Any]] = []
    for day in sorted(found):
        follows = joined and (joined[-1][1] is BEGINNING or plus(joined[-1][1], 1) == day)
        start = joined.pop()[0] if follows else day
        joined.append((start, day))
    return joined


def inside(oracle: Oracle, area: str, on: datetime.date, known_on: Any) -> list[str]:
    """The ids of the areas that lie in one, however deep, in the hierarchy of the day as it was known."""
    described, _ = oracle.known(known_on, None)
    found = {area}
    for _ in described:
        found |= {each.id for each in described.values() for p in each.parents if p.area in found and p.holds_on(on)}
    return sorted(found - {area})


def happenings(entries: Any, known_on: Any) -> list[tuple[Any, set[str]]]:
    """Each happening with the ids of its reports."""
    said = plainly._in_force([entry for entry in entries if entry.reported_on <= known_on])
    oracle = Oracle(entries, AreaStatus)
    letters = {each.id: each.reliability for each in DESCRIBED if isinstance(each, Source)}
    reports = {
        id_: (each, oracle.rank(each, day, letters.get(each.source.source, "F")))
        for id_, (each, day) in said.items()
        if isinstance(each, Event)
    }
    joins = [each for each, _ in said.values() if isinstance(each, Join)]
    return [(plainly._together([reports[id_] for id_ in ids]), ids) for ids in plainly._groups(reports, joins)]
