"""What is known of tables once they were gone through: what is wrong, where things are, and what a person should know.

Invariant: whatever the size of the files, no more is kept of them than their areas, short digests of the ids and the
bad rows, of which there is a most.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from timeline.connectors.base import require_few
from timeline.connectors.digests import Digests, digest
from timeline.connectors.drafts import Said
from timeline.connectors.mapping import Draft, LeftOut
from timeline.connectors.printed import Finder
from timeline.connectors.tables import At
from timeline.errors import BadRowsError, EventFieldError, InputError, RowError
from timeline.model.areas import Area

REPEATED = "the row comes again with the same content and counts once"
_CONTENTS = 1 << 24
_SHOWN = 5


class Survey:
    """What is known of files once they were gone through."""

    def __init__(self, finder: Finder[Any]) -> None:
        self.finder = finder
        self.rows_count = 0
        self.bad_headers: list[RowError] = []
        self.bad_rows: list[RowError] = []
        self._ids = _Ids()
        self._file: Path | None = None
        self._remarks: dict[str, _Remark] = defaultdict(_Remark)

    def take(self, at: At, said: Said) -> None:
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
        elif taken[1] == draft.content % _CONTENTS:
            self._remarks[REPEATED].add(draft.id)
        else:
            self._refuse(at, at.refuse("id", _taken(draft.id, *self._ids.place(taken[0]))))

    def _take_first(self, at: At, draft: Draft) -> None:
        try:
            draft.event("unknown")
            doubt = self.finder.meet(draft.place)
        except EventFieldError as error:
            self._refuse(at, at.refuse(error.path, error))
            return
        self._ids.take(self.rows_count, draft)
        for text in (*draft.remarks, *filter(None, [doubt])):
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
        require_few(self.bad_rows, self.rows_count)

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
        self._kept.put(digest(draft.id), number * _CONTENTS + draft.content % _CONTENTS)

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
