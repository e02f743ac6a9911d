"""What an answer says of days: no look-ahead, spans that tile all of time, and nothing impossible."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from typing import Any

import attrs
from hypothesis import assume
from hypothesis import strategies as st

from timeline.model.days import BEGINNING, EVER, Unbounded
from timeline.model.events import Event
from timeline.model.policy import Disputed
from timeline.model.when import When, Window
from timeline.projections.possible import Bounds, Possible, PossibleDays, Values
from timeline.projections.projection import Projection, findings, values
from timeline.testing.answers import content
from timeline.testing.laws.base import Draw, Sides, Subject, accepted, ask, law
from timeline.testing.script import Script
from timeline.testing.strategies import event_logs, narrow_whens

MOST_WORLDS = 60


@law(5, look_at="a facet that judges by claims that begin after the day asked about")
def no_answer_looks_ahead(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Every cause was known and recorded by then, and may have begun by the day asked about; no evidence is newer."""
    script = draw(subject.logs())
    question, position = draw(subject.questions(script)), draw(st.integers(0, len(script)))
    assume(question.area in Script(script[:position]).areas)
    tl = subject.timeline(script)
    answer = tl.status(question.area, on=question.on, known_on=question.known_on, position=position)
    for name, finding in findings(answer).items():
        for claim in finding.causes:
            seen = [each.reported_on <= question.known_on and each.position <= position for each in claim.known.entries]
            found = (all(seen), claim.first.earliest <= question.on or _tells_before(subject, name))
            asked = f"tl.explain({question.arguments()}, position={position})"
            words = f"a cause of {name} is known, and may have begun", f"{claim.known.event}"
            yield Sides(script, asked, (True, True), found, *words)
        newest = answer.evidence[name]
        asked = f"tl.status({question.arguments()}, position={position}).evidence[{name!r}]"
        in_time = newest is None or newest <= question.on
        yield Sides(script, asked, True, in_time, "not after the day asked about", f"{newest}")


def _tells_before(subject: Subject, name: str) -> bool:
    """True for a facet that lets the first change after a day say what was so before."""
    return bool(getattr(subject.facets[name], "before", None))


@law(6, look_at="a facet whose `boundaries` leave out a day on which its value or its possibilities change")
def the_history_at_a_day_is_the_status_on_it(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """A history says of each day what the status on that day says, and its span holds what differs by value."""
    script = draw(subject.logs())
    question = draw(subject.questions(script))
    tl = subject.timeline(script)
    history = tl.history(question.area, known_on=question.known_on)
    now = ask(tl, question.area, question.on, question.known_on)
    asked = f"tl.status({question.arguments()})"
    yield Sides(script, asked, now, content(history.at(question.on)), "the status", "the history at that day")
    span = attrs.evolve(now, judged=history.span_at(question.on).judged)
    yield Sides(script, asked, now, span, "the status", "the span of that day")


@law(6, look_at="a value that is not equal to itself, or that cannot be compared")
def spans_tile_all_of_time(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Spans are sorted, disjoint, not empty, cover all days, and no two neighbours are equal."""
    script = draw(subject.logs())
    question = draw(subject.questions(script))
    history = subject.timeline(script).history(question.area, known_on=question.known_on)
    spans, asked = list(history), f"tl.history({question.area!r})"
    ends = (spans[0].start, spans[-1].end)
    yield Sides(script, asked, (BEGINNING, EVER), ends, "all of time", "from the first span to the last")
    for one, other in itertools.pairwise(spans):
        found = (one.start < one.end, one.end == other.start, one.judged != other.judged)
        yield Sides(script, asked, (True, True, True), found, "not empty, adjoining, different", f"{one} and {other}")


@law(8, look_at="a facet whose `possible` leaves out what its `resolve` gives")
def what_is_so_is_possible(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """The value of an answer, or each member of a disputed one, is among what is possible."""
    script = draw(subject.logs())
    question = draw(subject.questions(script))
    answer = subject.timeline(script).status(question.area, on=question.on, known_on=question.known_on)
    for name, value in values(answer).items():
        possible = answer.possible(name)
        members = list(value) if isinstance(value, Disputed) else [value]
        found = [each for each in members if possible is None or each in possible]
        asked = f"tl.status({question.arguments()}).possible({name!r})"
        yield Sides(script, asked, members, found, "what is so", f"what of it is possible ({possible})")


@law(8, look_at="a facet whose `possible` is not what its `resolve` gives over every placement of imprecise events")
def what_is_possible_is_what_some_placement_gives(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """The possibilities are those of all placements of all events together; of derived values at least those."""
    script = draw(event_logs(subject.drawn_kinds, whens=narrow_whens(), max_size=4))
    worlds = list(itertools.islice(_worlds(script), MOST_WORLDS + 1))
    assume(len(worlds) <= MOST_WORLDS)
    question = draw(subject.questions(script))
    answer = subject.timeline(script).status(question.area, on=question.on)
    placed = [subject.timeline(world).status(question.area, on=question.on) for world in worlds]
    for name in answer.definition.names:
        asked = f"tl.status({question.arguments()}).possible({name!r})"
        told, over = _possibilities(answer, name), [_possibilities(world, name) for world in placed]
        if told is None:
            continue
        together = _together(over)
        found = told if name in subject.facets else _within(told, together)
        yield Sides(script, asked, together, found, "over every placement", "possible")


def _worlds(script: Script) -> Iterator[Script]:
    """The script with every event placed on precise days, in every way."""
    choices = [list(_placements(each)) if isinstance(each, Event) else [each] for each in script]
    return map(Script, itertools.product(*choices))


def _placements(event: Event) -> Iterator[Event]:
    for first in _days(event.when.first):
        for last in _days(event.when.last) if event.when.lasts else [first]:
            if first <= last:
                placed = When(Window(first, first), Window(last, last), lasts=event.when.lasts)
                yield attrs.evolve(event, when=placed)


def _days(window: Window) -> list[datetime.date]:
    assert not isinstance(window.earliest, Unbounded)
    assert not isinstance(window.latest, Unbounded)
    numbers = range(window.earliest.toordinal(), window.latest.toordinal() + 1)
    return [datetime.date.fromordinal(number) for number in numbers]


def _possibilities(answer: Projection, name: str) -> Any:
    """What a value may be, as a set or as a pair of bounds; None where nobody can know, or it is without end."""
    possible = answer.possible(name)
    if isinstance(possible, Bounds):
        return (possible.min, possible.max)
    if isinstance(possible, PossibleDays):
        days = possible.days(answer.at.on)
        return None if days is None else frozenset(days)
    return possible.values if isinstance(possible, Values) else None


def _together(over: list[Any]) -> Any:
    if isinstance(over[0], tuple):
        return (min(low for low, _ in over), max(high for _, high in over))
    return frozenset().union(*over)


def _within(told: Any, together: Any) -> Any:
    """What both hold, for possibilities of which no more is promised than that they leave nothing out."""
    return together & told if isinstance(told, frozenset) else together


@law(8, look_at="a facet whose `possible` depends on more of a date than its windows")
def a_narrower_date_adds_no_possibility(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Where a date becomes more precise, nothing becomes possible that was not."""
    script = draw(event_logs(subject.drawn_kinds))
    question, place = draw(subject.questions(script)), draw(st.sampled_from(script.places(Event)))
    event: Any = script[place]
    narrow = script.replacing(place, attrs.evolve(event, when=_narrowed(event.when, draw)))
    wide, less = (subject.timeline(each).status(question.area, on=question.on) for each in (script, narrow))
    for name in subject.facets:
        after = _possibilities(less, name)
        kept = _common(wide.possible(name), after)
        asked = f"tl.status({question.arguments()}).possible({name!r})"
        yield Sides(narrow, asked, after, kept, "possible", f"of these possible while the date was {event.when}")


def _narrowed(when: When, draw: Draw) -> When:
    first = _part(when.first, draw)
    if not when.lasts:
        return attrs.evolve(when, first=first, last=first)
    last = _part(when.last, draw)
    stretch = accepted(lambda: When.stretch(first, last))
    return attrs.evolve(stretch, uncertain=when.uncertain, approximate=when.approximate)


def _part(window: Window, draw: Draw) -> Window:
    """A window inside another; an unbounded end is kept or cut."""
    low = window.latest if isinstance(window.earliest, Unbounded) else window.earliest
    high = low if isinstance(window.latest, Unbounded) else window.latest
    if isinstance(low, Unbounded) or isinstance(high, Unbounded):
        return window
    days = sorted(datetime.date.fromordinal(draw(st.integers(low.toordinal(), high.toordinal()))) for _ in range(2))
    return Window(days[0], days[1])


def _common(before: Possible | None, after: Any) -> Any:
    """What of the possibilities of one answer another has too; days without end can be looked up, but not listed."""
    if before is None or after is None:
        return after
    if isinstance(before, Bounds):
        return (max(after[0], before.min), min(after[1], before.max))
    return frozenset(each for each in after if each in before)
