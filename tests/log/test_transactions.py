"""Transactions of a log in a file: what others see meanwhile, and what is left by a kill or a full disk."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from own_mounts import run_with_own_mounts

import timeline
from timeline import Timeline
from timeline.conflict import StrikeReported
from timeline.errors import InputError, LogFullError, LogUnavailableError, TimelineError
from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog
from timeline.testing.log_contract import Clock, StoredLog, add, counted_ids, entries
from timeline.testing.log_contract.agreement import BATCHES, Recipe
from timeline.testing.statements import MOSUL, numbered, strike

PART, COUNT = 50, 60
SMALL_PARTS = f"""
import sys, time
import timeline
from timeline.engine import timeline as engine
from timeline.log import base
from timeline.testing.statements import numbered

engine.PART = base.PART = {PART}
"""
PAUSED = f"""{SMALL_PARTS}

def events():
    yield from (numbered(str(number), number % 7, reported_on="2017-12-30") for number in range({PART}))
    print("a part is appended", flush=True)
    time.sleep(60)

timeline.connect(sys.argv[1]).append(events())
"""


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("timeline.engine.timeline", "timeline.log.base"):
        monkeypatch.setattr(f"{module}.PART", PART)


def test_a_killed_import_leaves_nothing_and_run_again_ends_in_the_same_log(tmp_path: Path) -> None:
    killed, whole = tmp_path / "killed.db", tmp_path / "whole.db"
    with subprocess.Popen([sys.executable, "-c", PAUSED, str(killed)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert "a part is appended\n" == process.stdout.readline()
        process.kill()
    with closing(SqliteLog(killed)) as one, closing(SqliteLog(whole)) as other:
        assert (0, []) == (one.head, list(one.problems()))
        for log in (one, other):
            events = (numbered(str(number), number % 7, reported_on="2017-12-30") for number in range(COUNT))
            assert COUNT == Timeline(log, timeline.AreaStatus).append(events).position
        assert _content(other) == _content(one)
        assert one.is_index_sound()


def _content(log: SqliteLog) -> list[object]:
    return [(entry.position, entry.id, entry.reported_on, entry.statement) for entry in log.read()]


@pytest.mark.usefixtures("small_parts")
def test_what_comes_one_at_a_time_is_one_append_however_many(tmp_path: Path) -> None:
    with timeline.connect(tmp_path / "log.db") as tl:
        with pytest.raises(InputError):
            tl.append(_failing())
        assert 0 == tl.position
        appended = tl.append(numbered(str(number)) for number in itertools.chain(range(COUNT), range(10)))
    assert (COUNT, 10, COUNT) == (appended.new_count, appended.unchanged_count, appended.position)
    assert (COUNT + 10, appended.ids[:10]) == (len(appended.ids), appended.ids[-10:])


def _failing() -> Iterator[StrikeReported]:
    yield from (numbered(str(number)) for number in range(COUNT))
    raise InputError("row", expected="a row", found="none")


def test_others_read_what_was_there_before_until_a_transaction_is_done(path: Path) -> None:
    with closing(SqliteLog(path)) as log, closing(SqliteLog(path)) as other:
        add(log, strike())
        with log.transaction():
            log.append([numbered(str(number)) for number in range(99)])
            assert (100, 1, [1]) == (log.head, other.head, [entry.position for entry in other.read()])
        assert 100 == other.head


def test_an_error_of_the_caller_in_a_transaction_stays_what_it_is(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        with pytest.raises(UnicodeDecodeError), log.transaction():
            log.append([b"\xff".decode()])
        with pytest.raises(UnicodeDecodeError):
            log.append_entries(b"\xff".decode() for _ in range(1))
        assert 0 == log.head


def test_a_transaction_that_the_disk_took_back_is_not_gone_on_with(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        add(log, strike())
        log._rows("PRAGMA max_page_count = 23")
        with pytest.raises((LogFullError, LogUnavailableError)):
            _append_although_full(log)
        log._rows("PRAGMA max_page_count = 9999")
        assert ([strike()], True) == ([entry.statement for entry in entries(log)], log.is_index_sound())
        assert 2 == log.append([numbered("a", area=MOSUL)]).position


def _append_although_full(log: SqliteLog) -> None:
    with log.transaction():
        log.append([numbered("a", area="another")])
        with suppress(LogFullError):
            log.append([strike(f"area-{number}", note="n" * 999) for number in range(99)])
        log._connection.execute("ROLLBACK") if log._connection.in_transaction else None
        log.append([numbered("b", area="another")])


def test_a_disk_that_is_full_in_mid_import_leaves_nothing_and_the_log_goes_on(tmp_path: Path) -> None:
    script = f"""{SMALL_PARTS}
mount("-t", "tmpfs", "-o", "size=600k", "tmpfs", folder)
given = []

def events():
    for n in range(2000):
        given.append(n)
        yield numbered(str(n), note="n" * 2000)

with timeline.connect(folder + "/log.db") as tl:
    tl.append([strike()])
    tl._log._connection.execute("PRAGMA cache_size = 20")
    refused = failure(tl.append, events())
    held = [tl.position, tl.append([strike()]).position, len(tl.verify().problems)]
print(json.dumps(dict(refused=refused, held=held, given=len(given))))
"""
    found = run_with_own_mounts(script, tmp_path)
    assert "LogFullError" == found["refused"][0]
    assert 2 * PART <= found["given"] < 2000
    assert [1, 2, 0] == found["held"]


@given(BATCHES)
def test_a_log_in_a_file_holds_what_one_in_memory_holds_whatever_is_taken_back(
    batches: list[tuple[list[Recipe], int | None]],
) -> None:
    memory = MemoryLog(clock=Clock(), fresh_id=counted_ids())
    with (
        TemporaryDirectory() as folder,
        closing(SqliteLog(f"{folder}/log.db", clock=Clock(), fresh_id=counted_ids())) as log,
    ):
        for batch, following in itertools.pairwise([*batches, ([], None)]):
            outcomes = [
                _outcome(each, batch, following, [entry.id for entry in memory.read()]) for each in (log, memory)
            ]
            assert outcomes[0] == outcomes[1]
        assert entries(memory) == entries(log)
        assert log.is_index_sound()


def _outcome(
    log: StoredLog, batch: tuple[list[Recipe], int | None], following: tuple[list[Recipe], int | None], ids: list[str]
) -> object:
    """What becomes of two batches in a transaction; it is kept or not as their first position says."""
    try:
        with log.transaction(keep=batch[1] is None or batch[1] % 2 == 0):
            first = log.append([each.statement(ids) for each in batch[0]])
            with suppress(TimelineError):
                log.append([each.statement([*ids, *first.ids]) for each in following[0]])
            return first, log.head, [entry.id for entry in log.about(ids[:2])]
    except TimelineError as error:
        return type(error), str(error)
