"""`Timeline`: append, ask and replay. The one place where log, projections and queries meet.

Invariant: every answer is computed from entries of the log alone, for coordinates that are fully resolved first.
"""

from __future__ import annotations

import datetime
import itertools
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

import attrs

from timeline.errors import AmbiguousNameError, InputError, NotFoundError
from timeline.log.base import Appended, Log, Note, Row, Shelf
from timeline.log.defects import defects
from timeline.model.areas import Areas
from timeline.model.days import EVER, Day, Unbounded, to_day, to_known_day
from timeline.model.entries import (
    SOURCE_CHANGED,
    Correction,
    Described,
    Entry,
    Join,
    Reinstatement,
    Retraction,
    Statement,
)
from timeline.model.events import Event, kind_named, kind_of
from timeline.model.incidents import difference, merged
from timeline.model.knowledge import Knowledge, every_area, knowledge
from timeline.model.policy import BY_RELIABILITY, Policy
from timeline.model.sources import Sources
from timeline.model.when import When, to_when
from timeline.projections.facets import Facet
from timeline.projections.projection import Projection
from timeline.queries.diff import Diff, diff
from timeline.queries.during import During, during
from timeline.queries.entries import about
from timeline.queries.explain import Explanation, explain
from timeline.queries.history import History, history
from timeline.queries.incidents import Incident, Suggestion, incidents, suggestions
from timeline.queries.status import Answer, ask, status

P = TypeVar("P", bound=Projection)
Q = TypeVar("Q", bound=Projection)
T = TypeVar("T")

DayLike = str | datetime.date
KnownLike = str | datetime.date | Unbounded
Progress = Callable[[int, int], None]

_KEPT_STATES = 8


class Store(Log, Shelf, Protocol):
    """A log that also keeps derived rows."""


@attrs.frozen
class Replayed:
    """What a replay computed: spans of so many areas, from the entries up to a position."""

    projection: str
    areas_count: int
    spans_count: int
    position: int


@attrs.frozen
class Verification:
    """What is wrong with a log (nothing when it is sound), and which derived tables are out of date.

    Args:
        entries_count: entries read.
        problems: defects of the log, a line each.
        stale: derived tables to be replayed, a line each; the log itself is not affected.
    """

    entries_count: int
    problems: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """True when the log has no defect."""
        return not self.problems


class Timeline(Generic[P]):
    """A log asked through a projection.

    Make one with `timeline.connect`. It holds no state of its own but entries already read, which never change.

    Args:
        log: where entries are kept.
        projection: what is asked by `status` and its like.
        policy: whose word counts when reports of one day differ.
    """

    def __init__(self, log: Store, projection: type[P], policy: Policy = BY_RELIABILITY) -> None:
        self._log = log
        self._projection = projection
        self._policy = policy
        self._entries: list[Entry] = []
        self._states: OrderedDict[tuple[Day, int], Knowledge] = OrderedDict()

    def using(self, projection: type[Q]) -> Timeline[Q]:
        """The same log asked through another projection."""
        return Timeline(self._log, projection, self._policy)

    def close(self) -> None:
        """Close the log."""
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    # Appending

    def append(self, statements: Iterable[Statement], *, if_position: int | None = None) -> Appended:
        """Add events, areas and sources at the end of the log, all or none.

        What has an external id and is already there with the same content is left as it is.

        Args:
            statements: events, `Area`s and `Source`s, in order.
            if_position: refuse if anything about the areas of the batch was appended after this position.

        Returns: the ids, how many were new and unchanged, and the new head.

        Raises:
            ConflictError: the log holds other content under the same id, or moved on.
            InputError: a statement is not acceptable.
            LogError: the log cannot be written.
        """
        if isinstance(statements, Statement):
            raise InputError("append", expected="a list of events", found=repr(statements), do="put it in brackets")
        return self._log.append(list(statements), if_position=if_position)

    def correct(
        self,
        entry: str,
        replacement: Described,
        *,
        reason: str,
        because: str = SOURCE_CHANGED,
        reported_on: DayLike | None = None,
    ) -> str:
        """Replace what an entry says, by appending.

        Args:
            entry: the id of the entry.
            replacement: what it should say.
            reason: why, for those who ask later.
            because: `our-error` (known from the target's own day: the mistake was never believed) or `source-changed`
                (known from `reported_on`, or the day of the append).
            reported_on: the first day one could know it.

        Returns: the id of the correction.

        Raises:
            NotFoundError: there is no such entry.
            ConflictError: another correction of the entry is known from the same day.
        """
        correction = Correction(
            target=self.entry(entry).id,
            replacement=replacement,
            reason=reason,
            because=because,
            reported_on=reported_on,
        )
        return self._log.append([correction]).ids[0]

    def retract(self, entry: str, *, reason: str, reported_on: DayLike | None = None) -> str:
        """Withdraw an entry from its `reported_on` on (else the day of the append), by appending.

        Returns: the id of the retraction, by which it can be undone with `reinstate`.

        Raises:
            NotFoundError: there is no such entry.
        """
        return self._log.append([Retraction(target=self.entry(entry).id, reason=reason, reported_on=reported_on)]).ids[
            0
        ]

    def reinstate(self, retraction: str, *, reason: str, reported_on: DayLike | None = None) -> str:
        """Undo a retraction from its `reported_on` on (else the day of the append), by appending.

        Returns: the id of the reinstatement.

        Raises:
            NotFoundError: there is no such entry.
            InputError: the entry is not a retraction.
        """
        return self._log.append(
            [Reinstatement(target=self.entry(retraction).id, reason=reason, reported_on=reported_on)]
        ).ids[0]

    def join(self, entries: Iterable[str], *, reason: str, reported_on: DayLike | None = None) -> str:
        """Say that several events report one happening, from `reported_on` on (else the day of the append).

        The incident counts once: windows that overlap intersect, windows apart from each other are a conflict that
        is shown, and each field is the best-ranked member's that has it. Joins that share an event make one incident.

        Args:
            entries: the ids of two events or more that share kind, area and shape (a day, or lasting); the id of a
                correction stands for the event that it corrects.
            reason: why they are one, for those who ask later.
            reported_on: the first day one could know that they are.

        Returns: the id of the join, by which it can be undone with `retract`.

        Raises:
            NotFoundError: there is no such entry.
            InputError: the events differ in kind, area or shape, or an entry is no event; says which.
        """
        ids = tuple(dict.fromkeys(self._event_id(id_) for id_ in entries))
        self._require_alike(ids)
        return self._log.append([Join(members=ids, reason=reason, reported_on=reported_on)]).ids[0]

    def _event_id(self, id_: str) -> str:
        entry = self.entry(id_)
        while isinstance(entry.statement, Correction):
            entry = self.entry(entry.statement.target)
        return entry.id

    def _require_alike(self, ids: tuple[str, ...]) -> None:
        """Refuse events that differ as they now stand, even if they once agreed: their join would do nothing."""
        known = knowledge(self._entries, known_on=EVER, position=len(self._entries))
        said = [[each.event] for each in known.events if each.id in ids]
        differs = difference(said) if said else None
        if differs:
            raise InputError("join", expected=f"events that share their {differs[0]}", found=differs[1])

    # Asking

    def status(self, area: str, *, on: DayLike, known_on: KnownLike = EVER, position: int | None = None) -> P:
        """The status of an area at the end of a day.

        Args:
            area: its id, name or alias.
            on: the day asked about.
            known_on: use only what one could know by this day; omitted, all that is known.
            position: use only entries up to this one; omitted, the whole log.

        Returns: an instance of the projection; it carries its resolved coordinates as `at`.

        Raises:
            NotFoundError: the log has never seen that area; names the nearest.
        """
        day = to_day(on, name="on")
        known = self._knowledge(known_on, position)
        return status(self._projection, known, self._policy, self._area(area, known), day)

    def statuses(
        self,
        *,
        on: DayLike,
        inside: str | None = None,
        known_on: KnownLike = EVER,
        position: int | None = None,
    ) -> list[P]:
        """The status of every area on a day, or of those inside one, sorted by id.

        Args:
            inside: an area by id, name or alias; without it, all areas.

        Raises:
            NotFoundError: the log has never seen the area `inside`.
        """
        day = to_day(on, name="on")
        known = self._knowledge(known_on, position)
        areas = sorted(area.id for area in known.areas)
        if inside is not None:
            around = self._area(inside, known)
            areas = sorted(known.areas.inside(around, day).keys() - {around})
        return [status(self._projection, known, self._policy, area, day) for area in areas]

    def statuses_during(
        self, area: str, *, on: str | datetime.date | When, known_on: KnownLike = EVER, position: int | None = None
    ) -> During:
        """The status of an area on an imprecise date: the union over its days, and which days give what.

        Args:
            on: the date as EDTF text, such as `2017-09` for an unknown day in that month.

        Example:
            >>> import timeline
            >>> from timeline.conflict import AreaLiberated
            >>> tl = timeline.connect()
            >>> _ = tl.append([AreaLiberated(area="iq/kirkuk/hawija", when="2017-10-05", by="isf", from_="isis")])
            >>> tl.statuses_during("iq/kirkuk/hawija", on="2017-10").possible("control")
            {'isf', 'isis', None}
        """
        return during(self.history(area, known_on=known_on, position=position), to_when(on))

    def history(
        self, area: str, facet: str | None = None, *, known_on: KnownLike = EVER, position: int | None = None
    ) -> History[P]:
        """All spans of an area's status, in order; they tile all of time.

        Args:
            area: its id, name or alias.
            facet: tell the spans of this one value apart; without it, of all values.

        Raises:
            NotFoundError: the log has never seen that area, or the projection has no such value.
        """
        known = self._knowledge(known_on, position)
        return history(self._projection, known, self._policy, self._area(area, known), name=facet)

    def ask(
        self, facet: Facet[T], area: str, *, on: DayLike, known_on: KnownLike = EVER, position: int | None = None
    ) -> Answer[T]:
        """One facet of an area on a day, made on the spot or taken from a projection.

        Example:
            >>> import timeline
            >>> from timeline.conflict import StrikeReported
            >>> tl = timeline.connect()
            >>> _ = tl.append([StrikeReported(area="iq/kirkuk/hawija", when="2017-12-28", strikes=3)])
            >>> tl.ask(timeline.total(StrikeReported.strikes), "iq/kirkuk/hawija", on="2017-12-30").value
            3
        """
        day = to_day(on, name="on")
        known = self._knowledge(known_on, position)
        return ask(facet, known, self._policy, self._area(area, known), day)

    def diff(
        self,
        area: str,
        *,
        on: DayLike | tuple[DayLike, DayLike],
        known_on: KnownLike | tuple[KnownLike, KnownLike] = EVER,
        position: int | tuple[int | None, int | None] | None = None,
    ) -> Diff:
        """What differs between two dates, states of knowledge or positions: give a pair for the one that differs.

        Example:
            >>> import timeline
            >>> from timeline.conflict import AreaLiberated
            >>> tl = timeline.connect()
            >>> _ = tl.append([AreaLiberated(area="iq/kirkuk/hawija", when="2017-10-05", by="isf")])
            >>> [change.name for change in tl.diff("iq/kirkuk/hawija", on=("2017-10-01", "2017-10-30")).changes]
            ['condition', 'control', 'taken']
        """
        days, known, positions = _pair(on), _pair(known_on), _pair(position)
        before, after = (
            self.status(area, on=day, known_on=by, position=at)
            for day, by, at in zip(days, known, positions, strict=True)
        )
        head = max(before.at.position, after.at.position)
        return diff(before, after, entries=self._entries[:head])

    def explain(
        self, area: str, *, on: DayLike, known_on: KnownLike = EVER, position: int | None = None
    ) -> Explanation:
        """Why an area has its status on a day: each value, since when, and the events that make it so."""
        day = to_day(on, name="on")
        known = self._knowledge(known_on, position)
        entries = self._entries[: known.position]
        return explain(self._projection, known, self._policy, self._area(area, known), day, entries=entries)

    def incidents(
        self, *, on: DayLike | None = None, known_on: KnownLike = EVER, position: int | None = None
    ) -> list[Incident]:
        """What several events report as one happening, with the date of each source and how far they are apart.

        Args:
            on: only those that may have begun by the end of this day.
        """
        day = EVER if on is None else to_day(on, name="on")
        return incidents(self._knowledge(known_on, position), day)

    def suggest_incidents(self, *, known_on: KnownLike = EVER, position: int | None = None) -> list[Suggestion]:
        """Events that may report one happening, for a person to accept with `join`: nothing is joined silently.

        Those of one kind, area, scope and shape whose windows overlap, each field equal or unset in one.
        """
        return suggestions(self._knowledge(known_on, position))

    # What the log holds

    @property
    def position(self) -> int:
        """The head of the log: the position of its last entry; 0 when it is empty."""
        return self._log.head

    def events(
        self, area: str | None = None, *, kind: str | type[Event] | None = None, position: int | None = None
    ) -> list[Entry]:
        """The entries as they are stored, in order of position, with the corrections and retractions of each.

        Args:
            area: only entries about this area, by id, name or alias.
            kind: only events of this kind, by name or class, and statements about them.
            position: only entries up to this one.

        Raises:
            NotFoundError: the log has never seen that area, or no such kind is declared.
        """
        known = self._knowledge(EVER, position)
        area_id = None if area is None else self._area(area, known)
        cls = None if kind is None else kind_named(kind).cls if isinstance(kind, str) else kind_of(kind).cls
        return about(self._entries[: known.position], area=area_id, kind=cls)

    def entry(self, id: str) -> Entry:  # noqa: A002
        """The entry with that id, or with the only id that begins so.

        Raises:
            NotFoundError: there is none, or several begin so.
        """
        self._read_on()
        found = [entry for entry in self._entries if entry.id == id] or [
            entry for entry in self._entries if len(id) >= 6 and entry.id.startswith(id)
        ]
        if len(found) != 1:
            nearest = tuple(entry.id for entry in found[:5])
            do = "give more of the id" if found else "list the events to see their ids"
            counted = f"{id!r}, which fits {len(found)}"
            raise NotFoundError(
                "entry", expected="the id of one entry", found=counted, do=do, what="entry", name=id, nearest=nearest
            )
        return found[0]

    def areas(self, *, known_on: KnownLike = EVER, position: int | None = None) -> Areas:
        """The areas described by then, and those that events only name."""
        return self._knowledge(known_on, position).areas

    def sources(self, *, known_on: KnownLike = EVER, position: int | None = None) -> Sources:
        """The sources described by then."""
        return self._knowledge(known_on, position).sources

    # Upkeep

    def replay(self, projection: type[Projection] | None = None, *, progress: Progress | None = None) -> Replayed:
        """Compute the spans of every area anew and keep them as a table for SQL, in place of the old ones at once.

        Args:
            projection: which one; without it, the one this timeline asks.
            progress: called with (areas done, areas in all).
        """
        chosen = projection or self._projection
        known = self._knowledge(EVER, None)
        spans = list(self._replayed_rows(chosen, known, progress or _no_progress))
        note: Note = {
            "version": chosen.definition.version,
            "fingerprint": chosen.definition.fingerprint,
            "position": known.position,
        }
        columns = ["area", "start", "end", *chosen.definition.names]
        self._log.replace(chosen.definition.name, spans, columns=columns, note=note)
        return Replayed(chosen.definition.name, len(known.areas), len(spans), known.position)

    def _replayed_rows(self, projection: type[Projection], known: Knowledge, progress: Progress) -> Iterator[Row]:
        areas = [area.id for area in known.areas]
        for done, area in enumerate(areas, 1):
            for number, row in enumerate(history(projection, known, self._policy, area).rows()):
                yield f"{area}\x1f{number:09}", row
            progress(done, len(areas))

    def verify(self, *, progress: Progress | None = None) -> Verification:
        """Read the whole log and say what is wrong with it, and which derived tables are out of date."""
        problems = list(self._log.problems())
        entries: list[Entry] = []
        if not problems:
            entries = list(self._log.read())
            problems = list(defects(entries, progress or _no_progress))
        return Verification(len(entries), tuple(problems), tuple(self._stale()))

    def _stale(self) -> Iterator[str]:
        for name, note in self._log.notes().items():
            if note["position"] != self._log.head:
                yield f"{name}: replayed at position {note['position']}, the log is at {self._log.head}"
            mine = self._projection.definition
            if name == mine.name and note["fingerprint"] != mine.fingerprint:
                yield f"{name}: replayed by another definition of the projection"

    # The state of knowledge

    def _read_on(self) -> None:
        self._entries.extend(self._log.read(after=len(self._entries)))

    def _knowledge(self, known_on: KnownLike, position: int | None) -> Knowledge:
        self._read_on()
        coordinates = to_known_day(known_on), self._position(position)
        if coordinates not in self._states:
            known, at = coordinates
            apart = knowledge(itertools.islice(self._entries, at), known_on=known, position=at)
            self._states[coordinates] = merged(apart, lambda event: self._policy.rank(event, apart.sources))
            while len(self._states) > _KEPT_STATES:
                self._states.popitem(last=False)
        self._states.move_to_end(coordinates)
        return self._states[coordinates]

    def _position(self, position: int | None) -> int:
        head = len(self._entries)
        if position is None:
            return head
        if not isinstance(position, int) or not 0 <= position <= head:
            raise InputError("position", expected=f"a position from 0 to {head}", found=repr(position))
        return position

    def _area(self, name: str, known: Knowledge) -> str:
        """The id of an area by what is known, else by anything that the log had ever seen at the position."""
        try:
            return known.areas.find(name).id
        except AmbiguousNameError:
            raise
        except NotFoundError:
            return every_area(itertools.islice(self._entries, known.position)).find(name).id


def _pair(value: Any) -> tuple[Any, Any]:
    return value if isinstance(value, tuple) else (value, value)


def _no_progress(done: int, count: int) -> None:
    """Nobody watches."""
