"""Readers of a column: from the text of a field to a value, or an error that says what was expected.

Invariant: a reader guesses nothing; a text that could mean two things, or none, is refused.
"""

from __future__ import annotations

import datetime
import functools
import math
import re
from collections.abc import Callable

from timeline.connectors.places import slug
from timeline.connectors.tables import shortened
from timeline.errors import InputError, MissingExtraError
from timeline.model.areas import Point

LONGEST_NAME = 1000

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]00:00:00(?:\.0+)?)?")
_ANY_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[ T].*)?")


def refused(expected: str, text: str) -> InputError:
    """The error for the text of a field; to be raised by the caller."""
    return InputError("column", expected=expected, found=repr(shortened(text)))


@functools.lru_cache(maxsize=8192)
def printed(text: str) -> str:
    """The text on one line, without spaces that say nothing.

    Example:
        >>> printed(" Border\\n Post ")
        'Border Post'
    """
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())


def name(text: str) -> str:
    """A name by which an area can be found; none if there is no letter and no digit in it."""
    found = printed(text) if len(text) <= LONGEST_NAME else _too_long(text)
    return found if slug(found) else ""


def _too_long(text: str) -> str:
    raise refused(f"a name of {LONGEST_NAME} characters at most", text)


def required(reader: Callable[[str], str]) -> Callable[[str], str]:
    """A reader that refuses what another one reads as nothing."""

    def read_required(text: str) -> str:
        value = reader(text)
        if not value:
            raise refused("a text with a letter or digit", text)
        return value

    return read_required


def code(least: int, most: int) -> Callable[[str], int]:
    """A reader of a whole number from `least` to `most`."""
    codes = {str(number): number for number in range(least, most + 1)}

    def read_code(text: str) -> int:
        if text.strip() not in codes:
            raise refused(f"a whole number from {least} to {most}", text)
        return codes[text.strip()]

    return read_code


def count(text: str) -> int | None:
    """A whole number that is not negative; nothing if the field is empty."""
    digits = text.strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        raise refused("a whole number that is not negative", text)
    return int(digits)


def degrees(limit: int, *, decimal: str = ".") -> Callable[[str], float | None]:
    """A reader of degrees from `-limit` to `limit`; nothing if the field is empty.

    Args:
        limit: 90 for a latitude, 180 for a longitude.
        decimal: the sign before the decimals; no other is read.
    """
    number = re.compile(rf"[+-]?(?=[{decimal}0-9])[0-9]*(?:[{decimal}][0-9]*)?(?:[eE][+-]?[0-9]{{1,3}})?")

    def read_degrees(text: str) -> float | None:
        digits = text.strip()
        if not digits:
            return None
        value = _float(digits.replace(decimal, ".")) if number.fullmatch(digits) else math.inf
        if not -limit <= value <= limit:
            raise refused(f"degrees from -{limit} to {limit}", text)
        return value

    return read_degrees


def _float(digits: str) -> float:
    try:
        return float(digits)
    except ValueError:
        return math.inf


@functools.lru_cache(maxsize=8192)
def day(text: str) -> datetime.date:
    """A day such as 2017-10-05, which may have a midnight."""
    found = _DAY.fullmatch(text.strip())
    try:
        return datetime.date(*map(int, found.groups())) if found else _no_day(text)
    except ValueError as error:
        raise refused("a day such as 2017-10-05", text) from error


def _no_day(text: str) -> datetime.date:
    raise ValueError(text)


def days_among(text: str) -> tuple[datetime.date, ...]:
    """The days among dates joined by semicolons; what is no day, or could be two, is left out."""
    found = (_ANY_DAY.fullmatch(part.strip()) for part in text.split(";"))
    return tuple(day for match in found if match for day in _days_of(*map(int, match.groups())))


def _days_of(year: int, month: int, day_: int) -> tuple[datetime.date, ...]:
    try:
        return (datetime.date(year, month, day_),)
    except ValueError:
        return ()


def texts(text: str) -> tuple[str, ...]:
    """Different texts joined by semicolons."""
    return tuple(dict.fromkeys(part for each in text.split(";") if (part := printed(each))))


def grid(text: str) -> Point:
    """The middle of a square of the Military Grid Reference System, such as `38SKF 703 698`.

    Raises:
        InputError: it is no such square.
        MissingExtraError: the extra `timeline[mgrs]` is not installed.
    """
    try:
        from mgrs import MGRS
    except ImportError as error:
        do = "pip install 'timeline[mgrs]'"
        raise MissingExtraError("grid", expected="the extra mgrs", found="none", do=do, extra="mgrs") from error
    try:
        latitude, longitude = MGRS().toLatLon("".join(text.split()).upper())
    except Exception as error:  # its own errors have no common class of their own
        raise refused("a square of the MGRS such as 38SKF 703 698", text) from error
    return Point(latitude, longitude)
