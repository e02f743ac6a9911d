"""Days and the two ends of time."""

from __future__ import annotations

import datetime
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import BEGINNING, EVER
from timeline.errors import InputError
from timeline.model.days import plus, to_day, to_known_day


@given(st.dates())
def test_every_day_lies_between_the_ends_of_time(day):
    assert BEGINNING < day < EVER
    assert EVER > day > BEGINNING
    assert max(BEGINNING, day, EVER) is EVER
    assert min(EVER, day, BEGINNING) is BEGINNING


def test_an_end_of_time_equals_itself_alone():
    assert BEGINNING <= BEGINNING
    assert EVER >= EVER
    assert not BEGINNING < BEGINNING
    assert BEGINNING != EVER
    assert pickle.loads(pickle.dumps(EVER)) is EVER


def test_an_end_of_time_is_not_compared_with_what_is_no_day():
    with pytest.raises(TypeError) as refused:
        _ = EVER < 5
    assert "a day cannot be compared with 5" == str(refused.value)


def test_adding_past_the_calendar_is_unbounded():
    assert plus(datetime.date(9999, 12, 31), 1) is EVER
    assert plus(datetime.date(1, 1, 1), -1) is BEGINNING
    assert plus(BEGINNING, 30) is BEGINNING


@pytest.mark.parametrize("value", ["2017", "2017-13-01", "2017-1-1", "today", "", datetime.datetime.min, 5, None])
def test_a_question_is_about_one_civil_day(value):
    with pytest.raises(InputError) as refused:
        to_day(value, name="on")
    assert f"on: expected one day as YYYY-MM-DD, found {value!r}; give a year, month and day" == str(refused.value)


def test_a_day_of_knowledge_is_one_civil_day_or_all_of_time():
    assert (EVER, datetime.date(2017, 12, 30)) == (to_known_day(EVER), to_known_day("2017-12-30"))
    with pytest.raises(InputError, match=r"^known_on: expected one day"):
        to_known_day("2017")
