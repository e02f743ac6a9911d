"""What a log is, and the rules by which it admits a batch; each log brings only its way of keeping entries.

Invariant: positions are 1, 2, 3 … without gaps; a batch is admitted whole or not at all; an event with an external id
is held once; a statement about an entry names an earlier one.
"""

from __future__ import annotations

import datetime
import functools
import itertools
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

import attrs

from timeline.codec import encode, require_faithful
from timeline.errors import (
    ContentConflictError,
    CorrectionConflictError,
    InputError,
    NotFoundError,
    PositionConflictError,
)
from timeline.log.shelf import Plain
from timeline.model.areas import Area
from timeline.model.days import BEGINNING, EVER, Day
from timeline.model.entries import (
    OUR_ERROR,
    Cancelling,
    Correction,
    Entry,
    Join,
    Reinstatement,
    Retraction,
    Statement,
    said_by,
)
from timeline.model.events import Event
from timeline.model.incidents import difference
from timeline.model.knowledge import knowledge
from timeline.model.sources import Source

T = TypeVar("T")
Clock = Callable[[], datetime.datetime]
NewId = Callable[[datetime.datetime], str]


@attrs.frozen
class Appended:
    """What an append did.

    Args:
        ids: the id of each statement given, in order, whether new or already there.
        new_count: entries added.
        unchanged_count: statements that the log already held.
        position: the head of the log afterwards.
    """

    ids: tuple[str, ...]
    new_count: int
    unchanged_count: int
    position: int


def together(appends: Sequence[Appended]) -> Appended:
    """What several appends did, the one behind the other."""
    ids = tuple(itertools.chain.from_iterable(each.ids for each in appends))
    new_count = sum(each.new_count for each in appends)
    return Appended(ids, new_count, len(ids) - new_count, appends[-1].position)


PART = 5_000
"""How many statements are taken at once of those that come one at a time."""


def parts(statements: Iterable[T]) -> Iterator[list[T]]:
    """What comes one at a time, some thousand at once."""
    left = iter(statements)
    while part := list(itertools.islice(left, PART)):
        yield part


class Log(Protocol):
    """An append-only sequence of entries."""

    @property
    def head(self) -> int:
        """The position of the last entry; 0 when there is none."""

    def append(self, statements: Sequence[Statement], *, if_position: int | None = None) -> Appended:
        """Add statements at the end, all or none."""

    def append_entries(self, entries: Iterable[Entry]) -> Appended:
        """Add entries of another log at the end as they were, all or none; those that are there already are left."""

    def transaction(self, *, keep: bool = True) -> AbstractContextManager[None]:
        """Within it, all that is appended is one append: there at its end, or taken back if anything fails.

        Who reads within it sees what was appended; other threads wait, and other processes read what was there before.
        One within another is a part of it, and can fail alone.

        Args:
            keep: if false, all is taken back in any case: a rehearsal.
        """

    def about(self, ids: Iterable[str]) -> list[Entry]:
        """The entries with some ids, their corrections and retractions, and those of these, in order of position."""

    def beginning(self, id: str, *, most: int) -> list[Entry]:  # noqa: A002
        """The first entries whose id begins so, in order of position, at most so many."""

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        """The entries behind a position, in order, up to the head at the time of the call."""

    def problems(self) -> Iterator[str]:
        """What is wrong with the log, a line each; nothing when it is sound."""

    def close(self) -> None:
        """Let go of what the log holds open."""


class Holding(Protocol):
    """What the rules of admission must know of the entries a log already holds."""

    @property
    def head(self) -> int: ...
    def held(self, ids: Iterable[str]) -> set[str]: ...
    def find(self, id: str) -> Entry | None: ...  # noqa: A002
    def corrections(self, target: str) -> Iterable[Entry]: ...
    def described(self) -> Iterable[Entry]: ...
    def read(self, *, after: int = 0) -> Iterator[Entry]: ...


def utc_now() -> datetime.datetime:
    """The present instant in UTC."""
    return datetime.datetime.now(datetime.UTC)


def new_id(at: datetime.datetime) -> str:
    """A fresh id of 16 bytes in hexadecimal that sorts by its instant (48 bits of milliseconds, 80 random)."""
    return _time_part(at) + os.urandom(10).hex()


@functools.lru_cache(maxsize=1)
def _time_part(at: datetime.datetime) -> str:
    return int(at.timestamp() * 1000).to_bytes(6, "big").hex()


def external_id(source: str, id: str) -> str:  # noqa: A002
    """The id of an event that its source has numbered: the same in every log."""
    digest: str = _blake2b()(f"{source}\x1f{id}".encode(), digest_size=16).hexdigest()
    return digest


@functools.cache
def _blake2b() -> Any:
    """It is only loaded when there is something to number."""
    from hashlib import blake2b

    return blake2b


def admit(
    statements: Sequence[Statement],
    holding: Holding,
    *,
    at: datetime.datetime,
    fresh_id: NewId,
    if_position: int | None,
) -> tuple[list[Entry], Appended]:
    """The entries that a batch adds to a log, after all its rules.

    Args:
        statements: what is to be appended, in order.
        holding: what the log holds; the log keeps writers out while this runs.
        at: the instant of recording.
        fresh_id: gives ids to what has no external id.
        if_position: refuse if anything about the areas of the batch was appended after it.

    Raises:
        ConflictError: the log holds something that contradicts the batch.
        InputError: a statement is not acceptable.
        NotFoundError: a statement names an entry that the log does not hold.
    """
    batch = Batch(holding, at, fresh_id)
    ids = batch.admit_all(statements)
    _require_acyclic(batch)
    if if_position is not None:
        _require_unmoved(batch, if_position)
    new_count = len(batch.entries)
    return batch.entries, Appended(ids, new_count, len(ids) - new_count, batch.head + new_count)


def repeated_id(id: str) -> InputError:  # noqa: A002
    """The refusal of a fresh id that is not."""
    return InputError("fresh_id", expected="an id that no entry of the log has", found=repr(id))


class Batch:
    """The entries of one append, admitted one after the other upon what the log holds."""

    def __init__(self, holding: Holding, at: datetime.datetime, fresh_id: NewId) -> None:
        self.holding = holding
        self.at = at
        self.fresh_id = fresh_id
        self.entries: list[Entry] = []
        self.by_id: dict[str, Entry] = {}
        self.corrections_of: dict[str, list[Entry]] = defaultdict(list)
        self.head = holding.head

    def find(self, id: str) -> Entry | None:  # noqa: A002
        return self.by_id.get(id) or self.holding.find(id)

    def corrections(self, target: str) -> list[Entry]:
        return [*self.holding.corrections(target), *self.corrections_of.get(target, ())]

    def first(self, entry: Entry) -> Entry:
        """The event or the description that an entry is, or is about."""
        while isinstance(entry.statement, Cancelling):
            entry = self._target(entry.statement)
        return entry

    def admit_all(self, statements: Sequence[Statement]) -> tuple[str, ...]:
        """Add each statement unless it is there already; gives their ids."""
        given = [given_id(_require_statement(statement)) for statement in statements]
        known = self.holding.held([id for id in given if id])  # noqa: A001
        return tuple([self.admit(each, id, known) for each, id in zip(statements, given, strict=True)])  # noqa: A001

    def admit(self, statement: Statement, given: str | None, known: set[str]) -> str:
        """Add the statement unless it is there already; gives its id."""
        require_faithful(statement)
        held = self.find(given) if given and (given in known or given in self.by_id) else None
        if held:
            self._require_same(statement, held)
            return held.id
        return self._add(statement, given or self.fresh_id(self.at)).id

    def admit_as(self, statement: Statement, *, id: str, at: datetime.datetime) -> Entry:  # noqa: A002
        """Add a statement that another log took in at an instant under an id; gives the entry that it makes here."""
        require_faithful(statement)
        self.at = at
        return self._add(statement, given_id(_require_statement(statement)) or id)

    def _add(self, statement: Statement, id: str) -> Entry:  # noqa: A002
        if id in self.by_id:
            raise repeated_id(id)
        reported_on = self._reported_on(statement)
        if not isinstance(statement, Event):
            self._require_entries(statement, reported_on)
        entry = Entry(self.head + len(self.entries) + 1, id, self.at, reported_on, statement)
        self.entries.append(entry)
        self.by_id[id] = entry
        if isinstance(statement, Correction):
            self.corrections_of[statement.target].append(entry)
        return entry

    def _require_same(self, given: Statement, held: Entry) -> None:
        if held.statement != given:
            stored, new = encode(held.statement), encode(given)
            names = sorted(name for name in stored.keys() | new.keys() if stored.get(name) != new.get(name))
            raise ContentConflictError(
                f"entry {held.id} at position {held.position}",
                expected=f"the same content as stored, {_picked(stored, names)}",
                found=_picked(new, names),
                do="correct the stored entry instead of appending it again",
                stored=held.statement,
                given=given,
            )

    def _reported_on(self, statement: Statement) -> Day:
        if isinstance(statement, Correction) and statement.because == OUR_ERROR:
            return self._target(statement).reported_on
        if isinstance(statement, (Area, Source)) and statement.reported_on is None:
            return BEGINNING
        published = statement.source.published if isinstance(statement, Event) and statement.source else None
        today = self.at.date()
        reported_on = statement.reported_on or published or today
        if reported_on > today:
            do = "nothing can be reported after the day it is recorded"
            raise InputError("reported_on", expected=f"a day up to {today}", found=str(reported_on), do=do)
        return reported_on

    def _target(self, statement: Cancelling) -> Entry:
        return self._held(statement.target)

    def _held(self, id: str) -> Entry:  # noqa: A002
        held = self.find(id)
        if held is None:
            raise NotFoundError(
                "entry",
                expected="the id of an entry in the log",
                found=repr(id),
                do="list the events to see their ids",
                what="entry",
                name=id,
                nearest=(),
            )
        return held

    def _require_entries(self, statement: Statement, reported_on: Day) -> None:
        """Refuse a statement about entries that is not acceptable for those."""
        if isinstance(statement, Cancelling):
            self._require_target(statement, reported_on)
        elif isinstance(statement, Join):
            self._require_joinable(statement)

    def _require_target(self, statement: Cancelling, reported_on: Day) -> None:
        target = self._target(statement)
        if isinstance(statement, Correction):
            self._require_correctable(statement, target, reported_on)
        if isinstance(statement, Reinstatement) and not isinstance(target.statement, Retraction):
            found = f"a {type(target.statement).__name__} at position {target.position}"
            raise InputError("reinstate", expected="the id of a retraction", found=found, do="name the retraction")

    def _require_correctable(self, statement: Correction, target: Entry, reported_on: Day) -> None:
        replaced = target.statement.replacement if isinstance(target.statement, Correction) else target.statement
        if not _same_subject(replaced, statement.replacement):
            found = f"{type(statement.replacement).__name__} for {replaced!r}"
            raise InputError("correct", expected="an event for an event, an area or source of the same id", found=found)
        if _external(statement.replacement) not in (None, _external(replaced)):
            found = repr(_external(statement.replacement))
            raise InputError("correct", expected="the external id of the corrected entry, or none", found=found)
        if reported_on < target.reported_on:
            expected = f"a day not before {target.reported_on}, when the corrected entry was reported"
            raise InputError("reported_on", expected=expected, found=str(reported_on))
        for rival in self.corrections(target.id):
            self._require_other_day(rival, reported_on)

    def _require_joinable(self, statement: Join) -> None:
        """Refuse unless the members are events that agree in kind, area and shape in something each of them ever said.

        Whether they agree in a state of knowledge is decided there, for corrections come and go.
        """
        said = [self._said_ever(self._held(member)) for member in statement.members]
        differs = difference(said)
        if differs:
            expected, found = f"events that share their {differs[0]}", differs[1]
            raise InputError("join", expected=expected, found=found, do="join reports of one happening only")

    def _said_ever(self, member: Entry) -> list[Event]:
        if not isinstance(member.statement, Event):
            found = f"a {type(member.statement).__name__} at position {member.position}"
            raise InputError("join", expected="ids of events", found=found, do="name the events themselves")
        return [said for entry in self.chain(member) if isinstance(said := said_by(entry.statement), Event)]

    def chain(self, first: Entry) -> list[Entry]:
        """An entry, and every correction of it or of its corrections."""
        found = [first]
        for entry in found:
            found += self.corrections(entry.id)
        return found

    def _require_other_day(self, rival: Entry, reported_on: Day) -> None:
        if rival.reported_on == reported_on:
            assert isinstance(rival.statement, Correction)
            raise CorrectionConflictError(
                f"entry {rival.statement.target}",
                expected="one correction known from one day",
                found=f"another known from {reported_on} at position {rival.position}",
                do=f"correct the correction {rival.id} instead; if it was retracted, reinstate it first",
                target=rival.statement.target,
            )


def _require_statement(statement: Statement) -> Statement:
    if not isinstance(statement, Statement):
        raise InputError("append", expected="events, areas, sources and the like", found=repr(statement))
    return statement


def given_id(statement: Statement) -> str | None:
    """The id that a statement has by what it says; None where the log gives it a fresh one."""
    if isinstance(statement, Event) and statement.external_id is not None and statement.source is not None:
        return external_id(statement.source.source, statement.external_id)
    if isinstance(statement, (Area, Source)):
        known_from = statement.reported_on.isoformat() if statement.reported_on else "ever"
        return external_id(f"{type(statement).__name__} {known_from}", statement.id)
    return None


def _external(statement: Statement) -> tuple[str, str] | None:
    if not isinstance(statement, Event) or statement.external_id is None or statement.source is None:
        return None
    return statement.source.source, statement.external_id


def _picked(plain: Plain, names: Sequence[str]) -> str:
    return ", ".join(f"{name} {plain.get(name)!r}" for name in names)


def _same_subject(replaced: Statement, replacement: Statement) -> bool:
    if isinstance(replaced, Event):
        return isinstance(replacement, Event)
    if not isinstance(replaced, (Area, Source)) or not isinstance(replacement, (Area, Source)):
        return False
    return (type(replaced), replaced.id) == (type(replacement), replacement.id)


def _require_acyclic(batch: Batch) -> None:
    """Refuse a batch that makes a cycle of areas in some state of knowledge."""
    others = [entry for entry in batch.entries if not isinstance(entry.statement, Event)]
    if any(isinstance(batch.first(entry).statement, Area) for entry in others):
        require_acyclic([*batch.holding.described(), *others], batch.head, batch.head + len(batch.entries))


def require_acyclic(described: Iterable[Entry], after: int, head: int) -> None:
    """Refuse entries that make a cycle of areas in some state of knowledge.

    Args:
        described: all entries that describe areas and sources, or are about those.
        after: what stands behind this position is new.
        head: the last position.

    Raises:
        AreaCycleError: an area would lie inside itself.
    """
    about_areas = list(_about_areas(described))
    since = min((entry.reported_on for entry in about_areas if entry.position > after), default=EVER)
    for day in sorted({entry.reported_on for entry in about_areas if entry.reported_on >= since}):
        knowledge(about_areas, known_on=day, position=head).areas.require_acyclic()


def _about_areas(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The descriptions of areas, and the statements about them."""
    ids: set[str] = set()
    for entry in entries:
        statement = entry.statement
        if isinstance(statement, Area) or (isinstance(statement, Cancelling) and statement.target in ids):
            ids.add(entry.id)
            yield entry


def _require_unmoved(batch: Batch, if_position: int) -> None:
    """Refuse if an entry naming an area of the batch, or about an event of one, came after the position."""
    if not isinstance(if_position, int) or not 0 <= if_position <= batch.head:
        raise InputError("if_position", expected=f"a position from 0 to {batch.head}", found=repr(if_position))
    areas = {area for entry in batch.entries for area in _named_areas(entry, batch)}
    for entry in batch.holding.read(after=if_position):
        moved = areas & _named_areas(entry, batch)
        if moved:
            raise PositionConflictError(
                f"append if_position={if_position}",
                expected=f"nothing about {min(moved)} after position {if_position}",
                found=f"an entry at position {entry.position}",
                do="read the log again and decide anew",
                position=entry.position,
            )


def _named_areas(entry: Entry, batch: Batch) -> set[str]:
    """The areas that an entry names; for one about events, all that the events were ever said to be in."""
    first = batch.first(entry)
    if isinstance(first.statement, Join):
        members = [batch.find(member) for member in first.statement.members]
        return {area for member in members if member for area in _ever_named_by(member, batch)}
    return _named_by(entry) if first is entry else _ever_named_by(first, batch)


def _ever_named_by(first: Entry, batch: Batch) -> set[str]:
    return {area for said in batch.chain(first) for area in _named_by(said)}


def _named_by(entry: Entry) -> set[str]:
    said = said_by(entry.statement)
    if isinstance(said, Event):
        return {said.area}
    return {said.id} if isinstance(said, Area) else set()
