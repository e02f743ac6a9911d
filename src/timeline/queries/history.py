"""How the status of an area changed: maximal spans `[start, end)` that tile all of time.

Invariant: the spans are sorted, disjoint and non-empty, cover every day, and no two neighbours are equal;
`history.at(day)` equals the status on that day.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

import attrs

from timeline.errors import InputError, listed
from timeline.model.days import BEGINNING, EVER, Day, Unbounded, last_at, plus, show_day, to_day
from timeline.model.knowledge import Knowledge
from timeline.model.plain import row_of
from timeline.model.policy import Policy
from timeline.projections.facets import Finding
from timeline.projections.possible import Possible, asked_on
from timeline.projections.projection import Judged, Projection, judgements, judgements_as_data
from timeline.queries.past import Past, past

P = TypeVar("P", bound=Projection)
P_co = TypeVar("P_co", bound=Projection, covariant=True)
Step = tuple[Day, Finding[Any]]


@attrs.frozen
class Span:
    """A maximal stretch of days `[start, end)` with one status.

    Args:
        start: its first day; `BEGINNING` if nothing came before.
        end: the day after its last; `EVER` if nothing came after.
        judged: for each value by name the value, what else is possible, and whether it is certain.
    """

    start: Day
    end: Day
    judged: dict[str, tuple[Any, Possible | None, bool]]

    @property
    def values(self) -> dict[str, Any]:
        """The values by name."""
        return {name: value for name, (value, _, _) in self.judged.items()}

    def certain(self, name: str) -> bool:
        """True when a value is so in every placement of imprecise events."""
        return self.judged[name][2]

    def possible(self, name: str) -> Possible | None:
        """What a value may be over every placement of imprecise events; None where nobody can know."""
        return self.judged[name][1]

    @property
    def days_count(self) -> int | Unbounded:
        """Its length in days; `EVER` for one without an end or a beginning."""
        if isinstance(self.start, Unbounded) or isinstance(self.end, Unbounded):
            return EVER
        return (self.end - self.start).days

    def cut(self, start: Day, end: Day) -> Span:
        """The part of it that lies in `[start, end)`."""
        return _span(max(self.start, start), min(self.end, end), self.judged)

    def as_data(self) -> dict[str, Any]:
        """The span as plain data, null for an unbounded end."""
        return {"start": show_day(self.start), "end": show_day(self.end), **judgements_as_data(self.judged)}


@attrs.frozen
class History(Generic[P_co]):
    """The spans of an area's status, in order.

    Args:
        area: id of the area.
        spans: the spans; they tile all of time.
        names: the values that the spans tell apart.
        projection: what was asked.
    """

    area: str
    spans: tuple[Span, ...]
    names: tuple[str, ...]
    known_on: Day
    position: int
    projection: type[P_co] = attrs.field(repr=False)
    _past: Past[P_co] = attrs.field(repr=False, eq=False)

    def __iter__(self) -> Iterator[Span]:
        return iter(self.spans)

    def __len__(self) -> int:
        return len(self.spans)

    def at(self, on: str | datetime.date) -> P_co:
        """The status on a day, with its evidence."""
        return self._past.status(to_day(on, name="on"))

    def span_at(self, on: str | datetime.date) -> Span:
        """The span that contains a day."""
        day = to_day(on, name="on")
        return self.spans[last_at([span.start for span in self.spans], day)]

    def days(
        self, value: object, *, start: str | datetime.date | None = None, end: str | datetime.date | None = None
    ) -> int | Unbounded:
        """On how many days a value held.

        Args:
            value: the value, in a history of one facet.
            start: count from this day on.
            end: count the days before this one.

        Returns: days; `EVER` if it holds without end, or always did, and no `start` and `end` bound it.

        Raises:
            InputError: the history is of several values at once; ask for one facet.
        """
        if len(self.names) != 1:
            do = "ask history(area, facet) for one of them"
            raise InputError("days", expected="a history of one facet", found=listed(self.names), do=do)
        low = BEGINNING if start is None else to_day(start, name="start")
        high = EVER if end is None else to_day(end, name="end")
        held = [span for span in self.spans if span.values[self.names[0]] == value]
        return _total_days([(max(span.start, low), min(span.end, high)) for span in held])

    def since(self, name: str, on: str | datetime.date) -> Day:
        """The first day from which a value has been what it is on a day; `BEGINNING` if it always was."""
        return self._past.since(name, to_day(on, name="on"))

    def rows(self, *, judged: bool = False) -> list[dict[str, Any]]:
        """One flat mapping a span, of plain data.

        Args:
            judged: with `certain` and `possible`, each a mapping by name.
        """
        return [self._row(span, judged) for span in self.spans]

    def _row(self, span: Span, judged: bool) -> dict[str, Any]:
        row = {"area": self.area, **row_of(span.as_data())}
        return row if judged else {name: value for name, value in row.items() if name not in ("certain", "possible")}

    def as_data(self) -> list[dict[str, Any]]:
        """The spans as a JSON document."""
        return [span.as_data() for span in self.spans]


@attrs.frozen
class Anew:
    """Rows that are found each time they are gone through, so that they need not be held."""

    find: Callable[[], Iterator[dict[str, Any]]]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self.find()


@attrs.frozen
class Histories:
    """The spans of several areas, area by area: of each what its history tells, with what is judged.

    Args:
        projection: what was asked.
        known_on: what could be known by this day counts.
        position: entries up to this one count.
    """

    projection: type[Projection]
    known_on: Day
    position: int
    _told: Iterable[dict[str, Any]] = attrs.field(repr=False, eq=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The values that the spans tell apart."""
        return self.projection.definition.names

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows one at a time."""
        return iter(self._told)

    def rows(self) -> list[dict[str, Any]]:
        """One flat mapping a span, of plain data, with `certain` and `possible` by name."""
        return list(self)


def _total_days(stretches: list[tuple[Day, Day]]) -> int | Unbounded:
    total = 0
    for start, end in stretches:
        if start >= end:
            continue
        if isinstance(start, Unbounded) or isinstance(end, Unbounded):
            return EVER
        total += (end - start).days
    return total


def history(
    projection: type[P], knowledge: Knowledge, policy: Policy, area: str, *, name: str | None = None
) -> History[P]:
    """The spans of an area in a state of knowledge.

    Args:
        name: tell the spans of this one value apart; without it, of all values.

    Raises:
        NotFoundError: the projection has no value of that name.
    """
    names = _names(projection, name)
    whole = past(projection, knowledge, policy, area)
    spans = tuple(_spans(whole, names))
    return History(area, spans, names, whole.known_on, whole.position, projection, whole)


def _names(projection: type[Projection], name: str | None) -> tuple[str, ...]:
    names = projection.definition.names
    if name is None:
        return names
    if name not in names:
        raise projection.definition.unknown(name)
    return (name,)


def _spans(whole: Past[Any], names: Sequence[str]) -> Iterator[Span]:
    start: Day = BEGINNING
    current: dict[str, Any] | None = None
    for day in whole.boundaries():
        every = judgements(whole.judged(day))
        judged = {name: every[name] for name in names}
        if current is not None and judged != current:
            yield _span(start, day, current)
            start = day
        current = judged
    yield _span(start, EVER, current or {})


def _span(start: Day, end: Day, judged: dict[str, Judged]) -> Span:
    """A span; where days are possible, those up to its last day."""
    last = plus(end, -1)
    told = {name: (value, asked_on(possible, last), certain) for name, (value, possible, certain) in judged.items()}
    return Span(start, end, told)
