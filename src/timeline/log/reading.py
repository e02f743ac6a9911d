"""Statements from the rows of their entries; of events field by field, for what was right once is right again.

Invariant: an event is what the codec makes of `bodies.whole`. Of what is not surely right, or of a class that may do
more than hold its fields, nothing is told, and the codec is to say what is wrong.
"""

from __future__ import annotations

import datetime
import functools
import json
import types
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

import attrs

from timeline.codec import Plain, decode, value_decoder
from timeline.log.bodies import CITATION, whole
from timeline.model.days import Day
from timeline.model.entries import Statement
from timeline.model.events import Event, kind_named
from timeline.model.exact import is_ours, shape_of, types_in
from timeline.model.sources import Citation
from timeline.model.when import When

_MOST_KEPT = 1_000
"""How many values of a field are kept: most fields have few, and where there are many it does not pay."""
_UNREAD = object()
_ALONE = {str, int, types.NoneType, datetime.date, When}
_AREA, _WHEN, _REPORTED_ON = (list(attrs.fields_dict(Event)).index(name) for name in ("area", "when", "reported_on"))

_JSON = json.JSONDecoder()

Read = Callable[[Any], Any]


class _NotSureError(Exception):
    """The codec is to tell."""


def statement_of(kind: str, area: str | None, body: str, earliest: Day, reported_on: Day) -> Statement:
    """The statement that the row of an entry tells of.

    Args:
        kind: its stable name.
        area: the area of an event.
        body: all that the columns do not tell.
        earliest: the first day of an event.
        reported_on: the day it was reported on.

    Raises:
        EventFieldError: a field is missing, unknown or not acceptable; says the path.
        NotFoundError: the kind is not declared in this process.
    """
    said = _said(body)
    if area is None:
        return decode({"kind": kind, **whole(said, earliest, reported_on)})
    found = event_of(kind, area, said, earliest, reported_on)
    return found or decode({"kind": kind, **whole(said, earliest, reported_on), "area": area})


def _said(body: str) -> Plain:
    said, end = _JSON.raw_decode(body) if body[:1] == "{" else (None, -1)
    return cast(Plain, said if end == len(body) else json.loads(body))


def event_of(kind: str, area: str, said: Plain, earliest: Day, reported_on: Day) -> Event | None:
    """The event of such a row, given its body as plain data; None where the codec is to tell."""
    try:
        return _event_of(kind, area, said, earliest, reported_on)
    except Exception:  # noqa: BLE001  whatever is wrong, the codec says what
        return None


def _event_of(name: str, area: str, said: Plain, earliest: Day, reported_on: Day) -> Event:
    kind = kind_named(name)
    reader = _reader_of(cast(Hashable, kind.cls))
    is_present = kind.schema == 1 or said.get("schema") == kind.schema
    if reader is None or not is_present:
        raise _NotSureError
    values = reader.values(said.items() if kind.schema == 1 else _but_schema(said))
    values[_AREA] = reader.fields["area"][1](area)
    if "when" not in said:
        _fill_in(values, said, earliest, reported_on)
    elif type(said.get("source")) is list:
        raise _NotSureError
    return cast(Event, reader.made(values))


def _but_schema(said: Plain) -> Iterator[tuple[str, Any]]:
    return (item for item in said.items() if item[0] != "schema")


def _fill_in(values: list[Any], said: Plain, earliest: Day, reported_on: Day) -> None:
    """Put in what the body of an event on one known day leaves to the columns."""
    values[_WHEN] = _on(earliest)
    if "reported_on" not in said and isinstance(reported_on, datetime.date):
        values[_REPORTED_ON] = reported_on


@functools.lru_cache(maxsize=16384)
def _on(day: Day) -> When:
    if not isinstance(day, datetime.date):
        raise _NotSureError
    return When.on(day)


@attrs.frozen(eq=False)
class _Reader:
    """How instances of a class are made of plain data.

    Args:
        cls: the class.
        defaults: what each field holds that is not given; `attrs.NOTHING` where it must be.
        fields: for the name of each its number, and what reads its value.
        required: the numbers of those that must be given.
        put: what sets each in a new instance.
        finish: what the class does with an instance at last.
    """

    cls: type
    defaults: Sequence[object]
    fields: Mapping[str, tuple[int, Read]]
    required: Sequence[int]
    put: Sequence[Callable[[object, object], None]]
    finish: Callable[[Any], None] | None

    def values(self, said: Iterable[tuple[str, Any]]) -> list[Any]:
        """The value of each field, given what some are said to be."""
        values = [*self.defaults]
        for name, raw in said:
            number, read = self.fields[name]
            values[number] = read(raw)
        return values

    def made(self, values: Sequence[Any]) -> object:
        """An instance with those values."""
        for number in self.required:
            if values[number] is attrs.NOTHING:
                raise _NotSureError
        made: object = object.__new__(self.cls)
        for put, value in zip(self.put, values, strict=True):
            put(made, value)
        if self.finish:
            self.finish(made)
        return made


@functools.cache
def _reader_of(cls: type) -> _Reader | None:
    """How a class is read; None if it may do more than hold the values of its fields, each right or wrong by itself."""
    shape = shape_of(cls)
    if shape is None or not _only_holds(cls) or not all(isinstance(each, Hashable) for each in shape.defaults):
        return None
    fields = attrs.fields(cls)
    reads = [_read_of(field, hint) for field, hint in zip(fields, shape.hints, strict=True)]
    return _Reader(
        cls,
        shape.defaults,
        {field.name: (number, read) for number, (field, read) in enumerate(zip(fields, reads, strict=True))},
        [number for number, default in enumerate(shape.defaults) if default is attrs.NOTHING],
        [getattr(cls, field.name).__set__ for field in fields],
        getattr(cls, "__attrs_post_init__", None),
    )


def _only_holds(cls: Any) -> bool:
    does_more = hasattr(cls, "__attrs_pre_init__") or hasattr(cls, "_attrs_cached_hash")
    is_checked_in_parts = all(is_ours(field.validator) for field in attrs.fields(cls))
    is_made_by_attrs = cls.__init__.__code__.co_filename.startswith("<attrs generated")
    return cls.__new__ is object.__new__ and is_made_by_attrs and is_checked_in_parts and not does_more


def _read_of(field: attrs.Attribute[Any], hint: Any) -> Read:
    read, parts = _checked(field, hint), types_in(hint)
    if field.name == "source" and Citation in parts:
        return functools.partial(_citation, read)
    return _kept(read) if parts and parts <= _ALONE else read


def _checked(field: attrs.Attribute[Any], hint: Any) -> Read:
    """What reads a value as the codec does, and lets the class convert and refuse it."""
    structure, validate = _structure(hint), field.validator
    convert = cast(Callable[[Any], Any] | None, field.converter)

    def read(raw: Any) -> Any:
        value = structure(raw, hint)
        value = value if convert is None else convert(value)
        if validate:
            validate(None, field, value)
        return value

    return read


def _structure(hint: Any) -> Callable[[Any, Any], Any]:
    try:
        return value_decoder(hint)
    except Exception:  # noqa: BLE001  of such a type the codec may know nothing
        return _not_sure


def _not_sure(raw: Any, hint: Any) -> Any:
    raise _NotSureError


def _kept(read: Read) -> Read:
    """The same, which reads hardly a text or a number twice."""
    kept: dict[str | int, Any] = {}

    def found(raw: Any) -> Any:
        if type(raw) is not str and type(raw) is not int:
            return read(raw)
        value = kept.get(raw, _UNREAD)
        if value is _UNREAD:
            value = read(raw)
            if len(kept) < _MOST_KEPT:
                kept[raw] = value
        return value

    return found


def _citation(read: Read, raw: Any) -> Any:
    """A citation; that of an event on one known day is a list."""
    reader = _reader_of(Citation) if type(raw) is list else None
    return reader.made(reader.values(zip(CITATION, raw, strict=False))) if reader else read(raw)
