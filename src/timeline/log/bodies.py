"""The bodies of entries: as JSON, what a statement says that no column of its row holds.

Invariant: `whole` gives back all that the codec gives, but for `kind` and `area`. Of an event on one known day the body
leaves out what else the columns tell, and has its citation as a list.

How each field of an event is written is settled once for all events of a class with values of the same types.
"""

from __future__ import annotations

import datetime
import json
import types
from collections.abc import Callable, Iterator, Sequence
from json.encoder import encode_basestring
from typing import Any

import attrs

from timeline.codec import Plain, encode_trusted, value_encoder
from timeline.model.days import Day, Unbounded, show_day
from timeline.model.entries import Statement
from timeline.model.events import Event, kind_of
from timeline.model.exact import Shape, shape_of
from timeline.model.sources import Citation
from timeline.model.when import When

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_COLUMNS = ("kind", "area")
CITATION = ("source", "locator", "published")
_WHEN, _REPORTED_ON, _SOURCE = '"when":', '"reported_on":', '"source":'

Types = tuple[type, ...]
ToText = Callable[[Any], str]


def to_json(value: object) -> str:
    """Plain data as JSON without spaces."""
    return _JSON.encode(value)


def plain_body(statement: Statement) -> str:
    """The plain definition: all that the codec gives, but for `kind` and `area`."""
    columns = _COLUMNS if isinstance(statement, Event) else _COLUMNS[:1]
    return to_json({name: value for name, value in encode_trusted(statement).items() if name not in columns})


def whole(said: Plain, earliest: Day, reported_on: Day) -> Plain:
    """All that the body of an entry stands for, given the columns of its row."""
    plain = {**said}
    if "when" in plain or isinstance(earliest, Unbounded):
        return plain
    plain["when"] = earliest.isoformat()
    if plain.setdefault("reported_on", show_day(reported_on)) is None:
        del plain["reported_on"]
    if isinstance(plain.get("source"), list):
        plain["source"] = dict(zip(CITATION, plain["source"], strict=False))
    return plain


def body_of(statement: Statement) -> str:
    """The body of a statement that a log has admitted."""
    if isinstance(statement, Event) and (shape := shape_of(type(statement))):
        return _body_of_event(statement, shape)
    return plain_body(statement)


def _body_of_event(event: Event, shape: Shape) -> str:
    values = shape.values(event)
    texts = [
        key + to_text(values[number])
        for number, key, to_text, is_always, default in _fields_of(event, shape, tuple(map(type, values)))
        if is_always or values[number] != default
    ]
    return "{" + ",".join(texts) + "}"


def _is_one_day(when: When) -> bool:
    """Whether a date is all told by its earliest day."""
    return not (when.lasts or when.is_qualified) and when.first.earliest == when.first.latest


_Field = tuple[int, str, ToText, bool, object]
"""How a field is written whose value is of a known type: its number, what stands before the value, what makes the value
JSON, whether it always is written, and the default at which it is not."""

_WHOLE: dict[tuple[type, Types], Sequence[_Field]] = {}
_SHORT: dict[tuple[type, Types], Sequence[_Field]] = {}


def _fields_of(event: Event, shape: Shape, found: Types) -> Sequence[_Field]:
    is_short = _is_one_day(event.when)
    settled = _SHORT if is_short else _WHOLE
    key = type(event), found
    if key not in settled:
        fields = _fields(key[0], shape, found)
        settled[key] = list(_shortened(list(fields)) if is_short else fields)
    return settled[key]


def _shortened(fields: Sequence[_Field]) -> Iterator[_Field]:
    """How the fields are written of an event on a known day: the columns hold that, and the day it was reported on."""
    is_reported = any(key == _REPORTED_ON for _, key, *_ in fields)
    if not is_reported:
        yield 0, _REPORTED_ON, lambda _: "null", True, None
    for number, key, to_text, is_always, default in fields:
        if key == _SOURCE:
            yield number, key, _citation_list, is_always, default
        elif key not in (_WHEN, _REPORTED_ON):
            yield number, key, to_text, is_always, default


def _fields(cls: type[Event], shape: Shape, found: Types) -> Iterator[_Field]:
    """How each field is written that is in the body and may differ from its default."""
    schema = kind_of(cls).schema
    if schema > 1:
        yield 0, '"schema":', lambda _: str(schema), True, None
    for number, (field, type_, default) in enumerate(zip(attrs.fields(cls), found, shape.defaults, strict=True)):
        if field.name not in _COLUMNS and not (type_ is types.NoneType and default is None):
            is_always = default is attrs.NOTHING or (default is None and type_ in _TO_TEXT)
            yield number, f'"{field.name}":', _to_text(shape, number, type_), is_always, default


def _to_text(shape: Shape, number: int, type_: type) -> ToText:
    """How values of a type are written in a field: as they always are, or as the codec says for the field."""
    is_plain = type_ in _TO_TEXT and type_ in shape.allowed[number]
    if is_plain and (type_ is not tuple or shape.are_texts[number]):
        return _TO_TEXT[type_]
    encode = value_encoder(shape.hints[number])
    return lambda value: to_json(encode(value))


def _day_text(day: datetime.date) -> str:
    return f'"{day.isoformat()}"'


def _citation_list(citation: Citation) -> str:
    published = f",{_day_text(citation.published)}" if citation.published else ""
    locator = f",{encode_basestring(citation.locator)}" if citation.locator or published else ""
    return f"[{encode_basestring(citation.source)}{locator}{published}]"


def _citation_text(citation: Citation) -> str:
    locator = f',"locator":{encode_basestring(citation.locator)}' if citation.locator else ""
    published = f',"published":{_day_text(citation.published)}' if citation.published else ""
    return f'{{"source":{encode_basestring(citation.source)}{locator}{published}}}'


_TO_TEXT: dict[type, ToText] = {
    str: encode_basestring,
    int: int.__repr__,
    bool: lambda value: "true" if value else "false",
    types.NoneType: lambda _: "null",
    datetime.date: _day_text,
    When: lambda when: '"' + str(when) + '"',
    Citation: _citation_text,
    tuple: lambda texts: "[" + ",".join(map(encode_basestring, texts)) + "]",
}
