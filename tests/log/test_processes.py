"""Several processes on one file, and processes that are killed.

TIMELINE_STRESS_SECONDS and TIMELINE_KILLS make it longer; `pytest -rP` shows the figures.
"""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

import pytest

import timeline
from timeline.log.sqlite import SqliteLog
from timeline.testing.log_contract import entries

SECONDS = float(os.environ.get("TIMELINE_STRESS_SECONDS", "1"))
KILLS = int(os.environ.get("TIMELINE_KILLS", "4"))
FILES = 60

Process = subprocess.Popen[str]


@contextmanager
def processes(mode: str, path: Path, *names: str, seconds: float = 60) -> Iterator[list[Process]]:
    """Processes that stand ready to append; none outlives the test."""
    script = str(Path(__file__).with_name("appending.py"))
    started = [_start([sys.executable, script, mode, str(path), name, str(seconds)]) for name in names]
    try:
        for process in started:
            assert "ready\n" == _output(process).readline()
        yield started
    finally:
        for process in started:
            process.kill()
            process.communicate()


def _start(command: list[str]) -> Process:
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _output(process: Process) -> IO[str]:
    assert process.stdout
    return process.stdout


def tell(process: Process, line: str = "go") -> None:
    assert process.stdin
    process.stdin.write(line + "\n")
    process.stdin.flush()


def said(process: Process) -> list[str]:
    """The whole lines that a process prints until it ends."""
    lines = _output(process).read().splitlines(keepends=True)
    return [line.removesuffix("\n") for line in lines if line.endswith("\n")]


def words(lines: list[str]) -> list[str]:
    return [word for line in lines for word in line.split()]


def assert_sound(path: Path) -> None:
    with timeline.connect(path) as tl:
        verification = tl.verify()
        assert verification.is_sound, verification.problems


def assert_batches_are_whole(log: SqliteLog) -> None:
    """Each batch is there with all its events, at positions that follow each other."""
    notes = [entry.statement.note for entry in log.read()]  # type: ignore[union-attr]
    assert [] == [note for note, count in Counter(notes).items() if count != int(note.split()[-1])]
    assert len(set(notes)) == len(list(itertools.groupby(notes)))


def test_two_processes_that_append_at_once_lose_nothing(path: Path) -> None:
    with (
        closing(SqliteLog(path)) as log,
        processes("append", path, "one", "other", seconds=SECONDS) as started,
        ThreadPoolExecutor(2) as pool,
    ):
        for process in started:
            tell(process)
        lines = [pool.submit(said, process) for process in started]
        seen = 0
        while not all(each.done() for each in lines):
            positions = [entry.position for entry in log.read(after=seen)]
            assert list(range(seen + 1, seen + 1 + len(positions))) == positions
            seen += len(positions)
            time.sleep(0.1)
        acknowledged = [words(each.result()) for each in lines]
        assert min(map(len, acknowledged)) > 0
        ids = sorted(itertools.chain(*acknowledged))
        assert list(range(1, len(ids) + 1)) == [entry.position for entry in log.read()]
        assert ids == sorted(entry.id for entry in log.read())
        assert_batches_are_whole(log)
    assert_sound(path)
    print(
        f"{[len(each) for each in acknowledged]} events, {[len(each.result()) for each in lines]} batches, {SECONDS} s"
    )


def test_two_processes_that_mind_the_position_never_act_on_what_is_out_of_date(path: Path) -> None:
    with (
        closing(SqliteLog(path)) as log,
        processes("count", path, "one", "other", seconds=SECONDS) as started,
        ThreadPoolExecutor(2) as pool,
    ):
        for process in started:
            tell(process)
        answers = words(list(itertools.chain(*pool.map(said, started))))
        numbers = sorted(int(answer) for answer in answers if answer != "conflict")
        assert list(range(1, len(numbers) + 1)) == numbers
        assert numbers == [entry.statement.strikes for entry in log.read()]  # type: ignore[union-attr]
        assert 2 * int(SECONDS * 100) == len(numbers)
    print(f"{len(numbers)} numbers, {answers.count('conflict')} conflicts")


def test_processes_that_make_the_same_file_at_the_same_moment_all_succeed(tmp_path: Path) -> None:
    with processes("open", tmp_path, "one", "other") as started:
        for process in started:
            tell(process)
        for number in range(FILES):
            path = tmp_path / f"{number}.db"
            for process in started:
                tell(process, f"{path} {time.time() + 0.003 + random.random() * 0.004}")
            assert ["appended\n"] * 2 == [_output(process).readline() for process in started]
            with closing(SqliteLog(path, create=False)) as log:
                assert 2 == log.head
        assert_sound(path)


def test_a_process_killed_in_mid_append_leaves_a_sound_log(path: Path) -> None:
    acknowledged: set[str] = set()
    for number in range(KILLS):
        with processes("append", path, f"process-{number}") as (process,):
            tell(process)
            acknowledged.update(_output(process).readline().split())
            time.sleep(random.random() * 0.1)
            process.kill()
            acknowledged.update(words(said(process)))
        assert_sound(path)
        with closing(SqliteLog(path)) as log:
            held = {entry.id for entry in log.read()}
            assert set() == acknowledged - held
            assert_batches_are_whole(log)
    assert len(acknowledged) >= KILLS
    print(f"{KILLS} kills, {len(acknowledged)} events acknowledged, {len(held - acknowledged)} more held")


@pytest.mark.parametrize("delay", [0.0, 0.01])
def test_a_process_killed_while_it_makes_the_file_leaves_one_that_opens(tmp_path: Path, delay: float) -> None:
    for number in range(max(2, KILLS // 2)):
        path = tmp_path / f"{number}.db"
        with processes("append", path, "process") as (process,):
            tell(process)
            time.sleep(delay + random.random() * 0.01)
            process.kill()
            acknowledged = words(said(process))
        with closing(SqliteLog(path)) as log:
            assert set() == set(acknowledged) - {entry.id for entry in entries(log)}
            assert_batches_are_whole(log)
        assert_sound(path)
