"""Statements to plain data and back; the only home of cattrs.

Invariant: `decode(encode(statement)) == statement`; fields left at their default are not written, so that what was
given stays distinguishable; older schemas are brought up to date by upcasts on the way in.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any, cast

import attrs
import cattrs
from cattrs.errors import AttributeValidationNote, ForbiddenExtraKeysError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from timeline.errors import EventFieldError, InputError, TimelineError, WhenSyntaxError, listed
from timeline.model.areas import Area, Parent
from timeline.model.days import BEGINNING, Day, Unbounded, show_day, to_day
from timeline.model.entries import Correction, Described, Entry, Join, Reinstatement, Retraction, Statement
from timeline.model.events import Event, kind_named, kind_of
from timeline.model.exact import is_exact
from timeline.model.shapes import Shape
from timeline.model.sources import Source, to_published_day
from timeline.model.when import When

Plain = dict[str, Any]
UNKNOWN = "an unknown one"

STATEMENTS: dict[str, type] = {
    "area": Area,
    "source": Source,
    "correction": Correction,
    "retraction": Retraction,
    "reinstatement": Reinstatement,
    "join": Join,
}
_NAMES = {cls: name for name, cls in STATEMENTS.items()}


def of_kind(name: str) -> Plain:
    """How plain data begins that has the fields of a kind as it is now.

    Raises:
        NotFoundError: the kind is not declared in this process.
    """
    return {"kind": name} if name in STATEMENTS else {"kind": name, "schema": kind_named(name).schema}


def name_of(statement: Statement) -> str:
    """The stable name of a statement: the kind of an event, else `area`, `source`, `correction` and so on."""
    return kind_of(statement).name if isinstance(statement, Event) else _NAMES[type(statement)]


def encode(statement: Statement) -> Plain:
    """The statement as plain data that JSON can hold, with its `kind` first and defaults left out.

    Raises:
        EventFieldError: a field holds a value that would not come back equal.
    """
    plain = encode_trusted(statement)
    if decode(plain) != statement:
        raise EventFieldError(
            name_of(statement),
            expected="values of the declared types",
            found=repr(statement),
            do="give each field a value of its type",
            path="",
        )
    return plain


def require_faithful(statement: Statement) -> None:
    """Refuse a statement that would not come back equal from a log.

    Raises:
        EventFieldError: a field holds a value that would not come back equal.
    """
    if not _is_surely_faithful(statement):
        encode(statement)


def _is_surely_faithful(statement: Statement) -> bool:
    if isinstance(statement, Event):
        return bool(kind_of(statement)) and is_exact(statement)
    if isinstance(statement, Correction):
        texts, day = (statement.target, statement.reason, statement.because), statement.reported_on
        is_plain = all(type(text) is str for text in texts) and (day is None or type(day) is datetime.date)
        return is_plain and _is_surely_faithful(statement.replacement)
    return isinstance(statement, (Retraction, Reinstatement, Join)) and is_exact(statement)


def encode_trusted(statement: Statement) -> Plain:
    """The same for a statement that came from a log or a decoder, without the check."""
    if isinstance(statement, Event):
        schema = kind_of(statement).schema
        head: Plain = {"kind": name_of(statement)} | ({"schema": schema} if schema > 1 else {})
        return head | cast(Plain, _CONVERTER.unstructure(statement))
    if isinstance(statement, Correction):
        plain = {"kind": "correction"} | cast(Plain, _CONVERTER.unstructure(statement))
        return plain | {"replacement": encode_trusted(statement.replacement)}
    return {"kind": name_of(statement)} | cast(Plain, _CONVERTER.unstructure(statement))


def encode_entry(entry: Entry) -> Plain:
    """The entry as plain data: what the log gave it, then its statement."""
    return {
        "position": entry.position,
        "id": entry.id,
        "recorded_at": entry.recorded_at.isoformat(),
        "reported_on": show_day(entry.reported_on),
        "statement": encode_trusted(entry.statement),
    }


def decode_entry(plain: Plain) -> Entry:
    """The entry that plain data means.

    Raises:
        EventFieldError: a field is missing, unknown or not acceptable; says the path.
        NotFoundError: the kind is not declared in this process.
    """
    statement = decode(plain.get("statement", {}))
    return cast(Entry, _structure("entry", plain | {"statement": statement}, Entry))


def value_encoder(hint: Any) -> Callable[[Any], Any]:
    """What makes plain data of the values of a declared type."""
    return _CONVERTER.get_unstructure_hook(hint)


def value_decoder(hint: Any) -> Callable[[Any, Any], Any]:
    """What makes values of a declared type of plain data, given that and the type."""
    return _CONVERTER.get_structure_hook(hint)


def decode(plain: Plain) -> Statement:
    """The statement that plain data means.

    Args:
        plain: a mapping with its `kind`; an event of an older `schema` (1, where it says none) is brought up to date.

    Raises:
        EventFieldError: a field is missing, unknown or not acceptable; says the path.
        NotFoundError: the kind is not declared in this process.
    """
    if not isinstance(plain, dict) or not isinstance(plain.get("kind"), str):
        raise EventFieldError("statement", expected="an object with its kind", found=repr(plain)[:80], path="kind")
    name = plain["kind"]
    fields = {key: value for key, value in plain.items() if key not in ("kind", "schema")}
    if name not in STATEMENTS:
        return cast(Event, _structure(name, _upcast(name, fields, plain.get("schema")), kind_named(name).cls))
    if name == "correction":
        replacement = decode(fields.get("replacement", {}))
        return cast(Correction, _structure(name, fields | {"replacement": replacement}, Correction))
    return cast(Statement, _structure(name, fields, STATEMENTS[name]))


def _upcast(name: str, fields: Plain, schema: object) -> Plain:
    kind = kind_named(name)
    schema = 1 if schema is None else schema
    if not isinstance(schema, int) or not 1 <= schema <= kind.schema:
        do = "use a newer version of the package that declares the kind"
        expected = f"a schema from 1 to {kind.schema}"
        raise EventFieldError(f"{name}.schema", expected=expected, found=repr(schema), do=do, path="schema")
    for older in range(schema, kind.schema):
        try:
            fields = kind.upcasts[older](dict(fields))
        except Exception as error:
            do = f'say "schema": {kind.schema} if they are of the present one'
            expected = f"the fields of schema {older}"
            raise EventFieldError(name, expected=expected, found=repr(error), do=do, path="") from error
    return fields


def _structure(name: str, fields: Plain, cls: type) -> object:
    try:
        return _CONVERTER.structure(fields, cls)
    except TimelineError:
        raise
    except Exception as error:
        problems = sorted(_problems(error, ""), key=lambda problem: problem[2] != UNKNOWN)
        path, expected, found = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        where = f"{name}.{path}" if path else name
        raise EventFieldError(where, expected=expected, found=found + more, path=path) from error


def _problems(error: BaseException, path: str) -> Iterator[tuple[str, str, str]]:
    """Each refused field as (path, expected, found)."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _problems(inner, path + _step(inner))
    elif isinstance(error, ForbiddenExtraKeysError):
        known = listed(sorted(attribute.name for attribute in attrs.fields(error.cl)))
        yield f"{path}.{min(error.extra_fields)}".lstrip("."), f"a known field ({known})", UNKNOWN
    elif isinstance(error, KeyError):
        yield f"{path}.{error.args[0]}".removeprefix(".") if not path else path.lstrip("."), "a value", "nothing"
    elif isinstance(error, WhenSyntaxError):
        yield path.lstrip("."), f"{error.expected} at column {error.column}", f"{error.found} in {error.text!r}"
    elif isinstance(error, EventFieldError):
        yield f"{path}.{error.path}".strip("."), error.expected, error.found
    elif isinstance(error, InputError):
        yield path.lstrip("."), error.expected, error.found
    else:
        yield path.lstrip("."), "a value that its class accepts", str(error) or repr(error)


def _step(error: BaseException) -> str:
    for note in getattr(error, "__notes__", []):
        if isinstance(note, IterableValidationNote):
            return f"[{note.index}]"
        if isinstance(note, AttributeValidationNote):
            return f".{note.name}"
    return ""


def _strict(cls: type, expected: str) -> Callable[[Any, Any], Any]:
    def hook(value: Any, _: Any) -> Any:
        if type(value) is not cls:
            raise InputError("value", expected=expected, found=repr(value))
        return value

    return hook


def _structure_float(value: Any, _: Any) -> float:
    if type(value) not in (int, float):
        raise InputError("value", expected="a number", found=repr(value))
    return float(value)


def _structure_reported(value: Any, _: Any) -> Day:
    return BEGINNING if value is None else to_day(value)


def _structure_instant(value: Any, _: Any) -> datetime.datetime:
    try:
        return datetime.datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise InputError("value", expected="an instant such as 2018-01-15T12:00:00+00:00", found=repr(value)) from error


def _structure_day(value: Any, _: Any) -> Day:
    return value if isinstance(value, Unbounded) else to_day(value)


def _unstructure_day(value: Day) -> str | None:
    return None if isinstance(value, Unbounded) else value.isoformat()


def _structure_parent(value: Any, _: Any) -> Parent:
    return Parent(value) if isinstance(value, str) else _PARENTS.structure(value, Parent)


def _unstructure_parent(value: Parent) -> object:
    return value.area if value == Parent(value.area) else _PARENTS.unstructure(value)


def _as_it_is(value: Any, _: Any) -> Any:
    return value


def _build_converter() -> cattrs.Converter:
    converter = _build_plain_converter()
    converter.register_structure_hook(Parent, _structure_parent)
    converter.register_unstructure_hook(Parent, _unstructure_parent)
    converter.register_structure_hook(Shape, lambda value, _: Shape.of_geojson(value))
    converter.register_unstructure_hook(Shape, Shape.as_geojson)
    converter.register_structure_hook_func(lambda cls: cls in (Described, Statement), _as_it_is)
    entry_of = make_dict_structure_fn(
        Entry, converter, _cattrs_forbid_extra_keys=True, reported_on=override(struct_hook=_structure_reported)
    )
    converter.register_structure_hook(Entry, entry_of)
    return converter


def _build_plain_converter() -> cattrs.Converter:
    converter = cattrs.Converter(omit_if_default=True, forbid_extra_keys=True)
    converter.register_structure_hook(str, _strict(str, "a text"))
    converter.register_structure_hook(int, _strict(int, "a whole number"))
    converter.register_structure_hook(bool, _strict(bool, "true or false"))
    converter.register_structure_hook(float, _structure_float)
    converter.register_structure_hook(datetime.date, lambda value, _: to_published_day(value))
    converter.register_unstructure_hook(datetime.date, lambda value: value.isoformat())
    converter.register_structure_hook(datetime.datetime, _structure_instant)
    converter.register_structure_hook(When, lambda value, _: When.parse(value))
    converter.register_unstructure_hook(When, str)
    converter.register_structure_hook_func(lambda cls: cls == Day, _structure_day)
    converter.register_unstructure_hook_func(lambda cls: cls == Day, _unstructure_day)
    return converter


_PARENTS = _build_plain_converter()
_CONVERTER = _build_converter()
