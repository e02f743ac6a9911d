"""What was in force on each known day of the happenings that take reading entries.

Invariant: it is `knowledge` of the entries about a happening, with each incident in place of its members.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterable, Sequence

from timeline.log.index import Index
from timeline.model.days import EVER, FAR, day_number
from timeline.model.entries import Entry
from timeline.model.events import Event
from timeline.model.incidents import merged
from timeline.model.knowledge import InForce, knowledge
from timeline.model.policy import Rank

_NEVER = -FAR - 1

RankOf = Callable[[InForce], Rank]
ReadEntries = Callable[[Sequence[int]], list[Entry]]


class Told:
    """A happening of which more was said than one event: what was in force of it on each known day."""

    __slots__ = ("_days", "_entries", "_in_force")

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._days = sorted({day_number(entry.reported_on) for entry in entries})
        self._in_force: dict[tuple[int, int], Sequence[InForce]] = {}

    def step(self, known_on: int) -> int:
        """A number that is the same for all known days on which the same is in force."""
        return bisect.bisect_right(self._days, known_on)

    def in_force(self, step: int, epoch: int, rank_of: RankOf) -> Sequence[InForce]:
        """What is in force, each incident in place of its members.

        Args:
            epoch: of what is known of sources, by which reports of one incident are ranked.
        """
        key = step, epoch
        if key not in self._in_force:
            known_on = self._days[step - 1] if step else _NEVER
            seen = [entry for entry in self._entries if day_number(entry.reported_on) <= known_on]
            apart = knowledge(seen, known_on=EVER, position=self._entries[-1].position)
            self._in_force[key] = merged(apart, rank_of).events
        return self._in_force[key]


class Happenings:
    """What was said of happenings, kept once it was read.

    Args:
        index: of the log.
        read: the entries at some positions, in order.
    """

    def __init__(self, index: Index, read: ReadEntries) -> None:
        self._index = index
        self._read = read
        self._told: dict[int, Told] = {}

    def told(self, numbers: Iterable[int]) -> list[Told]:
        """What was said of some happenings."""
        wanted = list(numbers)
        missing = [number for number in wanted if number not in self._told]
        if missing:
            self._tell(missing)
        return [self._told[number] for number in wanted]

    def _tell(self, numbers: Sequence[int]) -> None:
        about = self._index.about(numbers)
        entry_at = {entry.position: entry for entry in self._read([*itertools.chain(*about)])}
        for number, positions in zip(numbers, about, strict=True):
            self._told[number] = Told([entry_at[position] for position in positions])

    def alone(self, numbers: Iterable[int]) -> list[InForce]:
        """Events of which nothing else was said."""
        return [InForce(_event(entry), entry.reported_on, (entry,)) for entry in self._read(list(numbers))]


def _event(entry: Entry) -> Event:
    assert isinstance(entry.statement, Event)
    return entry.statement
