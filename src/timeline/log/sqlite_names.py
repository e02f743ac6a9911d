"""The integers that stand for names in a log: kinds and ids of areas; statements have theirs from the schema.

Invariant: a name that is kept is in the file, or in the transaction that writes. That one is absent is believed until
another connection has written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any


class SqliteNames:
    """The names of a log.

    Args:
        connection: the log's.
        rows: runs a statement with its parameters.
    """

    def __init__(self, connection: sqlite3.Connection, rows: Callable[..., Sequence[tuple[Any, ...]]]) -> None:
        self._connection = connection
        self._rows = rows
        self._held: dict[str, int] = {}
        self._absent: set[str] = set()

    def number(self, name: str) -> int:
        """The integer that stands for a name, a new one if it must be; in a transaction that writes."""
        return self._held.get(name) or self.known(name) or self._new(name)

    def known(self, name: str) -> int | None:
        """The integer that stands for a name; None for one that the log does not hold."""
        if name in self._absent:
            return None
        if name not in self._held:
            held = self._rows("SELECT id FROM names WHERE name = ?", name)
            if not held:
                self._absent.add(name)
                return None
            self._held[name] = held[0][0]
        return self._held[name]

    def _new(self, name: str) -> int:
        self._absent.discard(name)
        insert = "INSERT INTO names (name) VALUES (?) RETURNING id"
        (self._held[name],) = self._connection.execute(insert, (name,)).fetchone()
        return self._held[name]

    @property
    def are_any_absent(self) -> bool:
        """Whether any name was looked for in vain."""
        return bool(self._absent)

    def look_again(self) -> None:
        """Look again for names that were not there."""
        self._absent.clear()

    def forget(self) -> None:
        """Keep nothing: what was written was taken back."""
        self._held.clear()
        self._absent.clear()
