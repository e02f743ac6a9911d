"""The status on an imprecise date."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given

import timeline
from strategies import AREAS, played, scripts, whens
from timeline import Projection, When, derived, fold, last_on, total
from timeline.conflict import AreaLiberated, StrikeReported
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


def test_what_begins_on_the_day_after_is_no_part_of_it(tl):
    spans = tl.statuses_during("a", on="[2017-10-03..2017-10-04]").spans
    assert [("2017-10-03", "2017-10-05")] == [(str(span.start), str(span.end)) for span in spans]


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


def test_a_later_day_than_those_asked_about_is_not_possible():
    class Freed(Projection, name="freed"):
        freed_on = last_on(AreaLiberated)

    made = timeline.connect(projection=Freed)
    made.append([AreaLiberated(area="a", when="2017-09", by="isf", reported_on="2017-10-01")])
    possible = made.statuses_during("a", on="2017-09-10").possible("freed_on")
    assert list(made.status("a", on="2017-09-10").possible("freed_on")) == list(possible)
    assert datetime.date(2017, 9, 11) not in possible


def test_what_is_possible_over_several_spans_is_that_of_each_of_them():
    class Told(Projection, name="told"):
        freed_on = last_on(AreaLiberated)
        strikes = total(StrikeReported.strikes)
        kinds = fold(lambda seen, event: seen | {event.kind}, frozenset(), kinds=[AreaLiberated])

        @derived
        def is_freed(self):
            return self.freed_on is not None and self.strikes > 0

    made = timeline.connect(projection=Told)
    freed = AreaLiberated(area="a", when="[2017-10-05..2017-10-07]", by="isf", reported_on="2017-10-08")
    struck = [StrikeReported(area="a", when=f"2017-10-0{day}", strikes=day, reported_on="2017-10-08") for day in (4, 9)]
    made.append([freed, *struck])
    answer = made.statuses_during("a", on="[2017-10-06..2017-10-10]")
    names = ("freed_on", "strikes", "kinds", "is_freed")
    assert {
        "freed_on": "{2017-10-05..2017-10-07, nothing}",
        "strikes": "4..13",
        "kinds": "None",
        "is_freed": "at most {False, True}",
    } == {name: repr(answer.possible(name)) for name in names}
    assert [False] * 4 == [answer.certain(name) for name in names]


def test_a_value_certain_on_each_day_is_certain_only_if_it_is_the_same_on_all(tl):
    assert not tl.statuses_during("a", on="[2017-10-04..2017-10-05]").certain("taken")
    assert tl.statuses_during("a", on="[2017-10-05..2017-10-06]").certain("taken")


def test_days_that_follow_each_other_are_one_stretch_and_others_are_not(tl):
    tl.append([StrikeReported(area="a", when=f"2017-12-0{day}", strikes=1) for day in (1, 3)])
    answer = tl.statuses_during("a", on="2017-11-15/2018-01-15")
    day = datetime.date
    assert [(day(2017, 11, 15), day(2018, 1, 16))] == answer.days("control", "isf")
    stretches = [(day(2017, 11, 15), day(2017, 12, 1)), (day(2018, 1, 2), day(2018, 1, 16))]
    assert stretches == answer.days("strikes", 0)


def test_an_unknown_value_is_named(tl):
    with pytest.raises(NotFoundError) as refused:
        tl.statuses_during("a", on="2017").possible("weather")
    names = ("condition", "control", "taken", "fighting", "strikes", "insurgency", "victory")
    assert ("facet", "weather", names) == (refused.value.what, refused.value.name, refused.value.nearest)
    assert f"value: expected {', '.join(names[:-1])} or victory, found 'weather'" == str(refused.value)


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
