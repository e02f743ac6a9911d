"""Rows of the index kept in memory, in pages of neighbouring days: what happened of some kinds in some areas.

Invariant: a page holds all that the index says of its days; no page that could be cut into shorter ones holds more than
so many rows, so that nobody reads the past of an area to ask about a day of it.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from timeline.log.index import Found
from timeline.model.days import FAR

_MOST, _MOST_OF_ALL_TIME = 64, 512
_ALL_TIME, _LONGEST, _USUAL, _SHORTEST = 26, 12, 6, 4
"""How long pages are, as powers of two days; the shortest are never cut."""

Read = Callable[[int, int, int], list[Found]]
"""Reads the rows of the days between two, at most so many."""

Other = tuple[int, int, int, int, int]
"""Of what is not plain its earliest day, its number, the days from and up to which it is known, and its latest day."""


class Page:
    """The rows of some days in order: of what is plain by column, the others apart.

    Args:
        start: the first day.
        end: the last day.
        found: the rows.
    """

    __slots__ = (
        *("days", "end", "kinds", "newest_report", "numbers", "others", "since", "start", "stays", "until", "values"),
    )

    def __init__(self, start: int, end: int, found: Sequence[Found]) -> None:
        self.start = start
        self.end = end
        plain = [row for row in found if row[5] and start <= row[0]]
        self.days = [row[0] for row in plain]
        self.numbers = [row[1] for row in plain]
        self.since = [row[2] for row in plain]
        self.until = [row[3] for row in plain]
        self.kinds = [row[6] for row in plain]
        self.others: list[Other] = [row[:5] for row in found if not row[5]]
        self.newest_report = max(self.since, default=-FAR)
        self.stays = all(day > FAR for day in self.until)
        self.values: dict[object, list[Any]] = {}

    def last(self, on: int, known_on: int) -> int:
        """The place of the last plain row up to a day; -1 if there is none."""
        place = bisect.bisect_right(self.days, on) - 1
        while place >= 0 and not self.since[place] <= known_on < self.until[place]:
            place -= 1
        return place

    def first(self, on: int, known_on: int) -> int | None:
        """The place of the first plain row from a day on; None if there is none."""
        places = range(bisect.bisect_left(self.days, on), len(self.days))
        return next((place for place in places if self.since[place] <= known_on < self.until[place]), None)

    def on_day(self, day: int, known_on: int) -> Iterator[int]:
        """The places of the plain rows of a day."""
        place = bisect.bisect_left(self.days, day)
        while place < len(self.days) and self.days[place] == day:
            if self.since[place] <= known_on < self.until[place]:
                yield place
            place += 1

    def is_all_known(self, known_on: int) -> bool:
        """Whether all that is plain was known by a day, and is not withdrawn."""
        return self.stays and self.newest_report <= known_on


class Strip:
    """The rows of some kinds in some areas, read when they are first asked for.

    Args:
        read: reads them.
        is_wide: whether it is of so many areas that it is not worth trying whether one page holds all of their time.
    """

    __slots__ = ("_pages", "_read", "_shift", "_whole")

    def __init__(self, read: Read, *, is_wide: bool = False) -> None:
        self._read = read
        self._shift = None if is_wide else _ALL_TIME
        self._whole: Page | None = None
        self._pages: dict[tuple[int, int], Page | None] = {}

    def page(self, day: int) -> Page:
        """The page that a day is in."""
        if self._whole is not None:
            return self._whole
        if self._shift is None:
            self._shift = self._fitting(day)
        shift = self._shift
        while (page := self._kept(shift, (day + FAR) >> shift)) is None:
            shift = self._shorter(shift, day)
        return page

    def forget(self, start: int, end: int) -> None:
        """Read the days between two anew when they are next asked for."""
        if self._whole is not None:
            self._whole, self._shift = None, _ALL_TIME
        changed = [key for key, page in self._pages.items() if page and page.start <= end and page.end >= start]
        for key in changed:
            del self._pages[key]

    def _kept(self, shift: int, number: int) -> Page | None:
        key = shift, number
        if key not in self._pages:
            self._pages[key] = self._made(shift, number)
        return self._pages[key]

    def _shorter(self, shift: int, day: int) -> int:
        if shift != _ALL_TIME:
            return max(shift - 2, _SHORTEST)
        self._shift = self._fitting(day)
        return self._shift

    def _fitting(self, day: int) -> int:
        """How long pages are to be so that they hold about as many rows as they may, by the days around one."""
        start, end = _ends(_USUAL, (day + FAR) >> _USUAL)
        count = len(self._read(start, end, 4 * _MOST + 1))
        return min(max(_USUAL + (_MOST // max(count, 1)).bit_length() - 1, _SHORTEST), _LONGEST)

    def _made(self, shift: int, number: int) -> Page | None:
        """A page, unless it is to be cut."""
        start, end = _ends(shift, number)
        most = {_ALL_TIME: _MOST_OF_ALL_TIME, _SHORTEST: 2 * FAR}.get(shift, 4 * _MOST)
        found = self._read(start, end, most + 1)
        if len(found) > most:
            return None
        if shift == _ALL_TIME:
            self._whole = Page(start, end, found)
            return self._whole
        return Page(*(self._widened(start, end) if not found else (start, end)), found)

    def _widened(self, start: int, end: int) -> tuple[int, int]:
        """Empty days up to where time begins and ends, if all days there are empty too."""
        is_first, is_last = not self._read(-FAR, start - 1, 1), not self._read(end + 1, 2 * FAR, 1)
        return -FAR if is_first else start, 2 * FAR if is_last else end


def _ends(shift: int, number: int) -> tuple[int, int]:
    start = (number << shift) - FAR
    return start, start + (1 << shift) - 1
