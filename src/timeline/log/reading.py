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
_JSON = json.JSONDecoder()

Read = Callable[[Any], Any]
Put = Callable[[object, object], None]


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
    given = said if kind.schema == 1 else {name: raw for name, raw in said.items() if name != "schema"}
    if "when" in given and type(given.get("source")) is list:
        raise _NotSureError
    return cast(Event, reader.arrangement(tuple(given)).made([*given.values(), area, earliest, reported_on]))


@functools.lru_cache(maxsize=16384)
def _on(day: Day) -> When:
    if not isinstance(day, datetime.date):
        raise _NotSureError
    return When.on(day)


def _unless_unbounded(day: Day) -> datetime.date | None:
    return day if isinstance(day, datetime.date) else None


@attrs.frozen(eq=False)
class _Arrangement:
    """How an instance is made of raw values that come in a certain order.

    Args:
        cls: its class.
        given: for each raw value what sets it, and what reads it; nothing for values behind those.
        others: what sets each other field, and its default.
        finish: what the class does with an instance at last.
    """

    cls: type
    given: Sequence[tuple[Put, Read]]
    others: Sequence[tuple[Put, object]]
    finish: Callable[[Any], None] | None

    def made(self, raws: Iterable[Any]) -> object:
        """An instance of those values."""
        made: object = object.__new__(self.cls)
        for (put, read), raw in zip(self.given, raws, strict=False):
            put(made, read(raw))
        for put, value in self.others:
            put(made, value)
        if self.finish:
            self.finish(made)
        return made


@attrs.frozen(eq=False)
class _Reader:
    """How instances of a class are made of plain data.

    Args:
        cls: the class.
        defaults: what each field holds that is not given; `attrs.NOTHING` where it must be.
        fields: what sets each field in a new instance, and what reads its value.
    """

    cls: type
    defaults: Mapping[str, object]
    fields: Mapping[str, tuple[Put, Read]]
    _arrangements: dict[tuple[str, ...], _Arrangement] = attrs.field(init=False, factory=dict)

    def arrangement(self, names: tuple[str, ...]) -> _Arrangement:
        """How an instance is made of the values of some fields, and of an event of what its columns hold."""
        found = self._arrangements.get(names)
        if found is None:
            found = self._arranged(names)
            if len(self._arrangements) < _MOST_KEPT:
                self._arrangements[names] = found
        return found

    def _arranged(self, names: Sequence[str]) -> _Arrangement:
        given = [(name, *self.fields[name]) for name in names]
        if issubclass(self.cls, Event):
            given += self._of_columns(names)
        left = self.defaults.keys() - {name for name, _, _ in given}
        if any(self.defaults[name] is attrs.NOTHING for name in left):
            raise _NotSureError
        others = [(self.fields[name][0], self.defaults[name]) for name in self.defaults if name in left]
        finish = getattr(self.cls, "__attrs_post_init__", None)
        return _Arrangement(self.cls, [(put, read) for _, put, read in given], others, finish)

    def _of_columns(self, names: Sequence[str]) -> Iterator[tuple[str, Put, Read]]:
        """The area, and of an event on one known day what its body leaves to the columns."""
        yield "area", *self.fields["area"]
        if "when" not in names:
            yield "when", self.fields["when"][0], _on
            if "reported_on" not in names:
                yield "reported_on", self.fields["reported_on"][0], _unless_unbounded


@functools.cache
def _reader_of(cls: type) -> _Reader | None:
    """How a class is read; None if it may do more than hold the values of its fields, each right or wrong by itself."""
    shape = shape_of(cls)
    if shape is None or not _only_holds(cls) or not all(isinstance(each, Hashable) for each in shape.defaults):
        return None
    fields = {
        field.name: (getattr(cls, field.name).__set__, _read_of(field, hint))
        for field, hint in zip(attrs.fields(cls), shape.hints, strict=True)
    }
    return _Reader(cls, dict(zip(fields, shape.defaults, strict=True)), fields)


def _only_holds(cls: Any) -> bool:
    does_more = hasattr(cls, "__attrs_pre_init__") or hasattr(cls, "_attrs_cached_hash")
    is_checked_in_parts = all(is_ours(field.validator) for field in attrs.fields(cls))
    is_made_by_attrs = cls.__init__.__code__.co_filename.startswith("<attrs generated")
    return cls.__new__ is object.__new__ and is_made_by_attrs and is_checked_in_parts and not does_more


def _read_of(field: attrs.Attribute[Any], hint: Any) -> Read:
    read, parts = _checked(field, hint), types_in(hint)
    if field.name == "source" and Citation in parts:
        return functools.partial(_citation, read)
    if not parts or not parts <= _ALONE:
        return read
    return _kept(read) if int in parts else _Texts(read).__getitem__


def _checked(field: attrs.Attribute[Any], hint: Any) -> Read:
    """What reads a value as the codec does, and lets the class convert and refuse it."""
    structure, validate = _structure(hint), field.validator
    convert = cast(Callable[[Any], Any] | None, field.converter)
    as_it_is = str if types_in(hint) - {types.NoneType} == {str} else _UNREAD

    def read(raw: Any) -> Any:
        value = raw if type(raw) is as_it_is else structure(raw, hint)
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


class _Texts(dict[str, Any]):
    """What texts are read as; hardly one is read twice."""

    def __init__(self, read: Read) -> None:
        self._read = read

    def __missing__(self, raw: Any) -> Any:
        value = self._read(raw)
        if len(self) < _MOST_KEPT:
            self[raw] = value
        return value


def _kept(read: Read) -> Read:
    """The same, which reads hardly a number twice; a truth is none."""
    kept: dict[int, Any] = {}

    def found(raw: Any) -> Any:
        if type(raw) is not int:
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
    return reader.arrangement(CITATION[: len(raw)]).made(raw) if reader else read(raw)
