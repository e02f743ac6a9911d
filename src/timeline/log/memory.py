"""The log as a plain list: the reference that every other log must agree with. Read this one first."""

from __future__ import annotations

import itertools
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from timeline.log.base import Appended, Clock, NewId, admit, new_id, repeated_id, utc_now
from timeline.log.copying import Copying
from timeline.log.shelf import Note, Plain, Spans
from timeline.model.entries import Cancelling, Correction, Entry, Join, Statement
from timeline.model.events import Event


class MemoryLog:
    """Keeps entries for as long as the process lives."""

    def __init__(self, *, clock: Clock = utc_now, fresh_id: NewId = new_id) -> None:
        self._clock = clock
        self._fresh_id = fresh_id
        self._lock = threading.RLock()
        self._entries: list[Entry] = []
        self._by_id: dict[str, Entry] = {}
        self._said_of: dict[str, list[Entry]] = defaultdict(list)
        self._tables: dict[str, tuple[list[Plain], Note]] = {}

    @classmethod
    def continuing(cls, entries: Iterable[Entry]) -> MemoryLog:
        """A log that goes on from the entries of another, which it leaves as they are."""
        log = cls()
        log._keep(entries)
        return log

    @property
    def head(self) -> int:
        """The position of the last entry; 0 when there is none."""
        with self._lock:
            return len(self._entries)

    def append(self, statements: Sequence[Statement], *, if_position: int | None = None) -> Appended:
        """Add statements at the end, all or none."""
        with self._lock:
            entries, appended = admit(
                statements, self, at=self._clock(), fresh_id=self._fresh_id, if_position=if_position
            )
            for entry in entries:
                if entry.id in self._by_id:
                    raise repeated_id(entry.id)
            self._keep(entries)
        return appended

    def append_entries(self, entries: Iterable[Entry]) -> Appended:
        """Add entries of another log at the end as they were, all or none; those that are there already are left."""
        with self.transaction():
            copying = Copying(self)
            for page in copying.pages(entries):
                self._keep(page)
            return copying.done()

    def _keep(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._entries.append(entry)
            self._by_id[entry.id] = entry
            if isinstance(entry.statement, Cancelling):
                self._said_of[entry.statement.target].append(entry)

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """Within it, all that is appended is one append; taken back if anything fails, or unless it is to be kept."""
        with self._lock:
            head, tables, is_kept = self.head, dict(self._tables), False
            try:
                yield
                is_kept = keep
            finally:
                if not is_kept:
                    self._take_back(head)
                    self._tables = tables

    def _take_back(self, head: int) -> None:
        while len(self._entries) > head:
            entry = self._entries.pop()
            del self._by_id[entry.id]
            if isinstance(entry.statement, Cancelling):
                self._said_of[entry.statement.target].pop()

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        """The entries behind a position, in order, up to the head at the time of the call."""
        with self._lock:
            return iter(self._entries[after:])

    def held(self, ids: Iterable[str]) -> set[str]:
        """Those ids that are in the log."""
        return {each for each in ids if each in self._by_id}

    def find(self, id: str) -> Entry | None:  # noqa: A002
        """The entry with that id."""
        return self._by_id.get(id)

    def beginning(self, id: str, *, most: int) -> list[Entry]:  # noqa: A002
        """The first entries whose id begins so, in order of position, at most so many."""
        with self._lock:
            return list(itertools.islice((entry for entry in self._entries if entry.id.startswith(id)), most))

    def corrections(self, target: str) -> Iterable[Entry]:
        """The corrections of an entry."""
        return [entry for entry in self._said_of.get(target, ()) if isinstance(entry.statement, Correction)]

    def about(self, ids: Iterable[str]) -> list[Entry]:
        """The entries with some ids, and all that was said of them, in order of position."""
        with self._lock:
            found = {each: self._by_id[each] for each in ids if each in self._by_id}
            asked = list(found)
            for target in asked:
                said = {entry.id: entry for entry in self._said_of.get(target, ()) if entry.id not in found}
                found.update(said)
                asked += said
        return sorted(found.values(), key=lambda entry: entry.position)

    def described(self) -> Iterable[Entry]:
        """The entries that are neither events nor joins of events."""
        return [entry for entry in self._entries if not isinstance(entry.statement, (Event, Join))]

    def problems(self) -> Iterator[str]:
        """Nothing: a list in memory cannot be damaged."""
        return iter(())

    def close(self) -> None:
        """Nothing is held open."""

    def replace(self, table: str, spans: Spans, *, note: Note) -> int:
        """Put spans in place of the old ones of a table."""
        self._tables[table] = list(spans.rows()), dict(note)
        return len(self._tables[table][0])

    def rows(self, table: str) -> Iterator[Plain]:
        """The rows of a table in the order in which they were given."""
        return iter(self._tables[table][0] if table in self._tables else ())

    def notes(self) -> dict[str, Note]:
        """The note of each table."""
        return {table: dict(note) for table, (_, note) in self._tables.items()}

    def drop(self, table: str) -> None:
        """Forget a table."""
        self._tables.pop(table, None)
