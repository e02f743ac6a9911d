"""Spans and events as Arrow tables, which pandas, Polars and DuckDB read without copying; as Parquet, Arrow and CSV.

Invariant: an unbounded day is null. Needs `pip install 'timeline[frames]'`, but for `to_csv`, which takes the rows of
any answer.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias, TypeVar

from timeline.connectors import csv_lines
from timeline.connectors.flat import Column, Flat, Row, Sort, flat_events, flat_spans
from timeline.connectors.writing import replacing
from timeline.errors import InputError, MissingExtraError
from timeline.model.days import EVER, Day, to_known_day
from timeline.model.entries import Entry
from timeline.queries.history import Histories, History

if TYPE_CHECKING:
    import pyarrow as pa

    Target = str | Path | IO[bytes]
    Rows: TypeAlias = pa.Table | pa.RecordBatchReader

ROWS_OF_A_BATCH = 8_192

T = TypeVar("T")


def spans(answer: Histories | History[Any]) -> pa.Table:
    """A row for each span: the area, `start`, `end`, and for each value what it is, is certainly, and may be.

    Args:
        answer: what `Timeline.spans` or `Timeline.history` gives.

    Raises:
        MissingExtraError: pyarrow is not installed.
        ProjectionError: two columns would have one name, or a value is not of its declared type.

    Example:
        >>> import timeline
        >>> from timeline.conflict import AreaLiberated
        >>> tl = timeline.connect()
        >>> _ = tl.append([AreaLiberated(area="iq/rawa", when="2017-11-17", by="isf")])
        >>> spans(tl.spans()).select(["start", "end", "control"]).to_pylist()[1]
        {'start': datetime.date(2017, 11, 17), 'end': None, 'control': 'isf'}
    """
    return table(flat_spans(answer))


def events(entries: Iterable[Entry], *, known_on: str | datetime.date | Day = EVER) -> pa.Table:
    """A row for each event that is in force, as it stands: corrected, and without what was retracted.

    Args:
        entries: what `Timeline.events` gives, of all areas or of one, up to a position.
        known_on: use only what one could know by this day; omitted, all that is known.

    Raises:
        MissingExtraError: pyarrow is not installed.

    Example:
        >>> import timeline
        >>> from timeline.conflict import StrikeReported
        >>> tl = timeline.connect()
        >>> _ = tl.append([StrikeReported(area="iq/rawa", when="2017-11", strikes=3)])
        >>> events(tl.events()).select(["area", "first_earliest", "strikes"]).to_pylist()
        [{'area': 'iq/rawa', 'first_earliest': datetime.date(2017, 11, 1), 'strikes': 3}]
    """
    return table(flat_events(entries, known_on=to_known_day(known_on)))


def to_parquet(given: Rows, file: Target, *, overwrite: bool = False) -> None:
    """Write a table as Parquet, compressed.

    Args:
        given: what `spans`, `events` or `batches` gives.
        file: a path, or a file open for bytes.
        overwrite: replace a file that is there.

    Raises:
        InputError: there is a file already and it may not be overwritten, or it cannot be written.
    """
    with _opened(file, overwrite=overwrite) as out:
        write_parquet(given, out)


def to_arrow(given: Rows, file: Target, *, overwrite: bool = False) -> None:
    """Write a table as an Arrow stream.

    Args:
        given: what `spans`, `events` or `batches` gives.
        file: a path, or a file open for bytes.
        overwrite: replace a file that is there.

    Raises:
        InputError: there is a file already and it may not be overwritten, or it cannot be written.
    """
    with _opened(file, overwrite=overwrite) as out:
        write_arrow(given, out)


def to_csv(rows: Iterable[Row], file: str | Path, *, overwrite: bool = False) -> None:
    """Write the rows of an answer as CSV, with what a spreadsheet would run as a formula made harmless.

    Args:
        rows: what `.rows()` of an answer gives.
        file: a path.
        overwrite: replace a file that is there.

    Raises:
        InputError: there is a file already and it may not be overwritten, or it cannot be written.

    Example:
        >>> import tempfile, timeline
        >>> from timeline.conflict import AreaLiberated
        >>> tl, file = timeline.connect(), Path(tempfile.mkdtemp()) / "control.csv"
        >>> _ = tl.append([AreaLiberated(area="iq/rawa", when="2017-11-17", by="isf")])
        >>> to_csv(tl.history("iq/rawa", "control").rows(), file)
        >>> print(file.read_text())
        area,start,end,control
        iq/rawa,,2017-11-17,
        iq/rawa,2017-11-17,,isf
        <BLANKLINE>
    """
    with replacing(Path(file), overwrite=overwrite) as out:
        out.writelines(line.encode() for line in csv_lines.lines(rows))


def write_parquet(given: Rows, out: IO[bytes]) -> int:
    """Write rows as Parquet, a group of them at a time, and count them."""
    _pyarrow()
    from pyarrow import parquet

    with parquet.ParquetWriter(out, given.schema, compression="zstd") as writer:
        return _written(given, writer.write_batch)


def write_arrow(given: Rows, out: IO[bytes]) -> int:
    """Write rows as an Arrow stream, a batch at a time, and count them."""
    with _pyarrow().ipc.new_stream(out, given.schema) as writer:
        return _written(given, writer.write_batch)


def _written(given: Rows, write: Callable[[pa.RecordBatch], None]) -> int:
    rows_count = 0
    for batch in _batches(given):
        write(batch)
        rows_count += batch.num_rows
    return rows_count


def _batches(given: Rows) -> Iterable[pa.RecordBatch]:
    parts: Iterable[pa.RecordBatch] = given
    return given.to_batches(ROWS_OF_A_BATCH) if isinstance(given, _pyarrow().Table) else parts


@contextlib.contextmanager
def _opened(file: Target, *, overwrite: bool) -> Iterator[IO[bytes]]:
    if isinstance(file, (str, Path)):
        with replacing(Path(file), overwrite=overwrite) as out:
            yield out
    else:
        yield file


def table(flat: Flat) -> pa.Table:
    """A table of typed columns; what its rows are stands in the schema's metadata under `timeline`."""
    return batches(flat).read_all().unify_dictionaries()


def batches(flat: Flat) -> pa.RecordBatchReader:
    """The rows of a table some thousands at a time, made when they are read: memory does not grow with their number.

    Args:
        flat: what `timeline.connectors.flat.flat_spans` or `flat_events` gives.

    Raises:
        MissingExtraError: pyarrow is not installed.

    Example:
        >>> import timeline
        >>> from timeline.connectors.flat import flat_spans
        >>> tl = timeline.connect()
        >>> _ = tl.append([timeline.Area("iq/rawa", "Rawa")])
        >>> [batch.num_rows for batch in batches(flat_spans(tl.spans()))]
        [1]
    """
    arrow = _pyarrow()
    fields = [arrow.field(column.name, _type(arrow, column)) for column in flat.columns]
    schema = arrow.schema(fields, metadata={"timeline": json.dumps(flat.about)})
    made = (_batch(arrow, flat.columns, schema, told) for told in _chunks(flat.told, ROWS_OF_A_BATCH))
    return arrow.RecordBatchReader.from_batches(schema, made)


def _chunks(given: Iterable[T], size: int) -> Iterator[list[T]]:
    rows = iter(given)
    return iter(lambda: list(itertools.islice(rows, size)), [])


def _batch(arrow: Any, columns: Iterable[Column], schema: Any, told: list[Any]) -> Any:
    arrays = [_array(arrow, column, field.type, told) for column, field in zip(columns, schema, strict=True)]
    return arrow.RecordBatch.from_arrays(arrays, schema=schema)


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.ipc
    except ImportError as error:
        do = "pip install 'timeline[frames]'; CSV and .rows() need nothing more"
        raise MissingExtraError("frames", expected="pyarrow", found="nothing", do=do, extra="frames") from error
    return pyarrow


def _type(arrow: Any, column: Column) -> Any:
    types: dict[Sort, Callable[[], Any]] = {
        "text": arrow.string,
        "json": arrow.string,
        "name": arrow.string if column.is_list else lambda: arrow.dictionary(arrow.int32(), arrow.string()),
        "whole": arrow.int64,
        "number": arrow.float64,
        "truth": arrow.bool_,
        "day": arrow.date32,
        "days": lambda: arrow.struct([("earliest", arrow.date32()), ("latest", arrow.date32())]),
        "instant": lambda: arrow.timestamp("us", "UTC"),
    }
    inner = types[column.sort]()
    return arrow.list_(inner) if column.is_list else inner


def _array(arrow: Any, column: Column, type_: Any, told: list[Any]) -> Any:
    made = _maker(column)
    try:
        return arrow.array([made(column.cell(row)) for row in told], type_)
    except (arrow.ArrowInvalid, arrow.ArrowTypeError, OverflowError, ValueError, TypeError) as error:
        do = "declare the type of the value as it is, so that a column can hold it"
        expected = f"cells of the declared type, {type_}"
        raise InputError(f"column {column.name}", expected=expected, found=str(error), do=do) from error


def _maker(column: Column) -> Callable[[Any], Any]:
    """What makes the Python value that Arrow takes of a cell."""
    made = _MAKERS.get(column.sort)
    if made is None:
        return _as_it_is
    one = functools.partial(_unless_nothing, made)
    return functools.partial(_unless_nothing, lambda cell: list(map(one, cell))) if column.is_list else one


def _as_it_is(cell: Any) -> Any:
    return cell


def _unless_nothing(made: Callable[[Any], Any], cell: Any) -> Any:
    return None if cell is None else made(cell)


def _window(cell: Mapping[str, str | None]) -> dict[str, datetime.date | None]:
    return {end: None if day is None else datetime.date.fromisoformat(day) for end, day in cell.items()}


_MAKERS: dict[Sort, Callable[[Any], Any]] = {
    "day": datetime.date.fromisoformat,
    "days": _window,
    "instant": datetime.datetime.fromisoformat,
}
