"""How ids are made: of what a source has numbered, and fresh ones."""

from __future__ import annotations

import datetime

from timeline.log.base import external_id, new_id


def test_a_source_and_a_number_do_not_run_into_each_other() -> None:
    assert external_id("ab", "c") != external_id("a", "bc")


def test_the_id_of_a_numbered_event_is_the_same_in_every_log() -> None:
    assert "c59ef3e86bb238d0445edbfa5109a462" == external_id("cjtf-oir", "release 1, row 2")


def test_fresh_ids_sort_by_time() -> None:
    start = datetime.datetime(2018, 1, 15, tzinfo=datetime.UTC)
    made = [new_id(start + datetime.timedelta(milliseconds=number)) for number in range(0, 100_000_000, 999_983)]
    assert sorted(made) == made
    assert {32} == {len(each) for each in made}


def test_fresh_ids_of_one_instant_differ() -> None:
    now = datetime.datetime(2018, 1, 15, tzinfo=datetime.UTC)
    assert 1000 == len({new_id(now) for _ in range(1000)})
