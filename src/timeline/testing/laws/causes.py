"""Why an answer is so: its causes suffice, none can be spared, the better report counts, and joined ones tell more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
from hypothesis import assume
from hypothesis import strategies as st

from timeline.engine import Timeline
from timeline.model.areas import Area
from timeline.model.days import EVER, Day
from timeline.model.entries import Cancelling, Entry, Join
from timeline.model.events import WHOLE, Event
from timeline.model.incidents import merged
from timeline.model.knowledge import Knowledge, knowledge
from timeline.model.policy import Rank
from timeline.model.sources import Source
from timeline.model.when import When
from timeline.projections.claims import happenings
from timeline.projections.facets import Facet, First, Fold, Latest, Total
from timeline.projections.possible import Bounds, Possible, Values, up_to_the_day
from timeline.projections.projection import findings
from timeline.queries.status import find
from timeline.testing.code import code
from timeline.testing.laws.base import Draw, Sides, Subject, law
from timeline.testing.script import Script
from timeline.testing.strategies import AREAS, event_logs, whens


@law(9, look_at="a facet whose `witnesses` leave out a claim that matters")
def the_causes_alone_give_the_same(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """The causes of a facet, with the areas and sources they rest on, give the same value and possibilities alone."""
    script = draw(subject.logs())
    question = draw(subject.questions(script))
    tl = subject.timeline(script)
    answer = tl.status(question.area, on=question.on, known_on=question.known_on)
    entries = tl.events()
    described = {entry.id for entry in entries if _is_description(entry, tl)}
    for name, finding in findings(answer).items():
        kept = described | {entry.id for claim in finding.causes for entry in claim.known.entries}
        known = _known([entry for entry in entries if entry.id in kept], question.known_on, len(entries), subject)
        alone = find(subject.facets[name], known, subject.policy, question.area, question.on)
        told, found = ((each.value, up_to_the_day(each.possible)) for each in (finding, alone))
        asked = f"{subject.projection.__name__}.{name}: tl.status({question.arguments()})"
        yield Sides(script, asked, told, found, "all events", "its causes alone")


def _is_description(entry: Entry, tl: Timeline[Any]) -> bool:
    """True for what describes areas and sources, and for what was said about that."""
    while isinstance(entry.statement, Cancelling):
        entry = tl.entry(entry.statement.target)
    return isinstance(entry.statement, (Area, Source))


def _known(entries: list[Entry], known_on: Day, position: int, subject: Subject) -> Knowledge:
    apart = knowledge(entries, known_on=known_on, position=position)
    return merged(apart, lambda event: subject.policy.rank(event, apart.sources))


@law(9, look_at="a facet that names as a cause what does not change its value or its possibilities")
def no_cause_can_be_spared(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Without any one of its causes a facet has another value or other possibilities; a fold consumes them all."""
    script = draw(subject.logs())
    question = draw(subject.questions(script))
    answer = subject.timeline(script).status(question.area, on=question.on, known_on=question.known_on)
    for name, finding in findings(answer).items():
        facet = subject.facets[name]
        if isinstance(facet, Fold):
            continue
        outcome = facet.outcome(finding.causes, question.on)
        for spared in happenings(finding.causes):
            rest = [claim for claim in finding.causes if claim not in spared]
            differs = outcome != facet.outcome(rest, question.on)
            asked = f"the causes of {name}: tl.explain({question.arguments()})"
            yield Sides(script, asked, True, differs, "each is needed", f"needed: {code(spared[0].known.event)}")


@law(
    0,
    look_at="a facet of the first or the latest claim that prefers one which another of the same day outranks",
    applies=lambda subject: bool(_led(subject)),
)
def what_is_outranked_on_its_day_decides_nothing(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """A report that another of the same area and date outranks changes neither the first nor the latest value; nor what
    either may be, where the date is a day."""
    script = draw(event_logs(subject.drawn_kinds, max_size=2))
    name, facet = draw(st.sampled_from(sorted(_led(subject).items())))
    area, when = draw(st.sampled_from(AREAS)), draw(whens())
    same: dict[str, Any] = {"area": area, "when": when, "scope": WHOLE, "incident": None, "external_id": None}
    telling = subject.events().filter(lambda event: facet.takes(event) and facet.read(event) is not None)
    pair = [attrs.evolve(draw(telling), **same) for _ in range(2)]
    low, high = (_rank(script.and_then(each), subject) for each in pair)
    assume(low != high)
    worse, better = pair if low < high else pair[::-1]
    alone, both = script.and_then(better), script.and_then(better, worse)
    question = attrs.evolve(draw(subject.questions(both)), area=area)
    one, other = (subject.timeline(each).status(question.area, on=question.on) for each in (alone, both))
    is_a_day = when.first.earliest == when.first.latest
    expected, found = ((getattr(each, name), is_a_day and each.possible(name)) for each in (one, other))
    asked = f"{name} of tl.status({question.area!r}, on={str(question.on)!r})"
    yield Sides(both, asked, expected, found, "without the last report", "with it")


def _rank(script: Script, subject: Subject) -> Rank:
    """How the last event of a script ranks."""
    entries = subject.timeline(script).events()
    known = _known(entries, EVER, len(entries), subject)
    last = next(each for each in known.events if each.id == entries[-1].id)
    return subject.policy.rank(last, known.sources)


def _led(subject: Subject) -> dict[str, Facet[Any]]:
    return {name: facet for name, facet in subject.facets.items() if isinstance(facet, (First, Latest))}


@law(13, look_at="a facet that counts a happening as often as it was reported")
def joining_equal_reports_only_ever_tells_more(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Joining two equal reports whose dates overlap never makes a certain value uncertain, never adds a possibility
    of the latest value, and never raises the upper bound of a total. (Where no date is called doubtful.)"""
    script = _without_doubt(draw(event_logs(subject.drawn_kinds, max_size=3)))
    event, one, other = draw(subject.events()), *(_sure(draw(whens())) for _ in range(2))
    assume(one.common(other) is not None)
    pair = script.and_then(*(attrs.evolve(event, when=when) for when in (one, other)))
    members = (str(len(script)), str(len(script) + 1))
    joined = pair.and_then(Join(members=members, reason="one", reported_on=event.reported_on))
    question = draw(subject.questions(pair))
    before, after = (subject.timeline(each).status(question.area, on=question.on) for each in (pair, joined))
    for name in before.definition.names:
        asked = f"tl.status({question.arguments()})"
        is_kept = after.certain(name) or not before.certain(name)
        yield Sides(joined, asked, True, is_kept, f"{name} stays certain", "joined")
        if name in subject.facets:
            found = _tells_more(subject.facets[name], before.possible(name), after.possible(name))
            yield Sides(
                joined, asked, True, found, f"{name} apart: {before.possible(name)}", f"joined: {after.possible(name)}"
            )


def _sure(when: When) -> When:
    return attrs.evolve(when, uncertain=False, approximate=False)


def _without_doubt(script: Script) -> Script:
    return Script(attrs.evolve(each, when=_sure(each.when)) if isinstance(each, Event) else each for each in script)


def _tells_more(facet: Facet[Any], before: Possible | None, after: Possible | None) -> bool:
    if isinstance(facet, Latest) and isinstance(before, Values) and isinstance(after, Values):
        return after.values <= before.values
    if isinstance(facet, Total) and isinstance(before, Bounds) and isinstance(after, Bounds):
        return after.max <= before.max
    return True
