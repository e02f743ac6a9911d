"""The areas inside an area, counted by a value of their status."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from strategies import days, played, scripts
from timeline import EVER, Area, Parent, Projection, fold
from timeline.conflict import AreaLiberated, Condition
from timeline.errors import NotFoundError


@pytest.fixture
def tl():
    made = timeline.connect()
    made.append([Area("country", "Country"), Area("district", "District", parents=["country"])])
    made.append([Area("town", "Town", parents=["district", "country"]), Area("hills", "Hills", parents=["country"])])
    freed = [("town", "isf"), ("hills", "sdf")]
    made.append([AreaLiberated(area=area, when="2017", by=by, reported_on="2018-01-01") for area, by in freed])
    return made


def groups(rollup):
    return {group.value: group.areas for group in rollup}


def test_each_area_inside_is_counted_once_and_the_unknown_too(tl):
    rollup = tl.rollup("Country", on="2018-01-01")
    assert {Condition.LIBERATED: ("hills", "town"), Condition.UNKNOWN: ("district",)} == groups(rollup)
    assert (2, 1, 0) == tuple(rollup.count(value) for value in ("liberated", "unknown", "held"))
    assert ("condition", "country") == (rollup.name, rollup.area)


def test_areas_are_unanimous_only_when_all_surely_have_one_value(tl):
    assert not tl.rollup("country", on="2018-01-01").is_unanimous
    tl.append([AreaLiberated(area="district", when="2017", by="isf", reported_on="2018-01-01")])
    assert tl.rollup("country", on="2018-01-01").is_unanimous
    tl.append([AreaLiberated(area="district", when="2017-12-31?", by="isf", reported_on="2018-01-01")])
    assert not tl.rollup("country", "control", on="2018-01-01").is_unanimous
    assert not tl.rollup("town", on="2018-01-01").is_unanimous


def test_the_areas_may_be_counted_by_any_value(tl):
    assert {"sdf": ("hills",), "isf": ("town",), None: ("district",)} == groups(
        tl.rollup("country", "control", on="2018-01-01")
    )


def test_an_area_with_nothing_inside_has_no_groups(tl):
    assert 0 == len(tl.rollup("town", on="2018-01-01"))


def test_the_hierarchy_of_the_day_says_what_is_inside(tl):
    tl.append([Area("hills", "Hills", parents=[Parent("country", end="2018-01-02")], reported_on="2018-01-01")])
    counts = [sum(len(group.areas) for group in tl.rollup("country", on=day)) for day in ("2018-01-01", "2018-01-02")]
    assert [3, 2] == counts


def test_values_that_cannot_be_hashed_are_counted_too(tl):
    class Seen(Projection, name="seen"):
        who = fold(lambda seen, event: [*seen, event.by], [], kinds=[AreaLiberated])

    found = [(group.value, group.areas) for group in tl.using(Seen).rollup("country", on="2018-01-01")]
    assert [([], ("district",)), (["sdf"], ("hills",)), (["isf"], ("town",))] == found


def test_rows_and_data_are_plain(tl):
    rollup = tl.rollup("country", on="2018-01-01")
    assert {"value": "liberated", "areas_count": 2, "areas": ["hills", "town"]} == rollup.rows()[0]
    assert rollup.rows() == rollup.as_data()["groups"]


def test_an_unknown_area_or_value_is_refused(tl):
    with pytest.raises(NotFoundError, match="did you mean"):
        tl.rollup("Countri", on="2018-01-01")
    with pytest.raises(NotFoundError, match="expected condition, control"):
        tl.rollup("country", "colour", on="2018-01-01")


@given(scripts(), st.sampled_from(["condition", "control", "strikes"]), days(), st.one_of(days(), st.just(EVER)))
def test_each_area_is_in_the_one_group_of_its_value_and_the_largest_comes_first(script, name, on, known_on):
    tl = played(script)
    rollup = tl.rollup("country", name, on=on, known_on=known_on)
    found = {area: group.value for group in rollup for area in group.areas}
    answers = tl.statuses(on=on, inside="country", known_on=known_on)
    assert {answer.area: getattr(answer, name) for answer in answers} == found
    sizes = [len(group.areas) for group in rollup]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) == len(answers)
