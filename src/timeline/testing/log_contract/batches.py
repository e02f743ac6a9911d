"""A batch is appended whole or not at all, at positions 1, 2, 3 … without gaps."""

from __future__ import annotations

import datetime
from contextlib import closing
from pathlib import Path
from typing import Any

import attrs
import pytest

from timeline.errors import (
    AreaCycleError,
    ContentConflictError,
    InputError,
    NotFoundError,
    ProjectionError,
    TimelineError,
)
from timeline.model.events import Event
from timeline.testing.log_contract.subject import LogTests, StoredLog, add, entries
from timeline.testing.statements import HAWIJA, MOSUL, UNKNOWN, area, correct, numbered, retract, strike


@attrs.frozen(kw_only=True)
class Undeclared(Event):
    """A class that nobody declared as an event kind."""


class Batches(LogTests):
    """Positions, and all or nothing."""

    def test_a_new_log_is_empty_and_stands_at_0(self, log: StoredLog) -> None:
        assert (0, [], []) == (log.head, entries(log), list(log.problems()))

    def test_positions_run_from_1_without_gaps(self, log: StoredLog) -> None:
        log.append([strike(), strike()])
        log.append([numbered("a"), numbered("a"), strike()])
        with pytest.raises(NotFoundError):
            log.append([strike(), retract(UNKNOWN)])
        log.append([strike()])
        assert [1, 2, 3, 4, 5] == [entry.position for entry in log.read()]
        assert 5 == log.head

    def test_an_append_says_what_it_did(self, log: StoredLog) -> None:
        first = log.append([numbered("a"), strike()])
        again = log.append([numbered("a"), strike(), numbered("a")])
        assert (2, 0, 2) == (first.new_count, first.unchanged_count, first.position)
        assert (1, 2, 3) == (again.new_count, again.unchanged_count, again.position)
        assert first.ids == tuple(entry.id for entry in entries(log)[:2])
        assert (first.ids[0], entries(log)[2].id, first.ids[0]) == again.ids

    def test_an_empty_batch_changes_nothing(self, log: StoredLog) -> None:
        add(log, strike())
        appended = log.append([])
        assert ((), 0, 0, 1) == (appended.ids, appended.new_count, appended.unchanged_count, appended.position)

    @pytest.mark.parametrize(
        ("bad", "error"),
        [
            (retract(UNKNOWN), NotFoundError),
            (correct(UNKNOWN, strike()), NotFoundError),
            (strike(reported_on="2018-01-16"), InputError),
            (numbered("held", strikes=2), ContentConflictError),
            (area("iq/hawija", "iq/hawija"), AreaCycleError),
            (Undeclared(area=HAWIJA, when="2017"), ProjectionError),
            ("not a statement", InputError),
            (None, InputError),
        ],
    )
    def test_a_batch_with_one_bad_statement_appends_nothing(
        self, log: StoredLog, bad: Any, error: type[TimelineError]
    ) -> None:
        add(log, numbered("held", strikes=1))
        before = entries(log)
        with pytest.raises(error):
            log.append([strike(), numbered("new"), bad, strike(MOSUL)])
        assert before == entries(log)
        assert 2 == log.append([numbered("new")]).position

    def test_an_interrupt_in_mid_append_leaves_nothing(self, path: Path) -> None:
        def interrupted(_: datetime.datetime) -> str:
            raise KeyboardInterrupt

        with closing(self.make_log(path, fresh_id=interrupted)) as log:
            with pytest.raises(KeyboardInterrupt):
                log.append([numbered("a"), strike()])
            assert [] == entries(log)
            assert 1 == log.append([numbered("a")]).position
