"""A process that appends to a log, run by the tests as `python appending.py MODE PATH NAME SECONDS`.

It says `ready`, waits for a line, and then prints one line for each thing that was acknowledged, at once.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import closing

import timeline.conflict
from timeline.errors import PositionConflictError
from timeline.log.sqlite import SqliteLog
from timeline.testing.statements import HAWIJA, numbered, strike

BATCH_SIZES = (1, 7, 200)


def say(*words: object) -> None:
    print(*words, flush=True)


def append_until(path: str, name: str, seconds: str) -> None:
    """Append batches of several sizes; acknowledges each by its ids."""
    give_up_at = time.monotonic() + float(seconds)
    with closing(SqliteLog(path)) as log:
        for batch in batches(name):
            say(*log.append(batch).ids)
            if time.monotonic() > give_up_at:
                return


def batches(name: str) -> Iterator[list[timeline.conflict.StrikeReported]]:
    """Batches without end; the note of each event says which batch it is of and how many that has."""
    number = 0
    while True:
        size = BATCH_SIZES[number % len(BATCH_SIZES)]
        note = f"{name} {number} {size}"
        areas = [f"shared-{number % 40}", f"{name}-{number % 40}"]
        yield [numbered(f"{note} {place}", area=areas[place % 2], note=note) for place in range(size)]
        number += 1


def count_on(path: str, name: str, seconds: str) -> None:
    """Append the number that follows the last one, unless the log moved on since; 100 times for each second given."""
    with closing(SqliteLog(path)) as log:
        left = int(float(seconds) * 100)
        while left:
            head = log.head
            last = next((entry.statement.strikes for entry in log.read(after=head - 1)), 0)  # type: ignore[union-attr]
            time.sleep(0.001)
            try:
                log.append([strike(HAWIJA, last + 1, note=name)], if_position=head)
            except PositionConflictError:
                say("conflict")
            else:
                say(last + 1)
                left -= 1


def open_each(_: str, name: str, __: str) -> None:
    """Open the log that each line names at the instant it names, and append to it."""
    for line in sys.stdin:
        path, instant = line.split()
        while time.time() < float(instant):
            pass
        try:
            with closing(SqliteLog(path)) as log:
                log.append([strike(name)])
        except Exception as error:  # noqa: BLE001
            say("refused", repr(error))
        else:
            say("appended")


if __name__ == "__main__":
    import sqlite_utils.migrations  # noqa: F401  or the first file would take longer to make

    mode, *arguments = sys.argv[1:]
    say("ready")
    sys.stdin.readline()
    {"append": append_until, "count": count_on, "open": open_each}[mode](*arguments)
