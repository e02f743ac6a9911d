"""What the tests of the log share: statements to append, a clock that stands still, every kind of log."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from timeline.conflict import AreaLiberated, Citation, StrikeReported
from timeline.log.base import Log, NewId, Shelf
from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog
from timeline.model.areas import Area
from timeline.model.entries import Correction, Entry, Reinstatement, Retraction

HAWIJA = "iq/kirkuk/hawija"
KIRKUK = "iq/kirkuk"
MOSUL = "iq/nineveh/mosul"
TODAY = datetime.date(2018, 1, 15)


class StoredLog(Log, Shelf, Protocol):
    """What every log of this package offers."""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime.datetime.combine(TODAY, datetime.time(12), datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now

    def move(self, **delta: float) -> None:
        self.now += datetime.timedelta(**delta)


def counted_ids() -> NewId:
    """Fresh ids 1, 2, 3 … in hexadecimal, the same in every log that is given the same statements."""
    numbers = itertools.count(1)
    return lambda _: f"{next(numbers):032x}"


def _memory_log(_: Path, **options: Any) -> StoredLog:
    return MemoryLog(**options)


LOGS: dict[str, Callable[..., StoredLog]] = {"memory": _memory_log, "sqlite": SqliteLog}
"""A new kind of log joins the contract by a line here: made from a path, a clock and a source of fresh ids."""


def strike(area: str = HAWIJA, strikes: int = 1, *, day: str = "2017-12-28", **fields: Any) -> StrikeReported:
    return StrikeReported(area=area, when=day, strikes=strikes, **fields)


def numbered(external_id: str, strikes: int = 1, *, area: str = HAWIJA, **fields: Any) -> StrikeReported:
    """A strike that its source has numbered."""
    return strike(area, strikes, source=Citation("cjtf-oir"), external_id=external_id, **fields)


def liberation(area: str = HAWIJA, day: str = "2017-10-05", **fields: Any) -> AreaLiberated:
    return AreaLiberated(area=area, when=day, by="isf", **fields)


def area(id: str, *parents: Any, name: str = "a place", **fields: Any) -> Area:  # noqa: A002
    return Area(id, name, parents=parents, **fields)


def correct(target: str, replacement: Any, **fields: Any) -> Correction:
    return Correction(target=target, replacement=replacement, reason="misread", **fields)


def retract(target: str, **fields: Any) -> Retraction:
    return Retraction(target=target, reason="withdrawn", **fields)


def reinstate(target: str, **fields: Any) -> Reinstatement:
    return Reinstatement(target=target, reason="confirmed after all", **fields)


def entries(log: Log) -> list[Entry]:
    return list(log.read())


def add(log: Log, statement: Any) -> str:
    """Append one statement; gives its id."""
    return log.append([statement]).ids[0]
