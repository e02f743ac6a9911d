"""What a facet tells of a day when most of what lies near is plain: without weighing each plain event against the rest.

Invariant: the same as `Facet.find` of all claims, but for the claims in support of the value, which only their newest
day stands for. A facet of another class, a subclass too, is told by its plain definition, for it may define anything
anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import attrs

from timeline.model.days import FAR, Day, day_number, day_numbered
from timeline.projections.claims import Claim
from timeline.projections.facets.active import Active
from timeline.projections.facets.base import Facet, Finding, Resolved
from timeline.projections.facets.last_on import LastOn
from timeline.projections.facets.latest import Latest
from timeline.projections.facets.total import Total
from timeline.projections.possible import Bounds, Values


class TooFarError(Exception):
    """What matters lies too far away, or takes reading events one by one: the plain definition is to tell."""


@attrs.frozen
class Amounts:
    """What a facet counts of some days.

    Args:
        plain: the sum over the plain claims.
        newest: the last day with one that adds anything.
        on_unknown_days: of each claim on an unknown day the earliest and the latest it may be, and what it adds.
    """

    plain: int
    newest: int | None
    on_unknown_days: Sequence[tuple[int, int, int]]


class Near(Protocol):
    """What a facet of an area is given to judge by on a day.

    A claim is plain if it is one event alone, on one day that nobody doubts; if it is the same on a day of which only
    the earliest and the latest it may be are known, it is on an unknown day. Days are numbered from 1970-01-01.
    """

    @property
    def on(self) -> Day:
        """The day asked about."""

    def last_day(self, since: int | None = None) -> int | None:
        """The last day with a plain claim up to the day asked about, from a day on; None where there is none."""

    def said_from(self, day: int) -> tuple[frozenset[Any], int]:
        """What the facet reads from the plain claims of a day, and from those on unknown days that may be later.

        Returns: that, and the newest day of these with each unknown day the latest it may be, but for days to come.
        """

    def amounts(self, since: int) -> Amounts:
        """What the plain claims from a day on add up to, and what those on unknown days may add."""

    def windows(self, since: int) -> Sequence[tuple[int, int]]:
        """The days from which and up to which claims on unknown days may be between a day and the day asked about."""

    def next_day(self) -> int | None:
        """The first day after the one asked about with a plain claim; None where there is none."""

    def others(self, since: int | None, *, but_windows: bool = False) -> Sequence[Claim]:
        """The claims that are not plain and may lie between a day and the day asked about.

        Args:
            but_windows: leave out those that are on one unknown day, and no more is to be weighed.
        """

    def others_ahead(self, until: int | None) -> Sequence[Claim]:
        """The claims that are not plain and may have begun by a day to come; of None, all of them."""

    def found_on(self, day: int | None, others: Sequence[Claim]) -> Finding[Any]:
        """What the facet tells by its definition of the plain claims of one day, and others."""

    @property
    def causes(self) -> Callable[[], tuple[Claim, ...]]:
        """Finds the causes of what the facet tells by its definition of all claims."""


@attrs.frozen
class Dated(Resolved[Any]):
    """A value without the claims that support it: only their newest day."""

    newest: Day | None = None

    def evidence(self, on: Day) -> Day | None:
        """The newest day that a supporting claim speaks of."""
        return self.newest


def find_near(facet: Facet[Any], near: Near) -> Finding[Any]:
    """The value of a facet and its possibilities at the end of a day.

    Raises:
        TooFarError: it takes the plain definition.
    """
    tell = _BRIEFLY.get(type(facet))
    if tell is None:
        raise TooFarError
    return tell(facet, near)


def _last(facet: Latest[Any] | LastOn, near: Near) -> Finding[Any]:
    """Nothing that may not lie on the day of the last plain claim, or after it, can matter.

    Where all that can say the same, no rank decides.
    """
    day = near.last_day()
    if day is None and isinstance(facet, Latest) and facet.before:
        ahead = near.next_day()
        return near.found_on(ahead, near.others_ahead(ahead))
    if day is not None and isinstance(facet, Latest) and not near.others(day, but_windows=True):
        values, newest = near.said_from(day)
        if len(values) == 1:
            (value,) = values
            return Finding(_dated(value, newest, None), Values(values), (), False, near.causes)
    return near.found_on(day, near.others(day))


def _active(facet: Active, near: Near) -> Finding[Any]:
    """One claim that surely counts settles it; what else there is can then only be newer."""
    on = day_number(near.on)
    start = on - facet.days_count + 1
    day = near.last_day(start)
    windows = near.windows(start if day is None else day + 1)
    if day is None and not any(start <= earliest and latest <= on for earliest, latest in windows):
        return facet.find(near.others(start), near.on)
    newest = max([latest for _, latest in windows if latest <= on], default=day)
    assert newest is not None
    newer = near.others(newest + 1, but_windows=True) if newest < on else ()
    evidence = facet.resolve(newer, near.on).evidence(near.on) if newer else None
    return Finding(_dated(True, newest, evidence), _TRUE, (), False, near.causes)


def _total(facet: Total, near: Near) -> Finding[Any]:
    """What can be told by days alone adds to the rest, in each world alike."""
    on = day_number(near.on)
    start = -FAR if facet.days_count is None else on - facet.days_count + 1
    found = near.amounts(start)
    value, newest, bounds = _summed(found, start, on)
    others = near.others(start, but_windows=True)
    if not others:
        return Finding(_dated(value, newest, None), bounds, (), False, near.causes)
    rest = facet.find(others, near.on)
    resolved = _dated(value + rest.value, newest, rest.resolved.evidence(near.on))
    return Finding(resolved, _together(bounds, rest.possible), (), rest.rests_on_doubt, near.causes)


def _summed(found: Amounts, start: int, on: int) -> tuple[int, int | None, Bounds]:
    """The sum over some days, each unknown day being the latest it may be, its newest day, and its bounds."""
    unknown = [each for each in found.on_unknown_days if each[2]]
    over = [(latest, amount) for _, latest, amount in unknown if start <= latest <= on]
    inside = [amount for earliest, latest, amount in unknown if start <= earliest and latest <= on]
    newest = [latest for latest, _ in over] + ([] if found.newest is None else [found.newest])
    value = found.plain + sum(amount for _, amount in over)
    most = found.plain + sum(amount for *_, amount in unknown)
    return value, max(newest, default=None), Bounds(found.plain + sum(inside), most)


_TRUE = Values(frozenset([True]))


def _together(bounds: Bounds, others: object) -> Bounds:
    assert isinstance(others, Bounds)
    return Bounds(bounds.min + others.min, bounds.max + others.max)


def _dated(value: object, day: int | None, other: Day | None) -> Dated:
    newest = None if day is None else day_numbered(day)
    return Dated(value, (), newest if other is None or (newest is not None and newest > other) else other)


_BRIEFLY: dict[type, Callable[[Any, Near], Finding[Any]]] = {
    Active: _active,
    LastOn: _last,
    Latest: _last,
    Total: _total,
}
