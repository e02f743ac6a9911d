"""The machines of the kit, over both logs: by the built-in projection, and by one with every reducer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis.stateful import run_state_machine_as_test
from wide import Wide

from timeline import AreaStatus, Entry
from timeline.log.base import Appended
from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog
from timeline.model.entries import Statement
from timeline.testing import LawBroken, machine
from timeline.testing.machines import MakeLog


def memory_log(_: object, **options: Any) -> MemoryLog:
    return MemoryLog(**options)


TestFile = machine(AreaStatus).TestCase
TestFileAskedWidely = machine(Wide).TestCase
TestMemory = machine(Wide, log=memory_log, is_durable=False).TestCase


class ForgetfulLog(SqliteLog):
    """A log that reads its file only once."""

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        if not hasattr(self, "_read_once"):
            self._read_once = list(super().read())
        return iter(self._read_once[after:])


class HalfLog(MemoryLog):
    """A log that keeps half of a batch when the other half is refused."""

    def append(self, statements: Sequence[Statement], *, if_position: int | None = None) -> Appended:
        for statement in statements[:-1]:
            super().append([statement])
        return super().append(statements[-1:])


@pytest.mark.parametrize(("log", "is_durable"), [(ForgetfulLog, True), (lambda _, **each: HalfLog(**each), False)])
def test_a_log_that_does_not_hold_what_it_acknowledged_is_caught(log: MakeLog, is_durable: bool):
    broken = machine(AreaStatus, log=log, is_durable=is_durable)
    with pytest.raises(LawBroken, match="a log holds what it acknowledged"):
        run_state_machine_as_test(broken, settings=broken.TestCase.settings)
