"""Events of a log in SQLite by column, without making entries of them: those that stand alone.

What never changes of them is sealed a page at a time when a projection is replayed, and read from there; the rest is
read from the entries. Invariant: of an event told here nothing else was ever said, and no other was ever said to be the
same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from timeline.log.bodies import to_json
from timeline.log.coded import Coded, coded, joined
from timeline.log.index import Field, Fields, LoneEvents
from timeline.log.sqlite_index import CHANGED, SCHEMA_OF_BODY, Query
from timeline.model.days import EPOCH, FAR, ISO_DAY

if TYPE_CHECKING:
    import sqlite3

    import numpy as np
    import numpy.typing as npt

    from timeline.log.coded import Bools

PAGE = 50_000
"""How many positions a page holds; files rely on it."""

CREATE_PAGES = """CREATE TABLE derived_pages (
        page INTEGER NOT NULL,
        name TEXT NOT NULL,
        content ANY NOT NULL,
        PRIMARY KEY (page, name)
    ) STRICT"""

_NUMBERS, _VALUES_OF = "numbers", "values of "
_NUMBERS_COUNT = 4
_SAID = ("when", "source", "credibility", "schema", "scope")
_DROP_OF_OTHER_VERSIONS = "DELETE FROM derived_pages WHERE page = ?"
_PUT = "INSERT INTO derived_pages VALUES (?, ?, ?)"
_BETWEEN = "\n"
_PATHS = ("$.when", "$.source[0]", "$.source.source", "$.credibility", "$.schema", "$.scope")
_READ = f"""SELECT group_concat(position), group_concat(kind), group_concat(coalesce(area, 0)),
        group_concat(coalesce(earliest, 0) + {EPOCH}), group_concat(coalesce(reported_on + {EPOCH}, {-FAR})),
        group_concat(json_extract(body, {{paths}}), '{_BETWEEN}')
    FROM entries WHERE position > :after AND position <= :upto"""
_VALUES = f"""SELECT position, name, json_extract(body, CASE name {{paths}} END), {SCHEMA_OF_BODY}
    FROM json_each(:positions) CROSS JOIN entries ON position = value JOIN names ON names.id = kind"""


@attrs.frozen(eq=False)
class _Page:
    """The entries of a page in columns, a row each; what is no event has no area.

    Args:
        numbers: their kinds, areas, days and the days on which they were reported.
        said: what events say, by its name.
    """

    numbers: npt.NDArray[np.int32]
    said: Mapping[str, Coded]


class SqliteColumns:
    """What the table of entries tells of events.

    Args:
        query: runs a statement with its parameters.
    """

    def __init__(self, query: Query) -> None:
        self._query = query

    def lone(self, head: int, fields: Sequence[Field]) -> LoneEvents:
        """The events that stand alone, up to a position, and what they say in some fields of kinds."""
        import numpy as np

        pages = self._pages(head, fields)
        numbers = np.concatenate([np.zeros((_NUMBERS_COUNT, 0), np.int32), *(page.numbers for page in pages)], 1)
        changed = [position for (position,) in self._query(CHANGED, {})]
        is_alone = numbers[1] > 0
        is_alone[np.array(changed, np.int64) - 1] = False
        rows = np.flatnonzero(is_alone)
        kind, area, day, reported = numbers[:, rows]
        when, source, credibility, schema, scope = (_column(pages, name).at(rows) for name in _SAID)
        at_hand = [field for field in fields if all(_name(field) in page.said for page in pages)]
        told = {field: _column(pages, _name(field)).at(rows) for field in at_hand}
        names = self._known_names()
        return LoneEvents(
            (rows + 1).astype(np.int32),
            kind,
            area,
            day,
            reported,
            when,
            source,
            credibility,
            schema,
            scope,
            told,
            names,
        )

    def field(self, field: Field, head: int) -> Coded:
        """What the events of a kind say in a field, a row for each position up to one; None where they say nothing."""
        name = _name(field)
        pages = enumerate(self._pages(head, [field]))
        return joined([page.said.get(name) or self._read(number, head, [field]).said[name] for number, page in pages])

    def reader(self, fields: Fields) -> Callable[[Sequence[int]], Iterable[tuple[int, str, Any, int]]]:
        """What tells of the events at some positions: the position, the kind, what its field holds in JSON, its schema.

        Args:
            fields: for some kinds the name of a field, or None.
        """
        numbered = list(enumerate(fields))
        sql = _VALUES.format(paths=" ".join(f"WHEN :kind{number} THEN :path{number}" for number, _ in numbered))
        kinds = {f"kind{number}": kind for number, (kind, _) in numbered}
        paths = {f"path{number}": name and f"$.{name}" for number, (_, name) in numbered}
        return lambda positions: self._query(sql, {**kinds, **paths, "positions": json.dumps(positions)})

    def seal(self, connection: sqlite3.Connection, head: int, fields: Sequence[Field]) -> None:
        """Seal what is not sealed yet of the pages that are full; the caller holds the write transaction.

        Args:
            fields: those of kinds that are to be told too.
        """
        for page in range(head // PAGE):
            missing = {_NUMBERS, *_names(fields)} - self._sealed(page)
            if _NUMBERS in missing:
                connection.execute(_DROP_OF_OTHER_VERSIONS, (page,))
            if missing:
                connection.executemany(_PUT, _contents(page, self._read(page, head, fields), missing))

    def _pages(self, head: int, fields: Sequence[Field]) -> list[_Page]:
        return [self._page(page, head, fields) for page in range(-(-head // PAGE))]

    def _page(self, page: int, head: int, fields: Sequence[Field]) -> _Page:
        """A page; of one that is sealed only those fields that are sealed too."""
        sealed = self._sealed(page)
        if _NUMBERS not in sealed:
            return self._read(page, head, fields)
        import numpy as np

        numbers = np.frombuffer(self._content(page, _NUMBERS), "<i4")
        names = [name for name in _names(fields) if name in sealed]
        return _Page(numbers.reshape(_NUMBERS_COUNT, -1), {name: self._coded(page, name) for name in names})

    def _sealed(self, page: int) -> set[str]:
        return {name for (name,) in self._query("SELECT name FROM derived_pages WHERE page = :page", {"page": page})}

    def _coded(self, page: int, name: str) -> Coded:
        import numpy as np

        values = json.loads(self._content(page, _VALUES_OF + name))
        return Coded(np.frombuffer(self._content(page, name), _kept_as(values)), values)

    def _content(self, page: int, name: str) -> Any:
        sql = "SELECT content FROM derived_pages WHERE page = :page AND name = :name"
        ((content,),) = self._query(sql, {"page": page, "name": name})
        return content

    def _read(self, page: int, head: int, fields: Sequence[Field]) -> _Page:
        """A page as the entries tell it. What one says comes as one text, for most say what others say too."""
        import numpy as np

        names = sorted({name for _, name in fields})
        paths = [*_PATHS, *(f"$.{name}" for name in names)]
        numbered = {f"path{number}": path for number, path in enumerate(paths)}
        sql = _READ.format(paths=", ".join(f":{number}" for number in numbered))
        bounds = {"after": page * PAGE, "upto": min((page + 1) * PAGE, head)}
        ((*columns, texts),) = self._query(sql, {**numbered, **bounds})
        position, *numbers = (np.fromstring(column, np.int64, sep=",") for column in columns)
        order = np.argsort(position)
        said = coded(texts.split(_BETWEEN)).at(order)
        when, cited, source, credibility, schema, scope, *told = zip(*map(json.loads, said.values), strict=True)
        told_of = dict(zip(names, told, strict=True))
        kinds = {name: number for number, name in self._known_names().items()}
        return _Page(
            np.array(numbers, np.int32)[:, order],
            {
                "when": _part(said, map(_unless_one_day, when)),
                "source": _part(said, map(_either, cited, source)),
                "credibility": _part(said, credibility),
                "schema": _part(said, (number or 1 for number in schema)),
                "scope": _part(said, scope),
                **{
                    _name(field): _of_kind(_part(said, told_of[field[1]]), numbers[0][order] == kinds.get(field[0]))
                    for field in fields
                },
            },
        )

    def _known_names(self) -> dict[int, str]:
        return dict(self._query("SELECT id, name FROM names", {}))


def _names(fields: Iterable[Field]) -> list[str]:
    return [*_SAID, *map(_name, fields)]


def _name(field: Field) -> str:
    return "field {}.{}".format(*field)


def _column(pages: Sequence[_Page], name: str) -> Coded:
    return joined([page.said[name] for page in pages])


def _part(said: Coded, values: Iterable[Any]) -> Coded:
    """A part of what is said, given that part of each of its values."""
    part = coded(values)
    return Coded(part.place[said.place], part.values)


def _of_kind(column: Coded, is_of_kind: Bools) -> Coded:
    """The rows of a kind; None in all others."""
    import numpy as np

    is_used = np.bincount(column.place[is_of_kind], minlength=len(column.values)) > 0
    place = np.where(is_of_kind, np.cumsum(is_used)[column.place], 0)
    return Coded(place, [None, *(column.values[each] for each in np.flatnonzero(is_used).tolist())])


def _unless_one_day(when: str | None) -> str | None:
    """A date as a text; None where it is one known day."""
    return None if when is None or ISO_DAY.fullmatch(when) else when


def _either(some: str | None, other: str | None) -> str | None:
    return other if some is None else some


def _contents(page: int, read: _Page, names: set[str]) -> Iterator[tuple[int, str, bytes | str]]:
    """What is kept of a page under some names."""
    if _NUMBERS in names:
        yield page, _NUMBERS, read.numbers.astype("<i4").tobytes()
    for name in sorted(names - {_NUMBERS}):
        column = read.said[name]
        yield page, name, column.place.astype(_kept_as(column.values)).tobytes()
        yield page, _VALUES_OF + name, to_json(column.values)


def _kept_as(values: Sequence[Any]) -> np.dtype[Any]:
    """The narrowest numbers that can be places of some values."""
    import numpy as np

    return np.min_scalar_type(len(values)).newbyteorder("<")
