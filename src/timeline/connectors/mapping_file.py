"""A table of a user's own, by a mapping file: a TOML that says which column becomes which field of which kind of event.

Invariant: whatever is wrong with the mapping file is told by its place before any row is read.
`docs/how-to/mapping.md` teaches the file.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from timeline.connectors.base import Progress, Reading
from timeline.connectors.cells import Cell, Field, Options, cell, table, texts
from timeline.connectors.columns import code, count, degrees, grid, printed
from timeline.connectors.dates import day_reader, when_reader
from timeline.connectors.gazetteer import Gazetteer
from timeline.connectors.mapped import MappingFile, Time, Where
from timeline.connectors.named import NamedFinder
from timeline.connectors.records import of_any_kind
from timeline.connectors.tables import ENCODINGS, Shape, not_readable
from timeline.connectors.two_passes import read_tables
from timeline.errors import InputError, NotFoundError, listed
from timeline.model.areas import Areas, Parent
from timeline.model.events import SOMEWHERE_IN, WHOLE, Event, kind_named, own_fields
from timeline.model.sources import Citation

TOP = {"source": str, "kind": object, "file": dict, "place": dict, "event": dict}
FILE = {"delimiter": str, "quotes": bool, "encoding": str, "columns": list, "decimal": str, "sheet": str}
PLACE = ("id", "name", "country", "latitude", "longitude", "mgrs", "scope")
DATED = {"format": str, "century": int}
LEAVE_OUT = "leave out"
COMMON: Mapping[str, Callable[[str], Any]] = {
    "external_id": printed,
    "credibility": code(1, 6),
    "incident": printed,
    "note": str,
    "locator": printed,
}


def read(
    mapping: Path,
    paths: Sequence[Path],
    *,
    areas: Areas,
    progress: Progress,
    gazetteer: Gazetteer | None = None,
    describes: bool = False,
) -> Reading:
    """The events of tables, read as a mapping file says: delimited files, JSON Lines, Parquet and XLSX.

    Args:
        mapping: the mapping file.
        paths: the tables.
        areas: the areas known, in which printed names are looked up.
        progress: called with (bytes read, bytes in all).
        gazetteer: where to look up names that no area has.
        describes: describe places that nobody knows as new areas; else their rows are bad.

    Raises:
        InputError: the mapping file is not one, a table cannot be read, or it lacks a column.
        MissingExtraError: a table needs `timeline[parquet]` or `timeline[xlsx]`, or a grid `timeline[mgrs]`.
    """
    loaded = load(mapping)
    finder = NamedFinder(areas, gazetteer=gazetteer, describes=describes, note=f"named by {loaded.source}")
    opened = of_any_kind(loaded.shape, sheet=loaded.sheet)
    return read_tables(paths, lambda columns: loaded.rows(), finder, progress=progress, opened=opened)


def load(path: Path) -> MappingFile:
    """A mapping file.

    Raises:
        InputError: it cannot be read, or says something that cannot be; tells where.
    """
    try:
        plain = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise not_readable(path, error) from error
    except ValueError as error:
        raise InputError(str(path), expected="TOML in UTF-8", found=str(error)) from error
    return _mapping(str(path), plain)


def _mapping(path: str, plain: Options) -> MappingFile:
    table(path, plain, TOP)
    for key in ("source", "kind", "place", "event"):
        if key not in plain:
            raise InputError(path, expected=f"{key!r}", found=listed(list(plain)).replace(" or ", " and "))
    _told(f"{path}: source", lambda: Citation(plain["source"]))
    kind, leaves_out = _kind(f"{path}: kind", plain["kind"])
    names = list(dict.fromkeys(kind.values.values())) if kind.columns else [kind.constant]
    classes = {name: _class(f"{path}: kind", name) for name in names}
    event = dict(plain["event"])
    if "when" not in event:
        raise InputError(f"{path}: event", expected="'when'", found=listed(list(event)).replace(" or ", " and "))
    _require_fields(f"{path}: event", event, classes)
    shape, sheet, decimal = _file(f"{path}: file", plain.get("file", {}))
    return MappingFile(
        plain["source"],
        kind,
        leaves_out,
        {name: (cls, tuple(_own(f"{path}: event", event, cls))) for name, cls in classes.items()},
        _place(f"{path}: place", plain["place"], decimal),
        _when(f"{path}: event.when", event["when"]),
        tuple(_common(f"{path}: event", event)),
        shape,
        sheet,
    )


def _kind(where: str, given: object) -> tuple[Cell, bool]:
    if isinstance(given, str):
        return Cell(constant=given), False
    made, options = cell(where, given, {"others": str})
    if made.columns and not made.values:
        raise InputError(where, expected="`values` that say which kind each text becomes", found="none")
    if options.get("others", LEAVE_OUT) != LEAVE_OUT:
        raise InputError(f"{where}.others", expected=repr(LEAVE_OUT), found=repr(options["others"]))
    return made, "others" in options


def _class(where: str, name: str) -> type[Event]:
    try:
        return kind_named(name).cls
    except NotFoundError as error:
        raise InputError(where, expected=error.expected, found=error.found, do=error.do) from error


def _require_fields(where: str, event: Options, classes: Mapping[str, type[Event]]) -> None:
    """Refuse fields that no kind has, and kinds of which a field is missing."""
    known = {
        *COMMON,
        "when",
        "reported_on",
        "published",
        *(name for cls in classes.values() for name in own_fields(cls)),
    }
    table(where, event, dict.fromkeys(known, object))
    for name, cls in classes.items():
        needed = [each.name for each in attrs.fields(cls) if each.default is attrs.NOTHING and not each.inherited]
        missing = [field for field in needed if field not in event]
        if missing:
            raise InputError(where, expected=f"{listed(missing)}, which {name} needs", found="none")


def _common(where: str, event: Options) -> Iterator[Field]:
    for name, reader in COMMON.items():
        if name in event:
            made, _ = cell(f"{where}.{name}", event[name])
            yield _checked(f"{where}.{name}", Field(name, made, reader))
    for name in ("reported_on", "published"):
        if name in event:
            yield _dated(name, f"{where}.{name}", event[name], day_reader)


def _own(where: str, event: Options, cls: type[Event]) -> Iterator[Field]:
    attrs.resolve_types(cls)
    for each in attrs.fields(cls):
        if each.name in event and not each.inherited:
            made, options = cell(f"{where}.{each.name}", event[each.name], {"split": str})
            if options.get("split") == "":
                raise InputError(
                    f"{where}.{each.name}.split", expected="what stands between two texts", found="nothing"
                )
            reader = _reader(f"{where}.{each.name}", each.type, options.get("split", ";"))
            field = Field(each.name, made, reader, each.default is attrs.NOTHING)
            yield _checked(f"{where}.{each.name}", field)


def _reader(where: str, type_: Any, split: str) -> Callable[[str], Any]:
    readers: dict[Any, Callable[[str], Any]] = {
        str: printed,
        int: count,
        float: _number,
        bool: _flag,
        tuple[str, ...]: lambda text: tuple(dict.fromkeys(filter(None, map(printed, text.split(split))))),
        datetime.date: day_reader(),
    }
    for known, reader in readers.items():
        if type_ in (known, known | None):
            return reader
    raise InputError(where, expected="a field that is a text, a number, a day or texts", found=str(type_))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise InputError("column", expected="a number", found=repr(text[:60])) from error


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise InputError("column", expected="true or false", found=repr(text[:60]))
    return text == "true"


def _place(where: str, given: Options, decimal: str) -> Where:
    plain = table(where, given, dict.fromkeys(PLACE, object))
    if ("id" in plain) == ("name" in plain):
        raise InputError(where, expected="'name', or 'id' of an area", found=listed(list(plain)) or "nothing")
    readers: dict[str, Callable[[str], Any]] = {
        "id": _id,
        "name": printed,
        "country": printed,
        "latitude": degrees(90, decimal=decimal),
        "longitude": degrees(180, decimal=decimal),
        "mgrs": grid,
        "scope": _scope,
    }
    fields = {
        name: _checked(
            f"{where}.{name}", Field(name, cell(f"{where}.{name}", each)[0], readers[name], name in ("id", "name"))
        )
        for name, each in plain.items()
    }
    _require_pair(where, fields)
    others = ("country", "latitude", "longitude", "mgrs", "scope")
    return Where(fields.get("id") or fields["name"], "id" in plain, *(fields.get(name) for name in others))


def _require_pair(where: str, fields: Mapping[str, Field]) -> None:
    if ("latitude" in fields) != ("longitude" in fields):
        raise InputError(where, expected="latitude and longitude", found="one of them")


def _id(text: str) -> str:
    return Parent(text).area


def _scope(text: str) -> str:
    if text not in (WHOLE, SOMEWHERE_IN):
        raise InputError("column", expected=f"{WHOLE} or {SOMEWHERE_IN}", found=repr(text[:60]))
    return text


def _file(where: str, given: Options) -> tuple[Shape, str | None, str]:
    plain = table(where, given, FILE)
    for key, allowed in (("encoding", ENCODINGS), ("decimal", (".", ","))):
        if plain.get(key, allowed[0]) not in allowed:
            raise InputError(f"{where}.{key}", expected=listed(allowed), found=repr(plain[key]))
    delimiter = plain.get("delimiter", ",")
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise InputError(f"{where}.delimiter", expected="one character", found=repr(delimiter))
    columns = tuple(texts(f"{where}.columns", plain.get("columns", [])))
    shape = Shape(delimiter, plain.get("quotes", True), columns, plain.get("encoding", "utf-8"))
    return shape, plain.get("sheet"), plain.get("decimal", ".")


# The time of a row.


def _when(where: str, given: object) -> Time:
    if not isinstance(given, dict) or "first" not in given:
        return Time(_dated("when", where, given, when_reader, is_required=True))
    options = table(where, given, {"first": object, "last": object, "lasts": bool, **DATED})
    shared = {key: options[key] for key in DATED if key in options}
    first, last = (
        _dated("when", f"{where}.{end}", _with(options.get(end), shared), when_reader, is_required=end == "first")
        if end in options
        else None
        for end in ("first", "last")
    )
    if first is None or last is None:
        raise InputError(where, expected="first and last", found="first alone", do="name the column itself")
    return Time(first, last, options.get("lasts", False))


def _with(given: object, shared: Options) -> object:
    plain = {"column": given} if isinstance(given, str) else given
    return {**shared, **plain} if isinstance(plain, dict) else plain


def _dated(
    name: str, where: str, given: object, reader: Callable[..., Callable[[str], Any]], *, is_required: bool = False
) -> Field:
    made, options = cell(where, given, DATED)
    with_format = _told(where, lambda: reader(options.get("format"), century=options.get("century")))
    return _checked(where, Field(name, made, with_format, is_required))


def _told(where: str, made: Callable[[], Any]) -> Any:
    """What is made, or the error it raises, with its place in the mapping file."""
    try:
        return made()
    except InputError as error:
        raise InputError(where, expected=error.expected, found=error.found, do=error.do) from error


def _checked(where: str, field: Field) -> Field:
    """The field, once a value that is always the same was read."""
    for text in field.cell.values.values() if field.cell.columns else [field.cell.constant]:
        _told(where, lambda text=text: field.read(text))  # type: ignore[misc]
    return field
