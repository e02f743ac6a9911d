"""Rows of a delimited file, one at a time: plain, gzip or zip (told by content), with a header or without.

Invariant: no more than one row is held, and a row has a longest; what is wrong with a file is told with its line.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any

import attrs

from timeline.connectors.base import bad_row
from timeline.errors import InputError, RowError, TimelineError, listed

LONGEST_ROW = 16 * 2**20
ENCODINGS = ("utf-8", "cp1252", "iso-8859-1")
SEE_FILE = "see whether it is the right file"
_SHOWN_HEADER = 400
_TICK_ROWS = 200

Tick = Callable[[int], None]


@attrs.frozen
class Shape:
    """How the fields of a file are told apart.

    Args:
        delimiter: the character between two fields.
        has_quotes: whether `"` may enclose a field.
        columns: the names of the columns, for a file without a header.
        encoding: how the file's bytes are text; each of `ENCODINGS` has the line feed of ASCII.
    """

    delimiter: str = ","
    has_quotes: bool = True
    columns: tuple[str, ...] = ()
    encoding: str = "utf-8"


COMMAS = Shape()


@attrs.frozen
class At:
    """Where a row stands: its number without the header, and the line on which it begins, in a file of lines."""

    file: Path
    row: int
    line: int | None = None
    is_below_header: bool = True

    def refuse(self, column: str, error: TimelineError) -> RowError:
        """The error for a column of this row (empty: for all of it), from the error that its value raised."""
        do = "; ".join(filter(None, (self._hint(), error.do)))
        return bad_row(
            self.file, self.row, column, InputError(column, expected=error.expected, found=error.found, do=do)
        )

    def _hint(self) -> str:
        if self.line is None:
            return ""
        counted = "rows are counted from 1 below the header" if self.row else "this is the header"
        return f"see line {self.line}" + (f" ({counted})" if self.is_below_header else "")


Texts = Mapping[str, str]
Rows = Iterator[tuple[At, "Texts | RowError"]]


@attrs.frozen
class Table:
    """A file while it is read.

    Args:
        at: where its header stands.
        columns: the names of its columns; nothing if each row has its own, as in JSON Lines.
        rows: to be gone through once.
    """

    at: At
    columns: tuple[str, ...] | None
    rows: Rows


Opener = Callable[[Path, Tick], AbstractContextManager[Table]]
"""Opens a file as a table; the tick is called with the bytes read so far."""


def delimited(shape: Shape = COMMAS) -> Opener:
    """Opens delimited files of a shape.

    Raises, when it opens or is gone through:
        InputError: the file cannot be read, is cut off, is not text in its encoding, or has a row without end.
    """

    @contextmanager
    def opened(path: Path, tick: Tick) -> Iterator[Table]:
        with open_bytes(path) as raw, _unpacked(path, raw) as unpacked:
            yield _table(path, shape, _Lines(path, unpacked, shape.encoding), lambda: tick(raw.tell()))

    return opened


@contextmanager
def lines_of(path: Path, encoding: str, tick: Tick) -> Iterator[Iterator[tuple[int, str]]]:
    """The lines of a file, each by itself, with their numbers.

    Raises, when it opens or is gone through:
        InputError: the file cannot be read, is cut off, is not text in its encoding, or has a line without end.
    """
    with open_bytes(path) as raw, _unpacked(path, raw) as unpacked:
        lines = _Lines(path, unpacked, encoding)
        yield _numbered(lines, lambda: tick(raw.tell()))


def _numbered(lines: _Lines, tick: Callable[[], None]) -> Iterator[tuple[int, str]]:
    for line in lines:
        lines.room = LONGEST_ROW
        if lines.number % _TICK_ROWS == 0:
            tick()
        yield lines.number, line


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """A file as bytes.

    Raises:
        InputError: it cannot be read.
    """
    try:
        raw = path.open("rb")
    except OSError as error:
        raise not_readable(path, error) from error
    with raw:
        yield raw


def not_readable(path: Path, error: OSError) -> InputError:
    """The error for a file that the system does not give."""
    found, do = error.strerror or str(error), "see whether it is the right path, and may be read"
    return InputError(str(path), expected="a file that can be read", found=found, do=do)


def shortened(text: str, length: int = 60) -> str:
    """A text as it is shown in an error, cut at a length."""
    return text if len(text) <= length else f"{text[:length]}…"


# Bytes to lines.


@contextmanager
def _unpacked(path: Path, raw: IO[bytes]) -> Iterator[IO[bytes] | gzip.GzipFile]:
    start = raw.read(4)
    raw.seek(0)
    if start[:2] == b"\x1f\x8b":
        with gzip.GzipFile(fileobj=raw) as unpacked:
            yield unpacked
    elif start[:2] == b"PK":
        with _archive(path, raw) as archive, io.BufferedReader(_only_member(path, archive)) as unpacked:  # type: ignore[type-var]
            yield unpacked
    else:
        yield raw


def _archive(path: Path, raw: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(raw)
    except zipfile.BadZipFile as error:
        raise _damaged(path, 0, "zip", error) from error


def _only_member(path: Path, archive: zipfile.ZipFile) -> IO[bytes]:
    """The one file of an archive; folders and what macOS adds are no files of its own."""
    members = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")]
    if len(members) != 1:
        names = listed([info.filename for info in members[:5]]).replace(" or ", " and ")
        found = f"{len(members)} files" + (f", such as {names}" if members else "")
        raise InputError(
            str(path), expected="a zip archive of one file", found=found, do="unpack it and name the files"
        )
    try:
        return archive.open(members[0])
    except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        found = f"{members[0].filename}, {str(error).partition(',')[0]}"
        do = "unpack it first"
        raise InputError(str(path), expected="a file that can be unpacked", found=found, do=do) from error


def _damaged(path: Path, line: int, packing: str, error: Exception) -> InputError:
    return InputError(
        f"{path}, after line {line}", expected=f"{packing} data up to its end", found=str(error), do="fetch it again"
    )


@attrs.define
class _Lines:
    """The lines of a file as text; those of one row are bounded."""

    path: Path
    unpacked: IO[bytes] | gzip.GzipFile
    encoding: str
    number: int = 0
    room: int = LONGEST_ROW
    has_nul: bool = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self.room -= len(line)
        self.has_nul = self.has_nul or b"\0" in line
        self._require_room()
        return self._decoded(line)

    def _read(self) -> bytes:
        try:
            return self.unpacked.readline(self.room + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            packing = "gzip" if isinstance(self.unpacked, gzip.GzipFile) else "zip"
            raise _damaged(self.path, self.number, packing, error) from error
        except OSError as error:
            raise not_readable(self.path, error) from error

    def _require_room(self) -> None:
        if self.room < 0:
            raise InputError(
                f"{self.path}, line {self.number}",
                expected=f"rows of {LONGEST_ROW // 2**20} MiB at most",
                found="a longer one",
                do="see whether a line has no end or a quote before it does not close",
            )

    def _decoded(self, line: bytes) -> str:
        encoding = "utf-8-sig" if self.number == 1 and self.encoding == "utf-8" else self.encoding
        try:
            return line.decode(encoding)
        except UnicodeDecodeError as error:
            found = f"byte {error.object[error.start]:#04x}"
            raise InputError(
                f"{self.path}, line {self.number}",
                expected=f"text in {self.encoding.upper()}",
                found=found,
                do="save the file as UTF-8",
            ) from error


# Lines to rows.

_Record = list[str] | csv.Error


def _table(path: Path, shape: Shape, lines: _Lines, tick: Callable[[], None]) -> Table:
    records = _records(path, shape, lines)
    at, columns = (At(path, 0, 1), shape.columns) if shape.columns else _header(path, shape, records)
    return Table(at, columns, _rows(records, columns, lines, tick))


def _records(path: Path, shape: Shape, lines: _Lines) -> Iterator[tuple[At, _Record]]:
    """Each row that is not an empty line, or the error that stands in its place; the header is row 0."""
    reader = csv.reader(
        lines,
        strict=True,
        delimiter=shape.delimiter,
        quoting=csv.QUOTE_MINIMAL if shape.has_quotes else csv.QUOTE_NONE,
    )
    has_header = not shape.columns
    row = 0 if has_header else 1
    while True:
        at = At(path, row, lines.number + 1, has_header)
        record = _next(reader)
        lines.room = LONGEST_ROW
        if record is None:
            return
        if record != []:
            row += 1
            yield at, record


def _next(reader: Any) -> _Record | None:
    """The next record; lists of sources grow longer than the 128 KiB that `csv` takes for a mistake."""
    before = csv.field_size_limit(LONGEST_ROW)
    try:
        record: list[str] | None = next(reader, None)
    except csv.Error as error:
        return error
    finally:
        csv.field_size_limit(before)
    return record


def _header(path: Path, shape: Shape, records: Iterator[tuple[At, _Record]]) -> tuple[At, tuple[str, ...]]:
    at, header = next(records, (At(path, 0, 1), None))
    if header is None:
        raise InputError(str(path), expected="a header and rows", found="an empty file", do=SEE_FILE)
    if isinstance(header, csv.Error):
        separated = {",": "comma", ";": "semicolon", "\t": "tab"}.get(shape.delimiter, repr(shape.delimiter))
        raise _no_record(f"{path}, header", f"{separated}-separated column names", header)
    return at, tuple(name.strip() for name in header)


def _no_record(where: str, expected: str, error: csv.Error) -> InputError:
    if "new-line character" in str(error):
        do = "save the file with one of these line ends"
        return InputError(where, expected="lines that end in LF or CR LF", found="a CR alone", do=do)
    return InputError(where, expected=expected, found=str(error), do="see whether a quote is missing")


def _rows(
    records: Iterator[tuple[At, _Record]], columns: Sequence[str], lines: _Lines, tick: Callable[[], None]
) -> Rows:
    for at, record in records:
        if at.row % _TICK_ROWS == 0:
            tick()
        yield at, _texts(at, record, columns, may_have_nul=lines.has_nul)


def _texts(at: At, record: _Record, columns: Sequence[str], *, may_have_nul: bool) -> Texts | RowError:
    if isinstance(record, csv.Error):
        return at.refuse("", _no_record("row", "fields in quotes that close", record))
    if len(record) != len(columns):
        return at.refuse("", InputError("row", expected=f"{len(columns)} fields", found=str(len(record))))
    if may_have_nul and any("\0" in text for text in record):
        column = next(column for column, text in zip(columns, record, strict=True) if "\0" in text)
        return at.refuse(column, InputError(column, expected="text", found="a NUL character"))
    return dict(zip(columns, record, strict=True))


def bad_header(table: Table, needed: Sequence[str], used: Sequence[str], do: str) -> Iterator[RowError]:
    """What is wrong with the columns of a table: those it lacks, and those it has twice.

    Args:
        table: the file.
        needed: the columns it must have.
        used: those that are read, if it has them.
        do: what to do about a missing one.
    """
    columns = table.columns or ()
    missing = [name for name in needed if name not in columns]
    twice = [name for name in used if columns.count(name) > 1]
    found = f"{len(columns)} columns: {shortened(', '.join(columns), _SHOWN_HEADER)}"
    if missing:
        expected = "a column of that name" if len(missing) == 1 else "columns of these names"
        yield table.at.refuse(", ".join(missing), InputError("header", expected=expected, found=found, do=do))
    if twice:
        yield table.at.refuse(", ".join(twice), InputError("header", expected="each column once", found=found))
