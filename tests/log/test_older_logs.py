"""A log that an older version of the package has made is read and appended to, and SQL tells the same of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from own_mounts import run_with_own_mounts

import timeline
from strategies import Script, scripts
from timeline.conflict import Citation, Target
from timeline.log import sqlite_rows
from timeline.log.bodies import plain_body
from timeline.log.sqlite import SqliteLog
from timeline.testing.log_contract import Clock, add, counted_ids, entries
from timeline.testing.statements import area, correct, liberation, numbered, retract, strike

EVENTS_OF_SCHEMA_2 = """CREATE VIEW events AS SELECT
        position,
        lower(hex(entries.id)) AS id,
        kinds.name AS kind,
        areas.name AS area,
        json_extract(body, '$.when') AS "when",
        date(earliest * 86400, 'unixepoch') AS earliest,
        date(latest * 86400, 'unixepoch') AS latest,
        date(reported_on * 86400, 'unixepoch') AS reported_on,
        strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at / 1e6, 'unixepoch') AS recorded_at,
        json_extract(body, '$.source.source') AS source,
        json_extract(body, '$.source.locator') AS locator,
        json_extract(body, '$.external_id') AS external_id,
        coalesce(json_extract(body, '$.scope'), 'whole') AS scope,
        json_extract(body, '$.note') AS note,
        body
    FROM entries JOIN names AS kinds ON kinds.id = kind JOIN names AS areas ON areas.id = area"""


SHELF_OF_SCHEMA_3 = [
    "DROP TABLE derived_pages",
    "DROP TABLE derived_spans",
    "DROP TABLE derived_statuses",
    "DROP TABLE derived_notes",
    """CREATE TABLE derived (name TEXT NOT NULL, key TEXT NOT NULL, row TEXT NOT NULL, PRIMARY KEY (name, key))
        STRICT, WITHOUT ROWID""",
    "CREATE TABLE derived_notes (name TEXT PRIMARY KEY, note TEXT NOT NULL) STRICT",
    """INSERT INTO derived VALUES ('area-status', '1', '{"area":"iq","start":null,"end":null}')""",
    """INSERT INTO derived_notes VALUES ('area-status', '{"version":1,"fingerprint":"0","position":6}')""",
    "CREATE VIEW area_status AS SELECT json_extract(row, '$.area') AS area FROM derived WHERE name = 'area-status'",
    "DELETE FROM _sqlite_migrations WHERE name = '0004_shelf'",
    "PRAGMA user_version = 3",
]


def make_of_schema_2(path: Path) -> None:
    """Make of a log whose bodies are whole what the second schema was."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in [*SHELF_OF_SCHEMA_3, "DROP VIEW events", EVENTS_OF_SCHEMA_2]:
            connection.execute(statement)
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0003_short_bodies'")
        connection.execute("PRAGMA user_version = 2")


@pytest.fixture
def older(path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed log of the second schema with a numbered event, others and statements about them."""
    with monkeypatch.context() as patched, closing(SqliteLog(path, clock=clock, fresh_id=counted_ids())) as log:
        patched.setattr(sqlite_rows, "body_of", plain_body)
        target = add(log, strike(reported_on="2017-12-30", note="n"))
        log.append([numbered("a"), area("b"), correct(target, liberation()), retract(target), strike(day="2017-09")])
    make_of_schema_2(path)
    return path


def told(path: Path) -> list[list[tuple[object, ...]]]:
    """What the views of a file tell."""
    with closing(sqlite3.connect(path)) as connection:
        views = [connection.execute(f"SELECT * FROM {view} ORDER BY position") for view in ("events", "statements")]
        return [[(*row[:-1], json.loads(row[-1])) for row in rows] for rows in views]


def test_an_older_log_is_read_and_appended_to(older: Path) -> None:
    before = told(older)
    with closing(SqliteLog(older)) as log:
        held = entries(log)
        assert (6, []) == (len(held), list(log.problems()))
        assert 6 == log.append([numbered("a")]).position
        assert 7 == log.append([strike(reported_on="2018-01-01")]).position
        assert held == entries(log)[:6]
    after = told(older)
    assert before == [[row for row in rows if row[0] <= 6] for rows in after]  # type: ignore[operator]
    with timeline.connect(older) as tl:
        assert ((), ()) == (tl.verify().problems, tl.verify().stale)


def test_what_an_older_package_replayed_is_dropped_and_replayed_anew(older: Path) -> None:
    with timeline.connect(older) as tl, closing(sqlite3.connect(older)) as connection:
        views = "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name"
        assert [("events",), ("statements",)] == connection.execute(views).fetchall()
        assert () == tl.verify().stale
        count = tl.replay().spans_count
        assert [(count,)] == connection.execute("SELECT count(*) FROM area_status WHERE is_current").fetchall()


def test_an_older_log_is_read_where_it_cannot_be_changed(older: Path) -> None:
    script = """
mount("--bind", folder + "/log.db", folder + "/log.db")
mount("-o", "remount,bind,ro", folder + "/log.db")
log = SqliteLog(folder + "/log.db")
print(json.dumps(dict(
    head=log.head, problems=list(log.problems()), notes=log.notes(), refused=failure(log.append, [strike()])
)))
log.close()
"""
    found = run_with_own_mounts(script, older.parent)
    assert (6, [], "LogReadOnlyError") == (found["head"], found["problems"], found["refused"][0])
    assert 6 == found["notes"]["area-status"]["position"]


@given(script=scripts())
def test_the_views_tell_the_same_of_short_bodies_as_of_whole_ones(script: Script) -> None:
    assert_told_alike(lambda log: script.played(timeline.Timeline(log, timeline.AreaStatus)))


@pytest.mark.parametrize(
    "citation", [None, Citation("afp"), Citation("afp", "p. 3"), Citation("afp", published="2017")]
)
@pytest.mark.parametrize("reported_on", [None, "2017-12-30"])
@pytest.mark.parametrize("day", ["2017-12-28", "2017-12-28?", "2017-12", "1917-12-28"])
def test_the_views_tell_the_same_of_any_citation(citation: Citation | None, reported_on: str | None, day: str) -> None:
    targets = [Target("destroyed", None, "vehicle")]
    event = strike(day=day, source=citation, reported_on=reported_on, targets=targets, note="n")
    assert_told_alike(lambda log: log.append([event]))


def assert_told_alike(play: Callable[[SqliteLog], object]) -> None:
    """What is played into a log of this version and into one of the second schema, both tell alike."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        short, whole = Path(folder) / "short.db", Path(folder) / "whole.db"
        with closing(new_log(short)) as log:
            play(log)
        patched.setattr(sqlite_rows, "body_of", plain_body)
        with closing(new_log(whole)) as log:
            play(log)
        make_of_schema_2(whole)
        assert told(whole) == told(short)


def new_log(path: Path) -> SqliteLog:
    return SqliteLog(path, clock=Clock(), fresh_id=counted_ids(), synchronous="NORMAL")
