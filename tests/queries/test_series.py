"""A facet week by week and month by month."""

from __future__ import annotations

import datetime
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from strategies import AREAS, FIRST_DAY, days, played, scripts
from timeline import EVER, Area, Parent, active, count, fold, latest, total
from timeline.conflict import AreaLiberated, InsurgentActivity, StrikeReported
from timeline.errors import InputError, NotFoundError

DAY = datetime.timedelta(days=1)
STRIKES = total(StrikeReported.strikes, within=timeline.days(30), look="down")


def lengths():
    return st.integers(1, 200)


@pytest.fixture
def tl():
    made = timeline.connect()
    struck = [("2017-11-30", 1), ("2017-12-04", 2), ("2017-12-10", 3), ("2017-12-11", 4)]
    made.append([StrikeReported(area="town", when=day, strikes=number) for day, number in struck])
    made.append([AreaLiberated(area="town", when="2017-12-10", by="isf")])
    return made


def values(series):
    return [(str(period.start), str(period.end), period.value) for period in series]


def test_a_week_runs_from_monday_to_sunday_and_has_the_strikes_of_its_own_days(tl):
    weeks = tl.series("strikes", "town", every="week", start="2017-11-27", end="2017-12-18")
    assert [
        ("2017-11-27", "2017-12-04", 1),
        ("2017-12-04", "2017-12-11", 5),
        ("2017-12-11", "2017-12-18", 4),
    ] == values(weeks)
    assert [True] * 3 == [week.is_whole for week in weeks]


def test_a_month_has_the_strikes_of_its_own_days(tl):
    months = tl.series("strikes", "town", every="month", start="2017-11-01", end="2018-01-01")
    assert [("2017-11-01", "2017-12-01", 1), ("2017-12-01", "2018-01-01", 9)] == values(months)


def test_the_first_and_last_period_are_cut_to_the_bounds_and_say_so(tl):
    weeks = tl.series("strikes", "town", start="2017-12-05", end="2017-12-12")
    assert [("2017-12-05", "2017-12-11", 3), ("2017-12-11", "2017-12-12", 4)] == values(weeks)
    assert [False, False] == [week.is_whole for week in weeks]


def test_a_value_is_that_at_the_end_of_the_period(tl):
    weeks = tl.series("control", "town", start="2017-12-03", end="2017-12-12")
    assert [
        ("2017-12-03", "2017-12-04", None),
        ("2017-12-04", "2017-12-11", "isf"),
        ("2017-12-11", "2017-12-12", "isf"),
    ] == values(weeks)
    assert [None, "2017-12-10", "2017-12-10"] == [week.as_data()["evidence"] for week in weeks]


def test_a_derived_value_is_that_at_the_end_of_the_period_too(tl):
    months = tl.series("condition", "town", every="month", start="2017-11-01", end="2018-03-01")
    assert ["unknown", "insurgency", "liberated", "liberated"] == [month.value for month in months]
    assert "condition" == months.name


def test_an_amount_on_an_unknown_day_is_bounded_in_each_period_it_may_fall_in(tl):
    tl.append([StrikeReported(area="town", when="[2017-12-10..2017-12-11]", strikes=5)])
    weeks = tl.series("strikes", "town", start="2017-12-04", end="2017-12-18")
    assert [(False, 5, 5, 10), (False, 9, 4, 9)] == [
        (week.is_certain, week.value, week.possible.min, week.possible.max) for week in weeks
    ]


def test_a_facet_may_be_made_on_the_spot(tl):
    made = tl.series(count(StrikeReported), "town", every="month", start="2017-12-01", end="2018-01-01")
    assert ([3], "<total of strike-reported>") == ([month.value for month in made], made.name)


def test_each_period_has_the_hierarchy_of_its_last_day(tl):
    tl.append([Area("town", "Town", parents=[Parent("old", end="2017-12-10"), Parent("new", start="2017-12-10")])])
    weeks = {area: tl.series("strikes", area, start="2017-11-27", end="2017-12-18") for area in ("old", "new")}
    assert {"old": [1, 0, 0], "new": [0, 5, 4]} == {area: [week.value for week in each] for area, each in weeks.items()}


def test_asking_a_series_leaves_the_window_of_the_facet_as_it_was(tl):
    tl.series("strikes", "town", start="2017-12-05", end="2017-12-12")
    assert 9 == tl.status("town", on="2017-12-30").strikes


def test_rows_and_data_are_plain(tl):
    months = tl.series("strikes", "town", every="month", start="2017-12-01", end="2018-01-01")
    days = {"start": "2017-12-01", "end": "2018-01-01", "whole": True}
    judged = {"value": 9, "certain": True, "possible": {"min": 9, "max": 9}, "evidence": "2017-12-11"}
    assert [{"area": "town", **days, **judged}] == months.rows()
    whole = {"area": "town", "name": "strikes", "every": "month", "known_on": None, "position": 5}
    assert whole | {"periods": [days | judged]} == months.as_data()


def test_a_derived_value_and_one_that_nobody_can_know_the_possibilities_of_are_plain_too(tl):
    bounds = {"start": "2017-12-05", "end": "2017-12-11", "every": "week"}
    days = {"area": "town", "start": "2017-12-05", "end": "2017-12-11", "whole": False}
    judged = {"value": "insurgency", "certain": True, "possible": {"values": ["insurgency"]}, "evidence": "2017-12-10"}
    assert [days | judged] == tl.series("condition", "town", **bounds).rows()
    told = fold(lambda seen, event: [*seen, event.by], [], kinds=[AreaLiberated])
    judged = {"value": ["isf"], "certain": False, "possible": None, "evidence": "2017-12-10"}
    assert [days | judged] == tl.series(told, "town", **bounds).rows()


def test_the_last_days_of_the_calendar_are_periods_too(tl):
    assert ["9999-12-31"] == [
        end for _, end, _ in values(tl.series("strikes", "town", start="9999-12-28", end="9999-12-31"))
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"every": "day"}, "every: expected week or month, found 'day'"),
        ({"end": "2017-01-01"}, "series: expected a start before the end, found 2017-02-01 to 2017-01-01"),
        ({"end": "2017-02-01"}, "series: expected a start before the end, found 2017-02-01 to 2017-02-01"),
        ({"start": "2017"}, "start: expected one day as YYYY-MM-DD, found '2017'; give a year, month and day"),
    ],
)
def test_bounds_that_are_none_are_refused(tl, options, said):
    with pytest.raises(InputError) as refused:
        tl.series("strikes", "town", **{"start": "2017-02-01", "end": "2018-02-01", **options})
    assert said == str(refused.value)


def test_an_unknown_facet_is_refused_by_name(tl):
    with pytest.raises(NotFoundError, match="expected condition, control"):
        tl.series("strike", "town", start="2017-01-01", end="2017-02-01")


@given(scripts(), st.sampled_from(["week", "month"]), days(), lengths())
def test_periods_tile_the_bounds_and_only_the_outer_ones_are_cut(script, every, start, length):
    periods = list(played(script).series("strikes", "town", every=every, start=start, end=start + length * DAY))
    assert (start, start + length * DAY) == (periods[0].start, periods[-1].end)
    assert all(before.end == after.start for before, after in itertools.pairwise(periods))
    assert all(period.is_whole for period in periods[1:-1])
    for period in periods:
        begins = period.start.weekday() == 0 if every == "week" else period.start.day == 1
        ends = period.end.weekday() == 0 if every == "week" else period.end.day == 1
        assert (begins and ends) == period.is_whole
        assert begins or period is periods[0]


@given(scripts(), st.sampled_from(AREAS), st.sampled_from(["week", "month"]), lengths())
def test_amounts_of_all_periods_add_up_to_the_amount_over_all_their_days(script, area, every, length):
    tl, start = played(script), FIRST_DAY - 40 * DAY
    end = start + length * DAY
    whole = total(StrikeReported.strikes, within=timeline.days(length))
    expected = tl.ask(whole, area, on=end - DAY).value
    assert expected == sum(
        each.value for each in tl.series(total(StrikeReported.strikes), area, every=every, start=start, end=end)
    )


@given(scripts(), st.sampled_from(AREAS), days(), lengths(), st.one_of(days(), st.just(EVER)))
def test_any_other_value_is_the_answer_of_the_last_day(script, area, start, length, known_on):
    tl, end = played(script), start + length * DAY
    for facet in (latest(AreaLiberated.by, look="up"), active(InsurgentActivity, for_=timeline.days(9), look="down")):
        for period in tl.series(facet, area, start=start, end=end, known_on=known_on):
            answer = tl.ask(facet, area, on=period.end - DAY, known_on=known_on)
            assert (answer.value, answer.evidence) == (period.value, period.evidence)
