"""The log under test: how it is made, what it is given, and how it is asked.

Invariant: the clock stands still and ids are counted, so that a test knows both, and two logs can be compared.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import pytest

from timeline.log.base import Log, NewId
from timeline.log.shelf import Shelf
from timeline.model.entries import Entry

TODAY = datetime.date(2018, 1, 15)


class StoredLog(Log, Shelf, Protocol):
    """What the contract asks of a log: entries, and rows derived from them."""


class Clock:
    """A clock that stands still, at noon of 15 January 2018 UTC, until it is moved."""

    def __init__(self) -> None:
        self.now = datetime.datetime.combine(TODAY, datetime.time(12), datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now

    def move(self, **delta: float) -> None:
        """Go on by so many days, seconds and the like."""
        self.now += datetime.timedelta(**delta)


def counted_ids() -> NewId:
    """Fresh ids 1, 2, 3 … in hexadecimal, the same in every log that is given the same statements."""
    numbers = itertools.count(1)
    return lambda _: f"{next(numbers):032x}"


def day(text: str) -> datetime.date:
    """A day as an entry holds it."""
    return datetime.date.fromisoformat(text)


def entries(log: Log) -> list[Entry]:
    """All that a log holds."""
    return list(log.read())


def add(log: Log, statement: Any) -> str:
    """Append one statement; gives its id."""
    return log.append([statement]).ids[0]


class LogTests:
    """What each part of the contract builds on; a subclass says how its log is made."""

    is_durable = True
    """Whether a log made again at the same path goes on from what it held; False leaves out the tests of that."""

    def make_log(self, path: Path, **options: Any) -> StoredLog:
        """A log at a path in a folder of its own.

        Args:
            path: a file that is not there yet, or where a log was made before.
            options: none, or either of `clock` (gives the instant of recording) and `fresh_id` (gives, for such an
                instant, the id of what has none of its own).
        """
        raise NotImplementedError(f"{type(self).__name__} needs a method make_log(self, path, **options)")

    @pytest.fixture
    def clock(self) -> Clock:
        """Stands at noon of 15 January 2018, UTC, until the test moves it."""
        return Clock()

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        """Where the log is made."""
        return tmp_path / "log.db"

    @pytest.fixture
    def log(self, path: Path, clock: Clock) -> Iterator[StoredLog]:
        """A log, empty."""
        with closing(self.make_log(path, clock=clock, fresh_id=counted_ids())) as made:
            yield made
