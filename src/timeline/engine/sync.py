"""A release of a source against a log: what it says is compared some thousand events at a time, and appended.

Invariant: of a release nothing is held but the ids of its events; what it changes is known from its day.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from timeline.errors import InputError
from timeline.log.base import Log, external_id, given_id, parts
from timeline.model.areas import Area, Areas
from timeline.model.entries import Cancelling, Correction, Described, Entry, Statement
from timeline.model.events import Event
from timeline.model.release import Release, of_release, revised, says_the_same, vanished
from timeline.model.sources import Source, Sources


@attrs.frozen
class Synced:
    """What a sync did.

    Args:
        new: the ids of the events, areas and sources that were appended.
        corrected: the ids of the events of which the release says something else.
        retracted: the ids of the events that it does not have any more.
        reinstated: the ids of the events that it has again, with what they said before or something else.
        unchanged_count: events, areas and sources that the log held as the release has them.
        position: the head of the log afterwards.
    """

    new: tuple[str, ...]
    corrected: tuple[str, ...]
    retracted: tuple[str, ...]
    reinstated: tuple[str, ...]
    unchanged_count: int
    position: int


class Sync:
    """One release on its way into a log; whoever makes it holds a transaction of that log.

    Args:
        log: where it goes.
        release: which one it is.
        areas: as described by its day.
        sources: likewise.
    """

    def __init__(self, log: Log, release: Release, areas: Areas, sources: Sources) -> None:
        self._log = log
        self._release = release
        self._described: dict[type, Mapping[str, Area | Source]] = {Area: areas.described, Source: sources.described}
        self._taken: set[str] = set()
        self._new: list[str] = []
        self._corrected: list[str] = []
        self._retracted: list[str] = []
        self._reinstated: list[str] = []
        self._unchanged_count = 0

    def done(self) -> Synced:
        """What was appended."""
        return Synced(
            *(tuple(self._new), tuple(self._corrected), tuple(self._retracted), tuple(self._reinstated)),
            unchanged_count=self._unchanged_count,
            position=self._log.head,
        )

    def take(self, statements: Iterable[Statement]) -> None:
        """Append what the release says that the log does not hold.

        Raises:
            ConflictError: the log holds something that does not let it.
            InputError: a statement cannot be of this release.
        """
        for part in parts(statements):
            self._describe([each for each in part if not isinstance(each, Event)])
            self._revise([each for each in part if isinstance(each, Event)])

    def retract_others(self) -> None:
        """Retract what the log holds of the source and the release does not have.

        Raises:
            InputError: the release has no event at all.
        """
        if not self._taken:
            do = "check that it is the whole release"
            raise InputError(str(self._release), expected="events in a complete release", found="none", do=do)
        for ids in parts(self._others()):
            changes = {id_: vanished(held, self._release) for id_, held in self._held(ids).items()}
            self._retracted += [id_ for id_, change in changes.items() if change]
            self._log.append([*itertools.chain(*changes.values())])

    def _others(self) -> Iterator[str]:
        """The ids of the events of the source that the release does not have."""
        for entry in self._log.read():
            event = entry.statement
            if isinstance(event, Event) and self._is_of_source(event) and entry.id not in self._taken:
                yield entry.id

    def _is_of_source(self, event: Event) -> bool:
        source = event.source.source if event.source else None
        return source == self._release.source and event.external_id is not None

    def _describe(self, statements: Sequence[Statement]) -> None:
        given = [_description(each, self._release) for each in statements]
        held = {entry.id: entry.statement for entry in self._log.about(filter(None, map(given_id, given)))}
        new = [each for each in given if held.get(given_id(each) or "") != each and not self._is_described(each)]
        appended = self._log.append([self._dated(each) for each in new])
        self._new += [entry.id for entry in self._log.read(after=appended.position - appended.new_count)]
        self._unchanged_count += len(given) - appended.new_count

    def _is_described(self, given: Area | Source) -> bool:
        held = self._described[type(given)].get(given.id)
        return held is not None and given.reported_on is None and says_the_same(held, given)

    def _dated(self, given: Area | Source) -> Described:
        return given if given.reported_on else of_release(given, self._release)

    def _revise(self, events: Sequence[Event]) -> None:
        given = self._distinct(events)
        self._unchanged_count += len(events) - len(given)
        held = self._held(given)
        changes = {id_: revised(event, held.get(id_, ()), self._release) for id_, event in given.items()}
        for id_, change in changes.items():
            if change and id_ in self._taken:
                raise self._said_twice(given[id_])
            self._count(id_, change)
        self._log.append([*itertools.chain(*changes.values())])
        self._taken.update(given)

    def _count(self, id_: str, change: Sequence[Statement]) -> None:
        match change:
            case []:
                self._unchanged_count += 1
            case [Event()]:
                self._new.append(id_)
            case [Correction()]:
                self._corrected.append(id_)
            case _:
                self._reinstated.append(id_)

    def _distinct(self, events: Sequence[Event]) -> dict[str, Event]:
        """The events of a release by their ids, each once."""
        given: dict[str, Event] = {}
        for event in events:
            earlier = given.setdefault(_id(event, self._release), event)
            if not says_the_same(earlier, event):
                raise self._said_twice(event)
        return given

    def _said_twice(self, event: Event) -> InputError:
        expected, do = "one thing said of an event", "leave one of them out"
        where = f"{self._release}, event {event.external_id}"
        return InputError(where, expected=expected, found="two that differ", do=do)

    def _held(self, ids: Iterable[str]) -> dict[str, list[Entry]]:
        """The entries with some ids, each with all that was said of it, in order of position."""
        first: dict[str, str] = {}
        held: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._log.about(ids):
            statement = entry.statement
            first[entry.id] = first[statement.target] if isinstance(statement, Cancelling) else entry.id
            held[first[entry.id]].append(entry)
        return held


def _description(statement: Statement, release: Release) -> Area | Source:
    if not isinstance(statement, (Area, Source)):
        expected = "events, areas and sources"
        raise InputError(str(release), expected=expected, found=f"a {type(statement).__name__}")
    return statement


def _id(event: Event, release: Release) -> str:
    """The id of the entry of an event of the release."""
    if event.source is None or event.source.source != release.source or event.external_id is None:
        found = f"{event.kind} of {event.when} in {event.area}, {_named(event)}"
        do = "sync each source by itself" if event.external_id else "without an id it cannot be told from a new one"
        raise InputError(str(release), expected=f"events of {release.source} with an external_id", found=found, do=do)
    return external_id(release.source, event.external_id)


def _named(event: Event) -> str:
    source = event.source.source if event.source else "no source"
    return f"{source}, external_id {event.external_id!r}"
