"""What the log in SQLite does beyond the contract: the file defends itself, and every failure has its name."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from own_mounts import run_with_own_mounts

import timeline
from timeline.errors import (
    InputError,
    LogCorruptError,
    LogFullError,
    LogReadOnlyError,
    LogSchemaError,
    LogUnavailableError,
)
from timeline.log import sqlite
from timeline.log.shelf import Spans
from timeline.log.sqlite import SqliteLog
from timeline.log.sqlite_rows import row_of
from timeline.model.entries import Entry
from timeline.testing.log_contract import Clock, add, counted_ids, entries
from timeline.testing.statements import HAWIJA, area, correct, liberation, numbered, retract, strike


@pytest.fixture
def stored(path: Path, clock: Clock) -> Path:
    """A closed log with an event, a numbered one, a description, a correction and a retraction."""
    with closing(SqliteLog(path, clock=clock, fresh_id=counted_ids())) as log:
        target = add(log, strike(reported_on="2017-12-30", note="n" * 500))
        log.append([numbered("a", day="2017-09"), area(HAWIJA), correct(target, liberation()), retract(target)])
    return path


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file as any other program sees it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def assert_sound(path: Path, head: int) -> None:
    """The log opens, is sound and stands at that position."""
    with timeline.connect(path) as tl:
        assert ((), head) == (tl.verify().problems, tl.position)


# The database refuses


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entries SET body = '{}'",
        "UPDATE entries SET position = position + 10",
        "UPDATE OR REPLACE entries SET id = (SELECT id FROM entries WHERE position = 1) WHERE position = 2",
        "DELETE FROM entries",
        "DELETE FROM entries WHERE position = 5",
        "INSERT OR REPLACE INTO entries SELECT * FROM entries WHERE position = 1",
        "REPLACE INTO entries SELECT 5, id, 0, 0, kind, area, 0, 0, target, '{}' FROM entries WHERE position = 1",
        "INSERT OR REPLACE INTO entries SELECT 6, id, 0, 0, kind, area, 0, 0, target, '{}' FROM entries LIMIT 1",
        "INSERT INTO entries SELECT * FROM entries WHERE true ON CONFLICT DO UPDATE SET body = '{}'",
        "INSERT INTO entries SELECT 7, randomblob(16), 0, 0, kind, area, 0, 0, target, '{}' FROM entries LIMIT 1",
        "INSERT INTO entries SELECT 0, randomblob(16), 0, 0, kind, area, 0, 0, target, '{}' FROM entries LIMIT 1",
        "INSERT INTO entries SELECT NULL, randomblob(16), 0, 0, kind, area, 0, 0, target, '{}' FROM entries LIMIT 1",
        "UPDATE names SET name = 'elsewhere'",
        "DELETE FROM names",
        "INSERT OR REPLACE INTO names VALUES (1, 'elsewhere')",
        "INSERT OR REPLACE INTO names SELECT id + 100, name FROM names",
        "REPLACE INTO names SELECT id, 'elsewhere ' || id FROM names",
        "INSERT INTO names SELECT * FROM names WHERE true ON CONFLICT DO UPDATE SET name = 'elsewhere'",
    ],
)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_the_database_refuses_to_change_what_was_appended(stored: Path, change: str, recursive: str) -> None:
    with raw(stored) as connection:
        connection.execute(f"PRAGMA recursive_triggers = {recursive}")
        before = [connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("entries", "names")]
        with pytest.raises(sqlite3.IntegrityError, match="the log is append-only"):
            connection.execute(change)
        assert before == [connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("entries", "names")]


@pytest.mark.parametrize(
    ("column", "value"), [("id", "x'00'"), ("body", "'{'"), ("recorded_at", "'noon'"), ("kind", "NULL")]
)
def test_the_database_refuses_a_row_of_another_shape(stored: Path, column: str, value: str) -> None:
    columns = {"position": "6", "id": "randomblob(16)", "recorded_at": "0", "kind": "1", "body": "'{}'"}
    columns[column] = value
    insert = f"INSERT INTO entries ({', '.join(columns)}) VALUES ({', '.join(columns.values())})"
    with raw(stored) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(insert)
    assert_sound(stored, 5)


def test_every_table_of_the_log_is_strict(stored: Path) -> None:
    with raw(stored) as connection:
        tables = dict(connection.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table'"))
    tables_of_index = {"happenings", "happening_entries", "happening_incidents", "descriptions"}
    assert {
        "entries",
        "names",
        "derived_spans",
        "derived_statuses",
        "derived_notes",
        "derived_pages",
    } | tables_of_index == {name for name, strict in tables.items() if strict}
    assert {"_sqlite_migrations", "sqlite_schema", "sqlite_temp_schema"} >= {
        n for n, strict in tables.items() if not strict
    }


# Durability


@pytest.mark.parametrize(
    ("given", "expected"), [({}, 2), ({"synchronous": "NORMAL"}, 1), ({"synchronous": "EXTRA"}, 3)]
)
def test_the_log_writes_ahead_and_waits_for_the_disk(path: Path, given: dict[str, str], expected: int) -> None:
    for _ in ("made", "opened again"):
        with closing(SqliteLog(path, **given)) as log:  # type: ignore[arg-type]
            settings = [log._rows(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "foreign_keys")]
            assert ["wal", expected, 1] == settings


def test_another_way_to_wait_for_the_disk_is_refused(path: Path) -> None:
    with pytest.raises(InputError, match="FULL, NORMAL or EXTRA"):
        SqliteLog(path, synchronous="OFF")


def test_two_connections_see_each_others_appends(path: Path) -> None:
    with closing(SqliteLog(path)) as one, closing(SqliteLog(path)) as other:
        add(one, strike("a"))
        add(other, strike("b"))
        add(one, strike("b"))
        assert ["a", "b", "b"] == [entry.statement.area for entry in one.read()]  # type: ignore[union-attr]
        assert (3, entries(one)) == (other.head, entries(other))


def test_a_paused_reader_hinders_nobody(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_PAGE", 2)
    with closing(SqliteLog(path)) as one, closing(SqliteLog(path)) as other:
        one.append([strike() for _ in range(5)])
        reader = one.read()
        first = next(reader)
        add(other, strike())
        assert 7 == one.append([strike()]).position
        assert [1, 2, 3, 4, 5] == [entry.position for entry in [first, *reader]]
        assert [(0, 0, 0)] == one._rows("PRAGMA wal_checkpoint(TRUNCATE)")


def test_a_thread_never_sees_half_a_batch(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    readers: list[threading.Thread] = []
    with closing(SqliteLog(path)) as log:

        def row_while_another_looks(entry: Entry, number: Callable[[str], int]) -> tuple[object, ...]:
            readers.append(threading.Thread(target=lambda: seen.append((log.head, len(entries(log))))))
            readers[-1].start()
            readers[-1].join(0.05)
            return row_of(entry, number)

        monkeypatch.setattr(sqlite, "row_of", row_while_another_looks)
        log.append([strike(), strike(), strike()])
        for reader in readers:
            reader.join()
    assert [(3, 3)] * 3 == seen


def test_names_of_a_batch_that_was_refused_are_forgotten(path: Path) -> None:
    with closing(SqliteLog(path)) as log, closing(SqliteLog(path)) as other:
        log._connection.execute("PRAGMA max_page_count = 23")
        with pytest.raises(LogFullError):
            log.append([strike("refused"), *(strike(f"also-refused-{number}", note="n" * 999) for number in range(99))])
        add(other, strike("taken-since"))
        add(log, strike("refused"))
        assert ["taken-since", "refused"] == [entry.statement.area for entry in other.read()]  # type: ignore[union-attr]
    assert_sound(path, 2)


# Files that are no logs


def test_an_empty_file_becomes_a_log(path: Path) -> None:
    path.touch()
    with closing(SqliteLog(path, create=False)) as log:
        add(log, strike())
    assert_sound(path, 1)


def test_an_empty_file_that_may_only_be_read_is_refused(path: Path) -> None:
    script = """
mount("--bind", folder + "/log.db", folder + "/log.db")
mount("-o", "remount,bind,ro", folder + "/log.db")
print(json.dumps(dict(refused=failure(SqliteLog, folder + "/log.db"))))
"""
    path.touch()
    assert ["LogReadOnlyError", str(path)] == run_with_own_mounts(script, path.parent)["refused"][:2]


def test_an_absent_file_is_not_made_unless_asked(path: Path) -> None:
    with pytest.raises(LogUnavailableError, match="no file") as refused:
        SqliteLog(path, create=False)
    assert (str(path), False) == (refused.value.path, path.exists())


@pytest.mark.parametrize("content", [b"area,when\n" * 500, b"\0" * 4096, b"{}", b"SQLite format 3\0" + b"\1" * 84])
def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(LogCorruptError) as refused:
        SqliteLog(path)
    assert (str(path), content) == (refused.value.path, path.read_bytes())
    assert ["log.db"] == os.listdir(path.parent)


@pytest.mark.parametrize("prepare", ["", "PRAGMA user_version = 1", "PRAGMA application_id = 7"])
def test_another_database_is_refused_and_left_alone(path: Path, prepare: str) -> None:
    with raw(path) as connection:
        connection.execute("CREATE TABLE entries (position INTEGER PRIMARY KEY)")
        connection.execute(prepare)
    before = path.read_bytes()
    with pytest.raises(LogCorruptError, match="another SQLite database") as refused:
        SqliteLog(path)
    assert (str(path), before) == (refused.value.path, path.read_bytes())


def test_a_file_of_a_newer_schema_is_refused_and_left_alone(stored: Path) -> None:
    with raw(stored) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = stored.read_bytes()
    with pytest.raises(LogSchemaError, match="found schema 99") as refused:
        SqliteLog(stored)
    assert (str(stored), False, before) == (refused.value.path, refused.value.can_retry, stored.read_bytes())


@pytest.mark.parametrize("name", ["absent/log.db", "."])
def test_a_path_that_cannot_hold_a_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LogUnavailableError) as refused:
        SqliteLog(tmp_path / name)
    assert str(tmp_path / name) == refused.value.path


def test_an_error_of_the_log_is_an_os_error_that_people_catch_already(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="expected a file that can be opened"):
        SqliteLog(tmp_path)


# Damage


def damage(path: Path) -> list[str]:
    """What opening or verifying finds wrong."""
    try:
        with closing(SqliteLog(path)) as log:
            return list(log.problems())
    except LogCorruptError as error:
        assert str(path) == error.path
        return [error.found]


@pytest.mark.parametrize("size", [2, 99, 4096, 5000, 12288, -4096, -1])
def test_a_truncated_log_is_named_as_damaged(stored: Path, size: int) -> None:
    stored.write_bytes(stored.read_bytes()[:size])
    assert [] != damage(stored)


@pytest.mark.parametrize("page", range(22))
def test_a_page_of_rubbish_is_named_as_damage(stored: Path, page: int) -> None:
    content = bytearray(stored.read_bytes())
    assert 22 * 4096 == len(content)
    content[page * 4096 : page * 4096 + 4096] = bytes(range(256)) * 16
    stored.write_bytes(content)
    assert [] != damage(stored)


def test_damage_that_sqlite_cannot_put_into_words_is_named(stored: Path) -> None:
    content = stored.read_bytes()
    stored.write_bytes(content.replace(b"CREATE TABLE names (", b"CREATE TABLE n\xff\xfees ("))
    assert [] != damage(stored)


def test_reading_a_damaged_page_names_the_file(stored: Path) -> None:
    content = bytearray(stored.read_bytes())
    place = content.index(b'"note":"nnn') // 4096 * 4096
    content[place : place + 100] = b"\xff" * 100
    stored.write_bytes(content)
    with closing(SqliteLog(stored)) as log, pytest.raises(LogCorruptError) as refused:
        entries(log)
    assert str(stored) == refused.value.path


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"note":"nnn', b'"note":"\xff\xfe\xfd'),
        (b'"note":"nnn', b'"note";"nnn'),
        (b'"2017-09"', b'"2017-99"'),
    ],
)
def test_an_entry_that_cannot_be_read_is_a_defect_with_its_position_or_cause(
    stored: Path, old: bytes, new: bytes
) -> None:
    content = stored.read_bytes()
    assert (1, len(old)) == (content.count(old), len(new))
    stored.write_bytes(content.replace(old, new))
    with closing(SqliteLog(stored)) as log:
        assert [] != list(log.problems())
        with pytest.raises((LogCorruptError, InputError)):
            list(log.read())
    with timeline.connect(stored) as tl:
        assert not tl.verify().is_sound


def test_a_missing_area_name_is_a_defect(stored: Path) -> None:
    with raw(stored) as connection:
        connection.execute("DROP TRIGGER names_refuse_delete")
        connection.execute(f"DELETE FROM names WHERE name = '{HAWIJA}'")
    with closing(SqliteLog(stored)) as log:
        assert ["position 1", "position 2"] == [problem.split(":")[0] for problem in log.problems()]


def test_a_missing_entry_is_a_defect(stored: Path) -> None:
    with raw(stored) as connection:
        connection.execute("DROP TRIGGER entries_refuse_delete")
        connection.execute("DELETE FROM entries WHERE position = 2")
    with timeline.connect(stored) as tl:
        assert "position 3: expected position 2" == tl.verify().problems[0]


# Disks


def test_a_full_database_appends_nothing_and_goes_on(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        add(log, strike())
        limit = log._rows("PRAGMA max_page_count = 23")
        with pytest.raises(LogFullError) as refused:
            log.append([strike(f"area-{number}", note="n" * 999) for number in range(99)])
        assert [(23,)] == limit
        assert (str(path), True, 1) == (refused.value.path, refused.value.can_retry, log.head)
        add(log, strike())
    assert_sound(path, 2)


def test_a_full_disk_appends_nothing_and_goes_on(tmp_path: Path) -> None:
    script = """
mount("-t", "tmpfs", "-o", "size=400k", "tmpfs", folder)
path = folder + "/log.db"
log = SqliteLog(path)
acknowledged = 0
while not (refused := failure(log.append, [strike(f"area-{n}", note="n" * 200) for n in range(50)])):
    acknowledged += 50
held = [log.head, len(list(log.read())), list(log.problems())]
log.close()
filler = open(folder + "/filler", "wb", buffering=0)
try:
    while filler.write(b"x" * 512): pass
except OSError:
    pass
another = failure(SqliteLog, folder + "/another.db")
filler.close()
os.remove(folder + "/filler")
log = SqliteLog(path)
reopened = [log.head, list(log.problems())]
log.close()
print(json.dumps(dict(acknowledged=acknowledged, refused=refused, held=held, another=another, reopened=reopened)))
"""
    found = run_with_own_mounts(script, tmp_path)
    assert found["acknowledged"] > 0
    assert ["LogFullError", str(tmp_path / "log.db")] == found["refused"][:2]
    assert [found["acknowledged"], found["acknowledged"], []] == found["held"]
    assert [found["acknowledged"], []] == found["reopened"]
    assert ["LogFullError", str(tmp_path / "another.db")] == found["another"][:2]


def test_a_read_only_file_is_read_and_refuses_appends(stored: Path) -> None:
    script = """
mount("--bind", folder + "/log.db", folder + "/log.db")
mount("-o", "remount,bind,ro", folder + "/log.db")
log = SqliteLog(folder + "/log.db")
refused = failure(log.append, [strike()])
print(json.dumps(dict(refused=refused, head=log.head, count=len(list(log.read())), problems=list(log.problems()))))
log.close()
"""
    found = run_with_own_mounts(script, stored.parent)
    assert ["LogReadOnlyError", str(stored)] == found["refused"][:2]
    assert (5, 5, []) == (found["head"], found["count"], found["problems"])
    assert_sound(stored, 5)


def test_a_copy_in_another_journal_mode_is_read_where_it_cannot_be_changed(stored: Path) -> None:
    script = """
mount("--bind", folder + "/log.db", folder + "/log.db")
mount("-o", "remount,bind,ro", folder + "/log.db")
log = SqliteLog(folder + "/log.db")
print(json.dumps(dict(refused=failure(log.append, [strike()]), head=log.head)))
log.close()
"""
    with raw(stored) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    found = run_with_own_mounts(script, stored.parent)
    assert ["LogReadOnlyError", str(stored)] == found["refused"][:2]
    assert 5 == found["head"]


def test_a_log_in_a_read_only_folder_says_so(stored: Path) -> None:
    script = """
mount("--bind", folder, folder)
mount("-o", "remount,bind,ro", folder)
print(json.dumps(dict(refused=failure(SqliteLog, folder + "/log.db"), new=failure(SqliteLog, folder + "/new.db"))))
"""
    found = run_with_own_mounts(script, stored.parent)
    assert ["LogReadOnlyError", str(stored)] == found["refused"][:2]
    assert "a folder that may be written" in found["refused"][2]
    assert ["LogUnavailableError", str(stored.parent / "new.db")] == found["new"][:2]
    assert_sound(stored, 5)


def test_a_log_that_may_only_be_queried_refuses_appends_as_read_only(stored: Path) -> None:
    with closing(SqliteLog(stored)) as log:
        log._connection.execute("PRAGMA query_only = ON")
        with pytest.raises(LogReadOnlyError) as refused:
            add(log, strike())
        assert (str(stored), False) == (refused.value.path, refused.value.can_retry)
        log._connection.execute("PRAGMA query_only = OFF")
        assert 6 == log.append([strike()]).position


def test_a_log_that_another_holds_too_long_is_unavailable_and_worth_a_retry(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with closing(SqliteLog(stored)) as log, raw(stored) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogUnavailableError, match="its turn to write") as refused:
            add(log, strike())
        assert (str(stored), True) == (refused.value.path, refused.value.can_retry)
        assert 5 == len(entries(log))
        other.execute("ROLLBACK")
        assert 6 == log.append([strike()]).position


def test_a_closed_log_says_so(stored: Path) -> None:
    log = SqliteLog(stored)
    log.close()
    log.close()
    with pytest.raises(LogUnavailableError, match="closed"):
        add(log, strike())


def test_a_copy_of_a_log_is_a_log(stored: Path, tmp_path: Path) -> None:
    copy, vacuumed = tmp_path / "copy.db", tmp_path / "vacuumed.db"
    shutil.copy(stored, copy)
    with raw(stored) as connection:
        connection.execute(f"VACUUM INTO '{vacuumed}'")
    for each in (copy, vacuumed):
        with closing(SqliteLog(each)) as log:
            assert [("wal",)] == log._rows("PRAGMA journal_mode")
        assert_sound(each, 5)


# Tables for those who query the file


def test_the_view_of_events_gives_iso_days(stored: Path) -> None:
    columns = '"when", earliest, latest, reported_on, recorded_at, area, kind, external_id, scope'
    with raw(stored) as connection:
        rows = connection.execute(f"SELECT position, {columns} FROM events ORDER BY position").fetchall()
    recorded_at = "2018-01-15T12:00:00.000Z"
    named = (HAWIJA, "strike-reported")
    days = ("2017-12-28",) * 3
    assert [
        (1, *days, "2017-12-30", recorded_at, *named, None, "whole"),
        (2, "2017-09", "2017-09-01", "2017-09-30", "2018-01-15", recorded_at, *named, "a", "whole"),
    ] == rows


def test_the_view_of_statements_gives_iso_days(stored: Path) -> None:
    with raw(stored) as connection:
        rows = connection.execute(
            "SELECT position, kind, target, reported_on, recorded_at FROM statements ORDER BY position"
        ).fetchall()
    recorded_at = "2018-01-15T12:00:00.000Z"
    first = f"{1:032x}"
    assert [
        (3, "area", None, None, recorded_at),
        (4, "correction", first, "2018-01-15", recorded_at),
        (5, "retraction", first, "2018-01-15", recorded_at),
    ] == rows


def test_the_views_hold_days_before_1970_and_open_ends(path: Path) -> None:
    with closing(SqliteLog(path)) as log:
        log.append([strike(day="[..1914-08-04]", reported_on="1914-08-05"), strike(day="2017-10-05/..")])
    with raw(path) as connection:
        rows = connection.execute("SELECT earliest, latest, reported_on FROM events WHERE position = 1").fetchall()
        rows += connection.execute("SELECT earliest, latest FROM events WHERE position = 2").fetchall()
    assert [(None, "1914-08-04", "1914-08-05"), ("2017-10-05", None)] == rows


def test_a_derived_table_is_a_view_that_says_whether_it_is_current(stored: Path) -> None:
    def read() -> list[tuple[object, ...]]:
        with raw(stored) as connection:
            return connection.execute("SELECT * FROM some_spans").fetchall()

    with closing(SqliteLog(stored)) as log:
        page = [0, 0], [None, 17_444], [17_444, None], [0, 1]
        statuses = ['{"days":3}', '{"days":null}']
        log.replace("some-spans", Spans(["days"], [HAWIJA], statuses, [page]), note={"position": 5})
        assert [(HAWIJA, None, "2017-10-05", 3, 5, 1), (HAWIJA, "2017-10-05", None, None, 5, 1)] == read()
        add(log, strike())
        assert [(HAWIJA, None, "2017-10-05", 3, 5, 0), (HAWIJA, "2017-10-05", None, None, 5, 0)] == read()


@pytest.mark.parametrize("table", ["entries", "names", "events", "statements", "derived_spans", "Events", "ENTRIES"])
def test_a_derived_table_cannot_take_the_name_of_a_table_of_the_log(stored: Path, table: str) -> None:
    with closing(SqliteLog(stored)) as log, raw(stored) as connection:
        before = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        for act in (lambda: log.replace(table, Spans(["x"], [], [], []), note={}), lambda: log.drop(table)):
            with pytest.raises(InputError, match="a name of its own"):
                act()
        assert before == connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    assert_sound(stored, 5)


# What is imported


def _imported(script: str, path: Path) -> set[str]:
    """The modules that a fresh process has imported after a script."""
    printing = f"{script}\nimport sys; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", printing, str(path)], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("import timeline", set()),
        ("import sys, timeline; timeline.connect().close()", set()),
        ("import sys, timeline; timeline.connect(sys.argv[1]).close()", {"sqlite3"}),
        ("import sys, timeline; timeline.connect(sys.argv[1] + '.new').close()", {"sqlite3", "sqlite_utils"}),
    ],
)
def test_sqlite_utils_is_imported_only_to_make_a_file(stored: Path, script: str, expected: set[str]) -> None:
    assert expected == _imported(script, stored) & {"sqlite3", "sqlite_utils"}


def test_a_log_that_nobody_holds_any_more_closes_by_itself(tmp_path: Path) -> None:
    code = f"import gc\nfrom timeline.log.sqlite import SqliteLog\nSqliteLog({str(tmp_path / 'a.db')!r})\ngc.collect()"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)
