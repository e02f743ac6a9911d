"""UCDP GED, the Georeferenced Event Dataset, as CSV: plain or gzip, in the columns of 2019 (41) or of 2023 (49).

Invariant: a row gives one event whose content depends on the row and the areas described (the present day only decides
which source dates are yet to come), so that importing a file again changes nothing. How each column is read is in
`docs/how-to/ucdp-ged.md`.
"""

from __future__ import annotations

import csv
import datetime
import functools
import gzip
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import attrs

from timeline.conflict.kinds import FightingReported, InsurgentActivity
from timeline.connectors.base import Progress, Reading, bad_row
from timeline.connectors.gazetteer import Gazetteer
from timeline.connectors.places import Places, district_name, slug
from timeline.errors import BadRowsError, InputError, RowError, TimelineError
from timeline.model.areas import Area, Areas, Point
from timeline.model.events import SOMEWHERE_IN, WHOLE, Event
from timeline.model.sources import Citation
from timeline.model.when import When, Window

SOURCE = "ucdp-ged"
ACTORS = {
    "IS": "isis",
    "SDF": "sdf",
    "Government of Syria": "syrian-government",
    "Government of Iraq": "isf",
    "Syrian insurgents": "syrian-opposition",
}
AREA_NOTE = "named by UCDP GED"
ONE_SIDED = 3

NO_SOURCE_DATE = "no source date can be used, so it counts as reported on date_end"
LOW_OVER_BEST = "deaths as printed, although low > best"
BEST_OVER_HIGH = "deaths as printed, although best > high"
DAY_NOT_EXACT = "one day is printed, but not as an exact one, so it is approximate"
PLACED_WIDER = "the place that where_prec promises is not named, so the next wider area is taken"
REPEATED = "the row comes again with the same content and counts once"

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00:00(?:\.0+)?)?")
_SOURCE_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ T].*)?")
_LONGEST_FIELD = 16 * 2**20
_TICK_ROWS = 200
_SHOWN = 5


@attrs.frozen
class _Row:
    """What is read of a row, by the names of the columns; two are equal if they differ in no more than spelling."""

    id: str
    type_of_violence: int
    side_a: str
    side_b: str
    source_office: tuple[str, ...]
    source_date: tuple[datetime.date, ...]
    where_prec: int
    where_coordinates: str = attrs.field(eq=slug)
    adm_1: str = attrs.field(eq=slug)
    adm_2: str = attrs.field(eq=slug)
    country: str = attrs.field(eq=slug)
    latitude: float | None
    longitude: float | None
    date_prec: int
    date_start: datetime.date
    date_end: datetime.date
    low: int | None
    best: int | None
    high: int | None

    @property
    def point(self) -> Point | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)

    @property
    def names(self) -> tuple[str, str, str, str]:
        """Where it was, from the narrowest to the widest; no place that only repeats the name of its division."""
        wider = (self.adm_2, self.adm_1, self.country)
        place = self.where_coordinates
        return "" if slug(place) in map(slug, wider) else place, *wider


@attrs.frozen
class _At:
    """Where a row stands: its number without the header, and the line of the file on which it begins."""

    file: Path
    row: int
    line: int

    def refuse(self, column: str, error: TimelineError) -> RowError:
        counted = "rows are counted from 1 below the header" if self.row else "this is the header"
        do = f"see line {self.line} ({counted})" + (f"; {error.do}" if error.do else "")
        return bad_row(
            self.file, self.row, column, InputError(column, expected=error.expected, found=error.found, do=do)
        )


@attrs.define
class _Table:
    """What was read of the files so far."""

    rows: list[tuple[_At, _Row]] = attrs.Factory(list)
    bad_headers: list[RowError] = attrs.Factory(list)
    bad_rows: list[RowError] = attrs.Factory(list)
    rows_count: int = 0

    def require_columns(self) -> None:
        errors = (*self.bad_headers, *self.bad_rows)
        if len(errors) == 1 and self.bad_headers:
            raise errors[0]
        if self.bad_headers:
            do = "mend them; nothing was appended"
            expected = "columns and rows that can be read"
            raise BadRowsError(f"{len(errors)} places", expected=expected, found="these", do=do, rows=errors)


@attrs.frozen
class _Spot:
    """Where an event is put, what of its printed place that leaves out, and whether a narrower area was promised."""

    area: str
    scope: str
    left_out: tuple[str, ...]
    is_wider: bool


def read(
    paths: Sequence[Path],
    *,
    areas: Areas,
    progress: Progress,
    gazetteer: Gazetteer | None = None,
    describes: bool = False,
) -> Reading:
    """The events of files of UCDP GED, and the areas that they name and nobody has described.

    Args:
        paths: the files; whether one is gzip is told by its content.
        areas: the areas known, in which printed names are looked up.
        progress: called with (bytes read, bytes in all).
        gazetteer: not used, for each row says where its place lies.
        describes: not used, for each place that nobody has described is described.

    Raises:
        InputError: a file cannot be read, is not CSV in UTF-8, or lacks a column.
    """
    today = datetime.datetime.now(datetime.UTC).date()
    table = _read_files(paths, today, progress)
    table.require_columns()
    remarks: dict[str, list[str]] = defaultdict(list)
    rows = _distinct(table, remarks)
    places = Places(areas, note=AREA_NOTE)
    spots = _spots(rows, places)
    events = [_event(row, spots[row.id], today, remarks) for row in rows]
    warnings = (*_added_areas(places.added), *(_warning(text, ids) for text, ids in remarks.items()))
    bad_rows = sorted(table.bad_rows, key=lambda error: (error.file, error.row))
    return Reading((*places.added, *events), table.rows_count, tuple(bad_rows), warnings)


# Files to rows.


def _read_files(paths: Sequence[Path], today: datetime.date, progress: Progress) -> _Table:
    sizes = [_size(path) for path in paths]
    table = _Table()
    with _long_fields():
        for number, path in enumerate(paths):
            _read_file(path, today, table, _ticking(progress, sum(sizes[:number]), sum(sizes)))
            progress(sum(sizes[: number + 1]), sum(sizes))
    return table


def _ticking(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, total)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise _not_readable(path, error) from error


@contextmanager
def _long_fields() -> Iterator[None]:
    """Lists of sources grow longer than the 128 KiB that `csv` takes for a mistake."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _read_file(path: Path, today: datetime.date, table: _Table, tick: Callable[[int], None]) -> None:
    with _opened(path) as raw:
        records = _records(path, csv.reader(_decoded(path, raw), strict=True))
        columns = _columns(path, records, table)
        for at, record in records:
            table.rows_count += 1
            _keep(table, at, record, columns, today)
            if at.row % _TICK_ROWS == 0:
                tick(raw.tell())


def _keep(table: _Table, at: _At, record: list[str] | csv.Error, columns: list[str], today: datetime.date) -> None:
    try:
        row = _row(at, record, columns, today)
    except RowError as error:
        table.bad_rows.append(error)
    else:
        table.rows += [(at, row)] if row else []


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        raw = path.open("rb")
    except OSError as error:
        raise _not_readable(path, error) from error
    with raw:
        yield raw


def _decoded(path: Path, raw: IO[bytes]) -> Iterator[str]:
    """The lines as text; each error of the file becomes an `InputError`."""
    line = 0
    try:
        for line, encoded in enumerate(_unzipped(path, raw), 1):
            yield encoded.decode("utf-8-sig" if line == 1 else "utf-8")
    except UnicodeDecodeError as error:
        found = f"byte {error.object[error.start]:#04x}"
        raise InputError(
            f"{path}, line {line}", expected="text in UTF-8", found=found, do="save the file as UTF-8"
        ) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        do = "fetch the file again"
        raise InputError(
            f"{path}, after line {line}", expected="gzip data up to its end", found=str(error), do=do
        ) from error
    except OSError as error:
        raise _not_readable(path, error) from error


def _unzipped(path: Path, raw: IO[bytes]) -> IO[bytes] | gzip.GzipFile:
    start = raw.read(4)
    raw.seek(0)
    if start == b"PK\x03\x04":
        raise InputError(str(path), expected="CSV, plain or gzip", found="a zip archive", do="unpack it first")
    return gzip.GzipFile(fileobj=raw) if start[:2] == b"\x1f\x8b" else raw


def _not_readable(path: Path, error: OSError) -> InputError:
    return InputError(str(path), expected="a file that can be read", found=error.strerror or str(error))


def _records(path: Path, reader: Any) -> Iterator[tuple[_At, list[str] | csv.Error]]:
    """The header as row 0, then each row that is not an empty line, or the error that stands in its place."""
    row = 0
    while True:
        at = _At(path, row, reader.line_num + 1)
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            record = error
        if record != []:
            row += 1
            yield at, record


def _columns(path: Path, records: Iterator[tuple[_At, list[str] | csv.Error]], table: _Table) -> list[str]:
    """The header; what is wrong with it is kept in the table.

    Raises:
        InputError: there is none.
    """
    at, header = next(records, (_At(path, 0, 1), None))
    if header is None:
        raise InputError(str(path), expected="a header and rows", found="an empty file")
    if isinstance(header, csv.Error):
        raise InputError(f"{path}, header", expected="comma-separated column names", found=str(header))
    columns = [name.strip() for name in header]
    table.bad_headers.extend(_bad_header(at, columns))
    return columns


def _bad_header(at: _At, columns: list[str]) -> Iterator[RowError]:
    missing = [name for name in _COLUMNS if name not in columns]
    twice = [name for name in _COLUMNS if columns.count(name) > 1]
    found = f"{len(columns)} columns: {_shortened(', '.join(columns), 400)}"
    if missing:
        do = "use the CSV of UCDP GED as published"
        expected = "a column of that name" if len(missing) == 1 else "columns of these names"
        yield at.refuse(", ".join(missing), InputError("header", expected=expected, found=found, do=do))
    if twice:
        yield at.refuse(", ".join(twice), InputError("header", expected="each column once", found=found))


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]}…"


# A row: each column by its reader, then what must hold between columns.


def _row(at: _At, record: list[str] | csv.Error, columns: list[str], today: datetime.date) -> _Row | None:
    """What is read of a row; nothing if the file lacks a column, though what it has is still checked."""
    texts = _texts(at, record, columns)
    values: dict[str, Any] = {}
    for column, reader in _COLUMNS.items():
        if column in texts:
            try:
                values[column] = reader(texts[column])
            except InputError as error:
                raise at.refuse(column, error) from error
    _require_dates(at, values, today)
    return _Row(**values) if len(values) == len(_COLUMNS) else None


def _texts(at: _At, record: list[str] | csv.Error, columns: list[str]) -> Mapping[str, str]:
    if isinstance(record, csv.Error):
        raise at.refuse("", InputError("row", expected="fields in quotes that close", found=str(record)))
    if len(record) != len(columns):
        raise at.refuse("", InputError("row", expected=f"{len(columns)} fields", found=str(len(record))))
    texts = dict(zip(columns, record, strict=True))
    for column, text in texts.items():
        if "\0" in text:
            raise at.refuse(column, InputError(column, expected="text", found="a NUL character"))
    return texts


def _require_dates(at: _At, values: Mapping[str, Any], today: datetime.date) -> None:
    start, end = values.get("date_start"), values.get("date_end")
    if start and end and end < start:
        expected = f"a day not before date_start ({start})"
        raise at.refuse("date_end", InputError("date_end", expected=expected, found=str(end)))
    if end and end > today:
        raise at.refuse("date_end", InputError("date_end", expected=f"a day up to {today}", found=str(end)))


@functools.lru_cache(maxsize=65536)
def _text(text: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())


def _name(text: str) -> str:
    """A name by which an area can be found; none if there is no letter in it."""
    return _text(text) if slug(_text(text)) else ""


def _required(reader: Callable[[str], str]) -> Callable[[str], str]:
    def read_required(text: str) -> str:
        value = reader(text)
        if not value:
            raise InputError("column", expected="a text with a letter or digit", found=repr(text))
        return value

    return read_required


def _code(most: int) -> Callable[[str], int]:
    codes = {str(code): code for code in range(1, most + 1)}

    def read_code(text: str) -> int:
        if text.strip() not in codes:
            raise InputError("column", expected=f"a whole number from 1 to {most}", found=repr(text))
        return codes[text.strip()]

    return read_code


def _count(text: str) -> int | None:
    digits = text.strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        raise InputError("column", expected="a whole number that is not negative", found=repr(_shortened(text, 60)))
    return int(digits)


def _degrees(limit: int) -> Callable[[str], float | None]:
    def read_degrees(text: str) -> float | None:
        try:
            value = float(text) if text.strip() else None
        except ValueError:
            value = limit + 1.0
        if value is not None and not -limit <= value <= limit:
            raise InputError("column", expected=f"degrees from -{limit} to {limit}", found=repr(_shortened(text, 60)))
        return value

    return read_degrees


@functools.lru_cache(maxsize=65536)
def _day(text: str) -> datetime.date:
    found = _DAY.fullmatch(text.strip())
    try:
        return datetime.date(*map(int, found.groups())) if found else _no_day(text)
    except ValueError as error:
        raise InputError("column", expected="a day such as 2017-10-05", found=repr(_shortened(text, 60))) from error


def _no_day(text: str) -> datetime.date:
    raise ValueError(text)


def _source_days(text: str) -> tuple[datetime.date, ...]:
    """The days among dates joined by semicolons; what is no day, or could be two, is left out."""
    found = (_SOURCE_DAY.fullmatch(part.strip()) for part in text.split(";"))
    return tuple(day for match in found if match for day in _days_of(*map(int, match.groups())))


def _days_of(year: int, month: int, day: int) -> tuple[datetime.date, ...]:
    try:
        return (datetime.date(year, month, day),)
    except ValueError:
        return ()


def _offices(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(office for part in text.split(";") if (office := _text(part))))


_COLUMNS: dict[str, Callable[[str], Any]] = {
    "id": _required(_text),
    "type_of_violence": _code(3),
    "side_a": _text,
    "side_b": _text,
    "source_office": _offices,
    "source_date": _source_days,
    "where_prec": _code(7),
    "where_coordinates": _name,
    "adm_1": _name,
    "adm_2": _name,
    "country": _required(_name),
    "latitude": _degrees(90),
    "longitude": _degrees(180),
    "date_prec": _code(5),
    "date_start": _day,
    "date_end": _day,
    "low": _count,
    "best": _count,
    "high": _count,
}


def _distinct(table: _Table, remarks: dict[str, list[str]]) -> list[_Row]:
    """Each row once; one that has an earlier row's id and says something else becomes a bad row."""
    first: dict[str, tuple[_At, _Row]] = {}
    for at, row in table.rows:
        earlier, same = first.setdefault(row.id, (at, row))
        if same != row:
            table.bad_rows.append(at.refuse("id", _taken(row.id, earlier)))
        elif earlier != at:
            remarks[REPEATED].append(row.id)
    return [row for _, row in first.values()]


def _taken(id_: str, earlier: _At) -> InputError:
    found = f"{id_!r} with other content than in row {earlier.row} of {earlier.file}"
    return InputError("id", expected="an id that no other row has", found=found, do="leave one of the two out")


# Rows to areas.


def _spots(rows: Sequence[_Row], places: Places) -> dict[str, _Spot]:
    """Where each row is put, by id; exact places first, for only they give an area its point."""
    exact_first = sorted(rows, key=lambda row: row.where_prec != 1)
    found: dict[tuple[str, ...], Area] = {}
    return {row.id: _spot(row, places, found) for row in exact_first}


def _spot(row: _Row, places: Places, found: dict[tuple[str, ...], Area]) -> _Spot:
    promised = {1: 0, 2: 0, 3: 1, 4: 2}.get(row.where_prec, 3)
    level = next(level for level in range(promised, 4) if row.names[level])
    key = (*("" for _ in range(level)), *map(slug, row.names[level:]))
    if key not in found:
        found[key] = _area(row, level, places)
    left_out = tuple(filter(None, row.names[:level]))
    return _Spot(found[key].id, SOMEWHERE_IN if level else WHOLE, left_out, level > promised)


def _area(row: _Row, level: int, places: Places) -> Area:
    """The area of a row at a level of its names: 0 the place, 1 the district, 2 the governorate, 3 the country."""
    inside = around = places.country(row.country)
    if level < 3 and row.adm_1:
        inside = around = places.division(row.adm_1, inside)
    if level < 2 and row.adm_2:
        inside = places.division(district_name(row.adm_2), inside)
    if level > 0:
        return inside
    point = row.point if row.where_prec == 1 else None
    return places.place(row.where_coordinates, inside, around=around, near=row.point, point=point)


# Rows to events.


def _event(row: _Row, spot: _Spot, today: datetime.date, remarks: dict[str, list[str]]) -> Event:
    reported = _first_report(row, today)
    unusual = [text for text, applies in _unusual(row, spot, reported) if applies]
    for text in unusual:
        remarks[text].append(row.id)
    common: dict[str, Any] = {
        "area": spot.area,
        "when": _when(row),
        "scope": spot.scope,
        "reported_on": reported or row.date_end,
        "source": Citation(SOURCE, _locator(row), reported),
        "external_id": row.id,
        "note": "; ".join([*unusual, *_details(row, spot)]),
        "deaths_low": row.low,
        "deaths_best": row.best,
        "deaths_high": row.high,
    }
    return _of_kind(row, common)


def _of_kind(row: _Row, common: dict[str, Any]) -> Event:
    side_a, side_b = (ACTORS.get(side, side) for side in (row.side_a, row.side_b))
    if row.type_of_violence == ONE_SIDED and side_a == "isis":
        return InsurgentActivity(by=side_a, tactic="attack on civilians", **common)
    return FightingReported(sides=tuple(side for side in (side_a, side_b) if side), **common)


def _first_report(row: _Row, today: datetime.date) -> datetime.date | None:
    return min((day for day in row.source_date if row.date_end <= day <= today), default=None)


def _when(row: _Row) -> When:
    days = Window(row.date_start, row.date_end)
    if row.date_prec > 1:
        return When(days, days, approximate=row.date_start == row.date_end)
    if row.date_start == row.date_end:
        return When.on(row.date_start)
    return When.stretch(Window(row.date_start, row.date_start), Window(row.date_end, row.date_end))


def _unusual(row: _Row, spot: _Spot, reported: datetime.date | None) -> Iterator[tuple[str, bool]]:
    yield NO_SOURCE_DATE, reported is None
    yield LOW_OVER_BEST, row.low is not None and row.best is not None and row.low > row.best
    yield BEST_OVER_HIGH, row.best is not None and row.high is not None and row.best > row.high
    yield DAY_NOT_EXACT, row.date_prec > 1 and row.date_start == row.date_end
    yield PLACED_WIDER, spot.is_wider


def _details(row: _Row, spot: _Spot) -> Iterator[str]:
    if row.where_prec == 2 and spot.scope == WHOLE:
        yield "near the place, where_prec 2"
    if spot.left_out:
        yield f"printed as {', '.join(spot.left_out)}"


def _locator(row: _Row) -> str:
    shown = ", ".join(row.source_office[:3])
    more = f" and {len(row.source_office) - 3} more" if len(row.source_office) > 3 else ""
    return f"GED {row.id}" + (f": {shown}{more}" if shown else "")


# What a person should know.


def _warning(text: str, ids: Sequence[str]) -> str:
    return f"{_counted(len(ids), 'row')}: {text} (ids {_first_few(ids)})"


def _added_areas(added: Sequence[Area]) -> Iterator[str]:
    countries = [area.name for area in added if not area.parents]
    named = f", among them the countries {_first_few(countries)}" if countries else ""
    if added:
        yield f"{_counted(len(added), 'area')} described for the first time{named}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _first_few(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return ", ".join(texts[:_SHOWN]) + more
