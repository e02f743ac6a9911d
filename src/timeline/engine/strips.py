"""Rows of the index kept in memory, in pages of neighbouring days: what happened of some kinds in some areas.

Invariant: a page holds all that the index says of its days. It is so long that it holds few rows, for to read a row
takes longer than to look it up: nobody reads the past of an area to ask about a day of it.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from timeline.log.index import SOMEWHERE, Finder, Found
from timeline.model.days import FAR

_ROWS, _ROWS_A_PLACE = 8, 1
"""How many rows a page is to hold, more or less; of many places so many for each of them."""
_ROWS_TO_SEE, _ROWS_OF_ALL_TIME = 32, 192
"""How many rows are read of a strip to see whether there are more, and up to how many are one page."""
_FEW_PLACES = 16
_LONGEST, _USUAL, _SHORTEST = 12, 6, 1
"""How long pages are, as powers of two days; the shortest are never cut."""
_MOST_AT_ONCE = 32
"""How many times as long a page may be that is read because the days in it are all asked for."""

Other = tuple[int, int, int, int, int]
"""Of what entries tell its earliest day, its number, the days from and up to which it is known, and its latest day."""

Window = tuple[int, int, int]
"""Of an event on one unknown day the earliest and the latest it may be, and its place."""


class Page:
    """The rows of some days in order: of events on known days, then of those on unknown days, by column.

    What takes reading entries stands apart.

    Args:
        start: the first day.
        end: the last day.
        found: the rows.
    """

    __slots__ = (
        *("days", "end", "kinds", "newest_report", "numbers", "others", "since", "start", "stays", "until", "values"),
        "windows",
    )

    def __init__(self, start: int, end: int, found: Sequence[Found]) -> None:
        self.start = start
        self.end = end
        plain = [row for row in found if row[5] and row[0] == row[4]]
        unknown = [row for row in found if row[5] and row[0] != row[4]]
        days, self.numbers, self.since, self.until, latest, _, self.kinds = _columns([*plain, *unknown])
        self.days = days[: len(plain)]
        places = range(len(plain), len(days))
        self.windows: list[Window] = [(days[place], latest[place], place) for place in places]
        self.others: list[Other] = [row[:5] for row in found if not row[5]]
        self.newest_report = max(self.since, default=-FAR)
        self.stays = min(self.until, default=2 * FAR) > FAR
        self.values: dict[object, list[Any]] = {}

    def is_known(self, place: int, known_on: int) -> bool:
        """Whether what is at a place was known by a day, and not withdrawn."""
        return self.since[place] <= known_on < self.until[place]

    def last(self, on: int, known_on: int) -> int:
        """The place of the last plain row up to a day; -1 if there is none."""
        place = bisect.bisect_right(self.days, on) - 1
        while place >= 0 and not self.since[place] <= known_on < self.until[place]:
            place -= 1
        return place

    def first(self, on: int, known_on: int) -> int | None:
        """The place of the first plain row from a day on; None if there is none."""
        places = range(bisect.bisect_left(self.days, on), len(self.days))
        return next((place for place in places if self.is_known(place, known_on)), None)

    def places(self, since: int, on: int, known_on: int) -> Sequence[int]:
        """The places of the plain rows of the days from one to another."""
        places = range(bisect.bisect_left(self.days, since), bisect.bisect_right(self.days, on))
        is_all_known = self.stays and self.newest_report <= known_on
        return places if is_all_known else [place for place in places if self.is_known(place, known_on)]

    def windows_within(self, since: int, on: int, known_on: int) -> list[Window]:
        """The events on unknown days that may be between two days."""
        return [
            each for each in self.windows if each[0] <= on and each[1] >= since and self.is_known(each[2], known_on)
        ]

    def others_within(self, since: int, on: int, known_on: int) -> Iterator[int]:
        """The numbers of the others that may be between two days."""
        for earliest, number, known_from, until, latest in self.others:
            if earliest <= on and latest >= since and known_from <= known_on < until:
                yield number


class Strip:
    """The rows of some kinds in some areas, read when they are first asked for.

    Args:
        finder: reads them, or counts them, which takes a fraction of the time.
        add_rows: told how many were read.
        counts_somewhere: whether events at an unknown place inside an area count; else they are left out.
        places: in how many places of the index they are looked up; where in many, pages are longer.
    """

    __slots__ = ("_add_rows", "_counts_somewhere", "_finder", "_is_wide", "_pages", "_rows", "_shift", "_whole")

    def __init__(
        self, finder: Finder, add_rows: Callable[[int], None], *, counts_somewhere: bool, places: int = 1
    ) -> None:
        self._finder = finder
        self._add_rows = add_rows
        self._counts_somewhere = counts_somewhere
        self._is_wide = places > _FEW_PLACES
        self._rows = max(_ROWS, _ROWS_A_PLACE * places if self._is_wide else 0)
        self._shift: int | None = None
        self._whole: Page | None = None
        self._pages: dict[tuple[int, int], Page | None] = {}

    def page(self, day: int, since: int = FAR) -> Page:
        """The page that a day is in.

        Args:
            since: where that is yet to be read, read with it the days from this one on, as far as they are too.
        """
        if self._whole is None and self._shift is None:
            self._fit(day)
        if self._whole is not None:
            return self._whole
        assert self._shift is not None
        shift = self._shift
        while (page := self._kept(shift, (day + FAR) >> shift, since)) is None:
            shift = max(shift - 2, _SHORTEST)
        return page

    def forget(self, start: int, end: int) -> None:
        """Read the days between two anew when they are next asked for."""
        self._whole = None
        self._finder.forget()
        changed = [key for key, page in self._pages.items() if page and page.start <= end and page.end >= start]
        for key in changed:
            del self._pages[key]

    def _fit(self, day: int) -> None:
        """Take all of time as one page if it has few rows, else settle by the days around one how long pages are."""
        self._whole = None if self._is_wide else self._all_of_few()
        if self._whole is None:
            start, end = _ends(_USUAL, (day + FAR) >> _USUAL)
            count = self._finder.count(start, end, self._rows << _USUAL)
            too_long = max(count, 1).bit_length() - max(self._rows, 1).bit_length()
            self._shift = min(max(_USUAL - too_long, _SHORTEST), _LONGEST)

    def _all_of_few(self) -> Page | None:
        """All of time, unless it has many rows: a few are read to see, more of them are counted first."""
        found = self._read(-FAR, 2 * FAR, _ROWS_TO_SEE + 1)
        if len(found) > _ROWS_TO_SEE:
            if self._finder.count(-FAR, 2 * FAR, _ROWS_OF_ALL_TIME + 1) > _ROWS_OF_ALL_TIME:
                return None
            found = self._read(-FAR, 2 * FAR, _ROWS_OF_ALL_TIME)
        return self._page(-FAR, 2 * FAR, found)

    def _kept(self, shift: int, number: int, since: int) -> Page | None:
        if (shift, number) not in self._pages:
            first = self._first_unread(shift, number, since)
            if first == number or not self._keep(shift, first, number):
                self._keep(shift, number, number)
        return self._pages[shift, number]

    def _first_unread(self, shift: int, number: int, since: int) -> int:
        """The number of the first stretch of days from which on up to one nothing was read."""
        low = max((since + FAR) >> shift, number - _MOST_AT_ONCE)
        while number > low and (shift, number - 1) not in self._pages:
            number -= 1
        return number

    def _keep(self, shift: int, first: int, last: int) -> Page | None:
        """Keep one page of the stretches from one to another; none if it is to be cut."""
        page = self._made(shift, first, last)
        if page or first == last:
            self._pages.update({(shift, number): page for number in range(first, last + 1)})
        return page

    def _made(self, shift: int, first: int, last: int) -> Page | None:
        start, end = _ends(shift, first)[0], _ends(shift, last)[1]
        most = 2 * FAR if first == last and shift == _SHORTEST else 4 * self._rows * (last - first + 1)
        found = self._read(start, end, most + 1)
        if len(found) > most:
            return None
        return self._page(*(self._widened(start, end) if not found else (start, end)), found)

    def _read(self, start: int, end: int, most: int) -> list[Found]:
        found = self._finder.rows(start, end, most)
        self._add_rows(len(found))
        return found

    def _page(self, start: int, end: int, found: Sequence[Found]) -> Page:
        rows = found if self._counts_somewhere else [row for row in found if row[5] != SOMEWHERE]
        return Page(start, end, rows)

    def _widened(self, start: int, end: int) -> tuple[int, int]:
        """Empty days up to where time begins and ends, if all days there are empty too."""
        is_first, is_last = not self._finder.count(-FAR, start - 1, 1), not self._finder.count(end + 1, 2 * FAR, 1)
        return -FAR if is_first else start, 2 * FAR if is_last else end


def _columns(rows: Sequence[Found]) -> Iterable[Sequence[int]]:
    return zip(*rows, strict=True) if rows else ((),) * 7


def _ends(shift: int, number: int) -> tuple[int, int]:
    start = (number << shift) - FAR
    return start, start + (1 << shift) - 1
