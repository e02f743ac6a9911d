"""What a facet may be, by trying every placement of every event: the statement that the closed forms are held to.

It shares no code with the facets. A case is a few events of small windows; a world places each on a first and a last
day. A lasting event spreads its amount over its days in an unknown way. An incident whose reports contradict each
other in time is placed on each date that they leave.
"""

from __future__ import annotations

import datetime
import itertools
import random
from collections.abc import Callable, Iterator
from typing import Any

import attrs

from timeline import When, Window
from timeline.conflict import AreaLiberated
from timeline.model.knowledge import InForce
from timeline.projections.claims import Claim

FIRST = datetime.date(2017, 1, 1)


@attrs.frozen
class Placed:
    """One event of a world."""

    first: int
    last: int
    rank: int
    value: Any
    before: Any


@attrs.frozen
class Case:
    """A few claims, and the number of the day asked about."""

    claims: tuple[Claim, ...]
    on: int

    @property
    def day(self) -> datetime.date:
        return day_of(self.on)


def day_of(number: int) -> datetime.date:
    return FIRST + datetime.timedelta(days=number)


def number_of(day: datetime.date) -> int:
    return (day - FIRST).days


def when_of(first: tuple[int, int], last: tuple[int, int] | None) -> When:
    """A date whose windows are given by numbers of days."""
    start = Window(*map(day_of, first))
    return When(start, start) if last is None else When.stretch(start, Window(*map(day_of, last)))


def claim(
    first: tuple[int, int],
    last: tuple[int, int] | None,
    rank: int,
    value: Any,
    before: Any = None,
    others: tuple[When, ...] = (),
) -> Claim:
    """A claim whose windows are given by numbers of days, and the other dates that its reports leave."""
    when = when_of(first, last)
    event = AreaLiberated(area="a", when=when, by=str(value), from_=before)
    return Claim(InForce(event, FIRST, (), whens=(when, *others) if others else ()), value, (rank,))


def random_case(source: random.Random, values: tuple[Any, ...], most: int = 6, *, contradicting: bool = True) -> Case:
    """A case of up to so many events on a dozen days, some dated by reports that contradict each other."""
    claims = [_random_claim(source, values, contradicting) for _ in range(source.randint(0, most))]
    return Case(tuple(claims), source.randint(0, 12))


def _random_claim(source: random.Random, values: tuple[Any, ...], contradicting: bool) -> Claim:
    first, last = _random_windows(source, source.random() < 0.3)
    count = source.choice([0, 0, 0, 1, 2]) if contradicting else 0
    others = tuple(when_of(*_random_windows(source, last is not None)) for _ in range(count))
    before = source.choice([None, "isis", "sdf"])
    return claim(first, last, source.randint(0, 2), source.choice(values), before, others)


def _random_windows(source: random.Random, lasts: bool) -> tuple[tuple[int, int], tuple[int, int] | None]:
    low = source.randint(1, 10)
    first = (low, low + source.choice([0, 0, 1, 2]))
    if not lasts:
        return first, None
    end = first[1] + source.randint(0, 2)
    return first, (max(first[0], end - source.choice([0, 1, 2])), end)


def worlds(case: Case) -> Iterator[list[Placed]]:
    """Every placement of every event of a case."""
    return map(list, itertools.product(*(list(_placements(each)) for each in case.claims)))


def _placements(each: Claim) -> Iterator[Placed]:
    for when in each.known.placements:
        for first in _numbers(when.first):
            for last in _numbers(when.last) if when.lasts else [first]:
                if last >= first:
                    yield Placed(first, last, each.rank[0], each.value, each.known.event.from_)


def _numbers(window: Window) -> range:
    return range(number_of(window.earliest), number_of(window.latest) + 1)


def latest(case: Case) -> set[Any]:
    """The values of the last event up to the day, over every world; None for nothing yet."""
    found: set[Any] = set()
    for world in worlds(case):
        happened = [each for each in world if each.first <= case.on]
        top = max(((each.first, each.rank) for each in happened), default=None)
        found |= {each.value for each in happened if (each.first, each.rank) == top} or {None}
    return found


def latest_before(case: Case) -> set[Any]:
    """The same, and where nothing happened yet what the first change after the day says was so before."""
    found = latest(case)
    for world in worlds(case):
        if not any(each.first <= case.on for each in world):
            next_one = min(((each.first, -each.rank) for each in world), default=None)
            found |= {each.before for each in world if (each.first, -each.rank) == next_one}
    return found


def first(case: Case) -> set[Any]:
    """The values of the first event up to the day, over every world; None for nothing yet."""
    found: set[Any] = set()
    for world in worlds(case):
        happened = [each for each in world if each.first <= case.on]
        top = min(((each.first, -each.rank) for each in happened), default=None)
        found |= {each.value for each in happened if (each.first, -each.rank) == top} or {None}
    return found


def last_on(case: Case) -> set[Any]:
    """The days of the last event up to the day, over every world; None for nothing yet."""
    found: set[Any] = set()
    for world in worlds(case):
        day = max((each.first for each in world if each.first <= case.on), default=None)
        found.add(None if day is None else day_of(day))
    return found


def active(case: Case, days_count: int) -> set[Any]:
    """Whether an event is active on the day, over every world."""
    return {any(each.first <= case.on < each.last + days_count for each in world) for world in worlds(case)}


def total(case: Case, days_count: int | None) -> tuple[int, int]:
    """The least and the greatest amount in the window, over every world and every spread of a lasting event."""
    least: list[int] = []
    most: list[int] = []
    start = -1000 if days_count is None else case.on - days_count + 1
    for world in worlds(case):
        least.append(sum(each.value for each in world if start <= each.first and each.last <= case.on))
        most.append(sum(each.value for each in world if each.first <= case.on and each.last >= start))
    return (min(least), max(most))


def shrunk(case: Case, fails: Callable[[Case], bool]) -> Case:
    """The case without the claims that its failure does not need."""
    for number in range(len(case.claims)):
        smaller = attrs.evolve(case, claims=case.claims[:number] + case.claims[number + 1 :])
        if fails(smaller):
            return shrunk(smaller, fails)
    return case
