"""Our own format: JSON Lines, a statement a line with its `kind`, or an entry a line, which is a whole log as it is.

Invariant: the lines that `lines` gives of the entries of a log are read as equal entries. Lines of statements about
areas and sources are taken before events, whichever file they are in; a folder means all of its `.jsonl` files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from timeline.codec import decode, decode_entry, encode_entry
from timeline.connectors.base import Progress, Reading, bad_row, require_few
from timeline.connectors.gazetteer import Gazetteer
from timeline.connectors.tables import not_readable
from timeline.errors import BadRowsError, EventFieldError, InputError, NotFoundError, RowError
from timeline.model.areas import Areas
from timeline.model.entries import Entry, Statement

_DESCRIBED = re.compile(r'"kind"\s*:\s*"(?:area|source)"')

_TICK = 1_000

Line = tuple[Path, int, str]
"""A line with its file and its number there."""

T = TypeVar("T")


def lines(entries: Iterable[Entry]) -> Iterator[str]:
    """Each entry as a line of JSON, as it is stored; `read` takes them."""
    for entry in entries:
        yield json.dumps(encode_entry(entry), ensure_ascii=False, separators=(",", ":")) + "\n"


def read(
    paths: Sequence[Path],
    *,
    areas: Areas,
    progress: Progress,
    gazetteer: Gazetteer | None = None,
    describes: bool = False,
) -> Reading:
    """The statements of JSON Lines files, or the entries of a log; a gazetteer changes nothing, for areas have ids.

    Raises:
        InputError: a folder has no such file, or a file is not text in UTF-8.
    """
    files = [file for path in paths for file in _files(path)]
    kept = {file: list(_lines(file)) for file in files if not file.is_file()}

    def once_more() -> Iterator[Line]:
        return (line for file in files for line in (kept[file] if file in kept else _lines(file)))

    is_log = _is_entry(next(once_more(), None))
    size = sum(file.stat().st_size for file in files if file not in kept)
    reading = _checked(_watched(once_more(), size, progress), decode_entry if is_log else decode)
    if is_log:
        _require_whole(reading)
        reading.entries = (decode_entry(_plain(text)) for _, _, text in once_more())
    else:
        reading.statements = _statements(once_more)
    return reading


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.jsonl"))
    if not found:
        raise InputError(str(path), expected="files ending in .jsonl", found="none", do="name a file or another folder")
    return found


def _lines(file: Path) -> Iterator[Line]:
    """The lines of a file that are not blank; of one that is no regular file they can be read only once."""
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for row, line in enumerate(lines, 1):
                if line.strip():
                    yield file, row, line.rstrip()
    except UnicodeDecodeError as error:
        do = "save the file as UTF-8"
        raise InputError(
            str(file), expected="text in UTF-8", found=f"byte {error.object[error.start]:#x}", do=do
        ) from error
    except OSError as error:
        raise not_readable(file, error) from error


def _is_entry(line: Line | None) -> bool:
    try:
        return line is not None and {"position", "statement"} <= _plain(line[2]).keys()
    except InputError:
        return False


def _watched(given: Iterable[Line], size: int, progress: Progress) -> Iterator[Line]:
    """The lines, while it is told how far in the files they are, of so many bytes in all."""
    done = 0
    for count, line in enumerate(given, 1):
        yield line
        done += len(line[2])
        if size and count % _TICK == 0:
            progress(min(done, size), size)


def _checked(given: Iterable[Line], decode: Callable[[dict[str, Any]], object]) -> Reading:
    """How many rows there are and which are bad, found before any is given: nothing need be begun for nothing."""
    bad: list[RowError] = []
    reading = Reading((), bad_rows=bad)
    for line in given:
        reading.rows_count += 1
        _made(decode, line, bad)
        require_few(bad, reading.rows_count)
    return reading


def _require_whole(reading: Reading) -> None:
    if reading.bad_rows:
        raise BadRowsError(
            f"{len(reading.bad_rows)} of {reading.rows_count} rows",
            expected="entries of a log",
            found="these",
            do="export the log again; its entries are taken whole or not at all, and nothing was appended",
            rows=tuple(reading.bad_rows),
        )


def _statements(once_more: Callable[[], Iterator[Line]]) -> Iterator[Statement]:
    """The statements that describe areas and sources, then the others; bad rows are passed over."""
    for describes in (True, False):
        for line in once_more():
            if _describes(line[2]) is describes and (statement := _made(decode, line, [])):
                yield statement


def _describes(line: str) -> bool:
    """Whether a line describes an area or a source; most need not be parsed to tell."""
    if not _DESCRIBED.search(line):
        return False
    try:
        return _plain(line).get("kind") in ("area", "source")
    except InputError:
        return False


def _made(decode: Callable[[dict[str, Any]], T], line: Line, bad: list[RowError]) -> T | None:
    file, row, text = line
    try:
        return decode(_plain(text))
    except (InputError, NotFoundError) as error:
        bad.append(bad_row(file, row, getattr(error, "path", ""), error))
        return None


def _plain(line: str) -> dict[str, Any]:
    try:
        plain = json.loads(line)
    except (ValueError, RecursionError) as error:
        found = f"{getattr(error, 'msg', 'too many brackets or digits')} at column {getattr(error, 'colno', 1)}"
        raise EventFieldError("line", expected="one JSON object", found=found, path="") from error
    if not isinstance(plain, dict):
        raise EventFieldError("line", expected="one JSON object", found=repr(plain)[:80], path="")
    return plain
