"""Random appends, late events, corrections, retractions and reinstatements, against a model that is a plain list.

The model shares no code with the engine: it decides by itself what is in force and who holds what.
"""

from __future__ import annotations

import datetime
import shutil
import tempfile
from pathlib import Path

import attrs
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

import timeline
from timeline.conflict import AreaLiberated, StrikeReported

FIRST = datetime.date(2017, 1, 1)
DAY = datetime.timedelta(days=1)
days = st.integers(0, 40).map(lambda number: FIRST + number * DAY)
later = st.integers(41, 80).map(lambda number: FIRST + number * DAY)
actors = st.sampled_from(["isf", "sdf"])


@attrs.define
class Item:
    """One line of the plain list: what was appended, by its place in the list."""

    action: str
    known: datetime.date
    event: object = None
    target: int = -1


class Model:
    """What a person would work out with pencil and paper."""

    def __init__(self) -> None:
        self.items: list[Item] = []

    def is_withdrawn(self, place: int, known_on: datetime.date) -> bool:
        about = [number for number, item in enumerate(self.items) if item.target == place]
        about = [number for number in about if self.items[number].action in ("retract", "reinstate")]
        return any(self.items[n].known <= known_on and not self.is_withdrawn(n, known_on) for n in about)

    def says(self, place: int, known_on: datetime.date) -> tuple[object, datetime.date]:
        corrections = [
            (item.known, number)
            for number, item in enumerate(self.items)
            if item.action == "correct" and item.target == place and item.known <= known_on
        ]
        standing = [pair for pair in corrections if not self.is_withdrawn(pair[1], known_on)]
        if standing:
            return self.says(max(standing)[1], known_on)
        return self.items[place].event, self.items[place].known

    def events(self, known_on: datetime.date) -> list[tuple[object, datetime.date]]:
        places = [number for number, item in enumerate(self.items) if item.action == "event" and item.known <= known_on]
        return [self.says(number, known_on) for number in places if not self.is_withdrawn(number, known_on)]

    def control(self, on: datetime.date, known_on: datetime.date) -> set[str]:
        claims = [
            (event.when.first.latest, known, event.by)
            for event, known in self.events(known_on)
            if isinstance(event, AreaLiberated) and event.when.first.latest <= on
        ]
        return {by for day, known, by in claims if (day, known) == max(claim[:2] for claim in claims)}

    def strikes(self, on: datetime.date, known_on: datetime.date) -> int:
        events = [event for event, _ in self.events(known_on) if isinstance(event, StrikeReported)]
        return sum(event.strikes for event in events if on - 30 * DAY < event.when.last.latest <= on)


class LogMachine(RuleBasedStateMachine):
    """Drives a timeline over a SQLite file and the model side by side."""

    entries = Bundle("entries")
    retractions = Bundle("retractions")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.tl = timeline.connect(self.folder / "log.db")
        self.tl.append([timeline.Area("a", "A")])
        self.model = Model()
        self.corrected: set[tuple[int, datetime.date]] = set()

    def teardown(self) -> None:
        self.tl.close()
        shutil.rmtree(self.folder)

    def _remember(self, item: Item, id_: str) -> tuple[int, str]:
        self.model.items.append(item)
        return len(self.model.items) - 1, id_

    @rule(target=entries, when=days, known=days, by=actors)
    def liberate(self, when: datetime.date, known: datetime.date, by: str):
        event = AreaLiberated(area="a", when=when, by=by, reported_on=known)
        return self._remember(Item("event", known, event), self.tl.append([event]).ids[0])

    @rule(target=entries, when=days, known=days, strikes=st.integers(0, 3), lasted=st.integers(0, 9))
    def strike(self, when: datetime.date, known: datetime.date, strikes: int, lasted: int):
        event = StrikeReported(area="a", when=f"{when}/{when + lasted * DAY}", strikes=strikes, reported_on=known)
        return self._remember(Item("event", known, event), self.tl.append([event]).ids[0])

    @rule(target=entries, entry=entries, when=days, strikes=st.integers(0, 3), known=later)
    def correct(self, entry: tuple[int, str], when: datetime.date, strikes: int, known: datetime.date):
        place, id_ = entry
        event = StrikeReported(area="a", when=when, strikes=strikes)
        if (place, known) in self.corrected or known < self.model.items[place].known:
            return multiple()
        self.corrected.add((place, known))
        correction = self.tl.correct(id_, event, reason="release", reported_on=known)
        return self._remember(Item("correct", known, event, place), correction)

    @rule(target=retractions, entry=st.one_of(entries, retractions), known=later)
    def retract(self, entry: tuple[int, str], known: datetime.date):
        retraction = self.tl.retract(entry[1], reason="doubt", reported_on=known)
        return self._remember(Item("retract", known, target=entry[0]), retraction)

    @rule(entry=consumes(retractions), known=later)
    def reinstate(self, entry: tuple[int, str], known: datetime.date):
        reinstatement = self.tl.reinstate(entry[1], reason="confirmed", reported_on=known)
        self._remember(Item("reinstate", known, target=entry[0]), reinstatement)

    @rule()
    def reopen(self):
        self.tl.close()
        self.tl = timeline.connect(self.folder / "log.db", create=False)

    @rule(on=later, known_on=st.one_of(days, later))
    def ask(self, on: datetime.date, known_on: datetime.date):
        answer = self.tl.status("a", on=on, known_on=known_on)
        held = answer.control
        found = set(held.members) if isinstance(held, timeline.Disputed) else {held} - {None}
        assert self.model.control(on, known_on) == found
        assert self.model.strikes(on, known_on) == answer.strikes

    @invariant()
    def positions_have_no_gap(self):
        assert len(self.model.items) + 1 == self.tl.position


TestLogMachine = LogMachine.TestCase
TestLogMachine.settings = settings(max_examples=settings().max_examples // 3, stateful_step_count=20)
