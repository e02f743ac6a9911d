"""Both logs keep the contract of every log, and the contract tells a log that does not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog
from timeline.testing.log_contract import LogContract


class TestMemoryLog(LogContract):
    is_durable = False

    def make_log(self, path: Path, **options: Any) -> MemoryLog:
        return MemoryLog(**options)


class TestSqliteLog(LogContract):
    def make_log(self, path: Path, **options: Any) -> SqliteLog:
        return SqliteLog(path, **options)


BROKEN = """
import contextlib

from timeline.log.memory import MemoryLog
from timeline.testing.log_contract import LogContract


class OfMemory(LogContract):
    def make_log(self, path, **options):
        return self.Log(**options)


class TestKeepingHalfABatch(OfMemory):
    class Log(MemoryLog):
        def _keep(self, entries):
            kept = list(entries)
            super()._keep(kept[: (len(kept) + 1) // 2])


class TestBlindToWhatIsThere(OfMemory):
    class Log(MemoryLog):
        def find(self, id):
            return None


class TestLettingOthersIn(OfMemory):
    class Log(MemoryLog):
        def __init__(self, **options):
            super().__init__(**options)
            self._lock = contextlib.nullcontext()


class TestClearingTheShelfFirst(OfMemory):
    class Log(MemoryLog):
        def replace(self, table, *rows, **about):
            self.drop(table)
            super().replace(table, *rows, **about)


class TestKeepingWhatFailed(OfMemory):
    class Log(MemoryLog):
        def _take_back(self, head):
            pass


class TestForgettingAll(OfMemory):
    Log = MemoryLog


class TestKeepingItsPromise(OfMemory):
    is_durable = False
    Log = MemoryLog
"""


def test_a_log_that_breaks_its_promise_fails_the_test_that_says_so(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_broken=BROKEN)
    broken = [
        "TestKeepingHalfABatch::test_an_append_says_what_it_did",
        "TestBlindToWhatIsThere::test_the_same_event_again_is_left_as_it_is",
        "TestLettingOthersIn::test_an_append_keeps_other_threads_out_until_it_is_done",
        "TestClearingTheShelfFirst::test_a_failure_while_spans_are_made_keeps_the_old_table",
        "TestKeepingWhatFailed::test_a_transaction_that_fails_leaves_nothing",
        "TestForgettingAll::test_a_log_opened_again_holds_equal_entries",
    ]
    sound = [f"TestKeepingItsPromise::{each.partition('::')[2]}" for each in broken[:-1]]
    asked = [f"test_broken.py::{each}" for each in (*broken, *sound)]
    done = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-rf", *asked)
    done.assert_outcomes(failed=len(broken), passed=len(sound))
    assert {*broken} == {each.groups()[0] for each in re.finditer(r"FAILED test_broken.py::(\S+)", done.stdout.str())}


def test_a_contract_without_a_log_says_what_it_needs(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_bare="from timeline.testing.log_contract import LogContract\n\nclass TestBare(LogContract): ..."
    )
    done = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-k", "test_a_new_log_is_empty")
    done.stdout.fnmatch_lines(["*NotImplementedError: TestBare needs a method make_log(self, path, *options)"])
