"""The oracle: what every answer means once more, as plainly as it can be said, to hold the engine to.

Invariant: it shares nothing with the engine but the shapes of data, and keeps nothing between questions. Where the
engine has closed forms, indexes and sweeps, it looks through worlds: each claim on each day that makes a difference.
"""

from __future__ import annotations

import copy
import inspect
import itertools
import operator
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from timeline.model.areas import Area
from timeline.model.days import EVER, Day, plus
from timeline.model.entries import Correction, Entry, Join, Reinstatement, Retraction
from timeline.model.events import WHOLE, Event, own_fields
from timeline.model.policy import Disputed
from timeline.model.sources import Source
from timeline.model.when import When, Window
from timeline.projections.projection import Projection

_END = operator.attrgetter("first.latest", "last.latest", "first.earliest", "last.earliest")
Placed = namedtuple("Placed", "event value rank first last")  # a claim in one world; without a value it says nothing


@attrs.frozen
class Told:
    """A value, what it may be (of a total least and most; `BEGINNING` for days without end), and if it surely is."""

    value: Any
    possible: Any
    certain: bool | None


@attrs.frozen
class Claim:
    """What reports say happened, once: on one of the dates, and as one of the events said, each told with its value."""

    event: Event
    said: tuple[tuple[Event, Any], ...]
    dates: tuple[When, ...]
    rank: Any


def by_reliability(event: Event, reported_on: Day, reliability: str) -> Any:
    """The rank of a report: reliability of the source, credibility of the report, later report."""
    return (-"ABCDEF".index(reliability), -event.credibility, reported_on)


@attrs.frozen
class Oracle:
    """Answers from the entries of a log, through a projection."""

    entries: Sequence[Entry]
    projection: type[Projection]
    rank: Callable[[Event, Day, str], Any] = by_reliability

    def areas(self, known_on: Day = EVER, position: int | None = None) -> list[str]:
        """The ids of all areas that are described, or named by an event or as a parent."""
        described, claims = self.known(known_on, position)
        parents = {parent.area for area in described.values() for parent in area.parents}
        return sorted({*described, *parents, *(claim.event.area for claim in claims)})

    def status(self, area: str, on: date, known_on: Day = EVER, position: int | None = None) -> dict[str, Told]:
        """What is told of each value of an area at the end of a day; of a derived one only the value."""
        facets, derived = self.projection.definition.facets, self.projection.definition.derived
        known = self.known(known_on, position)
        told = {name: _Asked(facet, type(facet).__name__, on).told(area, *known) for name, facet in facets.items()}
        own = {name: each for name, each in inspect.getmembers_static(self.projection) if not name.startswith("__")}
        own |= {name: property(each.compute) for name, each in derived.items()}
        answer = type("Answer", (), own | {name: each.value for name, each in told.items()})()
        return {name: Told(getattr(answer, name), None, None) for name in derived} | told

    def known(self, known_on: Day, position: int | None) -> tuple[Mapping[str, Area], Sequence[Claim]]:
        """The areas as described by then, and what is claimed of any."""
        recorded = [each for each in self.entries if position is None or each.position <= position]
        said = _in_force([each for each in recorded if each.reported_on <= known_on])
        last_wins = [each for each, _ in sorted(said.values(), key=lambda each: each[1])]
        letters: dict[Any, str] = {each.id: each.reliability for each in last_wins if isinstance(each, Source)}
        reports = {
            id_: (event, self.rank(event, day, letters.get(event.source and event.source.source, "F")))
            for id_, (event, day) in said.items()
            if isinstance(event, Event)
        }
        groups = _groups(reports, [each for each in last_wins if isinstance(each, Join)])
        areas = {each.id: each for each in last_wins if isinstance(each, Area)}
        return areas, [_together([reports[id_] for id_ in group]) for group in groups]


def _in_force(seen: Sequence[Entry]) -> dict[str, tuple[Any, Any]]:
    """What is said under the id of each entry, and from when, the newest first: an entry is decided by those after."""
    said: dict[str, tuple[Any, Any]] = {}
    corrections: dict[str, list[tuple[Any, Any]]] = {}
    cancelled = set()
    for entry, statement in ((each, each.statement) for each in reversed(seen) if each.id not in cancelled):
        corrected = max(corrections.get(entry.id, []), key=lambda each: each[0], default=(None, None))[1]
        if isinstance(statement, (Retraction, Reinstatement)):
            cancelled.add(statement.target)
        elif isinstance(statement, Correction):
            now = corrected or (statement.replacement, entry.reported_on)
            corrections.setdefault(statement.target, []).append((entry.reported_on, now))
        else:
            said[entry.id] = corrected or (statement, entry.reported_on)
    return said


def _groups(reports: Mapping[str, tuple[Event, Any]], joins: Sequence[Join]) -> list[set[str]]:
    """The ids of the reports of each happening: alike in kind, area and shape, and joined or of one `incident`."""
    groups = [{id_} for id_ in reports]
    for pair in itertools.combinations(reports, 2):
        one, two = (reports[id_][0] for id_ in pair)
        joined = any({*pair} <= {*join.members} for join in joins) or one.incident == two.incident is not None
        if joined and (one.kind, one.area, one.when.lasts) == (two.kind, two.area, two.when.lasts):
            merged = set().union(*(group for group in groups if group & {*pair}))
            groups = [merged, *(group for group in groups if not group & merged)]
    return groups


def _together(reports: Sequence[tuple[Event, Any]]) -> Claim:
    """The best-ranked reports, each filled from the next ones, on the latest date that the best leaves possible."""
    ordered = sorted(reports, key=lambda each: (each[1], _END(each[0].when), repr(each[0])), reverse=True)
    events, (best, rank) = [event for event, _ in ordered], ordered[0]
    sets = [{*each} for size in range(len(events)) for each in itertools.combinations(range(len(events)), size + 1)]
    common = [(each, day) for each in sets if (day := _common([events[place].when for place in each]))]
    dates = tuple(day for each, day in common if not any(each < larger for larger, _ in common))
    when = max((day for day in dates if _common([day, best.when])), key=_END)
    said: dict[Any, tuple[Event, Any]] = {}
    for event in (event for event, its_rank in ordered if its_rank == rank):
        told = {name: [getattr(each, name) for each in (event, *events)] for name in own_fields(type(event))}
        own = {name: next((v for v in values if v not in (None, "", ())), values[0]) for name, values in told.items()}
        said.setdefault((repr(own), event.scope), (attrs.evolve(event, when=when, **own), None))
    return Claim(next(iter(said.values()))[0], tuple(said.values()), dates, rank)


def _common(whens: Sequence[When]) -> When | None:
    """What all dates leave possible; doubtful only where all are."""
    ends = ([each.first for each in whens], [each.last for each in whens])
    first, last = ((max(each.earliest for each in end), min(each.latest for each in end)) for end in ends)
    if first[1] < first[0] or last[1] < last[0]:
        return None
    flags = [any(getattr(each, flag) for each in whens) for flag in ("uncertain", "approximate")]
    return When(Window(*first), Window(*last), whens[0].lasts, *(flags if all(w.is_qualified for w in whens) else ()))


@attrs.frozen
class _Asked:
    """A facet asked on a day: it hears the claims of the areas it looks at, and looks through the worlds they leave."""

    facet: Any
    reducer: str
    on: date

    def told(self, area: str, areas: Mapping[str, Area], claims: Sequence[Claim]) -> Told:
        steps = self._steps(area, areas)
        near = [each for each in claims if each.event.area in steps and type(each.event) in self.facet._reads]
        said = [self._heard(claim, steps[claim.event.area]) for claim in near]
        heard = [claim for claim in said if any(value is not None for _, value in claim.said)]
        clear = [claim for claim in heard if not claim.event.when.is_qualified]
        outcome: Any = {"Fold": self._fold, "Active": self._active, "Total": self._total}.get(self.reducer, self._led)
        value, possible = outcome(heard)
        return Told(value, possible, bool(possible) and len({*possible}) == 1 and outcome(clear) == (value, possible))

    def _steps(self, area: str, areas: Mapping[str, Area]) -> dict[str, int]:
        """The areas it looks at, each with the fewest steps to it in the hierarchy of the day."""
        ups = {(each.id, p.area) for each in areas.values() for p in each.parents if p.start <= self.on < p.end}
        ways = {"here": set(), "up": ups, "down": {(above, below) for below, above in ups}}[self.facet.look]
        steps = {area: 0}
        for count in range(len(ways)):
            steps = {there: count + 1 for here, there in ways if steps.get(here) == count} | steps
        return steps

    def _heard(self, claim: Claim, distance: int) -> Claim:
        whole_only = self.reducer in ("Latest", "First") or (self.facet.look == "up" and distance > 0)
        field = self.facet._reads[type(claim.event)]
        plain = 1 if self.reducer in ("Active", "Total") else claim.event.kind
        values = [(event, getattr(event, field) if field else plain) for event, _ in claim.said]
        said = tuple((event, None if whole_only and event.scope != WHOLE else value) for event, value in values)
        return attrs.evolve(claim, said=said, rank=0 if self.reducer == "LastOn" else (-distance, claim.rank))

    def _places(self, claim: Claim, more: Iterable[Day] = ()) -> list[Placed]:
        """Its places in worlds, on each day that can make a difference."""
        # Whatever the other claims do, a first day is asked to lie in an interval that begins or ends at one of `days`,
        # or outside one: if a day of its window does, so does one of these or an end. A last day: to be late, or early.
        start = plus(self.on, -(getattr(self.facet, "days_count", 0) or 0))
        days = (start, plus(start, 1), self.on, plus(self.on, 1), *more)
        return [
            Placed(event, value, claim.rank, first, last)
            for (event, value), when in itertools.product(claim.said, claim.dates)
            for first in {when.first.earliest, when.first.latest, *(day for day in days if day in when.first)}
            for last in ({when.last.earliest, when.last.latest} if when.lasts else {first})
            if first <= last
        ]

    def _led(self, claims: Sequence[Claim]) -> tuple[Any, frozenset[Any]]:
        """Latest, first and last_on; where nothing has happened yet, `before` tells what was so of the next claims."""
        latest, last_on = self.reducer != "First", self.reducer == "LastOn"
        ends = [end for each in claims for when in each.dates for end in _END(when) if isinstance(end, date)]
        start = min([*ends, self.on])
        days = [plus(start, count) for count in range((self.on - start).days)] if last_on else []
        worlds = [self._places(claim, days) for claim in claims]
        settled = [[Placed(*pair, each.rank, pair[0].when.first.latest, EVER)] for each in claims for pair in each.said]
        tell = operator.attrgetter("first" if last_on else "value")
        told, possible = (set(map(tell, _leading(each, self.on, latest=latest))) for each in (settled, worlds))
        later = [[each for each in places if each.value is None or self.on < each.first] for places in worlds]
        if all(later):
            before, nexts = getattr(self.facet, "before", {}), [p.event for p in _leading(later, EVER, latest=False)]
            possible |= {None, *(getattr(event, before[type(event)]) for event in nexts if type(event) in before)}
        return Disputed(frozenset(told)) if len(told) > 1 else next(iter(told), None), frozenset(possible)

    def _active(self, claims: Sequence[Claim]) -> tuple[bool, frozenset[bool]]:
        active = [[p.value and self._inside(p.first, p.last) for p in places] for places in map(self._places, claims)]
        resolved = any(self._inside(each.event.when.first.latest, each.event.when.last.latest) for each in claims)
        return resolved, frozenset({any(map(all, active)), any(map(any, active))})

    def _total(self, claims: Sequence[Claim]) -> tuple[int, tuple[int, int]]:
        """What is somewhat inside the days may be counted in full, and what is wholly inside must."""
        least = sum(min((p.value or 0) * self._inside(p.last, p.first) for p in self._places(each)) for each in claims)
        most = sum(max((p.value or 0) * self._inside(p.first, p.last) for p in self._places(each)) for each in claims)
        settled = [each.said for each in claims if self._inside(*[each.event.when.last.latest] * 2)]
        return sum(min(value or 0 for _, value in said) for said in settled), (least, most)

    def _inside(self, begun: Day, over: Day) -> bool:
        return begun <= self.on and (self.facet.days_count is None or plus(self.on, -self.facet.days_count) < over)

    def _fold(self, claims: Sequence[Claim]) -> tuple[Any, None]:
        happened = [claim for claim in claims if claim.event.when.first.latest <= self.on]
        firsts = [(each.rank, min((event for event, value in each.said if value), key=repr)) for each in happened]
        state = copy.deepcopy(self.facet.initial)
        for _, event in sorted(firsts, key=lambda each: (each[1].when.first.latest, each[0], repr(each[1]))):
            state = self.facet.evolve(state, event)
        return state, None


def _leading(worlds: Sequence[Sequence[Placed]], until: Day, *, latest: bool) -> list[Placed]:
    """Those that come last (or first) by a day in some world: all others may be behind, or say nothing by then."""
    telling = [[each for each in places if each.value is not None and each.first <= until] for places in worlds]
    always = [told for told, places in zip(telling, worlds, strict=True) if len(told) == len(places)]

    def behind(other: Placed, one: Placed) -> Any:
        return other.rank <= one.rank if other.first == one.first else (other.first < one.first) == latest

    return [one for own in telling for one in own if all(any(behind(each, one) for each in other) for other in always)]
