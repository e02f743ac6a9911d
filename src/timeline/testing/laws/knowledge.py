"""What may be appended, and what it changes: the laws of the known and the recorded axis."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import attrs
from hypothesis import assume
from hypothesis import strategies as st

from timeline.engine import Timeline
from timeline.errors import TimelineError
from timeline.model.areas import Area
from timeline.model.days import EVER
from timeline.model.entries import OUR_ERROR, SOURCE_CHANGED, Correction, Join, Reinstatement, Retraction
from timeline.model.events import Event
from timeline.model.sources import Citation
from timeline.testing.laws.base import Draw, Sides, Subject, accepted, ask, law, on_every_area
from timeline.testing.script import Script, needs
from timeline.testing.strategies import DAY, Question, continued, days

_BESIDE = st.sampled_from((-1, -1, 0, 0, 1))


@law(2, look_at="a policy or a facet that uses more of an entry than what it says, such as how often it was corrected")
def the_past_of_knowledge_does_not_change(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Appending what is reported after a day changes no answer as known on that day or before."""
    script = draw(subject.logs())
    question = attrs.evolve(draw(subject.questions(script)), known_on=draw(days()))
    assert isinstance(question.known_on, datetime.date)
    more = draw(continued(script, subject.drawn_kinds, after=question.known_on))
    words = "before the rest was appended", f"after appending what followed statement {len(script) - 1}"
    yield from _of_areas(script, more, question, subject, words)


def _of_areas(
    script: Script, more: Script, question: Question, subject: Subject, words: tuple[str, str]
) -> Iterator[Sides]:
    before, after = subject.timeline(script), subject.timeline(more)
    for area in script.areas:
        asked = attrs.evolve(question, area=area)
        expected, found = (ask(tl, area, question.on, question.known_on) for tl in (before, after))
        yield Sides(more, f"tl.status({asked.arguments()})", expected, found, *words)


@law(2, look_at="a projection or policy that keeps something of the log between questions")
def a_pinned_position_answers_the_same_for_ever(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """At a position nothing that is appended later changes any answer."""
    script = draw(subject.logs())
    question = draw(subject.questions(script))
    more = draw(continued(script, subject.drawn_kinds))
    tl, position = subject.timeline(script), len(script)
    before = ask(tl, question.area, question.on, question.known_on, position)
    after = ask(subject.timeline(more), question.area, question.on, question.known_on, position)
    asked = f"tl.status({question.arguments()}, position={position})"
    yield Sides(more, asked, before, after, "when it was the head", "with more behind it")


@law(
    3,
    look_at="what decides between reports of one day: a rank, a facet or a step may use days, sources and content, but "
    "neither the order in which claims come nor positions, ids or instants of recording",
)
def arrival_is_irrelevant(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Any order of the same appends in which every one is accepted gives equal answers."""
    script = draw(subject.logs())
    question, order = draw(subject.questions(script)), draw(orders(script))
    other = accepted(lambda: subject.timeline(script, order))
    words = "appended as above", f"in the order {', '.join(map(str, order))}"
    this = subject.timeline(script)
    yield Sides(script, "tl.areas()", list(this.areas()), list(other.areas()), *words)
    yield from on_every_area(script, question, this, other, words)


@st.composite
def orders(draw: st.DrawFn, script: Script) -> list[int]:
    """An order of the places of a script: the reverse, or one moved; each still comes after those that it is about."""
    waiting = list(range(len(script)))[::-1]
    if draw(st.integers(0, 2)) == 2:
        places = st.integers(0, len(script) - 1)
        waiting = waiting[::-1]
        waiting.insert(draw(places), waiting.pop(draw(places)))
    order: list[int] = []
    while len(order) < len(script):
        placed = {str(place) for place in order}
        order.append(next(each for each in waiting if each not in order and needs(script[each]) <= placed))
    return order


@law(4, look_at="a projection that depends on what was appended together, which no answer may")
def a_batch_equals_its_parts(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Appending events at once or in parts gives equal answers, and appending numbered ones again changes nothing."""
    script = _numbered(draw(subject.logs()))
    question, cut = draw(subject.questions(script)), draw(st.integers(0, len(script)))
    whole, parts = subject.timeline(), subject.timeline()
    whole.append(script)
    parts.append(script[:cut])
    parts.append(script[cut:])
    yield from on_every_area(script, question, whole, parts, ("at once", f"first {cut}, then the rest"))
    again = whole.append(script)
    yield Sides(script, "appended again", (len(script), 0), (again.position, again.new_count), "expected", "found")


def _numbered(script: Script) -> Script:
    """The descriptions and events of a script, each event numbered by its source."""
    kept = [each for each in script if not needs(each)]
    source = Citation("good", "page 1")
    return Script(
        attrs.evolve(each, source=source, external_id=str(place)) if isinstance(each, Event) else each
        for place, each in enumerate(kept)
    )


@law(4, look_at="the log: a batch is admitted whole or not at all")
def a_refused_batch_leaves_nothing(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """A batch with one statement that the log refuses is refused whole."""
    script = draw(subject.logs())
    batch = draw(st.lists(subject.events(), max_size=3))
    bad = Retraction(target="f" * 32, reason="names nothing")
    tl = subject.timeline(script)
    before = tl.events()
    place = draw(st.integers(0, len(batch)))
    try:
        tl.append([*batch[:place], bad, *batch[place:]])
    except TimelineError:
        yield Sides(script, "tl.events()", before, tl.events(), "before the refused batch", "after it")
    else:
        yield Sides(script, "tl.append([…, a retraction of nothing])", "refused", "accepted", "expected", "found")


@law(7, look_at="a projection or policy that uses the entries of an event instead of what they say")
def a_retraction_cancels_from_its_day_on_and_not_before(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Retracting cancels what it names from its known day on, not before; reinstating restores it."""
    script = draw(subject.logs())
    places = script.unneeded(Event, Join, Correction, Area)
    place = draw(st.sampled_from(places)) if places else None
    assume(place is not None)
    assert place is not None
    day = draw(days()) + 40 * DAY
    question = attrs.evolve(draw(subject.questions(script)), known_on=day + draw(_BESIDE) * DAY)
    retracted = script.and_then(Retraction(target=str(place), reason="test", reported_on=day))
    without = accepted(lambda: subject.timeline(script, script.without(place)))
    is_before = question.known_on < day
    expected = subject.timeline(script) if is_before else without
    words = "never retracted" if is_before else f"without statement {place}", f"retracted on {day}"
    yield from _beside(retracted, question, subject, expected, words)
    restored = retracted.and_then(Reinstatement(target=str(len(script)), reason="test", reported_on=day))
    yield from _beside(restored, question, subject, subject.timeline(script), ("never retracted", "reinstated"))


def _beside(
    script: Script, question: Question, subject: Subject, expected: Timeline[Any], words: tuple[str, str]
) -> Iterator[Sides]:
    """What a script answers beside another timeline, about every area that the latter has seen."""
    yield from on_every_area(script, question, expected, subject.timeline(script), words)


@law(7, look_at="a facet that takes an event and its correction for two")
def no_state_of_knowledge_sees_both_sides_of_a_correction(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Before the known day of a correction only the corrected event is seen, from it on only the replacement; of
    several the one known latest counts, in whatever order they came."""
    script = draw(subject.logs())
    event, *others = (draw(subject.events()) for _ in range(3))
    first = max(draw(days()) + 40 * DAY, event.reported_on or datetime.date.min)
    known_from = (first, first + draw(st.integers(1, 3)) * DAY)
    said = [attrs.evolve(each, reported_on=day) for each, day in zip(others, known_from, strict=True)]
    asked_on = draw(st.sampled_from(known_from)) + draw(_BESIDE) * DAY
    question = attrs.evolve(draw(subject.questions(script.and_then(event, *said))), known_on=asked_on)
    fixes = [_changed(str(len(script)), each) for each in said]
    corrected = script.and_then(event, *draw(st.permutations(fixes)))
    told = (event, *said)[sum(day <= asked_on for day in known_from)]
    words = "only what counts in the log", f"corrected on {known_from[0]} and {known_from[1]}"
    yield from _beside(corrected, question, subject, subject.timeline(script.and_then(told)), words)


def _changed(target: str, replacement: Event) -> Correction:
    return Correction(
        target=target,
        replacement=replacement,
        reason="test",
        because=SOURCE_CHANGED,
        reported_on=replacement.reported_on,
    )


@law(7, look_at="a facet that takes an event and its correction for two")
def a_mistake_of_ours_was_never_believed(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """A correction because of our own error is known from the day of what it corrects, whenever it was noticed."""
    script = draw(subject.logs())
    event = draw(subject.events())
    other = attrs.evolve(draw(subject.events()), reported_on=event.reported_on)
    question = draw(subject.questions(script.and_then(event, other)))
    noticed = draw(st.one_of(st.none(), days()))
    fix = Correction(target=str(len(script)), replacement=other, reason="typo", because=OUR_ERROR, reported_on=noticed)
    right = subject.timeline(script.and_then(other))
    words = "right from the first", "corrected as our own error"
    yield from _beside(script.and_then(event, fix), question, subject, right, words)


@law(2, look_at="the order of the two axes: what was known is settled before the days are folded")
def all_that_is_known_is_known_in_the_end(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Asked as known on the last day on which anything was reported, the answer is that of all that is known."""
    script = draw(subject.logs())
    question = draw(subject.questions(script))
    tl = subject.timeline(script)
    last = max(
        (entry.reported_on for entry in tl.events() if isinstance(entry.reported_on, datetime.date)), default=EVER
    )
    one, other = (ask(tl, question.area, question.on, known) for known in (EVER, last))
    asked = f"tl.status({attrs.evolve(question, known_on=last).arguments()})"
    yield Sides(script, asked, one, other, "all that is known", f"as known on {last}")
