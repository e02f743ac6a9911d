"""Validators for the fields of events and statements; each refuses with an `EventFieldError` that names the field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import attrs

from timeline.errors import EventFieldError, InputError, listed

Validator = Callable[[Any, "attrs.Attribute[Any]", Any], None]

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def refuse(instance: object, field: str, expected: str, found: object) -> EventFieldError:
    """The error for a field of an instance; to be raised by the caller."""
    owner = type(instance).__name__
    return EventFieldError(f"{owner}.{field}", expected=expected, found=repr(found), path=field)


def to_tuple(values: Iterable[Any]) -> tuple[Any, ...]:
    """The values as a tuple; one text is refused, for it would fall apart into letters.

    Raises:
        InputError: it is a text, or no collection at all.
    """
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise InputError("value", expected="a list", found=repr(values), do="put it in brackets")
    return tuple(values)


def _check(expected: str, accepts: Callable[[Any], bool]) -> Validator:
    def validator(instance: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
        if not accepts(value):
            raise refuse(instance, attribute.name, expected, value)

    return validator


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != "" and value == value.strip() and value.isprintable()


def _is_unicode(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value and _LONE_SURROGATE.search(value) is None


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def _is_tuple_of(accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, tuple) and all(map(accepts, value))


def _is_names(value: Any) -> bool:
    return _is_tuple_of(_is_text)(value) and len(set(value)) == len(value) >= 2


def _or_none(accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or accepts(value)


is_text = _check("a text that is not empty and has no spaces at its ends", _is_text)
is_text_or_none = _check("a text that is not empty, or nothing", _or_none(_is_text))
is_any_text = _check("a text of Unicode characters", _is_unicode)
is_texts = _check("a tuple of texts that are not empty", _is_tuple_of(_is_text))
is_names = _check("a tuple of two different texts or more", _is_names)
is_count = _check("a whole number that is not negative", _is_count)
is_count_or_none = _check("a whole number that is not negative, or nothing", _or_none(_is_count))


def is_tuple_of(cls: type) -> Validator:
    """Accepts a tuple of instances of a class."""
    return _check(f"a tuple of {cls.__name__}", _is_tuple_of(lambda value: isinstance(value, cls)))


def is_instance_or_none(cls: type) -> Validator:
    """Accepts an instance of a class, or nothing."""
    return _check(f"a {cls.__name__}, or nothing", _or_none(lambda value: isinstance(value, cls)))


def is_one_of(*options: object) -> Validator:
    """Accepts one of the options."""
    return _check(listed([repr(option) for option in options]), lambda value: value in options)


def _is_id(value: Any) -> bool:
    return _is_text(value) and all(value.split("/")) and " " not in value


is_id = _check("an id without spaces, such as iq/kirkuk/hawija", _is_id)
