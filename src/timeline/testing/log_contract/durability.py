"""A log made again at the same path goes on from what it held; only for logs that keep it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from timeline.model.sources import Source
from timeline.testing.log_contract.subject import Clock, LogTests, add, entries
from timeline.testing.statements import HAWIJA, area, correct, liberation, numbered, retract, strike


class Durability(LogTests):
    """What is there when a log is opened again."""

    @pytest.fixture
    def durable_path(self, path: Path) -> Path:
        """Where a log is made, and made again."""
        if not self.is_durable:
            pytest.skip("keeps nothing once it is closed")
        return path

    def test_a_log_opened_again_holds_equal_entries(self, durable_path: Path, clock: Clock) -> None:
        clock.move(microseconds=1)
        with closing(self.make_log(durable_path, clock=clock)) as log:
            target = add(log, strike(reported_on="2017-12-30", note="النَّصر\n\U0001f54a"))
            log.append([numbered("a", day="2017-09~"), area(HAWIJA, aliases=["ح"]), Source("bbc", "BBC")])
            log.append([correct(target, liberation(), because="our-error"), retract(target)])
            before = entries(log)
        with closing(self.make_log(durable_path)) as log:
            assert (6, before) == (len(before), entries(log))

    def test_a_log_opened_again_knows_what_it_holds_and_goes_on_from_there(self, durable_path: Path) -> None:
        with closing(self.make_log(durable_path)) as log:
            log.append([numbered("a"), strike()])
        with closing(self.make_log(durable_path)) as log:
            appended = log.append([numbered("a"), strike()])
        assert (1, 1, 3) == (appended.new_count, appended.unchanged_count, appended.position)
