"""Spans and events as tables: columns of a declared sort, and flat rows of plain data under their names.

Invariant: the columns follow from declared types, never from the data, so that two exports of one projection fit
together. Each cell is of the sort of its column, or None. CSV, Parquet and Arrow have these columns and these rows.
"""

from __future__ import annotations

import datetime
import enum
import json
import types
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Literal

import attrs

from timeline.codec import value_encoder
from timeline.errors import ProjectionError
from timeline.model.days import EVER, Day, show_day
from timeline.model.entries import Entry
from timeline.model.events import Event, kind_of, own_fields
from timeline.model.incidents import merged
from timeline.model.knowledge import InForce, knowledge
from timeline.model.plain import plain
from timeline.model.policy import BY_RELIABILITY, Disputed
from timeline.projections.facets import Active, Facet, First, LastOn, Latest, Total
from timeline.projections.projection import Projection, derived
from timeline.queries.history import Histories, History

Sort = Literal["text", "name", "whole", "number", "truth", "day", "days", "instant", "json"]
"""What cells are: `name` is a text of which there are few different ones, `days` the first and the last of some days,
`json` the JSON text of anything else."""

Row = Mapping[str, Any]


@attrs.frozen
class Column:
    """A column of a table.

    Args:
        name: its name.
        sort: what its cells are.
        is_list: whether a cell is a list of such, of which one may be None.
        cell: gives the cell of a row as an answer tells it.
    """

    name: str
    sort: Sort
    cell: Callable[[Any], Any] = attrs.field(repr=False)
    is_list: bool = False


@attrs.frozen
class Flat:
    """A table.

    Args:
        about: what the rows are and the coordinates they hold for, as plain data.
        columns: the columns; no two of one name.
        told: the rows, as the answer tells them.
    """

    about: Mapping[str, Any]
    columns: tuple[Column, ...]
    told: Iterable[Any] = attrs.field(repr=False)

    def rows(self) -> Iterator[dict[str, Any]]:
        """One flat mapping a row, of plain data."""
        for row in self.told:
            yield {column.name: column.cell(row) for column in self.columns}


def flat_spans(answer: Histories | History[Any]) -> Flat:
    """A row for each span, with columns for each value and for what is judged of it.

    Raises:
        ProjectionError: two columns would have one name.
    """
    definition = answer.projection.definition
    facets: Mapping[str, Facet[Any] | derived[Any]] = {**definition.derived, **definition.facets}
    values = [column for name in answer.names for column in _value_columns(name, facets[name])]
    columns = (_picked("area", "name"), _picked("start", "day"), _picked("end", "day"), *values)
    _require_names_apart(answer.projection, [column.name for column in columns])
    told = answer.rows(judged=True) if isinstance(answer, History) else answer
    about = {"rows": "spans", "projection": definition.name, "version": definition.version}
    return Flat({**about, **_known(answer.known_on, answer.position)}, columns, told)


def flat_events(entries: Iterable[Entry], *, known_on: Day = EVER, areas: Collection[str] | None = None) -> Flat:
    """A row for each event that is in force among some entries, as it stands, corrected and without the retracted.

    Args:
        entries: entries of a log, with the statements about each, as `Timeline.events` gives them.
        known_on: what could be known by this day counts.
        areas: only events about these areas, by id; without them, about all.
    """
    given = list(entries)
    position = max((entry.position for entry in given), default=0)
    apart = knowledge(given, known_on=known_on, position=position)
    one_of = _happenings(merged(apart, lambda event: BY_RELIABILITY.rank(event, apart.sources)).events)
    told = [known for known in apart.events if areas is None or known.event.area in areas]
    kinds = sorted({type(known.event) for known in told}, key=lambda cls: cls.kind)
    columns = (*_EVENT_COLUMNS, Column("happening", "text", lambda known: one_of.get(known.id, known.id)))
    own = tuple(_own_columns(kinds, {column.name for column in columns}))
    return Flat({"rows": "events", **_known(known_on, position)}, columns + own, told)


def _known(known_on: Day, position: int) -> dict[str, Any]:
    return {"known_on": show_day(known_on), "position": position}


def _picked(name: str, sort: Sort) -> Column:
    return Column(name, sort, lambda row: row[name])


def _require_names_apart(projection: type[Projection], names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        where, do = f"projection {projection.definition.name}", "name the facet otherwise"
        raise ProjectionError(where, expected="columns of different names", found=f"{twice[0]} twice", do=do)


# Of spans


def _value_columns(name: str, facet: Facet[Any] | derived[Any]) -> Iterator[Column]:
    sort, is_list = _declared(facet)
    to_cell = _to_cell(sort)
    yield Column(name, sort, lambda row: to_cell(_resolved(row[name], sort)), is_list)
    yield Column(f"{name}_certain", "truth", lambda row: row["certain"][name])
    if isinstance(facet, Total):
        yield Column(f"{name}_min", "whole", lambda row: row["possible"][name]["min"])
        yield Column(f"{name}_max", "whole", lambda row: row["possible"][name]["max"])
    elif isinstance(facet, LastOn):
        yield Column(f"{name}_possible", "days", lambda row: _possible_days(row["possible"][name]), is_list=True)
    else:
        yield Column(f"{name}_possible", _one(sort, is_list), _possible_values(name, _one(sort, is_list)), is_list=True)
    if _may_be_disputed(facet):
        yield Column(f"{name}_disputed", _one(sort, is_list), _disputed(name, _one(sort, is_list)), is_list=True)


def _one(sort: Sort, is_list: bool) -> Sort:
    """The sort of one of several values: a list in a list is JSON."""
    return "json" if is_list else sort


def _possible_values(name: str, sort: Sort) -> Callable[[Row], list[Any] | None]:
    to_cell = _to_cell(sort)
    return lambda row: [to_cell(each) for each in row["possible"][name]["values"]] if name in row["possible"] else None


def _disputed(name: str, sort: Sort) -> Callable[[Row], list[Any] | None]:
    to_cell = _to_cell(sort)
    return lambda row: [to_cell(each) for each in row[name]["disputed"]] if _is_disputed(row[name]) else None


def _is_disputed(value: object) -> bool:
    return isinstance(value, Mapping) and value.keys() == {"disputed"}


def _resolved(value: Any, sort: Sort) -> Any:
    return None if sort != "json" and _is_disputed(value) else value


def _possible_days(possible: Mapping[str, Any]) -> list[Any]:
    windows = [{"earliest": earliest, "latest": latest} for earliest, latest in possible["windows"]]
    return [*windows, None] if possible["nothing"] else windows


def _may_be_disputed(facet: Facet[Any] | derived[Any]) -> bool:
    if isinstance(facet, derived):
        return any(typing.get_origin(part) is Disputed or part is Disputed for part in _parts(_returned(facet)))
    return isinstance(facet, (Latest, First))


def _declared(facet: Facet[Any] | derived[Any]) -> tuple[Sort, bool]:
    """The sort of a value as it is declared, and whether it is a list of such."""
    if isinstance(facet, derived):
        return _sort_of(_returned(facet))
    if isinstance(facet, (Latest, First)):
        return _sort_of_all([_hint(kind, field) for kind, field in facet.reads.items()])
    known: dict[type, Sort] = {Total: "whole", Active: "truth", LastOn: "day"}
    return next((sort for cls, sort in known.items() if isinstance(facet, cls)), "json"), False


def _hint(kind: type[Event], field: str | None) -> object:
    """The type of a field; of a kind itself that of its name."""
    return str if field is None else _hints(kind).get(field)


def _returned(value: derived[Any]) -> object:
    return _hints(value.compute).get("return")


def _hints(declared: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(declared)
    except (NameError, TypeError):
        return {}


# Of events


def _of_event(name: str, sort: Sort, tell: Callable[[Event], Any]) -> Column:
    return Column(name, sort, lambda known: tell(known.event))


_EVENT_COLUMNS = (
    Column("id", "text", lambda known: known.id),
    Column("position", "whole", lambda known: known.entries[0].position),
    Column("recorded_at", "instant", lambda known: known.entries[0].recorded_at.isoformat()),
    Column("reported_on", "day", lambda known: show_day(known.reported_on)),
    _of_event("kind", "name", lambda event: event.kind),
    _of_event("area", "name", lambda event: event.area),
    _of_event("when", "text", lambda event: str(event.when)),
    _of_event("first_earliest", "day", lambda event: show_day(event.when.first.earliest)),
    _of_event("first_latest", "day", lambda event: show_day(event.when.first.latest)),
    _of_event("last_earliest", "day", lambda event: show_day(event.when.last.earliest)),
    _of_event("last_latest", "day", lambda event: show_day(event.when.last.latest)),
    _of_event("source", "name", lambda event: event.source and event.source.source),
    _of_event("locator", "text", lambda event: event.source and event.source.locator),
    _of_event("published", "day", lambda event: event.source and plain(event.source.published)),
    _of_event("external_id", "text", lambda event: event.external_id),
    _of_event("credibility", "whole", lambda event: event.credibility),
    _of_event("incident", "text", lambda event: event.incident),
    _of_event("scope", "name", lambda event: event.scope),
    _of_event("note", "text", lambda event: event.note),
)


def _own_columns(kinds: Iterable[type[Event]], taken: set[str]) -> Iterator[Column]:
    """A column for each field of some kinds; kinds share it where they give it one type."""
    given: dict[str, dict[tuple[Sort, bool], list[type[Event]]]] = {}
    for kind in kinds:
        for field in own_fields(kind):
            given.setdefault(field, {}).setdefault(_sort_of(_hint(kind, field)), []).append(kind)
    for field, sorts in given.items():
        is_shared = len(sorts) == 1 and field not in taken
        for (sort, is_list), of_kinds in sorts.items():
            for group in [of_kinds] if is_shared else [[kind] for kind in of_kinds]:
                name = field if is_shared else f"{kind_of(group[0]).name}.{field}"
                yield Column(name, sort, _own_cell(field, group, sort), is_list)


def _own_cell(field: str, kinds: Iterable[type[Event]], sort: Sort) -> Callable[[InForce], Any]:
    to_cell = _to_cell(sort)
    encoders = {kind: value_encoder(_hint(kind, field)) if sort == "json" else plain for kind in kinds}

    def cell(known: InForce) -> Any:
        encode = encoders.get(type(known.event))
        value = encode and getattr(known.event, field)
        return None if encode is None or value is None else to_cell(encode(value))

    return cell


def _happenings(events: Iterable[InForce]) -> dict[str, str]:
    """The id of each event that is one of several reports of a happening, and the id that stands for the happening."""
    return {
        member.id: min(known.members, key=lambda each: each.entries[0].position).id
        for known in events
        for member in known.members
    }


# Sorts


_SORTS: Mapping[object, Sort] = {
    str: "name",
    int: "whole",
    float: "number",
    bool: "truth",
    datetime.date: "day",
}
_LISTS = (tuple, list, set, frozenset)


def _sort_of_all(hints: Iterable[object]) -> tuple[Sort, bool]:
    """The one sort of values of several types; JSON where they are not of one."""
    sorts = {_sort_of(hint) for hint in hints}
    return sorts.pop() if len(sorts) == 1 else ("json", False)


def _sort_of(hint: object) -> tuple[Sort, bool]:
    """The sort of values of a declared type, and whether they are lists of such."""
    parts = {_undisputed(part) for part in _parts(hint)} - {types.NoneType}
    if len(parts) != 1:
        return "json", False
    (part,) = parts
    inside = {each for each in typing.get_args(part) if each is not Ellipsis}
    if typing.get_origin(part) in _LISTS and len(inside) == 1 and (sort := _scalar(inside.pop())) != "json":
        return sort, True
    return _scalar(part), False


def _scalar(part: object) -> Sort:
    if isinstance(part, type) and issubclass(part, enum.Enum):
        sorts = {_SORTS.get(type(member.value), "json") for member in part}
        return sorts.pop() if len(sorts) == 1 else "json"
    return _SORTS.get(part, "json")


def _parts(hint: object) -> tuple[object, ...]:
    return typing.get_args(hint) if typing.get_origin(hint) in (typing.Union, types.UnionType) else (hint,)


def _undisputed(part: object) -> object:
    return typing.get_args(part)[0] if typing.get_origin(part) is Disputed else part


def _to_cell(sort: Sort) -> Callable[[Any], Any]:
    """What makes a cell of plain data."""
    if sort == "json":
        return lambda value: None if value is None else json.dumps(value, ensure_ascii=False)
    return lambda value: value
