"""A log takes the entries of another as they were, all of them or none, and never others in their place."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest

from timeline.errors import AreaCycleError, ContentConflictError, InputError, NotFoundError, TimelineError
from timeline.log.memory import MemoryLog
from timeline.model.entries import Entry, Join
from timeline.testing.log_contract.subject import Clock, LogTests, StoredLog, add, day, entries
from timeline.testing.statements import UNKNOWN, area, correct, numbered, reinstate, retract, strike


def source_log() -> MemoryLog:
    """A log with an entry of each sort, taken in at other instants than the log under test would give."""
    clock = Clock()
    clock.move(days=-100, microseconds=7)
    numbers = itertools.count(1000)
    log = MemoryLog(clock=clock, fresh_id=lambda _: f"{next(numbers):032x}")
    log.append([area("iq"), area("iq/a", "iq", reported_on="2017-01-05"), strike("iq/a", 2), strike("iq/a", 3)])
    given = [entry.id for entry in entries(log)]
    clock.move(hours=1)
    log.append([Join(members=tuple(given[2:]), reason="one"), correct(given[2], strike("iq"), because="our-error")])
    clock.move(hours=-2)
    retraction = add(log, retract(given[3], reported_on="2017-08-01"))
    log.append([reinstate(retraction), numbered("7", area="iq/a")])
    return log


FIRST = next(iter(source_log().read()))
CHANGED: list[tuple[dict[str, Any], str]] = [
    ({"position": 5}, "expected an entry at position 4, found one at 5"),
    ({"id": FIRST.id}, "an id of its own"),
    ({"id": "7"}, "an id of its own"),
    ({"reported_on": day("2017-01-01")}, "reported_on"),
    ({"recorded_at": datetime.datetime(2010, 1, 1, tzinfo=datetime.UTC)}, "reported_on"),
    ({"recorded_at": datetime.datetime(2017, 10, 7, 12)}, "an instant in UTC"),
    ({"statement": strike("iq/a", 2, reported_on="2019-01-01")}, "reported_on"),
    ({"statement": numbered("8")}, "id"),
]


class Copying(LogTests):
    """Entries of another log."""

    def test_a_copy_holds_equal_entries(self, log: StoredLog) -> None:
        source = source_log()
        copied = log.append_entries(source.read())
        assert entries(source) == entries(log)
        assert [] == list(log.problems())
        ids = tuple(entry.id for entry in entries(source))
        assert (ids, 9, 0, 9) == (copied.ids, copied.new_count, copied.unchanged_count, copied.position)

    def test_a_copy_made_again_changes_nothing_and_is_brought_up_to_date(self, log: StoredLog) -> None:
        source = source_log()
        log.append_entries(source.read())
        assert (0, 9) == attrs.astuple(log.append_entries(source.read()))[1:3]
        add(source, strike("iq"))
        assert (1, 9) == attrs.astuple(log.append_entries(source.read()))[1:3]
        assert entries(source) == entries(log)

    def test_the_beginning_of_what_is_held_changes_nothing(self, log: StoredLog) -> None:
        source = source_log()
        log.append_entries(source.read())
        assert 9 == log.append_entries(entries(source)[:3]).position

    def test_a_log_of_its_own_takes_no_copy(self, log: StoredLog) -> None:
        add(log, strike("elsewhere"))
        before = entries(log)
        with pytest.raises(ContentConflictError, match="entry at position 1: expected the one that the log holds"):
            log.append_entries(source_log().read())
        assert before == entries(log)

    def test_what_the_log_was_given_since_is_a_conflict(self, log: StoredLog) -> None:
        source = source_log()
        log.append_entries(source.read())
        add(log, strike("iq", 1))
        add(source, strike("iq", 2))
        with pytest.raises(ContentConflictError, match="position 10"):
            log.append_entries(source.read())

    @pytest.mark.parametrize(("changed", "told"), CHANGED)
    def test_an_entry_that_was_changed_is_refused_with_all_others(
        self, log: StoredLog, changed: dict[str, Any], told: str
    ) -> None:
        given = entries(source_log())
        given[3] = attrs.evolve(given[3], **changed)
        with pytest.raises(TimelineError, match=told):
            log.append_entries(given)
        assert [] == entries(log)

    def test_an_entry_about_one_that_is_not_there_is_refused(self, log: StoredLog) -> None:
        given = entries(source_log())
        given[5] = attrs.evolve(given[5], statement=correct(UNKNOWN, strike()))
        with pytest.raises(NotFoundError, match="entry at position 6"):
            log.append_entries(given)
        assert [] == entries(log)

    def test_areas_inside_themselves_are_refused(self, log: StoredLog) -> None:
        made = MemoryLog()
        made.append([area("a", "b"), strike("b")])
        inside_out = MemoryLog()
        inside_out.append([area("b", "a")])
        given = [*entries(made), attrs.evolve(entries(inside_out)[0], position=3)]
        with pytest.raises(AreaCycleError):
            log.append_entries(given)
        assert [] == entries(log)

    def test_a_copy_that_is_broken_off_leaves_nothing(self, log: StoredLog) -> None:
        def broken() -> Iterator[Entry]:
            yield from entries(source_log())[:5]
            raise InputError("file", expected="a line", found="its end")

        with pytest.raises(InputError, match="its end"):
            log.append_entries(broken())
        assert [] == entries(log)
        assert 1 == log.append([strike()]).position

    def test_a_copy_goes_on_as_any_log(self, log: StoredLog) -> None:
        source = source_log()
        log.append_entries(source.read())
        first_strike = entries(source)[2].id
        assert 0 == log.append([numbered("7", area="iq/a")]).new_count
        assert 10 == log.append([retract(first_strike)]).position

    def test_a_copy_opened_again_holds_equal_entries(self, path: Path) -> None:
        if not self.is_durable:
            pytest.skip("keeps nothing once it is closed")
        with closing(self.make_log(path)) as log:
            log.append_entries(source_log().read())
        with closing(self.make_log(path)) as log:
            assert entries(source_log()) == entries(log)
