"""Asking with events that are only supposed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import days, events, fresh, played, scripts, statuses
from timeline import EVER, Area
from timeline.conflict import AreaLiberated, Citation
from timeline.errors import AreaCycleError, ConflictError, InputError

TAKEN = AreaLiberated(area="town", when="2017-01-05", by="isf", reported_on="2017-01-06")


@given(scripts(), st.lists(events(), max_size=3), days(), st.one_of(days(), st.just(EVER)))
def test_supposing_events_answers_like_a_copy_to_which_they_are_appended(script, supposed, on, known_on):
    copy = played(script)
    copy.append(supposed)
    assert statuses(copy, on, known_on) == statuses(played(script).what_if(supposed), on, known_on)


@given(scripts(), st.lists(events(), min_size=1, max_size=3), days())
def test_supposing_changes_neither_the_log_nor_an_answer_up_to_its_position(script, supposed, on):
    tl = played(script)
    before, entries = statuses(tl, on), tl.events()
    what_if = tl.what_if(supposed)
    assert (before, entries) == (statuses(tl, on), tl.events())
    assert statuses(tl, on, EVER, tl.position) == statuses(what_if, on, EVER, tl.position)
    assert tl.position + len(supposed) == what_if.position


def test_supposing_again_adds_to_what_was_supposed():
    later = AreaLiberated(area="town", when="2017-01-09", by="sdf", reported_on="2017-01-10")
    tl = fresh()
    twice = tl.what_if([TAKEN]).what_if([later])
    assert ("isf", "sdf") == tuple(twice.status("town", on=day).control for day in ("2017-01-06", "2017-01-09"))


def test_what_is_supposed_may_describe_areas():
    tl = fresh().what_if([Area("village", "Village", parents=["town"]), TAKEN])
    assert "isf" == tl.status("Village", on="2017-02-01").control


def test_what_is_supposed_obeys_the_rules_of_the_log():
    tl = fresh()
    cited = AreaLiberated(area="town", when="2017", by="isf", source=Citation("good"), external_id="1")
    tl.append([cited])
    with pytest.raises(ConflictError):
        tl.what_if([AreaLiberated(area="town", when="2018", by="isf", source=Citation("good"), external_id="1")])
    with pytest.raises(AreaCycleError):
        tl.what_if([Area("country", "Country", parents=["town"], reported_on="2018-01-01")])
    with pytest.raises(InputError, match="put it in brackets"):
        tl.what_if(cited)


def test_a_source_that_is_not_heard_is_not_heard_in_what_is_supposed_either():
    said = AreaLiberated(area="town", when="2017", by="isf", source=Citation("good"), reported_on="2018-01-01")
    tl = fresh().without(source="good")
    assert tl.what_if([said]).status("town", on="2018-01-01").control is None


def test_nothing_is_appended_through_it():
    with pytest.raises(InputError, match="on the timeline that it was made from"):
        fresh().what_if([TAKEN]).append([TAKEN])
