"""The log in one SQLite file: plain SQL in write-ahead mode; several processes may append and ask at once.

Invariant: an append is one immediate transaction, so positions have no gaps and a batch is there whole or not at all.
"""

from __future__ import annotations

import itertools
import operator
import re
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from timeline.errors import (
    InputError,
    LogCorruptError,
    LogSchemaError,
    LogUnavailableError,
    TimelineError,
)
from timeline.log.base import Appended, Clock, NewId, admit, new_id, utc_now
from timeline.log.bodies import to_json
from timeline.log.copying import Copying
from timeline.log.index import Field, State
from timeline.log.schema import APPLICATION_ID, SCHEMA, migrate
from timeline.log.shelf import Note, Plain, Spans
from timeline.log.sqlite_columns import SqliteColumns
from timeline.log.sqlite_errors import log_error, translated
from timeline.log.sqlite_index import INDEX_TABLES, IndexWriter, SqliteIndex
from timeline.log.sqlite_names import SqliteNames
from timeline.log.sqlite_rows import INSERT, SELECT, entry_of, row_of
from timeline.log.sqlite_shelf import SqliteShelf
from timeline.model.entries import Correction, Entry, Statement

BUSY_SECONDS = 60.0
_PAGE = 10_000
_CHECKPOINT_PAGES = 8_000
_CACHE_KIBIBYTES = 16_000
_IDS = 500
_WITHOUT_INDEX = 1
_POSITION = operator.attrgetter("position")
_ID_DIGITS = 32
_ID = re.compile(f"[0-9a-f]{{{_ID_DIGITS}}}")
_BEGINNING = re.compile(f"[0-9a-f]{{0,{_ID_DIGITS}}}")

_STATE = """SELECT (SELECT count(*) FROM sqlite_master), application_id, user_version
    FROM pragma_application_id, pragma_user_version"""
_TEMPORARY = Path("a temporary copy of the log")
_NAME_OF_TEMPORARY = ""
"""What SQLite calls a file that nobody else sees, and that is gone when it is closed."""
_WHOLE = ("BEGIN IMMEDIATE",), ("COMMIT",), ("ROLLBACK",)
_PART = ("SAVEPOINT part",), ("RELEASE part",), ("ROLLBACK TO part", "RELEASE part")


class SqliteLog:
    """A log in a SQLite file.

    Args:
        path: the file; made if absent unless `create` is false.
        create: make the file when it is absent.
        synchronous: `FULL` keeps every acknowledged append through a power cut; `NORMAL` may lose the last.
        clock: gives the instant of recording.
        fresh_id: gives ids to what has no external id.

    Raises:
        LogError: the file cannot be opened, is not a log, or is of a newer schema.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        create: bool = True,
        synchronous: str = "FULL",
        clock: Clock = utc_now,
        fresh_id: NewId = new_id,
    ) -> None:
        self.path = Path(path)
        self._name = _NAME_OF_TEMPORARY if path is _TEMPORARY else str(self.path)
        self._clock = clock
        self._fresh_id = fresh_id
        self._lock = threading.RLock()
        self._data_version = 0
        self._depth = 0
        self._state: State | None = None
        self._head: tuple[State | None, int] = (None, 0)
        self._at_hand: dict[int, Entry] = {}
        self._found: dict[str, Entry] = {}
        with self._refusals():
            self._connection = self._open(create)
            self._finalize = weakref.finalize(self, self._connection.close)
            self._names = SqliteNames(self._connection, self._rows)
            self.index = SqliteIndex(self._query, self._names.known)
            self.columns = SqliteColumns(self._query)
            self._shelf = SqliteShelf(self._connection, self._query, self._names.number)
            self._writer = IndexWriter(
                self._connection, number=self._names.number, read=self._by_hand, position=self._position_of
            )
            try:
                self._prepare(synchronous)
            except BaseException:
                self.close()
                raise

    def _open(self, create: bool) -> sqlite3.Connection:
        if not create and not self.path.exists():
            do = "check the path, or make a log with: timeline init"
            raise LogUnavailableError(str(self.path), expected="a log", found="no file", do=do, path=str(self.path))
        return sqlite3.connect(self._name, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    def _prepare(self, synchronous: str) -> None:
        if synchronous not in ("FULL", "NORMAL", "EXTRA"):
            raise InputError("synchronous", expected="FULL, NORMAL or EXTRA", found=repr(synchronous))
        schema = self._schema()
        self._write_ahead()
        if schema < SCHEMA:
            self._migrate_if_older(schema)
        self._connection.execute(f"PRAGMA synchronous = {synchronous}")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        self._connection.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")

    def _migrate_if_older(self, schema: int) -> None:
        try:
            with self.transaction():
                schema = self._schema()
                if schema < SCHEMA:
                    migrate(self._connection)
                if schema == _WITHOUT_INDEX:
                    self._index_all()
        except sqlite3.OperationalError as error:
            if schema <= _WITHOUT_INDEX or not error.sqlite_errorname.startswith("SQLITE_READONLY"):
                raise

    def _index_all(self) -> None:
        entries = self.read()
        while page := list(itertools.islice(entries, _PAGE)):
            self._index(page)
            self._forget_at_hand()

    def _index(self, entries: Sequence[Entry]) -> None:
        """Write what entries say into the index, in the transaction that has written them."""
        self._keep_at_hand(entries)
        self._writer.add(entries)

    def reindex(self) -> None:
        """Make the index anew from the entries, in one transaction."""
        with self._refusals(), self.transaction():
            for table in INDEX_TABLES:
                self._connection.execute(f"DELETE FROM {table}")
            self._index_all()

    def seal(self, fields: Sequence[Field]) -> None:
        """Keep in columns what never changes of events, and of the kinds and fields named, to be read faster."""
        with self._refusals(), self.transaction():
            self.columns.seal(self._connection, self.head, fields)

    def copied(self) -> Self:
        """A log that begins as this one is and goes on by itself, in a temporary file for as long as it is open."""
        copy = type(self)(_TEMPORARY, clock=self._clock, fresh_id=self._fresh_id)
        with copy._refusals(), self._lock:
            if self._depth:  # while it writes to a file, SQLite waits for itself to copy it
                copy.append_entries(self.read())
            else:
                self._connection.backup(copy._connection)
        return copy

    def is_index_sound(self) -> bool:
        """Whether the index is what the entries say; it is made anew in a copy."""
        with self.snapshot(), closing(self.copied()) as copy:
            copy.reindex()
            ours, theirs = self._index_rows(), copy._index_rows()
            return all(one == other for one, other in itertools.zip_longest(ours, theirs))

    def _index_rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows of all tables of the index, each table by its key; within a snapshot."""
        return itertools.chain.from_iterable(
            self._connection.execute(f"SELECT * FROM {table} NOT INDEXED") for table in INDEX_TABLES
        )

    def _write_ahead(self) -> None:
        """Switch the file to write-ahead mode, unless it may only be read.

        SQLite does not wait for its turn to do that, so it is tried again.
        """
        give_up_at = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname.startswith("SQLITE_READONLY"):
                    return
                if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > give_up_at:
                    raise
            time.sleep(0.002)

    def _schema(self) -> int:
        """The schema number of the file; 0 for an empty one. In one statement, for another process may be making it."""
        tables, application, schema = self._rows(_STATE)[0]
        if application == 0 and tables == 0:
            return 0
        if application != APPLICATION_ID:
            do = "name a file made by timeline init"
            raise log_error(LogCorruptError, self.path, "a log", "another SQLite database", do)
        if schema > SCHEMA:
            do = "open it with a newer version of this package"
            raise log_error(LogSchemaError, self.path, f"schema {SCHEMA} or older", f"schema {schema}", do)
        return int(schema)

    @property
    def head(self) -> int:
        """The position of the last entry; 0 when there is none."""
        state = self._state
        if state is None:
            return self._read_head()
        if self._head[0] != state:
            self._head = state, self._read_head()
        return self._head[1]

    def _read_head(self) -> int:
        return int(self._rows("SELECT coalesce(max(position), 0) FROM entries")[0][0])

    def state(self) -> State:
        """What differs from one snapshot to another if anything was written between them."""
        return self._state or (self._connection.total_changes, self._data_version)

    def append(self, statements: Sequence[Statement], *, if_position: int | None = None) -> Appended:
        """Add statements at the end, all or none; durable when it returns."""
        with self._refusals(), self.transaction():
            entries, appended = admit(
                statements, self, at=self._clock(), fresh_id=self._fresh_id, if_position=if_position
            )
            self._write(entries)
        return appended

    def append_entries(self, entries: Iterable[Entry]) -> Appended:
        """Add entries of another log at the end as they were, all or none; those that are there already are left."""
        with self.transaction():
            copying = Copying(self)
            for page in copying.pages(entries):
                self._write(page)
                self._forget_at_hand()
            return copying.done()

    def _write(self, entries: Sequence[Entry]) -> None:
        with self._refusals():
            self._connection.executemany(INSERT, (row_of(entry, self._names.number) for entry in entries))
            self._index(entries)

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        """The entries behind a position, in order, up to the head at the time of the call."""
        return map(self._entry, self._pages(after, self.head))

    def at(self, positions: Iterable[int]) -> list[Entry]:
        """The entries at some positions, in order."""
        return list(
            self._entries("WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position", to_json([*positions]))
        )

    def _by_hand(self, positions: Sequence[int]) -> list[Entry]:
        """The same within a transaction that writes; what it has written or found is not read again."""
        missing = [position for position in positions if position not in self._at_hand]
        self._keep_at_hand(self.at(missing) if missing else ())
        return [self._at_hand[position] for position in positions]

    def _keep_at_hand(self, entries: Sequence[Entry]) -> None:
        self._at_hand.update(zip(map(_POSITION, entries), entries, strict=True))

    def held(self, ids: Iterable[str]) -> set[str]:
        """Those ids that are in the log."""
        asked, found = [bytes.fromhex(each) for each in ids], set()
        for start in range(0, len(asked), _IDS):
            some = asked[start : start + _IDS]
            marks = ",".join("?" * len(some))
            found |= {row[0].hex() for row in self._rows(f"SELECT id FROM entries WHERE id IN ({marks})", *some)}
        return found

    def find(self, id: str) -> Entry | None:  # noqa: A002
        """The entry with that id."""
        if not _ID.fullmatch(id):
            return None
        with self._lock:
            entry = self._found.get(id) or next(self._entries("WHERE entries.id = ?", bytes.fromhex(id)), None)
            if entry and self._connection.in_transaction:
                self._found[id] = self._at_hand[entry.position] = entry
            return entry

    def beginning(self, id: str, *, most: int) -> list[Entry]:  # noqa: A002
        """The first entries whose id begins so, in order of position, at most so many."""
        if not _BEGINNING.fullmatch(id):
            return []
        ends = (bytes.fromhex(id.ljust(_ID_DIGITS, filler)) for filler in "0f")
        return list(self._entries("WHERE entries.id BETWEEN ? AND ? ORDER BY position LIMIT ?", *ends, most))

    def corrections(self, target: str) -> Iterable[Entry]:
        """The corrections of an entry."""
        entries = self._entries("WHERE target = ? ORDER BY position", bytes.fromhex(target))
        return [entry for entry in entries if isinstance(entry.statement, Correction)]

    def about(self, ids: Iterable[str]) -> list[Entry]:
        """The entries with some ids, and all that was said of them, in order of position."""
        asked = list(dict.fromkeys(each for each in ids if _ID.fullmatch(each)))
        with self.snapshot():
            found = {entry.id: entry for entry in self._with("entries.id", asked)}
            while asked:
                said = [entry for entry in self._with("target", asked) if entry.id not in found]
                found.update((entry.id, entry) for entry in said)
                asked = [entry.id for entry in said]
        return sorted(found.values(), key=_POSITION)

    def _with(self, column: str, ids: Sequence[str]) -> Iterator[Entry]:
        """The entries that have one of some ids in a column."""
        for start in range(0, len(ids), _IDS):
            some = [bytes.fromhex(each) for each in ids[start : start + _IDS]]
            yield from self._entries(f"WHERE {column} IN ({','.join('?' * len(some))})", *some)

    def described(self) -> Iterable[Entry]:
        """The entries that are neither events nor joins of events."""
        return self._entries("WHERE kind <= 5 ORDER BY position")

    def problems(self) -> Iterator[str]:
        """What is wrong with the file, a line each: what SQLite finds, and rows that cannot be read."""
        try:
            if self.path.is_file() and self.path.stat().st_size % self._rows("PRAGMA page_size")[0][0]:
                yield "SQLite: the file ends within a page"
            yield from (f"SQLite: {finding}" for (finding,) in self._rows("PRAGMA integrity_check") if finding != "ok")
            for row in self._pages(0, self.head):
                try:
                    entry_of(row)
                except (TimelineError, ValueError, TypeError, OverflowError) as error:
                    yield f"position {row[0]}: cannot be read: {error}"
        except LogCorruptError as error:
            yield f"SQLite: {error.found}"

    def close(self) -> None:
        """Close the file; a log that nobody holds any more closes by itself."""
        self._finalize()

    def replace(self, table: str, spans: Spans, *, note: Note) -> int:
        """Put spans in place of the old ones of a table in one transaction, with a view of them."""
        with self._refusals(), self.transaction():
            return self._shelf.replace(table, spans, note)

    def rows(self, table: str) -> Iterator[Plain]:
        """The rows of a table in the order in which they were given."""
        return self._shelf.rows(table)

    def notes(self) -> dict[str, Note]:
        """The note of each table."""
        return self._shelf.notes()

    def drop(self, table: str) -> None:
        """Forget a table."""
        with self._refusals(), self.transaction():
            self._shelf.drop(table)

    def _entries(self, where: str, *parameters: object) -> Iterator[Entry]:
        return map(self._entry, self._rows(f"{SELECT} {where}", *parameters))

    def _entry(self, row: tuple[Any, ...]) -> Entry:
        try:
            return entry_of(row)
        except TimelineError:
            raise
        except (ValueError, TypeError, OverflowError) as error:
            found, do = f"at position {row[0]} {error}", "restore it from a copy"
            raise log_error(LogCorruptError, self.path, "entries that can be read", found, do) from error

    def _pages(self, after: int, head: int) -> Iterator[tuple[Any, ...]]:
        """The rows behind a position, some at a time: a reader that pauses keeps nothing locked and no old snapshot."""
        where = "WHERE position > ? AND position <= ? ORDER BY position LIMIT ?"
        while page := self._rows(f"{SELECT} {where}", after, head, _PAGE):
            yield from page
            after = page[-1][0]

    def _rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self._query(sql, parameters)

    def _query(self, sql: str, parameters: Sequence[object] | Mapping[str, object]) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(sql, parameters).fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise translated(error, self.path) from error

    def _position_of(self, id_: str) -> int:
        if id_ in self._found:
            return self._found[id_].position
        sql = "SELECT position FROM entries WHERE id = ?"
        (position,) = self._connection.execute(sql, (bytes.fromhex(id_),)).fetchone()
        return int(position)

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """Within it, all that is appended is one append; taken back if anything fails, or unless it is to be kept."""
        with self._lock:
            begin, end, take_back = _PART if self._depth else _WHOLE
            self._require_open()
            self._run(begin)
            self._depth += 1
            is_kept = False
            try:
                if self._names.are_any_absent:
                    self._see_others()
                yield
                if keep:
                    self._require_open()
                    self._run(end)
                    is_kept = True
            finally:
                self._depth -= 1
                self._forget_at_hand()
                if not is_kept:
                    self._take_back(take_back)

    def _require_open(self) -> None:
        """Refuse to go on where SQLite has taken back the whole because a part failed."""
        if self._depth and not self._connection.in_transaction:
            found = "one that was taken back when a part of it failed"
            raise log_error(LogUnavailableError, self.path, "an open transaction", found, "begin it again")

    def _take_back(self, commands: Iterable[str]) -> None:
        self._names.forget()
        if self._connection.in_transaction:
            self._run(commands)

    def _run(self, commands: Iterable[str]) -> None:
        with self._refusals():
            for command in commands:
                self._connection.execute(command)

    def _forget_at_hand(self) -> None:
        self._at_hand.clear()
        self._found.clear()

    def snapshot(self) -> AbstractContextManager[None]:
        """Within it nothing is seen of what others append meanwhile."""
        return _Snapshot(self)

    def _begin_reading(self) -> bool:
        """Open a snapshot; false in one, or in a transaction that writes."""
        if self._connection.in_transaction:
            return False
        self._connection.execute("BEGIN")
        self._see_others()
        self._state = self._connection.total_changes, self._data_version
        return True

    def _end_reading(self) -> None:
        self._state = None
        self._connection.execute("COMMIT")

    def _see_others(self) -> None:
        """Look again for names that were not there, if another connection has written meanwhile."""
        ((version,),) = self._connection.execute("PRAGMA data_version").fetchall()
        if version != self._data_version:
            self._data_version = version
            self._names.look_again()

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise translated(error, self.path) from error


class _Snapshot:
    """A block within which a log stays as it is; one inside another is the same."""

    __slots__ = ("_is_outermost", "_log")

    def __init__(self, log: SqliteLog) -> None:
        self._log = log
        self._is_outermost = False

    def __enter__(self) -> None:
        self._log._lock.acquire()
        try:
            self._is_outermost = self._log._begin_reading()
        except BaseException as error:
            self._log._lock.release()
            self._raise_translated(error)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if self._is_outermost:
                self._log._end_reading()
        except sqlite3.Error as failed:
            raise translated(failed, self._log.path) from failed
        finally:
            self._log._lock.release()
        self._raise_translated(error)

    def _raise_translated(self, error: BaseException | None) -> None:
        if isinstance(error, (sqlite3.Error, UnicodeDecodeError)):
            raise translated(error, self._log.path) from error
