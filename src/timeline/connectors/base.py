"""What every connector gives, and how it refuses a row.

Invariant: every bad row is reported with file, row and column, and none is guessed at. Statements may be given one at
a time, so that a large file need not be held; who appends them takes all of them or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import attrs

from timeline.errors import BadRowsError, InputError, RowError, TimelineError
from timeline.model.areas import Areas
from timeline.model.entries import Entry, Statement

if TYPE_CHECKING:
    from timeline.connectors.gazetteer import Gazetteer

Progress = Callable[[int, int], None]
MOST_BAD_ROWS = 20_000


@attrs.define
class Reading:
    """What a connector reads, while it is read.

    Args:
        statements: what the files say, to be gone through once; an area or a source before the events that need it.
        rows_count: rows of the files, whatever became of them; this and what follows is whole when the statements
            have been gone through.
        bad_rows: rows that cannot be read.
        warnings: what a person should know, though nothing was refused; a line each.
        entries: where the files are a whole log, its entries instead of statements, to be gone through once.
    """

    statements: Iterable[Statement]
    rows_count: int = 0
    bad_rows: Sequence[RowError] = ()
    warnings: Sequence[str] = ()
    entries: Iterable[Entry] | None = None

    def require_clean(self) -> None:
        """Refuse the reading if a row is bad; to be asked when the statements have been gone through.

        Raises:
            BadRowsError: lists every bad row.
        """
        if self.bad_rows:
            raise BadRowsError(
                f"{len(self.bad_rows)} of {self.rows_count} rows",
                expected="rows that can be read",
                found="these",
                do="mend them, or leave them out with --skip-bad-rows; nothing was appended",
                rows=tuple(self.bad_rows),
            )


class Connector(Protocol):
    """Reads files of one format."""

    def __call__(
        self,
        paths: Sequence[Path],
        *,
        areas: Areas,
        progress: Progress,
        gazetteer: Gazetteer | None = None,
        describes: bool = False,
    ) -> Reading:
        """The statements of the files.

        Args:
            paths: the files, in order.
            areas: the areas known, to match names against.
            progress: called with (bytes or rows done, in all).
            gazetteer: where to look up names that no area has, for formats that print names.
            describes: describe places that nobody knows as new areas, for formats that else leave them unmatched.

        Raises:
            InputError: a file is not of the format at all.
        """


def require_few(bad_rows: Sequence[RowError], rows_count: int) -> None:
    """Refuse files at once that have so many bad rows that they must be something else.

    Args:
        bad_rows: those found so far.
        rows_count: rows read so far.

    Raises:
        InputError: there are more than `MOST_BAD_ROWS`.
    """
    if len(bad_rows) > MOST_BAD_ROWS:
        raise InputError(
            bad_rows[-1].file,
            expected=f"{MOST_BAD_ROWS:,} bad rows at most",
            found=f"more, of {rows_count:,} rows; the first is {bad_rows[0]}",
            do="see whether the file is of this format",
        )


def bad_row(file: Path, row: int, column: str, error: TimelineError) -> RowError:
    """The error for a row, from the error that its value raised.

    Args:
        row: the number a person sees: of the line for lines, of the data row (header not counted) for tables.
        column: the column or field; empty if it is the whole row.
    """
    where = f"{file}, row {row}" + (f", column {column}" if column else "")
    return RowError(
        where, expected=error.expected, found=error.found, do=error.do, file=str(file), row=row, column=column
    )
