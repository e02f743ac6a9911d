"""The index of a log in SQLite: written in the transaction of the append, so that it is never behind the log.

Invariant: the rows of a happening are `named(entries about it)`, which also says which rows to take away when more is
said about it. A happening goes by the position of its first entry.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from timeline.log.index import (
    A_DAY,
    LENGTHS,
    LONG,
    MORE_WAS_SAID,
    SOMEWHERE,
    WHOLLY,
    Added,
    Found,
    Named,
    Pair,
    Stretch,
    incident_keys,
    length_of,
    named,
)
from timeline.model.areas import Area
from timeline.model.days import EVER, FAR, Day, day_number, day_numbered
from timeline.model.entries import Cancelling, Entry, Join, Statement
from timeline.model.events import WHOLE, Event, is_kind
from timeline.model.sources import Source

if TYPE_CHECKING:
    import sqlite3

CREATE_INDEX = [
    """CREATE TABLE happenings (
        area INTEGER NOT NULL, kind INTEGER NOT NULL, length INTEGER NOT NULL, earliest INTEGER NOT NULL,
        happening INTEGER NOT NULL, known_from INTEGER NOT NULL, latest INTEGER, known_to INTEGER,
        PRIMARY KEY (area, kind, length, earliest, happening, known_from)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE happening_entries (
        happening INTEGER NOT NULL, position INTEGER NOT NULL UNIQUE, PRIMARY KEY (happening, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE happening_incidents (incident TEXT PRIMARY KEY, happening INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE descriptions (position INTEGER PRIMARY KEY) STRICT",
]

INDEX_TABLES = ("happenings", "happening_entries", "happening_incidents", "descriptions")

_STATEMENTS = 6
"""How many kinds of statements are no events: they have the first numbers."""
_KNOWN = "known_from <= :known_on AND (known_to IS NULL OR known_to > :known_on)"
_INSERT = "INSERT INTO happenings VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_DELETE = """DELETE FROM happenings WHERE area = ? AND kind = ? AND length = ? AND earliest = ? AND happening = ?
    AND known_from = ?"""
_HAPPENINGS = f"""WITH
    wanted AS (
        SELECT json_extract(value, '$[0]') AS area, json_extract(value, '$[1]') AS kind,
            json_extract(value, '$[2]') AS low, json_extract(value, '$[3]') AS high
        FROM json_each(:wanted)
    ),
    lengths (length, days) AS (VALUES {", ".join(map(str, LENGTHS.items()))}, ({LONG}, {2 * FAR}))
    SELECT DISTINCT coalesce(entry.position, found.happening)
    FROM wanted CROSS JOIN lengths
        CROSS JOIN happenings AS found ON found.area = wanted.area AND found.kind = wanted.kind
            AND found.length = lengths.length AND found.earliest BETWEEN low - days AND high
        LEFT JOIN happening_entries AS entry ON entry.happening = found.happening
    WHERE coalesce(latest, earliest) >= low"""
_TOGETHER = f"""SELECT position FROM happening_entries WHERE happening IN (
        SELECT happening FROM happening_entries JOIN entries USING (position)
        WHERE entries.kind > {_STATEMENTS} GROUP BY happening HAVING count(*) > 1
    )"""
_PAIRS = """SELECT areas.key, kinds.key FROM json_each(:areas) AS areas CROSS JOIN json_each(:kinds) AS kinds
    WHERE EXISTS (SELECT 1 FROM happenings WHERE area = areas.value AND kind = kinds.value)"""
_RETRACTION, _REINSTATEMENT = 4, 5
SCHEMA_OF_BODY = """iif(instr(body, '"schema"'), coalesce(json_extract(body, '$.schema'), 1), 1)"""
"""To look for the word takes a tenth of the time of reading the JSON, and most bodies do not have it."""
_BETWEEN = """FROM json_each(:areas) AS areas CROSS JOIN json_each(:kinds) AS kinds
        CROSS JOIN json_each(:lengths) AS lengths
        CROSS JOIN happenings AS found ON found.area = areas.value AND found.kind = kinds.value
            AND found.length = lengths.key AND found.earliest BETWEEN :start - lengths.value AND :end
    WHERE coalesce(latest, earliest) >= :start LIMIT :most"""
_FOUND = f"""SELECT earliest, happening, known_from, coalesce(known_to, {2 * FAR}), coalesce(latest, earliest),
        CASE
            WHEN EXISTS (
                SELECT 1 FROM happening_entries AS said JOIN entries USING (position)
                WHERE said.happening = found.happening AND position > found.happening
                    AND entries.kind NOT IN ({_RETRACTION}, {_REINSTATEMENT})
            ) THEN {MORE_WAS_SAID}
            WHEN found.length = {A_DAY} THEN {WHOLLY}
            ELSE (
                SELECT CASE
                    WHEN json_extract(body, '$.when') GLOB '*[/?~%]*' THEN {MORE_WAS_SAID}
                    WHEN {SCHEMA_OF_BODY} != json_extract(:schemas, '$[' || kinds.key || ']')
                        THEN {MORE_WAS_SAID}
                    WHEN json_extract(body, '$.scope') != '{WHOLE}' THEN {SOMEWHERE}
                    ELSE {WHOLLY}
                END
                FROM entries WHERE position = found.happening
            )
        END, kinds.key
    {_BETWEEN}"""
_COUNTED = f"SELECT count(*) FROM (SELECT 1 {_BETWEEN})"
_DAYS_OF_LENGTHS = json.dumps([*LENGTHS.values(), 2 * FAR])
_LONGEST = f"""SELECT coalesce(max((
        SELECT length FROM happenings WHERE area = areas.value AND kind = kinds.value ORDER BY length DESC LIMIT 1
    )), {A_DAY}) FROM json_each(:areas) AS areas CROSS JOIN json_each(:kinds) AS kinds"""
_MANY_PAIRS = 16
"""Of so many pairs of an area and a kind it is worth knowing how long anything in them lasts at most."""
_ADDED = f"""SELECT areas.name, kinds.name, coalesce(earliest, -{FAR}), coalesce(latest, {FAR})
    FROM entries JOIN names AS kinds ON kinds.id = kind LEFT JOIN names AS areas ON areas.id = area
    WHERE entries.position > :after"""
_ARE_TOLD_OF = "SELECT EXISTS (SELECT 1 FROM happening_entries WHERE position > :after)"
_ENTRIES = """SELECT happening, position FROM json_each(:happenings) CROSS JOIN happening_entries ON happening = value
    ORDER BY position"""
_BESIDE = """SELECT coalesce(position, happening) FROM (
        SELECT happening, earliest, coalesce(latest, earliest) AS latest, lead(earliest) OVER in_order AS next,
            max(coalesce(latest, earliest)) OVER (in_order ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
        FROM happenings WINDOW in_order AS (PARTITION BY area, kind ORDER BY earliest, happening, known_from)
    ) LEFT JOIN happening_entries USING (happening)
    WHERE earliest - :apart_days <= reached OR next <= latest + :apart_days OR position IS NOT NULL"""
CHANGED = "SELECT position FROM happening_entries"
_LAST = f"""SELECT (
        SELECT earliest FROM happenings WHERE area = json_extract(value, '$[0]')
            AND kind = json_extract(value, '$[1]') AND length = {A_DAY} AND earliest <= :day AND {_KNOWN}
        ORDER BY earliest DESC LIMIT 1
    ) FROM json_each(:wanted)"""
_FIRST = _LAST.replace("earliest <= :day", "earliest >= :day").replace("DESC", "ASC")
_AREAS = f"SELECT name FROM names WHERE EXISTS (SELECT 1 FROM happenings WHERE area = names.id AND {_KNOWN})"
_AREAS_EVER = "SELECT name FROM names WHERE EXISTS (SELECT 1 FROM happenings WHERE area = names.id)"

Query = Callable[[str, Mapping[str, Any]], list[tuple[Any, ...]]]
Number = Callable[[str], int | None]


class SqliteIndex:
    """What the tables above tell.

    Args:
        query: runs a statement with its parameters.
        number: the integer that stands for a name in the log; None for one that it does not hold.
    """

    def __init__(self, query: Query, number: Number) -> None:
        self._query = query
        self._number = number

    def kinds(self) -> set[str]:
        """The kinds of all events that it ever said anything of, and maybe other names."""
        areas = self.areas_named(None)
        return {name for (name,) in self._query("SELECT name FROM names", {}) if name not in areas or is_kind(name)}

    def together(self) -> list[int]:
        """The positions of all entries about happenings that several events were ever said to report."""
        return [position for (position,) in self._query(_TOGETHER, {})]

    def beside(self, apart_days: int) -> list[int]:
        """The positions of all entries about what may fall within so many days of another of its area and kind.

        Several events that were ever said to be one are such as well, for they may be apart again.
        """
        return [position for (position,) in self._query(_BESIDE, {"apart_days": apart_days})]

    def changed(self) -> list[int]:
        """The positions of all entries about happenings of which several entries tell."""
        return [position for (position,) in self._query(CHANGED, {})]

    def pairs(self, areas: Sequence[str], kinds: Sequence[str]) -> set[Pair]:
        """The pairs of some areas and kinds of which it ever said anything."""
        held = _listed(self._number, areas, kinds)
        return {(areas[area], kinds[kind]) for area, kind in (self._query(_PAIRS, held) if held else ())}

    def happenings(self, stretches: Sequence[Stretch], known_on: Day | None) -> set[int]:
        """The positions of all entries about what may fall into the stretches as known on a day, and maybe others.

        Args:
            known_on: None for what was known on any day.
        """
        wanted = [
            (*pair, day_number(each.start), day_number(each.end))
            for each in stretches
            if (pair := self._numbers(each.pair))
        ]
        parameters = {"wanted": json.dumps(wanted)}
        if known_on is None:
            found = self._query(_HAPPENINGS, parameters)
        else:
            found = self._query(f"{_HAPPENINGS} AND {_KNOWN}", parameters | {"known_on": day_number(known_on)})
        return {position for (position,) in found}

    def finder(self, areas: Iterable[str], kinds: Mapping[str, int]) -> SqliteFinder:
        """What tells of some areas and kinds, each with its schema, what may fall on the days between two."""
        return SqliteFinder(self._query, self._number, list(areas), kinds)

    def added(self, after: int) -> list[Added] | None:
        """Where the events behind a position may fall; None unless all entries there are events that stand alone."""
        ((are_told_of,),) = self._query(_ARE_TOLD_OF, {"after": after})
        found = [] if are_told_of else self._query(_ADDED, {"after": after})
        is_plain = not are_told_of and all(area is not None for area, *_ in found)
        return found if is_plain else None

    def about(self, happenings: Sequence[int]) -> list[list[int]]:
        """Of each happening the positions of all entries about it, in order."""
        found: dict[int, list[int]] = {happening: [] for happening in happenings}
        for happening, position in self._query(_ENTRIES, {"happenings": json.dumps(happenings)}):
            found[happening].append(position)
        return [positions or [happening] for happening, positions in found.items()]

    def last_days(self, pairs: Sequence[Pair], on: Day, known_on: Day) -> dict[Pair, Day]:
        """The last day up to `on` with an event that is beyond doubt; only pairs that have one."""
        return self._beyond_doubt(_LAST, pairs, on, known_on)

    def first_days(self, pairs: Sequence[Pair], on: Day, known_on: Day) -> dict[Pair, Day]:
        """The first day from `on` on with an event that is beyond doubt; only pairs that have one."""
        return self._beyond_doubt(_FIRST, pairs, on, known_on)

    def _beyond_doubt(self, sql: str, pairs: Sequence[Pair], on: Day, known_on: Day) -> dict[Pair, Day]:
        held = [(pair, numbers) for pair in pairs if (numbers := self._numbers(pair))]
        wanted = json.dumps([numbers for _, numbers in held])
        days = self._query(sql, {"wanted": wanted, "day": day_number(on), "known_on": day_number(known_on)})
        return {pair: day_numbered(day) for (pair, _), (day,) in zip(held, days, strict=True) if day is not None}

    def descriptions(self, *, after: int = 0) -> Sequence[int]:
        """The positions behind one of the descriptions of areas and sources, and of what was said about those."""
        sql = "SELECT position FROM descriptions WHERE position > :after ORDER BY position"
        return [position for (position,) in self._query(sql, {"after": after})]

    def areas_named(self, known_on: Day | None) -> set[str]:
        """The areas that events in force are about; of None, those that events ever were about."""
        sql = _AREAS_EVER if known_on is None else _AREAS
        parameters = {} if known_on is None else {"known_on": day_number(known_on)}
        return {name for (name,) in self._query(sql, parameters)}

    def _numbers(self, pair: Pair) -> tuple[int, int] | None:
        area, kind = map(self._number, pair)
        return None if area is None or kind is None else (area, kind)


class SqliteFinder:
    """What may fall on the days between two, of some kinds in some areas.

    Args:
        query: runs a statement with its parameters.
        number: the integer that stands for a name in the log; None for one that it does not hold yet.
        areas: the areas.
        kinds: the kinds, each with its schema.
    """

    def __init__(self, query: Query, number: Number, areas: Sequence[str], kinds: Mapping[str, int]) -> None:
        self._query = query
        self._number = number
        self._areas = areas
        self._kinds = kinds
        self._absent = [*areas, *kinds]
        self._there: dict[str, str] = {}
        self._lengths: str | None = None

    def rows(self, start: int, end: int, most: int) -> list[Found]:
        """What it is, in order; at most so much of it."""
        return sorted(self._between(_FOUND, start, end, most))

    def count(self, start: int, end: int, most: int) -> int:
        """How much it is, counted up to so much."""
        return next((int(count) for (count,) in self._between(_COUNTED, start, end, most)), 0)

    def forget(self) -> None:
        """Know nothing any more of what was there: something was written."""
        self._lengths = None

    def _between(self, sql: str, start: int, end: int, most: int) -> list[tuple[Any, ...]]:
        if self._absent and any(map(self._number, self._absent)):
            self._list()
        if not self._there:
            return []
        if self._lengths is None:
            self._lengths = self._lengths_there()
        return self._query(sql, {**self._there, "lengths": self._lengths, "start": start, "end": end, "most": most})

    def _list(self) -> None:
        """Note which of the areas and kinds the log holds by now."""
        self._absent = [name for name in self._absent if self._number(name) is None]
        listed = _listed(self._number, self._areas, [*self._kinds])
        self._there = listed and {**listed, "schemas": json.dumps([*self._kinds.values()])}

    def _lengths_there(self) -> str:
        """The days of each length; of many areas and kinds, without the lengths that nothing there has."""
        if len(self._areas) * len(self._kinds) < _MANY_PAIRS:
            return _DAYS_OF_LENGTHS
        ((longest,),) = self._query(_LONGEST, self._there)
        return json.dumps(json.loads(_DAYS_OF_LENGTHS)[: longest + 1])


def _listed(number: Number, areas: Sequence[str], kinds: Sequence[str]) -> dict[str, str]:
    """The numbers of areas and kinds as JSON; nothing if the log holds none of either."""
    numbers = [[number(name) for name in each] for each in (areas, kinds)]
    return dict(zip(("areas", "kinds"), map(json.dumps, numbers), strict=True)) if all(map(any, numbers)) else {}


class IndexWriter:
    """Writes what new entries say into the tables above, within the transaction that appends them.

    Args:
        connection: of the log, in a transaction that holds the entries already.
        number: the integer that stands for a name in the log.
        read: the entries at some positions, in order.
        position: the position of the entry with an id.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        number: Callable[[str], int],
        read: Callable[[Sequence[int]], list[Entry]],
        position: Callable[[str], int],
    ) -> None:
        self._connection = connection
        self._number = number
        self._read = read
        self._position = position

    def add(self, entries: Sequence[Entry]) -> None:
        """Write what entries say that the log has just taken in, in order of position."""
        alone, others = _told_apart(entries)
        if alone:
            self._connection.executemany(_INSERT, sorted(map(self._row_alone, alone)))
        for entry in others:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        statement = entry.statement
        if isinstance(statement, (Area, Source)) or self._is_about_description(statement):
            self._connection.execute("INSERT INTO descriptions VALUES (?)", (entry.position,))
        else:
            self._connect(entry, {self._happening_of(id_) for id_ in _mentioned(statement)} | self._sharing(entry))

    def _is_about_description(self, statement: Statement) -> bool:
        if not isinstance(statement, Cancelling):
            return False
        sql = "SELECT 1 FROM descriptions WHERE position = ?"
        return self._connection.execute(sql, (self._position(statement.target),)).fetchone() is not None

    def _happening_of(self, id_: str) -> int:
        position = self._position(id_)
        sql = "SELECT happening FROM happening_entries WHERE position = ?"
        (happening,) = self._connection.execute(sql, (position,)).fetchone() or (position,)
        return int(happening)

    def _sharing(self, entry: Entry) -> set[int]:
        """The happenings that were ever said to be of the incident that an entry names."""
        sql = "SELECT happening FROM happening_incidents WHERE incident = ?"
        found = [self._connection.execute(sql, (key,)).fetchone() for key in incident_keys(entry)]
        return {happening for (happening,) in filter(None, found)}

    def _connect(self, entry: Entry, happenings: set[int]) -> None:
        """Make an entry and the happenings that it is about, or shares an incident with, one."""
        before = {happening: self._positions(happening) for happening in happenings}
        together = sorted({entry.position}.union(*before.values()))
        for happening, positions in before.items():
            self._delete(happening, named(self._read(positions)))
        entries = self._read(together)
        self._insert((together[0], each) for each in named(entries))
        self._remember(together, {key for each in entries for key in incident_keys(each)})

    def _positions(self, happening: int) -> list[int]:
        sql = "SELECT position FROM happening_entries WHERE happening = ? ORDER BY position"
        return [position for (position,) in self._connection.execute(sql, (happening,))] or [happening]

    def _remember(self, positions: Sequence[int], incidents: Iterable[str]) -> None:
        first = positions[0]
        if len(positions) > 1:
            rows = [(first, position) for position in positions]
            self._connection.executemany("INSERT OR REPLACE INTO happening_entries VALUES (?, ?)", rows)
        rows_by_incident = [(incident, first) for incident in incidents]
        self._connection.executemany("INSERT OR REPLACE INTO happening_incidents VALUES (?, ?)", rows_by_incident)

    def _insert(self, rows: Iterable[tuple[int, Named]]) -> None:
        self._connection.executemany(_INSERT, (self._row(*row) for row in rows))

    def _delete(self, happening: int, rows: Iterable[Named]) -> None:
        self._connection.executemany(_DELETE, (self._row(happening, row)[:6] for row in rows))

    def _row_alone(self, entry: Entry) -> tuple[int | None, ...]:
        """The row of an event of which nothing else was ever said: that of `named_alone(entry)`, made at once."""
        event = entry.statement
        assert isinstance(event, Event)
        when, known_from = event.when, day_number(entry.reported_on)
        earliest, latest = day_number(when.first.earliest), day_number(when.last.latest)
        pair = self._number(event.area), self._number(event.kind)
        until = None if latest == earliest else latest
        return (*pair, length_of(event), earliest, entry.position, known_from, until, None)

    def _row(self, happening: int, row: Named) -> tuple[int | None, ...]:
        earliest, latest = day_number(row.earliest), day_number(row.latest)
        return (
            *(self._number(row.area), self._number(row.kind), row.length, earliest, happening),
            day_number(row.known_from),
            None if latest == earliest else latest,
            None if row.known_to is EVER else day_number(row.known_to),
        )


def _told_apart(entries: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """The events that nothing else was ever said of, and the other entries."""
    alone: list[Entry] = []
    others: list[Entry] = []
    for entry in entries:
        is_alone = isinstance(entry.statement, Event) and entry.statement.incident is None
        (alone if is_alone else others).append(entry)
    return alone, others


def _mentioned(statement: Statement) -> tuple[str, ...]:
    """The ids of the entries that a statement is about."""
    if isinstance(statement, Join):
        return statement.members
    return (statement.target,) if isinstance(statement, Cancelling) else ()
