"""A log that can only be asked: what stands behind a timeline that leaves sources out or supposes events.

Invariant: nothing is appended or kept through it, and it shows no derived rows, for those are of the whole log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager

from timeline.errors import InputError
from timeline.log.base import Appended, Log
from timeline.log.shelf import Note, Plain, Spans
from timeline.model.entries import Entry, Statement


class View:
    """Reads a log, and refuses to change it."""

    def __init__(self, log: Log) -> None:
        self._log = log

    @property
    def log(self) -> Log:
        """The log behind, to look things up in."""
        return self._log.log if isinstance(self._log, View) else self._log

    @property
    def head(self) -> int:
        """The position of the last entry; 0 when there is none."""
        return self._log.head

    def append(self, statements: Sequence[Statement], *, if_position: int | None = None) -> Appended:
        """Refuse.

        Raises:
            InputError: always; the log itself is to be appended to.
        """
        raise _refused("append")

    def append_entries(self, entries: Iterable[Entry]) -> Appended:
        """Refuse, likewise.

        Raises:
            InputError: always.
        """
        raise _refused("append_entries")

    def transaction(self, *, keep: bool = True) -> AbstractContextManager[None]:
        """Refuse.

        Raises:
            InputError: always; the log itself is to be appended to.
        """
        raise _refused("append")

    def about(self, ids: Iterable[str]) -> list[Entry]:
        """The entries with some ids, and all that was said of them, in order of position."""
        return self._log.about(ids)

    def beginning(self, id: str, *, most: int) -> list[Entry]:  # noqa: A002
        """The first entries whose id begins so, in order of position, at most so many."""
        return self._log.beginning(id, most=most)

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        """The entries behind a position, in order."""
        return self._log.read(after=after)

    def problems(self) -> Iterator[str]:
        """What is wrong with the log, a line each."""
        return self._log.problems()

    def close(self) -> None:
        """Let go of what the log holds open."""
        self._log.close()

    def replace(self, table: str, spans: Spans, *, note: Note) -> int:
        """Refuse.

        Raises:
            InputError: always; rows of a part of the log would pass for those of the whole.
        """
        raise _refused("replay")

    def rows(self, table: str) -> Iterator[Plain]:
        """Nothing: the derived rows of the log are not those of the view."""
        return iter(())

    def notes(self) -> dict[str, Note]:
        """Nothing, likewise."""
        return {}

    def drop(self, table: str) -> None:
        """Nothing is there to be dropped."""


def _refused(what: str) -> InputError:
    return InputError(
        what,
        expected="the timeline of a log as it is",
        found="one that leaves out sources or supposes events",
        do=f"{what} on the timeline that it was made from",
    )
