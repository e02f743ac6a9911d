"""The days from happening to known."""

from __future__ import annotations

import datetime
import statistics

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import timeline
from strategies import days, fresh, played, scripts
from timeline import EVER, Area, Citation, Parent
from timeline.conflict import AreaLiberated
from timeline.errors import NotFoundError

FREED = AreaLiberated(area="town", when="2017-03-10", by="isf", reported_on="2017-03-12")


def lag_of(when, reported_on):
    tl = timeline.connect()
    tl.append([attrs.evolve(FREED, when=when, reported_on=reported_on)])
    return tl.lag()


@pytest.mark.parametrize(
    ("when", "reported_on", "lag"),
    [
        ("2017-03-10", "2017-03-12", 2),
        ("2017-03-10", "2017-03-10", 0),
        ("2017-03", "2017-04-02", 2),
        ("2017-03", "2017-03-20", 0),
        ("2017-03", "2017-03-01", 0),
        ("2017-03-10/2017-03-20", "2017-03-12", 2),
        ("[..2017-03-10]", "2017-03-01", 0),
        ("2017-03-10", "2017-03-01", -9),
        ("2017-03", "2017-02-28", -31),
    ],
)
def test_it_counts_from_the_latest_possible_first_day(when, reported_on, lag):
    assert lag == lag_of(when, reported_on).longest_days


def test_imprecise_and_announced_events_are_counted():
    assert (1, 0) == (lag_of("2017-03", "2017-03-20").imprecise_count, lag_of("2017-03", "2017-03-20").announced_count)
    assert (0, 1) == (
        lag_of("2017-03-10", "2017-03-01").imprecise_count,
        lag_of("2017-03-10", "2017-03-01").announced_count,
    )


def test_the_median_and_the_longest_with_the_event_that_has_it():
    tl = fresh()
    reports = ["2017-03-10", "2017-03-11", "2017-03-14", "2017-04-09"]
    tl.append([attrs.evolve(FREED, reported_on=day) for day in reports])
    lag = tl.lag()
    assert (4, 2.5, 30, "2017-04-09") == (
        lag.events_count,
        lag.median_days,
        lag.longest_days,
        str(lag.longest.reported_on),
    )


def test_of_the_longest_that_happened_on_one_day_arrival_chooses_none():
    reports = [attrs.evolve(FREED, area=area) for area in ("town", "hills")]
    orders = [fresh(), fresh()]
    orders[0].append(reports)
    orders[1].append(reports[::-1])
    assert ["hills", "hills"] == [tl.lag().longest.event.area for tl in orders]


def test_without_events_there_is_no_lag():
    assert (0, None, None, None) == attrs.astuple(fresh().lag("town"), recurse=False)[4:8]


def test_an_area_includes_those_that_lay_inside_when_it_happened():
    tl = fresh()
    tl.append([Area("village", "Village", parents=[Parent("district", end="2017-03-01")])])
    tl.append([attrs.evolve(FREED, area="village", when=day) for day in ("2017-02-28", "2017-03-01")])
    assert {"District": 1, "Village": 2, "Town": 0} == {
        area: tl.lag(area).events_count for area in ("District", "Village", "Town")
    }


def test_a_source_goes_by_id_or_name():
    tl = fresh()
    tl.append([FREED, attrs.evolve(FREED, source=Citation("good")), attrs.evolve(FREED, source=Citation("fair"))])
    assert (3, 1, 1) == (tl.lag().events_count, tl.lag(source="good").events_count, tl.lag(source="Fair").events_count)
    with pytest.raises(NotFoundError):
        tl.lag(source="nobody")
    with pytest.raises(NotFoundError):
        tl.lag("nowhere")


def test_a_later_correction_does_not_make_the_first_report_later():
    tl = fresh()
    id_ = tl.append([FREED]).ids[0]
    tl.correct(id_, attrs.evolve(FREED, by="sdf"), reason="it says otherwise", reported_on="2017-05-01")
    assert 2 == tl.lag().longest_days


def test_the_data_cite_the_longest():
    tl = fresh()
    tl.append([attrs.evolve(FREED, source=Citation("good", "page 9"))])
    data = tl.lag("Town").as_data()
    assert ("town", 2, "page 9", "2017-03-12") == (
        data["area"],
        data["median_days"],
        data["longest"]["locator"],
        data["longest"]["reported_on"],
    )
    assert [data] == tl.lag("Town").rows()


@given(scripts(), st.one_of(days(), st.just(EVER)))
def test_the_sources_together_have_all_events_and_the_longest_lag(script, known_on):
    tl = played(script)
    tl.append(
        [
            attrs.evolve(FREED, source=Citation(source), reported_on="2017-01-01")
            for source in ("good", "fair", "unheard")
        ]
    )
    assume(not tl.incidents(known_on=known_on))  # a source counts its own report of an incident, all count it once
    every = tl.lag(known_on=known_on)
    each = [tl.lag(source=source, known_on=known_on) for source in ("good", "fair", "unheard")]
    assert every.events_count == sum(lag.events_count for lag in each)
    assert every.longest_days == max(lag.longest_days for lag in each if lag.events_count)
    assert min(lag.median_days for lag in each) <= every.median_days <= every.longest_days


@given(st.lists(st.tuples(days(), st.integers(-5, 50)), min_size=1, max_size=9))
def test_precise_dates_give_the_plain_difference(drawn):
    tl = fresh()
    later = [(day, day + datetime.timedelta(days=number)) for day, number in drawn]
    tl.append([attrs.evolve(FREED, when=day, reported_on=known) for day, known in later])
    numbers = [number for _, number in drawn]
    assert (statistics.median(numbers), max(numbers)) == (tl.lag().median_days, tl.lag().longest_days)
