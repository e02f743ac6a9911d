"""What lies near a day for a facet of an area, found by bisection in rows of the index that are kept in memory.

Invariant: it is what the index says in one state of the log; entries are read only where a facet weighs them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs

from timeline.engine.sight import Sight
from timeline.engine.strips import Page, Strip
from timeline.errors import InputError
from timeline.model.days import FAR
from timeline.projections.brief import Amounts, TooFarError
from timeline.projections.claims import Claim
from timeline.projections.facets import Facet
from timeline.projections.facets.base import Finding, asked

_MOST_PAGES = 128
_NEVER = -FAR - 1

Seek = Callable[[Facet[Any]], tuple[Claim, ...]]


@attrs.frozen
class Causes:
    """Finds the causes of an answer in the log that it is of; a copy of the answer has left that behind."""

    _seek: Seek | None
    _facet: Facet[Any] | None

    def __call__(self) -> tuple[Claim, ...]:
        """The fewest claims that alone give the same.

        Raises:
            InputError: it was copied, or came from another process.
        """
        if self._seek is None or self._facet is None:
            raise InputError("causes", expected="an answer as its timeline gave it", found="a copy", do="ask again")
        return self._seek(self._facet)

    def __reduce__(self) -> tuple[Any, ...]:
        return Causes, (None, None)


class NearDay:
    """What lies near a day as known on another: `projections.brief.Near`.

    Args:
        sight: where to look.
        on: the day asked about.
        number: its number.
        known_on: the number of the day by which something is known.
        seek: finds the causes of a facet by the plain definition.
    """

    __slots__ = ("_known_on", "_number", "_pages", "_seek", "_sight", "on")

    def __init__(self, sight: Sight, on: datetime.date, number: int, known_on: int, seek: Seek) -> None:
        self.on = on
        self._sight = sight
        self._number = number
        self._known_on = known_on
        self._seek = seek
        self._pages: list[Page] = []

    @property
    def causes(self) -> Causes:
        """Finds the causes of what the facet tells by its definition of all claims."""
        return Causes(self._seek, self._sight.facet)

    def last_day(self, since: int | None = None) -> int | None:
        """The last day with a plain claim up to the day asked about, from a day on; None where there is none.

        Raises:
            TooFarError: an event whose row is plain may claim nothing.
        """
        if not self._sight.facet.always_tells:
            raise TooFarError
        before = _NEVER if since is None else since - 1
        last = before
        for strip in self._sight.strips:
            last = self._last_day(strip, last, before + 1)
        return None if last == before else last

    def _last_day(self, strip: Strip, last: int, since: int) -> int:
        """The same in one strip, unless it is before one already found."""
        day, on, floor = self._number, self._number, max(last, since)
        for turn in range(_MOST_PAGES):
            page = strip.page(day, max(floor, day - turn * (on - day)))
            self._pages.append(page)
            place = page.last(on, self._known_on)
            if place >= 0:
                return max(last, page.days[place])
            if page.start <= floor:
                return last
            day = page.start - 1
        raise TooFarError

    def next_day(self) -> int | None:
        """The first day after the one asked about with a plain claim; None where there is none."""
        found = [day for strip in self._sight.strips if (day := self._next_day(strip)) is not None]
        return min(found, default=None)

    def _next_day(self, strip: Strip) -> int | None:
        day = self._number + 1
        for _ in range(_MOST_PAGES):
            page = strip.page(day)
            if page not in self._pages:
                self._pages.append(page)
            place = page.first(day, self._known_on)
            if place is not None:
                return page.days[place]
            if page.end > FAR:
                return None
            day = page.end + 1
        raise TooFarError

    def amounts(self, since: int) -> Amounts:
        """What the plain claims from a day on add up to, and what those on unknown days may add.

        Raises:
            TooFarError: the day is that where time begins.
        """
        if since <= -FAR:
            raise TooFarError
        total, newest = 0, _NEVER
        on_unknown_days: dict[int, tuple[int, int, int]] = {}
        for strip in self._sight.strips:
            for page in self._pages_since(strip, since):
                plain = page.places(since, self._number, self._known_on)
                windows = page.windows_within(since, self._number, self._known_on)
                amounts = self._sight.amounts(page, [*plain, *(place for _, _, place in windows)])
                total += sum(amounts[: len(plain)])
                newest = max(newest, _newest(page, plain, amounts))
                for (earliest, latest, place), amount in zip(windows, amounts[len(plain) :], strict=True):
                    on_unknown_days[page.numbers[place]] = earliest, latest, amount
        return Amounts(total, None if newest == _NEVER else newest, list(on_unknown_days.values()))

    def _pages_since(self, strip: Strip, since: int) -> Iterator[Page]:
        day = self._number
        while True:
            page = strip.page(day, since)
            self._pages.append(page)
            yield page
            if page.start <= since:
                return
            day = page.start - 1

    def windows(self, since: int) -> list[tuple[int, int]]:
        """The days from which and up to which claims on unknown days may be between a day and the day asked about."""
        pages = (page for page in self._pages if page.windows and page.end >= since)
        found = (each for page in pages for each in page.windows_within(since, self._number, self._known_on))
        return [(earliest, latest) for earliest, latest, _ in found]

    def others(self, since: int | None, *, but_windows: bool = False) -> Sequence[Claim]:
        """The claims that are not plain and may lie between a day and the day asked about."""
        return self._others(_NEVER if since is None else since, self._number, but_windows=but_windows)

    def others_ahead(self, until: int | None) -> Sequence[Claim]:
        """The claims that are not plain and may have begun by a day to come; of None, all of them."""
        return self._others(_NEVER, FAR if until is None else until)

    def _others(self, low: int, high: int, *, but_windows: bool = False) -> Sequence[Claim]:
        by, told, alone = self._known_on, set[int](), set[int]()
        for page in self._pages:
            if page.end >= low and page.others:
                told.update(page.others_within(low, high, by))
            if page.end >= low and page.windows and not but_windows:
                alone.update(page.numbers[place] for _, _, place in page.windows_within(low, high, by))
        if not told and not alone:
            return ()
        return [*self._sight.other_claims(told, by), *self._sight.claims_alone(alone)]

    def found_on(self, day: int | None, others: Sequence[Claim]) -> Finding[Any]:
        """What the facet tells by its definition of the plain claims of one day, and others."""
        numbers = () if day is None else tuple(self._numbers_on(day))
        if others:
            return self._sight.facet.find([*self._sight.claims_alone(numbers), *others], self.on)
        key = numbers, day is not None and day > self._number
        findings = self._sight.findings
        if key not in findings:
            findings[key] = self._sight.facet.find(self._sight.claims_alone(numbers), self.on)
        return asked(findings[key], self.on)

    def said_from(self, day: int) -> tuple[frozenset[Any], int]:
        """What the facet reads from the plain claims of a day and those on unknown days from then on; the newest."""
        values, newest = set[Any](), day
        for page in self._pages:
            if page.end >= day:
                windows = page.windows_within(day, self._number, self._known_on) if page.windows else ()
                places = [*page.places(day, day, self._known_on), *(place for _, _, place in windows)]
                values.update(self._sight.values(page, places) if places else ())
                newest = max([newest, *(latest for _, latest, _ in windows if latest <= self._number)])
        return frozenset(values), newest

    def _numbers_on(self, day: int) -> Iterator[int]:
        for page in self._pages:
            if page.start <= day <= page.end:
                yield from (page.numbers[place] for place in page.places(day, day, self._known_on))


def _newest(page: Page, places: Sequence[int], amounts: Sequence[int]) -> int:
    """The day of the last of some rows that adds anything."""
    adding = (places[number] for number in range(len(places) - 1, -1, -1) if amounts[number])
    place = next(adding, None)
    return _NEVER if place is None else page.days[place]
