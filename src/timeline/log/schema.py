"""The tables of a log in SQLite, and the migrations that bring an older file up to date.

Invariant: the database itself refuses to update or delete what was appended. Days are integers inside (days since
1970-01-01) and ISO text in the views.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from timeline.log.sqlite_columns import CREATE_PAGES
from timeline.log.sqlite_index import CREATE_INDEX
from timeline.log.sqlite_shelf import CREATE_SHELF

if TYPE_CHECKING:
    import sqlite3

APPLICATION_ID = 0x544C494E
SCHEMA = 4

_TABLES = [
    "CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    """CREATE TABLE entries (
        position INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
        recorded_at INTEGER NOT NULL,
        reported_on INTEGER,
        kind INTEGER NOT NULL REFERENCES names,
        area INTEGER REFERENCES names,
        earliest INTEGER,
        latest INTEGER,
        target BLOB,
        body TEXT NOT NULL CHECK (json_valid(body))
    ) STRICT""",
    "CREATE INDEX entries_by_target ON entries (target) WHERE target IS NOT NULL",
    "CREATE INDEX entries_without_events ON entries (position) WHERE kind <= 5",
    """CREATE TABLE derived (name TEXT NOT NULL, key TEXT NOT NULL, row TEXT NOT NULL, PRIMARY KEY (name, key))
        STRICT, WITHOUT ROWID""",
    "CREATE TABLE derived_notes (name TEXT PRIMARY KEY, note TEXT NOT NULL) STRICT",
]

# The partial index entries_without_events relies on these numbers; it leaves out joins, for they are of events.
STATEMENT_NUMBERS = {"area": 1, "correction": 2, "source": 3, "retraction": 4, "reinstatement": 5, "join": 6}

_REFUSALS = [
    f"""CREATE TRIGGER {table}_refuse_{action.lower()} BEFORE {action} ON {table}
        BEGIN SELECT RAISE(ABORT, 'the log is append-only: correct or retract instead'); END"""
    for table in ("entries", "names")
    for action in ("UPDATE", "DELETE")
] + [
    """CREATE TRIGGER entries_refuse_replace BEFORE INSERT ON entries
        WHEN NEW.position != (SELECT coalesce(max(position), 0) + 1 FROM entries)
            OR EXISTS (SELECT 1 FROM entries WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'the log is append-only: the next position and a new id are expected'); END""",
    """CREATE TRIGGER names_refuse_replace BEFORE INSERT ON names
        WHEN EXISTS (SELECT 1 FROM names WHERE id = NEW.id OR name = NEW.name)
        BEGIN SELECT RAISE(ABORT, 'the log is append-only: a new name is expected'); END""",
]

# The body of an event on a known day leaves out what its columns tell, and has its citation as a list.
_WHOLE_BODY = """CASE WHEN json_type(body, '$.when') IS NULL THEN json_patch(body, json_object(
            'when', date(earliest * 86400, 'unixepoch'),
            'reported_on', iif(json_type(body, '$.reported_on') IS NULL, date(reported_on * 86400, 'unixepoch'), NULL),
            'source', json(iif(json_type(body, '$.source') IS NULL, NULL, json_object(
                'source', json_extract(body, '$.source[0]'),
                'locator', nullif(json_extract(body, '$.source[1]'), ''),
                'published', json_extract(body, '$.source[2]')
            )))
        )) ELSE body END"""

_EVENTS = f"""CREATE VIEW events AS SELECT
    position,
    lower(hex(entries.id)) AS id,
    kinds.name AS kind,
    areas.name AS area,
    coalesce(json_extract(body, '$.when'), date(earliest * 86400, 'unixepoch')) AS "when",
    date(earliest * 86400, 'unixepoch') AS earliest,
    date(latest * 86400, 'unixepoch') AS latest,
    date(reported_on * 86400, 'unixepoch') AS reported_on,
    strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at / 1e6, 'unixepoch') AS recorded_at,
    coalesce(json_extract(body, '$.source.source'), json_extract(body, '$.source[0]')) AS source,
    coalesce(json_extract(body, '$.source.locator'), nullif(json_extract(body, '$.source[1]'), '')) AS locator,
    json_extract(body, '$.external_id') AS external_id,
    coalesce(json_extract(body, '$.scope'), 'whole') AS scope,
    json_extract(body, '$.note') AS note,
    {_WHOLE_BODY} AS body
    FROM entries JOIN names AS kinds ON kinds.id = kind JOIN names AS areas ON areas.id = area"""

_VIEWS = [
    _EVENTS,
    """CREATE VIEW statements AS SELECT
        position,
        lower(hex(entries.id)) AS id,
        kinds.name AS kind,
        nullif(lower(hex(target)), '') AS target,
        date(reported_on * 86400, 'unixepoch') AS reported_on,
        strftime('%Y-%m-%dT%H:%M:%fZ', recorded_at / 1e6, 'unixepoch') AS recorded_at,
        body
    FROM entries JOIN names AS kinds ON kinds.id = kind WHERE area IS NULL""",
]


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file up to the present schema; the caller holds the write transaction."""
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    migrations = Migrations("timeline")

    @migrations(name="0001_log")
    def create_log(db: Database) -> None:
        for statement in [*_TABLES, *_REFUSALS, *_VIEWS]:
            db.execute(statement)
        db.conn.executemany("INSERT INTO names (name, id) VALUES (?, ?)", STATEMENT_NUMBERS.items())

    @migrations(name="0002_index")
    def create_index(db: Database) -> None:
        for statement in CREATE_INDEX:
            db.execute(statement)

    @migrations(name="0003_short_bodies")
    def tell_short_bodies(db: Database) -> None:
        db.execute("DROP VIEW events")
        db.execute(_EVENTS)

    @migrations(name="0004_shelf")
    def create_shelf(db: Database) -> None:
        """What was replayed before is dropped: it is to be replayed anew."""
        for (view,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'view' AND sql LIKE '%FROM derived %'"):
            db.execute(f'DROP VIEW "{view}"')
        for statement in ["DROP TABLE derived", "DROP TABLE derived_notes", *CREATE_SHELF, CREATE_PAGES]:
            db.execute(statement)

    migrations.apply(Database(connection, execute_plugins=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA}")
