"""`Timeline`: the questions, and what changes or keeps a log: appending, supposing, replaying, verifying."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TypeVar

import attrs

from timeline.engine.naming import naming
from timeline.engine.questions import Questions
from timeline.engine.states import DayLike, P, Progress
from timeline.engine.sync import Sync, Synced
from timeline.errors import InputError
from timeline.log.base import PART, Appended, Log, parts, together
from timeline.log.defects import defects
from timeline.log.index import Indexed
from timeline.log.memory import MemoryLog
from timeline.log.shelf import Note
from timeline.log.view import View
from timeline.model.days import EVER
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
from timeline.model.hearing import Hearing
from timeline.model.incidents import difference
from timeline.model.knowledge import knowledge
from timeline.model.release import Release
from timeline.model.sources import to_reported_day
from timeline.projections.projection import Projection

Q = TypeVar("Q", bound=Projection)


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


class Timeline(Questions[P]):
    """A log asked through a projection.

    Make one with `timeline.connect`. It holds no state of its own but entries already read, which never change.

    Args:
        log: where entries are kept.
        projection: what is asked by `status` and its like.
        policy: whose word counts when reports of one day differ.
        hearings: whose words are heard at all; empty for everybody's.
        note: what is left out or only supposed, in words.
    """

    @property
    def note(self) -> str:
        """What its answers leave out or only suppose, in words; empty where they tell all of the log.

        Example:
            >>> import timeline
            >>> tl = timeline.connect()
            >>> tl.note, tl.what_if([timeline.Area("iq/hawija", "Hawija")]).note
            ('', 'with 1 entry supposed')
        """
        return self._note

    def using(self, projection: type[Q]) -> Timeline[Q]:
        """The same log asked through another projection."""
        return Timeline(self._log, projection, self._policy, hearings=self._hearings, note=self._note)

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
            statements: events, `Area`s and `Source`s, in order; if they come one at a time, as from a generator, not
                all of them are held at once.
            if_position: refuse if anything about the areas of the batch was appended after this position.

        Returns: the ids, how many were new and unchanged, and the new head.

        Raises:
            ConflictError: the log holds other content under the same id, or moved on.
            InputError: a statement is not acceptable.
            LogError: the log cannot be written.
        """
        given = _several("append", statements)
        if if_position is not None or isinstance(given, Sized):
            return self._log.append(list(given), if_position=if_position)
        return self._append_in_parts(parts(given))

    def _append_in_parts(self, given: Iterator[list[Statement]]) -> Appended:
        first = next(given, [])
        if len(first) < PART:
            return self._log.append(first)
        with self.transaction():
            return together([self._log.append(part) for part in itertools.chain([first], given)])

    @contextmanager
    def transaction(self, *, keep: bool = True) -> Iterator[None]:
        """Within it, all that is appended through this timeline is one append: all or none.

        A question asked within it is answered with what was appended. Other threads that use the log wait; other
        processes read what was there before. Ask other timelines of the log (`using`, `without`) when it is over.

        Args:
            keep: if false, all is taken back at the end: a rehearsal, to see what would be done.

        Raises:
            LogError: the log cannot be written.

        Example:
            >>> import timeline
            >>> from timeline.conflict import AreaLiberated
            >>> tl = timeline.connect()
            >>> with tl.transaction(keep=False):
            ...     _ = tl.append([AreaLiberated(area="iq/hawija", when="2017-10-05", by="isf")])
            ...     tl.status("iq/hawija", on="2017-12-30").control
            'isf'
            >>> tl.position
            0
        """
        is_kept = False
        try:
            with self._log.transaction(keep=keep):
                yield
            is_kept = keep
        finally:
            if not is_kept:
                self._forget()

    def sync(
        self,
        events: Iterable[Statement],
        *,
        source: str,
        reported_on: DayLike,
        complete: bool = False,
        release: str = "",
    ) -> Synced:
        """Append what a release of a source says otherwise than the log, or anew; all or none.

        What is new becomes an event, what has changed a correction, and what has come back after it had vanished is
        reinstated, all known from the day of the release, so that what was known before that day stays what it was.
        Compared is what is said, not when it was said: neither `reported_on` nor the day a citation was published.

        Args:
            events: the release, with the areas and sources that it needs described; each event cites `source` and
                has an external id.
            source: the id of the source.
            reported_on: the first day on which one could know the release.
            complete: the release has all that the source still says; retract what the log holds of it besides.
            release: what the source calls it, for those who ask later.

        Returns: the ids of what is new, corrected, retracted and reinstated, and how much is unchanged.

        Raises:
            ConflictError: an event is known only from a later day, or was corrected on the same.
            InputError: an event is of another source, has no external id, or comes twice with different content.

        Example:
            >>> import attrs, timeline
            >>> from timeline.conflict import Citation, StrikeReported
            >>> tl = timeline.connect()
            >>> strike = StrikeReported(area="iq/mosul", when="2017-03-01", strikes=2, source=Citation("cjtf-oir"),
            ...                         external_id="17", reported_on="2017-03-02")
            >>> _ = tl.append([strike])
            >>> later = [attrs.evolve(strike, strikes=3)]
            >>> len(tl.sync(later, source="cjtf-oir", reported_on="2018-01-01", release="2018").corrected)
            1
            >>> [tl.status("iq/mosul", on="2017-03-01", known_on=day).strikes for day in ("2017-12-31", "2018-01-01")]
            [2, 3]
        """
        day = to_reported_day(reported_on)
        assert day is not None
        given = _several("sync", events)
        with self.transaction():
            areas, sources = self.areas(known_on=day), self.sources(known_on=day)
            sync = Sync(self._log, Release(source, day, release), areas, sources)
            sync.take(given)
            if complete:
                sync.retract_others()
            return sync.done()

    def append_entries(self, entries: Iterable[Entry]) -> Appended:
        """Add the entries of another log as they were: position, id, instant of recording and the day they were known.

        A copy made so gives equal answers everywhere, at each `known_on` and `position`. What the log already holds
        must be how the entries begin, and is left; so a copy can be brought up to date, and one that was broken off
        made again. All are added or none.

        Args:
            entries: from the first on, in order, as `entries` gives them; gone through once.

        Returns: their ids, how many were new and unchanged, and the new head.

        Raises:
            ConflictError: the log holds another entry at one of the positions.
            InputError: they are not the entries of a log, or have been changed.

        Example:
            >>> import timeline
            >>> from timeline.conflict import AreaLiberated
            >>> tl, copy = timeline.connect(), timeline.connect()
            >>> _ = tl.append([AreaLiberated(area="iq/rawa", when="2017-11-17", by="isf")])
            >>> copy.append_entries(tl.entries()).new_count, copy.events() == tl.events()
            (1, True)
        """
        return self._log.append_entries(entries)

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
        known = knowledge(self._log.about(ids), known_on=EVER, position=self._log.head)
        said = [[each.event] for each in known.events if each.id in ids]
        differs = difference(said) if said else None
        if differs:
            raise InputError("join", expected=f"events that share their {differs[0]}", found=differs[1])

    def alias(self, name: str, area: str) -> str | None:
        """Say that a name means an area, once for all: a correction that adds it to the aliases.

        It holds in every state of knowledge, for what a place is called is no news; imports and questions find it.

        Args:
            name: what somebody calls it.
            area: its id, name or another alias.

        Returns: the id of the correction; None if it was so already. A name given by mistake is taken back by
        correcting that correction, with the other aliases.

        Raises:
            NotFoundError: the log has never seen that area; names the nearest.
            InputError: the name means another area, or nobody has described this one.

        Example:
            >>> import timeline
            >>> tl = timeline.connect()
            >>> _ = tl.append([timeline.Area("iq/hawija", "Hawija")])
            >>> _ = tl.alias("Al-Huwayjah", "Hawija")
            >>> tl.areas().find("al huwayjah").id
            'iq/hawija'
        """
        areas = self.areas()
        correction = naming(name, areas.find(area), areas, self.events(areas.find(area).id))
        return self._log.append([correction]).ids[0] if correction else None

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

        A log in a file is copied to a temporary one, in tenths of a second for a million events; it goes with the
        timeline.

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
        statements = list(_several("what_if", events))
        log = self._copied()
        log.append(statements)
        many = "entry" if len(statements) == 1 else "entries"
        return self._view(log, self._hearings, f"with {len(statements)} {many} supposed")

    def _copied(self) -> Log:
        stored = self._log.log if isinstance(self._log, View) else self._log
        if isinstance(stored, Indexed):
            return stored.copied()
        self._read_on()
        return MemoryLog.continuing(self._entries)

    def _hearing(self, source: str | Iterable[str], *, only: bool) -> Timeline[P]:
        names = [source] if isinstance(source, str) else list(source)
        if not names:
            raise InputError("source", expected="at least one source", found="none")
        hearing = Hearing(frozenset(map(self._source, names)), only)
        return self._view(self._log, (*self._hearings, hearing), str(hearing))

    def _view(self, log: Log, hearings: tuple[Hearing, ...], note: str) -> Timeline[P]:
        notes = "; ".join(filter(None, (self._note, note)))
        return Timeline(View(log), self._projection, self._policy, hearings=hearings, note=notes)

    # Upkeep

    def replay(self, projection: type[Projection] | None = None, *, progress: Progress | None = None) -> Replayed:
        """Compute the spans of every area anew and keep them as a table for SQL, in place of the old ones at once.

        Args:
            projection: which one; without it, the one this timeline asks.
            progress: called with (areas done, areas in all).
        """
        from timeline.engine.stored import fields_read
        from timeline.queries.spans import spans_of_all

        chosen = projection or self._projection
        if isinstance(self._log, Indexed):
            self._log.seal(fields_read(chosen))
        steps = self._all_steps(EVER, None)
        spans = spans_of_all(chosen, steps, progress or _no_progress)
        note: Note = {
            "version": chosen.definition.version,
            "fingerprint": chosen.definition.fingerprint,
            "position": steps.events.position,
        }
        count = self._log.replace(chosen.definition.name, spans, note=note)
        return Replayed(chosen.definition.name, len(steps.events.areas), count, steps.events.position)

    def reindex(self) -> None:
        """Make the index anew by which a log in a file looks things up; `verify` says when that is called for."""
        if isinstance(self._log, Indexed):
            self._log.reindex()

    def verify(self, *, progress: Progress | None = None) -> Verification:
        """Read the whole log and say what is wrong with it, and which derived tables are out of date."""
        problems, count = list(self._log.problems()), 0
        if not problems:
            count = self._log.head
            problems = list(defects(self._log.read(), count, progress or _no_progress))
        return Verification(count, tuple(problems), () if problems else tuple(self._stale()))

    def _stale(self) -> Iterator[str]:
        if isinstance(self._log, Indexed) and not self._log.is_index_sound():
            yield "index: it does not fit the entries"
        for name, note in self._log.notes().items():
            if note["position"] != self._log.head:
                yield f"{name}: replayed at position {note['position']}, the log is at {self._log.head}"
            mine = self._projection.definition
            if name == mine.name and note["fingerprint"] != mine.fingerprint:
                yield f"{name}: replayed by another definition of the projection"


def _several(where: str, statements: Iterable[Statement]) -> Iterable[Statement]:
    if isinstance(statements, Statement):
        raise InputError(where, expected="a list of events", found=repr(statements), do="put it in brackets")
    return statements


def _no_progress(done: int, count: int) -> None:
    """Nobody watches."""
