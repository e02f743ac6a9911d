"""What the property tests draw: small domains, so that collisions happen.

A script is a list of steps that append; a step about another names it by its place in the script, since ids are given
by the log. `played` runs one into a timeline.
"""

from __future__ import annotations

import datetime
import functools
from typing import Any

import attrs
from hypothesis import reject
from hypothesis import strategies as st

import timeline
from timeline import Area, Citation, Event, Parent, Source, Timeline, When
from timeline.conflict import (
    AreaCaptured,
    AreaLiberated,
    ControlObserved,
    FightingReported,
    InsurgentActivity,
    StrikeReported,
    VictoryDeclared,
)
from timeline.errors import ConflictError, InputError, WhenSyntaxError
from timeline.log.memory import MemoryLog
from timeline.model.events import own_fields
from timeline.model.incidents import shape_of

FIRST_DAY = datetime.date(2017, 1, 1)
DAYS_COUNT = 120
AREAS = ("country", "district", "town", "hills")

DESCRIBED = [
    Area("country", "Country"),
    Area("district", "District", parents=["country"]),
    Area("town", "Town", parents=[Parent("district", end="2017-03-01"), Parent("country", start="2017-03-01")]),
    Area("hills", "Hills", parents=["district", "country"]),
    Source("good", "Good", "A"),
    Source("fair", "Fair", "C"),
]


@functools.cache
def days() -> st.SearchStrategy[datetime.date]:
    return st.integers(0, DAYS_COUNT).map(lambda number: FIRST_DAY + datetime.timedelta(days=number))


@functools.cache
def _ends() -> st.SearchStrategy[str]:
    day = days().map(str)
    month = days().map(lambda each: str(each)[:7])
    ranges = st.tuples(days(), days()).map(lambda pair: f"[{min(pair)}..{max(pair)}]")
    return st.one_of(day, day, month, st.just("2017"), ranges, day.map(lambda each: f"[..{each}]"))


@functools.cache
def when_texts() -> st.SearchStrategy[str]:
    """Texts in every form of the syntax; some stretches among them are over before they begin."""
    qualifiers = st.sampled_from(["", "", "", "?", "~", "%"])
    moments = st.builds(str.__add__, _ends(), qualifiers)
    stretches = st.builds("{}/{}".format, _ends(), st.one_of(_ends(), st.just("..")))
    return st.one_of(moments, moments, stretches)


def _parsed(text: str) -> When | None:
    try:
        return When.parse(text)
    except WhenSyntaxError:
        return None


@functools.cache
def whens() -> st.SearchStrategy[When]:
    return when_texts().map(_parsed).filter(lambda when: when is not None)


@functools.cache
def citations() -> st.SearchStrategy[Citation]:
    return st.builds(Citation, st.sampled_from(["good", "fair", "unheard"]), st.just("page 1"))


@functools.cache
def events() -> st.SearchStrategy[Event]:
    actors = st.sampled_from(["isis", "isf", "sdf"])
    base: dict[str, Any] = {
        "area": st.sampled_from(AREAS),
        "when": whens(),
        "reported_on": days(),
        "source": citations(),
        "credibility": st.sampled_from([2, 6]),
        "scope": st.sampled_from(["whole", "whole", "whole", "somewhere_in"]),
    }
    return st.one_of(
        st.builds(AreaCaptured, by=actors, **base),
        st.builds(AreaLiberated, by=actors, **base),
        st.builds(ControlObserved, held_by=st.sampled_from(["isf", "contested"]), **base),
        st.builds(StrikeReported, strikes=st.integers(0, 3), **base),
        st.builds(FightingReported, **base),
        st.builds(InsurgentActivity, by=actors, **base),
        st.builds(VictoryDeclared, by=actors, **base),
    )


@attrs.frozen
class Step:
    """One append: an event, or a statement about the step at place `target`, or a join of those at `members`."""

    action: str
    event: Event | None = None
    target: int = 0
    because: str = "source-changed"
    reported_on: datetime.date | None = None
    members: tuple[int, ...] = ()


Script = list[Step]


@st.composite
def scripts(draw: st.DrawFn, max_size: int = 8) -> Script:
    """Scripts in which every step is accepted by a log."""
    return _accepted(draw(st.lists(_steps(), min_size=1, max_size=max_size)))


@st.composite
def incident_scripts(draw: st.DrawFn, max_size: int = 6) -> Script:
    """The same, beginning with an event that is reported several times; most have a join of them."""
    reports = [draw(_reports("event")), *draw(st.lists(_reports("echo"), min_size=1, max_size=3))]
    more = draw(st.lists(st.one_of(_joins(), _joins(), _steps()), min_size=1, max_size=max_size))
    return _accepted([*reports, *more])


def _accepted(drawn: list[Step]) -> Script:
    """Those of the steps that a log accepts, one after the other."""
    accepted: Script = []
    tl, ids = fresh(), {}
    for step in drawn:
        candidate = _fitted(attrs.evolve(step, target=step.target % max(len(accepted), 1)), accepted)
        try:
            ids[len(accepted)] = play(tl, candidate, ids)
        except (ConflictError, InputError, KeyError, AttributeError):
            continue
        accepted.append(candidate)
    return accepted


def _fitted(step: Step, accepted: Script) -> Step:
    """An echo reports the event of its target once more; a join takes all events that are alike, if any two are."""
    events_ = [place for place, each in enumerate(accepted) if each.action == "event"]
    if step.action == "echo":
        return Step(
            "event", _echo(step, accepted[events_[step.target % len(events_)]].event) if events_ else step.event
        )
    if step.action == "join":
        alike = [tuple(n for n in events_ if _shape(accepted, n) == _shape(accepted, place)) for place in events_]
        groups = [group for group in alike if len(group) > 1] or [()]
        return attrs.evolve(step, members=groups[step.target % len(groups)])
    return step


def _shape(accepted: Script, place: int) -> Any:
    return shape_of(accepted[place].event)


def _echo(step: Step, event: Event) -> Event:
    """The same event with the date of another, and its rank or what it says, as far as its shape and kind allow."""
    own = [name for name in own_fields(type(event)) if hasattr(step.event, name)]
    names = ["reported_on", "source", "credibility"] if step.target % 2 else own
    told = {name: getattr(step.event, name) for name in ("when", *names)}
    if told["when"].lasts != event.when.lasts:
        del told["when"]
    return attrs.evolve(event, **told)


@functools.cache
def _steps() -> st.SearchStrategy[Step]:
    late = days().map(lambda day: day + datetime.timedelta(days=40))
    targets = st.integers(0, 7)
    event, echo = _reports("event"), _reports("echo")
    correct = st.builds(
        Step, st.just("correct"), events(), targets, st.sampled_from(["our-error", "source-changed"]), late
    )
    retract = st.builds(Step, st.just("retract"), st.none(), targets, reported_on=late)
    reinstate = st.builds(Step, st.just("reinstate"), st.none(), targets, reported_on=late)
    return st.one_of(event, event, echo, echo, correct, retract, reinstate, _joins())


@functools.cache
def _reports(action: str) -> st.SearchStrategy[Step]:
    names = st.sampled_from([None, None, "x"])
    named = st.builds(lambda event, name: attrs.evolve(event, incident=name), events(), names)
    return st.builds(Step, st.just(action), named, st.integers(0, 7))


@functools.cache
def _joins() -> st.SearchStrategy[Step]:
    return st.builds(Step, st.just("join"), st.none(), st.integers(0, 7), reported_on=days())


def fresh() -> Timeline[timeline.AreaStatus]:
    """A timeline in memory over the areas and sources that the events name."""
    tl = Timeline(MemoryLog(), timeline.AreaStatus)
    tl.append(DESCRIBED)
    return tl


def play(tl: Timeline[Any], step: Step, ids: dict[int, str]) -> str:
    """Append one step; gives the id of its entry."""
    if step.action == "event":
        return tl.append([step.event]).ids[0]
    if step.action == "join":
        return tl.join([ids[place] for place in step.members], reason="test", reported_on=step.reported_on)
    target = ids[step.target]
    if step.action == "correct":
        options = {"because": step.because, "reported_on": step.reported_on}
        return tl.correct(target, step.event, reason="test", **options)
    change = tl.retract if step.action == "retract" else tl.reinstate
    return change(target, reason="test", reported_on=step.reported_on)


def played(script: Script, order: list[int] | None = None) -> Timeline[timeline.AreaStatus]:
    """A fresh timeline with the script played into it, in its own or another order."""
    tl, ids = fresh(), {}
    for place in order if order is not None else range(len(script)):
        ids[place] = play(tl, script[place], ids)
    return tl


def played_if_accepted(script: Script, order: list[int]) -> Timeline[timeline.AreaStatus]:
    """The script played in another order, if every append is accepted in it; else the case is dropped."""
    try:
        return played(script, order)
    except InputError:
        reject()


@st.composite
def orders(draw: st.DrawFn, script: Script) -> list[int]:
    """An order of the steps in which each comes after the step it is about."""
    waiting = draw(st.permutations(range(len(script))))
    order: list[int] = []
    while len(order) < len(script):
        ready = [place for place in waiting if place not in order and needs(script[place]) <= set(order)]
        order.append(ready[0])
    return order


def needs(step: Step) -> set[int]:
    """The places of the steps that a step is about."""
    return {"event": set(), "join": set(step.members)}.get(step.action, {step.target})


def content(answer: timeline.Projection) -> dict[str, Any]:
    """What two equal answers share: values and causes, never coordinates, ids or instants."""
    causes = {
        name: [(claim.known.event, claim.known.reported_on, claim.placements) for claim in finding.causes]
        for name, finding in answer._findings.items()
    }
    return {"judged": timeline.projections.projection.judgements(answer), "causes": causes}


def statuses(tl: Timeline[Any], on: datetime.date, known_on: Any = timeline.EVER, position: int | None = None) -> Any:
    """The content of the answers for every area."""
    return {area: content(tl.status(area, on=on, known_on=known_on, position=position)) for area in AREAS}
