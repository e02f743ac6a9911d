"""Tables to statements, by a declared mapping.

Invariant: files are gone through twice. The first time finds every bad row, the areas and what a person should know;
the second gives the events one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from timeline.connectors.base import Progress, Reading
from timeline.connectors.drafts import Files
from timeline.connectors.gazetteer import Gazetteer
from timeline.connectors.mapping import Choose, Draft
from timeline.connectors.printed import Finder, PrintedFinder
from timeline.connectors.survey import Survey
from timeline.connectors.tables import At, Opener, delimited
from timeline.errors import EventFieldError
from timeline.model.areas import Area, Areas
from timeline.model.entries import Statement
from timeline.model.events import Event


@attrs.frozen
class PrintedTables:
    """A connector for tables that print where each thing was, up to its country.

    Args:
        choose: gives the mapping of a file.
        note: says of each area that is described where it comes from.
        opened: opens a file as a table.
    """

    choose: Choose
    note: str
    opened: Opener = attrs.field(factory=delimited)

    def __call__(
        self,
        paths: Sequence[Path],
        *,
        areas: Areas,
        progress: Progress,
        gazetteer: Gazetteer | None = None,
        describes: bool = False,
    ) -> Reading:
        """The events of files, and the areas that they name and nobody has described.

        Args:
            paths: the files; whether one is packed is told by its content.
            areas: the areas known, in which printed names are looked up.
            progress: called with (bytes read, bytes in all).
            gazetteer: not used, for each row says where its place lies.
            describes: not used, for each place that nobody has described is described.

        Raises:
            InputError: a file cannot be read, is not text in UTF-8, or lacks a column.
        """
        finder = PrintedFinder(areas, note=self.note)
        return read_tables(paths, self.choose, finder, progress=progress, opened=self.opened)


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
    files = Files(tuple(dict.fromkeys(paths)), choose, opened or delimited(), progress)
    survey = Survey(finder)
    for at, said in files.gone_through(0):
        survey.take(at, said)
    survey.require_columns()
    areas = finder.settle()
    return Reading(
        _Statements(files, survey, areas), survey.rows_count, tuple(survey.bad_rows), tuple(survey.warnings(areas))
    )


@attrs.frozen
class _Statements:
    """Areas, and then the events of files, read when they are asked for; each time anew."""

    files: Files
    survey: Survey
    areas: Sequence[Area]

    def __iter__(self) -> Iterator[Statement]:
        yield from self.areas
        number = 0
        for at, said in self.files.gone_through(1):
            number += at.row > 0
            if isinstance(said, Draft) and self.survey.is_given(number, said):
                yield _placed(at, said, self.survey.finder)


def _placed(at: At, draft: Draft, finder: Finder[Any]) -> Event:
    try:
        return draft.event(finder.area(draft.place))
    except EventFieldError as error:
        raise at.refuse(error.path, error) from error
