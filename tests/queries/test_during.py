"""The status on an imprecise date."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given

import timeline
from strategies import AREAS, played, scripts, whens
from timeline import When
from timeline.conflict import AreaLiberated
from timeline.errors import NotFoundError
from timeline.model.days import Unbounded
from timeline.projections.possible import Bounds

DAY = datetime.timedelta(days=1)


@pytest.fixture
def tl():
    made = timeline.connect()
    made.append([timeline.Area("a", "A"), AreaLiberated(area="a", when="2017-10-05", by="isf", from_="isis")])
    return made


def test_an_unknown_day_has_the_values_of_all_its_days(tl):
    answer = tl.statuses_during("a", on="2017-10")
    assert {None, "isis", "isf"} == answer.possible("control").values
    assert not answer.certain("control")
    assert answer.certain("strikes")


def test_it_says_which_days_give_what(tl):
    answer = tl.statuses_during("a", on="2017-10")
    day = datetime.date
    assert [(day(2017, 10, 5), day(2017, 11, 1))] == answer.days("control", "isf")
    assert [(day(2017, 10, 1), day(2017, 10, 5))] == answer.days("control", None)
    assert [] == answer.days("control", "sdf")


def test_a_precise_day_gives_the_status_on_it(tl):
    answer, status = tl.statuses_during("a", on="2017-10-05"), tl.status("a", on="2017-10-05")
    assert status.possible("control") == answer.possible("control")
    assert status.certain("control") == answer.certain("control")


def test_an_unknown_value_is_named(tl):
    with pytest.raises(NotFoundError, match="weather"):
        tl.statuses_during("a", on="2017").possible("weather")


@given(scripts(), whens())
def test_what_is_possible_on_one_of_its_days_is_possible(script, when: When):
    tl = played(script)
    if isinstance(when.first.earliest, Unbounded) or isinstance(when.last.latest, Unbounded):
        return
    answer = tl.statuses_during(AREAS[2], on=when)
    for day in (when.first.earliest, when.last.latest):
        status = tl.status(AREAS[2], on=day)
        assert status.possible("control").values <= answer.possible("control").values
        bounds, wider = status.possible("strikes"), answer.possible("strikes")
        assert isinstance(wider, Bounds)
        assert wider.min <= bounds.min <= bounds.max <= wider.max
        assert not answer.certain("condition") or status.certain("condition")
