"""What is known, cut to what can matter for a question: found through the index of a log instead of reading all of it.

Invariant: of every area and day it was cut for, what the definition tells over it is what it tells over all that is
known. What is kept between questions are entries, which never change, what their descriptions say, and rows of the
index in one state of the log.
"""

from __future__ import annotations

import bisect
import datetime
import functools
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import attrs

from timeline.engine.kept import Kept
from timeline.engine.near import NearDay, Seek
from timeline.engine.sight import Sight
from timeline.engine.stretches import Reaches, about, near, needed, reaches
from timeline.errors import AmbiguousNameError
from timeline.log.index import Columns, Index, Indexed, Pair, State, Stretch
from timeline.model.areas import Areas
from timeline.model.days import Day, day_number
from timeline.model.entries import Entry, said_by
from timeline.model.events import Event
from timeline.model.incidents import merged
from timeline.model.knowledge import InForce, Knowledge, every_area, knowledge
from timeline.model.policy import Policy, Rank
from timeline.model.sources import Source, Sources
from timeline.projections.brief import TooFarError, find_near
from timeline.projections.claims import area_distances
from timeline.projections.facets import Facet
from timeline.projections.facets.base import Finding
from timeline.projections.reach import Reach
from timeline.queries.status import find

_MOST_ENTRIES = 50_000
_MOST_REACHES = 100
_MOST_ROWS = 500_000
_MOST_ADDED = 1_000
_MOST_SIGHTS = 20_000


class Lookup:
    """Looks up what a question needs in a log with an index.

    Args:
        log: the log.
        policy: whose word counts when reports of one incident differ.
    """

    def __init__(self, log: Indexed, policy: Policy) -> None:
        self._log = log
        self._policy = policy
        self._entries: dict[int, Entry] = {}
        self._described: list[Entry] = []
        self._head = 0
        self._days: list[int] = []
        self._bases: dict[int, Knowledge] = {}
        self._reaches: dict[tuple[Facet[Any], ...], Reaches] = {}
        self._state: State | None = None
        self._ever_seen: tuple[State, Areas] | None = None
        self._kept_at = 0
        self._kept = self._nothing_kept()
        self._sights: dict[tuple[Facet[Any], str, int, int], Sight] = {}

    def snapshot(self) -> AbstractContextManager[None]:
        """All that is looked up within is of one state of the log."""
        return self._log.snapshot()

    @property
    def head(self) -> int:
        """The position up to which the log is looked at; within a snapshot."""
        return self._log.head

    @property
    def index(self) -> Index:
        """Where to look in the log."""
        return self._log.index

    @property
    def columns(self) -> Columns:
        """What the log tells of events by column."""
        return self._log.columns

    def described(self, known_on: Day) -> Knowledge:
        """The areas and sources as described by then, and no events."""
        return attrs.evolve(self._base(known_on)[1], known_on=known_on, position=self._head)

    def _base(self, known_on: Day) -> tuple[int, Knowledge]:
        """The same for all known days on which the same is described, with a number for these."""
        self._read_descriptions()
        epoch = bisect.bisect_right(self._days, day_number(known_on))
        if epoch not in self._bases:
            self._bases[epoch] = knowledge(self._described, known_on=known_on, position=self._head)
        return epoch, self._bases[epoch]

    def _read_descriptions(self) -> None:
        head = self._log.head
        if head > self._head:
            found = self._log.at(self._log.index.descriptions(after=self._head))
            self._head = head
            if found:
                self._described += found
                self._days = sorted({day_number(entry.reported_on) for entry in self._described})
                self._bases.clear()

    def areas(self, known_on: Day) -> Areas:
        """The areas as described by then, and those that events in force only name."""
        described = self.described(known_on).areas.described
        return Areas(described, tuple(sorted(self._log.index.areas_named(known_on) - described.keys())))

    def area(self, name: str, known_on: Day) -> str:
        """The id of an area by what is known, else by anything that the log had ever seen.

        Raises:
            NotFoundError: the log has never seen it; names the nearest.
            AmbiguousNameError: the name fits several.
        """
        if name in self._base(known_on)[1].areas.described:
            return name
        return (self.areas(known_on).fitting(name) or self._ever().find(name)).id

    def _ever(self) -> Areas:
        """All areas that the log had ever seen, found once for each of its states."""
        state = self._log.state()
        if self._ever_seen is None or self._ever_seen[0] != state:
            ever = every_area(self._described)
            named = self._log.index.areas_named(None) | set(ever.undescribed)
            self._ever_seen = state, Areas(ever.described, tuple(sorted(named - ever.described.keys())))
        return self._ever_seen[1]

    def around(self, areas: Iterable[str], facets: Iterable[Facet[Any]], on: Day, known_on: Day) -> Knowledge:
        """What can matter for some facets of some areas on a day."""
        base = self.described(known_on)
        asked = list(areas)
        needs = needed(base, asked, self._reaches_of(tuple(facets)), on)
        if len(asked) > 1:
            needs = self._held(needs)
        positions = self._log.index.happenings(list(near(self._log.index, needs, on, known_on)), known_on)
        return self.with_events(base, self.at(positions))

    def _held(self, needs: Mapping[Pair, Reach]) -> Mapping[Pair, Reach]:
        """Those of pairs that the log holds anything of: of most areas it holds a few kinds."""
        areas, kinds = (list({pair[part]: None for pair in needs}) for part in (0, 1))
        held = self._log.index.pairs(areas, kinds)
        return {pair: reach for pair, reach in needs.items() if pair in held}

    def findings(
        self, area: str, facets: Iterable[Facet[Any]], on: datetime.date, known_on: Day, seek: Seek
    ) -> list[Finding[Any]]:
        """What some facets of an area say of a day.

        Args:
            seek: finds the causes of a facet by the plain definition.
        """
        epoch, base = self._base(known_on)
        self._keep_strips()
        turn, number, by = base.areas.turn(on), day_number(on), day_number(known_on)
        found = []
        for facet in facets:
            sight = self._sights.get((facet, area, epoch, turn)) or self._sight(facet, area, epoch, base, on)
            try:
                found.append(find_near(facet, NearDay(sight, on, number, by, seek)))
            except TooFarError:
                found.append(find(facet, self.around([area], [facet], on, known_on), self._policy, area, on))
        return found

    def _sight(self, facet: Facet[Any], area: str, epoch: int, base: Knowledge, on: datetime.date) -> Sight:
        """Where a facet of an area looks, kept for other days."""
        distances = area_distances(base.areas, area, facet.look, on)
        rank_of = functools.partial(_rank, self._policy, base.sources)
        sight = Sight(facet, distances, epoch, rank_of, self._kept)
        self._sights[facet, area, epoch, base.areas.turn(on)] = sight
        return sight

    def _keep_strips(self) -> None:
        """Forget what was kept of another state of the log, and of too many rows."""
        state, head = self._log.state(), self._log.head
        if state != self._state:
            self._take_in(head)
            self._state, self._kept_at = state, head
        if self._kept.rows_count > _MOST_ROWS:
            self._forget_strips()
        if len(self._sights) > _MOST_SIGHTS:
            self._sights.clear()

    def _take_in(self, head: int) -> None:
        """Forget what may not be so any more after something was written to the log."""
        is_little = 0 < head - self._kept_at <= _MOST_ADDED
        added = self._log.index.added(self._kept_at) if is_little else None
        if added is None:
            self._forget_strips()
        else:
            self._kept.forget(added)

    def _forget_strips(self) -> None:
        self._kept = self._nothing_kept()
        self._sights.clear()

    def _nothing_kept(self) -> Kept:
        return Kept(self._log.index, self._log.columns, self.at)

    def descriptions(self) -> list[Entry]:
        """What describes areas and sources, and what was said of that."""
        self._read_descriptions()
        return self._described

    def described_at(self, known_on: Day, position: int) -> Knowledge:
        """The areas and sources as described by then up to a position, and no events."""
        if position == self._log.head:
            return self.described(known_on)
        return knowledge(self.descriptions(), known_on=known_on, position=position)

    def area_at(self, name: str, known_on: Day, position: int) -> str | None:
        """The id of an area by what is known up to a position; None where only the whole log tells.

        What events named by then is not looked up, so the name must be as clear with all areas ever named as without.
        """
        described = self.described_at(known_on, position).areas.described
        if name in described:
            return name
        ever_named = tuple(sorted(self._log.index.areas_named(None) - described.keys()))
        try:
            without, among = (Areas(described, named).fitting(name) for named in ((), ever_named))
        except AmbiguousNameError:
            return None
        if without is None and name in ever_named:
            return name if self._is_named(name, position) else None
        return without.id if without and without == among else None

    def _is_named(self, area: str, position: int) -> bool:
        """Whether an event up to a position is about an area."""
        entries = self.entries(about(self._log.index, area))
        said = (said_by(entry.statement) for entry in entries if entry.position <= position)
        return any(isinstance(each, Event) and each.area == area for each in said)

    def entries(self, stretches: Iterable[Stretch]) -> list[Entry]:
        """All entries about events that may fall into the stretches, known by whatever day, in order of position."""
        return self.at(self._log.index.happenings(list(stretches), None))

    def describes_source(self, id_: str) -> bool:
        """Whether a source was ever described under that very id."""
        with self.snapshot():
            self._read_descriptions()
        said = (said_by(entry.statement) for entry in self._described)
        return any(isinstance(each, Source) and each.id == id_ for each in said)

    def together(self) -> list[Entry]:
        """All entries about events that were ever said to be one with another, in order of position."""
        return self.at(self._log.index.together())

    def _reaches_of(self, facets: tuple[Facet[Any], ...]) -> Reaches:
        if facets not in self._reaches:
            if len(self._reaches) == _MOST_REACHES:
                self._reaches.clear()
            self._reaches[facets] = reaches(facets)
        return self._reaches[facets]

    def with_events(self, base: Knowledge, entries: Iterable[Entry]) -> Knowledge:
        """The descriptions with what is in force of the events that some entries are about."""
        known = knowledge(entries, known_on=base.known_on, position=base.position)
        apart = attrs.evolve(known, areas=base.areas, sources=base.sources)
        return merged(apart, lambda event: self._policy.rank(event, apart.sources))

    def read(self, positions: Iterable[int]) -> list[Entry]:
        """The entries at some positions, in order; they are not kept."""
        return self._log.at(positions)

    def at(self, positions: Iterable[int]) -> list[Entry]:
        """The entries at some positions, in order."""
        wanted = sorted(positions)
        missing = [position for position in wanted if position not in self._entries]
        if len(self._entries) + len(missing) > _MOST_ENTRIES:
            self._entries.clear()
            missing = wanted
        self._entries.update((entry.position, entry) for entry in (self._log.at(missing) if missing else ()))
        return [self._entries[position] for position in wanted]


def _rank(policy: Policy, sources: Sources, known: InForce) -> Rank:
    return policy.rank(known, sources)
