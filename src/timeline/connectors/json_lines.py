"""Our own format: JSON Lines, one statement a line with its `kind`; a folder means all of its `.jsonl` files.

Lines about areas and sources are taken before events, whichever file they are in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from timeline.codec import decode
from timeline.connectors.base import Progress, Reading, bad_row
from timeline.connectors.gazetteer import Gazetteer
from timeline.errors import EventFieldError, InputError, NotFoundError, RowError
from timeline.model.areas import Area, Areas
from timeline.model.entries import Statement
from timeline.model.sources import Source


def read(
    paths: Sequence[Path],
    *,
    areas: Areas,
    progress: Progress,
    gazetteer: Gazetteer | None = None,
    describes: bool = False,
) -> Reading:
    """The statements of JSON Lines files; a gazetteer changes nothing, for the lines name areas by their ids.

    Raises:
        InputError: a folder has no such file, or a file is not text in UTF-8.
    """
    statements: list[Statement] = []
    bad: list[RowError] = []
    files = [file for path in paths for file in _files(path)]
    for done, file in enumerate(files, 1):
        for row, line in _lines(file):
            try:
                statements.append(_statement(line.rstrip()))
            except (InputError, NotFoundError) as error:
                bad.append(bad_row(file, row, getattr(error, "path", ""), error))
        progress(done, len(files))
    statements.sort(key=lambda statement: not isinstance(statement, (Area, Source)))
    return Reading(tuple(statements), len(statements) + len(bad), tuple(bad))


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.jsonl"))
    if not found:
        raise InputError(str(path), expected="files ending in .jsonl", found="none", do="name a file or another folder")
    return found


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for row, line in enumerate(lines, 1):
                if line.strip():
                    yield row, line
    except UnicodeDecodeError as error:
        do = "save the file as UTF-8"
        raise InputError(
            str(file), expected="text in UTF-8", found=f"byte {error.object[error.start]:#x}", do=do
        ) from error
    except OSError as error:
        raise InputError(str(file), expected="a file that can be read", found=str(error.strerror)) from error


def _statement(line: str) -> Statement:
    try:
        plain = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        column = getattr(error, "colno", 1)
        found = f"{getattr(error, 'msg', 'too many brackets')} at column {column}"
        raise EventFieldError("line", expected="one JSON object", found=found, path="") from error
    return decode(plain)
