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
from timeline.log.memory import MemoryLog
from timeline.log.view import View
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
from timeline.model.hearing import Hearing, every_source, heard
from timeline.model.incidents import difference, merged
from timeline.model.knowledge import Knowledge, every_area, knowledge
from timeline.model.policy import BY_RELIABILITY, Policy
from timeline.model.sources import Sources
from timeline.model.when import When, to_when
from timeline.projections.facets import Facet
from timeline.projections.projection import Projection
from timeline.queries.contradictions import Contradictions, contradictions
from timeline.queries.diff import Diff, diff
from timeline.queries.during import During, during
from timeline.queries.entries import about
from timeline.queries.explain import Explanation, explain
from timeline.queries.history import History, history
from timeline.queries.incidents import Incident, Suggestion, incidents, suggestions
from timeline.queries.lag import Lag, lag
from timeline.queries.rollup import Rollup, rollup
from timeline.queries.series import Series, series
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
        hearings: whose words are heard at all; empty for everybody's.
    """

    def __init__(
        self,
        log: Store,
        projection: type[P],
        policy: Policy = BY_RELIABILITY,
        *,
        hearings: tuple[Hearing, ...] = (),
    ) -> None:
        self._log = log
        self._projection = projection
        self._policy = policy
        self._hearings = hearings
        self._entries: list[Entry] = []
        self._states: OrderedDict[tuple[Day, int], Knowledge] = OrderedDict()

    def using(self, projection: type[Q]) -> Timeline[Q]:
        """The same log asked through another projection."""
        return Timeline(self._log, projection, self._policy, hearings=self._hearings)

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
        return self._log.append(_several("append", statements), if_position=if_position)

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

    def contradictions(
        self,
        on: DayLike,
        *,
        within: datetime.timedelta | None = None,
        known_on: KnownLike = EVER,
        position: int | None = None,
    ) -> Contradictions:
        """Each claim in force by a day, of any area, with what speaks against it since, there or inside.

        The projection declares with `contradicted` what is a claim and what speaks against it.

        Args:
            on: the day asked about.
            within: only what speaks of so many days back, such as `days(30)`; omitted, all since the claim.
            known_on: use only what one could know by this day; omitted, all that is known.
            position: use only entries up to this one; omitted, the whole log.

        Returns: the contradictions with both sides' events, ranked by how many and how new those against it are.

        Raises:
            InputError: `on` is not one day, or `within` not whole days.

        Example:
            >>> import timeline
            >>> from timeline.conflict import StrikeReported, VictoryDeclared
            >>> tl = timeline.connect()
            >>> _ = tl.append([
            ...     timeline.Area("iq/hawija", "Hawija", parents=["iq"]),
            ...     VictoryDeclared(area="iq", when="2017-12-09", by="iraqi-government"),
            ...     StrikeReported(area="iq/hawija", when="2017-12-28", strikes=3),
            ... ])
            >>> [(each.area, each.name, len(each.objections)) for each in tl.contradictions("2017-12-30")]
            [('iq', 'victory_claim', 1)]
        """
        known = self._knowledge(known_on, position)
        return contradictions(self._projection, known, self._policy, to_day(on, name="on"), within=within)

    def rollup(
        self,
        area: str,
        name: str | None = None,
        *,
        on: DayLike,
        known_on: KnownLike = EVER,
        position: int | None = None,
    ) -> Rollup:
        """How many of the areas inside one have each value on a day, and which; the unknown are counted too.

        Args:
            area: its id, name or alias; the hierarchy of the day says what is inside.
            name: the value to count by; without it, the first of the projection's: of `AreaStatus` the condition.
            on: the day asked about.
            known_on: use only what one could know by this day; omitted, all that is known.
            position: use only entries up to this one; omitted, the whole log.

        Raises:
            NotFoundError: the log has never seen that area, or the projection has no such value.

        Example:
            >>> import timeline
            >>> from timeline.conflict import AreaLiberated
            >>> tl = timeline.connect()
            >>> _ = tl.append([timeline.Area(area, area, parents=["iq"]) for area in ("hawija", "mosul", "rawa")])
            >>> _ = tl.append([AreaLiberated(area=area, when="2017", by="isf") for area in ("hawija", "rawa")])
            >>> [(str(group.value), group.areas) for group in tl.rollup("iq", on="2018-01-01")]
            [('liberated', ('hawija', 'rawa')), ('unknown', ('mosul',))]
        """
        day = to_day(on, name="on")
        known = self._knowledge(known_on, position)
        value = self._projection.definition.names[0] if name is None else self._value(name)
        return rollup(self._projection, known, self._policy, self._area(area, known), day, name=value)

    def series(
        self,
        facet: str | Facet[Any],
        area: str,
        *,
        every: str = "week",
        start: DayLike,
        end: DayLike,
        known_on: KnownLike = EVER,
        position: int | None = None,
    ) -> Series:
        """A value of an area for each calendar week or month.

        A `total` or `count` gives the amount of exactly the days of each period, whatever its own `within`; anything
        else its value at the end of the period, such as the condition then. A week is that of ISO 8601, from Monday.
        The days before `start` and from `end` on are not looked at, so that the first and the last period may be cut
        short; `is_whole` says so.

        Args:
            facet: a value of the projection by name, or a facet made on the spot.
            area: its id, name or alias.
            every: `week` or `month`.
            start: the first day.
            end: the day after the last.
            known_on: use only what one could know by this day; omitted, all that is known.
            position: use only entries up to this one; omitted, the whole log.

        Raises:
            NotFoundError: the log has never seen that area, or the projection has no such value.
            InputError: `every` is neither, or the start is not before the end.

        Example:
            >>> import timeline
            >>> from timeline.conflict import StrikeReported
            >>> tl = timeline.connect()
            >>> days = ("2017-12-11", "2017-12-17", "2017-12-18")
            >>> _ = tl.append([StrikeReported(area="iq/hawija", when=day, strikes=2) for day in days])
            >>> weeks = tl.series("strikes", "iq/hawija", every="week", start="2017-12-11", end="2017-12-25")
            >>> [(str(week.start), week.value) for week in weeks]
            [('2017-12-11', 4), ('2017-12-18', 2)]
        """
        first, last = to_day(start, name="start"), to_day(end, name="end")
        known = self._knowledge(known_on, position)
        asked = self._facet(facet) if isinstance(facet, str) else facet
        area_id = self._area(area, known)
        return series(self._projection, known, self._policy, area_id, asked, every=every, start=first, end=last)

    def lag(
        self,
        area: str | None = None,
        *,
        source: str | None = None,
        known_on: KnownLike = EVER,
        position: int | None = None,
    ) -> Lag:
        """How late things become known: the median and the longest time from happening to the first report, in days.

        It counts from the latest possible first day, so that an imprecise date never makes it longer than it was, and
        is 0 for what was reported within the days on which it may have begun. It is negative for what was announced
        before.

        Args:
            area: only events about this area or one inside, by id, name or alias.
            source: only events that cite this source, by id or name.
            known_on: use only what one could know by this day; omitted, all that is known.
            position: use only entries up to this one; omitted, the whole log.

        Raises:
            NotFoundError: the log has never seen that area, or neither describes nor cites that source.

        Example:
            >>> import timeline
            >>> from timeline.conflict import AreaLiberated
            >>> tl = timeline.connect()
            >>> _ = tl.append([AreaLiberated(area="iq/rawa", when="2017-11-17", by="isf", reported_on="2017-11-20")])
            >>> tl.lag("iq/rawa").median_days
            3
        """
        known = self._knowledge(known_on, position)
        area_id = None if area is None else self._area(area, known)
        return lag(known, area=area_id, source=None if source is None else self._source(source))

    # Supposing

    def without(self, *, source: str | Iterable[str]) -> Timeline[P]:
        """A timeline that answers as if some sources had never spoken.

        Their events and corrections are left out, with what was said about those; what describes areas and sources
        stays. A citation mended as `our-error` is judged as mended. Positions stay those of the log. It is for asking
        alone: what is appended through it is refused.

        Args:
            source: the id or name of a source, or several.

        Raises:
            NotFoundError: the log neither describes nor cites such a source; names the nearest.
            InputError: no source is named.

        Example:
            >>> import timeline
            >>> from timeline.conflict import AreaLiberated, Citation
            >>> tl, said = timeline.connect(), Citation("rudaw", "page 1")
            >>> _ = tl.append([AreaLiberated(area="iq/sinjar", when="2015-11-13", by="peshmerga", source=said)])
            >>> tl.status("iq/sinjar", on="2016-01-01").control
            'peshmerga'
            >>> tl.without(source="rudaw").status("iq/sinjar", on="2016-01-01").control is None
            True
        """
        return self._hearing(source, only=False)

    def only(self, *, source: str | Iterable[str]) -> Timeline[P]:
        """A timeline that answers as if all other sources had never spoken, nor anybody who names no source.

        Args:
            source: the id or name of a source, or several.

        Raises:
            NotFoundError: the log neither describes nor cites such a source; names the nearest.
            InputError: no source is named.

        Example:
            >>> import timeline
            >>> from timeline.conflict import AreaLiberated, Citation
            >>> tl, said = timeline.connect(), Citation("rudaw", "page 1")
            >>> _ = tl.append([AreaLiberated(area="iq/sinjar", when="2015-11-13", by="peshmerga", source=said)])
            >>> tl.only(source=["rudaw"]).status("iq/sinjar", on="2016-01-01").control
            'peshmerga'
        """
        return self._hearing(source, only=True)

    def what_if(self, events: Iterable[Statement]) -> Timeline[P]:
        """A timeline that answers with these events too, without appending them to the log.

        They are admitted by the rules of the log and get the positions behind its head, so that a question up to the
        present `position` is answered without them. What is appended to the log later is not seen. It is for asking
        alone: to suppose more, ask it `what_if` again.

        Args:
            events: events, or other statements, in order.

        Raises:
            ConflictError, InputError, NotFoundError: the log would not admit them.

        Example:
            >>> import timeline
            >>> from timeline.conflict import AreaLiberated
            >>> tl = timeline.connect()
            >>> supposed = tl.what_if([AreaLiberated(area="iq/hawija", when="2017-10-05", by="isf")])
            >>> supposed.status("iq/hawija", on="2017-12-30").control, supposed.position, tl.position
            ('isf', 1, 0)
        """
        statements = _several("what_if", events)
        self._read_on()
        log = MemoryLog.continuing(self._entries)
        log.append(statements)
        return self._view(log, self._hearings)

    def _hearing(self, source: str | Iterable[str], *, only: bool) -> Timeline[P]:
        names = [source] if isinstance(source, str) else list(source)
        if not names:
            raise InputError("source", expected="at least one source", found="none")
        hearing = Hearing(frozenset(map(self._source, names)), only)
        return self._view(self._log, (*self._hearings, hearing))

    def _view(self, log: Store, hearings: tuple[Hearing, ...]) -> Timeline[P]:
        return Timeline(View(log), self._projection, self._policy, hearings=hearings)

    def _source(self, name: str) -> str:
        """The id of a source that the log describes or cites."""
        self._read_on()
        return every_source(self._entries).find(name).id

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
        return about(self._heard(EVER, known.position), area=area_id, kind=cls)

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
        columns = ["area", "start", "end", *chosen.definition.names, "certain", "possible"]
        self._log.replace(chosen.definition.name, spans, columns=columns, note=note)
        return Replayed(chosen.definition.name, len(known.areas), len(spans), known.position)

    def _replayed_rows(self, projection: type[Projection], known: Knowledge, progress: Progress) -> Iterator[Row]:
        areas = [area.id for area in known.areas]
        for done, area in enumerate(areas, 1):
            for number, row in enumerate(history(projection, known, self._policy, area).rows(judged=True)):
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
            apart = knowledge(self._heard(known, at), known_on=known, position=at)
            self._states[coordinates] = merged(apart, lambda event: self._policy.rank(event, apart.sources))
            while len(self._states) > _KEPT_STATES:
                self._states.popitem(last=False)
        self._states.move_to_end(coordinates)
        return self._states[coordinates]

    def _heard(self, known_on: Day, position: int) -> list[Entry]:
        """The entries up to a position, without the words of those who are not heard."""
        return heard(self._entries[:position], self._hearings, known_on=known_on, position=position)

    def _position(self, position: int | None) -> int:
        head = len(self._entries)
        if position is None:
            return head
        if not isinstance(position, int) or not 0 <= position <= head:
            raise InputError("position", expected=f"a position from 0 to {head}", found=repr(position))
        return position

    def _value(self, name: str) -> str:
        """The name, if the projection has a value of it."""
        if name not in self._projection.definition.names:
            raise self._projection.definition.unknown(name)
        return name

    def _facet(self, name: str) -> Facet[Any] | str:
        """The facet of the projection with that name; the name itself if it is a derived value."""
        return self._projection.definition.facets.get(name) or self._value(name)

    def _area(self, name: str, known: Knowledge) -> str:
        """The id of an area by what is known, else by anything that the log had ever seen at the position."""
        try:
            return known.areas.find(name).id
        except AmbiguousNameError:
            raise
        except NotFoundError:
            return every_area(itertools.islice(self._entries, known.position)).find(name).id


def _several(where: str, statements: Iterable[Statement]) -> list[Statement]:
    if isinstance(statements, Statement):
        raise InputError(where, expected="a list of events", found=repr(statements), do="put it in brackets")
    return list(statements)


def _pair(value: Any) -> tuple[Any, Any]:
    return value if isinstance(value, tuple) else (value, value)


def _no_progress(done: int, count: int) -> None:
    """Nobody watches."""
