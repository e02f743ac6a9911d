"""Imprecise time of an event: a subset of EDTF (ISO 8601-2:2019), parsed, printed and compared.

Invariant: a `When` is tight (no possible first day lies after every possible last day, nor a last day before every
first day), never empty, and `parse(str(when)) == when`.
"""

from __future__ import annotations

import datetime
import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from timeline.errors import InputError, WhenSyntaxError
from timeline.model.days import BEGINNING, EVER, ISO_DAY, Day, Unbounded, last_day, plus


@attrs.frozen
class Window:
    """The days that one end of an event may fall on, both ends included."""

    earliest: Day
    latest: Day

    def __attrs_post_init__(self) -> None:
        if self.latest < self.earliest:
            raise InputError("window", expected="earliest <= latest", found=f"{self.earliest} > {self.latest}")

    def __contains__(self, day: Day) -> bool:
        return self.earliest <= day <= self.latest

    def precedes(self, other: Window) -> bool:
        """True when each of its days is before each day of the other."""
        return self.latest < other.earliest

    def overlaps(self, other: Window) -> bool:
        """True when the two share a day."""
        return not self.precedes(other) and not other.precedes(self)

    def common(self, other: Window) -> Window:
        """The days that two windows share.

        Raises:
            InputError: they share none.
        """
        return Window(max(self.earliest, other.earliest), min(self.latest, other.latest))


def united(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The days of several windows together, as sorted windows that do not touch.

    Example:
        >>> a, b, c = (When.parse(text).first for text in ("2017-09", "[2017-09-20..2017-10-02]", "2017-10-05"))
        >>> [str(window.latest) for window in united([c, a, b])]
        ['2017-10-02', '2017-10-05']
    """
    merged: list[Window] = []
    for window in sorted(windows, key=_by_days):
        if merged and window.earliest <= plus(merged[-1].latest, 1):
            window = Window(merged[-1].earliest, max(merged.pop().latest, window.latest))
        merged.append(window)
    return tuple(merged)


def _by_days(window: Window) -> Any:
    return (window.earliest, window.latest)


@attrs.frozen(repr=False)
class When:
    """When an event happened: windows for its first and last day, and whether it lasted.

    Without `lasts` it happened on one day, which may be unknown within its window; with it, it went on from its first
    to its last day. The qualifiers `uncertain` (`?`) and `approximate` (`~`) move no bound.

    Example:
        >>> When.parse("2017-09").first
        Window(earliest=datetime.date(2017, 9, 1), latest=datetime.date(2017, 9, 30))
        >>> str(When.parse("[2017-12-22..2017-12-22]"))
        '2017-12-22'
    """

    first: Window
    last: Window
    lasts: bool = False
    uncertain: bool = False
    approximate: bool = False

    def __attrs_post_init__(self) -> None:
        tight = self.first.latest <= self.last.latest and self.first.earliest <= self.last.earliest
        one_day = self.lasts or self.first == self.last
        if not tight or not one_day or self.first.latest is EVER or self.last.latest is BEGINNING:
            raise InputError(
                "when", expected="tight windows and a first day that comes", found=f"{self.first}, {self.last}"
            )

    @classmethod
    def parse(cls, text: str) -> When:
        """The meaning of a text in the subset of EDTF described in `docs/reference/dates.md`.

        Raises:
            WhenSyntaxError: the text is not in the subset, or means no day at all; says the column.

        Example:
            >>> When.parse("2017-12-22/2017-12-28").lasts
            True
        """
        if not isinstance(text, str):
            raise InputError("when", expected="a text", found=repr(text))
        return _parse(text)

    @classmethod
    def on(cls, day: datetime.date) -> When:
        """One precisely known day."""
        window = Window(day, day)
        return cls(window, window)

    @classmethod
    def stretch(cls, first: Window, last: Window, *, uncertain: bool = False, approximate: bool = False) -> When:
        """A lasting `When` whose windows are tightened against each other.

        Raises:
            InputError: it would be over before it began.
        """
        if last.latest < first.earliest:
            raise InputError("when", expected="an end that is not before the start", found=f"{first} to {last}")
        first_latest, last_earliest = min(first.latest, last.latest), max(last.earliest, first.earliest)
        first, last = Window(first.earliest, first_latest), Window(last_earliest, last.latest)
        return cls(first, last, lasts=True, uncertain=uncertain, approximate=approximate)

    @property
    def is_precise(self) -> bool:
        """True when each end is one known day."""
        return self.first.earliest == self.first.latest and self.last.earliest == self.last.latest

    @property
    def is_qualified(self) -> bool:
        """True when its source calls it uncertain or approximate."""
        return self.uncertain or self.approximate

    def common(self, other: When) -> When | None:
        """What both leave possible for one happening; None where an end has no day in common, or the shapes differ.

        It is doubtful only where both are.

        Example:
            >>> When.parse("2017-09").common(When.parse("[2017-09-20..2017-10-05]"))
            When.parse('[2017-09-20..2017-09-30]')
        """
        if self.lasts != other.lasts or not (self.first.overlaps(other.first) and self.last.overlaps(other.last)):
            return None
        first, last = self.first.common(other.first), self.last.common(other.last)
        if not (self.is_qualified and other.is_qualified):
            return When(first, last, self.lasts)
        uncertain, approximate = self.uncertain or other.uncertain, self.approximate or other.approximate
        return When(first, last, self.lasts, uncertain, approximate)

    def overlaps(self, other: When) -> bool:
        """True when the two may have shared a day."""
        return Window(self.first.earliest, self.last.latest).overlaps(Window(other.first.earliest, other.last.latest))

    def __str__(self) -> str:
        return _format(self)

    def __repr__(self) -> str:
        return f"When.parse({_format(self)!r})"


def to_when(value: str | datetime.date | When) -> When:
    """A `When` from what people write: a text, a date, or itself."""
    if isinstance(value, When):
        return value
    if isinstance(value, str):
        return When.parse(value)
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return When.on(value)
    raise InputError("when", expected="a date, or a text such as 2017-10-05 or 2017-09", found=repr(value))


def to_last_day(value: str | datetime.date, *, name: str = "reported_on") -> datetime.date:
    """The last day of a day, month or year, since by then it had surely been said.

    Args:
        value: a date, `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
        name: what the caller calls it, for the error.

    Raises:
        InputError: it is none of these.

    Example:
        >>> to_last_day("2017-12")
        datetime.date(2017, 12, 31)
    """
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if not isinstance(value, str):
        raise InputError(
            name, expected="a day, month or year", found=repr(value), do="write YYYY-MM-DD, YYYY-MM or YYYY"
        )
    return _last_day_of(value)


@functools.lru_cache(maxsize=16384)
def _last_day_of(text: str) -> datetime.date:
    window, at = _read_date(text, 0)
    if at < len(text):
        raise _wrong(text, at, "a day, month or year and no more", do="write YYYY-MM-DD, YYYY-MM or YYYY")
    assert isinstance(window.latest, datetime.date)
    return window.latest


# Reading: each step takes the text and a place in it, and gives what it read and the place after.

_DIGITS = re.compile(r"[0-9]*")
_QUALIFIERS = {"?": (True, False), "~": (False, True), "%": (True, True)}
_END_HINT = "write YYYY-MM-DD, YYYY-MM, YYYY, [A..B] or A/B"


@functools.lru_cache(maxsize=16384)
def _parse(text: str) -> When:
    if plain := ISO_DAY.fullmatch(text):
        try:
            return When.on(datetime.date(*map(int, plain.groups())))
        except ValueError:
            pass  # the slow way finds the column
    return _parse_any(text)


def _parse_any(text: str) -> When:
    first, at, (uncertain, approximate) = _read_end(text, 0)
    last = None
    if text[at : at + 1] == "/":
        start = at + 1
        last, at, (also_uncertain, also_approximate) = _read_last(text, start)
        uncertain, approximate = uncertain or also_uncertain, approximate or also_approximate
    if at < len(text):
        raise _wrong(text, at, "the end of the date, '?', '~', '%'" + ("" if last else " or '/'"))
    if last is None:
        _require_bounded(text, first.latest, at)
        return When(first, first, uncertain=uncertain, approximate=approximate)
    _require_bounded(text, min(first.latest, last.latest), start - 1)
    if last.latest < first.earliest:
        raise _wrong(text, start, "an end that is not before the start")
    return When.stretch(first, last, uncertain=uncertain, approximate=approximate)


def _require_bounded(text: str, latest: Day, at: int) -> None:
    if latest is EVER:
        raise _wrong(text, at - 1, "a latest day that it may have happened on", do="write [A..B] or A/..")


def _read_last(text: str, at: int) -> tuple[Window, int, tuple[bool, bool]]:
    if text.startswith("..", at):
        return Window(BEGINNING, EVER), at + 2, (False, False)
    return _read_end(text, at)


def _read_end(text: str, at: int) -> tuple[Window, int, tuple[bool, bool]]:
    read = _read_range if text[at : at + 1] == "[" else _read_date
    window, at = read(text, at)
    if text[at : at + 1] in _QUALIFIERS:
        return window, at + 1, _QUALIFIERS[text[at]]
    return window, at, (False, False)


def _read_range(text: str, at: int) -> tuple[Window, int]:
    start = at = at + 1
    earliest: Day = BEGINNING
    latest: Day = EVER
    if not text.startswith("..", at):
        window, at = _read_date(text, at)
        earliest = window.earliest
    at = _expect(text, at, "..")
    if earliest is BEGINNING or text[at : at + 1] != "]":
        window, at = _read_date(text, at)
        latest = window.latest
    if latest < earliest:
        raise _wrong(text, start, "a range whose end is not before its start")
    return Window(earliest, latest), _expect(text, at, "]")


def _read_date(text: str, at: int) -> tuple[Window, int]:
    start = at
    year, at = _read_number(text, at, 4, 1, 9999, "a year of four digits")
    if text[at : at + 1] != "-":
        return Window(datetime.date(year, 1, 1), datetime.date(year, 12, 31)), at
    month, at = _read_number(text, at + 1, 2, 1, 12, "a month from 01 to 12")
    final = last_day(year, month)
    if text[at : at + 1] != "-":
        return Window(datetime.date(year, month, 1), final), at
    wanted = f"a day from 01 to {final.day} in {text[start:at]}"
    day, at = _read_number(text, at + 1, 2, 1, final.day, wanted)
    return Window(datetime.date(year, month, day), datetime.date(year, month, day)), at


def _read_number(text: str, at: int, digits: int, least: int, most: int, wanted: str) -> tuple[int, int]:
    found = _DIGITS.match(text, at)
    number = found.group() if found else ""
    if len(number) < digits:
        raise _wrong(text, at + len(number), wanted)
    if len(number) > digits:
        raise _wrong(text, at + digits, f"{digits} digits: {wanted}")
    if not least <= int(number) <= most:
        raise _wrong(text, at, wanted)
    return int(number), at + digits


def _expect(text: str, at: int, token: str) -> int:
    if not text.startswith(token, at):
        raise _wrong(text, at, repr(token))
    return at + len(token)


def _wrong(text: str, at: int, expected: str, do: str = _END_HINT) -> WhenSyntaxError:
    where = f"when {text[:60]!r}, column {at + 1}"
    found = repr(text[at : at + 12]) if at < len(text) else "the end of the text"
    return WhenSyntaxError(where, expected=expected, found=found, do=do, text=text, column=at + 1)


# Printing: the shortest text of the subset that means the same.

_SUFFIXES = {(True, False): "?", (False, True): "~", (True, True): "%"}


@functools.lru_cache(maxsize=16384)
def _format(when: When) -> str:
    suffix = _SUFFIXES.get((when.uncertain, when.approximate), "") if when.is_qualified else ""
    if not when.lasts:
        return _format_window(when.first) + suffix
    start, end = next(_stretch_texts(when)).split("/")
    return f"{start}{suffix}/{end}"


def _stretch_texts(when: When) -> Iterator[str]:
    starts = [*_wide_texts(when.first.earliest, first=True), _format_range(when.first)]
    ends = [*_wide_texts(when.last.latest, first=False), _format_range(when.last)]
    for (start, first), (end, last) in itertools.product(_windows(starts), _windows(ends)):
        tight = When.stretch(first, last)
        if (tight.first, tight.last) == (when.first, when.last):
            yield f"{start}/{end}"


def _windows(texts: list[str]) -> list[tuple[str, Window]]:
    return [(text, _read_last(text, 0)[0]) for text in texts]


def _wide_texts(day: Day, *, first: bool) -> list[str]:
    """The day, month and year that begin (or end) on that day; `..` for a last day that never came."""
    if isinstance(day, Unbounded):
        return [] if first else [".."]
    texts = [day.isoformat()]
    if day.day == (1 if first else last_day(day.year, day.month).day):
        texts.append(day.isoformat()[:7])
    if (day.month, day.day) == ((1, 1) if first else (12, 31)):
        texts.append(day.isoformat()[:4])
    return texts


def _format_window(window: Window) -> str:
    if window.earliest == window.latest:
        return window.earliest.isoformat() if isinstance(window.earliest, datetime.date) else str(window.earliest)
    plain = set(_wide_texts(window.earliest, first=True)) & set(_wide_texts(window.latest, first=False))
    return plain.pop() if plain else _format_range(window)


def _format_range(window: Window) -> str:
    if window.earliest is BEGINNING and window.latest is EVER:
        return ".."
    earliest = "" if isinstance(window.earliest, Unbounded) else window.earliest.isoformat()
    latest = "" if isinstance(window.latest, Unbounded) else window.latest.isoformat()
    return f"[{earliest}..{latest}]"
