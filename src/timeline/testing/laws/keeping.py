"""What is kept and read back: every way to ask agrees, every log agrees, and nothing is lost on the way."""

from __future__ import annotations

import datetime
import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
from hypothesis import strategies as st

from timeline.codec import decode, encode
from timeline.engine import Store, Timeline
from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog
from timeline.model.areas import Area
from timeline.model.days import plus
from timeline.model.entries import Retraction, Statement
from timeline.model.events import Event
from timeline.model.when import When
from timeline.queries.history import History, Span
from timeline.testing.answers import Content, content
from timeline.testing.laws.base import Draw, Sides, Subject, ask, law
from timeline.testing.script import Script, play
from timeline.testing.strategies import AREAS, Question, days, events, whens


@law(1, look_at="a facet or a policy that keeps something between questions, or whose `boundaries` leave out a day")
def every_way_to_ask_agrees(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """One area asked alone, all areas at once, a facet by itself, the history, and a timeline asked after every
    append give the same."""
    script = draw(subject.logs())
    question = draw(subject.questions(script))
    tl, asked = subject.timeline(script), f"tl.status({question.arguments()})"
    answer = tl.status(question.area, on=question.on, known_on=question.known_on)
    others = {each.area: each for each in tl.statuses(on=question.on, known_on=question.known_on)}
    if question.area in others:
        yield Sides(script, asked, content(answer), content(others[question.area]), "asked alone", "among all areas")
    for name, facet in subject.facets.items():
        alone = tl.ask(facet, question.area, on=question.on, known_on=question.known_on)
        told = (getattr(answer, name), answer.possible(name), answer.certain(name))
        found = (alone.value, alone.possible, alone.is_certain)
        yield Sides(
            script,
            f"tl.ask({subject.projection.__name__}.{name}, {question.arguments()})",
            told,
            found,
            "status",
            "ask",
        )
    warm = subject.timeline()
    ids: dict[str, str] = {}
    for place, statement in enumerate(script):
        ids[str(place)] = play(warm, statement, ids)
        warm.statuses(on=question.on, known_on=question.known_on)
    found_warm = ask(warm, question.area, question.on, question.known_on)
    yield Sides(script, asked, content(answer), found_warm, "asked once, in the end", "asked after every append")


@law(1, look_at="a facet whose `reach` leaves out a claim that can matter on the day")
def what_is_looked_up_is_what_the_plain_definition_tells(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """A log with an index, asked before and after more is appended, tells of every area what one tells that reads all
    of its entries for each question, and suggests the same incidents."""
    script = draw(st.one_of(subject.logs(), _crowded(subject), _crowded(subject)))
    questions = [draw(subject.questions(script)) for _ in range(5)]
    cut, plain = draw(st.integers(0, len(script))), subject.timeline(script)
    with Timeline(SqliteLog(":memory:"), subject.projection, subject.policy) as indexed:
        ids: dict[str, str] = {}
        for place, statement in enumerate(script):
            ids[str(place)] = play(indexed, statement, ids)
            if place == cut:
                indexed.statuses(on=questions[0].on, known_on=questions[0].known_on)
        for question, area in itertools.product(questions, script.areas):
            asked = attrs.evolve(question, area=area)
            expected, found = (ask(tl, area, asked.on, asked.known_on) for tl in (plain, indexed))
            yield Sides(script, f"tl.status({asked.arguments()})", expected, found, "read", "looked up")
        for question in questions:
            whole, parts = (_together(tl, question) for tl in (plain, indexed))
            asked_of_all = f"tl.statuses(on={str(question.on)!r}, known_on={question.known_on})"
            yield Sides(script, asked_of_all, whole, parts, "read", "looked up")
            suggested = "tl.suggest_incidents(apart_days=1)"
            yield Sides(script, suggested, _suggested(plain), _suggested(indexed), "read", "looked up")


def _suggested(tl: Timeline[Any]) -> list[list[Event]]:
    return [[member.event for member in each.members] for each in tl.suggest_incidents(apart_days=1)]


def _together(tl: Timeline[Any], question: Question) -> dict[str, Content]:
    """What is told of all areas at once."""
    return {each.area: content(each) for each in tl.statuses(on=question.on, known_on=question.known_on)}


@law(1, look_at="a facet whose `boundaries` leave out a day")
def what_is_told_of_many_is_what_is_told_of_each(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """All areas on the first and the last day of each of their spans, asked at once in columns of a log with an index,
    are told what the history of each tells."""
    script = draw(st.one_of(subject.logs(), _crowded(subject)))
    question = draw(subject.questions(script))
    tl, known_on = subject.timeline(script), question.known_on
    told = [(area, *each) for area in script.areas for each in _span_days(tl.history(area, known_on=known_on))]
    with Timeline(SqliteLog(":memory:"), subject.projection, subject.policy) as indexed:
        script.played(indexed)
        columns = indexed.status_many([area for area, _, _ in told], [on for _, on, _ in told], known_on=known_on)
    for row, (area, on, span) in enumerate(told):
        asked = attrs.evolve(question, area=area, on=on)
        expected = {name: (value, is_certain) for name, (value, _, is_certain) in span.judged.items()}
        found = {name: (columns[name][row], bool(columns.certain(name)[row])) for name in expected}
        label = f"tl.status({asked.arguments()}): each value and whether it is certain"
        yield Sides(script, label, expected, found, "history", "status_many")


def _span_days(history: History[Any]) -> Iterator[tuple[datetime.date, Span]]:
    """The first and the last day of each span, where it has one."""
    for span in history:
        for day in (span.start, plus(span.end, -1)):
            if isinstance(day, datetime.date):
                yield day, span


@st.composite
def _crowded(draw: st.DrawFn, subject: Subject) -> Script:
    """A log in which all that is said is of one kind, about one area or the one it lies in, and mostly of one day; some
    is withdrawn."""
    kind, (area, above) = draw(st.sampled_from(subject.drawn_kinds)), draw(st.permutations(AREAS))[:2]
    doubt = st.sampled_from([False, False, False, True])
    precise = events([kind], whens=st.builds(attrs.evolve, days().map(When.on), uncertain=doubt))
    said = draw(st.lists(st.one_of(precise, precise, precise, events([kind])), min_size=2, max_size=6))
    places = draw(st.lists(st.integers(1, len(said)), max_size=2, unique=True))
    withdrawn = [Retraction(target=str(place), reason="test", reported_on=draw(days())) for place in places]
    about = [draw(st.sampled_from([area, area, area, above])) for _ in said]
    placed = [attrs.evolve(each, area=place) for each, place in zip(said, about, strict=True)]
    return Script([Area(area, area, parents=[above]), *placed, *withdrawn])


@law(11, look_at="a value that has no plain form, or a log that gives back something else than it was given")
def every_log_agrees_and_replaying_gives_equal_rows(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """A file and memory, given the same ids and instants, hold equal entries and give equal answers; dropping the
    derived rows and replaying gives equal rows."""
    script = draw(subject.logs())
    question = draw(subject.questions(script))
    with tempfile.TemporaryDirectory() as folder:
        logs: list[Store] = [
            MemoryLog(**_fixed()),
            SqliteLog(Path(folder) / "log.db", synchronous="NORMAL", **_fixed()),
        ]
        one, other = (script.played(Timeline(log, subject.projection, subject.policy)) for log in logs)
        with other:
            yield Sides(script, "tl.events()", one.events(), other.events(), "in memory", "in a file")
            expected, found = (ask(tl, question.area, question.on, question.known_on) for tl in (one, other))
            yield Sides(script, f"tl.status({question.arguments()})", expected, found, "in memory", "in a file")
            rows = [_replayed(tl, log, subject) for tl, log in zip((one, other), logs, strict=True)]
            logs[1].drop(subject.projection.definition.name)
            again = _replayed(other, logs[1], subject)
            yield Sides(script, "tl.replay()", rows[0], rows[1], "rows in memory", "rows in a file")
            yield Sides(script, "tl.replay()", rows[1], again, "rows in a file", "rows after dropping them")


def _fixed() -> dict[str, Any]:
    """Options of a log by which ids and instants are the same in each."""
    numbers = itertools.count(1)
    instant = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    return {"clock": lambda: instant, "fresh_id": lambda _: f"{next(numbers):032x}"}


def _replayed(tl: Timeline[Any], log: Store, subject: Subject) -> list[Any]:
    tl.replay()
    return list(log.rows(subject.projection.definition.name))


@law(12, look_at="a field whose type cannot be written as plain data and read back equal")
def what_is_stored_is_read_back_equal(subject: Subject, draw: Draw) -> Iterator[Sides]:
    """Encoding and decoding a statement gives it back; so does printing and parsing a date."""
    script, when = draw(subject.logs()), draw(whens())
    for statement in script:
        yield Sides(script, "decode(encode(statement))", statement, decode(encode(statement)), "given", "read back")
    yield Sides(script, f"When.parse({str(when)!r})", when, When.parse(str(when)), "given", "read back")


def check_upcast(old: dict[str, Any], now: Event) -> None:
    """Hold the upcasts of a kind to the last clause of law 12: an event stored long ago reads as it would be given now.

    Args:
        old: the event as an older schema stored it, with its `kind` and `schema`.
        now: the event that it should be.

    Raises:
        AssertionError: it reads as another.
    """
    read: Statement = decode(old)
    assert now == read, f"expected {now!r}, read {read!r}"
