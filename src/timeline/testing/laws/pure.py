"""What all other laws take for granted: an answer follows from the log and the question, and from nothing else."""

from __future__ import annotations

import contextlib
import copy
import datetime
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import time_machine

from timeline.engine import Timeline
from timeline.model.events import Event
from timeline.projections.facets import Fold
from timeline.testing.answers import Content
from timeline.testing.laws.base import Draw, Sides, Subject, ask, law
from timeline.testing.script import Script
from timeline.testing.strategies import Question

_AFTER_ALL = datetime.date(2018, 12, 31)
_PLAYED_AT = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
_ASKED_AT = (datetime.datetime(2020, 1, 2, tzinfo=datetime.UTC), datetime.datetime(2031, 8, 9, 10, tzinfo=datetime.UTC))


def _folds(subject: Subject) -> list[Fold[Any]]:
    return [facet for facet in subject.facets.values() if isinstance(facet, Fold)]


@law(
    0,
    look_at="a step that changes the state it is given (`state.append(…)`, `state[key] = …`) and gives it back; "
    "it must make a new one, such as `[*state, event]` or `{**state, key: …}`",
    applies=lambda subject: bool(_folds(subject)),
)
def a_step_changes_no_state_that_it_is_given(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """The step of a fold gives a new state and leaves the one it was given as it was, or two questions share one."""
    script, events = _consumed(subject, draw)
    for facet in _folds(subject):
        state = copy.deepcopy(facet.initial)
        for event in _taken(facet, events):
            before = copy.deepcopy(state)
            after = facet.evolve(state, event)
            asked = f"{subject.projection.__name__}.{facet.name}.evolve(state, {type(event).__name__}(…))"
            yield Sides(script, asked, before, state, "the state before the step", "the same after it")
            state = after


@law(
    0,
    look_at="a step that keeps something in a global, a closure or an attribute, such as a set of what it has seen: "
    "then what it gives depends on which questions were asked before, and on which event it met first. All that it "
    "needs to remember belongs in the state",
    applies=lambda subject: bool(_folds(subject)),
)
def a_step_remembers_nothing_outside_of_its_state(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """The step of a fold uses its state and the event, and leaves nothing behind anywhere else."""
    script, events = _consumed(subject, draw)
    for facet in _folds(subject):
        asked = f"what {subject.projection.__name__}.{facet.name}.evolve can reach besides its arguments"
        for emptied in (False, True):
            with _set_aside(facet.evolve, emptied=emptied):
                before = _shown(facet.evolve)
                _fold(facet, events, forgiving=emptied)
                after = _shown(facet.evolve)
            yield Sides(script, asked, before, after, "before the fold", "after it")


def _fold(facet: Fold[Any], events: list[Event], *, forgiving: bool) -> None:
    """Take the events one after the other, until a step fails for want of what was set aside."""
    state = copy.deepcopy(facet.initial)
    with contextlib.suppress(Exception) if forgiving else contextlib.nullcontext():
        for event in _taken(facet, events):
            state = facet.evolve(state, event)


def _consumed(subject: Subject, draw: Draw) -> tuple[Script, list[Event]]:
    script = draw(subject.logs())
    return script, [each for each in script if isinstance(each, Event)]


def _taken(facet: Fold[Any], events: list[Event]) -> list[Event]:
    return [event for event in events if facet.takes(event)]


@contextlib.contextmanager
def _set_aside(step: Callable[..., Any], *, emptied: bool) -> Iterator[None]:
    """Give collections within reach of a step back as they were, so that a memory that is full is seen to fill."""
    collections = [each for each in _surroundings(step).values() if isinstance(each, (list, set, dict))]
    kept = [(each, each.copy()) for each in collections]
    for each in collections if emptied else ():
        each.clear()
    yield
    for each, content in kept:
        each.clear()
        each.extend(content) if isinstance(each, list) else each.update(content)


def _shown(step: Callable[..., Any]) -> dict[str, str]:
    """What a step can reach and might change, as text."""
    return {name: repr(value) for name, value in _surroundings(step).items()}


def _surroundings(step: Callable[..., Any]) -> dict[str, Any]:
    """What a function can reach by name and might change."""
    function = step if inspect.isfunction(step) else getattr(step, "__call__", step)  # noqa: B004
    reached: dict[str, Any] = dict(vars(step)) if hasattr(step, "__dict__") and not inspect.isfunction(step) else {}
    if inspect.isfunction(inspect.unwrap(getattr(function, "__func__", function))):
        variables = inspect.getclosurevars(getattr(function, "__func__", function))
        reached |= {**variables.globals, **variables.nonlocals}
    return {name: value for name, value in reached.items() if not _is_fixed(value)}


def _is_fixed(value: object) -> bool:
    return inspect.ismodule(value) or inspect.isroutine(value) or inspect.isclass(value)


@law(
    0,
    look_at="a facet, derived value or policy that counts its calls, draws at random, or keeps what it computed for "
    "another question",
)
def the_same_question_has_the_same_answer(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Asking again, whatever was asked in between, gives an equal answer; so does a timeline made anew."""
    script = draw(subject.logs())
    question, other = draw(subject.questions(script)), draw(subject.questions(script))
    tl = subject.timeline(script)
    first = ask(tl, question.area, question.on, question.known_on)
    ask(tl, other.area, other.on, other.known_on)
    tl.history(question.area)
    again, anew = (ask(each, question.area, question.on, question.known_on) for each in (tl, subject.timeline(script)))
    asked = f"tl.status({question.arguments()})"
    yield Sides(script, asked, first, again, "asked first", "asked again")
    yield Sides(script, asked, first, anew, "asked first", "asked of a timeline made anew")


@law(
    0,
    look_at="a call of `date.today()`, `datetime.now()` or `time.time()`: the day that counts is the one asked about "
    "(`self.at.on` is not for the values either; declare `within=` or `for_=`), and what is known follows `known_on`",
)
def no_clock_is_read(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """An answer is the same whenever it is asked for: nothing in a projection reads a clock."""
    script = draw(subject.logs())
    drawn = draw(subject.questions(script))
    words = [f"asked on {instant.date()}" for instant in _ASKED_AT]
    with time_machine.travel(_PLAYED_AT, tick=False):
        tl = subject.timeline(script)
    for question in (drawn, *(Question(area, _AFTER_ALL) for area in script.areas)):
        answers = [_asked_at(instant, tl, question) for instant in _ASKED_AT]
        yield Sides(script, f"tl.status({question.arguments()})", answers[0], answers[1], words[0], words[1])


def _asked_at(instant: datetime.datetime, tl: Timeline[Any], question: Question) -> Content:
    with time_machine.travel(instant, tick=False):
        return ask(tl, question.area, question.on, question.known_on)
