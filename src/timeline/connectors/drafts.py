"""Files of tables to what each of their rows says, by a mapping; a row at a time.

Invariant: files that are gone through more than once are as they were the first time, or refused.
"""

from __future__ import annotations

import datetime
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import attrs

from timeline.connectors.base import Progress
from timeline.connectors.digests import Digests, digest
from timeline.connectors.mapping import Choose, Draft, LeftOut, RowMapping, Values
from timeline.connectors.tables import At, Opener, Table, Texts, bad_header, not_readable, shortened
from timeline.errors import InputError, RowError

Said = Draft | LeftOut | RowError | None


@attrs.frozen
class Files:
    """Files that are gone through more than once, and must then be as they were."""

    paths: tuple[Path, ...]
    choose: Choose
    opened: Opener
    progress: Progress
    today: datetime.date = attrs.Factory(lambda: datetime.datetime.now(datetime.UTC).date())
    marks: tuple[tuple[int, int], ...] = attrs.Factory(lambda self: tuple(map(_mark, self.paths)), takes_self=True)

    def gone_through(self, times: int) -> Iterator[tuple[At, Said]]:
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

    def _rows(self, path: Path, tick: Callable[[int], None]) -> Iterator[tuple[At, Said]]:
        with self.opened(path, tick) as table:
            mapping = self.choose(table.columns or ())
            used = tuple(mapping.columns)
            wrong = [*bad_header(table, mapping.needed, used, mapping.hint)] if table.columns is not None else []
            yield from ((table.at, error) for error in wrong)
            yield from _all_said(table, mapping, self.today, is_whole=not wrong)


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


def _all_said(table: Table, mapping: RowMapping, today: datetime.date, *, is_whole: bool) -> Iterator[tuple[At, Said]]:
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
