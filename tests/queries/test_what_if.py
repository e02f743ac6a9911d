"""Asking with events that are only supposed."""

from __future__ import annotations

from contextlib import closing, contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline
from strategies import DESCRIBED, days, events, fresh, played, scripts, statuses
from timeline import EVER, Area, AreaStatus, Timeline
from timeline.conflict import AreaLiberated, Citation
from timeline.errors import AreaCycleError, ConflictError, InputError
from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog

TAKEN = AreaLiberated(area="town", when="2017-01-05", by="isf", reported_on="2017-01-06")


@contextmanager
def opened(log):
    with closing(log), Timeline(log, AreaStatus) as tl:
        yield tl


IN_EACH_LOG = pytest.mark.parametrize("log", [MemoryLog, lambda: SqliteLog(":memory:")], ids=["memory", "sqlite"])


@IN_EACH_LOG
@given(scripts(), st.lists(events(), max_size=3), days(), st.one_of(days(), st.just(EVER)))
def test_supposing_events_answers_like_a_copy_to_which_they_are_appended(log, script, supposed, on, known_on):
    copy = played(script)
    copy.append(supposed)
    with opened(log()) as tl:
        assert statuses(copy, on, known_on) == statuses(script.played(tl).what_if(supposed), on, known_on)


@IN_EACH_LOG
@given(scripts(), st.lists(events(), min_size=1, max_size=3), days())
def test_supposing_changes_neither_the_log_nor_an_answer_up_to_its_position(log, script, supposed, on):
    with opened(log()) as tl:
        assert_left_as_it_is(script.played(tl), supposed, on)


def assert_left_as_it_is(tl, supposed, on):
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


@IN_EACH_LOG
def test_what_is_appended_later_is_not_seen_in_what_was_supposed_before(log):
    with opened(log()) as tl:
        tl.append(DESCRIBED)
        supposed = tl.what_if([TAKEN])
        tl.append([AreaLiberated(area="town", when="2017-01-09", by="sdf", reported_on="2017-01-10")])
        assert ("isf", "sdf") == tuple(each.status("town", on="2017-02-01").control for each in (supposed, tl))


@IN_EACH_LOG
def test_what_is_about_to_be_appended_is_seen_in_what_is_supposed(log):
    with opened(log()) as tl, tl.transaction():
        tl.append([TAKEN])
        supposed = tl.what_if([AreaLiberated(area="town", when="2017-01-09", by="sdf", reported_on="2017-01-10")])
        assert ("isf", "sdf") == tuple(supposed.status("town", on=f"2017-01-{day}").control for day in ("06", "09"))


def test_supposing_reads_no_entries_of_a_log_in_a_file_and_makes_none_beside_it(tmp_path, monkeypatch):
    with timeline.connect(tmp_path / "log.db") as tl:
        tl.append([*DESCRIBED, TAKEN])
        monkeypatch.setattr(SqliteLog, "read", None)
        files = list(tmp_path.iterdir())
        supposed = tl.what_if([TAKEN])
        assert "isf" == supposed.status("town", on="2017-02-01").control
        assert files == list(tmp_path.iterdir())


def test_nothing_is_appended_through_it():
    with pytest.raises(InputError, match="on the timeline that it was made from"):
        fresh().what_if([TAKEN]).append([TAKEN])
