"""What was in force in a state of knowledge: pure, and the only statement of the rules of cancelling.

Invariant: an entry is seen if it was reported and recorded by then; a seen entry is in force if nothing in force
cancels it. A correction keeps its target's place and changes what stands in it, so that retracting the target
withdraws the corrected statement too, and no state of knowledge holds both sides of a correction.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import attrs

from timeline.model.areas import Area, Areas
from timeline.model.days import Day
from timeline.model.entries import Correction, Described, Entry, Join, Reinstatement, Retraction, said_by
from timeline.model.events import Event
from timeline.model.sources import Source, Sources
from timeline.model.when import When, Window, united


@attrs.frozen
class InForce:
    """An event in force, or an incident that several report, and the entries it rests on.

    Equality is by content, for ids and positions depend on arrival.

    Args:
        event: what is so. For an incident: the best-ranked member, with what the others add (`model.incidents`).
        reported_on: the day from which it counts; for an incident, that of the best-ranked member.
        entries: the one that first reported it, then its corrections; for an incident all those of each member, the
            best-ranked first, then the joins.
        members: the events of an incident, the best-ranked first; none for an event alone.
        whens: for an incident whose members contradict each other in time, every date they leave, in order; else none.
        alternatives: for an incident whose best-ranked members say different things, what each says; else none.
    """

    event: Event
    reported_on: Day
    entries: tuple[Entry, ...] = attrs.field(eq=False, repr=False)
    members: tuple[InForce, ...] = attrs.field(default=(), eq=False, repr=False)
    whens: tuple[When, ...] = ()
    alternatives: tuple[InForce, ...] = ()

    @property
    def id(self) -> str:
        """The id of the entry that first reported the event."""
        return self.entries[0].id

    @property
    def placements(self) -> tuple[When, ...]:
        """The dates of which one is right: that of the event, or all that a contradiction in time leaves."""
        return self.whens or (self.event.when,)

    @property
    def readings(self) -> tuple[InForce, ...]:
        """The events of which one is right: itself, or all that are said with equal rank."""
        return self.alternatives or (self,)

    @property
    def first_windows(self) -> tuple[Window, ...]:
        """The days on which it may have begun, as sorted windows that share no day: one, unless `whens` has several."""
        return united(when.first for when in self.placements)

    @property
    def last_windows(self) -> tuple[Window, ...]:
        """The days on which it may have ended, as sorted windows that share no day."""
        return united(when.last for when in self.placements)

    @property
    def first_day(self) -> datetime.date:
        """The day on which the resolved value places it: the latest by which it had begun, if `event.when` is right."""
        day = self.event.when.first.latest
        assert isinstance(day, datetime.date)
        return day


@attrs.frozen
class Knowledge:
    """All that is in force for one `known_on` and `position`.

    Args:
        joins: the joins in force; `model.incidents.merged` applies them.
        by_area: the events by area, then by kind.
    """

    known_on: Day
    position: int
    events: tuple[InForce, ...] = attrs.field(repr=False)
    areas: Areas = attrs.field(repr=False)
    sources: Sources = attrs.field(repr=False)
    joins: tuple[Entry, ...] = attrs.field(default=(), repr=False)
    by_area: Mapping[str, Mapping[type[Event], Sequence[InForce]]] = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        by_area: dict[str, dict[type[Event], list[InForce]]] = {}
        for known in self.events:
            by_area.setdefault(known.event.area, {}).setdefault(type(known.event), []).append(known)
        object.__setattr__(self, "by_area", by_area)


def knowledge(entries: Iterable[Entry], *, known_on: Day, position: int) -> Knowledge:
    """What is in force among the entries, for a state of knowledge; joined events are still apart.

    Args:
        entries: entries of the log in order of position.
        known_on: reports up to this day count.
        position: entries up to this position count.
    """
    seen = [entry for entry in entries if entry.position <= position and entry.reported_on <= known_on]
    events: list[InForce] = []
    areas: dict[str, tuple[Day, Area]] = {}
    sources: dict[str, tuple[Day, Source]] = {}
    joins: list[Entry] = []
    for chain in _in_force(seen):
        statement, reported_on = _said_by(chain[-1]), chain[-1].reported_on
        if isinstance(statement, Join):
            joins.append(chain[-1])
        elif isinstance(statement, Event):
            events.append(InForce(statement, reported_on, chain))
        elif isinstance(statement, Area):
            _keep_latest(areas, statement.id, reported_on, statement)
        elif isinstance(statement, Source):
            _keep_latest(sources, statement.id, reported_on, statement)
    described = {area: statement for area, (_, statement) in areas.items()}
    undescribed = tuple(sorted({known.event.area for known in events} - described.keys()))
    known_sources = Sources({source: statement for source, (_, statement) in sources.items()})
    return Knowledge(known_on, position, tuple(events), Areas(described, undescribed), known_sources, tuple(joins))


def every_area(entries: Iterable[Entry]) -> Areas:
    """Every area that entries ever described or named, whatever became of them: the names a question may use."""
    described: dict[str, Area] = {}
    named: set[str] = set()
    for entry in entries:
        said = said_by(entry.statement)
        if isinstance(said, Area):
            described[said.id] = _with_names(said, described.get(said.id))
            named |= {parent.area for parent in said.parents}
        elif isinstance(said, Event):
            named.add(said.area)
    return Areas(described, tuple(sorted(named - described.keys())))


def _with_names(area: Area, before: Area | None) -> Area:
    """The area, found by the names of an earlier description too."""
    names = (*area.aliases, before.name, *before.aliases) if before else area.aliases
    return attrs.evolve(area, aliases=tuple(name for name in dict.fromkeys(names) if name != area.name))


def _in_force(seen: Sequence[Entry]) -> list[tuple[Entry, ...]]:
    """The chains in force: an entry that was not withdrawn, then the corrections that count, in order."""
    gone = withdrawn(seen)
    roots: list[Entry] = []
    correction_of: dict[str, Entry] = {}
    for entry in reversed(seen):
        statement = entry.statement
        if entry.id in gone or isinstance(statement, (Retraction, Reinstatement)):
            continue
        if isinstance(statement, Correction):
            _keep_later_correction(correction_of, statement.target, entry)
        else:
            roots.append(entry)
    return [_chain(root, correction_of) for root in reversed(roots)]


def withdrawn(seen: Sequence[Entry]) -> set[str]:
    """The ids of the entries that something in force withdraws.

    Args:
        seen: the entries of a state of knowledge, in order of position: each is decided by those after it.
    """
    gone: set[str] = set()
    for entry in reversed(seen):
        if isinstance(entry.statement, (Retraction, Reinstatement)) and entry.id not in gone:
            gone.add(entry.statement.target)
    return gone


def _keep_later_correction(correction_of: dict[str, Entry], target: str, entry: Entry) -> None:
    rival = correction_of.get(target)
    if rival is None or entry.reported_on > rival.reported_on:
        correction_of[target] = entry


def _chain(root: Entry, correction_of: Mapping[str, Entry]) -> tuple[Entry, ...]:
    chain = [root]
    while chain[-1].id in correction_of:
        chain.append(correction_of[chain[-1].id])
    return tuple(chain)


def _said_by(entry: Entry) -> Described | Join:
    statement = entry.statement
    if isinstance(statement, Correction):
        return statement.replacement
    assert not isinstance(statement, (Retraction, Reinstatement))
    return statement


S = TypeVar("S", Area, Source)


def _keep_latest(kept: dict[str, tuple[Day, S]], key: str, reported_on: Day, statement: S) -> None:
    if key not in kept or reported_on > kept[key][0]:
        kept[key] = (reported_on, statement)
