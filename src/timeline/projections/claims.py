"""What a facet is given to judge by: the events of its kinds that speak about an area on a day, ranked.

Invariant: each event is one claim, however many paths lead to it; on one day the nearer area outranks the farther.
An incident is one too, unless its best-ranked reports say different things: then each that they say is a claim.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

import attrs

from timeline.model.areas import Areas
from timeline.model.days import Day
from timeline.model.events import WHOLE, Event
from timeline.model.knowledge import InForce, Knowledge
from timeline.model.policy import Policy, Rank
from timeline.model.when import When, Window

Look = Literal["here", "up", "down"]
LOOKS: tuple[Look, ...] = ("here", "up", "down")


@attrs.frozen
class Claim:
    """An event in force as one facet sees it.

    Args:
        known: the event and the entries it rests on.
        value: what the facet reads from it.
        rank: its nearness, then its rank by the policy.
        is_sure: false where an equally ranked report of the same incident says nothing that the facet takes.
        day: the day on which the resolved value places it: the latest by which it had begun.
        last_day: the day on which the resolved value ends it.
        placements: the dates of which one is right: one, unless the reports of an incident contradict each other.
        first: the days from the first to the last on which it may have begun.
        last: the days from the first to the last on which it may have ended.
    """

    known: InForce
    value: object
    rank: Rank
    is_sure: bool = True
    day: datetime.date = attrs.field(init=False, eq=False, repr=False)
    last_day: Day = attrs.field(init=False, eq=False, repr=False)
    placements: tuple[When, ...] = attrs.field(init=False, eq=False, repr=False)
    first: Window = attrs.field(init=False, eq=False, repr=False)
    last: Window = attrs.field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        when = self.known.event.when
        object.__setattr__(self, "day", self.known.first_day)
        object.__setattr__(self, "last_day", when.last.latest)
        object.__setattr__(self, "placements", self.known.placements)
        object.__setattr__(self, "first", _around([each.first for each in self.placements]))
        object.__setattr__(self, "last", _around([each.last for each in self.placements]))

    def latest_by(self, on: Day) -> Day:
        """The latest day up to `on` on which it may have begun; one must be."""
        return max(min(each.first.latest, on) for each in self.placements if each.first.earliest <= on)

    def earliest_from(self, day: Day) -> Day:
        """The earliest day from `day` on, on which it may have begun; one must be."""
        return min(max(each.first.earliest, day) for each in self.placements if each.first.latest >= day)

    def has_begun_by(self, on: Day) -> bool:
        """True where it surely happened, and began on a day or before it."""
        return self.is_sure and self.first.latest <= on

    @property
    def is_qualified(self) -> bool:
        """True when its source calls its date uncertain or approximate."""
        return self.known.event.when.is_qualified


def _around(windows: Sequence[Window]) -> Window:
    if len(windows) == 1:
        return windows[0]
    return Window(min(each.earliest for each in windows), max(each.latest for each in windows))


def happenings(claims: Iterable[Claim]) -> list[list[Claim]]:
    """The claims by what happened: those of one incident whose reports say different things are together."""
    claims = list(claims)
    if not any(claim.known.members for claim in claims):
        return [[claim] for claim in claims]
    found: dict[object, list[Claim]] = {}
    for number, claim in enumerate(claims):
        found.setdefault(claim.known.id if claim.known.members else number, []).append(claim)
    return list(found.values())


def in_order(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims by day, then rank, then content; never by arrival."""
    claims = tuple(claims)
    if len(claims) < 2:
        return claims
    ordered = sorted(claims, key=_day_and_rank)
    groups = (list(group) for _, group in itertools.groupby(ordered, key=_day_and_rank))
    return tuple(claim for group in groups for claim in _by_content(group))


def _day_and_rank(claim: Claim) -> tuple[datetime.date, Rank]:
    return claim.day, claim.rank


def _by_content(tied: list[Claim]) -> list[Claim]:
    return sorted(tied, key=lambda claim: repr(claim.known.event)) if len(tied) > 1 else tied


def area_distances(areas: Areas, area: str, look: Look, on: Day) -> dict[str, int]:
    """The areas whose events count for an area on a day, each with its distance."""
    if look == "up":
        return areas.above(area, on)
    if look == "down":
        return areas.inside(area, on)
    return {area: 0}


def claims(
    knowledge: Knowledge,
    policy: Policy,
    area: str,
    on: Day,
    *,
    look: Look,
    kinds: Iterable[type[Event]],
    read: Callable[[Event], object],
    takes: Callable[[Event], bool],
) -> list[Claim]:
    """The claims about an area under the hierarchy of a day, in no particular order.

    Args:
        look: whose events count besides the area's own.
        kinds: the kinds of events that the facet takes.
        read: what the facet reads from an event; None is no claim.
        takes: whether the facet takes the event at all.
    """
    distances = area_distances(knowledge.areas, area, look, on)
    return list(_claims(knowledge, policy, distances, look, tuple(kinds), read, takes))


def _claims(
    knowledge: Knowledge,
    policy: Policy,
    distances: dict[str, int],
    look: Look,
    kinds: Sequence[type[Event]],
    read: Callable[[Event], object],
    takes: Callable[[Event], bool],
) -> Iterator[Claim]:
    def rank_of(reading: InForce) -> Rank:
        return policy.rank(reading, knowledge.sources)

    for area, distance in distances.items():
        there = knowledge.by_area.get(area)
        for known in itertools.chain.from_iterable(there.get(kind, ()) for kind in kinds) if there else ():
            yield from claims_of_one(known, look, distance, read=read, takes=takes, rank_of=rank_of)


def claims_of_one(
    known: InForce,
    look: Look,
    distance: int,
    *,
    read: Callable[[Event], object],
    takes: Callable[[Event], bool],
    rank_of: Callable[[InForce], Rank],
) -> Iterator[Claim]:
    """The claims that one event, or incident, makes from so far away."""
    said = [(reading, _value(reading.event, look, distance, read, takes)) for reading in known.readings]
    is_sure = all(value is not None for _, value in said)
    for reading, value in said:
        if value is not None:
            yield Claim(reading, value, (-distance, *rank_of(reading)), is_sure)


def _value(
    event: Event, look: Look, distance: int, read: Callable[[Event], object], takes: Callable[[Event], bool]
) -> object:
    """What a facet reads from an event; None where it does not take it, or takes it from nearer only."""
    is_too_vague = look == "up" and distance and event.scope != WHOLE
    return read(event) if takes(event) and not is_too_vague else None
