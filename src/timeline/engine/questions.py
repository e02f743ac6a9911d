"""Every question a timeline answers: each resolves its coordinates and names, and leaves the answer to `queries`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from timeline.engine.parts import Parts
from timeline.engine.states import DayLike, KnownLike, P
from timeline.errors import InputError, NotFoundError
from timeline.model.areas import Areas
from timeline.model.days import EVER, to_day, to_known_day
from timeline.model.entries import (
    Entry,
)
from timeline.model.events import Event, kind_named, kind_of
from timeline.model.sources import Sources
from timeline.model.when import When, to_when
from timeline.projections.facets import Facet
from timeline.queries.contradictions import Contradictions, contradictions
from timeline.queries.diff import Diff, diff
from timeline.queries.during import During, during
from timeline.queries.entries import Entries, about
from timeline.queries.explain import Explanation, explain
from timeline.queries.history import Anew, Histories, History, history
from timeline.queries.incidents import Incident, Suggestion, incidents, suggestions
from timeline.queries.lag import Lag, lag
from timeline.queries.rollup import Rollup, rollup
from timeline.queries.series import Series, series
from timeline.queries.several import Several
from timeline.queries.status import Answer, statuses, told

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from timeline.queries.many import StatusColumns

T = TypeVar("T")

_FEWEST_DIGITS = 6
"""With how many digits at least an id may be given."""
_MOST_NEAREST = 5


class Questions(Parts[P]):
    """The questions of a timeline; none of them writes."""

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
        facets = self._projection.definition.facets
        area_id, at, found = self._findings(area, facets.values(), to_day(on, name="on"), known_on, position)
        return self._projection(at, area_id, dict(zip(facets, found, strict=True)))

    def statuses(
        self,
        *,
        on: DayLike,
        inside: str | None = None,
        known_on: KnownLike = EVER,
        position: int | None = None,
    ) -> Several[P]:
        """The status of every area on a day, or of those inside one, sorted by id.

        Args:
            inside: an area by id, name or alias; without it, all areas.

        Raises:
            NotFoundError: the log has never seen the area `inside`.
        """
        day = to_day(on, name="on")
        areas, known = self._inside(inside, day, known_on, position)
        return Several(statuses(self._projection, known, self._policy, areas, day))

    def status_many(
        self,
        areas: str | Sequence[str],
        days: DayLike | Sequence[DayLike] | npt.NDArray[np.datetime64],
        *,
        known_on: KnownLike = EVER,
        position: int | None = None,
    ) -> StatusColumns:
        """The status of many areas on many days, in columns: the first area on the first day, and so on.

        For tens of thousands of answers at once, such as a status beside each row of a table. The first question about
        a state of knowledge reads all that is known; others about it are answered at some hundred thousand a second.

        Args:
            areas: ids, names or aliases; one alone is asked about on each day.
            days: as many days; one alone is asked about of each area.

        Returns: a row for each pair, in the order given; nothing of what the answers rest on.

        Raises:
            NotFoundError: the log has never seen one of the areas; names the nearest.
            InputError: there are more of one than of the other.

        Example:
            >>> import timeline
            >>> from timeline.conflict import AreaLiberated
            >>> tl = timeline.connect()
            >>> _ = tl.append([AreaLiberated(area="iq/kirkuk/hawija", when="2017-10-05", by="isf")])
            >>> tl.status_many("iq/kirkuk/hawija", ["2017-10-04", "2017-10-05"])["control"].tolist()
            [None, 'isf']
        """
        from timeline.queries.many import day_numbers, paired, status_many

        steps = self._all_steps(known_on, position)
        ids = self._ids(_listed(areas), known_on, position)
        number_of = {name: steps.events.number_of[id_] for name, id_ in ids.items()}
        area, day = paired([number_of[name] for name in _listed(areas)], day_numbers(days))
        return status_many(self._projection, steps, area, day)

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
        area_id, known, _ = self._over_time(area, self._facets, known_on, position)
        return history(self._projection, known, self._policy, area_id, name=facet)

    def spans(
        self, areas: Iterable[str] | None = None, *, known_on: KnownLike = EVER, position: int | None = None
    ) -> Histories:
        """The spans of many areas, as rows: what `history` tells of each.

        Args:
            areas: ids, names or aliases; without them, all areas.
            known_on: use only what one could know by this day; omitted, all that is known.
            position: use only entries up to this one; omitted, the whole log.

        Raises:
            NotFoundError: the log has never seen one of the areas; names the nearest.

        Example:
            >>> import timeline
            >>> from timeline.conflict import AreaLiberated
            >>> tl = timeline.connect()
            >>> _ = tl.append([AreaLiberated(area="iq/rawa", when="2017-11-17", by="isf")])
            >>> [(row["start"], row["end"], row["control"]) for row in tl.spans()]
            [(None, '2017-11-17', None), ('2017-11-17', None, 'isf')]
        """
        if areas is None:
            return self._spans_of_all(known_on, position)
        by, head = to_known_day(known_on), self._log.head if position is None else position
        ids = list(dict.fromkeys(self._ids(areas, by, head).values()))
        histories = (self.history(area, known_on=by, position=head) for area in ids)
        return Histories(self._projection, by, head, [row for each in histories for row in each.rows(judged=True)])

    def _spans_of_all(self, known_on: KnownLike, position: int | None) -> Histories:
        from timeline.queries.spans import spans_of_all

        steps, projection = self._all_steps(known_on, position), self._projection
        told = Anew(lambda: spans_of_all(projection, steps, lambda done, count: None).rows())
        return Histories(projection, steps.events.known_on, steps.events.position, told)

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
        area_id, at, (found,) = self._findings(area, [facet], to_day(on, name="on"), known_on, position)
        return told(found, at, area_id)

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
        sides = [
            self._over_time(before.area, self._facets, answer.at.known_on, answer.at.position)
            for answer in (before, after)
        ]
        entries = self._with_descriptions([told for *_, told in sides])
        return diff(before, after, known=[side for _, side, _ in sides], entries=entries)

    def explain(
        self, area: str, *, on: DayLike, known_on: KnownLike = EVER, position: int | None = None
    ) -> Explanation:
        """Why an area has its status on a day: each value, since when, and the events that make it so."""
        day = to_day(on, name="on")
        area_id, known, entries = self._over_time(area, self._facets, known_on, position)
        return explain(self._projection, known, self._policy, area_id, day, entries=entries)

    def incidents(
        self, *, on: DayLike | None = None, known_on: KnownLike = EVER, position: int | None = None
    ) -> Several[Incident]:
        """What several events report as one happening, with the date of each source and how far they are apart.

        Args:
            on: only those that may have begun by the end of this day.
        """
        day = EVER if on is None else to_day(on, name="on")
        return Several(incidents(self._joined(known_on, position), day))

    def suggest_incidents(
        self, *, apart_days: int = 0, known_on: KnownLike = EVER, position: int | None = None
    ) -> Several[Suggestion]:
        """Events that may report one happening, for a person to accept with `join`: nothing is joined silently.

        Those of one kind, area, scope and shape whose windows overlap, each field equal or unset in one. What one
        source numbers apart is not proposed: it means two happenings.

        Args:
            apart_days: propose also dates that are up to so many days apart, where sources may disagree.

        Raises:
            InputError: `apart_days` is not a whole number from 0.
        """
        if not isinstance(apart_days, int) or apart_days < 0:
            raise InputError("apart_days", expected="a whole number from 0", found=repr(apart_days))
        return Several(suggestions(self._beside(apart_days, known_on, position), apart_days=apart_days))

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
        day = to_day(on, name="on")
        known = self._claims_and_objections(day, known_on, position)
        return contradictions(self._projection, known, self._policy, day, within=within)

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
        value = self._projection.definition.names[0] if name is None else self._value(name)
        _, known = self._inside(area, day, known_on, position)
        return rollup(self._projection, known, self._policy, self._id(area, known_on, position), day, name=value)

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
        asked = self._facet(facet) if isinstance(facet, str) else facet
        facets = [asked] if isinstance(asked, Facet) else self._facets
        area_id, known, _ = self._over_time(area, facets, known_on, position)
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
        area_id, known = self._all_inside(area, known_on, position)
        return lag(known, area=area_id, source=None if source is None else self._source(source))

    @property
    def position(self) -> int:
        """The head of the log: the position of its last entry; 0 when it is empty."""
        return self._log.head

    def entries(self) -> Iterator[Entry]:
        """Every entry as it is stored, in order of position, one at a time: what `append_entries` takes.

        Raises:
            InputError: sources are left out; a log is copied whole.
        """
        if self._hearings:
            do = "ask for the entries of the timeline that it was made from"
            raise InputError("entries", expected="a whole log", found="one without some sources", do=do)
        return self._log.read()

    def events(
        self, area: str | None = None, *, kind: str | type[Event] | None = None, position: int | None = None
    ) -> Entries:
        """The entries as they are stored, in order of position, with the corrections and retractions of each.

        Args:
            area: only entries about this area, by id, name or alias.
            kind: only events of this kind, by name or class, and statements about them.
            position: only entries up to this one.

        Raises:
            NotFoundError: the log has never seen that area, or no such kind is declared.
        """
        asked = None if kind is None else kind_named(kind) if isinstance(kind, str) else kind_of(kind)
        area_id, entries = self._entries_about(area, asked.name if asked else None, position)
        return about(entries, area=area_id, kind=asked.cls if asked else None)

    def entry(self, id: str) -> Entry:  # noqa: A002
        """The entry with that id, or with the only id that begins so.

        Raises:
            NotFoundError: there is none, or several begin so.
        """
        found = self._log.beginning(id, most=_MOST_NEAREST + 1) if len(id) >= _FEWEST_DIGITS else []
        if len(found) != 1:
            nearest = tuple(entry.id for entry in found[:_MOST_NEAREST])
            do = "give more of the id" if found else "list the events to see their ids"
            many = f"more than {_MOST_NEAREST}" if len(found) > _MOST_NEAREST else str(len(found))
            counted = f"{id!r}, which fits {many}"
            raise NotFoundError(
                "entry", expected="the id of one entry", found=counted, do=do, what="entry", name=id, nearest=nearest
            )
        return found[0]

    def areas(self, *, known_on: KnownLike = EVER, position: int | None = None) -> Areas:
        """The areas described by then, and those that events only name."""
        return self._described(known_on, position).areas

    def sources(self, *, known_on: KnownLike = EVER, position: int | None = None) -> Sources:
        """The sources described by then."""
        return self._described(known_on, position).sources


def _listed(areas: str | Sequence[str]) -> Sequence[str]:
    return [areas] if isinstance(areas, str) else areas


def _pair(value: Any) -> tuple[Any, Any]:
    return value if isinstance(value, tuple) else (value, value)
