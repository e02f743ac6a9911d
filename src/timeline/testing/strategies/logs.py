"""Whole logs, as scripts: what was drawn for each append is fitted to what the log holds by then.

Invariant: every drawn log is one that a log accepts, in its order.
"""

from __future__ import annotations

import datetime
import functools
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

import attrs
from hypothesis import reject
from hypothesis import strategies as st

from timeline.errors import TimelineError
from timeline.log.memory import MemoryLog
from timeline.model.areas import Area
from timeline.model.entries import OUR_ERROR, SOURCE_CHANGED, Correction, Join, Reinstatement, Retraction, Statement
from timeline.model.events import Event, own_fields
from timeline.model.incidents import shape_of
from timeline.model.sources import Source
from timeline.model.when import When
from timeline.testing.script import Script, with_ids
from timeline.testing.strategies.areas import areas, areas_again, sources
from timeline.testing.strategies.events import Kind, Kinds, events, kinds_of
from timeline.testing.strategies.times import DAY, FIRST_DAY, days, present

LATE_DAYS = 40


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
    told = _told(kinds_of(kinds), max_size)
    return st.tuples(_descriptions(described), told).map(lambda parts: _with_events(_accepted(parts[0], *parts[1])))


@functools.cache
def _told(kinds: tuple[Kind, ...], max_size: int) -> st.SearchStrategy[tuple[list[_Step], ...]]:
    """The steps of a log, in one part or two."""
    drawn = events(kinds)
    said = _reports("event", drawn)
    retold = st.tuples(said, st.lists(_reports("echo", drawn), max_size=3)).map(lambda p: [p[0], *p[1]])
    first: st.SearchStrategy[list[_Step]] = st.one_of(st.just([]), retold)
    rest = st.lists(_steps(kinds), min_size=1, max_size=max_size)
    return st.one_of(st.tuples(retold), st.tuples(first, rest), st.tuples(first, rest))


def _with_events(script: Script) -> Script:
    return script if script.places(Event) else reject()


def _descriptions(given: Sequence[Area | Source] | None) -> st.SearchStrategy[list[Area | Source]]:
    if given is not None:
        return st.just(list(given))
    return _drawn_descriptions()


@functools.cache
def _drawn_descriptions() -> st.SearchStrategy[list[Area | Source]]:
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
_numbers = st.integers(0, 14)


def _report(action: str, event: Event, names: dict[str, Any], number: int) -> _Step:
    return _Step(action, attrs.evolve(event, **names), number)


@functools.cache
def _steps(kinds: tuple[Kind, ...]) -> st.SearchStrategy[_Step]:
    drawn = events(kinds)
    event, echo = _reports("event", drawn), _reports("echo", drawn)
    changed = st.tuples(st.sampled_from([SOURCE_CHANGED, OUR_ERROR]), drawn, _numbers, _later())
    withdrawn = st.tuples(st.sampled_from(["retract", "reinstate"]), st.none(), _numbers, _later())
    again = st.tuples(
        st.sampled_from(["event", "retract", OUR_ERROR, SOURCE_CHANGED]), areas_again(), _numbers, _later()
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
    steps = st.lists(_steps(kinds_of(kinds)), min_size=1, max_size=4)
    return steps.map(lambda drawn: _accepted(log, drawn, after=after))


def next_statements(log: Script, kinds: Kinds | None = None) -> st.SearchStrategy[Statement]:
    """What may come after a log: an event, or a statement about something that it holds. A log may refuse it.

    Args:
        log: the log.
        kinds: as for `events`.
    """
    return present(_steps(kinds_of(kinds)).map(lambda step: _fitted(step, list(log))))


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
    """The same event once more, with the rank of another, its scope, or what that says as far as its kind allows.

    Two in five keep their date, half of these in the area of the other, so that rank decides; the rest have its date.
    """
    rank = ["reported_on", "source", "credibility"]
    names = (rank, _shared_fields(event, step.statement), ["scope"])[step.number % 3]
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
