"""A reader sees the entries that were there when it began, each as it was given."""

from __future__ import annotations

from itertools import islice

from timeline.model.areas import Parent
from timeline.model.entries import Statement
from timeline.model.sources import Source
from timeline.testing.log_contract.subject import LogTests, StoredLog, add
from timeline.testing.statements import HAWIJA, KIRKUK, MOSUL, area, correct, liberation, numbered, retract, strike


class Reading(LogTests):
    """Reading entries."""

    def test_reading_starts_behind_a_position(self, log: StoredLog) -> None:
        log.append([strike(), strike(), strike()])
        assert [[1, 2, 3], [3], [], []] == [
            [entry.position for entry in log.read(after=position)] for position in (0, 2, 3, 99)
        ]

    def test_a_reader_sees_what_was_there_when_it_began(self, log: StoredLog) -> None:
        log.append([strike(), strike()])
        seen = []
        for entry in islice(log.read(), 9):
            seen.append(entry.position)
            add(log, strike())
        assert [1, 2] == seen
        assert 4 == log.head

    def test_an_entry_says_what_was_appended(self, log: StoredLog) -> None:
        given: list[Statement] = [
            strike(reported_on="2017-12-30", note="النَّصر \U0001f54a \n 'quoted' \"twice\"", scope="somewhere_in"),
            numbered("a", credibility=2, day="[2017-12-22..2017-12-28]"),
            liberation(day="2017-09~", from_="isis"),
            area(HAWIJA, KIRKUK, Parent(MOSUL, "2015-01-01", "2016-01-01"), aliases=["al-Hawija", "الحويجة"]),
            Source("bbc", "BBC", "B"),
        ]
        target = log.append(given).ids[0]
        about: list[Statement] = [
            correct(target, strike(strikes=9), because="our-error"),
            retract(target, reported_on="2018-01-01"),
        ]
        log.append(about)
        assert [*given, *about] == [entry.statement for entry in log.read()]
