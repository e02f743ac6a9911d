"""Readers of days in a format that somebody states: each gives the days that a text may mean, never a guess.

Invariant: a format without a day means a month or a year; two digits are a year only of a century that is stated.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable

from timeline.connectors.columns import refused
from timeline.errors import InputError, WhenSyntaxError
from timeline.model.when import When, Window

SECONDS = "seconds"
"""The format of a number of seconds since 1970, in UTC."""

_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?(Z|\+00:00)?$")
_HOUR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:")
_SAMPLE = datetime.datetime(2017, 10, 5, tzinfo=datetime.UTC)
_CENTURIES = range(1000, 10000, 100)


def when_reader(format_: str | None = None, *, century: int | None = None) -> Callable[[str], When]:
    """A reader of an imprecise time.

    Args:
        format_: `SECONDS`, or a format of `strptime` such as `%d/%m/%Y`; by default EDTF, which may have a midnight.
        century: the first year of the century that two digits of a year are in, such as 2000.

    Raises:
        InputError: the format does not say which year, month or day it means.

    Example:
        >>> when_reader("%d-%b-%y", century=2000)("7-Oct-14"), when_reader("%m/%Y")("09/2017")
        (When.parse('2014-10-07'), When.parse('2017-09'))
    """
    if format_ is None:
        return _edtf
    if format_ == SECONDS:
        return lambda text: When.on(day_of_seconds(text))
    _require_clear(format_, century)
    return functools.lru_cache(maxsize=4096)(lambda text: _formatted(text, format_, century))


def day_reader(format_: str | None = None, *, century: int | None = None) -> Callable[[str], datetime.date]:
    """A reader of the last day that a text may mean, as `when_reader` reads it."""
    read = when_reader(format_, century=century)

    def read_day(text: str) -> datetime.date:
        latest = read(text).last.latest
        if not isinstance(latest, datetime.date):
            raise refused("a day, a month or a year", text)
        return latest

    return read_day


def day_of_seconds(text: str) -> datetime.date:
    """The day, in UTC, of a number of seconds since 1970."""
    try:
        if not re.fullmatch(r"[0-9]{1,11}", text.strip()):
            raise ValueError(text)
        return datetime.datetime.fromtimestamp(int(text), datetime.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise refused("seconds since 1970", text) from error


def between(first: When, last: When, *, lasts: bool) -> When:
    """A stretch from one time to another, or one unknown day among them.

    Raises:
        InputError: the last comes before the first.
    """
    if lasts:
        return When.stretch(first.first, last.last)
    if last.last.latest < first.first.earliest:
        raise InputError("when", expected="an end that is not before the start", found=f"{first} to {last}")
    days = Window(first.first.earliest, last.last.latest)
    return When(days, days)


def _edtf(text: str) -> When:
    try:
        return When.parse(_MIDNIGHT.sub("", text.strip()))
    except WhenSyntaxError as error:
        if _HOUR.match(text.strip()):
            error.do = "give the column a format with its hour, such as %Y-%m-%d %H:%M:%S"
        raise


def _require_clear(format_: str, century: int | None) -> None:
    wanted = {"a year (%Y, or %y with a century)": "%Y" in format_ or ("%y" in format_ and century in _CENTURIES)}
    wanted["a month for its day"] = "%d" not in format_ or any(sign in format_ for sign in ("%m", "%b", "%B"))
    for expected, is_there in wanted.items():
        if not is_there:
            raise InputError("format", expected=expected, found=repr(format_))
    try:
        datetime.datetime.strptime(_SAMPLE.strftime(format_), format_)
    except Exception as error:  # the errors of strptime over a format have no common class
        raise InputError("format", expected="a format of strptime", found=f"{format_!r}: {error}") from error


def _formatted(text: str, format_: str, century: int | None) -> When:
    try:
        found = datetime.datetime.strptime(text.strip(), format_).date()
        day = found if century is None or "%Y" in format_ else found.replace(year=century + found.year % 100)
    except ValueError as error:
        raise refused(f"a day as {format_}", text) from error
    if "%d" in format_ or "%j" in format_:
        return When.on(day)
    has_month = any(sign in format_ for sign in ("%m", "%b", "%B"))
    return When.parse(f"{day.year:04}-{day.month:02}" if has_month else f"{day.year:04}")
