"""A log under way: appended to, asked, replayed, closed, crashed and written to from two connections, in any order.

Invariant: whatever happens to it, a log holds what it acknowledged and nothing else, and a timeline over it answers
what one in memory answers that is given the same statements, and what the oracle says.
"""

from __future__ import annotations

import datetime
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from timeline.engine import Store, Timeline
from timeline.errors import TimelineError
from timeline.log.memory import MemoryLog
from timeline.log.sqlite import SqliteLog
from timeline.model.entries import Retraction, Statement
from timeline.model.policy import BY_RELIABILITY, Policy
from timeline.projections.projection import Projection, values
from timeline.testing.answers import content
from timeline.testing.effort import examples
from timeline.testing.laws.base import LawBroken, Sides, Subject, law
from timeline.testing.oracle import Oracle
from timeline.testing.script import Script, with_ids
from timeline.testing.strategies import DAYS_COUNT, FIRST_DAY, Kinds, areas, next_statements, sources

MakeLog = Callable[..., Store]
STEPS = 20
RECORDED_AT = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


@law(11, look_at="the log: what it acknowledges must be there for every connection, now and after it is opened again")
def a_log_holds_what_it_acknowledged(subject: Subject, draw: object) -> Iterator[Sides]:
    """Whatever happens to a log, it holds what it acknowledged and nothing else, and answers as one in memory does."""
    yield from ()


class Ids:
    """Fresh ids that two logs can be given alike, and that can be made to fail in the middle of an append."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self.is_interrupted = False

    def restart(self, step: int) -> None:
        """Count from a number that no step before has reached."""
        self._numbers = itertools.count(1000 * step)

    def __call__(self, _: datetime.datetime) -> str:
        if self.is_interrupted:
            raise KeyboardInterrupt
        return f"{next(self._numbers):032x}"


class LogMachine(RuleBasedStateMachine):
    """Drives a log with two connections beside a log in memory that nothing ever happens to; see `machine`."""

    subject: ClassVar[Subject]
    make_log: ClassVar[MakeLog]
    is_durable: ClassVar[bool]

    def __init__(self) -> None:
        super().__init__()
        self.folders = [Path(tempfile.mkdtemp(prefix="timeline-"))]
        self.script = Script([])
        self.ids: dict[str, str] = {}
        self.fresh, self.reference_ids = Ids(), Ids()
        self.reference = self._timeline(MemoryLog(clock=lambda: RECORDED_AT, fresh_id=self.reference_ids))
        self.connections = self._connected()
        self.step = 0

    def _timeline(self, log: Store) -> Timeline[Any]:
        return Timeline(log, self.subject.projection, self.subject.policy)

    def _open(self) -> Store:
        path = self.folders[-1] / "log"
        return type(self).make_log(path, clock=lambda: RECORDED_AT, fresh_id=self.fresh)

    def _connected(self) -> list[Timeline[Any]]:
        """Two timelines, each over a connection of its own where the log can have several."""
        first = self._open()
        return [self._timeline(first), self._timeline(self._open() if self.is_durable else first)]

    def teardown(self) -> None:
        """Close and forget everything; a log that is not sound by then is a failure."""
        verification = self.connections[0].verify()
        for tl in self.connections:
            tl.close()
        for folder in self.folders:
            shutil.rmtree(folder)
        assert verification.is_sound, verification.problems

    # Appending

    @initialize(described=areas(), sourced=sources())
    def describe(self, described: list[Any], sourced: list[Any]) -> None:
        """Most logs begin with descriptions."""
        self._append([*described, *sourced], 0)

    @rule(data=st.data(), connection=st.integers(0, 1))
    def append(self, data: st.DataObject, connection: int) -> None:
        """Append an event, or a statement about something that the log holds."""
        self._append([data.draw(self._next())], connection)

    @rule(data=st.data(), connection=st.integers(0, 1))
    def append_several(self, data: st.DataObject, connection: int) -> None:
        """Append several events at once."""
        self._append(data.draw(st.lists(self.subject.events(), min_size=2, max_size=3)), connection)

    @rule(data=st.data(), connection=st.integers(0, 1))
    def append_what_is_refused(self, data: st.DataObject, connection: int) -> None:
        """Append events and a retraction of nothing: all of it is refused."""
        bad = Retraction(target="f" * 32, reason="names nothing")
        self._append([*data.draw(st.lists(self.subject.events(), min_size=1, max_size=2)), bad], connection)

    @rule(data=st.data(), connection=st.integers(0, 1))
    def append_and_be_interrupted(self, data: st.DataObject, connection: int) -> None:
        """Append an event and a second, and be interrupted between the two."""
        batch = [data.draw(self.subject.events()) for _ in range(2)]
        self.fresh.is_interrupted = True
        try:
            self.connections[connection].append(batch)
        except KeyboardInterrupt:
            pass
        finally:
            self.fresh.is_interrupted = False

    def _next(self) -> st.SearchStrategy[Statement]:
        return next_statements(self.script, self.subject.drawn_kinds)

    def _append(self, statements: Sequence[Statement], connection: int) -> None:
        """Append to the log and to the one in memory: both accept it, or both refuse it in the same way."""
        self.step += 1
        given = [with_ids(each, self.ids) for each in statements]
        self.fresh.restart(self.step)
        self.reference_ids.restart(self.step)
        outcomes = [_outcome(tl, given) for tl in (self.reference, self.connections[connection])]
        self._hold(f"tl.append([{', '.join(map(repr, given))}])", outcomes[0], outcomes[1], ("in memory", "in the log"))
        if isinstance(outcomes[0], tuple):
            for statement, id_ in zip(statements, outcomes[0], strict=True):
                if id_ not in self.ids.values():
                    self.ids[str(len(self.script))] = id_
                    self.script = self.script.and_then(statement)

    # What happens to a log

    @precondition(lambda self: self.is_durable)
    @rule(connection=st.integers(0, 1))
    def reopen(self, connection: int) -> None:
        """Close a connection and open the log again."""
        self.connections[connection].close()
        self.connections[connection] = self._timeline(self._open())

    @precondition(lambda self: self.is_durable)
    @rule()
    def crash(self) -> None:
        """Lose both connections without a word, and go on from what is on the disk."""
        after = Path(tempfile.mkdtemp(prefix="timeline-"))
        shutil.copytree(self.folders[-1], after, dirs_exist_ok=True)
        for tl in self.connections:
            tl.close()
        self.folders.append(after)
        self.connections = self._connected()

    @rule(connection=st.integers(0, 1))
    def replay(self, connection: int) -> None:
        """Compute the spans anew; the kept rows are those of the log in memory."""
        for tl in (self.reference, self.connections[connection]):
            tl.replay()
        name = self.subject.projection.definition.name
        rows = [list(tl._log.rows(name)) for tl in (self.reference, self.connections[connection])]
        self._hold("tl.replay()", rows[0], rows[1], ("rows in memory", "rows in the log"))

    @rule(connection=st.integers(0, 1))
    def replay_and_be_interrupted(self, connection: int) -> None:
        """Begin to compute the spans anew, and be interrupted; the rows that were kept stay as they were."""
        tl, name = self.connections[connection], self.subject.projection.definition.name
        before = list(tl._log.rows(name))
        try:
            tl.replay(progress=_interrupt)
        except KeyboardInterrupt:
            self._hold("tl.replay()", before, list(tl._log.rows(name)), ("rows before", "rows after the interrupt"))

    # Asking

    @precondition(lambda self: bool(self.script.areas))
    @rule(data=st.data(), connection=st.integers(0, 1))
    def ask(self, data: st.DataObject, connection: int) -> None:
        """Ask the same of the log, of the one in memory, of a new one, and of the oracle."""
        question = data.draw(self.subject.questions(self.script))
        tl, anew = self.connections[connection], self._timeline(MemoryLog.continuing(self.reference.events()))
        answers = [
            each.status(question.area, on=question.on, known_on=question.known_on)
            for each in (tl, self.reference, anew)
        ]
        asked = f"tl.status({question.arguments()})"
        for answer, words in zip(answers[1:], ("in memory", "in memory, made anew"), strict=True):
            self._hold(asked, content(answer), content(answers[0]), (words, "in the log"))
        if self.subject.policy is BY_RELIABILITY:
            oracle = Oracle(self.reference.events(), self.subject.projection)
            told = oracle.status(question.area, question.on, question.known_on)
            expected = {name: told[name].value for name in answers[0].definition.names}
            self._hold(asked, expected, values(answers[0]), ("by the oracle", "in the log"))

    @precondition(lambda self: bool(self.script.areas))
    @rule(data=st.data(), connection=st.integers(0, 1), number=st.integers(0, DAYS_COUNT))
    def ask_for_a_history(self, data: st.DataObject, connection: int, number: int) -> None:
        """Ask for the spans of an area, which are those of the log in memory."""
        area = data.draw(st.sampled_from(self.script.areas))
        known_on = FIRST_DAY + datetime.timedelta(days=number)
        spans = [list(tl.history(area, known_on=known_on)) for tl in (self.reference, self.connections[connection])]
        asked = f"tl.history({area!r}, known_on='{known_on}')"
        self._hold(asked, spans[0], spans[1], ("in memory", "in the log"))

    @invariant()
    def every_connection_sees_what_was_acknowledged(self) -> None:
        """Both connections hold the entries of the log in memory, at once and in order."""
        for number, tl in enumerate(self.connections):
            words = ("in memory", f"by connection {number}")
            self._hold("tl.events()", self.reference.events(), tl.events(), words)

    def _hold(self, asked: str, expected: object, found: object, words: tuple[str, str]) -> None:
        if expected != found:
            sides = Sides(self.script, asked, expected, found, *words)
            raise LawBroken(a_log_holds_what_it_acknowledged, self.subject, sides)


def _outcome(tl: Timeline[Any], given: Sequence[Statement]) -> object:
    """The ids that an append gives, or the name of the error by which it is refused."""
    try:
        return tl.append(given).ids
    except TimelineError as error:
        return type(error).__name__


def _interrupt(done: int, count: int) -> NoReturn:
    raise KeyboardInterrupt


def machine(
    projection: type[Projection],
    *,
    kinds: Kinds = (),
    policy: Policy = BY_RELIABILITY,
    log: MakeLog = SqliteLog,
    is_durable: bool = True,
) -> type[LogMachine]:
    """A state machine over a log that is asked through a projection; its `TestCase` is what pytest runs.

    It appends, corrects, retracts, reinstates, joins, asks, replays, reopens, crashes between steps, is interrupted in
    the middle, and writes from two connections.

    Args:
        projection: the projection.
        kinds: as for `check_projection`.
        policy: whose word counts when reports of one day differ.
        log: makes a log from a path and the options `clock` and `fresh_id`.
        is_durable: whether a log made again at the same path goes on from what it held; without, it is never reopened.

    Example:
        >>> from timeline import AreaStatus
        >>> from timeline.testing import machine
        >>> TestLog = machine(AreaStatus).TestCase
    """
    subject = Subject(projection, kinds, policy)
    made = {"subject": subject, "make_log": staticmethod(log), "is_durable": is_durable}
    cls = type(f"{projection.__name__}Machine", (LogMachine,), made)
    count = examples() or max(settings().max_examples // 3, 1)
    cls.TestCase.settings = settings(  # type: ignore[attr-defined]
        max_examples=count,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        database=None,
    )
    return cls
