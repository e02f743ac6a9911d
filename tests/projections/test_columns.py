"""What is told in columns is what the plain definition tells, of each area on each day."""

from __future__ import annotations

import datetime
import itertools
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from crowded import crowded
from strategies import Script, played, scripts
from testing.wide import Wide
from timeline import BEGINNING, EVER
from timeline.conflict import AreaLiberated, AreaStatus
from timeline.model.days import plus
from timeline.model.policy import BY_RELIABILITY
from timeline.projections.columns.claims import claim_columns
from timeline.projections.columns.days import number
from timeline.projections.columns.events import event_columns
from timeline.projections.columns.facets import steps_of
from timeline.projections.columns.steps import combined
from timeline.projections.possible import asked_on, up_to_the_day
from timeline.queries.status import claims_of

FACETS = Wide.definition.facets


def _outcome(found: Any, on: Any) -> object:
    return (found.value, up_to_the_day(asked_on(found.possible, on)), set(found.disputes), found.rests_on_doubt)


@pytest.mark.parametrize("name", FACETS)
@given(script=st.one_of(scripts(), timeline.testing.strategies.logs()))
def test_a_facet_tells_in_columns_what_it_tells_of_each_day(name, script):
    assert_told_in_columns(FACETS[name], played(script)._knowledge(EVER, None))


@pytest.mark.parametrize("name", AreaStatus.definition.facets)
@pytest.mark.parametrize("seed", range(3))
def test_where_many_events_are_near_each_other_a_facet_tells_in_columns_what_it_tells_of_each_day(name, seed):
    script = Script(tuple(crowded(random.Random(seed), 150)))
    assert_told_in_columns(AreaStatus.definition.facets[name], played(script)._knowledge(EVER, None))


def liberated(day, by, from_, **more):
    return AreaLiberated(area="town", when=day, by=by, from_=from_, reported_on=datetime.date(2018, 1, 1), **more)


@pytest.mark.parametrize(
    "said",
    [
        [liberated("2017-10-05", "isf", "isis")],
        [liberated("2017-10-05", "isf", "isis"), liberated("2017-10-05", "sdf", None)],
        [liberated("2017-10-05", "isf", "isis"), liberated("2017-10", "sdf", "hts")],
        [liberated("2017-10", "isf", "isis")],
        [liberated("2017-10-05?", "isf", "isis")],
        [liberated("2017-10-05", by, from_, incident="one") for by, from_ in (("isf", "isis"), ("sdf", "hts"))],
    ],
    ids=["one", "two that day", "one that may be before", "some day", "qualified", "reports that disagree"],
)
def test_what_was_so_before_the_first_change_is_told_in_columns(said):
    for script in (Script(tuple(said)), Script((*said, liberated("2017-11-07", "sdf", "isf")))):
        for name in ("control", "taken"):
            assert_told_in_columns(AreaStatus.definition.facets[name], played(script)._knowledge(EVER, None))


def assert_told_in_columns(facet, known):
    events = event_columns(known, BY_RELIABILITY)
    turns = [BEGINNING, *sorted(known.areas.boundaries()), EVER]
    for start, end in itertools.pairwise(turns):
        steps = steps_of(facet, claim_columns(events, facet, start))
        assert (np.diff(steps.at) > 0).all()
        for area, place in events.number_of.items():
            claims = claims_of(facet, known, BY_RELIABILITY, area, start)
            boundaries = facet.boundaries(claims)
            days = {start, *(plus(day, beside) for day in boundaries for beside in (-1, 0, 1))}
            for on in sorted(day for day in days if start <= day < end):
                told = steps.on(np.array([place]), np.array([number(on)]))[0]
                expected, found = facet.find(claims, on), steps.findings.finding(told)
                assert _outcome(expected, on) == _outcome(found, on)
                assert expected.value == steps.findings.values[told]
                assert expected.is_certain == steps.findings.is_certain[told]


def test_combinations_of_great_amounts_are_told_apart():
    rows = np.arange(2**11 + 1)
    assert len(rows) == len(set(combined([rows, np.full(len(rows), 2**53 - 1)]).tolist()))
