"""What property tests draw: dates, areas, sources, events of any kinds, whole logs and questions about them.

Invariant: the domains are small, so that collisions happen: dates of a few months that touch, nest and overlap, four
areas, three sources, a few names. Every drawn log is one that a log accepts.
"""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from timeline.errors import TimelineError, WhenSyntaxError
from timeline.log.memory import MemoryLog
from timeline.model.areas import Area, Parent
from timeline.model.days import BEGINNING, EVER, Day, Unbounded, plus
from timeline.model.entries import OUR_ERROR, SOURCE_CHANGED, Correction, Join, Reinstatement, Retraction, Statement
from timeline.model.events import Event, own_fields
from timeline.model.incidents import shape_of
from timeline.model.sources import Citation, Source
from timeline.model.when import When
from timeline.testing.fields import events_of
from timeline.testing.script import Script, said_by, with_ids

T = TypeVar("T")
Kinds = Iterable[type[Event] | st.SearchStrategy[Event]]

FIRST_DAY = datetime.date(2017, 1, 1)
DAYS_COUNT = 120
LATE_DAYS = 40
AREAS = ("country", "district", "town", "hills")
SOURCES = ("good", "fair", "unheard")
DAY = datetime.timedelta(days=1)


# Times


@functools.cache
def days() -> st.SearchStrategy[datetime.date]:
    """Days of the four months in which everything drawn takes place."""
    return st.integers(0, DAYS_COUNT).map(lambda number: FIRST_DAY + number * DAY)


@functools.cache
def _ranges() -> st.SearchStrategy[str]:
    return st.tuples(days(), st.integers(0, 9)).map(lambda pair: f"[{pair[0]}..{pair[0] + pair[1] * DAY}]")


@functools.cache
def _ends() -> st.SearchStrategy[str]:
    day = days().map(str)
    month, since, until = day.map(lambda text: text[:7]), day.map("[{}..]".format), day.map("[..{}]".format)
    wide = st.tuples(days(), days()).map(lambda pair: f"[{min(pair)}..{max(pair)}]")
    return st.one_of(day, day, _ranges(), month, st.just("2017"), wide, until, since)


@functools.cache
def when_texts() -> st.SearchStrategy[str]:
    """Dates as text in every form of the syntax; some of them mean no day at all and are refused."""
    ends = st.builds(str.__add__, _ends(), st.sampled_from(["", "", "", "?", "~", "%"]))
    return st.one_of(ends, ends, st.builds("{}/{}".format, ends, st.one_of(ends, st.just(".."))))


def _parsed(text: str) -> When | None:
    try:
        return When.parse(text)
    except WhenSyntaxError:
        return None


def _present(drawn: st.SearchStrategy[T | None]) -> st.SearchStrategy[T]:
    return drawn.filter(lambda each: each is not None)  # type: ignore[return-value]


@functools.cache
def whens() -> st.SearchStrategy[When]:
    """Dates of every form: days, months, ranges, stretches, qualified ones; their windows touch, nest and overlap."""
    return _present(when_texts().map(_parsed))


@functools.cache
def narrow_whens() -> st.SearchStrategy[When]:
    """Dates with few placements each, so that every one can be tried."""
    day, width = st.integers(0, 20).map(lambda number: FIRST_DAY + number * DAY), st.integers(0, 2)
    ends = st.tuples(day, width).map(lambda pair: f"[{pair[0]}..{pair[0] + pair[1] * DAY}]")
    return _present(st.one_of(ends, ends, st.builds("{}/{}".format, ends, ends)).map(_parsed))


# Areas and sources


def _area(number: int) -> st.SearchStrategy[Area]:
    """Descriptions of one area, with parents among those before it, over all days or over some of them."""
    return st.sampled_from(_areas_of(number))


def _areas_of(number: int) -> list[Area]:
    above, turns = AREAS[:number], (FIRST_DAY + 31 * DAY, FIRST_DAY + 59 * DAY)
    periods: list[tuple[Day, Day]] = [(BEGINNING, EVER), *((turn, EVER) for turn in turns), (BEGINNING, turns[0])]
    alone = [(Parent(area, *period),) for area in above for period in periods]
    pairs = [(*one, *other) for one, other in itertools.product(alone, alone) if one[0].area < other[0].area]
    return [Area(AREAS[number], AREAS[number].title(), parents=each) for each in [(), *alone, *pairs]]


@functools.cache
def areas() -> st.SearchStrategy[list[Area]]:
    """Descriptions of areas, each with parents among those before it: a graph without cycles that changes.

    Where one is missing, events name an area that nobody has described.
    """
    drawn = (st.sampled_from([None, *_areas_of(number)]) for number in range(len(AREAS)))
    return st.tuples(*drawn).map(lambda each: [area for area in each if area])


def _areas_again() -> st.SearchStrategy[Area]:
    """A later description of one of the areas."""
    again = st.one_of(*(_area(number) for number in range(1, len(AREAS))))
    return st.builds(lambda area, day: attrs.evolve(area, reported_on=day), again, days())


@functools.cache
def sources() -> st.SearchStrategy[list[Source]]:
    """Descriptions of two of the three sources, or of none; nobody has described the third."""
    pairs = itertools.product("AB", "CB")
    described = [[Source("good", "Good", good), Source("fair", "Fair", fair)] for good, fair in pairs]
    return st.sampled_from([[], *described])


@functools.cache
def citations() -> st.SearchStrategy[Citation]:
    """Citations of one page of each source."""
    return st.sampled_from([Citation(source, "page 1") for source in SOURCES])


# Events


def events(kinds: Kinds | None = None, *, whens: st.SearchStrategy[When] | None = None) -> st.SearchStrategy[Event]:
    """Events of some kinds, whose shared fields are of the small domains.

    Args:
        kinds: event kinds, or strategies of events such as `events_of(BridgeDestroyed, bridge=st.just("old"))`;
            without them, the built-in kinds.
        whens: their dates; without it, of every form.

    Example:
        >>> from timeline.conflict import StrikeReported
        >>> events([StrikeReported]).example().kind  # doctest: +SKIP
        'strike-reported'
    """
    shared = st.tuples(st.sampled_from(AREAS), _whens() if whens is None else whens, days(), _tellings())
    return st.tuples(_plain_events(kinds), shared).map(lambda pair: _spread(*pair))


def _whens() -> st.SearchStrategy[When]:
    return whens()


@functools.cache
def _tellings() -> st.SearchStrategy[dict[str, Any]]:
    """Who says it, how credible it is, and of how much of the area it speaks."""
    product = itertools.product(("whole", "whole", "somewhere_in"), (6, 2), SOURCES)
    return st.sampled_from(
        [
            {"scope": scope, "credibility": credibility, "source": Citation(source, "page 1")}
            for scope, credibility, source in product
        ]
    )


def _spread(event: Event, shared: tuple[str, When, datetime.date, dict[str, Any]]) -> Event:
    area, when, reported_on, telling = shared
    return attrs.evolve(event, area=area, when=when, reported_on=reported_on, **telling)


def _plain_events(kinds: Kinds | None) -> st.SearchStrategy[Event]:
    return st.one_of(*(each if isinstance(each, st.SearchStrategy) else events_of(each) for each in _kinds(kinds)))


def _kinds(kinds: Kinds | None) -> Kinds:
    if kinds is None:
        from timeline.testing.fields import BUILT_IN

        return BUILT_IN
    return list(kinds)


# Logs


@attrs.frozen
class _Step:
    """What was drawn for one append, before it is fitted to those that the log accepted."""

    action: str
    statement: Any = None
    number: int = 0
    day: datetime.date = FIRST_DAY


def logs(
    kinds: Kinds | None = None, *, described: Sequence[Area | Source] | None = None, max_size: int = 8
) -> st.SearchStrategy[Script]:
    """Logs, as scripts: late events, corrections, retractions, reinstatements, incidents, several sources.

    They begin with descriptions of the areas and sources; everything in them is accepted by a log, in this order.

    Args:
        kinds: as for `events`.
        described: the descriptions; without them, drawn ones.
        max_size: the most statements besides the descriptions.
    """
    drawn = events(list(_kinds(kinds)))
    said = _reports("event", drawn)
    retold = st.tuples(said, st.lists(_reports("echo", drawn), min_size=1, max_size=3)).map(lambda p: [p[0], *p[1]])
    first: st.SearchStrategy[list[_Step]] = st.one_of(st.just([]), retold)
    rest = st.lists(_steps(drawn), min_size=1, max_size=max_size)
    parts = st.tuples(_descriptions(described), first, rest)
    return parts.map(lambda each: _accepted(*each)).filter(lambda script: bool(script.places(Event)))


def _descriptions(given: Sequence[Area | Source] | None) -> st.SearchStrategy[list[Area | Source]]:
    if given is not None:
        return st.just(list(given))
    return st.tuples(areas(), sources()).map(lambda pair: [*pair[0], *pair[1]])


def event_logs(
    kinds: Kinds | None = None,
    *,
    described: Sequence[Area | Source] | None = None,
    whens: st.SearchStrategy[When] | None = None,
    max_size: int = 6,
) -> st.SearchStrategy[Script]:
    """Logs of nothing but descriptions and events that no other entry is about, and that are no incident.

    Args:
        kinds: as for `events`.
        described: as for `logs`.
        whens: the dates of the events; without it, of every form.
        max_size: the most events.
    """
    drawn = st.lists(events(kinds, whens=whens), min_size=1, max_size=max_size)
    return st.tuples(_descriptions(described), drawn).map(lambda parts: Script([*parts[0], *parts[1]]))


def _reports(action: str, drawn: st.SearchStrategy[Event]) -> st.SearchStrategy[_Step]:
    return st.tuples(drawn, st.sampled_from(_NAMES), _numbers).map(lambda each: _report(action, *each))


_NAMES = [{}, {}, {"incident": "x"}, {"external_id": "1"}, {"incident": "x", "external_id": "2"}]
_numbers = st.integers(0, 9)


def _report(action: str, event: Event, names: dict[str, Any], number: int) -> _Step:
    return _Step(action, attrs.evolve(event, **names), number)


def _steps(drawn: st.SearchStrategy[Event]) -> st.SearchStrategy[_Step]:
    event, echo = _reports("event", drawn), _reports("echo", drawn)
    changed = st.tuples(st.sampled_from([SOURCE_CHANGED, OUR_ERROR]), drawn, _numbers, _later())
    withdrawn = st.tuples(st.sampled_from(["retract", "reinstate"]), st.none(), _numbers, _later())
    again = st.tuples(
        st.sampled_from(["event", "retract", OUR_ERROR, SOURCE_CHANGED]), _areas_again(), _numbers, _later()
    )
    joined = st.tuples(st.just("join"), st.none(), _numbers, days())
    about = st.one_of(changed, withdrawn, withdrawn, joined, again).map(lambda each: _Step(*each))
    return st.one_of(event, echo, about)


@functools.cache
def _later() -> st.SearchStrategy[datetime.date]:
    return days().map(lambda day: day + LATE_DAYS * DAY)


def continued(
    log: Script, kinds: Kinds | None = None, *, after: datetime.date | None = None
) -> st.SearchStrategy[Script]:
    """A log with more behind it: events, and statements about any that it holds.

    Args:
        log: the log.
        kinds: as for `events`.
        after: all that comes is reported after this day, and nothing of it was known before; without it, at any time.
    """
    steps = st.lists(_steps(events(list(_kinds(kinds)))), min_size=1, max_size=4)
    return steps.map(lambda drawn: _accepted(log, drawn, after=after))


def next_statements(log: Script, kinds: Kinds | None = None) -> st.SearchStrategy[Statement]:
    """What may come after a log: an event, or a statement about something that it holds. A log may refuse it.

    Args:
        log: the log.
        kinds: as for `events`.
    """
    return _present(_steps(events(list(_kinds(kinds)))).map(lambda step: _fitted(step, list(log))))


def _accepted(begun: Iterable[Statement], *steps: list[_Step], after: datetime.date | None = None) -> Script:
    """A log with those of the steps behind it that it accepts, one after the other."""
    log, kept = MemoryLog(), list(begun)
    ids: dict[str, str] = {}
    for place, statement in enumerate(kept):
        ids[str(place)] = log.append([with_ids(statement, ids)]).ids[0]
    for step in itertools.chain(*steps):
        fitted = _delayed(_fitted(step, kept), after)
        if fitted is not None and (id_ := _appended(log, fitted, ids)):
            ids[str(len(kept))] = id_
            kept.append(fitted)
    return Script(kept)


def _delayed(statement: Any, after: datetime.date | None) -> Statement | None:
    """The statement, reported after a day and not known before."""
    if statement is None or after is None:
        return statement  # type: ignore[no-any-return]
    changed = {"because": SOURCE_CHANGED} if isinstance(statement, Correction) else {}
    return attrs.evolve(statement, reported_on=max(statement.reported_on, after + DAY), **changed)  # type: ignore[no-any-return]


def _appended(log: MemoryLog, statement: Statement, ids: dict[str, str]) -> str | None:
    """The id of the new entry; None where the log refuses the statement, or holds it already."""
    try:
        appended = log.append([with_ids(statement, ids)])
    except TimelineError:
        return None
    return appended.ids[0] if appended.new_count else None


def _fitted(step: _Step, kept: list[Statement]) -> Statement | None:
    """The statement that a step makes after those already kept; None where there is nothing to be about."""
    start = next((place for place, each in enumerate(kept) if not isinstance(each, (Area, Source))), len(kept))
    told = [place for place in range(start, len(kept)) if isinstance(kept[place], Event)]
    if step.action in ("event", "echo"):
        return _echo(step, kept[told[step.number % len(told)]]) if step.action == "echo" and told else step.statement
    if step.action == "join":
        return _join(step, kept, told)
    if isinstance(step.statement, Area):
        described = [place for place in range(start) if getattr(kept[place], "id", None) == step.statement.id]
        return _about(step, kept, described[0]) if described else None
    retractions = [place for place in range(start, len(kept)) if isinstance(kept[place], Retraction)]
    if step.action == "reinstate" and retractions:
        return _about(step, kept, retractions[step.number % len(retractions)])
    return _about(step, kept, start + step.number % (len(kept) - start)) if len(kept) > start else None


def _about(step: _Step, kept: list[Statement], place: int) -> Statement:
    options: dict[str, Any] = {"target": str(place), "reason": "test", "reported_on": step.day}
    if step.action in (OUR_ERROR, SOURCE_CHANGED):
        return Correction(replacement=step.statement, because=step.action, **options)
    is_undone = step.action == "reinstate" and isinstance(kept[place], Retraction)
    return (Reinstatement if is_undone else Retraction)(**options)


def _join(step: _Step, kept: list[Statement], told: list[int]) -> Join | None:
    """A join of all events that are alike, if any two are."""
    shapes = {place: shape_of(kept[place]) for place in told}  # type: ignore[arg-type]
    groups = [[str(other) for other in told if shapes[other] == shapes[place]] for place in told]
    groups = [group for group in groups if len(group) > 1]
    chosen = groups[step.number % len(groups)] if groups else None
    return Join(members=chosen, reason="test", reported_on=step.day) if chosen else None


def _echo(step: _Step, event: Any) -> Event:
    """The same event once more, with the rank of another, or what that says as far as its kind allows.

    Two in five keep their date, half of these in the area of the other, so that rank decides; the rest have its date.
    """
    names = ["reported_on", "source", "credibility"] if step.number % 2 else _shared_fields(event, step.statement)
    told = {name: getattr(step.statement, name) for name in ("when", "external_id", *names)}
    if step.number % 5 < 2 or told["when"].lasts != event.when.lasts:
        del told["when"]
    if step.number % 5 == 1:
        told["area"] = step.statement.area
    echo: Event = attrs.evolve(event, **told)
    return echo


def _shared_fields(event: Event, other: Event) -> list[str]:
    """The fields of an event's own that another has too, with the same type."""
    types = [{field.name: field.type for field in attrs.fields(type(each))} for each in (event, other)]
    return [name for name in own_fields(type(event)) if types[0][name] == types[1].get(name)]


# Questions


@attrs.frozen
class Question:
    """The coordinates of a question: an area on a day, as known on another."""

    area: str
    on: datetime.date
    known_on: Day = EVER

    def arguments(self) -> str:
        """The arguments as Python, to be put into a call."""
        known = "" if self.known_on is EVER else f", known_on={str(self.known_on)!r}"
        return f"{self.area!r}, on={str(self.on)!r}{known}"


def questions(log: Script, *, lengths: Iterable[int] = ()) -> st.SearchStrategy[Question]:
    """Questions about a log: on, just before and just after every day on which anything may change, and on others.

    Args:
        log: the log.
        lengths: for how many days an event goes on to count; the days on which it ceases to are boundaries too.
    """
    near = _near(boundaries(log, lengths)) or [FIRST_DAY]
    known = _near({day for each in log if isinstance(day := getattr(each, "reported_on", None), datetime.date)})
    on = st.one_of(st.sampled_from(near), st.sampled_from(near), days())
    parts = st.tuples(st.sampled_from(log.areas), on, st.sampled_from([EVER] * (len(known) // 2 + 1) + known))
    return parts.map(lambda each: Question(*each))


def boundaries(log: Script, lengths: Iterable[int] = ()) -> set[datetime.date]:
    """The days on which a log's events may begin, end or cease to count, and those on which its hierarchy changes."""
    said = [said_by(each) for each in log]
    whens = [each.when for each in said if isinstance(each, Event)]
    ends = {day for when in whens for window in (when.first, when.last) for day in (window.earliest, window.latest)}
    parents = [parent for each in said if isinstance(each, Area) for parent in each.parents]
    turns = {day for parent in parents for day in (parent.start, parent.end)}
    counted = {plus(day, length) for day in ends for length in (0, *lengths)}
    return {day for day in counted | turns if not isinstance(day, Unbounded)}


def _near(days_: Iterable[datetime.date]) -> list[datetime.date]:
    return sorted({day + step * DAY for day in days_ for step in (-1, 0, 1)})
