"""What is there already is left as it is; other content under the same id is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from timeline.conflict import Citation
from timeline.errors import ContentConflictError
from timeline.model.days import BEGINNING
from timeline.model.sources import Source
from timeline.testing.log_contract.subject import TODAY, Clock, LogTests, StoredLog, add, day
from timeline.testing.statements import KIRKUK, area, numbered, strike


class Repeats(LogTests):
    """The same event or description again."""

    def test_the_same_event_again_is_left_as_it_is(self, log: StoredLog) -> None:
        first = add(log, numbered("a", note="on the road"))
        assert first == add(log, numbered("a", note="on the road"))
        assert 1 == log.head

    def test_the_same_event_twice_in_a_batch_is_held_once(self, log: StoredLog) -> None:
        appended = log.append([numbered("a"), numbered("a")])
        assert (1, 1, 1) == (appended.new_count, appended.unchanged_count, log.head)
        assert appended.ids[0] == appended.ids[1]

    def test_the_same_event_written_otherwise_is_the_same(self, log: StoredLog) -> None:
        add(log, numbered("a", day="2017-12-28"))
        add(log, numbered("a", day="[2017-12-28..2017-12-28]", credibility=6))
        assert 1 == log.head

    def test_a_repeated_event_is_still_the_same_on_a_later_day(self, log: StoredLog, clock: Clock) -> None:
        add(log, numbered("a"))
        clock.move(days=30)
        add(log, numbered("a"))
        assert [TODAY] == [entry.reported_on for entry in log.read()]

    @pytest.mark.parametrize("in_one_batch", [True, False])
    def test_other_content_under_the_same_id_is_refused_and_both_are_shown(
        self, log: StoredLog, in_one_batch: bool
    ) -> None:
        stored, given = numbered("a", strikes=1), numbered("a", strikes=2)
        with pytest.raises(ContentConflictError) as refused:
            log.append([stored, given] if in_one_batch else [stored]) and log.append([given])
        assert (stored, given) == (refused.value.stored, refused.value.given)
        assert "strikes 1" in str(refused.value)
        assert "strikes 2" in str(refused.value)

    def test_what_was_given_is_compared_and_not_what_it_came_to_mean(self, log: StoredLog) -> None:
        add(log, numbered("a"))
        with pytest.raises(ContentConflictError):
            add(log, numbered("a", reported_on=TODAY))

    def test_the_same_number_of_another_source_is_another_event(self, log: StoredLog) -> None:
        other = strike(source=Citation("iraqi-mod"), external_id="a")
        assert add(log, numbered("a")) != add(log, other)

    def test_two_events_without_a_number_are_two_even_if_equal(self, log: StoredLog) -> None:
        assert 2 == len({add(log, strike()), add(log, strike())})
        assert 2 == log.head

    @pytest.mark.parametrize(
        "make", [lambda **on: area(KIRKUK, **on), lambda **on: Source("cjtf-oir", "Coalition", **on)]
    )
    def test_a_description_is_held_once_for_each_day_it_was_known_from(
        self, log: StoredLog, make: Callable[..., Any]
    ) -> None:
        log.append([make(), make(), make(reported_on="2016"), make(reported_on="2016-12-31")])
        assert [BEGINNING, day("2016-12-31")] == [entry.reported_on for entry in log.read()]

    def test_another_description_known_from_the_same_day_is_refused(self, log: StoredLog) -> None:
        add(log, area(KIRKUK, name="Kirkuk"))
        with pytest.raises(ContentConflictError):
            add(log, area(KIRKUK, name="Karkuk"))

    def test_an_area_a_source_and_an_event_of_one_id_are_three_entries(self, log: StoredLog) -> None:
        log.append([area("bbc"), Source("bbc", "BBC"), strike("bbc", source=Citation("bbc"), external_id="bbc")])
        assert 3 == log.head
