"""What is kept between questions of one state of a log: rows of its index, entries about some of them, field values.

Invariant: all of it is of one state; after an append the days that it touched are read anew.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from timeline.engine.strips import Strip
from timeline.engine.told import Happenings, ReadEntries
from timeline.engine.values import FieldValues
from timeline.log.index import Added, Columns, Index
from timeline.model.events import Event, kind_of


class Kept:
    """The strips that are kept of one state of a log, and what was read of entries.

    Args:
        index: of the log.
        columns: of the log.
        read: the entries at some positions, in order.
    """

    def __init__(self, index: Index, columns: Columns, read: ReadEntries) -> None:
        self._index = index
        self._strips: dict[tuple[tuple[str, ...], tuple[type[Event], ...], bool], Strip] = {}
        self._strips_of: dict[tuple[str, str], list[Strip]] = {}
        self.happenings = Happenings(index, read)
        self.values = FieldValues(columns)
        self.rows_count = 0

    def strip(self, areas: tuple[str, ...], kinds: tuple[type[Event], ...], *, counts_somewhere: bool) -> Strip:
        """The rows of some kinds in some areas.

        Args:
            counts_somewhere: with those about an unknown place inside one of the areas.
        """
        key = areas, kinds, counts_somewhere
        if key not in self._strips:
            schemas = {kind.kind: kind_of(kind).schema for kind in kinds}
            finder = self._index.finder(areas, schemas)
            places = len(areas) * len(kinds)
            strip = Strip(finder, self._add_rows, counts_somewhere=counts_somewhere, places=places)
            self._strips[key] = strip
            for pair in itertools.product(areas, schemas):
                self._strips_of.setdefault(pair, []).append(strip)
        return self._strips[key]

    def forget(self, added: Iterable[Added]) -> None:
        """Read anew, when they are next asked for, the days on which events may fall that were added since."""
        for area, kind, start, end in added:
            for strip in self._strips_of.get((area, kind), ()):
                strip.forget(start, end)

    def _add_rows(self, count: int) -> None:
        self.rows_count += count
