"""The engine holds to the oracle: whatever is asked of whatever log, both say the same."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from strategies import AREAS, days, incident_scripts, played, scripts
from timeline import (
    BEGINNING,
    EVER,
    AreaStatus,
    Projection,
    Timeline,
    active,
    count,
    first,
    fold,
    last_on,
    latest,
    latest_kind,
    total,
)
from timeline import days as length
from timeline.conflict import (
    AreaCaptured,
    AreaLiberated,
    ControlObserved,
    FightingReported,
    InsurgentActivity,
    StrikeReported,
    VictoryDeclared,
)
from timeline.projections.possible import Bounds, Possible, PossibleDays, Values
from timeline.testing.oracle import Oracle, Told

LOGS = st.one_of(scripts(), incident_scripts()).map(played)
KNOWN = st.one_of(days(), st.just(EVER))


class Wide(Projection, name="wide", version=1):
    """Every reducer, looking everywhere."""

    holder = latest(AreaCaptured.by, AreaLiberated.by, before=AreaLiberated.from_, look="down")
    observed = latest(ControlObserved.held_by)
    kind = latest_kind(AreaCaptured, StrikeReported, FightingReported, look="up")
    first_by = first(AreaCaptured.by, AreaLiberated.by, look="up")
    first_inside = first(VictoryDeclared.by, InsurgentActivity.by, look="down")
    last_strike = last_on(StrikeReported, AreaLiberated)
    last_above = last_on(InsurgentActivity, VictoryDeclared, look="up")
    last_inside = last_on(FightingReported, look="down")
    struck = active(StrikeReported, for_=length(1), look="up")
    fought = active(FightingReported, InsurgentActivity, for_=length(20), look="down")
    reports = count(StrikeReported, AreaCaptured, InsurgentActivity)
    recent = count(StrikeReported, FightingReported, within=length(10), look="up")
    strikes = total(StrikeReported.strikes)
    strikes_above = total(StrikeReported.strikes, within=length(45), look="up")
    strikes_inside = total(StrikeReported.strikes, within=length(7), look="down")
    told = fold(lambda so_far, event: [*so_far, repr(event)], [], kinds=[AreaCaptured, StrikeReported], look="down")


def told(answer: Projection) -> dict[str, Told]:
    """What an answer of the engine says, in the words of the oracle."""
    return {
        name: told_of(getattr(answer, name), answer.possible(name), answer.certain(name))
        for name in answer.definition.names
    }


def told_of(value: Any, possible: Possible | None, certain: bool) -> Told:
    if isinstance(possible, Values):
        return Told(value, None, None) if possible.at_most else Told(value, possible.values, certain)
    if isinstance(possible, Bounds):
        return Told(value, (possible.min, possible.max), certain)
    return Told(value, None if possible is None else days_of(possible), certain)


def days_of(possible: PossibleDays) -> frozenset[Any]:
    """The possible days; of days without end `BEGINNING` and those from the first end of a window on."""


def check(projection, tl, on, known_on=EVER, position=None):
    oracle = Oracle(tl.events(), projection)
    mine = tl.using(projection)
    for area in AREAS:
        answer = mine.status(area, on=on, known_on=known_on, position=position)
        said = oracle.status(area, on, known_on, position)
        for name, each in said.items():
            assert each.value == getattr(answer, name), name
            possible = answer.possible(name)
            if name in projection.definition.derived:
                continue
            if isinstance(possible, Values):
                assert each.possible == possible.values, name
            elif isinstance(possible, Bounds):
                assert each.possible == (possible.min, possible.max), name
            elif isinstance(possible, PossibleDays):
                unbounded = any(w.earliest is BEGINNING for w in possible.windows)
                assert (BEGINNING in each.possible) == unbounded
                assert (None in each.possible) == possible.nothing
                if unbounded:
                    least = min(d for d in each.possible if d not in (None, BEGINNING))
                    theirs = set()
                    d = least
                    while d <= on:
                        if d in possible: theirs.add(d)
                        d += datetime.timedelta(days=1)
                else:
                    theirs = set(possible.days(on)) - {None}
                assert each.possible - {None, BEGINNING} == theirs
            else:
                assert possible is None and each.possible is None
            assert each.certain == answer.certain(name), name


@given(st.one_of(scripts(), incident_scripts()), days(), KNOWN, st.integers(6, 20))
def test_area_status(script, on, known_on, position):
    check(AreaStatus, played(script), on, known_on)


@given(st.one_of(scripts(), incident_scripts()), days(), KNOWN)
def test_wide(script, on, known_on):
    check(Wide, played(script), on, known_on)
