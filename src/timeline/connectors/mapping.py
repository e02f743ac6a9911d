"""Tables to statements, by a declared mapping: how each column is read, and what a row then says.

Invariant: a file is gone through twice. The first time finds every bad row, the areas and what a person should know;
the second gives the events one at a time. Between the two no more is kept than the areas, short digests of the ids and
the bad rows, whatever the size of the file.
"""

from __future__ import annotations

import datetime
import stat
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import attrs

from timeline.connectors.base import Progress, Reading
from timeline.connectors.digests import Digests, digest
from timeline.connectors.printed import Finder, Place
from timeline.connectors.tables import At, Opener, Table, Texts, bad_header, delimited, not_readable, shortened
from timeline.errors import BadRowsError, EventFieldError, InputError, RowError
from timeline.model.areas import Area
from timeline.model.entries import Statement
from timeline.model.events import Event

REPEATED = "the row comes again with the same content and counts once"
MOST_BAD_ROWS = 20_000
_CONTENTS = 1 << 24
_SHOWN = 5

Values = Mapping[str, Any]


@attrs.frozen
class Column:
    """How a column is read.

    Args:
        read: from the text of a field to its value; raises `InputError`.
        may_lack: whether the file may be without it; it is then read as if it were empty.
    """

    read: Callable[[str], Any]
    may_lack: bool = False


@attrs.frozen
class Draft:
    """What a row says, while its place is not yet an area.

    Args:
        kind: the kind of event.
        place: where it was.
        fields: all fields but the area and the external id.
        id: the source's own id; without one it is made of the content of the row.
        remarks: what is unusual about it, a text each, to be counted over the file.
    """

    kind: type[Event]
    place: Place
    fields: Values
    id: str
    remarks: Sequence[str] = ()

    def event(self, area: str) -> Event:
        """The event, in its area."""
        return self.kind(area=area, external_id=self.id, **self.fields)

    @property
    def content(self) -> int:
        """A digest of all that it says, of 3 bytes."""
        return digest(repr((self.kind.kind, self.place.key, self.fields))) % _CONTENTS


@attrs.frozen
class LeftOut:
    """A row that makes no event, though it is not bad.

    Args:
        id: the source's own id.
        why: said of it; rows left out for the same reason are counted together.
    """

    id: str
    why: str


@attrs.frozen
class RowMapping:
    """How the rows of a table become events.

    Args:
        columns: how each column that is used is read.
        draft: what a row says, from its values and the present day; raises `EventFieldError` with the column as path.
        hint: what to do about a column that is missing.
    """

    columns: Mapping[str, Column]
    draft: Callable[[Values, datetime.date], Draft | LeftOut]
    hint: str = ""

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that a file must have."""
        return tuple(name for name, column in self.columns.items() if not column.may_lack)


Choose = Callable[[Sequence[str]], RowMapping]
"""The mapping for a file, from the names of its columns."""


def read_tables(
    paths: Sequence[Path], choose: Choose, finder: Finder[Any], *, progress: Progress, opened: Opener | None = None
) -> Reading:
    """The statements of tables, areas first; the events are read again from the files when they are asked for.

    Args:
        paths: the files, in order.
        choose: gives the mapping of a file.
        finder: finds the areas of the places.
        progress: called with (bytes read, bytes in all); each file is read twice.
        opened: opens a file as a table; by default one with commas.

    Raises:
        InputError: a file cannot be read, lacks a column, or has so many bad rows that it must be something else.
    """
    files = _Files(tuple(dict.fromkeys(paths)), choose, opened or delimited(), progress)
    survey = _Survey(finder)
    for at, said in files.gone_through(0):
        survey.take(at, said)
    survey.require_columns()
    areas = finder.settle()
    return Reading(
        _Statements(files, survey, areas), survey.rows_count, tuple(survey.bad_rows), tuple(survey.warnings(areas))
    )


# Files to what their rows say.

_Said = Draft | LeftOut | RowError | None


@attrs.frozen
class _Files:
    """Files that are gone through more than once, and must then be as they were."""

    paths: tuple[Path, ...]
    choose: Choose
    opened: Opener
    progress: Progress
    today: datetime.date = attrs.Factory(lambda: datetime.datetime.now(datetime.UTC).date())
    marks: tuple[tuple[int, int], ...] = attrs.Factory(lambda self: tuple(map(_mark, self.paths)), takes_self=True)

    def gone_through(self, times: int) -> Iterator[tuple[At, _Said]]:
        """What each row says; nothing for a row of a file that lacks a column, though what it has is still checked.

        Args:
            times: how often they were gone through before.
        """
        total = sum(size for size, _ in self.marks)
        done = min(times, 1) * total
        for path, mark in zip(self.paths, self.marks, strict=True):
            _require_unchanged(path, mark)
            yield from self._rows(path, _ticking(self.progress, done, 2 * total))
            done += mark[0]
            self.progress(done, 2 * total)

    def _rows(self, path: Path, tick: Callable[[int], None]) -> Iterator[tuple[At, _Said]]:
        with self.opened(path, tick) as table:
            mapping = self.choose(table.columns or ())
            used = tuple(mapping.columns)
            wrong = [*bad_header(table, mapping.needed, used, mapping.hint)] if table.columns is not None else []
            yield from ((table.at, error) for error in wrong)
            yield from _said(table, mapping, self.today, is_whole=not wrong)


def _mark(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise not_readable(path, error) from error
    if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
        found = "a pipe or a device"
        raise InputError(str(path), expected="a file, which is read twice", found=found, do="save it as a file")
    return status.st_size, status.st_mtime_ns


def _require_unchanged(path: Path, mark: tuple[int, int]) -> None:
    if _mark(path) != mark:
        raise InputError(str(path), expected="the file as it was first read", found="another", do="import it again")


def _ticking(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, total)


def _said(table: Table, mapping: RowMapping, today: datetime.date, *, is_whole: bool) -> Iterator[tuple[At, _Said]]:
    times = Digests()
    readers = [*_readers(table, mapping)]
    for at, texts in table.rows:
        if isinstance(texts, RowError):
            yield at, texts
            continue
        values = _values(at, texts, readers)
        if isinstance(values, RowError) or not is_whole:
            yield at, values if isinstance(values, RowError) else None
            continue
        said = _draft(at, values, mapping, today)
        yield at, _with_id(said, texts, times) if isinstance(said, Draft) and not said.id else said


def _with_id(draft: Draft, texts: Texts, times: Digests) -> Draft:
    """The draft with an id made of the content of its row; of equal rows, the second is told from the first."""
    content = digest("\0".join(text.strip() for text in texts.values()))
    before = times.get(content) or 0
    times.put(content, before + 1)
    return attrs.evolve(draft, id=f"{content:016x}" + (f"-{before + 1}" if before else ""))


_Reader = tuple[str, Callable[[str], Any], str | None]
"""The name of a column, how it is read, and the text that stands for it in a row without it, if it may lack it."""


def _readers(table: Table, mapping: RowMapping) -> Iterator[_Reader]:
    for name, column in mapping.columns.items():
        if column.may_lack or table.columns is None or name in table.columns:
            yield name, column.read, "" if column.may_lack else None


def _values(at: At, texts: Texts, readers: Sequence[_Reader]) -> Values | RowError:
    values: dict[str, Any] = {}
    name = ""
    try:
        for name, read, instead in readers:
            text = texts.get(name, instead)
            values[name] = read(text) if text is not None else _lacking(texts)
    except InputError as error:
        return at.refuse(name, error)
    return values


def _lacking(texts: Texts) -> NoReturn:
    found = shortened(", ".join(texts), 200) or "none"
    raise InputError("column", expected="a field of that name", found=found)


def _draft(at: At, values: Values, mapping: RowMapping, today: datetime.date) -> Draft | LeftOut | RowError:
    try:
        return mapping.draft(values, today)
    except InputError as error:
        return at.refuse(getattr(error, "path", ""), error)


# The first time: what is wrong, where things are, and what a person should know.


class _Survey:
    """What is known of files once they were gone through."""

    def __init__(self, finder: Finder[Any]) -> None:
        self.finder = finder
        self.rows_count = 0
        self.bad_headers: list[RowError] = []
        self.bad_rows: list[RowError] = []
        self._ids = _Ids()
        self._file: Path | None = None
        self._remarks: dict[str, _Remark] = defaultdict(_Remark)

    def take(self, at: At, said: _Said) -> None:
        """Take note of a row, or of what is wrong with a header."""
        if at.file != self._file:
            self._file = at.file
            self._ids.begin(at.file, self.rows_count)
        self.rows_count += at.row > 0
        if isinstance(said, RowError):
            self._refuse(at, said)
        elif isinstance(said, LeftOut):
            self._remarks[f"{said.why}; left out"].add(said.id)
        elif said:
            self._take_draft(at, said)

    def _take_draft(self, at: At, draft: Draft) -> None:
        taken = self._ids.taken(draft.id)
        if taken is None:
            self._take_first(at, draft)
        elif taken[1] == draft.content:
            self._remarks[REPEATED].add(draft.id)
        else:
            self._refuse(at, at.refuse("id", _taken(draft.id, *self._ids.place(taken[0]))))

    def _take_first(self, at: At, draft: Draft) -> None:
        try:
            draft.event("unknown")
            self.finder.meet(draft.place)
        except EventFieldError as error:
            self._refuse(at, at.refuse(error.path, error))
            return
        self._ids.take(self.rows_count, draft)
        for text in draft.remarks:
            self._remarks[text].add(draft.id)

    def is_given(self, number: int, draft: Draft) -> bool:
        """True when the draft is of the row that was taken for its id.

        Args:
            number: of the row, counted over all files.
            draft: what it says.
        """
        taken = self._ids.taken(draft.id)
        return taken is not None and taken[0] == number

    def _refuse(self, at: At, error: RowError) -> None:
        (self.bad_rows if at.row else self.bad_headers).append(error)
        if len(self.bad_rows) > MOST_BAD_ROWS:
            raise InputError(
                str(at.file),
                expected=f"{MOST_BAD_ROWS:,} bad rows at most",
                found=f"more, of {self.rows_count:,} rows; the first is {self.bad_rows[0]}",
                do="see whether the file is of this format",
            )

    def require_columns(self) -> None:
        """Refuse files of which one lacks a column, with all else that is wrong."""
        errors = (*self.bad_headers, *self.bad_rows)
        if len(errors) == 1 and self.bad_headers:
            raise errors[0]
        if self.bad_headers:
            do = "mend them; nothing was appended"
            expected = "columns and rows that can be read"
            raise BadRowsError(f"{len(errors)} places", expected=expected, found="these", do=do, rows=errors)

    def warnings(self, added: Sequence[Area]) -> Iterator[str]:
        """What a person should know, a line each."""
        countries = [area.name for area in added if not area.parents]
        named = f", among them the countries {_first_few(countries, len(countries))}" if countries else ""
        if added:
            yield f"{_counted(len(added), 'area')} described for the first time{named}"
        for text, remark in self._remarks.items():
            yield f"{_counted(remark.count, 'row')}: {text} (ids {_first_few(remark.ids, remark.count)})"


@attrs.define
class _Remark:
    """How many rows something is said of, and the ids of the first."""

    count: int = 0
    ids: list[str] = attrs.Factory(list)

    def add(self, id_: str) -> None:
        self.count += 1
        if len(self.ids) < _SHOWN:
            self.ids.append(id_)


class _Ids:
    """The ids of the rows taken, as digests: each with which row it was, of all, and 3 bytes of its content."""

    def __init__(self) -> None:
        self._kept = Digests()
        self._files: list[tuple[int, Path]] = []

    def begin(self, path: Path, rows_before: int) -> None:
        """The rows that come next are of another file."""
        self._files.append((rows_before, path))

    def taken(self, id_: str) -> tuple[int, int] | None:
        """Which row was taken for an id, and what is known of its content."""
        kept = self._kept.get(digest(id_))
        return None if kept is None else divmod(kept, _CONTENTS)

    def take(self, number: int, draft: Draft) -> None:
        """Take a row for its id."""
        self._kept.put(digest(draft.id), number * _CONTENTS + draft.content)

    def place(self, number: int) -> tuple[Path, int]:
        """The file of a row, and its number there."""
        rows_before, path = self._files[bisect(self._files, number - 1, key=lambda each: each[0]) - 1]
        return path, number - rows_before


def _taken(id_: str, file: Path, row: int) -> InputError:
    found = f"{id_!r} with other content than in row {row} of {file}"
    return InputError("id", expected="an id that no other row has", found=found, do="leave one of the two out")


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _first_few(texts: Sequence[str], count: int) -> str:
    more = f" and {count - _SHOWN} more" if count > _SHOWN else ""
    return ", ".join(texts[:_SHOWN]) + more


# The second time: the events.


@attrs.frozen
class _Statements:
    """Areas, and then the events of files, read when they are asked for; each time anew."""

    files: _Files
    survey: _Survey
    areas: Sequence[Area]

    def __iter__(self) -> Iterator[Statement]:
        yield from self.areas
        number = 0
        for at, said in self.files.gone_through(1):
            number += at.row > 0
            if isinstance(said, Draft) and self.survey.is_given(number, said):
                yield said.event(self.survey.finder.area(said.place))
