"""Rows of files that are not delimited: JSON Lines, Parquet and XLSX, each as texts by column.

Invariant: a value reads as it would in a delimited file: a day as 2017-10-05, a whole number without decimals, nothing
as an empty text. What a file is, is told by its content.
"""

from __future__ import annotations

import datetime
import decimal
import json
import math
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import IO, Any

from timeline.connectors.tables import At, Opener, Rows, Shape, Table, Tick, delimited, lines_of, open_bytes
from timeline.errors import InputError, MissingExtraError, RowError

_BATCH_ROWS = 1000
_MIDNIGHT = datetime.time()


def of_any_kind(shape: Shape, *, sheet: str | None = None) -> Opener:
    """Opens JSON Lines, Parquet, XLSX, and everything else as a delimited file of a shape.

    Args:
        shape: how a delimited file tells its fields apart.
        sheet: the name of the sheet of a workbook; by default its first.

    Raises, when it opens:
        InputError: the file cannot be read.
        MissingExtraError: reading it needs `timeline[parquet]` or `timeline[xlsx]`.
    """

    @contextmanager
    def opened(path: Path, tick: Tick) -> Iterator[Table]:
        with (_opener_of_bytes(path, sheet) or _opener_of_text(path, shape))(path, tick) as table:
            yield table

    return opened


def _opener_of_bytes(path: Path, sheet: str | None) -> Opener | None:
    with open_bytes(path) as raw:
        start = raw.read(4)
        if start == b"PAR1":
            return _parquet
        return _workbook(sheet) if start[:2] == b"PK" and _is_workbook(raw) else None


def _opener_of_text(path: Path, shape: Shape) -> Opener:
    with lines_of(path, shape.encoding, lambda done: None) as lines:
        first = next((line.strip() for _, line in lines if line.strip()), "")
    return _json_lines(shape) if first.startswith("{") else delimited(shape)


def _is_workbook(raw: IO[bytes]) -> bool:
    try:
        return "xl/workbook.xml" in zipfile.ZipFile(raw).namelist()
    except zipfile.BadZipFile:
        return False


def as_text(value: Any) -> str:
    """A value as a delimited file would print it.

    Example:
        >>> as_text(3.0), as_text(None), as_text(datetime.datetime(2017, 10, 5)), as_text(["a", "b"])
        ('3', '', '2017-10-05', 'a;b')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (float, decimal.Decimal)) and value == value // 1:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.timetz() == _MIDNIGHT else value.isoformat(" ")
    if isinstance(value, (list, tuple)):
        return ";".join(map(as_text, value))
    return str(value)


# JSON Lines.


def _json_lines(shape: Shape) -> Opener:
    @contextmanager
    def opened(path: Path, tick: Tick) -> Iterator[Table]:
        with lines_of(path, shape.encoding, tick) as lines:
            yield Table(At(path, 0), None, _json_rows(path, lines))

    return opened


def _json_rows(path: Path, lines: Iterable[tuple[int, str]]) -> Rows:
    filled = ((number, line) for number, line in lines if line.strip())
    for row, (number, line) in enumerate(filled, 1):
        at = At(path, row, number, is_below_header=False)
        yield at, _json_texts(at, line)


def _json_texts(at: At, line: str) -> Mapping[str, str] | RowError:
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError) as error:
        found = f"{getattr(error, 'msg', 'what cannot be read')} at column {getattr(error, 'colno', 1)}"
        return at.refuse("", InputError("line", expected="one JSON object", found=found))
    if not isinstance(plain, dict):
        return at.refuse("", InputError("line", expected="one JSON object", found=f"a {type(plain).__name__}"))
    return dict(_flat(plain))


def _flat(plain: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """The values of an object by their names; those of an object in it as `outer.inner`."""
    for name, value in plain.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", as_text(value)


# Parquet.


@contextmanager
def _parquet(path: Path, tick: Tick) -> Iterator[Table]:
    try:
        import pyarrow
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise _missing(path, "parquet", "pyarrow") from error
    damages = (pyarrow.ArrowException, OSError)
    with ExitStack() as stack:
        with _telling(path, "Parquet", *damages):
            file = stack.enter_context(ParquetFile(path, memory_map=True))
        batches = _told(path, "Parquet", file.iter_batches(batch_size=_BATCH_ROWS), *damages)
        rows_count = max(file.metadata.num_rows, 1)
        yield Table(At(path, 0), tuple(file.schema_arrow.names), _parquet_rows(path, batches, rows_count, tick))


def _parquet_rows(path: Path, batches: Iterable[Any], rows_count: int, tick: Tick) -> Rows:
    row, size = 0, path.stat().st_size
    for batch in batches:
        for plain in batch.to_pylist():
            row += 1
            yield At(path, row), {name: as_text(value) for name, value in plain.items()}
        tick(size * row // rows_count)


# XLSX.


def _workbook(sheet: str | None) -> Opener:
    @contextmanager
    def opened(path: Path, tick: Tick) -> Iterator[Table]:
        with closing(_loaded(path)) as book:
            rows = _filled(_told(path, "a workbook", _sheet(path, book, sheet).iter_rows(values_only=True), Exception))
            line, header = next(rows, (0, None))
            if header is None:
                raise InputError(str(path), expected="a header and rows", found="an empty sheet")
            columns = tuple(as_text(value).strip() for value in header)
            yield Table(At(path, 0, line), columns, _sheet_rows(path, rows, columns))

    return opened


def _loaded(path: Path) -> Any:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise _missing(path, "xlsx", "openpyxl") from error
    with _telling(path, "a workbook", Exception):
        return load_workbook(path, read_only=True, data_only=True)


def _sheet(path: Path, book: Any, sheet: str | None) -> Any:
    names: Sequence[str] = book.sheetnames
    if sheet is not None and sheet not in names:
        raise InputError(str(path), expected=f"a sheet {sheet!r}", found=", ".join(names), do="name one of these")
    return book[sheet or names[0]]


def _filled(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows that have any value, each with its number in the sheet."""
    return ((number, row) for number, row in enumerate(rows, 1) if any(value is not None for value in row))


def _sheet_rows(path: Path, rows: Iterable[tuple[int, tuple[Any, ...]]], columns: Sequence[str]) -> Rows:
    for row, (line, values) in enumerate(rows, 1):
        at = At(path, row, line)
        yield at, _sheet_texts(at, [as_text(value) for value in values], columns)


def _sheet_texts(at: At, texts: list[str], columns: Sequence[str]) -> Mapping[str, str] | RowError:
    beyond = [text for text in texts[len(columns) :] if text]
    if beyond:
        return at.refuse("", InputError("row", expected=f"{len(columns)} cells", found=f"also {beyond[0]!r}"))
    return dict(zip(columns, [*texts, *[""] * len(columns)], strict=False))


def _missing(path: Path, extra: str, library: str) -> MissingExtraError:
    do = f"pip install 'timeline[{extra}]'"
    return MissingExtraError(str(path), expected=f"{library}, which reads it", found="nothing", do=do, extra=extra)


@contextmanager
def _telling(path: Path, expected: str, *errors: type[Exception]) -> Iterator[None]:
    """What a library raises over a damaged file, as an `InputError`."""
    try:
        yield
    except errors as error:
        found = str(error).partition("\n")[0] or type(error).__name__
        do = "fetch or save it again"
        raise InputError(str(path), expected=f"{expected} that can be read", found=found, do=do) from error


def _told(path: Path, expected: str, given: Iterable[Any], *errors: type[Exception]) -> Iterator[Any]:
    each = iter(given)
    while True:
        with _telling(path, expected, *errors):
            found = next(each, None)
        if found is None:
            return
        yield found
