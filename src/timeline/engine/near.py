"""What lies near a day for a facet of an area, from rows of the index that are kept in memory.

Invariant: it is what the index says in one state of the log; entries are read only where a facet weighs them.
"""

from __future__ import annotations

import bisect
import datetime
import itertools
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from timeline.engine.strips import Page, Read, Strip
from timeline.errors import InputError
from timeline.log.index import Added, Columns, Found, Index
from timeline.model.days import EVER, FAR, day_number
from timeline.model.entries import Entry
from timeline.model.events import Event, kind_of
from timeline.model.exact import is_as_in_json
from timeline.model.incidents import merged
from timeline.model.knowledge import InForce, knowledge
from timeline.model.policy import Rank
from timeline.projections.brief import TooFarError
from timeline.projections.claims import Claim, claims_of_one
from timeline.projections.facets import Facet
from timeline.projections.facets.base import Finding, asked

_FEW_AREAS = 4
_FEW_ROWS, _MANY_ROWS = 4, 64
"""Of how many rows the fields are read at once: beside a single row, or a stretch of them."""
_IN_JSON = {str, int, type(None)}
_MOST_PAGES = 128
_UNREAD: Any = object()
_NEVER = -FAR - 1

RankOf = Callable[[InForce], Rank]
Seek = Callable[[Facet[Any]], tuple[Claim, ...]]
Fields = tuple[tuple[type[Event], str | None], ...]
"""The field that is read of each kind; None where each event counts."""

ReadEntries = Callable[[Sequence[int]], list[Entry]]


class Told:
    """A happening of which more was said than one event: what was in force of it on each known day."""

    __slots__ = ("_days", "_entries", "_in_force")

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._days = sorted({day_number(entry.reported_on) for entry in entries})
        self._in_force: dict[tuple[int, int], Sequence[InForce]] = {}

    def step(self, known_on: int) -> int:
        """A number that is the same for all known days on which the same is in force."""
        return bisect.bisect_right(self._days, known_on)

    def in_force(self, step: int, epoch: int, rank_of: RankOf) -> Sequence[InForce]:
        """What is in force, each incident in place of its members.

        Args:
            epoch: of what is known of sources, by which reports of one incident are ranked.
        """
        key = step, epoch
        if key not in self._in_force:
            known_on = self._days[step - 1] if step else _NEVER
            seen = [entry for entry in self._entries if day_number(entry.reported_on) <= known_on]
            apart = knowledge(seen, known_on=EVER, position=self._entries[-1].position)
            self._in_force[key] = merged(apart, rank_of).events
        return self._in_force[key]


class Strips:
    """The rows that are kept of one state of a log, and what was read of entries.

    Args:
        index: of the log.
        columns: of the log.
        read: the entries at some positions, in order.
    """

    def __init__(self, index: Index, columns: Columns, read: ReadEntries) -> None:
        self._index = index
        self._columns = columns
        self._read = read
        self._strips: dict[tuple[tuple[str, ...], tuple[type[Event], ...]], Strip] = {}
        self._strips_of: dict[tuple[str, str], list[Strip]] = {}
        self._told: dict[int, Told] = {}
        self._readers: dict[Fields, Callable[[Sequence[int]], dict[int, Any]]] = {}
        self.rows_count = 0

    def strip(self, areas: tuple[str, ...], kinds: tuple[type[Event], ...]) -> Strip:
        """The rows of some kinds in some areas."""
        key = areas, kinds
        if key not in self._strips:
            names = [kind.kind for kind in kinds]
            read = self._counting(self._index.finder(areas, names))
            strip = self._strips[key] = Strip(read, is_wide=len(areas) > _FEW_AREAS)
            for pair in itertools.product(areas, names):
                self._strips_of.setdefault(pair, []).append(strip)
        return self._strips[key]

    def forget(self, added: Iterable[Added]) -> None:
        """Read anew, when they are next asked for, the days on which events may fall that were added since."""
        for area, kind, start, end in added:
            for strip in self._strips_of.get((area, kind), ()):
                strip.forget(start, end)

    def _counting(self, read: Read) -> Read:
        def counted(start: int, end: int, most: int) -> list[Found]:
            found = read(start, end, most)
            self.rows_count += len(found)
            return found

        return counted

    def told(self, numbers: Iterable[int]) -> list[Told]:
        """What was said of some happenings."""
        wanted = list(numbers)
        missing = [number for number in wanted if number not in self._told]
        if missing:
            self._tell(missing)
        return [self._told[number] for number in wanted]

    def _tell(self, numbers: Sequence[int]) -> None:
        about = self._index.about(numbers)
        entry_at = {entry.position: entry for entry in self._read([*itertools.chain(*about)])}
        for number, positions in zip(numbers, about, strict=True):
            self._told[number] = Told([entry_at[position] for position in positions])

    def alone(self, number: int) -> InForce:
        """An event of which nothing else was said."""
        (entry,) = self._read([number])
        assert isinstance(entry.statement, Event)
        return InForce(entry.statement, entry.reported_on, (entry,))

    def values(self, page: Page, fields: Fields, low: int, high: int) -> list[Any]:
        """What fields hold in the plain rows of a page, read at least from one place to before another.

        Raises:
            TooFarError: it takes reading the events to tell.
        """
        values = page.values.get(fields)
        if values is None:
            values = page.values[fields] = self._unread(page, fields)
        if _UNREAD in values[low:high]:
            at_once = _FEW_ROWS if high - low < _FEW_ROWS else _MANY_ROWS
            self._read_values(page, fields, values, low - low % at_once, high + -high % at_once)
        return values

    def _unread(self, page: Page, fields: Fields) -> list[Any]:
        """What can be told without reading: of a kind without a field the kind itself."""
        untold = [kind.kind if field is None else _UNREAD for kind, field in fields]
        return [untold[place] for place in page.kinds]

    def _read_values(self, page: Page, fields: Fields, values: list[Any], low: int, high: int) -> None:
        if fields not in self._readers:
            self._readers[fields] = _reader(self._columns, fields)
        found = self._readers[fields](page.numbers[low:high])
        values[low:high] = [found[number] for number in page.numbers[low:high]]


def _reader(columns: Columns, fields: Fields) -> Callable[[Sequence[int]], dict[int, Any]]:
    """What tells what fields hold in the events at some positions; of a kind without a field the kind itself.

    Raises:
        TooFarError: the events are to be read to tell.
    """
    if not all(field is None or is_as_in_json(kind, field) for kind, field in fields):
        raise TooFarError
    read = columns.reader([(kind.kind, field) for kind, field in fields])
    present = {kind.kind: kind_of(kind).schema for kind, _ in fields}
    itself = {kind.kind for kind, field in fields if field is None}

    def values(positions: Sequence[int]) -> dict[int, Any]:
        rows = read(positions)
        if not all(present[kind] == schema and type(value) in _IN_JSON for _, kind, value, schema in rows):
            raise TooFarError
        return {number: kind if kind in itself else value for number, kind, value, _ in rows}

    return values


class Sight:
    """Where a facet of an area looks, under one hierarchy and with one state of what is known of sources.

    Args:
        facet: the facet.
        distances: the areas it looks at, each with its distance.
        epoch: a number for what is known of sources.
        rank_of: ranks a report by that.
        strips: of the log.
    """

    __slots__ = (
        "_claims",
        "_counts",
        "_fields",
        "_strips",
        "distances",
        "epoch",
        "facet",
        "findings",
        "rank_of",
        "strips",
    )

    def __init__(
        self, facet: Facet[Any], distances: Mapping[str, int], epoch: int, rank_of: RankOf, strips: Strips
    ) -> None:
        self.facet = facet
        self.distances = distances
        self.epoch = epoch
        self.rank_of = rank_of
        self._strips = strips
        self._fields = tuple(facet.fields.items())
        self._counts = not any(facet.fields.values())
        self._claims: dict[int | tuple[int, int], Sequence[Claim]] = {}
        self.findings: dict[tuple[tuple[int, ...], bool], Finding[Any]] = {}
        apart = [tuple(distances)] if facet.look == "down" else [(area,) for area in distances]
        self.strips = [strips.strip(areas, facet.kinds) for areas in apart]

    def amounts(self, page: Page, low: int, high: int) -> list[int]:
        """What the facet counts of the plain rows of a page from one place to before another."""
        if self._counts:
            return [1] * (high - low)
        amounts = [0 if value is None else value for value in self.values(page, low, high)[low:high]]
        if not all(type(amount) is int and amount >= 0 for amount in amounts):
            raise TooFarError
        return amounts

    def values(self, page: Page, low: int, high: int) -> list[Any]:
        """What the facet reads from the plain rows of a page, at least from one place to before another."""
        return self._strips.values(page, self._fields, low, high)

    def plain_claims(self, number: int) -> Sequence[Claim]:
        """The claim that a plain event makes; none where the facet does not take it."""
        if number not in self._claims:
            self._claims[number] = self._claimed([self._strips.alone(number)])
        return self._claims[number]

    def other_claims(self, numbers: Collection[int], known_on: int) -> list[Claim]:
        """The claims that some happenings make as known on a day."""
        found: list[Claim] = []
        for number, told in zip(numbers, self._strips.told(numbers), strict=True):
            key = number, told.step(known_on)
            if key not in self._claims:
                self._claims[key] = self._claimed(told.in_force(key[1], self.epoch, self.rank_of))
            found += self._claims[key]
        return found

    def _claimed(self, in_force: Sequence[InForce]) -> Sequence[Claim]:
        facet = self.facet
        return [
            claim
            for known in in_force
            if type(known.event) in facet.fields and known.event.area in self.distances
            for claim in claims_of_one(
                known,
                facet.look,
                self.distances[known.event.area],
                read=facet.read,
                takes=facet.takes,
                rank_of=self.rank_of,
            )
        ]


@attrs.frozen
class Causes:
    """Finds the causes of an answer in the log that it is of; a copy of the answer has left that behind."""

    _seek: Seek | None
    _facet: Facet[Any] | None

    def __call__(self) -> tuple[Claim, ...]:
        """The fewest claims that alone give the same.

        Raises:
            InputError: it was copied, or came from another process.
        """
        if self._seek is None or self._facet is None:
            raise InputError("causes", expected="an answer as its timeline gave it", found="a copy", do="ask again")
        return self._seek(self._facet)

    def __reduce__(self) -> tuple[Any, ...]:
        return Causes, (None, None)


class NearDay:
    """What lies near a day as known on another: `projections.brief.Near`.

    Args:
        sight: where to look.
        on: the day asked about.
        number: its number.
        known_on: the number of the day by which something is known.
        seek: finds the causes of a facet by the plain definition.
    """

    __slots__ = ("_known_on", "_number", "_pages", "_seek", "_sight", "on")

    def __init__(self, sight: Sight, on: datetime.date, number: int, known_on: int, seek: Seek) -> None:
        self.on = on
        self._sight = sight
        self._number = number
        self._known_on = known_on
        self._seek = seek
        self._pages: list[Page] = []

    @property
    def causes(self) -> Causes:
        """Finds the causes of what the facet tells by its definition of all claims."""
        return Causes(self._seek, self._sight.facet)

    def last_day(self, since: int | None = None) -> int | None:
        """The last day with a plain claim up to the day asked about, from a day on; None where there is none."""
        before = _NEVER if since is None else since - 1
        last = before
        for strip in self._sight.strips:
            last = self._last_day(strip, last, before + 1)
        return None if last == before else last

    def _last_day(self, strip: Strip, last: int, since: int) -> int:
        """The same in one strip, unless it is before one already found."""
        day, on, floor = self._number, self._number, max(last, since)
        for _ in range(_MOST_PAGES):
            page = strip.page(day)
            self._pages.append(page)
            place = page.last(on, self._known_on)
            if place >= 0:
                return max(last, page.days[place])
            if page.start <= floor:
                return last
            day = page.start - 1
        raise TooFarError

    def next_day(self) -> int | None:
        """The first day after the one asked about with a plain claim; None where there is none."""
        found = [day for strip in self._sight.strips if (day := self._next_day(strip)) is not None]
        return min(found, default=None)

    def _next_day(self, strip: Strip) -> int | None:
        day = self._number + 1
        for _ in range(_MOST_PAGES):
            page = strip.page(day)
            if page not in self._pages:
                self._pages.append(page)
            place = page.first(day, self._known_on)
            if place is not None:
                return page.days[place]
            if page.end > FAR:
                return None
            day = page.end + 1
        raise TooFarError

    def amount(self, since: int) -> tuple[int, int | None]:
        """The sum over the plain claims from a day on, and the last day with one that adds anything."""
        total, last = 0, None
        for strip in self._sight.strips:
            for page in self._pages_since(strip, since):
                amount, day = self._amount(page, since)
                total += amount
                last = day if last is None else last if day is None else max(last, day)
        return total, last

    def _pages_since(self, strip: Strip, since: int) -> Iterator[Page]:
        day = self._number
        while True:
            page = strip.page(day)
            self._pages.append(page)
            yield page
            if page.start <= since:
                return
            day = page.start - 1

    def _amount(self, page: Page, since: int) -> tuple[int, int | None]:
        low, high = bisect.bisect_left(page.days, since), bisect.bisect_right(page.days, self._number)
        if low == high:
            return 0, None
        by, amounts = self._known_on, self._sight.amounts(page, low, high)
        if not page.is_all_known(by):
            rows = zip(amounts, page.since[low:high], page.until[low:high], strict=True)
            amounts = [amount if known_from <= by < known_to else 0 for amount, known_from, known_to in rows]
        last = next((place for place in range(high - 1, low - 1, -1) if amounts[place - low]), None)
        return sum(amounts), None if last is None else page.days[last]

    def others(self, since: int | None) -> Sequence[Claim]:
        """The claims that are not plain and may lie between a day and the day asked about."""
        return self._others(_NEVER if since is None else since, self._number)

    def others_ahead(self, until: int | None) -> Sequence[Claim]:
        """The claims that are not plain and may have begun by a day to come; of None, all of them."""
        return self._others(_NEVER, FAR if until is None else until)

    def _others(self, low: int, high: int) -> Sequence[Claim]:
        by = self._known_on
        numbers = {
            number
            for page in self._pages
            if page.others and page.end >= low
            for earliest, number, known_from, until, latest in page.others
            if earliest <= high and latest >= low and known_from <= by < until
        }
        return self._sight.other_claims(numbers, by) if numbers else ()

    def found_on(self, day: int | None, others: Sequence[Claim]) -> Finding[Any]:
        """What the facet tells by its definition of the plain claims of one day, and others."""
        numbers = () if day is None else tuple(self._numbers_on(day))
        if others:
            return self._sight.facet.find([*self._plain_claims(numbers), *others], self.on)
        key = numbers, day is not None and day > self._number
        findings = self._sight.findings
        if key not in findings:
            findings[key] = self._sight.facet.find(self._plain_claims(numbers), self.on)
        return asked(findings[key], self.on)

    def _plain_claims(self, numbers: Sequence[int]) -> list[Claim]:
        return [claim for number in numbers for claim in self._sight.plain_claims(number)]

    def values_on(self, day: int) -> frozenset[Any]:
        """What the facet reads from the plain claims of a day."""
        read = self._sight.values
        return frozenset([read(page, place, place + 1)[place] for page, place in self._places_on(day)])

    def _numbers_on(self, day: int) -> Iterator[int]:
        return (page.numbers[place] for page, place in self._places_on(day))

    def _places_on(self, day: int) -> Iterator[tuple[Page, int]]:
        for page in self._pages:
            if page.start <= day <= page.end:
                for place in page.on_day(day, self._known_on):
                    yield page, place
