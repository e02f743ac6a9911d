"""What a value may be over every placement of imprecise events: a set, bounds, or days.

Invariant: nothing that is possible is missing; only what says `at_most` may hold more than is possible.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from timeline.model.days import Day, Unbounded, show_day
from timeline.model.plain import plain
from timeline.model.when import Window, united


@attrs.frozen(repr=False)
class Values:
    """The possible values, each of them alone.

    Args:
        values: the values; None stands for nothing yet.
        at_most: true where some of them may not be possible after all.
    """

    values: frozenset[Any]
    at_most: bool = False

    def __contains__(self, value: object) -> bool:
        return value in self.values

    def __iter__(self) -> Iterator[Any]:
        return iter(sorted(self.values, key=repr))

    def __len__(self) -> int:
        return len(self.values)

    def __repr__(self) -> str:
        return f"{'at most ' if self.at_most else ''}{{{', '.join(map(repr, self))}}}"

    @property
    def is_single(self) -> bool:
        """True when there is only one."""
        return len(self.values) == 1

    def as_data(self) -> dict[str, Any]:
        """The values as plain data, with `at_most` where they are."""
        return {"values": [plain(value) for value in self]} | ({"at_most": True} if self.at_most else {})


@attrs.frozen(repr=False)
class Bounds:
    """The least and the greatest possible amount."""

    min: int
    max: int

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int) and self.min <= value <= self.max

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.min, self.max + 1))

    def __repr__(self) -> str:
        return f"{self.min}..{self.max}"

    @property
    def is_single(self) -> bool:
        """True when the two are equal."""
        return self.min == self.max

    def as_data(self) -> dict[str, Any]:
        """Both as plain data."""
        return {"min": self.min, "max": self.max}


@attrs.frozen(repr=False)
class PossibleDays:
    """The possible days of a last event, as sorted windows that do not touch, cut off at the day asked about.

    Args:
        windows: the days, before they are cut off; two answers with the same windows are equal.
        nothing: true where there may have been none yet.
        on: the day asked about.
    """

    windows: tuple[Window, ...]
    nothing: bool
    on: Day = attrs.field(eq=False)

    @classmethod
    def union(cls, windows: Iterable[Window], *, nothing: bool, on: Day) -> PossibleDays:
        """The days of several windows together."""
        return cls(united(windows), nothing, on)

    def asked_on(self, on: Day) -> PossibleDays:
        """The same days, cut off at another day."""
        return PossibleDays(self.windows, self.nothing, on)

    def cut(self) -> PossibleDays:
        """The windows as they are up to the day asked about: equal for two answers that allow the same days by then."""
        begun = [each for each in self.windows if each.earliest <= self.on]
        windows = tuple(Window(each.earliest, min(each.latest, self.on)) for each in begun)
        return PossibleDays(windows, self.nothing, self.on)

    def as_data(self) -> dict[str, Any]:
        """The windows up to the day asked about, as plain data."""
        windows = [[show_day(each.earliest), show_day(min(each.latest, self.on))] for each in self.windows]
        return {"windows": windows, "nothing": self.nothing}

    def __contains__(self, value: object) -> bool:
        if value is None:
            return self.nothing
        return isinstance(value, datetime.date) and value <= self.on and any(value in each for each in self.windows)

    def days(self, on: Day) -> list[datetime.date | None] | None:
        """Each possible day up to a day, and None for nothing; None altogether where they are without end."""
        found: list[datetime.date | None] = [None] if self.nothing else []
        for window in self.windows:
            first, last = window.earliest, min(window.latest, on)
            if isinstance(first, Unbounded) or isinstance(last, Unbounded):
                return None
            numbers = range(first.toordinal(), last.toordinal() + 1)
            found += [datetime.date.fromordinal(number) for number in numbers]
        return found

    def __iter__(self) -> Iterator[datetime.date | None]:
        return iter(self.days(self.on) or ())

    def __repr__(self) -> str:
        windows = [f"{window.earliest}..{min(window.latest, self.on)}" for window in self.windows]
        return f"{{{', '.join([*windows, *(['nothing'] if self.nothing else [])])}}}"

    @property
    def is_single(self) -> bool:
        """True when it is one day, or nothing at all."""
        ends = {(window.earliest, min(window.latest, self.on)) for window in self.windows}
        return len(ends) + self.nothing == 1 and all(start == end for start, end in ends)


Possible = Values | Bounds | PossibleDays


def up_to_the_day(possible: Possible | None) -> Possible | None:
    """What is possible as it counts on the day asked about: of days only those up to it."""
    return possible.cut() if isinstance(possible, PossibleDays) else possible


def asked_on(possible: Possible | None, on: Day) -> Possible | None:
    """The same possibilities, of days those up to another day."""
    return possible.asked_on(on) if isinstance(possible, PossibleDays) else possible
