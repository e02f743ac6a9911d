"""Where in a log to look: which happenings may fall on a day, as known on another, by area and kind.

A happening is all that was ever said of one event, or of several that were ever reported as one. The index names it
once for each stretch of known days over which the same is said of it.

Invariant: what is in force for an area on a day, in any state of knowledge up to the head, lies in a happening that the
index names; it may name more, for the definition judges what is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, Self, runtime_checkable

import attrs

from timeline.model.days import BEGINNING, EVER, Day
from timeline.model.entries import Cancelling, Entry, Statement, said_by
from timeline.model.events import WHOLE, Event
from timeline.model.incidents import shape_of
from timeline.model.knowledge import knowledge
from timeline.model.when import When

if TYPE_CHECKING:
    from timeline.log.coded import Coded, Ints, Narrow

A_DAY, DAYS, YEAR, LONG = range(4)
"""How long it may last: on one known day and about a whole area, up to a month, up to a year, or longer."""

LENGTHS = {A_DAY: 0, DAYS: 31, YEAR: 366}


@attrs.frozen
class Named:
    """What the index says of a happening: in which area and of what kind it may be, on which days and known when.

    Args:
        length: which of the lengths above; on `A_DAY` there is nothing to doubt about it.
        known_to: the day from which that is not said any more.
    """

    area: str
    kind: str
    length: int
    earliest: Day
    latest: Day
    known_from: Day
    known_to: Day


Pair = tuple[str, str]
"""An area, and a kind of events about it."""


@attrs.frozen
class Stretch:
    """The days from `start` to `end`, both included, on which events of a kind about an area are looked for."""

    pair: Pair
    start: Day
    end: Day


State = tuple[int, int]


@runtime_checkable
class Indexed(Protocol):
    """A log with an index, from which single entries can be read."""

    @property
    def index(self) -> Index:
        """Where to look in it."""

    @property
    def columns(self) -> Columns:
        """What it tells of events by column."""

    @property
    def head(self) -> int:
        """The position of the last entry; 0 when there is none."""

    def state(self) -> State:
        """What differs from one snapshot to another if anything was written between them."""

    def at(self, positions: Iterable[int]) -> list[Entry]:
        """The entries at some positions, in order."""

    def seal(self, fields: Sequence[Field]) -> None:
        """Keep in columns what never changes of events, and of the kinds and fields named, to be read faster."""

    def reindex(self) -> None:
        """Make the index anew from the entries."""

    def copied(self) -> Self:
        """A log that begins as this one is and goes on by itself."""

    def is_index_sound(self) -> bool:
        """Whether the index is what the entries say."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Within it nothing is seen of what others append meanwhile."""


Field = tuple[str, str]
"""A kind of events, and the name of a field of its own."""


@attrs.frozen(eq=False)
class LoneEvents:
    """Events that stand alone, in columns.

    Args:
        position: the position of each.
        kind: a number that stands for its kind.
        area: a number that stands for its area.
        day: the number of its day, where it is one known day.
        reported: the number of the day it was reported on.
        when: its date as a text; None where it is one known day.
        source: the id of its source, if any.
        credibility: that of its report; None where it was not given.
        schema: that in which it was stored.
        scope: None where it is about the whole of its area.
        fields: what it says in some fields, as JSON has it; None where it says nothing or is of another kind.
        names: what the numbers of kinds and areas stand for.
    """

    position: Narrow
    kind: Narrow
    area: Narrow
    day: Narrow
    reported: Narrow
    when: Coded
    source: Coded
    credibility: Coded
    schema: Coded
    scope: Coded
    fields: Mapping[Field, Coded]
    names: Mapping[int, str]

    def at(self, rows: Ints) -> LoneEvents:
        """Some of them."""
        return LoneEvents(
            self.position[rows],
            self.kind[rows],
            self.area[rows],
            self.day[rows],
            self.reported[rows],
            self.when.at(rows),
            self.source.at(rows),
            self.credibility.at(rows),
            self.schema.at(rows),
            self.scope.at(rows),
            {field: column.at(rows) for field, column in self.fields.items()},
            self.names,
        )


MORE_WAS_SAID, SOMEWHERE, WHOLLY = range(3)
"""Whether an event can be told by its row: not without its entries, or it can, and is about a place or all of its area.

It can be if nothing was said of it but what one entry says, or that it is withdrawn, and it surely was on one of the
days from the earliest to the latest.
"""

Found = tuple[int, int, int, int, int, int, int]
"""Of a happening its earliest day, its number, the days from and up to which it is known, and its latest day.

The number is the position of the first entry about it. Then stands which of the three above it is, and its place among
the kinds asked for. Days are numbered from 1970-01-01.
"""


Added = tuple[str, str, int, int]
"""Of an event its area and kind, and the days from and up to which it may fall, numbered from 1970-01-01."""

Fields = Sequence[tuple[str, str | None]]
"""The field that is read of each kind; None where there is none."""


class Columns(Protocol):
    """What a log can tell of events without making entries of them."""

    def lone(self, head: int, fields: Sequence[Field]) -> LoneEvents:
        """The events that stand alone, up to a position, and what they say in some fields.

        Nothing else was ever said of one, and no other was ever said to be the same.
        """

    def field(self, field: Field, head: int) -> Coded:
        """What the events of a kind say in a field, a row for each position up to one; None where they say nothing."""

    def reader(self, fields: Fields) -> Callable[[Sequence[int]], Iterable[tuple[int, str, Any, int]]]:
        """What tells of the events at some positions: the position, the kind, what its field holds in JSON, its schema.

        Args:
            fields: for some kinds the name of a field, or None.
        """


class Finder(Protocol):
    """What may fall on the days between two, both included, of some kinds in some areas."""

    def rows(self, start: int, end: int, most: int) -> list[Found]:
        """What it is, in order; at most so much of it."""

    def count(self, start: int, end: int, most: int) -> int:
        """How much it is, counted up to so much."""

    def forget(self) -> None:
        """Know nothing any more of what was there: something was written."""


class Index(Protocol):
    """What a log can look up without reading all of it; it stands for the whole log up to its head."""

    def kinds(self) -> set[str]:
        """The kinds of all events that it ever said anything of, and maybe other names."""

    def together(self) -> list[int]:
        """The positions of all entries about happenings that several events were ever said to report."""

    def beside(self, apart_days: int) -> list[int]:
        """The positions of all entries about what may fall within so many days of another of its area and kind."""

    def changed(self) -> list[int]:
        """The positions of all entries about happenings of which several entries tell."""

    def pairs(self, areas: Sequence[str], kinds: Sequence[str]) -> set[Pair]:
        """The pairs of some areas and kinds of which it ever said anything."""

    def happenings(self, stretches: Sequence[Stretch], known_on: Day | None) -> set[int]:
        """The positions of all entries about what may fall into the stretches as known on a day, and maybe others.

        Args:
            known_on: None for what was known on any day.
        """

    def last_days(self, pairs: Sequence[Pair], on: Day, known_on: Day) -> dict[Pair, Day]:
        """The last day up to `on` with an event that is beyond doubt; only pairs that have one."""

    def first_days(self, pairs: Sequence[Pair], on: Day, known_on: Day) -> dict[Pair, Day]:
        """The first day from `on` on with an event that is beyond doubt; only pairs that have one."""

    def finder(self, areas: Iterable[str], kinds: Mapping[str, int]) -> Finder:
        """What tells of some areas and kinds what may fall on the days between two.

        Args:
            kinds: each with its schema; an event of another schema is told by its entries, unless it is on a sure day.
        """

    def added(self, after: int) -> list[Added] | None:
        """Where the events behind a position may fall; None unless all entries there are events that stand alone."""

    def about(self, happenings: Sequence[int]) -> list[list[int]]:
        """Of each happening the positions of all entries about it, in order."""

    def descriptions(self, *, after: int = 0) -> Sequence[int]:
        """The positions behind one of the descriptions of areas and sources, and of what was said about those."""

    def areas_named(self, known_on: Day | None) -> set[str]:
        """The areas that events in force are about; of None, those that events ever were about."""


def named(entries: Sequence[Entry]) -> list[Named]:
    """What the index says of a happening, given all entries about it in order of position."""
    if len(entries) == 1:
        return [named_alone(entries[0])]
    events = [entry for entry in entries if isinstance(entry.statement, Event)]
    if len(events) > 1:
        return _together(entries)
    found = list(_lone(entries))
    return [*found, *_never_in_force(entries, {(each.area, each.kind) for each in found})]


def named_alone(entry: Entry) -> Named:
    """What the index says of an event of which nothing else was ever said."""
    assert isinstance(entry.statement, Event)
    return Named(*_seen(entry.statement), entry.reported_on, EVER)


def _lone(entries: Sequence[Entry]) -> Iterator[Named]:
    """One event: what was said of it, from each day on which that changed."""
    days: list[Day] = sorted({entry.reported_on for entry in entries})
    said = [_said_on(entries, day) for day in days]
    changes = [number for number, each in enumerate(said) if number == 0 or each != said[number - 1]]
    for number, after in zip(changes, [*changes[1:], len(days)], strict=True):
        if each := said[number]:
            yield Named(*each, days[number], days[after] if after < len(days) else EVER)


def _never_in_force(entries: Sequence[Entry], found: set[tuple[str, str]]) -> Iterator[Named]:
    """What was said and never believed: withdrawn before it was known, or our own mistake."""
    said = {(event.area, event.kind): event for event in map(said_by, _statements(entries)) if isinstance(event, Event)}
    for pair in sorted(said.keys() - found):
        yield Named(*_seen(said[pair]), entries[0].reported_on, entries[0].reported_on)


def _statements(entries: Iterable[Entry]) -> Iterator[Statement]:
    return (entry.statement for entry in entries)


def _said_on(entries: Sequence[Entry], day: Day) -> tuple[str, str, int, Day, Day] | None:
    """The area, the kind, the length and the ends of an event as it stood on a known day."""
    known = _in_force(entries, day)
    return _seen(known[0]) if known else None


def _in_force(entries: Sequence[Entry], day: Day) -> list[Event]:
    """The events as they stood on a known day."""
    return [each.event for each in knowledge(entries, known_on=day, position=entries[-1].position).events]


def _seen(event: Event) -> tuple[str, str, int, Day, Day]:
    when = event.when
    return (event.area, event.kind, length_of(event), when.first.earliest, when.last.latest)


def length_of(event: Event) -> int:
    """Which of the lengths above an event has."""
    when = event.when
    is_sure = event.scope == WHOLE and not when.is_qualified and not when.lasts
    return _length(when.first.earliest, when.last.latest, is_sure=is_sure)


def _length(earliest: Day, latest: Day, *, is_sure: bool) -> int:
    if earliest is BEGINNING or latest is EVER:
        return LONG
    length = (latest - earliest).days  # type: ignore[operator]
    if length == 0 and is_sure:
        return A_DAY
    return next((each for each in (DAYS, YEAR) if length <= LENGTHS[each]), LONG)


def _together(entries: Sequence[Entry]) -> list[Named]:
    """Several events that may be one: all days on which any of them was ever said to be."""
    said = [event for entry in entries if isinstance(event := said_by(entry.statement), Event)]
    found = []
    for area, kind in sorted({(event.area, event.kind) for event in said}):
        whens = [event.when for event in said if (event.area, event.kind) == (area, kind)]
        earliest, latest = _around(whens)
        length = _length(earliest, latest, is_sure=False)
        stretches = _known(entries, (area, kind))
        found += [Named(area, kind, length, earliest, latest, since, until) for since, until in stretches]
    return found


def _known(entries: Sequence[Entry], pair: Pair) -> list[tuple[Day, Day]]:
    """The stretches of known days over which some event of an area and kind was in force; an empty one if on none."""
    since = min(entry.reported_on for entry in entries if _is_about(entry, pair))
    if not any(isinstance(statement, Cancelling) for statement in _statements(entries)):
        return [(since, EVER)]
    days: list[Day] = sorted({entry.reported_on for entry in entries})
    ends = [*days[1:], EVER]
    in_force = [
        (day, end)
        for day, end in zip(days, ends, strict=True)
        if any((event.area, event.kind) == pair for event in _in_force(entries, day))
    ]
    return _joined(in_force) or [(since, since)]


def _is_about(entry: Entry, pair: Pair) -> bool:
    event = said_by(entry.statement)
    return isinstance(event, Event) and (event.area, event.kind) == pair


def _joined(stretches: Iterable[tuple[Day, Day]]) -> list[tuple[Day, Day]]:
    """Stretches in order, with those that touch made one."""
    found: list[tuple[Day, Day]] = []
    for since, until in stretches:
        if found and found[-1][1] == since:
            found[-1] = (found[-1][0], until)
        else:
            found.append((since, until))
    return found


def _around(whens: Iterable[When]) -> tuple[Day, Day]:
    ends = [(when.first.earliest, when.last.latest) for when in whens]
    return min(low for low, _ in ends), max(high for _, high in ends)


def incident_keys(entry: Entry) -> list[str]:
    """By what an event may be one with others: the incident that it names, with what its members must share."""
    event = said_by(entry.statement)
    if not isinstance(event, Event) or event.incident is None:
        return []
    return ["\x1f".join(map(str, (event.incident, *shape_of(event))))]
