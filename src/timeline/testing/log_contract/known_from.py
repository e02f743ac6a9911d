"""Each entry is known from one day, never after the day it is recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from timeline.conflict import Citation
from timeline.errors import InputError
from timeline.model.days import BEGINNING
from timeline.model.sources import Source
from timeline.testing.log_contract.subject import TODAY, Clock, LogTests, StoredLog, add, day
from timeline.testing.statements import KIRKUK, MOSUL, area, correct, retract, strike


class KnownFrom(LogTests):
    """From when an entry is known."""

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"reported_on": "2017-12-29"}, "2017-12-29"),
            ({"reported_on": "2017-12-29", "source": Citation("afp", published="2017-12-30")}, "2017-12-29"),
            ({"source": Citation("afp", published="2017-12-30")}, "2017-12-30"),
            ({"source": Citation("afp", published="2017-12")}, "2017-12-31"),
            ({"reported_on": "2017"}, "2017-12-31"),
            ({"source": Citation("afp")}, "2018-01-15"),
            ({}, "2018-01-15"),
            ({"reported_on": "2018-01-15"}, "2018-01-15"),
        ],
    )
    def test_an_event_is_known_from_the_day_given_or_published_or_appended(
        self, log: StoredLog, fields: dict[str, Any], expected: str
    ) -> None:
        add(log, strike(**fields))
        assert [day(expected)] == [entry.reported_on for entry in log.read()]

    @pytest.mark.parametrize("make", [lambda target: correct(target, strike(strikes=2)), retract])
    def test_a_statement_about_an_entry_is_known_from_the_day_of_the_append(
        self, log: StoredLog, clock: Clock, make: Callable[..., Any]
    ) -> None:
        target = add(log, strike(reported_on="2017-12-28"))
        clock.move(days=2)
        add(log, make(target))
        assert [day("2017-12-28"), day("2018-01-17")] == [entry.reported_on for entry in log.read()]

    def test_areas_and_sources_are_known_from_the_beginning_unless_they_say(self, log: StoredLog) -> None:
        log.append([area(KIRKUK), Source("bbc", "BBC"), area(MOSUL, reported_on="2017-07"), strike()])
        assert [BEGINNING, BEGINNING, day("2017-07-31"), TODAY] == [entry.reported_on for entry in log.read()]

    @pytest.mark.parametrize(
        "late",
        [
            strike(reported_on="2018-01-16"),
            strike(reported_on="2018"),
            strike(source=Citation("afp", published="2018-01-16")),
            area(KIRKUK, reported_on="2018-01-16"),
            Source("bbc", "BBC", reported_on="2018-01-16"),
        ],
    )
    def test_nothing_is_reported_after_the_day_it_is_recorded(self, log: StoredLog, clock: Clock, late: Any) -> None:
        with pytest.raises(InputError, match="a day up to 2018-01-15"):
            add(log, late)
        clock.move(days=365)
        assert 1 == log.append([late]).position

    def test_no_statement_about_an_entry_is_reported_after_the_day_it_is_recorded(self, log: StoredLog) -> None:
        target = add(log, strike())
        for late in (retract(target, reported_on="2018-01-16"), correct(target, strike(), reported_on="2018-01-16")):
            with pytest.raises(InputError):
                add(log, late)

    def test_the_instant_of_recording_is_the_clocks_for_the_whole_batch(self, log: StoredLog, clock: Clock) -> None:
        clock.move(microseconds=123_457)
        log.append([strike(), strike()])
        assert [clock.now] * 2 == [entry.recorded_at for entry in log.read()]
