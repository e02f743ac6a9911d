"""Rows as lines of CSV that no spreadsheet runs.

Invariant: a text that begins as a formula does gets an apostrophe in front, and `as_told` takes exactly that away
again; every other text is as it was. Nothing is an empty cell, and an empty text a quoted one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_TO_BE_QUOTED = re.compile('[",;|\t\r\n]|^$|^ | $')


def lines(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] | None = None) -> Iterator[str]:
    """The header and the rows, a line each; what is no single value is JSON text.

    Args:
        rows: the rows; they are gone through once where the columns are given.
        columns: the names of the columns in order; without them, all that occur.
    """
    if columns is None:
        rows = list(rows)
        columns = list(dict.fromkeys(name for row in rows for name in row))
    yield _line(columns)
    for row in rows:
        yield _line([row.get(name) for name in columns])


def harmless(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet might run it as a formula.

    Example:
        >>> harmless("=1+1"), harmless("'=1+1"), harmless("'Ayn Issa")
        ("'=1+1", "''=1+1", "'Ayn Issa")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def as_told(cell: str) -> str:
    """The text of which a cell was made harmless.

    Example:
        >>> as_told("'=1+1"), as_told("'Ayn Issa")
        ('=1+1', "'Ayn Issa")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _line(cells: Iterable[Any]) -> str:
    return ",".join(map(_cell, cells)) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _quoted(harmless(value))
    return _quoted(json.dumps(value, ensure_ascii=False))


def _quoted(text: str) -> str:
    if not _TO_BE_QUOTED.search(text):
        return text
    return '"' + text.replace('"', '""') + '"'
